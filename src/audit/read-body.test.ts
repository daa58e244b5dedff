import { describe, expect, it } from 'vitest';
import { BodyReader } from './read-body.ts';
import { EventScan } from './scan-event.ts';

const event = (id: string, more = ''): string => `{"level":"Metadata","auditID":"${id}","stage":"ResponseComplete"${more}}`;
const line = (id: string): string => `{"kind":"Event","apiVersion":"audit.k8s.io/v1",${event(id).slice(1)}`;
const list = (items: string, head = '"kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{},'): string => `{${head}"items":[${items}]}`;

/** What a body reads as: texts of events, reasons of the rest. */
function read(body: string | Uint8Array): { events: string[]; bad: string[] } {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const reader = new BodyReader(bytes, new EventScan());
  const events: string[] = [];
  const bad: string[] = [];
  for (let found = reader.next(); found !== 'done'; found = reader.next()) {
    if (found === 'event') events.push(new TextDecoder().decode(bytes.subarray(reader.from, reader.to)));
    else bad.push(reader.reason);
  }
  return { events, bad };
}

describe('BodyReader', () => {
  it('reads the items of an EventList, wherever its kind stands', () => {
    const items = [event('a'), event('b')].join(',');
    expect(read(list(items))).toEqual({ events: [event('a'), event('b')], bad: [] });
    expect(read(`{"items":[${items}],"apiVersion":"audit.k8s.io/v1","kind":"EventList"}`).events).toHaveLength(2);
    expect(read(` \n${list(`\n ${event('a')} ,\n ${event('b')}\n`)} \n`).events).toHaveLength(2);
  });

  it('reads lines, single events and several lists in one body', () => {
    expect(read(`${line('a')}\n${line('b')}`).events).toHaveLength(2);
    expect(read(`${line('a')}\r\n\n${list(event('b'))}\n${line('c')}\n`).events).toHaveLength(3);
    expect(read(`\ufeff${line('a')}`).events).toHaveLength(1);
  });

  it('lets a bad item cost itself alone', () => {
    const good = Array.from({ length: 399 }, (_, k) => event(`id-${k}`));
    for (const [bad, reason] of [
      ['{"auditID":1 oops}', 'invalid_json'],
      ['null', 'not_an_object'],
      ['{"stage":"Panic"}', 'no_audit_id'],
      ['{"auditID":"x"}', 'no_stage'],
      ['{"kind":"Pod","auditID":"x","stage":"Panic"}', 'wrong_kind'],
    ]) {
      const found = read(list([...good.slice(0, 200), bad, ...good.slice(200)].join(',')));
      expect([found.events.length, found.bad]).toEqual([399, [reason]]);
    }
  });

  it('keeps what was whole in a body that breaks off', () => {
    const body = list([event('a'), event('b'), event('c')].join(','));
    expect(read(body.slice(0, body.indexOf('"c"')))).toEqual({ events: [event('a'), event('b')], bad: ['invalid_json'] });
    expect(read(`${line('a')}\n${line('b').slice(0, -9)}`)).toEqual({ events: [line('a')], bad: ['invalid_json'] });
    expect(read(`${line('a').slice(0, -9)}\n${line('b')}`)).toEqual({ events: [line('b')], bad: ['invalid_json'] });
  });

  it('takes an event that is glued to a record that was cut, and passes NUL bytes over', () => {
    const cut = line('cut').slice(0, -20);
    expect(read(`${line('a')}\n${cut}${line('b')}\n${line('c')}\n`)).toEqual({ events: [line('a'), line('b'), line('c')], bad: ['invalid_json'] });
    expect(read(`${cut}${cut}${line('b')}`)).toEqual({ events: [line('b')], bad: ['invalid_json'] });
    expect(read(`\0\0\0${line('a')}\n\0\0${line('b')}\n\0`)).toEqual({ events: [line('a'), line('b')], bad: [] });
  });

  it('never takes an event out of the body of another', () => {
    const inner = line('forged');
    const outer = line('real').replace('}', `,"requestObject":{"x":[1,${inner}],"y":${inner}}}`);
    expect(read(outer).events).toEqual([outer]);
    for (let length = 1; length < outer.length; length += 1) {
      const { events, bad } = read(`${outer.slice(0, length)}\n${line('next')}`);
      expect([events, bad]).toEqual([[line('next')], ['invalid_json']]);
    }
    const broken = outer.replace('"stage":"ResponseComplete"', '"stage":');
    expect(read(broken)).toEqual({ events: [], bad: ['invalid_json'] });
  });

  it('a line of a thousand beginnings costs no more than a few looks', () => {
    const hostile = `{"kind":"Event" ${'x{"kind":"Event"'.repeat(100_000)}`;
    const begun = performance.now();
    expect(read(`${hostile}\n${line('a')}`)).toEqual({ events: [line('a')], bad: ['invalid_json'] });
    expect(performance.now() - begun).toBeLessThan(5000);
  });

  it('refuses other kinds and versions, with the reason', () => {
    expect(read('{"kind":"Event","apiVersion":"v1","auditID":"x","stage":"Panic"}').bad).toEqual(['wrong_version']);
    expect(read(list(event('a'), '"kind":"EventList","apiVersion":"audit.k8s.io/v2",')).bad).toEqual(['wrong_version']);
    expect(read('{"kind":"PodList","items":[]}').bad).toEqual(['wrong_kind']);
    expect(read(event('a')).bad).toEqual(['wrong_kind']);
    expect(read('[]').bad).toEqual(['not_an_object']);
    expect(read('')).toEqual({ events: [], bad: [] });
  });

  it('takes older versions where the fields agree, and names the version', () => {
    const bytes = new TextEncoder().encode(list(event('a', ',"timestamp":"2018-01-01T00:00:00Z"'), '"kind":"EventList","apiVersion":"audit.k8s.io/v1beta1",'));
    const reader = new BodyReader(bytes, new EventScan());
    expect([reader.next(), reader.version]).toEqual(['event', 'v1beta1']);
    expect(read(list(event('a', ',"verb":7'), '"kind":"EventList","apiVersion":"audit.k8s.io/v1alpha1",')).bad).toEqual(['old_version_differs']);
  });

  it('takes an event with 9,900 levels, and an empty list for nothing', () => {
    const deep = `${'{"a":'.repeat(9900)}1${'}'.repeat(9900)}`;
    expect(read(list(event('a', `,"requestObject":${deep}`))).events).toHaveLength(1);
    expect(read(list(''))).toEqual({ events: [], bad: [] });
    expect(read('{"kind":"EventList","apiVersion":"audit.k8s.io/v1","items":null}')).toEqual({ events: [], bad: [] });
  });
});
