// Lines by which kube-apiserver tells of audit events that it dropped, in its own log, made into events again: what they hold, and no more.

/** What such a line says. Texts are as the server had them, bytes that were no UTF-8 as U+FFFD. */
export interface AuditLine {
  /** When the request came, RFC 3339 in UTC, microseconds. */
  readonly receivedAt: string;
  readonly fields: ReadonlyMap<string, string>;
}

/** Why the events of the lines that follow were dropped. */
export interface DropCause {
  /** `log`, `webhook`, `buffered`, `truncate`. */
  readonly plugin: string;
  readonly cause: string;
  /** How many events were dropped for it. */
  readonly events: number;
}

export interface RecoveredEvent {
  readonly plugin: string;
  /** An Event of audit.k8s.io/v1 on one line, without its line break. */
  readonly json: string;
}

/** Takes the lines of a kube-apiserver's log in order, bare or as a container runtime writes them. */
export interface AuditLineReader {
  /** The event of this line, or null where it tells of none. */
  next(line: string): RecoveredEvent | null;
}

const maxCause = 200;

/**
 * The form is EventString of staging/src/k8s.io/apiserver/pkg/audit/format.go, the lines before it HandlePluginError of
 * pkg/audit/metrics.go.
 */
export function createAuditLineReader(): AuditLineReader {
  let cause: DropCause | null = null;
  let left = 0;
  let partial = '';
  return {
    next: (raw) => {
      const unwrapped = unwrap(raw);
      if (unwrapped === null) return null;
      if (unwrapped.isPartial) {
        partial += unwrapped.text;
        return null;
      }
      const text = partial + unwrapped.text;
      partial = '';
      const told = parseCause(text);
      if (told !== null) {
        cause = told;
        left = told.events;
        return null;
      }
      const line = parseAuditLine(text);
      if (line === null) return null;
      const known = left > 0 ? cause : null;
      left = Math.max(0, left - 1);
      return { plugin: known?.plugin ?? 'unknown', json: recoverEvent(line, known) };
    },
  };
}

/** What EventString writes where there is nothing. */
const absent = new Set(['<none>', '<self>', '<lookup>', '<deferred>', '<unknown>']);

/** Null for any other line. */
export function parseAuditLine(text: string): AuditLine | null {
  const head = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)) AUDIT: /.exec(text);
  if (head === null) return null;
  const receivedAt = inMicroseconds(head[1]);
  if (receivedAt === null) return null;
  const fields = new Map<string, string>();
  const field = / ?([a-z-]+)="((?:[^"\\]|\\.)*)"/y;
  field.lastIndex = head[0].length;
  for (let found = field.exec(text); found !== null; found = field.exec(text)) fields.set(found[1], unquote(found[2]));
  return fields.has('id') && fields.has('stage') ? { receivedAt, fields } : null;
}

/** An event of level Metadata: the first address of the line is the client's claim, so it is told as such and not as `sourceIPs`. */
export function recoverEvent({ receivedAt, fields }: AuditLine, cause: DropCause | null): string {
  const known = (name: string): string | undefined => {
    const value = fields.get(name);
    return value === undefined || absent.has(value) ? undefined : value;
  };
  const code = Number(known('response') ?? Number.NaN);
  const requestURI = known('uri');
  return JSON.stringify({
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Metadata',
    auditID: fields.get('id'),
    stage: fields.get('stage'),
    requestURI,
    verb: known('method'),
    user: known('user') === undefined ? {} : { username: known('user'), groups: groupsOf(known('groups')) },
    impersonatedUser: known('as') === undefined ? undefined : { username: known('as'), groups: groupsOf(known('asgroups')) },
    userAgent: known('user-agent'),
    objectRef: requestURI === undefined ? undefined : objectOf(requestURI),
    responseStatus: Number.isInteger(code) ? { metadata: {}, code } : undefined,
    requestReceivedTimestamp: receivedAt,
    annotations: {
      'cluster-audit/recovered': cause === null ? 'dropped by kube-apiserver' : `dropped by kube-apiserver, ${cause.plugin}: ${cause.cause}`,
      ...(known('ip') === undefined ? {} : { 'cluster-audit/claimed-ip': known('ip') }),
    },
  });
}

function parseCause(text: string): DropCause | null {
  const found = /Error in audit plugin '([^']*)' affecting (\d{1,9}) audit events: ?(.*)$/s.exec(text);
  return found === null ? null : { plugin: found[1], events: Number(found[2]), cause: found[3].slice(0, maxCause).toWellFormed() };
}

/** Without the prefix of a container runtime: `TIME stderr F text`, where P is a part of a line, or a JSON object a line. */
function unwrap(line: string): { readonly text: string; readonly isPartial: boolean } | null {
  const cri = /^\S+ (?:stdout|stderr) ([PF]) /.exec(line);
  if (cri !== null) return { text: line.slice(cri[0].length), isPartial: cri[1] === 'P' };
  if (!line.startsWith('{"log":')) return { text: line, isPartial: false };
  try {
    const { log } = JSON.parse(line) as { log?: unknown };
    return typeof log === 'string' ? { text: log.replace(/\n$/, ''), isPartial: !log.endsWith('\n') } : null;
  } catch {
    return null;
  }
}

const named: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11 };

/** The text of what Go's strconv.Quote wrote, without its quotes. */
function unquote(quoted: string): string {
  if (!quoted.includes('\\')) return quoted;
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  const escape = /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|(.))|[^\\]+/gsu;
  for (const [text, byte, short, long, letter] of quoted.matchAll(escape)) {
    if (byte !== undefined) bytes.push(Number.parseInt(byte, 16));
    else if (short !== undefined || long !== undefined) bytes.push(...encoder.encode(codePoint(Number.parseInt(short ?? long, 16))));
    else if (letter === undefined) bytes.push(...encoder.encode(text));
    else bytes.push(...(letter in named ? [named[letter]] : encoder.encode(letter)));
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

function codePoint(value: number): string {
  return value > 0x10ffff ? '\ufffd' : String.fromCodePoint(value);
}

/** `"a","b"` as a list. */
function groupsOf(text: string | undefined): readonly string[] | undefined {
  return text === undefined ? undefined : Array.from(text.matchAll(/"((?:[^"\\]|\\.)*)"/gs), ([, one]) => unquote(one));
}

interface ObjectRef {
  resource: string;
  namespace?: string;
  name?: string;
  apiGroup?: string;
  apiVersion: string;
  subresource?: string;
}

/** By the rules of RequestInfoFactory (k8s.io/apiserver/pkg/endpoints/request/requestinfo.go); undefined for a non-resource path. */
function objectOf(uri: string): ObjectRef | undefined {
  const [root, ...parts] = uri.split('?', 1)[0].split('/').slice(1).map(decode);
  if (root !== 'api' && root !== 'apis') return undefined;
  const [apiGroup, apiVersion, ...path] = root === 'api' ? ['', ...parts] : parts;
  let rest = path.filter((part) => part !== '');
  if (rest[0] === 'watch') rest = rest.slice(1);
  if (rest.length === 0) return undefined;
  let namespace: string | undefined;
  if (rest[0] === 'namespaces' && rest.length > 1) {
    [, namespace] = rest;
    // Of a namespace itself these two are subresources; anything else stands in it.
    if (rest.length > 2 && rest[2] !== 'status' && rest[2] !== 'finalize') rest = rest.slice(2);
  }
  const [resource, name, ...sub] = rest;
  return { resource, namespace, name, ...(apiGroup === '' ? {} : { apiGroup }), apiVersion, subresource: sub[0] };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** RFC 3339 with any offset and up to nine digits, as UTC with six. */
function inMicroseconds(text: string): string | null {
  const milliseconds = Date.parse(text);
  if (Number.isNaN(milliseconds)) return null;
  const digits = (/\.(\d{1,9})/.exec(text)?.[1] ?? '').padEnd(6, '0').slice(0, 6);
  return `${new Date(milliseconds).toISOString().slice(0, 19)}.${digits}Z`;
}
