// What is wrong with what is being typed, below the box, with the change that mends it.
import { useTexts } from '../../../i18n/texts.ts';
import { ServerWords } from '../../../parts/server-words.tsx';
import { Value } from '../../../parts/value.tsx';
import type { QueryFault } from './check-query.ts';
import styles from './query-box.module.css';

export interface FaultNoteProps {
  readonly fault: QueryFault | null;
  readonly text: string;
  readonly onFix: () => void;
}

export function FaultNote({ fault, text, onFix }: FaultNoteProps) {
  return (
    <div role="status">
      {fault !== null && (
        <div className={styles.note}>
          <p className={styles.message}>
            <ServerWords text={fault.message} max={300} isFixed />
          </p>
          {fault.hint !== undefined && (
            <p className={styles.hint}>
              <ServerWords text={fault.hint} max={400} isFixed />
            </p>
          )}
          {fault.fix !== undefined && <FixButton fix={fault.fix} text={text} onFix={onFix} />}
        </div>
      )}
    </div>
  );
}

interface FixButtonProps {
  readonly fix: NonNullable<QueryFault['fix']>;
  readonly text: string;
  readonly onFix: () => void;
  /** Whether Alt+Enter does the same. */
  readonly hasKey?: boolean;
}

export function FixButton({ fix, text, onFix, hasKey = true }: FixButtonProps) {
  const { box } = useTexts().explore;
  const old = text.slice(fix.from, fix.to);
  return (
    <button type="button" className={styles.fix} onMouseDown={(event) => event.preventDefault()} onClick={onFix}>
      <span>{fix.text === '' ? box.remove : old === '' ? box.add : box.replace}</span>{' '}
      <b>
        <Value text={fix.text === ' ' ? box.blank : fix.text === '' ? old : fix.text} max={60} isFixed />
      </b>
      {hasKey && <kbd aria-hidden="true">Alt ⏎</kbd>}
    </button>
  );
}
