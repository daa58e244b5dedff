// What follows from the settings: what to put on the API server, and whether its events arrive.
import { useState } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../parts/button.tsx';
import { CodeBlock } from '../../parts/code-block.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { Notice } from '../../parts/notice.tsx';
import { useWebhookConfig, type AuditFeaturePutAnswer, type ClusterEntry, type WebhookConfig } from '../../query/clusters.ts';
import { MutationFault } from './add-cluster.tsx';
import { WebhookFiles } from './webhook-files.tsx';
import styles from './audit-result.module.css';

/** What OK did. Tokens are in it, so it lives no longer than the window. */
export type AuditOutcome =
  | {
      readonly type: 'enabled';
      readonly ingest: NonNullable<AuditFeaturePutAnswer['ingest']> | null;
      readonly config: WebhookConfig | null;
    }
  | { readonly type: 'disabled'; readonly isDeleted: boolean };

export interface AuditResultProps {
  readonly cluster: ClusterEntry;
  /** Null when nothing was changed since the window was opened. */
  readonly outcome: AuditOutcome | null;
}

export function AuditResult({ cluster, outcome }: AuditResultProps) {
  const words = useTexts().features.result;
  if (outcome?.type === 'disabled') {
    return (
      <Notice tone="ok" isLive title={words.disabledTitle}>
        <span>{outcome.isDeleted ? words.disabledDeleted : words.disabledKept}</span>
        <span>{words.disabledNext}</span>
      </Notice>
    );
  }
  if (cluster.audit.state === 'Disabled') return null;
  return (
    <div className={styles.result}>
      <h3 className={styles.title}>{words.title}</h3>
      <IngestAddress cluster={cluster.name} ingest={outcome?.ingest ?? null} />
      <WebhookConfiguration cluster={cluster.name} made={outcome?.config ?? null} />
    </div>
  );
}

function IngestAddress({ cluster, ingest }: { readonly cluster: string; readonly ingest: { readonly url: string; readonly token: string } | null }) {
  const words = useTexts().features.result;
  const url = ingest?.url ?? `${location.origin}/ingest/v1/${cluster}`;
  return (
    <>
      <CodeBlock label={words.url} text={url} actions={<CopyButton text={url} label={words.copyUrl} />} note={ingest === null ? words.oldTokens : undefined} />
      {ingest !== null && (
        <CodeBlock
          label={words.token}
          text={ingest.token}
          actions={<CopyButton text={ingest.token} label={words.copyToken} />}
          note={
            <>
              <strong className={styles.once}>{words.once}</strong> {words.tokenHint}
            </>
          }
        />
      )}
    </>
  );
}

function WebhookConfiguration({ cluster, made }: { readonly cluster: string; readonly made: WebhookConfig | null }) {
  const words = useTexts().features.result;
  const webhook = useWebhookConfig(cluster);
  const [later, setLater] = useState<WebhookConfig | null>(null);
  const config = later ?? made;
  if (config !== null) return <WebhookFiles cluster={cluster} config={config} />;
  return (
    <div className={styles.make}>
      <Button disabled={webhook.isPending} onClick={() => webhook.mutate(undefined, { onSuccess: setLater })}>
        {words.makeKubeconfig}
      </Button>
      <p className={styles.hint}>{words.makeKubeconfigHint}</p>
      {webhook.isError && <MutationFault error={webhook.error} />}
    </div>
  );
}
