// The Overview and opening files, in a real Chromium: every figure is the count of the list behind it.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { browserProgram, openBrowser, type TestBrowser } from '../harness/browser.ts';
import { adminToken, TestServer } from '../harness/server.ts';

const packed = readFileSync('examples/tke-policy.ndjson.gz');
const lines = gunzipSync(packed).toString('utf8').trim().split('\n').length;

describe.skipIf(browserProgram === null)('the Overview in Chromium (skipped where there is no browser; set CHROMIUM_PATH)', () => {
  const server = new TestServer();
  let browser: TestBrowser;
  let page: Page;
  const failures: string[] = [];

  beforeAll(async () => {
    await server.start();
    browser = await openBrowser();
    page = await browser.context.newPage();
    page.on('pageerror', (error) => failures.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') failures.push(message.text());
    });
    await page.request.post(`${server.url}/api/v1/session`, { data: { token: adminToken }, headers: { origin: server.url } });
  });
  afterAll(async () => {
    await browser.close();
    await server.remove();
  });

  it('opens a packed log that is dropped on a page, and shows it', async () => {
    await page.goto(`${server.url}/overview`);
    await page.getByText('No event in this time').waitFor();
    const transfer = await page.evaluateHandle((bytes) => {
      const data = new DataTransfer();
      data.items.add(new File([Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0))], 'audit.log.gz'));
      return data;
    }, packed.toString('base64'));
    await page.dispatchEvent('body', 'dragenter', { dataTransfer: transfer });
    await page.getByText('Drop audit logs to open them').waitFor();
    await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
    const dialog = page.getByRole('dialog', { name: 'Open audit logs' });
    await dialog.getByText('audit.log.gz').waitFor();
    await dialog.getByRole('textbox').fill('incident');
    await dialog.getByRole('button', { name: 'Open', exact: true }).click();
    await dialog.getByText('Everything can be searched.').waitFor({ timeout: 100_000 });
    await dialog.getByText(`${lines.toLocaleString('en')} events stored`).waitFor();
    expect(await server.count('', { cluster: 'incident' })).toBe(lines);
    await dialog.getByRole('link', { name: 'Show them in Explore' }).click();
    await page.waitForURL('**/explore?cluster=incident');
    await page.getByRole('grid', { name: 'Requests' }).getByRole('row').nth(1).waitFor();
    // The token of the sending is gone with it.
    const { tokens } = (await server.get('/api/v1/clusters/incident/features/audit/tokens')).json as { tokens: { note: string }[] };
    expect(tokens.filter(({ note }) => note === 'opened files')).toEqual([]);
  });

  it('opens chosen files too, and tells what was there already and what is no event', async () => {
    await page.getByRole('button', { name: 'Open files…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Open audit logs' });
    const files = [
      { name: 'again.log', mimeType: 'text/plain', buffer: gunzipSync(packed) },
      { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('no event\nand another line\n') },
    ];
    await dialog.getByLabel('Choose files').last().setInputFiles(files);
    await dialog.getByRole('textbox').fill('incident');
    await dialog.getByRole('button', { name: 'Open', exact: true }).click();
    await dialog.getByText('Everything can be searched.').waitFor({ timeout: 100_000 });
    await dialog.getByText(`${lines.toLocaleString('en')} were there already`).waitFor();
    await dialog.getByText('2 in quarantine').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    // The browser tells of the one body that was refused.
    expect(failures.splice(0)).toEqual([expect.stringContaining('status of 400')]);
  });

  it('shows on each tab figures that are the counts of their lists', async () => {
    for (const tab of ['Audit', 'Nodes', 'Objects', 'Access', 'API load']) {
      await page.goto(`${server.url}/overview?from=all`);
      await page.getByRole('navigation', { name: 'Dashboards' }).getByRole('link', { name: tab, exact: true }).click();
      const figures = page.locator('main li > a[href*="/explore"]:has(b)');
      await expect.poll(() => figures.locator('b', { hasText: /\d/ }).count()).toBe(await figures.count());
      for (const figure of await figures.all()) {
        const shown = (await figure.locator('b').textContent()) ?? '';
        if (/[A-Za-z]/.test(shown)) continue;
        const parameters = new URL((await figure.getAttribute('href')) ?? '', server.url).searchParams;
        expect([parameters.get('q'), await server.count(parameters.get('q') ?? '')]).toEqual([parameters.get('q'), Number(shown.replaceAll(',', ''))]);
      }
    }
    await page.getByRole('region', { name: 'How long requests take, by objectRef.resource' }).getByRole('cell').first().waitFor();
  });

  it('leads from a value to its requests, and compares a range with the one before', async () => {
    await page.goto(`${server.url}/overview?from=all&tab=objects`);
    await page.getByRole('region', { name: 'Deleted by user.username' }).getByRole('link').first().click();
    await page.waitForURL('**/explore?**user.username**');
    await page.getByRole('grid', { name: 'Requests' }).getByRole('row').nth(1).waitFor();
    await page.goto(`${server.url}/overview?tab=trends&from=2026-11-23T04:00:00Z&to=2026-11-23T06:00:00Z`);
    const rows = page.getByRole('table').getByRole('row');
    await expect.poll(async () => (await rows.nth(1).textContent()) ?? '').toMatch(/Requests[\d,]+0new/);
    await page.setViewportSize({ width: 390, height: 844 });
    const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    expect(overflow).toBeLessThanOrEqual(0);
    expect(failures).toEqual([]);
  });
});
