// Rolls the policy out to the masters of a cluster: begins the look; what was found is confirmed under Feature Management.
import { Link } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../parts/button.tsx';
import { SelectField } from '../../parts/field.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Overlay } from '../../parts/overlay.tsx';
import { useClusters } from '../../query/clusters.ts';
import { useAgents, useBeginRollout } from '../../query/masters.ts';
import { RestartOrder } from '../features/rollout-choice.tsx';
import { Fault } from './fault.tsx';
import styles from './apply-window.module.css';

export interface RollOutWindowProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly text: string;
}

export function RollOutWindow({ isOpen, onClose, text }: RollOutWindowProps) {
  const words = useTexts().masters.policy;
  return (
    <Overlay form="side" isOpen={isOpen} onClose={onClose} title={words.title} subtitle={words.about}>
      <RollOutForm text={text} onClose={onClose} />
    </Overlay>
  );
}

function RollOutForm({ text, onClose }: Omit<RollOutWindowProps, 'isOpen'>) {
  const texts = useTexts();
  const words = texts.masters.policy;
  const clusters = useClusters();
  const [cluster, setCluster] = useState('');
  const begin = useBeginRollout();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (cluster !== '') begin.mutate({ cluster, action: 'change-policy', policy: text });
  };
  if (begin.isSuccess) return <Begun cluster={cluster} onClose={onClose} />;
  return (
    <form className={styles.form} onSubmit={submit}>
      <SelectField label={words.cluster} value={cluster} onChange={(event) => setCluster(event.target.value)}>
        <option value="">{words.choose}</option>
        {clusters.data?.map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </SelectField>
      {cluster !== '' && <Masters cluster={cluster} />}
      {begin.isError && <Fault error={begin.error} />}
      <div className={styles.actions}>
        <Button onClick={onClose}>{texts.common.cancel}</Button>
        <Button look="primary" type="submit" disabled={cluster === '' || begin.isPending}>
          {begin.isPending ? texts.masters.form.looking : texts.masters.form.look}
        </Button>
      </div>
    </form>
  );
}

function Masters({ cluster }: { readonly cluster: string }) {
  const words = useTexts().masters;
  const { data } = useAgents(cluster);
  if (data === undefined) return null;
  if (data.agents.length === 0) return <Notice tone="info">{words.policy.noMasters}</Notice>;
  return <RestartOrder agents={data.agents} />;
}

function Begun({ cluster, onClose }: { readonly cluster: string; readonly onClose: () => void }) {
  const texts = useTexts();
  const words = texts.masters.policy;
  return (
    <div className={styles.form}>
      <Notice tone="ok" isLive title={words.begun(cluster)}>
        {words.begunHint}
      </Notice>
      <div className={styles.actions}>
        <Link to="/cluster-ops/features" search={{ set: cluster }}>
          {words.follow}
        </Link>
        <Button onClick={onClose}>{texts.common.close}</Button>
      </div>
    </div>
  );
}
