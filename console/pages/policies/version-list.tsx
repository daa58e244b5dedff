// The versions of a topic's policy, newest first: when, who, why, and what can be done with each.
import { Link } from '@tanstack/react-router';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../parts/button.tsx';
import { useServerWords } from '../../parts/use-server-words.ts';
import { Value } from '../../parts/value.tsx';
import type { Sum, TopicPolicyAnswer, TopicPolicyVersion } from '../../query/policies.ts';
import { showTime } from '../../show/show-time.ts';
import pageStyles from './policies-page.module.css';
import styles from './version-list.module.css';

export interface VersionListProps {
  readonly policy: TopicPolicyAnswer;
  readonly onCompare: (left: number, right: number) => void;
  readonly onRollBack: (version: number) => void;
}

export function VersionList({ policy: { topic, versions, version, outcomes }, onCompare, onRollBack }: VersionListProps) {
  const words = useTexts().policies.versions;
  return (
    <section className={pageStyles.section} aria-labelledby="policy-versions">
      <h2 id="policy-versions">{words.list}</h2>
      <ol className={styles.list}>
        {versions.map((entry, index) => (
          <VersionRow
            key={entry.version}
            topic={topic}
            entry={entry}
            isInForce={entry.version === version}
            taken={takenBy(entry.version, outcomes)}
            before={versions[index + 1]?.version ?? null}
            onCompare={onCompare}
            onRollBack={onRollBack}
          />
        ))}
      </ol>
    </section>
  );
}

interface Taken {
  readonly dropped: Sum;
  readonly stripped: Sum;
}

/** What all rules of a version took away. */
function takenBy(version: number, outcomes: TopicPolicyAnswer['outcomes']): Taken {
  const ofVersion = outcomes.filter((outcome) => outcome.version === version);
  return { dropped: total(ofVersion.map(({ dropped }) => dropped)), stripped: total(ofVersion.map(({ stripped }) => stripped)) };
}

function total(sums: readonly Sum[]): Sum {
  return sums.reduce((all, { events, bytes }) => ({ events: all.events + events, bytes: all.bytes + bytes }), { events: 0, bytes: 0 });
}

interface VersionRowProps extends Pick<VersionListProps, 'onCompare' | 'onRollBack'> {
  readonly topic: string;
  readonly entry: TopicPolicyVersion;
  readonly isInForce: boolean;
  readonly taken: Taken;
  readonly before: number | null;
}

function VersionRow({ topic, entry, isInForce, taken, before, onCompare, onRollBack }: VersionRowProps) {
  const texts = useTexts();
  const words = texts.policies.versions;
  const say = useServerWords();
  const sumOf = ({ events, bytes }: Sum) => texts.policies.topics.sum(events, texts.bytes(bytes));
  const { version, yaml, madeAt, madeBy, note } = entry;
  return (
    <li className={styles.row}>
      <div className={styles.what}>
        <p>
          <strong>{words.version(version)}</strong> {isInForce && <span className={styles.inForce}>● {words.inForce}</span>}{' '}
          {yaml === null && <span className={styles.soft}>{words.off}</span>}
        </p>
        <p className={styles.soft}>
          {showTime(madeAt)?.full.replace(/\.\d+/, '') ?? madeAt} · <Value text={madeBy} max={80} />
        </p>
        {taken.dropped.events + taken.stripped.events > 0 && <p className={styles.soft}>{words.taken(sumOf(taken.dropped), sumOf(taken.stripped))}</p>}
        {note !== '' && (
          <p>
            <Value text={say(note).text} />
          </p>
        )}
      </div>
      <div className={styles.actions}>
        {before !== null && (
          <Button look="quiet" onClick={() => onCompare(before, version)} aria-label={words.compareOf(version)}>
            {words.compare}
          </Button>
        )}
        {yaml !== null && (
          <Link className={styles.link} to="/policies" search={{ edit: `topic:${topic}@${version}` }} aria-label={words.editOf(version)}>
            {words.edit}
          </Link>
        )}
        {!isInForce && yaml !== null && (
          <Button look="quiet" onClick={() => onRollBack(version)} aria-label={words.rollBackTo(version)}>
            {words.rollBack}
          </Button>
        )}
      </div>
    </li>
  );
}
