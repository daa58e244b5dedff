// The command that lets an agent in: made on demand, because its token works once and is shown once.
import { useState } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../parts/button.tsx';
import { CodeBlock } from '../../parts/code-block.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { Choice } from '../../parts/field.tsx';
import { useEnrolment } from '../../query/masters.ts';
import { MutationFault } from './add-cluster.tsx';
import styles from './masters.module.css';

export function EnrolBox({ cluster, onClose }: { readonly cluster: string; readonly onClose: () => void }) {
  const texts = useTexts();
  const words = texts.masters.enrol;
  const [allowsChanges, setAllowsChanges] = useState(true);
  const enrolment = useEnrolment(cluster);
  const command = enrolment.data?.command;
  return (
    <div className={styles.enrol}>
      {command === undefined ? (
        <Choice
          type="checkbox"
          label={words.allow}
          hint={words.allowHint}
          checked={allowsChanges}
          onChange={(event) => setAllowsChanges(event.target.checked)}
        />
      ) : (
        <CodeBlock
          label={words.title}
          text={command}
          actions={<CopyButton text={command} label={words.copy} />}
          note={
            <>
              <strong>{words.once}</strong> {words.hint}
            </>
          }
        />
      )}
      {enrolment.isError && <MutationFault error={enrolment.error} />}
      <div className={styles.actions}>
        <Button onClick={onClose}>{command === undefined ? texts.common.cancel : texts.common.close}</Button>
        {command === undefined && (
          <Button look="primary" disabled={enrolment.isPending} onClick={() => enrolment.mutate(allowsChanges)}>
            {words.make}
          </Button>
        )}
      </div>
    </div>
  );
}
