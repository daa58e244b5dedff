import { describe, expect, it } from 'vitest';
import { kindOfColumn, readSorting, sortRows, timeSeriesOf } from './table-shape.ts';

describe('tables', () => {
  it('know the kinds of columns by the types of the engine', () => {
    expect(['UInt64', 'Nullable(Float64)', "DateTime64(6, 'UTC')", 'Array(String)', 'Bool', 'LowCardinality(Nullable(String))'].map(kindOfColumn)).toEqual([
      'number',
      'number',
      'time',
      'list',
      'boolean',
      'text',
    ]);
  });

  it('sort numbers of 64 bits exactly, and put what is missing last either way', () => {
    const rows = [['9007199254740993'], [null], ['9007199254740992'], ['12'], ['']];
    const up = sortRows(rows, 'number', { column: 0, isDescending: false }).map(([value]) => value);
    expect(up).toEqual(['12', '9007199254740992', '9007199254740993', null, '']);
    expect(sortRows(rows, 'number', { column: 0, isDescending: true }).map(([value]) => value)[0]).toBe('9007199254740993');
    expect(sortRows([['b'], ['a']], 'text', { column: 0, isDescending: false })).toEqual([['a'], ['b']]);
  });

  it('read the sorting of an address, and nothing else', () => {
    expect(['2', '-1', '3', '0', 'x', undefined].map((text) => readSorting(text, 2))).toEqual([
      { column: 1, isDescending: false },
      { column: 0, isDescending: true },
      null,
      null,
      null,
      null,
    ]);
  });

  const time = { name: 'time', type: "DateTime64(6, 'UTC')" };
  const count = { name: 'count', type: 'UInt64' };
  const at = (minute: number) => `2026-11-23T04:0${minute}:00.000000Z`;

  it('become lines over time; a bucket without a row holds no event', () => {
    const columns = [time, { name: 'verb', type: 'String' }, count];
    const rows = [
      [at(0), 'get', '1'],
      [at(2), 'get', '2'],
      [at(1), 'list', '9'],
    ];
    const shape = timeSeriesOf({ columns, rows }, [{ type: 'bucket', ms: 60_000 }, { type: 'field', name: 'verb' }, { type: 'count' }])!;
    expect(shape.series.map(({ name, points }) => [name, points.map(({ value }) => value)])).toEqual([
      ['list', [0, 9, 0]],
      ['get', [1, 0, 2]],
    ]);
    expect(timeSeriesOf({ columns, rows }, [])!.series[1].points).toHaveLength(2);
  });

  it('are not drawn without a time, a number, or a second moment', () => {
    expect(timeSeriesOf({ columns: [count], rows: [['1']] }, [])).toBeNull();
    expect(timeSeriesOf({ columns: [time, time], rows: [[at(0), at(1)]] }, [])).toBeNull();
    expect(timeSeriesOf({ columns: [time, count], rows: [[at(0), '1']] }, [])).toBeNull();
  });

  it('draw each number where nothing names the lines, and no more lines than can be told apart', () => {
    const columns = [time, count, { name: 'p95', type: 'Nullable(Float64)' }];
    const rows = [
      [at(0), '1', 5.5],
      [at(1), '2', null],
    ];
    expect(timeSeriesOf({ columns, rows }, [])!.series.map(({ name }) => name)).toEqual(['p95', 'count']);
    const many = Array.from({ length: 9 }, (_, k) => [at(k % 2), `n${k}`, String(k)]);
    expect(timeSeriesOf({ columns: [time, { name: 'n', type: 'String' }, count], rows: many }, [])).toMatchObject({ more: 3 });
  });
});
