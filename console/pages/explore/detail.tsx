// One request in detail, beside the list or over it: its stages, and the three parts of the event that is open.
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { Icon } from '../../parts/icon.tsx';
import { ErrorMessage } from '../../parts/state-message.tsx';
import { eventQuery } from '../../query/events.ts';
import type { DetailPart, ExploreSearch } from '../../search-params.ts';
import { readEvent } from '../../show/read-event.ts';
import type { EventRow } from '../../show/split-answer.ts';
import { DetailParts } from './detail-parts.tsx';
import { ActorName, ObjectName, ResultCode, VerbMark } from '../../parts/marks.tsx';
import { Pivots } from './pivots.tsx';
import { RequestSentence } from '../../parts/request-sentence.tsx';
import { StageStrip } from './stage-strip.tsx';
import styles from './detail.module.css';

export interface DetailProps {
  /** Of the event that is open: the one a row shows, or another stage of the same request. */
  readonly id: string;
  readonly rows: readonly EventRow[];
  readonly part: DetailPart;
  readonly isRaw: boolean;
  readonly around: ExploreSearch['around'];
  readonly onGo: (change: ExploreSearch) => void;
  /** To another question, which can be undone by going back. */
  readonly onAsk: (change: ExploreSearch) => void;
  readonly onClose: () => void;
}

export function Detail({ id, rows, part, isRaw, around, onGo, onAsk, onClose }: DetailProps) {
  const texts = useTexts();
  const words = texts.explore.detail;
  const known = rows.find((row) => row.id === id);
  const request = known ?? rows.find((row) => row.stages.some((stage) => stage.id === id)) ?? null;
  const asked = useQuery({ ...eventQuery(id, request), enabled: known === undefined });
  const row = known ?? asked.data;
  return (
    <aside className={styles.detail} aria-label={words.label}>
      <button type="button" className={styles.close} aria-label={words.close} title={words.close} onClick={onClose}>
        <Icon name="close" />
      </button>
      {/* Each event is shown from its top. */}
      <div key={id} className={styles.scroll}>
        {row !== undefined && <OpenEvent row={row} part={part} isRaw={isRaw} around={around} onGo={onGo} onAsk={onAsk} />}
        {row === undefined && asked.isError && <ErrorMessage error={asked.error} onRetry={() => void asked.refetch()} />}
        {row === undefined && asked.isFetching && <p className={styles.loading}>{texts.common.loading}</p>}
      </div>
    </aside>
  );
}

interface OpenEventProps extends Pick<DetailProps, 'part' | 'isRaw' | 'around' | 'onGo' | 'onAsk'> {
  readonly row: EventRow;
}

function OpenEvent({ row, part, isRaw, around, onGo, onAsk }: OpenEventProps) {
  const facts = useMemo(() => readEvent(row.event), [row.event]);
  // What the row knows shows at once; facts and trees come a frame later, and are left out where another row is opened by then.
  const isWhole = useDeferredValue(true, false);
  return (
    <>
      <header className={styles.head}>
        <p className={styles.sentence}>
          <RequestSentence row={row} facts={facts} />
        </p>
        <p className={styles.marks}>
          <span>
            <ActorName facts={facts} />
          </span>
          <VerbMark facts={facts} />
          <span className={styles.object}>
            <ObjectName facts={facts} />
          </span>
          <ResultCode facts={facts} />
        </p>
        <StageStrip row={row} facts={facts} onOpen={(open) => onGo({ open })} />
        <Pivots row={row} facts={facts} onGo={onAsk} />
      </header>
      {isWhole && <DetailParts row={row} facts={facts} part={part} isRaw={isRaw} around={around} onGo={onGo} />}
    </>
  );
}
