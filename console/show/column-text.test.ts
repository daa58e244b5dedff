import { describe, expect, it } from 'vitest';
import { findListColumn } from '../../src/search/list-columns.ts';
import { columnTexts } from './column-text.ts';
import type { EventRow } from './split-answer.ts';

function rowOf(event: string): EventRow {
  const bytes = new TextEncoder().encode(`  ${event} `);
  const span = { bytes, from: 2, to: bytes.length - 1 };
  return { id: 'a', cluster: 'shop', topic: 't', source: 's', receivedAt: '', timeIsGuessed: false, auditIDReused: false, stages: [], event: span };
}
const fields = (...names: string[]) => names.map((name) => findListColumn(name)!.field!);

describe('columnTexts', () => {
  it('reads fields, paths and what is derived, numbers as written', () => {
    const row = rowOf('{"verb":"get","user":{"username":"system:node:a"},"requestObject":{"spec":{"replicas":3.0}},"annotations":{"a.b/c":"x"}}');
    expect(columnTexts(row, fields('verb', 'actor', 'requestObject.spec.replicas', 'annotations."a.b/c"', 'cluster', 'userAgent'))).toEqual([
      'get',
      'component',
      '3.0',
      'x',
      'shop',
      '',
    ]);
  });

  it('says where an event is too large, and reads what stands beside the bodies', () => {
    const row = rowOf(`{"verb":"create","requestObject":{"a":"${'x'.repeat(300_000)}"}}`);
    expect(columnTexts(row, fields('verb', 'requestObject.a'))).toEqual(['create', null]);
  });
});
