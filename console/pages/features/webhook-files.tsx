// The webhook kubeconfig and the flags that go with it, ready to be taken to the control-plane nodes.
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../parts/button.tsx';
import { CodeBlock } from '../../parts/code-block.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { Icon } from '../../parts/icon.tsx';
import { ServerWords } from '../../parts/server-words.tsx';
import type { WebhookConfig } from '../../query/clusters.ts';
import styles from './audit-result.module.css';

export function WebhookFiles({ cluster, config }: { readonly cluster: string; readonly config: WebhookConfig }) {
  const texts = useTexts();
  const words = texts.features.result;
  return (
    <>
      <CodeBlock
        isTall
        label={words.kubeconfig}
        text={config.kubeconfig}
        actions={
          <>
            <Button look="quiet" onClick={() => save(config.kubeconfig, words.fileName(cluster))}>
              <Icon name="download" />
              {texts.common.download}
            </Button>
            <CopyButton text={config.kubeconfig} label={words.copyKubeconfig} />
          </>
        }
        note={
          <>
            <strong className={styles.once}>{words.once}</strong> {words.kubeconfigHint}
          </>
        }
      />
      <Flags config={config} />
    </>
  );
}

function Flags({ config }: { readonly config: WebhookConfig }) {
  const words = useTexts().features.result;
  const all = config.flags.map(({ flag, value }) => `${flag}=${value}`).join('\n');
  return (
    <section className={styles.flags} aria-label={words.flags}>
      <div className={styles.flagsHead}>
        <h3>{words.flags}</h3>
        <CopyButton text={all} label={words.copyFlags} caption={words.copyFlags} />
      </div>
      <ul>
        {config.flags.map(({ flag, value, why }) => (
          <li key={flag} className={styles.flag}>
            <code>
              {flag}={value}
            </code>
            <CopyButton text={`${flag}=${value}`} label={words.copyFlag(flag)} />
            <p className={styles.hint}>
              <ServerWords text={why} max={600} />
            </p>
          </li>
        ))}
      </ul>
      <p className={styles.hint}>{words.flagsHint}</p>
    </section>
  );
}

/** Gives the text to the browser as a file. */
function save(text: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/yaml' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
