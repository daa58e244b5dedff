// The time range: a few that are one click away, or any two moments in UTC.
import { Popover } from '@base-ui/react/popover';
import { useState, type FormEvent } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../parts/button.tsx';
import { TextField } from '../../parts/field.tsx';
import { Icon } from '../../parts/icon.tsx';
import { presetOf, presets, readMoment, writeMoment, type TimeRange } from '../../query/time-range.ts';
import styles from './time-picker.module.css';

export interface TimePickerProps {
  readonly range: TimeRange;
  readonly onChange: (range: TimeRange) => void;
}

export function TimePicker({ range, onChange }: TimePickerProps) {
  const words = useTexts().explore;
  const [isOpen, setOpen] = useState(false);
  const preset = presetOf(range);
  const caption = preset === null ? words.fromTo(writeMoment(range.from), writeMoment(range.to)) : words.presets[preset];
  const choose = (chosen: TimeRange) => {
    setOpen(false);
    onChange(chosen);
  };
  return (
    <Popover.Root open={isOpen} onOpenChange={setOpen}>
      <Popover.Trigger className={styles.trigger} aria-label={`${words.time}: ${caption}`}>
        <Icon name="clock" />
        <span className={styles.caption}>{caption}</span>
        <Icon name="chevron" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={4} align="end" className={styles.positioner}>
          <Popover.Popup className={styles.popup} aria-label={words.time}>
            <ul className={styles.presets}>
              {presets.map((name) => (
                <li key={name}>
                  <button
                    type="button"
                    className={styles.preset}
                    aria-pressed={name === preset}
                    onClick={() => choose({ from: name === '' ? undefined : name, to: undefined })}
                  >
                    {words.presets[name]}
                  </button>
                </li>
              ))}
            </ul>
            <AbsoluteRange range={range} onApply={choose} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

function AbsoluteRange({ range, onApply }: { readonly range: TimeRange; readonly onApply: (range: TimeRange) => void }) {
  const words = useTexts().explore;
  const isRelative = presetOf(range) !== null;
  const [from, setFrom] = useState(isRelative ? '' : writeMoment(range.from));
  const [to, setTo] = useState(isRelative ? '' : writeMoment(range.to));
  const [isAsked, setAsked] = useState(false);
  const moments = { from: readMoment(from), to: readMoment(to) };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (moments.from === null || moments.to === null) return;
    onApply({ from: moments.from === '' ? undefined : moments.from, to: moments.to === '' ? undefined : moments.to });
  };
  const fault = (moment: string | null) => (isAsked && moment === null ? words.badMoment : null);
  return (
    <form className={styles.absolute} onSubmit={submit} noValidate>
      <h2>{words.absolute}</h2>
      <TextField label={words.from} value={from} fault={fault(moments.from)} onChange={(event) => setFrom(event.target.value)} />
      <TextField label={words.to} value={to} fault={fault(moments.to)} hint={words.momentHint} onChange={(event) => setTo(event.target.value)} />
      <Button type="submit">{words.apply}</Button>
    </form>
  );
}
