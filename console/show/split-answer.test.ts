import { describe, expect, it } from 'vitest';
import { textOf } from './json-span.ts';
import { splitAnswer } from './split-answer.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

const head = '"id":"x-1","cluster":"prod","topic":"prod-audit","source":"admin","receivedAt":"2026-11-23T05:00:00.000Z","version":"v1"';

describe('splitAnswer', () => {
  it('keeps the very text of each event', () => {
    const event = '{"kind":"Event", "a":1e400,"a":{"__proto__":"\\ud83d"},"deep":[[[{}]]] ,"n":0.10}';
    const page = splitAnswer(
      bytes(`{"events":[\n{${head},"auditIDReused":true,"stages":[{"id":"x-0","stage":"RequestReceived","stageTimestamp":null},{"id":"x-1","stage":"ResponseComplete","stageTimestamp":"2026-11-23T05:00:00.000000Z"}],"event":${event}},
{${head},"timeIsGuessed":true,"event":{}}\n],"cursor":"c\\"1","exact":true,"scanned":{"from":null,"to":null},"tookMs":1.5}`),
    );
    expect(page.rows.map((row) => textOf(row.event))).toEqual([event, '{}']);
    expect(page.rows[0]).toMatchObject({ id: 'x-1', cluster: 'prod', auditIDReused: true, timeIsGuessed: false });
    expect(page.rows[0].stages.map(({ id, stageTimestamp }) => [id, stageTimestamp])).toEqual([
      ['x-0', null],
      ['x-1', '2026-11-23T05:00:00.000000Z'],
    ]);
    expect(page.rows[1]).toMatchObject({ timeIsGuessed: true, stages: [] });
    expect(page).toMatchObject({ cursor: 'c"1', exact: true, scannedFrom: null, tookMs: 1.5 });
  });

  it('is not misled by an event that looks like the answer around it', () => {
    const event = '{"id":"evil","cursor":"evil","events":[{"event":1}],"}],":"]}"}';
    const page = splitAnswer(
      bytes(`{"events":[{${head},"event":${event}}],"cursor":null,"exact":false,"scanned":{"from":"2026-01-01T00:00:00Z","to":null},"tookMs":1}`),
    );
    expect(page.rows).toHaveLength(1);
    expect(page.rows[0].id).toBe('x-1');
    expect(textOf(page.rows[0].event)).toBe(event);
    expect(page).toMatchObject({ cursor: null, exact: false, scannedFrom: '2026-01-01T00:00:00Z' });
  });

  it('takes an event of nine thousand levels', () => {
    const event = `{"requestObject":${'['.repeat(9_000)}${']'.repeat(9_000)}}`;
    const page = splitAnswer(bytes(`{"events":[{${head},"event":${event}}],"cursor":null,"exact":true,"scanned":{"from":null,"to":null},"tookMs":1}`));
    expect(textOf(page.rows[0].event)).toBe(event);
  });

  it('refuses what is no such answer', () => {
    expect(() => splitAnswer(bytes('{"clusters":[]}'))).toThrow(SyntaxError);
    expect(() => splitAnswer(bytes(`{"events":[{${head}}]}`))).toThrow(SyntaxError);
  });
});
