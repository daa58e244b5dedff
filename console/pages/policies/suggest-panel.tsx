// Suggestions: rules that would save the most for the least loss; those that are picked are shown as a difference, and then used.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTexts } from '../../i18n/texts.ts';
import { Choice } from '../../parts/field.tsx';
import { Notice } from '../../parts/notice.tsx';
import { StateMessage } from '../../parts/state-message.tsx';
import { suggestQuery, type SuggestAnswer, type SuggestTrial } from '../../query/policies.ts';
import { PickedPolicy } from './picked-policy.tsx';
import { RunLine } from './run-line.tsx';
import { SuggestionTable } from './suggestion-table.tsx';
import type { TrialsProps } from './trials.tsx';
import { isSameTrial, trialOf, useAsked } from './use-trial.ts';
import tableStyles from './table.module.css';
import styles from './trials.module.css';

export function SuggestPanel({ search, onGo, checked, kubernetes, onUse }: TrialsProps) {
  const words = useTexts().policies.suggest;
  const { trial, ask, cancel } = useAsked<SuggestTrial>('policy-suggest');
  // While another pick is worked out the table stays.
  const suggest = useQuery({ ...suggestQuery(trial), placeholderData: trial === null ? undefined : keepPreviousData });
  const next = trialOf(checked, kubernetes, search);
  const allow = search.allow?.split(',') ?? [];
  const isOutdated = suggest.data !== undefined && next !== null && !(isSameTrial(trial, next) && trial?.allow.join() === allow.join());
  return (
    <>
      <AllowSwitches allow={allow} onChange={(changed) => onGo({ allow: changed.length === 0 ? undefined : changed.join(',') }, true)} />
      <RunLine
        words={words}
        query={suggest}
        onRun={next === null ? null : () => ask({ ...next, allow, pick: [] })}
        onCancel={cancel}
        isOutdated={isOutdated}
        isChecked={checked !== null}
      />
      {trial !== null && suggest.data !== undefined && (
        <div className={`${styles.result} ${isOutdated ? styles.old : ''}`}>
          <Suggestions trial={trial} answer={suggest.data} isWorking={suggest.isPlaceholderData} onPick={(pick) => ask({ ...trial, pick })} onUse={onUse} />
        </div>
      )}
    </>
  );
}

interface SuggestionsProps {
  readonly trial: SuggestTrial;
  readonly answer: SuggestAnswer;
  /** The answer to the latest pick is not there yet. */
  readonly isWorking: boolean;
  readonly onPick: (pick: readonly string[]) => void;
  readonly onUse: (text: string) => void;
}

function Suggestions({ trial, answer, isWorking, onPick, onUse }: SuggestionsProps) {
  const words = useTexts().policies;
  if (answer.suggestions.length === 0)
    return (
      <div className={tableStyles.frame}>
        <StateMessage title={words.suggest.noneTitle}>{answer.range === null ? words.replay.empty : words.suggest.none}</StateMessage>
      </div>
    );
  return (
    <>
      <SuggestionTable answer={answer} picked={trial.pick} onPick={onPick} />
      <PickedPolicy original={trial.policy} picked={isWorking ? null : answer.picked} isEmpty={trial.pick.length === 0} onUse={onUse} />
    </>
  );
}

function AllowSwitches({ allow, onChange }: { readonly allow: readonly string[]; readonly onChange: (allow: readonly string[]) => void }) {
  const words = useTexts().policies.suggest;
  const toggle = (name: string, isOn: boolean) => onChange(['writes', 'sensitive'].filter((one) => (one === name ? isOn : allow.includes(one))));
  return (
    <fieldset className={styles.allow}>
      <legend>{words.allow}</legend>
      {(['writes', 'sensitive'] as const).map((name) => (
        <Choice
          key={name}
          type="checkbox"
          label={words[name]}
          hint={words[`${name}Hint`]}
          checked={allow.includes(name)}
          onChange={(event) => toggle(name, event.target.checked)}
        />
      ))}
      {allow.includes('sensitive') && <Notice tone="warn">{words.sensitiveWarn}</Notice>}
    </fieldset>
  );
}
