// A name for a search: for a new one, or in place of another.
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTexts } from '../../../i18n/texts.ts';
import { Button } from '../../../parts/button.tsx';
import { TextField } from '../../../parts/field.tsx';
import { useServerWords } from '../../../parts/use-server-words.ts';
import { ApiError } from '../../../query/fetch-api.ts';
import styles from './saved-menu.module.css';

export interface NameFormProps {
  readonly name: string;
  readonly label: string;
  readonly submit: string;
  readonly hint?: ReactNode;
  /** Rejects with what the server says against it. */
  readonly onSave: (name: string) => Promise<unknown>;
  readonly onCancel?: () => void;
}

export function NameForm({ name, label, submit, hint, onSave, onCancel }: NameFormProps) {
  const texts = useTexts();
  const [draft, setDraft] = useState(name);
  const [fault, setFault] = useState<string | null>(null);
  const say = useServerWords();
  const save = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    if (draft.trim() === '') return;
    onSave(draft.trim()).then(
      () => {
        setFault(null);
        setDraft('');
      },
      (error: unknown) => setFault(error instanceof ApiError && error.problem.detail !== '' ? error.problem.detail : texts.errors.unexpected),
    );
  };
  return (
    <form className={styles.form} aria-label={label} onSubmit={save} noValidate>
      <TextField
        label={label}
        value={draft}
        fault={fault === null ? null : say(fault).text}
        hint={hint}
        maxLength={200}
        onChange={(event) => setDraft(event.target.value)}
      />
      <div className={styles.buttons}>
        <Button type="submit" disabled={draft.trim() === ''}>
          {submit}
        </Button>
        {onCancel !== undefined && (
          <Button look="quiet" onClick={onCancel}>
            {texts.common.cancel}
          </Button>
        )}
      </div>
    </form>
  );
}
