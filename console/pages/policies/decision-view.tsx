// A decision in words: the rule, the level, the stages that are written with what each holds, and why the rules above did not match.
import { useState } from 'react';
import type { Stage } from '../../../src/audit/vocabulary.ts';
import type { Explanation } from '../../../src/policy/explain.ts';
import type { WrittenStage } from '../../../src/policy/stages-of-request.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../parts/button.tsx';
import { LevelChip } from '../../parts/level-chip.tsx';
import { ServerWords } from '../../parts/server-words.tsx';
import styles from './decision-view.module.css';

export interface DecisionViewProps {
  readonly explanation: Explanation;
  readonly onRule: (rule: number) => void;
}

export function DecisionView({ explanation, onRule }: DecisionViewProps) {
  const { policies, policyTerms } = useTexts();
  const words = policies.explain;
  const { rule, level, stages, ifItPanics, omitManagedFields, omitStages } = explanation;
  return (
    <div className={styles.decision}>
      <div className={styles.verdict} role="status">
        <LevelChip level={level} />
        {rule === null ? (
          <span>{words.noRule}</span>
        ) : (
          <span>
            <RuleButton rule={rule} onRule={onRule} /> {words.decided}
          </span>
        )}
      </div>
      {rule !== null && <p>{policyTerms.levels[level]}</p>}
      {level !== 'None' && <h3>{words.stages}</h3>}
      {level !== 'None' && stages.length === 0 && <p>{words.nothingWritten}</p>}
      <ul className={styles.stages}>
        {stages.map((stage) => (
          <StageItem key={stage.stage} written={stage} />
        ))}
        {ifItPanics !== null && <StageItem written={ifItPanics} note={words.ifItPanics} />}
      </ul>
      {level !== 'None' && omitStages.length > 0 && <Omitted stages={omitStages} />}
      {level !== 'None' && level !== 'Metadata' && omitManagedFields && <p className={styles.soft}>{words.managedFields}</p>}
      <PassedRules explanation={explanation} onRule={onRule} />
    </div>
  );
}

export function RuleButton({ rule, onRule }: { readonly rule: number; readonly onRule: (rule: number) => void }) {
  const words = useTexts().policies;
  const name = words.rule(rule);
  return (
    <button type="button" className={styles.rule} onClick={() => onRule(rule)} title={words.explain.goToRule(name)}>
      {name}
    </button>
  );
}

function StageItem({ written: { stage, holds }, note }: { readonly written: WrittenStage; readonly note?: string }) {
  const { policies, policyTerms } = useTexts();
  return (
    <li>
      <div>
        <code className={styles.stage} title={policyTerms.stages[stage]}>
          {stage}
        </code>{' '}
        {note !== undefined && <span className={styles.soft}>{note}</span>}
      </div>
      <div className={styles.holds}>
        <span className={styles.soft}>{policies.explain.holds}:</span> {holds.map((holding) => policyTerms.holdings[holding]).join('; ')}
      </div>
    </li>
  );
}

function Omitted({ stages }: { readonly stages: readonly Stage[] }) {
  const words = useTexts().policies.explain;
  return (
    <p className={styles.soft}>
      {words.omitted}: <code>{stages.join(', ')}</code>
    </p>
  );
}

const drawnStep = 40;

function PassedRules({ explanation: { passed, rule }, onRule }: DecisionViewProps) {
  const texts = useTexts();
  const words = texts.policies.explain;
  const [room, setRoom] = useState(drawnStep);
  if (passed.length === 0) return null;
  return (
    <details className={styles.passed} open>
      <summary>{rule === null ? words.passedAll(passed.length) : words.passed(passed.length)}</summary>
      <ol>
        {passed.slice(0, room).map((one) => (
          <li key={one.rule}>
            <RuleButton rule={one.rule} onRule={onRule} />
            <span className={styles.why}>
              <ServerWords text={one.why} max={240} />
            </span>
          </li>
        ))}
      </ol>
      {passed.length > room && (
        <Button look="quiet" onClick={() => setRoom(room * 4)}>
          {texts.common.showMore(passed.length - room)}
        </Button>
      )}
    </details>
  );
}
