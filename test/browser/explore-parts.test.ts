// The search page in a real Chromium: tables of a pipe, chosen columns, saved searches and the zoom of the histogram, each held to what the API says.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { browserProgram, openBrowser, type TestBrowser } from '../harness/browser.ts';
import { adminToken, TestServer } from '../harness/server.ts';

const events = ['tke-policy', 'hostile-raw'].map((name) => gunzipSync(readFileSync(`examples/${name}.ndjson.gz`)));

describe.skipIf(browserProgram === null)('parts of the search page in Chromium (skipped where there is no browser; set CHROMIUM_PATH)', () => {
  const server = new TestServer();
  let browser: TestBrowser;
  let page: Page;
  const failures: string[] = [];
  const shown = (name: string): string | null => new URL(page.url()).searchParams.get(name);
  const go = (search: Record<string, string>) => page.goto(`${server.url}/explore?${new URLSearchParams(search).toString()}`);
  const table = () => page.getByRole('table', { name: 'Result' });
  const cells = async (row: number) => table().getByRole('row').nth(row).getByRole('cell').allTextContents();

  beforeAll(async () => {
    await server.start();
    await server.enable('shop');
    for (const body of events) expect((await server.post('shop', body)).status).toBe(200);
    browser = await openBrowser();
    page = await browser.context.newPage();
    page.on('pageerror', (error) => failures.push(String(error)));
    page.on('console', (message) => {
      // What the server refuses the browser logs by itself.
      if (message.type() === 'error' && !/status of 409/.test(message.text())) failures.push(message.text());
    });
    await page.request.post(`${server.url}/api/v1/session`, { data: { token: adminToken }, headers: { origin: server.url } });
  });
  afterAll(async () => {
    await browser.close();
    await server.remove();
  });

  it('shows the table that a pipe makes, sorts it, narrows it by a value, and leads to the requests of a row', async () => {
    await go({ q: 'actor:human | count by verb, objectRef.resource' });
    const answer = (await server.request(`/api/v1/query?${new URLSearchParams({ q: shown('q')!, limit: '1000' }).toString()}`)).json;
    await expect.poll(() => table().getByRole('row').count()).toBe(answer.rows.length + 1);
    expect((await cells(1)).slice(0, 2)).toEqual(answer.rows[0].slice(0, 2));
    await table().getByRole('button', { name: 'verb', exact: true }).click();
    await expect.poll(() => shown('sort')).toBe('1');
    const first = answer.rows.map(([verb]: string[]) => verb).sort()[0];
    await expect.poll(async () => (await cells(1))[0]).toBe(first);
    await table().getByRole('cell').getByRole('button', { name: first, exact: true }).first().click();
    await expect.poll(() => shown('q')).toBe(`actor:"human" AND verb:"${first}" | count by verb, objectRef.resource`);
    await expect.poll(async () => new Set(await table().locator('tbody tr td:first-child').allTextContents())).toEqual(new Set([first]));
    const [, resource, count] = await cells(1);
    await table().getByRole('button', { name: 'Show these requests' }).first().click();
    await expect.poll(() => shown('q')).toBe(`actor:"human" AND verb:"${first}" AND objectRef.resource:"${resource}"`);
    await page.getByText(count === '1' ? '1 event matches' : `${count} events match`).waitFor();
  });

  it('draws a result over time, and gives it as CSV', async () => {
    await go({ q: '* | histogram 1m by verb' });
    await page.getByRole('figure').waitFor();
    expect(await page.getByRole('figure').locator('polyline').count()).toBe(6);
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'CSV', exact: true }).click()]);
    const text = readFileSync((await download.path())!, 'utf8');
    expect(text.split('\r\n')[0]).toBe('time,verb,count');
    expect(text.trim().split('\r\n')).toHaveLength(await table().getByRole('row').count());
    await table().locator('tbody td:first-child button').first().click();
    await expect.poll(() => shown('to')).not.toBeNull();
    expect(Date.parse(shown('to')!) - Date.parse(shown('from')!)).toBe(60_000);
  });

  it('has the columns that were chosen, in their order, any field or path', async () => {
    await go({ q: 'objectRef.resource:deployments verb:create responseStatus.code:201' });
    const heads = () => page.getByRole('grid', { name: 'Requests' }).getByRole('columnheader').allTextContents();
    await expect.poll(async () => (await heads()).length).toBe(6);
    await page.getByRole('button', { name: 'Columns' }).click();
    const choice = page.getByRole('dialog', { name: 'Columns of the list' });
    for (const name of ['cluster', 'verb', 'responseStatus.code', 'sourceIPs']) await choice.getByRole('button', { name: `Take ${name} out` }).click();
    const field = choice.getByRole('combobox', { name: 'Add a field or a JSON path' });
    await field.fill('objectref.namespac');
    await page.keyboard.press('Enter');
    await choice.getByText('Did you mean objectRef.namespace?').waitFor();
    for (const name of ['objectRef.namespace', 'annotations."authorization.k8s.io/decision"']) {
      await field.fill(name);
      await page.keyboard.press('Enter');
    }
    await choice.getByRole('button', { name: 'Move objectRef.namespace forward' }).click();
    await expect.poll(() => shown('columns')).toBe('stageTimestamp,objectRef.namespace,sentence,annotations."authorization.k8s.io/decision"');
    await page.keyboard.press('Escape');
    const row = page.getByRole('grid', { name: 'Requests' }).getByRole('row').nth(1).getByRole('gridcell');
    const [event] = (await server.request(`/api/v1/events?limit=1&q=${encodeURIComponent(shown('q')!)}`)).json.events;
    await expect.poll(() => row.nth(1).textContent()).toBe(event.event.objectRef.namespace);
    expect(await row.nth(3).textContent()).toBe('allow');
    await page.goBack();
    await expect.poll(() => shown('columns')).toBe('stageTimestamp,sentence,objectRef.namespace,annotations."authorization.k8s.io/decision"');
  });

  it('saves a search on the server, opens, renames, replaces and deletes it', async () => {
    await go({ q: 'verb:delete', from: '2026-01-01', columns: 'stageTimestamp,sentence' });
    const menu = async () => {
      await page.getByRole('button', { name: 'Saved searches' }).click();
      return page.getByRole('dialog', { name: 'Saved searches' });
    };
    let popup = await menu();
    await popup.getByRole('textbox', { name: 'Save this search' }).fill('Deletes 删除');
    await page.keyboard.press('Enter');
    await popup.getByRole('button', { name: 'Deletes 删除 verb:delete' }).waitFor();
    await popup.getByRole('textbox', { name: 'Save this search' }).fill('Deletes 删除');
    await page.keyboard.press('Enter');
    await popup.getByRole('alert').getByText('already').waitFor();
    const kept = async () => (await server.request('/api/v1/searches')).json.searches as Record<string, unknown>[];
    expect(await kept()).toMatchObject([
      { name: 'Deletes 删除', query: 'verb:delete', from: '2026-01-01', to: null, cluster: null, columns: 'stageTimestamp,sentence' },
    ]);

    await go({ q: 'verb:get', cluster: 'shop' });
    popup = await menu();
    await popup.getByRole('button', { name: 'Deletes 删除 verb:delete' }).click();
    await expect.poll(() => ['q', 'from', 'columns', 'cluster'].map(shown)).toEqual(['verb:delete', '2026-01-01', 'stageTimestamp,sentence', null]);

    await go({ q: 'verb:patch' });
    popup = await menu();
    await popup.getByRole('button', { name: 'Rename Deletes 删除' }).click();
    await popup.getByRole('textbox', { name: 'Rename the saved search' }).fill('Patches');
    await page.keyboard.press('Enter');
    await popup.getByRole('button', { name: /^Replace “Patches”/ }).click();
    await expect.poll(kept).toMatchObject([{ name: 'Patches', query: 'verb:patch', from: null, columns: null }]);
    await popup.getByRole('button', { name: 'Delete Patches' }).click();
    await popup.getByRole('group', { name: 'Delete this saved search?' }).getByRole('button', { name: 'Delete' }).click();
    await expect.poll(kept).toEqual([]);
  });

  it('zooms the histogram by wheel, keys and double click, about the place of the pointer', async () => {
    await go({});
    const drawn = () => page.locator('section[aria-busy="false"]').getByRole('application');
    await drawn().waitFor();
    const box = (await drawn().boundingBox())!;
    await page.mouse.move(box.x + box.width / 4, box.y + 20);
    await page.mouse.wheel(0, -200);
    await expect.poll(() => shown('from')).not.toBeNull();
    const span = () => Date.parse(shown('to')!) - Date.parse(shown('from')!);
    const zoomed = span();
    await drawn().waitFor();
    await drawn().focus();
    await page.keyboard.press('-');
    await expect.poll(span).toBeGreaterThan(zoomed * 2);
    const wide = span();
    await drawn().waitFor();
    await drawn().focus();
    await page.keyboard.press('+');
    await expect.poll(span).toBeLessThan(wide / 2);
    const close = span();
    await drawn().waitFor();
    await drawn().dblclick({ position: { x: 40, y: 20 } });
    await expect.poll(span).toBeGreaterThan(close * 2);
  });

  it('filters by a click on the legend, and back', async () => {
    await go({ q: 'actor:human | count' });
    const legend = page.getByRole('region', { name: 'Events over time' });
    await legend.getByRole('button', { name: /deletes/ }).click();
    await expect.poll(() => shown('q')).toBe('actor:"human" AND (verb:"delete" OR verb:"deletecollection") | count');
    const count = await server.count('actor:human verb:(delete OR deletecollection)');
    await expect.poll(async () => (await cells(1))[0]).toBe(count.toLocaleString('en'));
  });

  it('logged no error', () => {
    expect(failures).toEqual([]);
  });
});
