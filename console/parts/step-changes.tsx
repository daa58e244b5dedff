// What one step of a history changed, or why nobody can tell.
import { useTexts } from '../i18n/texts.ts';
import type { ShownStep, ShownVersion } from '../show/history-work.ts';
import { ChangeList } from './change-list.tsx';
import styles from './step-changes.module.css';

export interface StepChangesViewProps {
  readonly step: ShownStep;
  /** Null until it comes. */
  readonly version: ShownVersion | null;
  readonly onField?: (path: string) => void;
}

export function StepChangesView({ step, version, onField }: StepChangesViewProps) {
  const words = useTexts().objects;
  const { isCreated, isFirst, unknownBetween, why, hasBody } = step;
  if (version === null) return <p className={styles.soft}>{words.version.working}</p>;
  if (!hasBody) return <p className={styles.absent}>{words.whys[why ?? 'notRecorded']}</p>;
  return (
    <div className={styles.changes}>
      {why !== null && <p className={styles.doubt}>{words.whys[why]}</p>}
      {isCreated && <p className={styles.soft}>{words.version.created}</p>}
      {isFirst && !isCreated && <p className={styles.doubt}>{words.version.first}</p>}
      {unknownBetween > 0 && <p className={styles.doubt}>{words.version.unknownBetween(unknownBetween)}</p>}
      {version.changes.length === 0 ? (
        <p className={styles.soft}>{words.version.same}</p>
      ) : (
        <ChangeList changes={version.changes} label={words.version.changes} onField={onField} />
      )}
      {version.more > 0 && <p className={styles.soft}>{words.version.moreChanges(version.more)}</p>}
    </div>
  );
}
