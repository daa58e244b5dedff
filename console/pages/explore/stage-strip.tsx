// The stored stages of a request in order, with their times and the time between them.
import { useTexts } from '../../i18n/texts.ts';
import { Value } from '../../parts/value.tsx';
import type { EventFacts } from '../../show/read-event.ts';
import { durationMs, showDuration, showTime } from '../../show/show-time.ts';
import type { EventRow, StageMark } from '../../show/split-answer.ts';
import styles from './stage-strip.module.css';

export interface StageStripProps {
  readonly row: EventRow;
  readonly facts: EventFacts;
  readonly onOpen: (id: string) => void;
}

/** Stages drawn; a request has up to three, but one client-chosen auditID may gather more. */
const maxStages = 12;

export function StageStrip({ row, facts, onOpen }: StageStripProps) {
  const words = useTexts().explore.detail;
  const stages: readonly StageMark[] = row.stages.length > 0 ? row.stages : [{ id: row.id, stage: facts.stage, stageTimestamp: facts.stageTime }];
  const took = durationMs(facts.receivedTime, facts.stageTime);
  return (
    <div className={styles.strip}>
      <ol className={styles.stages} aria-label={words.stages}>
        {stages.slice(0, maxStages).map((stage, index) => (
          <Stage key={stage.id} stage={stage} before={stages[index - 1] ?? null} isOpen={stage.id === row.id} onOpen={() => onOpen(stage.id)} />
        ))}
      </ol>
      {stages.length > maxStages && <span className={styles.took}>+{stages.length - maxStages}</span>}
      {took !== null && facts.stage !== 'RequestReceived' && <span className={styles.took}>{words.took(showDuration(took))}</span>}
    </div>
  );
}

interface StageProps {
  readonly stage: StageMark;
  readonly before: StageMark | null;
  readonly isOpen: boolean;
  readonly onOpen: () => void;
}

function Stage({ stage, before, isOpen, onOpen }: StageProps) {
  const words = useTexts().explore.detail;
  const time = showTime(stage.stageTimestamp);
  const since = before === null ? null : durationMs(before.stageTimestamp, stage.stageTimestamp);
  return (
    <li className={styles.item}>
      {before !== null && <span className={styles.gap}>{since === null ? '→' : `+${showDuration(since)} →`}</span>}
      <button
        type="button"
        className={styles.stage}
        aria-current={isOpen ? 'step' : undefined}
        title={isOpen ? undefined : words.openStage(stage.stage)}
        onClick={onOpen}
      >
        <Value text={stage.stage} max={40} isFixed />
        <span className={styles.time}>{time === null ? <Value text={stage.stageTimestamp ?? '–'} max={32} isFixed /> : time.full.slice(11, 26)}</span>
      </button>
    </li>
  );
}
