import { describe, expect, it } from 'vitest';
import { openHistory, versionOf } from './history-work.ts';

const version = (second: number, actor: string, body: unknown, more: Record<string, unknown> = {}) => ({
  id: `e${second}`,
  time: `2026-11-23T05:00:0${second}.000000Z`,
  actor,
  verb: 'update',
  code: 200,
  life: 0,
  ...(body === null ? { reason: 'x', reasonCode: 'metadataOnly' } : { bodyFrom: 'answer' }),
  ...more,
  body,
});
const bytesOf = (answer: unknown) => new TextEncoder().encode(JSON.stringify(answer));
const answer = (versions: unknown[], parts: unknown[] = []) => bytesOf({ versions, parts, gaps: [], exact: true });
const object = (spec: unknown) => ({ kind: 'Deployment', metadata: { name: 'web', resourceVersion: String(Math.random()) }, spec });

describe('a history taken apart', () => {
  const bytes = answer(
    [
      version(1, 'alice', object({ replicas: 1, token: 'secret' }), { verb: 'create', code: 201 }),
      version(2, 'bob', null),
      version(4, 'carol', object({ replicas: 4, token: 'secret', text: 'a\nb' })),
    ],
    [{ id: 'p3', time: '2026-11-23T05:00:03.000000Z', actor: 'hpa', verb: 'patch', subresource: 'scale', code: 200, life: 0, body: null }],
  );
  const { open, shown } = openHistory(bytes, false);

  it('numbers versions, and not writes of parts', () => {
    expect(shown.steps.map(({ id, number, hasBody, why }) => [id, number, hasBody, why])).toEqual([
      ['e1', 1, true, null],
      ['e2', 2, false, 'metadataOnly'],
      ['p3', null, false, null],
      ['e4', 3, true, null],
    ]);
  });

  it('tells the changes with what may have a share in them', () => {
    const { changes, unknownBetween } = shown.steps[3];
    expect(unknownBetween).toBe(2);
    expect(changes?.first.map(({ path, before, after }) => [path, before?.text, after?.text])).toEqual([
      ['spec.replicas', '1', '4'],
      ['spec.text', undefined, 'a\nb'],
    ]);
  });

  it('gives the body as lines with who set each', () => {
    const { lines, setters } = versionOf(open, 'e4')!.body!;
    const told = lines.map(({ path, value, setter }) => [path, value?.text, setter === null ? null : setters[setter].actor]);
    expect(told).toContainEqual(['spec.replicas', '4', 'carol']);
    expect(told).toContainEqual(['spec.token', 'secret', 'alice']);
    expect(told).toContainEqual(['spec', undefined, null]);
    expect(told.map(([path]) => path)).not.toContain('metadata.resourceVersion');
    expect(versionOf(open, 'e2')!.body).toBe(null);
    expect(versionOf(open, 'other')).toBe(null);
  });

  it('shows bookkeeping where all is asked for', () => {
    const all = openHistory(bytes, true);
    expect(versionOf(all.open, 'e4')!.body!.lines.map(({ path }) => path)).toContain('metadata.resourceVersion');
  });

  it('lets no line of a private key out, nor half a token', () => {
    const secret = `-----BEGIN PRIVATE KEY-----\n${'MIIB'.repeat(20)}\n-----END PRIVATE KEY-----\n`;
    const token = `${'x'.repeat(390)} Bearer ${'abcdef'.repeat(20)}`;
    const told = openHistory(answer([version(1, 'alice', object({ 'tls.pem': `a\n${secret}`, header: token }))]), false);
    const { changes, body } = versionOf(told.open, 'e1')!;
    const shown = JSON.stringify([changes, told.shown, body?.lines.filter(({ key }) => key === 'header')]);
    expect(shown).not.toContain('MIIBMIIB');
    expect(body!.lines.find(({ key }) => key === 'header')!.value!.text).not.toContain('abcdef');
  });

  it('bounds what is large and deep', () => {
    const deep = `{"versions":[{"id":"d","time":"2026-11-23T05:00:00Z","actor":"","verb":"update","code":200,"life":0,"bodyFrom":"answer","body":{"deep":${'['.repeat(9_900)}${']'.repeat(9_900)},"long":"${'x'.repeat(1_600_000)}"}}],"parts":[],"gaps":[],"exact":true}`;
    const told = openHistory(new TextEncoder().encode(deep), false);
    const { changes, body } = versionOf(told.open, 'd')!;
    expect(changes.every(({ after }) => (after?.text.length ?? 0) <= 10_000)).toBe(true);
    expect(changes.find(({ path }) => path === 'long')?.after?.cut).toBe(1_590_000);
    expect(body!.lines.every(({ value }) => (value?.text.length ?? 0) <= 400)).toBe(true);
  });
});
