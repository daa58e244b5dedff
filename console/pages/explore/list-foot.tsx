// What stands under the list: how much there is, what comes next, and the way to all of it.
import { useQuery, type InfiniteData, type UseInfiniteQueryResult } from '@tanstack/react-query';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../parts/button.tsx';
import { Icon } from '../../parts/icon.tsx';
import { UnseenOfThin } from '../../parts/unseen-states.tsx';
import { countQuery, exportPath, type Selection } from '../../query/events.ts';
import type { EventsPage } from '../../show/split-answer.ts';
import styles from './list-foot.module.css';

export interface ListFootProps {
  readonly events: UseInfiniteQueryResult<InfiniteData<EventsPage>>;
  readonly rows: number;
  readonly selection: Selection;
}

/** So few rows are read one by one: whoever does asks what is not among them. */
const thinRows = 20;

function isAsked({ q, from, to, cluster }: Selection): boolean {
  return [q, from, to, cluster].some((part) => part !== undefined);
}

export function ListFoot({ events, rows, selection }: ListFootProps) {
  const words = useTexts().explore;
  const count = useQuery({ ...countQuery(selection), enabled: events.isSuccess && !events.isPlaceholderData });
  const isCut = events.data?.pages.some(({ exact }) => !exact) === true;
  const isThin = events.isSuccess && !events.isPlaceholderData && !events.hasNextPage && rows <= thinRows && isAsked(selection);
  return (
    <>
      <div className={styles.foot}>
        <div className={styles.counts} role="status">
          <span>{words.shown(rows, events.hasNextPage)}</span>
          {count.data !== undefined && <span>{words.matching(count.data)}</span>}
          {isCut && <span className={styles.cut}>{words.cutShort}</span>}
        </div>
        {events.hasNextPage && (
          <Button onClick={() => void events.fetchNextPage()} disabled={events.isFetchingNextPage}>
            {events.isFetchingNextPage ? words.loadingMore : words.loadMore}
          </Button>
        )}
        <div className={styles.export} title={words.exportTitle}>
          <a href={exportPath(selection, 'ndjson')} download="events.ndjson">
            <Icon name="download" />
            {words.exportNdjson}
          </a>
          <a href={exportPath(selection, 'csv')} download="events.csv">
            {words.exportCsv}
          </a>
        </div>
      </div>
      {isThin && <UnseenOfThin selection={selection} />}
    </>
  );
}
