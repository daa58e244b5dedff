// The Overview: dashboards as tabs over one cluster or all of them and one range of time; each number leads to its list.
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { useTitle } from '../../parts/use-title.ts';
import type { Selection } from '../../query/events.ts';
import { allTime, type OverviewSearch } from '../../search-params.ts';
import { boardNames, boards } from '../../show/overview-boards.ts';
import { ClusterSelect } from '../explore/query-bar.tsx';
import { TimePicker } from '../explore/time-picker.tsx';
import { BoardView } from './board-view.tsx';
import { LatencyTables } from './latency-tables.tsx';
import { Trends } from './trends.tsx';
import styles from './overview.module.css';

const defaultFrom = '-24h';

export function OverviewPage() {
  const words = useTexts().overview;
  useTitle(words.title);
  const search = useSearch({ from: '/signed-in/overview' });
  const navigate = useNavigate({ from: '/overview' });
  const go = (change: OverviewSearch) => void navigate({ search: (before) => ({ ...before, ...change }) });
  const selection = useSelection(search);
  const tab = search.tab ?? 'audit';
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <div>
          <h1>{words.title}</h1>
          <p className={styles.intro}>{words.intro}</p>
        </div>
        <div className={styles.tools}>
          <ClusterSelect cluster={search.cluster} onChange={(cluster) => go({ cluster })} />
          <TimePicker range={selection} onChange={({ from, to }) => go({ from: from ?? (to === undefined ? allTime : undefined), to })} />
        </div>
      </header>
      <nav className={styles.tabs} aria-label={words.tabList}>
        {boardNames.map((name) => (
          <Link
            key={name}
            to="/overview"
            search={(before) => ({ ...before, tab: name === 'audit' ? undefined : name })}
            aria-current={name === tab ? 'page' : undefined}
            className={`${styles.tab} ${name === tab ? styles.current : ''}`}
          >
            {words.tabs[name]}
          </Link>
        ))}
      </nav>
      {tab === 'trends' ? <Trends selection={selection} /> : <BoardView key={tab} board={boards[tab]} name={tab} selection={selection} />}
      {tab === 'load' && <LatencyTables selection={selection} />}
    </div>
  );
}

function useSelection({ from, to, cluster }: OverviewSearch): Selection {
  return useMemo(() => {
    const begin = from ?? (to === undefined ? defaultFrom : undefined);
    return { from: begin === allTime ? undefined : begin, to, cluster };
  }, [from, to, cluster]);
}
