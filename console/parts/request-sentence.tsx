// One request as a sentence in the language of the page: its pieces told apart by look, each value of the event drawn as hostile text.
import { useMemo } from 'react';
import { useTexts } from '../i18n/texts.ts';
import { Value } from './value.tsx';
import type { EventFacts } from '../show/read-event.ts';
import type { EventRow } from '../show/split-answer.ts';
import { tellEvent } from '../show/tell-event.ts';
import { ActorGlyph } from './marks.tsx';
import styles from './request-sentence.module.css';

export interface RequestSentenceProps {
  readonly row: EventRow;
  readonly facts: EventFacts;
  /** In a line: what is too long is cut and cannot be opened. */
  readonly isFixed?: boolean;
}

export function RequestSentence({ row, facts, isFixed = false }: RequestSentenceProps) {
  const { sentences: language } = useTexts().language;
  const { family, parts } = useMemo(() => tellEvent(row.event, language), [row.event, language]);
  return (
    <>
      <ActorGlyph actor={facts.actor} />
      <span className={styles[family]}>
        {parts.map((part, index) => (
          // The pieces of one sentence never move among themselves.
          <span key={index} className={styles[part.role]}>
            {part.isReceived ? <Value text={part.text} max={isFixed ? 80 : 200} isFixed={isFixed} /> : part.text}
          </span>
        ))}
      </span>
    </>
  );
}
