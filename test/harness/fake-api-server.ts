// An API server as its auditing is seen from outside: counters under /metrics, an audit log of captured events with times and identities of now, and every kind of loss.
import { randomUUID } from 'node:crypto';
import { appendFileSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

const samples = gunzipSync(readFileSync('examples/metadata.ndjson.gz')).toString('utf8').trimEnd().split('\n');

export class FakeApiServer {
  /** As its counters say; the judge's own sums are `made` and `lost`. */
  events = 0;
  errors: Record<string, number> = {};
  /** Counts of all lives. */
  readonly made: string[] = [];
  /** Instead of its metrics. */
  answer: ((request: IncomingMessage, response: ServerResponse) => void) | null = null;
  url = '';
  /** Requests to it are events, too. */
  isAudited = true;
  private start = Date.now();
  private taken = 0;
  private readonly server: Server;
  private readonly log: string;

  constructor(log: string) {
    this.log = log;
    this.server = createServer((request, response) => this.serve(request, response));
  }

  async listen(): Promise<this> {
    await new Promise<void>((done) => {
      this.server.listen(0, '127.0.0.1', done);
    });
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return this;
  }

  /** Events, counted and written. */
  make(count: number, shape: (line: string) => string = (line) => line): string[] {
    const lines = Array.from({ length: count }, () => shape(this.event()));
    this.events += count;
    this.made.push(...lines);
    this.write(lines);
    return lines;
  }

  write(lines: readonly string[], file = this.log): void {
    appendFileSync(file, lines.map((line) => `${line}\n`).join(''));
  }

  /** Counted, and dropped by a part of itself. */
  fail(plugin: string, count: number): void {
    this.events += count;
    this.errors[plugin] = (this.errors[plugin] ?? 0) + count;
  }

  /** Another process: its counters begin anew. */
  restart(): void {
    this.start = Math.max(Date.now(), this.start + 2001);
    this.events = 0;
    this.errors = {};
  }

  event(more: { readonly requestURI?: string; readonly at?: number } = {}): string {
    this.taken += 1;
    const { requestURI, at = Date.now() } = more;
    const time = `${new Date(at).toISOString().slice(0, -1)}${String(this.taken % 1000).padStart(3, '0')}Z`;
    const line = samples[this.taken % samples.length]
      .replace(/"auditID":"(?:[^"\\]|\\.)*"/, `"auditID":"${randomUUID()}"`)
      .replace(/"stage":"[^"]*"/, '"stage":"ResponseComplete"')
      .replace(/"(stageTimestamp|requestReceivedTimestamp)":"[^"]*"/g, (_, name: string) => `"${name}":"${time}"`);
    return requestURI === undefined ? line : line.replace(/"requestURI":"(?:[^"\\]|\\.)*"/, `"requestURI":${JSON.stringify(requestURI)}`);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => {
      this.server.close(done);
    });
  }

  private serve(request: IncomingMessage, response: ServerResponse): void {
    if (this.answer !== null) {
      this.answer(request, response);
      return;
    }
    const text = this.metrics();
    response.end(request.url!.startsWith('/metrics') ? text : '{}');
    if (!this.isAudited) return;
    // After its counters were read.
    const line = this.event({ requestURI: request.url! });
    this.events += 1;
    this.made.push(line);
    this.write([line]);
  }

  private metrics(): string {
    const errors = Object.entries(this.errors).map(([plugin, count]) => `apiserver_audit_error_total{plugin="${plugin}"} ${count}`);
    return `# HELP apiserver_audit_event_total [ALPHA] Counter of audit events generated and sent to the audit backend.
# TYPE apiserver_audit_event_total counter
apiserver_audit_event_total ${this.events}
# TYPE apiserver_audit_error_total counter
${errors.join('\n')}
apiserver_audit_level_total{level="Metadata"} ${this.events}
apiserver_request_total{code="200"} 5
process_start_time_seconds ${(this.start / 1000).toExponential(12)}
`;
  }
}
