// The difference between two versions of a policy, chosen in the address.
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../parts/button.tsx';
import { InlineSelect } from '../../parts/field.tsx';
import type { TopicPolicyVersion } from '../../query/policies.ts';
import type { Go } from './go.ts';
import { TextDiff } from '../../parts/text-diff.tsx';
import pageStyles from './policies-page.module.css';
import styles from './version-list.module.css';

export interface VersionDiffProps {
  /** Newest first. */
  readonly versions: readonly TopicPolicyVersion[];
  readonly left: string | undefined;
  readonly right: string | undefined;
  readonly onGo: Go;
}

export function VersionDiff({ versions, left, right, onGo }: VersionDiffProps) {
  const { common, policies } = useTexts();
  const words = policies.versions;
  if (versions.length < 2 || (left === undefined && right === undefined)) return null;
  const find = (version: string | undefined) => versions.find((entry) => String(entry.version) === version);
  const from = find(left) ?? versions[1];
  const to = find(right) ?? versions[0];
  const textOf = ({ yaml }: TopicPolicyVersion) => yaml ?? `${words.emptyText}\n`;
  return (
    <section className={pageStyles.section} aria-labelledby="version-diff">
      <h2 id="version-diff">{words.difference}</h2>
      <div className={styles.choose}>
        <VersionSelect label={words.left} versions={versions} version={from.version} onChange={(version) => onGo({ left: version }, true)} />
        <VersionSelect label={words.right} versions={versions} version={to.version} onChange={(version) => onGo({ right: version }, true)} />
        <Button look="quiet" onClick={() => onGo({ left: undefined, right: undefined }, true)}>
          {common.close}
        </Button>
      </div>
      <TextDiff key={`${from.version}-${to.version}`} left={textOf(from)} right={textOf(to)} label={words.difference} same={words.same} />
    </section>
  );
}

interface VersionSelectProps extends Pick<VersionDiffProps, 'versions'> {
  readonly label: string;
  readonly version: number;
  readonly onChange: (version: string) => void;
}

function VersionSelect({ label, versions, version, onChange }: VersionSelectProps) {
  const words = useTexts().policies.versions;
  return (
    <InlineSelect label={label} value={version} onChange={(event) => onChange(event.target.value)}>
      {versions.map((entry) => (
        <option key={entry.version} value={entry.version}>
          {words.version(entry.version)}
        </option>
      ))}
    </InlineSelect>
  );
}
