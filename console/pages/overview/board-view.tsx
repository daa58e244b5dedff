// One dashboard: its figures, what happened when, and the most frequent values.
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorMessage, StateMessage } from '../../parts/state-message.tsx';
import { facetsQuery } from '../../query/aggregates.ts';
import { useClusters } from '../../query/clusters.ts';
import { countQuery, type Selection } from '../../query/events.ts';
import { allTime } from '../../search-params.ts';
import { fieldsByFigure, figures, type Board, type BoardName, type FigureName } from '../../show/overview-boards.ts';
import { Histogram } from '../explore/histogram.tsx';
import { TopList } from './top-list.tsx';
import styles from './overview.module.css';

export interface BoardViewProps {
  readonly board: Board;
  readonly name: BoardName;
  /** Cluster and range; each figure adds its query. */
  readonly selection: Selection;
}

export function BoardView({ board, name, selection }: BoardViewProps) {
  const navigate = useNavigate();
  const all = useQuery(countQuery(selection));
  const chart = asked(board.chart, selection);
  if (all.isError) return <ErrorMessage error={all.error} onRetry={() => void all.refetch()} />;
  if (all.data === 0) return <NothingHere />;
  return (
    <div className={styles.board}>
      <ul className={styles.figures}>
        {board.figures.map((figure) => (
          <li key={figure}>
            <Figure name={figure} selection={selection} />
          </li>
        ))}
        {name === 'audit' && <StoredFigure cluster={selection.cluster} />}
      </ul>
      <div className={styles.chart}>
        <Histogram selection={chart} onGo={(change) => void navigate({ to: '/explore', search: { ...chart, ...change } })} />
      </div>
      <div className={styles.tops}>
        {[...fieldsByFigure(board.tops)].map(([of, fields]) => (
          <Tops key={of} of={of} fields={fields} selection={selection} />
        ))}
      </div>
    </div>
  );
}

function asked(figure: FigureName, selection: Selection): Selection {
  return { ...selection, q: figures[figure] === '' ? undefined : figures[figure] };
}

function NothingHere() {
  const words = useTexts().overview;
  const navigate = useNavigate({ from: '/overview' });
  const showAll = () => void navigate({ search: (before) => ({ ...before, from: allTime, to: undefined }) });
  return (
    <StateMessage title={words.nothingTitle} actions={<Button onClick={showAll}>{words.allTime}</Button>}>
      {words.nothingText}
    </StateMessage>
  );
}

const alarming: ReadonlySet<FigureName> = new Set(['refusals', 'errors', 'forbidden', 'unauthenticated', 'anonymous', 'slow']);

function Figure({ name, selection }: { readonly name: FigureName; readonly selection: Selection }) {
  const texts = useTexts();
  const search = asked(name, selection);
  const { data, isError } = useQuery(countQuery(search));
  const tone = data !== undefined && data > 0 && alarming.has(name) ? styles.alarm : '';
  return (
    <Link to="/explore" search={search} className={styles.figure}>
      <span>{texts.overview.figures[name]}</span>
      <b className={tone}>{data === undefined ? <Waiting isError={isError} /> : texts.count(data)}</b>
    </Link>
  );
}

function Waiting({ isError }: { readonly isError: boolean }): ReactNode {
  return isError ? '?' : <span className={styles.ghost} aria-hidden="true" />;
}

/** Of the chosen cluster, or of all. */
function StoredFigure({ cluster }: { readonly cluster: string | undefined }) {
  const texts = useTexts();
  const { data } = useClusters();
  const bytes = data?.filter(({ name }) => cluster === undefined || name === cluster).reduce((sum, one) => sum + (one.bytes ?? 0), 0);
  return (
    <li>
      <Link to="/explore" search={{ cluster }} className={styles.figure}>
        <span>{texts.overview.stored}</span>
        <b>{bytes === undefined ? <Waiting isError={false} /> : texts.bytes(bytes)}</b>
      </Link>
    </li>
  );
}

const shownValues = 8;

/** The fields of one figure, counted by one request. */
function Tops({ of, fields, selection }: { readonly of: FigureName; readonly fields: readonly string[]; readonly selection: Selection }) {
  const words = useTexts().overview;
  const search = asked(of, selection);
  const facets = useQuery(facetsQuery(search, { fields, limit: shownValues }));
  return fields.map((field) => (
    <TopList
      key={field}
      title={words.by(words.figures[of], field)}
      field={field}
      data={facets.data?.[field]}
      isFailed={facets.isError}
      isOld={facets.isPlaceholderData}
      selection={search}
    />
  ));
}
