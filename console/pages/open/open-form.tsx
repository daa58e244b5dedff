// What is asked before files are opened: which ones, and the name of the cluster that they are from.
import { useRef, useState, type FormEvent } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../parts/button.tsx';
import { TextField } from '../../parts/field.tsx';
import { Value } from '../../parts/value.tsx';
import { useClusters } from '../../query/clusters.ts';
import { openedRegion } from '../../query/open-files.ts';
import styles from './open.module.css';

export interface OpenFormProps {
  readonly files: readonly File[];
  readonly onFiles: (files: readonly File[]) => void;
  readonly onClose: () => void;
  readonly onStart: (cluster: string) => void;
}

/** As in the contract of the API. */
const namePattern = /^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$/;
const shownFiles = 8;

export function OpenForm({ files, onFiles, onClose, onStart }: OpenFormProps) {
  const texts = useTexts();
  const words = texts.open;
  const clusters = useClusters();
  const [name, setName] = useState('opened');
  const [isAsked, setAsked] = useState(false);
  const isTaken = clusters.data?.some((cluster) => cluster.name === name && cluster.region !== openedRegion) === true;
  const fault = isTaken ? words.taken : namePattern.test(name) ? null : words.badName;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (fault === null && files.length > 0) onStart(name);
  };
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <ChosenFiles files={files} onFiles={onFiles} />
      <TextField
        label={words.cluster}
        hint={words.clusterHint}
        fault={isAsked || isTaken ? fault : null}
        value={name}
        onChange={(event) => setName(event.target.value.trim())}
      />
      <div className={styles.actions}>
        <Button onClick={onClose}>{texts.common.cancel}</Button>
        <Button look="primary" type="submit" disabled={files.length === 0}>
          {words.start}
        </Button>
      </div>
    </form>
  );
}

function ChosenFiles({ files, onFiles }: Pick<OpenFormProps, 'files' | 'onFiles'>) {
  const texts = useTexts();
  const words = texts.open;
  const input = useRef<HTMLInputElement>(null);
  const size = files.reduce((sum, file) => sum + file.size, 0);
  return (
    <div className={styles.chosen}>
      <div className={styles.chooseLine}>
        <span>{files.length === 0 ? words.none : words.files(files.length, texts.bytes(size))}</span>
        <Button onClick={() => input.current?.click()}>{words.choose}</Button>
      </div>
      <input
        ref={input}
        type="file"
        multiple
        className="visually-hidden"
        tabIndex={-1}
        aria-label={words.choose}
        onChange={(event) => onFiles([...(event.currentTarget.files ?? [])])}
      />
      <ul className={styles.files}>
        {files.slice(0, shownFiles).map((file) => (
          <li key={file.name}>
            <Value text={file.name} max={80} isFixed /> <span className={styles.soft}>{texts.bytes(file.size)}</span>
          </li>
        ))}
        {files.length > shownFiles && <li className={styles.soft}>{texts.common.showMore(files.length - shownFiles)}</li>}
      </ul>
    </div>
  );
}
