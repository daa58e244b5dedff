// The suggestions, the largest saving first, each to be picked, with the rule it would add and what it costs.
import { useTexts } from '../../i18n/texts.ts';
import { ServerWords } from '../../parts/server-words.tsx';
import { useServerWords } from '../../parts/use-server-words.ts';
import type { Suggestion, SuggestAnswer } from '../../query/policies.ts';
import { Bar } from './bars.tsx';
import { LevelChip } from '../../parts/level-chip.tsx';
import { PolicyText } from '../../parts/policy-text.tsx';
import styles from './suggestion-table.module.css';
import tableStyles from './table.module.css';

export interface SuggestionTableProps {
  readonly answer: SuggestAnswer;
  readonly picked: readonly string[];
  readonly onPick: (picked: readonly string[]) => void;
}

export function SuggestionTable({ answer, picked, onPick }: SuggestionTableProps) {
  const words = useTexts().policies.suggest;
  const { columns } = words;
  const pick = (id: string, isPicked: boolean) => onPick(isPicked ? [...picked, id] : picked.filter((one) => one !== id));
  return (
    <div className={tableStyles.wrap}>
      <table className={`${tableStyles.table} ${styles.table}`} aria-label={words.table}>
        <thead>
          <tr>
            <th scope="col" className={styles.check}>
              <span className="visually-hidden">{columns.pick}</span>
            </th>
            <th scope="col">{columns.what}</th>
            <th scope="col" className={styles.saves}>
              {columns.saves}
            </th>
            <th scope="col" className={tableStyles.wide}>
              {columns.lost}
            </th>
          </tr>
        </thead>
        <tbody>
          {answer.suggestions.map((suggestion) => (
            <SuggestionRow
              key={suggestion.id}
              suggestion={suggestion}
              total={answer.candidate.bytes}
              isPicked={picked.includes(suggestion.id)}
              onPick={(isPicked) => pick(suggestion.id, isPicked)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface SuggestionRowProps {
  readonly suggestion: Suggestion;
  /** Bytes that the given policy keeps. */
  readonly total: number;
  readonly isPicked: boolean;
  readonly onPick: (isPicked: boolean) => void;
}

function SuggestionRow({ suggestion, total, isPicked, onPick }: SuggestionRowProps) {
  const texts = useTexts();
  const words = texts.policies.suggest;
  const { title, saves, savesDiskPerDay } = suggestion;
  const say = useServerWords();
  const saved = words.saves(saves.events, texts.bytes(saves.bytes));
  return (
    <tr className={isPicked ? styles.picked : undefined}>
      <td className={styles.check}>
        <label className={styles.box}>
          <input type="checkbox" checked={isPicked} aria-label={words.pick(say(title).text.slice(0, 120))} onChange={(event) => onPick(event.target.checked)} />
        </label>
      </td>
      <td>
        <What suggestion={suggestion} />
      </td>
      <td className={styles.saves}>
        <Bar isThin total={total} segments={[{ tone: 'dropped', value: saves.bytes, label: saved }]} />
        <span>{saved}</span>
        {savesDiskPerDay > 0 && (
          <span className={tableStyles.soft}>
            {words.columns.disk}: {words.diskLess(texts.bytes(savesDiskPerDay))}
          </span>
        )}
      </td>
      <td className={tableStyles.wide}>
        <Lost lost={suggestion.lost} />
      </td>
    </tr>
  );
}

function What({ suggestion: { kind, title, why, level, yaml, before, isSensitive, lost } }: { readonly suggestion: Suggestion }) {
  const texts = useTexts();
  const words = texts.policies.suggest;
  return (
    <div className={styles.what}>
      <p className={styles.title}>
        <ServerWords text={title} max={200} /> <LevelChip level={level} />
        {isSensitive && <span className={styles.sensitive}>▲ {kind === 'sensitive' ? words.sensitiveMark : words.allowedMark}</span>}
      </p>
      <p className={tableStyles.soft}>
        <ServerWords text={why} />
      </p>
      <div className={styles.narrow}>
        <span className={tableStyles.soft}>{words.columns.lost}:</span>
        <Lost lost={lost} />
      </div>
      <details>
        <summary>
          {words.rule} · {before === null ? words.ofPolicy : words.before(texts.policies.rule(before))}
        </summary>
        <PolicyText text={yaml} />
      </details>
    </div>
  );
}

function Lost({ lost }: Pick<Suggestion, 'lost'>) {
  const texts = useTexts();
  const words = texts.policies.suggest;
  if (lost.length === 0) return <span className={tableStyles.soft}>{words.lostNone}</span>;
  return (
    <ul>
      {lost.map(({ id, question, events }) => (
        <li key={id}>{words.lost(texts.policyTerms.questions[id] ?? question, texts.policies.replay.eventsOf(events))}</li>
      ))}
    </ul>
  );
}
