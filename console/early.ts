// Runs before the console itself has come, which is larger: what the search page shows first is asked for meanwhile.
import { askEarly } from './query/early-answers.ts';
import { eventsPath, sessionPath } from './query/first-paths.ts';
import { readExploreSearch, readSearch } from './search-params.ts';

if (location.pathname === '/explore') {
  const { q, from, to, cluster, order } = readExploreSearch(readSearch(location.search));
  askEarly(sessionPath);
  // With a pipe it is a table that is shown.
  if (q?.includes('|') !== true) askEarly(eventsPath({ q, from, to, cluster, order }));
}
