// How the columns of the list are drawn: six have a form of their own, any other field stands as text.
import { defaultListColumns, type ListColumn } from '../../../src/search/list-columns.ts';

/** The columns with a form of their own, by the fields that they are of. */
export const builtColumns = {
  stageTimestamp: 'time',
  cluster: 'cluster',
  verb: 'verb',
  sentence: 'sentence',
  'responseStatus.code': 'code',
  sourceIPs: 'source',
} as const satisfies Readonly<Record<(typeof defaultListColumns)[number], string>>;

export type BuiltColumn = (typeof builtColumns)[keyof typeof builtColumns];

export function builtOf({ name }: ListColumn): BuiltColumn | null {
  return Object.hasOwn(builtColumns, name) ? builtColumns[name as keyof typeof builtColumns] : null;
}

const widths: Readonly<Record<BuiltColumn, string>> = {
  time: '138px',
  cluster: 'minmax(64px, 0.3fr)',
  verb: '100px',
  sentence: 'minmax(320px, 4fr)',
  code: '36px',
  source: 'minmax(150px, 0.8fr)',
};

export function gridTemplate(columns: readonly ListColumn[]): string {
  return columns
    .map((column) => {
      const built = builtOf(column);
      return built === null ? 'minmax(130px, 1fr)' : widths[built];
    })
    .join(' ');
}
