import { describe, expect, it } from 'vitest';
import { createFakeParts, createFakeReader } from './fake-parts.ts';
import { createForecast, forecastDisk } from './forecast-disk.ts';

/** A million events of 100 bytes each on disk, a tenth of them of the last day. */
function setUp(retentionDays: number) {
  const parts = createFakeParts();
  const topic = parts.registry.getAuditFeature('shop').topic!;
  parts.registry.putTopic(topic, { logset: parts.registry.getTopic(topic)!.logset, retentionDays });
  const reader = {
    ...createFakeReader([]),
    storedSize: async () => ({ events: 1_000_000, bytes: 1e9, diskBytes: 1e8 }),
    groups: async () => [{ rows: [{ values: [topic], count: 100_000 }], distinct: 1, isExact: true }],
  };
  return { ...parts, reader };
}

describe('forecastDisk', () => {
  it('says when the disk is full where retention comes too late', async () => {
    expect(await forecastDisk(setUp(365), 5e7)).toEqual({ events: 1e6, bytes: 1e9, diskBytes: 1e8, perDayBytes: 1e7, keptBytes: 3.65e9, fullInDays: 5 });
  });

  it('says nothing where retention removes enough in time, or the disk is elsewhere', async () => {
    expect(await forecastDisk(setUp(14), 5e7)).toMatchObject({ keptBytes: 1.4e8, fullInDays: null });
    expect(await forecastDisk(setUp(365), null)).toMatchObject({ fullInDays: null });
  });

  it('waits for no store that does not answer, and asks again after a failure', async () => {
    const parts = setUp(14);
    let asked = 0;
    const answers = [() => Promise.reject(new Error('the engine is gone')), () => new Promise<never>(() => {}), parts.reader.storedSize];
    const forecast = createForecast({ ...parts, reader: { ...parts.reader, storedSize: () => answers[asked++]() } });
    expect(await forecast(null)).toBeNull();
    expect(await forecast(null)).toBeNull();
    expect(await forecast(null)).toBeNull();
    expect(asked).toBe(2);
  });
});
