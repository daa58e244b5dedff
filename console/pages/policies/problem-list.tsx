// What is wrong with the policy, in the order of the text; a click goes to the place.
import { useState } from 'react';
import type { PolicyProblem } from '../../../src/policy/policy-problem.ts';
import type { Severity } from '../../../src/policy/problem-codes.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../parts/button.tsx';
import { Notice } from '../../parts/notice.tsx';
import { ServerWords } from '../../parts/server-words.tsx';
import type { CheckedText } from './check-text.ts';
import styles from './problem-list.module.css';

export interface ProblemListProps {
  readonly checked: CheckedText | null;
  readonly minor: number;
  readonly onGo: (offset: number) => void;
}

const severities: readonly Severity[] = ['error', 'misread', 'advice'];
export const severityGlyphs: Readonly<Record<Severity, string>> = { error: '✕', misread: '≠', advice: 'i' };

export function ProblemList({ checked, minor, onGo }: ProblemListProps) {
  const texts = useTexts();
  const words = texts.policies.problems;
  if (checked === null) return <p className={styles.none}>{texts.policies.bench.checking}</p>;
  const { problems, isForArrival } = checked;
  const isAsWritten = problems.every(({ severity }) => severity === 'advice');
  return (
    <section aria-label={words.title} className={styles.problems}>
      <div className={styles.head} role="status">
        {isAsWritten && <Notice tone="ok">{isForArrival ? words.noneArrival : words.none(`1.${minor}`)}</Notice>}
        {isForArrival && <Notice tone="info">{texts.policies.bench.arrival}</Notice>}
        <Counts problems={problems} />
      </div>
      <Problems problems={problems} onGo={onGo} />
    </section>
  );
}

function Counts({ problems }: { readonly problems: readonly PolicyProblem[] }) {
  const words = useTexts().policies.problems;
  const counts = severities.map((severity) => ({ severity, count: problems.filter((problem) => problem.severity === severity).length }));
  return (
    <ul className={styles.counts}>
      {counts
        .filter(({ count }) => count > 0)
        .map(({ severity, count }) => (
          <li key={severity}>
            <span className={`${styles.glyph} ${styles[severity]}`} aria-hidden="true">
              {severityGlyphs[severity]}
            </span>
            {words.counts[severity](count)} <span className={styles.hint}>{words.about[severity]}</span>
          </li>
        ))}
    </ul>
  );
}

const drawnStep = 50;

function Problems({ problems, onGo }: { readonly problems: readonly PolicyProblem[]; readonly onGo: (offset: number) => void }) {
  const { common } = useTexts();
  const [room, setRoom] = useState(drawnStep);
  if (problems.length === 0) return null;
  return (
    <ul className={styles.list}>
      {problems.slice(0, room).map((problem) => (
        <li key={`${problem.position?.offset}-${problem.path}-${problem.code}-${problem.message}`}>
          <ProblemRow problem={problem} onGo={onGo} />
        </li>
      ))}
      {problems.length > room && (
        <li>
          <Button look="quiet" onClick={() => setRoom(room * 4)}>
            {common.showMore(problems.length - room)}
          </Button>
        </li>
      )}
    </ul>
  );
}

function ProblemRow({
  problem: { severity, code, message, hint, position },
  onGo,
}: {
  readonly problem: PolicyProblem;
  readonly onGo: (offset: number) => void;
}) {
  const texts = useTexts();
  const words = texts.policies.problems;
  const { line, column, offset } = position ?? { line: 1, column: 1, offset: 0 };
  return (
    <div className={styles.row}>
      <button
        type="button"
        className={styles.place}
        onClick={() => onGo(offset)}
        aria-label={`${line}:${column}, ${words.goTo(line, column)}`}
        title={words.goTo(line, column)}
      >
        {words.place(line, column)}
      </button>
      <div className={styles.words}>
        <p>
          <span className={`${styles.severity} ${styles[severity]}`} title={words.about[severity]}>
            <span className={styles.glyph} aria-hidden="true">
              {severityGlyphs[severity]}
            </span>
            {words.words[severity]}
          </span>{' '}
          <ServerWords title={texts.problems.policies[code]} text={message} />
        </p>
        {hint !== undefined && (
          <p className={styles.hint}>
            {words.fix}: <ServerWords text={hint} />
          </p>
        )}
        <code className={styles.code}>{code}</code>
      </div>
    </div>
  );
}
