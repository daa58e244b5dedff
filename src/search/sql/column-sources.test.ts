import { describe, expect, it } from 'vitest';
import { columnSources, type ColumnSource } from './column-sources.ts';

const field = (name: string): ColumnSource => ({ type: 'field', name });
const sources = (text: string) => columnSources(text, 0);

describe('columnSources', () => {
  it('knows the fields, buckets and counts of shorthands', () => {
    expect(sources('* | count by verb, annotations."a.b/c"')).toEqual([field('verb'), field('annotations."a.b/c"'), { type: 'count' }]);
    expect(sources('a | histogram 5m by level')).toEqual([{ type: 'bucket', ms: 300_000 }, field('level'), { type: 'count' }]);
  });

  it('knows them in a SELECT, also the vendor’s, and says of the rest that it is something else', () => {
    expect(
      sources('* | SELECT histogram(cast(__TIMESTAMP__ as timestamp), interval 1 minute) AS time, COUNT(1) AS qps, userAgent GROUP BY time, userAgent'),
    ).toEqual([{ type: 'bucket', ms: 60_000 }, { type: 'count' }, field('userAgent')]);
    expect(
      sources('* | SELECT `user.username` AS who, resource, max(durationMs), toStartOfHour(requestReceivedTimestamp), count(DISTINCT verb) GROUP BY 1, 2, 4'),
    ).toEqual([field('user.username'), field('objectRef.resource'), { type: 'other' }, { type: 'other' }, { type: 'other' }]);
    expect(sources('* | SELECT *')[0]).toEqual(field('stageTimestamp'));
    expect(sources('* | SELECT nothing')).toEqual([]);
  });
});
