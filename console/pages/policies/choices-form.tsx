// A policy from choices: how much to record of each kind of request.
import { buildDraft, type ChoiceName, type PolicyChoices } from '../../../src/policy/build-draft.ts';
import { printDraft } from '../../../src/policy/print-draft.ts';
import type { Level } from '../../../src/audit/vocabulary.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Choice, SelectField } from '../../parts/field.tsx';
import { choiceFlags, choiceNames, levelsOf } from './choices-text.ts';
import styles from './choices-form.module.css';

export interface ChoicesFormProps {
  readonly chosen: PolicyChoices;
  readonly onChange: (chosen: PolicyChoices) => void;
}

export function textOfChoices(chosen: PolicyChoices): string {
  return printDraft(buildDraft(chosen));
}

export function ChoicesForm({ chosen, onChange }: ChoicesFormProps) {
  const words = useTexts().policies.choices;
  return (
    <section className={styles.choices} aria-label={words.title}>
      <div className={styles.levels}>
        {choiceNames.map((name) => (
          <LevelChoice key={name} name={name} level={chosen[name]} onChange={(level) => onChange({ ...chosen, [name]: level })} />
        ))}
      </div>
      <div className={styles.flags}>
        {choiceFlags.map((flag) => (
          <Choice
            key={flag}
            type="checkbox"
            label={words[flag]}
            hint={words[`${flag}Hint`]}
            checked={chosen[flag]}
            onChange={(event) => onChange({ ...chosen, [flag]: event.target.checked })}
          />
        ))}
      </div>
    </section>
  );
}

function LevelChoice({ name, level, onChange }: { readonly name: ChoiceName; readonly level: Level; readonly onChange: (level: Level) => void }) {
  const words = useTexts().policies.choices;
  return (
    <SelectField label={words.labels[name]} hint={words.hints[name]} value={level} onChange={(event) => onChange(event.target.value as Level)}>
      {levelsOf(name).map((one) => (
        <option key={one} value={one}>
          {one}
        </option>
      ))}
    </SelectField>
  );
}
