// The panel "Completeness" of Feature Management: what is missing, from which hour, and why.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { browserProgram, openBrowser, type TestBrowser } from '../harness/browser.ts';
import { FakeApiServer } from '../harness/fake-api-server.ts';
import { adminToken, TestServer } from '../harness/server.ts';

const shots = process.env.SCREENSHOTS;

describe.skipIf(browserProgram === null)('completeness in Chromium (skipped where there is no browser; set CHROMIUM_PATH)', () => {
  const server = new TestServer(['--settle-seconds', '1']);
  const api = new FakeApiServer('/dev/null');
  let browser: TestBrowser;
  let page: Page;

  const report = async (instance: string, scrapes: readonly object[], more: object = {}) => {
    const json = {
      now: Date.now(),
      scrapes,
      missed: [],
      lag: { unreadBytes: 0, oldestUnreadAt: null, caughtUpAt: Date.now() },
      canaries: [],
      trouble: null,
      ...more,
    };
    const answer = await server.request(`/api/v1/clusters/prod/instances/${instance}/reports`, { method: 'POST', json });
    expect([answer.status, answer.bytes.toString('utf8')]).toEqual([200, '{"taken":true}']);
  };

  beforeAll(async () => {
    await server.start();
    await server.enable('prod');
    browser = await openBrowser();
    page = await browser.context.newPage();
    const now = Date.now();
    const scrape = (at: number, events: number, failed: object = {}) => ({
      start: now - 6 * 3_600_000,
      begun: at - 5,
      ended: at,
      mark: 'a'.repeat(16),
      events,
      failed,
      levels: {},
    });
    // Ten minutes before the end of whole hours.
    const hoursAgo = (hours: number): number => Math.floor(now / 3_600_000 - hours) * 3_600_000 + 3_000_000;
    const lines = [3, 2, 1].flatMap((hours) => Array.from({ length: 40 }, () => api.event({ at: hoursAgo(hours) - 60_000 })));
    const posted = await server.request('/ingest/v1/prod?wait=stored', {
      method: 'POST',
      body: lines.join('\n'),
      headers: { 'x-cluster-audit-source': 'master-1' },
    });
    expect(posted.status).toBe(200);
    const record = {
      id: 'b'.repeat(32),
      file: '/var/log/audit.log',
      from: 5,
      bytes: null,
      events: null,
      why: 'rotated_away',
      at: now,
      sentence: 'it was removed',
    };
    await report(
      'master-1',
      [scrape(hoursAgo(4), 0), scrape(hoursAgo(3), 43, { log: 3 }), scrape(hoursAgo(2), 95, { log: 3 }), scrape(hoursAgo(1), 135, { log: 3 })],
      {
        missed: [record],
      },
    );
    await report('<img src=x onerror=alert(1)>'.replace(/[^a-z0-9]/g, '-').replace(/^-+/, ''), [], { trouble: '<b>the API server answered 500</b>' });
    await page.goto(server.url);
    await page.getByLabel('Admin token').fill(adminToken);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('textbox', { name: 'Ask' }).waitFor();
  });
  afterAll(async () => {
    await browser.close();
    await server.remove();
  });

  it('tells the number, the hours and the causes', async () => {
    await page.goto(`${server.url}/cluster-ops/features?set=prod`);
    const panel = page.getByRole('region', { name: 'Completeness' });
    await panel.getByText('15 events are missing.').waitFor();
    const table = panel.getByRole('table', { name: 'Hours of master-1' });
    const rows = await table.getByRole('row').allInnerTexts();
    expect(rows.slice(1).map((row) => row.split('\t').slice(1).join(' ').replaceAll('\n', ' '))).toEqual([
      expect.stringMatching(/^40 40 0 0/),
      expect.stringMatching(/^52 40 0 12 ?12 gone before the agent could read it/),
      expect.stringMatching(/^43 40 0 3 ?3 dropped by the API server \(log\)/),
      expect.stringMatching(/^0 0 0 0/),
    ]);
    await panel.getByText('<b>the API server answered 500</b>').waitFor();
    if (shots !== undefined) {
      await panel.scrollIntoViewIfNeeded();
      await page.screenshot({ path: `${shots}/completeness.png` });
      await page.setViewportSize({ width: 480, height: 900 });
      await page.screenshot({ path: `${shots}/completeness-small.png` });
    }
  });

  it('stands on the page Health as one line an API server, with gaps, quarantine and disk', async () => {
    expect((await server.post('prod', 'this is no event')).status).toBe(400);
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto(`${server.url}/cluster-ops/health`);
    const flow = page.getByRole('region', { name: 'master-1', exact: true }).getByRole('listitem');
    await expect
      .poll(async () => (await flow.allInnerTexts()).map((text) => text.replaceAll('\n', ' ')))
      .toEqual([
        expect.stringMatching(/^Recorded 135 /),
        expect.stringMatching(/^Lost there 3 /),
        expect.stringMatching(/^Arrived 120 /),
        expect.stringMatching(/^Stored 120 /),
        expect.stringMatching(/^Dropped by policy 0 /),
        expect.stringMatching(/^Missing 15 /),
      ]);
    const gaps = page.getByRole('table').filter({ hasText: 'gone before the agent could read it' });
    expect(await gaps.getByRole('row').count()).toBe(3);
    const saved = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download the bytes (not valid JSON)' }).click();
    expect(await (await saved).failure()).toBeNull();
    await page.getByText('The store works.').waitFor();
    await page
      .getByText('retention removes as much as comes')
      .or(page.getByText(/the disk is full/))
      .first()
      .waitFor();
  });
});
