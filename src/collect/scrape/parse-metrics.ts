// Reads the audit counters out of the Prometheus text of an API server: these four, and nothing else of what may be a megabyte of anything.

export interface AuditCounters {
  /** `process_start_time_seconds`, in ms. */
  readonly start: number;
  readonly events: number;
  /** By the label `plugin`. */
  readonly failed: Readonly<Record<string, number>>;
  /** By the label `level`. */
  readonly levels: Readonly<Record<string, number>>;
}

/** Labels come from the API server, but a server that is none of ours may answer: this many at most. */
const maxLabels = 32;
const labelValue = /^[A-Za-z0-9_.-]{1,64}$/;
const names = ['apiserver_audit_event_total', 'apiserver_audit_error_total', 'apiserver_audit_level_total', 'process_start_time_seconds'] as const;
type Name = (typeof names)[number];

/** The counters, or in a sentence why they cannot be told. Long lines, other metrics and comments are passed over. */
export function parseMetrics(text: string): AuditCounters | string {
  let events: number | null = null;
  let start: number | null = null;
  const failed = new Map<string, number>();
  const levels = new Map<string, number>();
  for (const { name, labels, value } of samplesOf(text)) {
    if (name === 'process_start_time_seconds') start = value * 1000;
    else if (!Number.isSafeInteger(value)) return `${name} is no count`;
    else if (name === 'apiserver_audit_event_total') events = (events ?? 0) + value;
    else if (!add(name === 'apiserver_audit_error_total' ? failed : levels, label(labels, name), value)) return `${name} has too many or odd labels`;
  }
  if (start === null || !(start > 0) || start > 8.64e15) return 'process_start_time_seconds is not there';
  if (events === null) return 'apiserver_audit_event_total is not there: is auditing on?';
  return { start: Math.round(start), events, failed: Object.fromEntries(failed), levels: Object.fromEntries(levels) };
}

function add(to: Map<string, number>, key: string | null, value: number): boolean {
  if (key === null || !labelValue.test(key)) return false;
  to.set(key, (to.get(key) ?? 0) + value);
  return to.size <= maxLabels;
}

function label(labels: string, name: Name): string | null {
  const wanted = name === 'apiserver_audit_error_total' ? 'plugin' : 'level';
  const found = new RegExp(`(?:^|,)\\s*${wanted}="([^"\\\\]*)"`).exec(labels);
  return found === null ? null : found[1];
}

interface Sample {
  readonly name: Name;
  readonly labels: string;
  readonly value: number;
}

const maxSample = 2000;

function* samplesOf(text: string): Generator<Sample> {
  for (const name of names)
    for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) {
      if (at > 0 && text[at - 1] !== '\n') continue;
      const end = text.indexOf('\n', at);
      const line = text.slice(at + name.length, Math.min(end < 0 ? text.length : end, at + maxSample));
      const match = /^(?:\{([^}]*)\})?[ \t]+([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(?:[ \t]+-?\d+)?[ \t\r]*$/.exec(line);
      if (match === null) continue;
      const value = Number(match[2]);
      if (value >= 0) yield { name, labels: match[1] ?? '', value };
    }
}
