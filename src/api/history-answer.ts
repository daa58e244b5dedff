// The answer of an object's history, put together from bytes: a body that was received is never written anew.
import { printJson } from '../audit/json-value.ts';
import { at, textAt } from '../story/read-json.ts';
import type { Gap, Step } from '../story/history/step.ts';
import { whys } from '../story/history/why.ts';
import { memberText } from './body-text.ts';
import type { HistoryAnswer, ObjectVersion } from './contract/history.ts';
import { asUtf8, onOneLine } from './event-bytes.ts';
import type { ReadHistory } from './read-history.ts';

export interface HistoryParts {
  readonly history: ReadHistory;
  /** The steps and gaps that are told. */
  readonly steps: readonly Step[];
  readonly gaps: readonly Gap[];
  readonly owners: HistoryAnswer['owners'];
  /** Which bodies are in it. */
  readonly bodies: { readonly ofVersions: boolean; readonly ofParts: boolean };
}

/** The JSON document. */
export function historyAnswer({ history, steps, gaps, owners, bodies }: HistoryParts): Uint8Array {
  const versions = steps.filter(({ subresource }) => subresource === '').map((step) => entry(headOf(step), bodies.ofVersions ? bodyOf(step, history) : nobody));
  const parts = steps.filter(({ subresource }) => subresource !== '').map((step) => entry(partOf(step), bodies.ofParts ? bodyOf(step, history) : null));
  const tail = JSON.stringify({ gaps, ...(owners === undefined ? {} : { owners }), exact: history.isWhole });
  return Buffer.concat([
    Buffer.from('{"versions":['),
    ...listed(versions),
    Buffer.from('\n],"parts":['),
    ...listed(parts),
    Buffer.from(`\n],${tail.slice(1)}`),
  ]);
}

/** An object with the text of a body as its last member; null = without one. */
function entry(head: object, body: Uint8Array | null): Uint8Array {
  const text = JSON.stringify(head);
  return body === null ? Buffer.from(text) : Buffer.concat([Buffer.from(`${text.slice(0, -1)},"body":`), body, Buffer.from('}')]);
}

function listed(entries: readonly Uint8Array[]): readonly Uint8Array[] {
  return entries.flatMap((each, k) => [Buffer.from(k === 0 ? '\n' : ',\n'), each]);
}

const nobody = Buffer.from('null');

function bodyOf(step: Step, { events }: ReadHistory): Uint8Array {
  if (step.body === null) return nobody;
  const received = step.isReceived ? memberText(events.get(step.id)?.bytes ?? new Uint8Array(), 'responseObject') : null;
  return received === null ? Buffer.from(printJson(step.body)) : asUtf8(onOneLine(received));
}

function headOf(step: Step): Omit<ObjectVersion, 'body'> {
  return {
    ...who(step),
    verb: step.verb,
    code: step.code,
    ...(step.body === null ? {} : { bodyFrom: step.isReceived ? 'answer' : step.why === 'asSent' ? 'request' : 'patch' }),
    ...(step.why === null ? {} : { reason: whys[step.why], reasonCode: step.why }),
    life: step.life,
    ...(step.uid === null ? {} : { uid: step.uid }),
    ...(step.isNoOp === null ? {} : { noOp: step.isNoOp }),
    ...(step.isEnd ? { deleted: true as const } : {}),
  };
}

function who({ id, time, actor, actingAs }: Step): Pick<ObjectVersion, 'id' | 'time' | 'actor' | 'actingAs'> {
  return { id, time, actor, ...(actingAs === null ? {} : { actingAs }) };
}

function partOf(step: Step): HistoryAnswer['parts'][number] {
  return { ...who(step), verb: step.verb, subresource: step.subresource, code: step.code, life: step.life, ...setBy(step) };
}

/** What a write of a part is known to set. */
function setBy({ subresource, body }: Step): { readonly sets?: string; readonly value?: string } {
  const [path, value] =
    subresource === 'scale'
      ? ['spec.replicas', at(body, 'spec', 'replicas')]
      : subresource === 'binding'
        ? ['spec.nodeName', textAt(body, 'spec', 'nodeName')]
        : ['', undefined];
  return value === undefined || body === null ? {} : { sets: path, value: typeof value === 'string' ? value : printJson(value) };
}
