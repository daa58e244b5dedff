// The rules of the policy in force, each beside what it has taken away.
import { useState } from 'react';
import { newestKubernetes } from '../../../src/policy/kubernetes-version.ts';
import type { Span } from '../../../src/policy/source-node.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../parts/button.tsx';
import type { TopicPolicyAnswer } from '../../query/policies.ts';
import { LevelChip } from '../../parts/level-chip.tsx';
import { PolicyText } from '../../parts/policy-text.tsx';
import { SumText } from './topic-table.tsx';
import { useChecked } from './use-checked.ts';
import pageStyles from './policies-page.module.css';
import styles from './rule-outcomes.module.css';
import tableStyles from './table.module.css';

type Outcome = TopicPolicyAnswer['outcomes'][number];

export function RuleOutcomes({ policy }: { readonly policy: TopicPolicyAnswer }) {
  const words = useTexts().policies.versions;
  const { yaml, version, outcomes } = policy;
  if (yaml === null || version === null) return <p className={styles.off}>{words.off}</p>;
  return (
    <section className={pageStyles.section} aria-labelledby="rule-outcomes">
      <h2 id="rule-outcomes">{words.rules}</h2>
      <p className={tableStyles.soft}>{words.since(version)}</p>
      <Outcomes key={version} yaml={yaml} outcomes={outcomes.filter((outcome) => outcome.version === version)} />
    </section>
  );
}

const drawnStep = 100;

function Outcomes({ yaml, outcomes }: { readonly yaml: string; readonly outcomes: readonly Outcome[] }) {
  const { common, policies } = useTexts();
  const words = policies.versions.outcome;
  const [room, setRoom] = useState(drawnStep);
  const { checked } = useChecked(yaml, newestKubernetes);
  const rules = checked?.rules ?? [];
  const unmatched = outcomes.find(({ rule }) => rule === null);
  return (
    <div className={tableStyles.wrap}>
      <table className={tableStyles.table}>
        <thead>
          <tr>
            <th scope="col">{words.rule}</th>
            <th scope="col" className={tableStyles.number}>
              {words.dropped}
            </th>
            <th scope="col" className={tableStyles.number}>
              {words.stripped}
            </th>
          </tr>
        </thead>
        <tbody>
          {rules.slice(0, room).map((span, rule) => (
            <OutcomeRow key={rule} rule={rule} yaml={yaml} span={span} outcome={outcomes.find((one) => one.rule === rule)} />
          ))}
          {unmatched !== undefined && <OutcomeRow rule={null} yaml={yaml} span={null} outcome={unmatched} />}
        </tbody>
      </table>
      {rules.length > room && (
        <Button look="quiet" onClick={() => setRoom(room * 4)}>
          {common.showMore(rules.length - room)}
        </Button>
      )}
    </div>
  );
}

interface OutcomeRowProps {
  readonly rule: number | null;
  readonly yaml: string;
  readonly span: Span | null;
  readonly outcome: Outcome | undefined;
}

function OutcomeRow({ rule, yaml, span, outcome }: OutcomeRowProps) {
  const words = useTexts().policies;
  return (
    <tr>
      <th scope="row" className={styles.rule}>
        <p className={styles.ruleName}>
          {rule === null ? words.versions.outcome.noRule : words.rule(rule)} {outcome !== undefined && <LevelChip level={outcome.level} />}
        </p>
        {span !== null && <PolicyText text={ruleText(yaml, span)} />}
      </th>
      {outcome === undefined ? (
        <td colSpan={2} className={`${tableStyles.number} ${tableStyles.soft}`}>
          {words.versions.outcome.none}
        </td>
      ) : (
        <>
          <td className={tableStyles.number}>
            <SumText sum={outcome.dropped} />
          </td>
          <td className={tableStyles.number}>
            <SumText sum={outcome.stripped} />
          </td>
        </>
      )}
    </tr>
  );
}

const deepestIndent = 40;

/** The rule without the indent that it has below its dash. */
function ruleText(yaml: string, { start, end }: Span): string {
  const indent = Math.min(deepestIndent, start - (yaml.lastIndexOf('\n', start - 1) + 1));
  return yaml.slice(start, end).replaceAll(new RegExp(`\\n {0,${indent}}`, 'g'), '\n');
}
