// Asks once more before an earlier version comes in force again, or the policy is taken off.
import { useState, type FormEvent } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../parts/button.tsx';
import { TextField } from '../../parts/field.tsx';
import { Overlay } from '../../parts/overlay.tsx';
import { useRollBack, useTakeOff } from '../../query/policies.ts';
import { Fault } from './fault.tsx';
import styles from './apply-window.module.css';

export type VersionChange = { readonly type: 'rollBack'; readonly version: number } | { readonly type: 'takeOff' };

export interface ChangeWindowProps {
  readonly topic: string;
  /** Null: closed. */
  readonly change: VersionChange | null;
  readonly onClose: () => void;
}

export function ChangeWindow({ topic, change, onClose }: ChangeWindowProps) {
  const words = useTexts().policies.versions;
  const title = change?.type === 'rollBack' ? words.rollBackTo(change.version) : words.takeOffTitle;
  return (
    <Overlay form="middle" isOpen={change !== null} onClose={onClose} title={title}>
      {change?.type === 'rollBack' && <RollBackForm topic={topic} version={change.version} onClose={onClose} />}
      {change?.type === 'takeOff' && <TakeOffForm topic={topic} onClose={onClose} />}
    </Overlay>
  );
}

const maxNoteCharacters = 500;

function RollBackForm({ topic, version, onClose }: { readonly topic: string; readonly version: number; readonly onClose: () => void }) {
  const texts = useTexts();
  const words = texts.policies.versions;
  const [note, setNote] = useState('');
  const rollBack = useRollBack(topic);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    rollBack.mutate({ version, note }, { onSuccess: onClose });
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <p>{words.rollBackText(version)}</p>
      <TextField label={words.note} hint={words.noteHint} value={note} maxLength={maxNoteCharacters} onChange={(event) => setNote(event.target.value)} />
      {rollBack.isError && <Fault error={rollBack.error} />}
      <div className={styles.actions}>
        <Button onClick={onClose}>{texts.common.cancel}</Button>
        <Button look="primary" type="submit" disabled={rollBack.isPending}>
          {words.rollBack}
        </Button>
      </div>
    </form>
  );
}

function TakeOffForm({ topic, onClose }: { readonly topic: string; readonly onClose: () => void }) {
  const texts = useTexts();
  const words = texts.policies.versions;
  const takeOff = useTakeOff(topic);
  return (
    <div className={styles.form}>
      <p>{words.takeOffText}</p>
      {takeOff.isError && <Fault error={takeOff.error} />}
      <div className={styles.actions}>
        <Button onClick={onClose}>{texts.common.cancel}</Button>
        <Button look="primary" disabled={takeOff.isPending} onClick={() => takeOff.mutate(undefined, { onSuccess: onClose })}>
          {words.takeOffDo}
        </Button>
      </div>
    </div>
  );
}
