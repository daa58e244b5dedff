// The questions that operators ask, and whether the policy would still leave an answer: what would be lost comes first.
import { useTexts } from '../../i18n/texts.ts';
import type { ReplayAnswer } from '../../query/policies.ts';
import { Bar } from './bars.tsx';
import { fateOf, lessBy } from './shares.ts';
import styles from './question-table.module.css';
import tableStyles from './table.module.css';

type Question = ReplayAnswer['questions'][number];

const fates = ['lostAll', 'lostSome', 'lostNone', 'notAsked'] as const;
const looks = { lostAll: ['✕', styles.bad], lostSome: ['◐', styles.warn], lostNone: ['✓', styles.ok], notAsked: ['○', styles.soft] } as const;

export function QuestionTable({ questions }: { readonly questions: readonly Question[] }) {
  const words = useTexts().policies.replay;
  const sorted = [...questions].sort((a, b) => fates.indexOf(fateOf(a)) - fates.indexOf(fateOf(b)));
  return (
    <section aria-labelledby="policy-questions">
      <h3 id="policy-questions">{words.questions}</h3>
      <div className={tableStyles.wrap}>
        <table className={tableStyles.table} aria-label={words.questions}>
          <thead>
            <tr>
              <th scope="col">{words.question}</th>
              <th scope="col" className={tableStyles.wide}>
                {words.answered}
              </th>
              <th scope="col">{words.candidate}</th>
            </tr>
          </thead>
          <tbody>
            {sorted.map((question) => (
              <QuestionRow key={question.id} question={question} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function QuestionRow({ question }: { readonly question: Question }) {
  const texts = useTexts();
  const words = texts.policies.replay;
  const fate = fateOf(question);
  const [glyph, tone] = looks[fate];
  const { recorded, kept } = question;
  const answered = words.fromTo(texts.count(recorded), texts.count(kept));
  return (
    <tr>
      <th scope="row">{texts.policyTerms.questions[question.id] ?? question.question}</th>
      <td className={`${tableStyles.wide} ${styles.barColumn}`}>
        {recorded > 0 && (
          <>
            <Bar
              isThin
              total={recorded}
              segments={[
                { tone: 'kept', value: kept, label: answered },
                { tone: 'dropped', value: recorded - kept, label: answered },
              ]}
            />
            <span className={tableStyles.soft}>{answered}</span>
          </>
        )}
      </td>
      <td className={tone}>
        <span className={styles.glyph} aria-hidden="true">
          {glyph}
        </span>
        {fate === 'lostSome' ? words.lostSome(lessBy(recorded, kept)) : words[fate]}
      </td>
    </tr>
  );
}
