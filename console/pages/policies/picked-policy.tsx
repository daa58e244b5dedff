// The policy with the picked suggestions in it: what they save together, the difference, and the way into the editor.
import { useState } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../parts/button.tsx';
import { Notice } from '../../parts/notice.tsx';
import type { SuggestAnswer } from '../../query/policies.ts';
import { TextDiff } from '../../parts/text-diff.tsx';
import styles from './trials.module.css';

export interface PickedPolicyProps {
  readonly original: string;
  /** Null while nothing is picked or it is being worked out. */
  readonly picked: SuggestAnswer['picked'];
  readonly isEmpty: boolean;
  readonly onUse: (text: string) => void;
}

export function PickedPolicy({ original, picked, isEmpty, onUse }: PickedPolicyProps) {
  const texts = useTexts();
  const words = texts.policies.suggest;
  const [used, setUsed] = useState<string | null>(null);
  if (isEmpty) return <p className={styles.soft}>{used === null ? words.pickedNone : words.used}</p>;
  if (picked === null) return <p className={styles.soft}>{texts.common.loading}</p>;
  const { yaml, saves, savesDiskPerDay, commentsKept } = picked;
  const use = () => {
    onUse(yaml);
    setUsed(yaml);
  };
  return (
    <section className={styles.picked} aria-labelledby="picked-policy">
      <h3 id="picked-policy">{words.picked}</h3>
      <p>{words.pickedSaves(saves.events, texts.bytes(saves.bytes), texts.bytes(savesDiskPerDay))}</p>
      {!commentsKept && <Notice tone="warn">{words.commentsLost}</Notice>}
      <TextDiff left={original} right={yaml} label={words.picked} same={texts.policies.versions.same} />
      <div className={styles.run}>
        <Button look="primary" onClick={use} disabled={used === yaml}>
          {words.use}
        </Button>
        <p className={styles.soft} role="status">
          {used === yaml ? words.used : ''}
        </p>
      </div>
    </section>
  );
}
