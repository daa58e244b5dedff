// What stands in place of the list when there is nothing to list, and why.
import { Link } from '@tanstack/react-router';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorMessage, StateMessage } from '../../parts/state-message.tsx';
import { UnseenOfEmpty } from '../../parts/unseen-states.tsx';
import { useClusters } from '../../query/clusters.ts';
import type { Selection } from '../../query/events.ts';
import type { ExploreSearch } from '../../search-params.ts';
import { isQueryFault } from './query-problem.tsx';

export interface EmptyListProps {
  readonly selection: Selection;
  readonly onGo: (change: ExploreSearch) => void;
}

export function EmptyList({ selection, onGo }: EmptyListProps) {
  const { empty } = useTexts().explore;
  const clusters = useClusters();
  const { q, from, to, cluster } = selection;
  const isNarrowed = [q, from, to, cluster].some((part) => part !== undefined);
  const isStoreEmpty = clusters.data?.every(({ events }) => events === 0) === true;
  if (!isNarrowed || isStoreEmpty) return <NothingYet />;
  return (
    <>
      <StateMessage
        title={empty.filteredTitle}
        actions={
          <>
            {(from !== undefined || to !== undefined) && <Button onClick={() => onGo({ from: undefined, to: undefined })}>{empty.widenTime}</Button>}
            {cluster !== undefined && <Button onClick={() => onGo({ cluster: undefined })}>{empty.allClusters}</Button>}
            {q !== undefined && <Button onClick={() => onGo({ q: undefined })}>{empty.clearQuery}</Button>}
          </>
        }
      >
        {empty.filtered}
      </StateMessage>
      <UnseenOfEmpty selection={selection} />
    </>
  );
}

function NothingYet() {
  const { empty } = useTexts().explore;
  return (
    <StateMessage
      title={empty.nothingTitle}
      actions={
        <Link to="/cluster-ops/features" search={{}}>
          {empty.nothingNext}
        </Link>
      }
    >
      <p>{empty.nothing}</p>
      <p>{empty.nothingWhy}</p>
    </StateMessage>
  );
}

/** A fault in the query stands under the query box; everything else is told here. */
export function FailedList({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  return isQueryFault(error) ? null : <ErrorMessage error={error} onRetry={onRetry} />;
}
