// Where the question "why is there nothing" is asked of the server: in place of a list that is empty, and under one that is thin.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTexts, type Texts } from '../i18n/texts.ts';
import type { Selection } from '../query/events.ts';
import { unseenQuery, type UnseenAnswer } from '../query/unseen.ts';
import { Unseen } from './unseen.tsx';
import styles from './unseen.module.css';

/** Says nothing where the server cannot tell: what stands above it is the answer. */
export function UnseenOfEmpty({ selection }: { readonly selection: Selection }) {
  const words = useTexts().unseen;
  const { data, isPending } = useQuery(unseenQuery(selection));
  return (
    <div className={styles.empty} aria-live="polite" aria-busy={isPending}>
      {isPending && <p className={styles.soft}>{words.looking}</p>}
      {data !== undefined && <Unseen answer={data} selection={selection} />}
    </div>
  );
}

/** One line that can be opened; it says the most certain reason. */
export function UnseenOfThin({ selection }: { readonly selection: Selection }) {
  const texts = useTexts();
  const [isOpen, setOpen] = useState(false);
  const { data } = useQuery(unseenQuery(selection));
  if (data === undefined) return null;
  const headline = headlineOf(data, texts);
  return (
    <details className={styles.thin} open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <b>{texts.unseen.title}</b>
        {headline !== null && ` · ${headline}`}
      </summary>
      {isOpen && <Unseen answer={data} selection={selection} />}
    </details>
  );
}

const weights = { all: 4, usual: 3, some: 1, none: 0 } as const;

function headlineOf({ clusters }: UnseenAnswer, { unseen, completeness }: Texts): string | null {
  const told = clusters.flatMap(({ reasons }) =>
    reasons.flatMap((reason) => {
      if (reason.why === 'gap') return [{ weight: 2, text: completeness.missing(reason.atLeast, reason.atMost) }];
      if (reason.why !== 'policy' || reason.verdict === 'none') return [];
      return [{ weight: weights[reason.verdict], text: `${unseen.policyOf[reason.by](reason.version, reason.topic ?? '')} ${unseen.verdict[reason.verdict]}` }];
    }),
  );
  return told.sort((a, b) => b.weight - a.weight)[0]?.text ?? null;
}
