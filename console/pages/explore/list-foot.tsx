// What stands under the list: how much there is, what comes next, and the way to all of it.
import { useQuery } from '@tanstack/react-query';
import { memo, useMemo } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../parts/button.tsx';
import { Icon } from '../../parts/icon.tsx';
import { UnseenOfThin } from '../../parts/unseen-states.tsx';
import { countQuery, exportPath, type Selection } from '../../query/events.ts';
import styles from './list-foot.module.css';

export interface ListFootProps {
  readonly rows: number;
  readonly selection: Selection;
  /** The rows are those of the selection. */
  readonly isAnswered: boolean;
  readonly isCut: boolean;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly onMore: () => unknown;
}

/** So few rows are read one by one: whoever does asks what is not among them. */
const thinRows = 20;

function isAsked({ q, from, to, cluster }: Selection): boolean {
  return [q, from, to, cluster].some((part) => part !== undefined);
}

export const ListFoot = memo(function ListFoot({ rows, selection, isAnswered, isCut, hasMore, isLoadingMore, onMore }: ListFootProps) {
  const words = useTexts().explore;
  const count = useQuery({ ...countQuery(selection), enabled: isAnswered });
  const exports = useMemo(() => ({ ndjson: exportPath(selection, 'ndjson'), csv: exportPath(selection, 'csv') }), [selection]);
  const isThin = isAnswered && !hasMore && rows <= thinRows && isAsked(selection);
  return (
    <>
      <div className={styles.foot}>
        <div className={styles.counts} role="status">
          <span>{words.shown(rows, hasMore)}</span>
          {count.data !== undefined && <span>{words.matching(count.data)}</span>}
          {isCut && <span className={styles.cut}>{words.cutShort}</span>}
        </div>
        {hasMore && (
          <Button onClick={() => void onMore()} disabled={isLoadingMore}>
            {isLoadingMore ? words.loadingMore : words.loadMore}
          </Button>
        )}
        <div className={styles.export} title={words.exportTitle}>
          <a href={exports.ndjson} download="events.ndjson">
            <Icon name="download" />
            {words.exportNdjson}
          </a>
          <a href={exports.csv} download="events.csv">
            {words.exportCsv}
          </a>
        </div>
      </div>
      {isThin && <UnseenOfThin selection={selection} />}
    </>
  );
});
