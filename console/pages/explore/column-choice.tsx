// Which columns the list has, and in which order.
import { Popover } from '@base-ui/react/popover';
import { useId, useState, type FormEvent } from 'react';
import { fields } from '../../../src/audit/fields.ts';
import { defaultListColumns, findListColumn, maxListColumns, writeListColumns, type ListColumn } from '../../../src/search/list-columns.ts';
import { suggestField } from '../../../src/search/resolve-field.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../parts/button.tsx';
import { TextField } from '../../parts/field.tsx';
import { Icon, type IconName } from '../../parts/icon.tsx';
import { Value } from '../../parts/value.tsx';
import styles from './column-choice.module.css';

export interface ColumnChoiceProps {
  readonly columns: readonly ListColumn[];
  readonly onChange: (columns: string | undefined) => void;
}

export function ColumnChoice({ columns, onChange }: ColumnChoiceProps) {
  const words = useTexts().explore.columnChoice;
  const names = columns.map(({ name }) => name);
  const change = (next: readonly string[]) => onChange(writeListColumns(next));
  const move = (index: number, by: number) => {
    const next = [...names];
    next.splice(index + by, 0, ...next.splice(index, 1));
    change(next);
  };
  return (
    <Popover.Root>
      <div className={styles.corner}>
        <Popover.Trigger className={styles.trigger} aria-label={words.open} title={words.title}>
          <Icon name="columns" />
        </Popover.Trigger>
      </div>
      <Popover.Portal>
        <Popover.Positioner sideOffset={4} align="end" className={styles.positioner}>
          <Popover.Popup className={styles.popup} aria-label={words.title}>
            <ol className={styles.list}>
              {names.map((name, index) => (
                <li key={name} className={styles.item}>
                  <span className={styles.name}>{name === 'sentence' ? words.sentence : <Value text={name} max={60} isFixed />}</span>
                  <Step icon="up" label={words.up(name)} isOff={index === 0} onClick={() => move(index, -1)} />
                  <Step icon="down" label={words.down(name)} isOff={index === names.length - 1} onClick={() => move(index, 1)} />
                  <Step icon="close" label={words.remove(name)} isOff={names.length === 1} onClick={() => change(names.filter((other) => other !== name))} />
                </li>
              ))}
            </ol>
            {names.length < maxListColumns && <AddColumn names={names} onAdd={(name) => change([...names, name])} />}
            <Button look="quiet" disabled={writeListColumns(names) === undefined} onClick={() => change(defaultListColumns)}>
              {words.reset}
            </Button>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Step({ icon, label, isOff, onClick }: { readonly icon: IconName; readonly label: string; readonly isOff: boolean; readonly onClick: () => void }) {
  return (
    <button type="button" className={styles.step} aria-label={label} title={label} disabled={isOff} onClick={onClick}>
      <Icon name={icon} />
    </button>
  );
}

function AddColumn({ names, onAdd }: { readonly names: readonly string[]; readonly onAdd: (name: string) => void }) {
  const texts = useTexts();
  const words = texts.explore.columnChoice;
  const id = useId();
  const [draft, setDraft] = useState('');
  const [fault, setFault] = useState<string | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    const name = draft.trim();
    if (name === '') return;
    const near = suggestField(name);
    if (names.includes(name)) setFault(words.twice);
    else if (findListColumn(name) === null) setFault(near === null ? words.unknown : words.near(near));
    else {
      setFault(null);
      setDraft('');
      onAdd(name);
    }
  };
  return (
    <form className={styles.add} onSubmit={submit} noValidate>
      <TextField label={words.add} list={id} value={draft} fault={fault} onChange={(event) => setDraft(event.target.value)} />
      <Button type="submit">{words.addButton}</Button>
      <datalist id={id}>
        {!names.includes('sentence') && <option value="sentence">{words.sentence}</option>}
        {fields
          .filter(({ name }) => !names.includes(name))
          .map(({ name }) => (
            <option key={name} value={name}>
              {texts.fields[name]}
            </option>
          ))}
      </datalist>
    </form>
  );
}
