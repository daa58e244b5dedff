// What is rolled out over masters with agents: the policy, the way of events, and in which order the masters restart.
import { useState } from 'react';
import { presets } from '../../../src/policy/presets/presets.ts';
import { useTexts } from '../../i18n/texts.ts';
import { SelectField } from '../../parts/field.tsx';
import { Notice } from '../../parts/notice.tsx';
import type { AgentListEntry, RolloutContent } from '../../query/masters.ts';
import styles from './masters.module.css';

const modes = ['log', 'webhook', 'both'] as const;
const recommended = 'tke-recommended';

export interface RolloutChoiceState {
  /** Name of a preset; '' = the one in force. */
  readonly policy: string;
  readonly setPolicy: (policy: string) => void;
  readonly mode: (typeof modes)[number];
  readonly setMode: (mode: (typeof modes)[number]) => void;
  readonly content: Pick<RolloutContent, 'policy' | 'mode'>;
}

/** Where auditing is on already, what is in force stays by default. */
export function useRolloutChoice(agents: readonly AgentListEntry[]): RolloutChoiceState {
  const isOn = agents.some(({ report }) => report !== null && Object.keys(report.flags).length > 0);
  const [chosen, setPolicy] = useState<string | null>(null);
  const [mode, setMode] = useState<(typeof modes)[number]>('log');
  const policy = chosen ?? (isOn ? '' : recommended);
  return { policy, setPolicy, mode, setMode, content: { mode, ...(policy === '' ? {} : { policy }) } };
}

export function RolloutChoice({ choice }: { readonly choice: RolloutChoiceState }) {
  const { masters, policyTerms } = useTexts();
  const words = masters.form;
  return (
    <>
      <SelectField label={words.policy} value={choice.policy} onChange={(event) => choice.setPolicy(event.target.value)}>
        <option value="">{words.keepPolicy}</option>
        {presets.map(({ name }) => (
          <option key={name} value={name}>
            {policyTerms.presets[name].title}
          </option>
        ))}
      </SelectField>
      <SelectField label={words.mode} value={choice.mode} onChange={(event) => choice.setMode(modes.find((mode) => mode === event.target.value) ?? 'log')}>
        {modes.map((mode) => (
          <option key={mode} value={mode}>
            {words.modes[mode]}
          </option>
        ))}
      </SelectField>
    </>
  );
}

/** Said before the look, and confirmed after it. */
export function RestartOrder({ agents }: { readonly agents: readonly Pick<AgentListEntry, 'id' | 'node'>[] }) {
  const words = useTexts().masters.form;
  return (
    <Notice tone="warn" title={words.order}>
      <ol className={styles.order}>
        {agents.map(({ id, node }) => (
          <li key={id}>{node}</li>
        ))}
      </ol>
      {words.orderHint}
    </Notice>
  );
}
