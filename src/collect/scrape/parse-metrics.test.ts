import { expect, test } from 'vitest';
import { parseMetrics } from './parse-metrics.ts';

const real = `# HELP apiserver_audit_error_total [ALPHA] Counter of audit events that failed to be audited properly. Plugin identifies the plugin affected by the error.
# TYPE apiserver_audit_error_total counter
apiserver_audit_error_total{plugin="buffered"} 12
apiserver_audit_error_total{plugin="log"} 3
# HELP apiserver_audit_event_total [ALPHA] Counter of audit events generated and sent to the audit backend.
# TYPE apiserver_audit_event_total counter
apiserver_audit_event_total 1.234567e+06
apiserver_audit_level_total{level="Metadata"} 52
apiserver_audit_level_total{level="None"} 7
apiserver_audit_requests_rejected_total 0
# TYPE process_start_time_seconds gauge
process_start_time_seconds 1.77956412345e+09
`;

test('reads the four counters as kube-apiserver writes them', () => {
  expect(parseMetrics(real)).toEqual({
    start: 1_779_564_123_450,
    events: 1_234_567,
    failed: { buffered: 12, log: 3 },
    levels: { Metadata: 52, None: 7 },
  });
  expect(parseMetrics(real.replaceAll('\n', '\r\n'))).toEqual(parseMetrics(real));
});

test.each([
  ['', 'process_start_time_seconds is not there'],
  ['process_start_time_seconds 1\n', 'apiserver_audit_event_total is not there'],
  [real.replace('1.234567e+06', '0.5'), 'apiserver_audit_event_total is no count'],
  [real.replace('1.234567e+06', '1e300'), 'is no count'],
  [real.replace('1.234567e+06', 'NaN'), 'apiserver_audit_event_total is not there'],
  [real.replace('1.77956412345e+09', '-5'), 'process_start_time_seconds is not there'],
  [real.replace('1.77956412345e+09', '1e200'), 'process_start_time_seconds is not there'],
  [real.replace('plugin="log"', 'plugin="a\\nb"'), 'odd labels'],
  [real.replace('plugin="log"', 'plugin="__proto__x/"'), 'odd labels'],
  [real + Array.from({ length: 40 }, (_, k) => `apiserver_audit_error_total{plugin="p${k}"} 1\n`).join(''), 'too many'],
])('%# says why counters cannot be told', (text, why) => {
  expect(parseMetrics(text)).toContain(why);
});

test('names inside other names, in comments or in the middle of lines are none of ours', () => {
  const noise = `x_apiserver_audit_event_total 5\napiserver_audit_event_total_created 7\n# apiserver_audit_event_total 9\nfoo{a="apiserver_audit_event_total 3"} 1\n`;
  expect(parseMetrics(noise + real)).toEqual(parseMetrics(real));
});

test('a text that is made to be slow is not', () => {
  const begun = performance.now();
  const hostile = `${'apiserver_audit_event_total'.repeat(200_000)}\n${`apiserver_audit_event_total{${'a="b",'.repeat(100_000)}\n`.repeat(20)}`;
  expect(typeof parseMetrics(hostile)).toBe('string');
  parseMetrics('\napiserver_audit_error_total'.repeat(300_000));
  expect(performance.now() - begun).toBeLessThan(10_000);
});
