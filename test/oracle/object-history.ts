// The judge of object histories: the successful writes of each object among lines of events, found by reading plainly.
import { Document } from './document.ts';

export interface OracleVersion {
  readonly document: Document;
  readonly time: string;
  readonly actor: string;
  readonly verb: string;
  readonly code: number;
  /** The text of the answer where it is an object of this kind; null where there is none. */
  readonly body: string | null;
}

const rank = ['RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic'];

/** Versions of every object of a resource, by `namespace/name`, oldest first. `kind`: what an answer has to be. */
export function histories(documents: readonly Document[], group: string, resource: string, kind: string): Map<string, OracleVersion[]> {
  const ordered = documents
    .map((document, place) => ({ document, place }))
    .sort(
      (a, b) =>
        a.document.micros('stageTimestamp')! - b.document.micros('stageTimestamp')! ||
        a.document.micros('requestReceivedTimestamp')! - b.document.micros('requestReceivedTimestamp')! ||
        rank.indexOf(a.document.string('stage')!) - rank.indexOf(b.document.string('stage')!) ||
        a.place - b.place,
    );
  const found = new Map<string, OracleVersion[]>();
  for (const { document } of ordered) {
    if (document.string('objectRef', 'resource') !== resource || (document.string('objectRef', 'apiGroup') ?? '') !== group) continue;
    if (document.string('objectRef', 'subresource') !== undefined || document.string('stage') !== 'ResponseComplete') continue;
    const verb = document.string('verb')!;
    if (!['create', 'update', 'patch', 'delete'].includes(verb)) continue;
    const code = document.number('responseStatus', 'code')!;
    if (code < 200 || code > 299) continue;
    if (document.uri('dryRun').length > 0 || document.strings('requestObject', 'dryRun').length > 0) continue;
    const name = document.string('objectRef', 'name') ?? document.string('responseObject', 'metadata', 'name');
    if (name === undefined) continue;
    const key = `${document.string('objectRef', 'namespace') ?? ''}/${name}`;
    const isBody = document.string('responseObject', 'kind') === kind;
    const version = {
      document,
      time: document.string('stageTimestamp')!,
      actor: document.string('user', 'username') ?? '',
      verb,
      code,
      body: isBody ? answerText(document) : null,
    };
    found.set(key, [...(found.get(key) ?? []), version]);
  }
  return found;
}

/** The answer as it stands in the line: kube-apiserver writes it before requestReceivedTimestamp. */
export function answerText(document: Document): string {
  const text = document.line.toString('utf8');
  return text.slice(text.indexOf(',"responseObject":') + ',"responseObject":'.length, text.lastIndexOf(',"requestReceivedTimestamp":'));
}

/** Who last gave each plain field (no lists, no odd keys) its value, by comparing answers one after another; null where a body is missing or the object was made anew. */
export function lastSetters(versions: readonly OracleVersion[]): Map<string, OracleVersion> | null {
  const setters = new Map<string, OracleVersion>();
  let before: Map<string, unknown> | null = null;
  let uid: unknown;
  for (const version of versions) {
    if (version.body === null) return null;
    const fields = new Map<string, unknown>();
    collect(JSON.parse(version.body), '', fields);
    if (before !== null && fields.get('metadata.uid') !== uid) return null;
    uid = fields.get('metadata.uid');
    for (const [path, value] of fields) if (before === null || before.get(path) !== value) setters.set(path, version);
    before = fields;
  }
  return setters;
}

function collect(value: unknown, path: string, into: Map<string, unknown>): void {
  if (Array.isArray(value) || value === null) return;
  if (typeof value !== 'object') {
    into.set(path, value);
    return;
  }
  for (const [key, inner] of Object.entries(value)) if (/^[A-Za-z-]+$/.test(key)) collect(inner, path === '' ? key : `${path}.${key}`, into);
}
