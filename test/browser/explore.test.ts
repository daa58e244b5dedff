// The search page in a real Chromium: histogram, facets, chips and pivots, each held to what the API counts.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { browserProgram, openBrowser, type TestBrowser } from '../harness/browser.ts';
import { adminToken, TestServer } from '../harness/server.ts';

const events = ['tke-policy', 'hostile-raw'].map((name) => gunzipSync(readFileSync(`examples/${name}.ndjson.gz`)));

describe.skipIf(browserProgram === null)('exploring in Chromium (skipped where there is no browser; set CHROMIUM_PATH)', () => {
  const server = new TestServer();
  let browser: TestBrowser;
  let page: Page;
  const failures: string[] = [];
  const shownQuery = (): string => new URL(page.url()).searchParams.get('q') ?? '';
  const facet = (field: string) => page.getByRole('region', { name: field, exact: true });

  beforeAll(async () => {
    await server.start();
    await server.enable('shop');
    for (const body of events) expect((await server.post('shop', body)).status).toBe(200);
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

  it('takes a value of a facet in, leaves another out, and takes both back by their chips', async () => {
    await page.goto(`${server.url}/explore`);
    await facet('verb')
      .getByRole('button', { name: /^delete/ })
      .click();
    await expect.poll(shownQuery).toBe('verb:"delete"');
    const people = await server.count('verb:delete NOT actor:component');
    await facet('actor').getByRole('button', { name: 'Without component' }).click();
    await expect.poll(shownQuery).toBe('verb:"delete" AND NOT actor:"component"');
    await expect.poll(() => page.getByText(`${people.toLocaleString('en')} events match`).count()).toBe(1);
    const chips = page.getByRole('list', { name: 'Conditions of the query' });
    await chips.getByRole('button', { name: 'Remove verb:"delete"' }).click();
    await expect.poll(shownQuery).toBe('NOT actor:"component"');
    await page.goBack();
    await expect.poll(shownQuery).toBe('verb:"delete" AND NOT actor:"component"');
  });

  it('finds a value among many', async () => {
    await page.goto(`${server.url}/explore`);
    const users = facet('user.username');
    await users.getByRole('button', { name: /more$/ }).click();
    await users.getByRole('searchbox').fill('scheduler');
    await expect.poll(() => users.getByRole('listitem').count()).toBe(1);
    await users
      .getByRole('button', { name: /kube-scheduler/ })
      .first()
      .click();
    await expect.poll(shownQuery).toBe('user.username:"system:kube-scheduler"');
  });

  it('narrows the time by the keyboard and by dragging, to what the bars say', async () => {
    await page.goto(`${server.url}/explore?q=verb%3Adelete`);
    const chart = page.getByRole('application');
    await chart.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    const told = /: ([\d,]+)$/.exec((await chart.getByRole('status').textContent())!)![1].replaceAll(',', '');
    await page.keyboard.press('Enter');
    await expect.poll(() => new URL(page.url()).searchParams.has('from')).toBe(true);
    const { from, to } = Object.fromEntries(new URL(page.url()).searchParams) as { from: string; to: string };
    expect(await server.count('verb:delete', { from, to })).toBe(Number(told));
    // The bars of the narrower range are another chart, which comes with their answer.
    const drawn = page.locator('section[aria-busy="false"]').getByRole('application');
    await drawn.waitFor();
    const box = (await drawn.boundingBox())!;
    await page.mouse.move(box.x + 10, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2, box.y + 20, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => new URL(page.url()).searchParams.get('to')).not.toBe(to);
  });

  it('goes on from an event to the same object, and back', async () => {
    await page.goto(`${server.url}/explore?q=${encodeURIComponent('objectRef.resource:deployments verb:delete responseStatus.code:200')}`);
    const rows = page.getByRole('grid', { name: 'Requests' }).getByRole('row');
    await expect.poll(() => rows.count()).toBeGreaterThan(1);
    await rows.nth(1).click();
    await page.getByRole('complementary').getByRole('button', { name: 'Same object' }).click();
    await expect.poll(shownQuery).toMatch(/^objectRef.resource:deployments AND objectRef.apiGroup:apps AND objectRef.namespace:.+ AND objectRef.name:/);
    const count = await server.count(shownQuery());
    expect(count).toBeGreaterThan(0);
    await expect.poll(() => page.getByText(count === 1 ? '1 event matches' : `${count} events match`).count()).toBe(1);
    await page.goBack();
    await expect.poll(shownQuery).toContain('verb:delete');
  });

  it('logged no error', () => {
    expect(failures).toEqual([]);
  });
});
