// English texts of the query box and of what is asked with it: offers, tables of a pipe, saved searches, columns.
import { formSentences, type FormSentence } from '../../src/search/complete.ts';
import { numberFormat } from './number-format.ts';

const number = numberFormat('en');

export const enExploreQuery = {
  box: {
    offers: 'What can stand here',
    /** What a form of a value means, in the words of the language's own table. */
    forms: Object.fromEntries(formSentences.map((sentence) => [sentence, sentence])) as Record<FormSentence, string>,
    replace: 'Write',
    add: 'Add',
    remove: 'Remove',
    blank: 'a blank',
  },
  table: {
    label: 'Result',
    chart: 'The result over time; the table below holds the same numbers',
    rows: (count: number, hasMore: boolean) =>
      hasMore ? `First ${number.format(count)} rows; there are more` : count === 1 ? '1 row' : `${number.format(count)} rows`,
    near: 'Not exact: too many events would have to be read whole. Narrow the time range or the part before the pipe.',
    took: (ms: number) => `${number.format(Math.round(ms))} ms`,
    copy: 'Copy the table as CSV',
    copyCaption: 'Copy',
    download: 'CSV',
    sort: (type: string) => `${type}: sort`,
    narrow: 'Only these; again to undo. With Alt: without these',
    narrowTime: 'Narrow the time to this',
    requests: 'Show these requests',
    moreLines: (count: number) => (count === 1 ? '1 more line is not drawn' : `${number.format(count)} more lines are not drawn`),
    emptyTitle: 'Nothing matches',
    empty: 'No event is left to make a table of. Widen the time range, or ask for less before the pipe.',
    notLive: 'A table is made once: run the query again for what has arrived since.',
  },
  saved: {
    menu: 'Saved searches',
    none: 'Nothing is saved yet. Run a search and give it a name: everybody who signs in can open it.',
    save: 'Save',
    saveTitle: 'Save this search',
    update: (name: string) => `Replace “${name.slice(0, 60)}” with what is shown now`,
    rename: 'Rename',
    renameOf: (name: string) => `Rename ${name.slice(0, 60)}`,
    renameTitle: 'Rename the saved search',
    remove: (name: string) => `Delete ${name.slice(0, 60)}`,
    removeTitle: 'Delete this saved search?',
    removeConfirm: 'Delete',
    allEvents: 'every event',
    kept: 'The query, the cluster, the time range and the columns are kept. A range like the last hour moves with the clock.',
  },
  columnChoice: {
    open: 'Columns',
    title: 'Columns of the list',
    sentence: 'What happened',
    up: (name: string) => `Move ${name} forward`,
    down: (name: string) => `Move ${name} back`,
    remove: (name: string) => `Take ${name} out`,
    add: 'Add a field or a JSON path',
    addButton: 'Add',
    unknown: 'There is no such field.',
    near: (name: string) => `There is no such field. Did you mean ${name}?`,
    twice: 'This column is there already.',
    reset: 'Usual columns',
    tooLarge: 'The event is too large to be read here: open it.',
  },
};
