// A request to be typed: who, which verb, and for which resource or URL.
import { useId } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { Choice, SelectField, TextField } from '../../parts/field.tsx';
import type { TypedRequest } from './typed-request.ts';
import styles from './request-form.module.css';

export interface RequestFormProps {
  readonly typed: TypedRequest;
  /** The policy may ask for what only a finished request has. */
  readonly isForArrival: boolean;
  readonly onType: (change: Partial<TypedRequest>) => void;
}

type TextPart = { [K in keyof TypedRequest]: TypedRequest[K] extends string ? K : never }[keyof TypedRequest];

const verbs = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'];

export function RequestForm({ typed, isForArrival, onType }: RequestFormProps) {
  const words = useTexts().policies.explain;
  const listId = useId();
  const field = (part: TextPart) => ({
    label: words[part],
    value: typed[part],
    onChange: (event: { target: { value: string } }) => onType({ [part]: event.target.value }),
  });
  return (
    <form className={styles.form} onSubmit={(event) => event.preventDefault()}>
      <TextField {...field('user')} disabled={typed.isNobody} />
      <TextField {...field('groups')} disabled={typed.isNobody} title={words.groupsHint} />
      <div className={styles.whole}>
        <Choice
          type="checkbox"
          label={words.nobody}
          checked={typed.isNobody}
          onChange={(event) => onType({ isNobody: event.target.checked })}
          title={words.nobodyHint}
        />
      </div>
      <TextField {...field('verb')} list={listId} />
      <datalist id={listId}>
        {verbs.map((verb) => (
          <option key={verb} value={verb} />
        ))}
      </datalist>
      <SelectField label={words.kind} value={typed.isPath ? 'path' : 'resource'} onChange={(event) => onType({ isPath: event.target.value === 'path' })}>
        <option value="resource">{words.resourceKind}</option>
        <option value="path">{words.pathKind}</option>
      </SelectField>
      {typed.isPath ? (
        <div className={styles.whole}>
          <TextField {...field('path')} placeholder="/healthz" />
        </div>
      ) : (
        <>
          <TextField {...field('resource')} placeholder={words.resourceHint} />
          <TextField {...field('apiGroup')} placeholder={words.apiGroupHint} />
          <TextField {...field('namespace')} />
          <TextField {...field('name')} />
        </>
      )}
      {isForArrival && (
        <>
          <TextField {...field('code')} inputMode="numeric" />
          <TextField {...field('agent')} />
        </>
      )}
    </form>
  );
}
