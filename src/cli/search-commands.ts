// The commands that ask a server for events, and their options; as `kubectl audit` they also take an object the way kubectl names it.
import type { Command } from 'commander';
import { addServer } from './add-server.ts';
import type { ServerOptions } from './main.ts';
import type { Done } from './policy-commands.ts';
import type { SelectionOptions } from './search-query.ts';

export interface SearchOptions extends SelectionOptions {
  /** The name of a saved search. */
  readonly saved?: string;
  readonly limit?: string;
  readonly all?: true;
  readonly explain?: true;
  readonly order: string;
  readonly fold: boolean;
  readonly output: string;
}

export interface TailOptions extends SelectionOptions {
  readonly limit?: string;
  readonly output: string;
}

export interface CountOptions extends SelectionOptions {
  readonly output: string;
}

export interface TopOptions extends CountOptions {
  readonly by: string;
  readonly limit?: string;
}

export interface HistogramOptions extends CountOptions {
  readonly interval?: string;
  readonly by?: string;
}

export interface FacetsOptions extends CountOptions {
  readonly fields?: string;
  readonly name?: string;
  readonly match?: string;
  readonly limit?: string;
}

type Run<O> = (query: string, options: ServerOptions & O, object?: readonly string[]) => Promise<number>;

/** `isKubectl`: without the name of a command, an object is searched for. */
export function addSearchCommands(program: Command, done: Done, isKubectl: boolean): void {
  const bind = <O extends SelectionOptions>(command: Command, load: () => Promise<Run<O>>): void => {
    addServer(addSelection(command)).action((query: string | undefined, options: ServerOptions & O) =>
      done(async () => (await load())(query ?? '', options))(),
    );
  };
  const search = program
    .command('search [query]')
    .description('find events; without a query the newest ones. After a pipe: count by F, top N F, histogram 1m by F, or SELECT …');
  bind<SearchOptions>(addSearchOptions(search), async () => (await import('./commands/search.ts')).search);
  bind<TailOptions>(
    program
      .command('tail [query]')
      .description('print events as they arrive, until interrupted')
      .option('--limit <n>', 'end after so many events')
      .option('-o, --output <format>', 'table, wide, json or ndjson', 'table'),
    async () => (await import('./commands/tail.ts')).tail,
  );
  addCounts(program, bind);
  if (isKubectl) addObjectSearch(program, done);
}

function addCounts(program: Command, bind: <O extends SelectionOptions>(command: Command, load: () => Promise<Run<O>>) => void): void {
  bind<TopOptions>(
    program
      .command('top [query]')
      .description('the most frequent values, or combinations of values')
      .requiredOption('--by <fields>', 'fields and JSON paths, with commas between them')
      .option('--limit <n>', 'how many rows')
      .option('-o, --output <format>', 'table, json or csv', 'table'),
    async () => (await import('./commands/counts.ts')).top,
  );
  bind<CountOptions>(
    program.command('count [query]').description('how many events match').option('-o, --output <format>', 'text or json', 'text'),
    async () => (await import('./commands/counts.ts')).count,
  );
  bind<HistogramOptions>(
    program
      .command('histogram [query]')
      .description('how many events match, over time')
      .option('--interval <length>', 'a whole number and s, m, h or d; without it one that makes a page')
      .option('--by <field>', 'tell the counts of its values, too')
      .option('-o, --output <format>', 'table, json or csv', 'table'),
    async () => (await import('./commands/counts.ts')).histogram,
  );
  bind<FacetsOptions>(
    program
      .command('facets [query]')
      .description('the most frequent values of fields')
      .option('--fields <fields>', 'with commas between them; without it those that make good facets')
      .option('--name <text>', 'only facets whose name holds this text')
      .option('--match <text>', 'only values that hold this text')
      .option('--limit <n>', 'how many values of each')
      .option('-o, --output <format>', 'table or json', 'table'),
    async () => (await import('./commands/counts.ts')).facets,
  );
}

function addSearchOptions(command: Command): Command {
  return command
    .option('--saved <name>', 'the saved search of this name; a query beside it narrows it, options hold instead of what was saved')
    .option('--explain', 'say how the query is read and what it would cost, and ask nothing')
    .option('--limit <n>', 'how many rows (default: 100, or the LIMIT of a SELECT)')
    .option('--all', 'every row, however many')
    .option('--order <order>', 'desc (newest first) or asc', 'desc')
    .option('--no-fold', 'every event, not one row a request')
    .option('-o, --output <format>', 'table, wide, json, ndjson or csv', 'table');
}

function addSelection(command: Command): Command {
  return command
    .option('--from <time>', 'from this time on: RFC 3339, 2026-11-23, -15m …')
    .option('--to <time>', 'up to this time, exclusive')
    .option('--cluster <names>', 'only these clusters, with commas between them')
    .option('--topic <names>', 'only these log topics')
    .option('-n, --namespace <name>', 'only objects in this namespace')
    .option('--user <name>', 'only requests of this user');
}

/** `kubectl audit deployment/web -n shop`. */
function addObjectSearch(program: Command, done: Done): void {
  const command = program
    .command('object [object...]', { isDefault: true })
    .usage('[TYPE[/NAME]] [NAME] [options]')
    .description('what happened to an object, as kubectl names it; the default command: kubectl audit deployment/web -n shop')
    .option('-q, --query <query>', 'a query that must match, too', '');
  addServer(addSelection(addSearchOptions(command))).action((object: string[], options: ServerOptions & SearchOptions & { query: string }) =>
    done(async () => (await import('./commands/search.ts')).search(options.query, options, object))(),
  );
}
