// Adds a cluster to the list.
import { useEffect, useId, useState, type FormEvent } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../parts/button.tsx';
import { TextField } from '../../parts/field.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Overlay } from '../../parts/overlay.tsx';
import { ServerWords } from '../../parts/server-words.tsx';
import { useProblemWords } from '../../parts/state-message.tsx';
import { useAddCluster, useClusters, useRegions } from '../../query/clusters.ts';
import styles from './add-cluster.module.css';

export interface AddClusterProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onAdded: () => void;
}

/** As in the contract of the API. */
const namePattern = /^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$/;

export function AddCluster({ isOpen, onClose, onAdded }: AddClusterProps) {
  const { features } = useTexts();
  return (
    <Overlay form="middle" isOpen={isOpen} onClose={onClose} title={features.addDialog.title}>
      <AddClusterForm onClose={onClose} onAdded={onAdded} />
    </Overlay>
  );
}

function AddClusterForm({ onClose, onAdded }: Omit<AddClusterProps, 'isOpen'>) {
  const texts = useTexts();
  const words = texts.features.addDialog;
  const listId = useId();
  const clusters = useClusters();
  const regions = useRegions();
  const add = useAddCluster();
  const [name, setName] = useState('');
  const [region, setRegion] = useState('');
  const [displayName, setDisplayName] = useState('');
  const [isAsked, setAsked] = useState(false);
  useEffect(() => {
    const only = regions.data?.length === 1 ? regions.data[0] : '';
    setRegion((before) => (before === '' ? only : before));
  }, [regions.data]);
  const isTaken = clusters.data?.some((cluster) => cluster.name === name) === true;
  const nameFault = isTaken ? words.taken : namePattern.test(name) ? null : words.badName;
  const regionFault = namePattern.test(region) ? null : words.badName;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (nameFault !== null || regionFault !== null) return;
    add.mutate({ name, region, ...(displayName.trim() === '' ? {} : { displayName: displayName.trim() }) }, { onSuccess: onAdded });
  };
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <TextField
        label={words.name}
        hint={words.nameHint}
        fault={isAsked || isTaken ? nameFault : null}
        value={name}
        onChange={(event) => setName(event.target.value.trim())}
        autoFocus
      />
      <TextField
        label={words.region}
        hint={words.regionHint}
        fault={isAsked ? regionFault : null}
        list={listId}
        value={region}
        onChange={(event) => setRegion(event.target.value.trim())}
      />
      <datalist id={listId}>
        {regions.data?.map((known) => (
          <option key={known} value={known} />
        ))}
      </datalist>
      <TextField label={words.displayName} value={displayName} maxLength={200} onChange={(event) => setDisplayName(event.target.value)} />
      {add.isError && <MutationFault error={add.error} />}
      <div className={styles.actions}>
        <Button onClick={onClose}>{texts.common.cancel}</Button>
        <Button look="primary" type="submit" disabled={add.isPending}>
          {words.submit}
        </Button>
      </div>
    </form>
  );
}

/** Why the server refused a change. */
export function MutationFault({ error }: { readonly error: unknown }) {
  const words = useProblemWords(error);
  return (
    <Notice tone="bad" isLive title={<ServerWords text={words.detail} />}>
      {words.hint !== undefined && <ServerWords text={words.hint} />}
    </Notice>
  );
}
