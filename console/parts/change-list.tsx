// What a write changed, field by field: the place, and the value before and after. Everything in it is untrusted.
import { useState } from 'react';
import { useTexts } from '../i18n/texts.ts';
import { isSecretKey } from '../show/find-tokens.ts';
import type { ShownChange, ShownValue } from '../show/history-work.ts';
import { Button } from './button.tsx';
import { TextDiff } from './text-diff.tsx';
import { Value } from './value.tsx';
import styles from './change-list.module.css';

export interface ChangeListProps {
  readonly changes: readonly ShownChange[];
  readonly label: string;
  /** Asked for by a click on a place; without it the places are plain. */
  readonly onField?: (path: string) => void;
}

export function ChangeList({ changes, label, onField }: ChangeListProps) {
  const { showMore } = useTexts().common;
  const [room, setRoom] = useState(drawnStep);
  return (
    <>
      <ul className={styles.changes} aria-label={label}>
        {changes.slice(0, room).map((change) => (
          <li key={change.path} className={styles.change}>
            <Place path={change.path} onField={onField} />
            <Values change={change} />
          </li>
        ))}
      </ul>
      {changes.length > room && (
        <Button look="quiet" onClick={() => setRoom(room + drawnStep)}>
          {showMore(changes.length - room)}
        </Button>
      )}
    </>
  );
}

/** Drawn at first, and by each step more. */
const drawnStep = 30;

function Place({ path, onField }: { readonly path: string; readonly onField?: (path: string) => void }) {
  const text = <Value text={path === '' ? '.' : path} max={200} isFixed />;
  if (onField === undefined) return <span className={styles.place}>{text}</span>;
  return (
    <button type="button" className={`${styles.place} ${styles.link}`} onClick={() => onField(path)}>
      {text}
    </button>
  );
}

function Values({ change: { path, key, before, after } }: { readonly change: ShownChange }) {
  const words = useTexts().objects.version;
  const isSecret = isSecretKey(key);
  // Lines are compared as lines, unless they have to be hidden as a whole.
  if (before !== null && after !== null && (before.hasLines || after.hasLines) && !isSecret)
    return <TextDiff left={before.text} right={after.text} label={path.slice(0, 120)} same={words.sameAll} />;
  return (
    <div className={styles.values}>
      {before !== null && <OneValue sign="−" name={words.was} value={before} isSecret={isSecret} look={styles.before} />}
      {after !== null && <OneValue sign="+" name={words.is} value={after} isSecret={isSecret} look={styles.after} />}
    </div>
  );
}

interface OneValueProps {
  readonly sign: string;
  readonly name: string;
  readonly value: ShownValue;
  readonly isSecret: boolean;
  readonly look: string;
}

function OneValue({ sign, name, value, isSecret, look }: OneValueProps) {
  const words = useTexts().objects.version;
  return (
    <div className={`${styles.value} ${look}`}>
      <span className={styles.sign} aria-hidden="true">
        {sign}
      </span>
      <span className="visually-hidden">{name} </span>
      <span className={styles.text}>
        {value.hasLines ? <Lines text={value.text} isSecret={isSecret} /> : <Value text={value.text} max={400} isSecret={isSecret && value.isString} />}
        {value.cut > 0 && <span className={styles.cut}> …{words.cut(value.cut)}</span>}
      </span>
    </div>
  );
}

/** Drawn line by line, so that line breaks are breaks and no boxed names. */
function Lines({ text, isSecret }: { readonly text: string; readonly isSecret: boolean }) {
  const { showMore } = useTexts().common;
  const lines = text.split('\n');
  return (
    <>
      {lines.slice(0, maxLines).map((line, index) => (
        <span key={index} className={styles.textLine}>
          <Value text={line} max={400} isSecret={isSecret} />
        </span>
      ))}
      {lines.length > maxLines && <span className={styles.cut}>… {showMore(lines.length - maxLines)}</span>}
    </>
  );
}

const maxLines = 200;
