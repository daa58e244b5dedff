// How far the sending is, what became of the events, and the way to them.
import { Link } from '@tanstack/react-router';
import { useTexts, type Texts } from '../../i18n/texts.ts';
import { Button } from '../../parts/button.tsx';
import { Notice, type NoticeProps } from '../../parts/notice.tsx';
import { ServerWords } from '../../parts/server-words.tsx';
import { useProblemWords } from '../../parts/state-message.tsx';
import { ApiError } from '../../query/fetch-api.ts';
import type { OpeningState } from './use-opening.ts';
import styles from './open.module.css';

type Running = Exclude<OpeningState, { phase: 'asking' }>;

export interface OpenRunProps {
  readonly state: Running;
  readonly onStop: () => void;
  readonly onClose: () => void;
}

export function OpenRun({ state, onStop, onClose }: OpenRunProps) {
  const texts = useTexts();
  const words = texts.open;
  const { phase, total, progress, cluster } = state;
  const { read, accepted, duplicates, quarantined, dropped } = progress;
  const percent = total === 0 ? 100 : Math.min(100, Math.floor((read / total) * 100));
  return (
    <div className={styles.form}>
      <progress className={styles.bar} max={100} value={percent} aria-label={words.title} />
      <p role="status" className={styles.counts}>
        <span>{words.progress(percent)}</span>
        <span>{words.counts(accepted, duplicates, quarantined, dropped)}</span>
      </p>
      {phase !== 'sending' && <Outcome state={state} words={words} />}
      <div className={styles.actions}>
        {phase === 'sending' && <Button onClick={onStop}>{words.stop}</Button>}
        {phase !== 'sending' && quarantined > 0 && (
          <Link to="/cluster-ops/health" search={{ cluster }} onClick={onClose}>
            {words.quarantine}
          </Link>
        )}
        {phase !== 'sending' && <Button onClick={onClose}>{texts.common.close}</Button>}
        {phase !== 'sending' && accepted + duplicates > 0 && (
          <Link to="/explore" search={{ cluster }} className={styles.go} onClick={onClose}>
            {words.explore}
          </Link>
        )}
      </div>
    </div>
  );
}

function Outcome({ state, words }: { readonly state: Running; readonly words: Texts['open'] }) {
  const problem = useProblemWords(state.phase === 'failed' ? state.error : null);
  const { tone, title } = toldOf(state, words);
  return (
    <Notice tone={tone} isLive title={title}>
      {state.phase === 'failed' && (
        <span>
          <ServerWords text={state.error instanceof ApiError ? problem.detail : words.failedUnpack} />
        </span>
      )}
    </Notice>
  );
}

function toldOf({ phase, progress }: Running, words: Texts['open']): { readonly tone: NoticeProps['tone']; readonly title: string } {
  if (phase === 'failed') return { tone: 'bad', title: words.failed };
  if (phase === 'stopped') return { tone: 'info', title: words.stopped };
  if (progress.accepted + progress.duplicates === 0) return { tone: 'warn', title: words.nothing };
  return { tone: progress.quarantined > 0 ? 'warn' : 'ok', title: words.done };
}
