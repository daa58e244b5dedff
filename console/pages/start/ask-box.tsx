// The one box.
import { useState, type RefObject } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../parts/button.tsx';
import { Icon } from '../../parts/icon.tsx';
import styles from './ask-box.module.css';

export interface AskBoxProps {
  readonly ref: RefObject<HTMLInputElement | null>;
  /** What was asked last: it stands in the address. */
  readonly typed: string;
  readonly onAsk: (typed: string) => void;
}

export function AskBox({ ref, typed, onAsk }: AskBoxProps) {
  const words = useTexts().start;
  const [draft, setDraft] = useState(typed);
  const [last, setLast] = useState(typed);
  if (typed !== last) {
    setLast(typed);
    setDraft(typed);
  }
  return (
    <form
      className={styles.box}
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        onAsk(draft);
      }}
    >
      <Icon name="search" />
      <input
        ref={ref}
        type="text"
        name="ask"
        aria-label={words.box}
        placeholder={words.placeholder}
        value={draft}
        maxLength={2000}
        onChange={(event) => setDraft(event.target.value)}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
      />
      <Button look="primary" type="submit">
        {words.submit}
        <span aria-hidden="true">⏎</span>
      </Button>
    </form>
  );
}
