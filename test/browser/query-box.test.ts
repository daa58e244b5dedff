// The query box in a real Chromium: what it offers is what the store holds, what is wrong is marked and mended, and the keyboard is enough.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { browserProgram, openBrowser, type TestBrowser } from '../harness/browser.ts';
import { adminToken, TestServer } from '../harness/server.ts';

const body = gunzipSync(readFileSync('examples/tke-policy.ndjson.gz'));

describe.skipIf(browserProgram === null)('the query box in Chromium (skipped where there is no browser; set CHROMIUM_PATH)', () => {
  const server = new TestServer();
  let browser: TestBrowser;
  let page: Page;
  const failures: string[] = [];
  const shownQuery = (): string => new URL(page.url()).searchParams.get('q') ?? '';
  const box = () => page.getByRole('textbox', { name: 'Query' });
  const offers = () => page.getByRole('listbox', { name: 'What can stand here' });
  const text = () => page.locator('.cm-line').textContent();
  const note = () => page.getByRole('search').getByRole('status');

  beforeAll(async () => {
    await server.start();
    await server.enable('shop');
    expect((await server.post('shop', body)).status).toBe(200);
    browser = await openBrowser();
    page = await browser.context.newPage();
    page.on('pageerror', (error) => failures.push(String(error)));
    page.on('console', (message) => {
      // What the server refuses the browser logs by itself.
      if (message.type() === 'error' && !/status of 400|ERR_FAILED/.test(message.text())) failures.push(message.text());
    });
    await page.request.post(`${server.url}/api/v1/session`, { data: { token: adminToken }, headers: { origin: server.url } });
  });
  /** Offers that only just came take no key, so that nobody takes one by accident. */
  const ripe = () => page.waitForTimeout(200);
  beforeEach(async () => {
    await page.goto(`${server.url}/explore`);
    await page.locator('.cm-content').waitFor();
  });
  afterAll(async () => {
    await browser.close();
    await server.remove();
  });

  it('offers fields with what they mean, then the values that are stored, most frequent first, by the keyboard alone', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('objectRef.reso');
    await expect.poll(() => offers().getByRole('option').first().textContent()).toMatch(/^objectRef\.resource:The resource/);
    await ripe();
    await page.keyboard.press('Tab');
    const stored = (await server.request('/api/v1/facets?fields=objectRef.resource&limit=3')).json.facets['objectRef.resource'].values as {
      value: string;
      count: number;
    }[];
    const wanted = stored.filter(({ value }) => value !== '')[0];
    await expect.poll(() => offers().getByRole('option').first().textContent()).toBe(`${wanted.value}${wanted.count.toLocaleString('en')}`);
    await ripe();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect([await text(), shownQuery()]).toEqual([`objectRef.resource:${wanted.value}`, '']);
    await page.keyboard.press('Enter');
    await expect.poll(shownQuery).toBe(`objectRef.resource:${wanted.value}`);
  });

  it('runs what was typed at the first Enter, whatever is offered, and Esc leaves', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('verb:de');
    await offers().waitFor();
    await page.keyboard.press('Enter');
    await expect.poll(shownQuery).toBe('verb:de');
    await page.keyboard.type('lete');
    await offers().waitFor();
    await page.keyboard.press('Escape');
    await offers().waitFor({ state: 'hidden' });
    expect(await page.evaluate(() => document.activeElement?.shadowRoot !== null)).toBe(true);
    await page.keyboard.press('Escape');
    expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true);
    expect(await text()).toBe('verb:delete');
  });

  it('marks what is wrong once it is left, not before, and mends it by a key or a click', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('responseStatus.code:4x');
    await page.waitForTimeout(300);
    expect([await page.locator('.cm-q-fault').count(), await note().textContent()]).toEqual([0, '']);
    await page.keyboard.type(' ');
    await expect.poll(() => page.locator('.cm-q-fault').textContent()).toBe('4x');
    await expect.poll(() => note().textContent()).toContain('4x');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('verbb:delete AND levell:Request ');
    await expect.poll(() => page.locator('.cm-q-fault').textContent()).toBe('verbb');
    await page.keyboard.press('Alt+Enter');
    await expect.poll(() => page.locator('.cm-q-fault').textContent()).toBe('levell');
    await note().getByRole('button', { name: 'level' }).click();
    await expect.poll(text).toBe('verb:delete AND level:Request ');
    expect(await page.locator('.cm-q-fault').count()).toBe(0);
    await page.keyboard.press('Enter');
    await expect.poll(shownQuery).toBe('verb:delete AND level:Request');
  });

  it('mends a query that came by the address, too', async () => {
    await page.goto(`${server.url}/explore?q=verbb%3Adelete`);
    await page.getByRole('alert').getByRole('button', { name: 'verb', exact: false }).last().click();
    await expect.poll(shownQuery).toBe('verb:delete');
    await expect.poll(text).toBe('verb:delete');
  });

  it('colours what it reads, also behind a pipe', async () => {
    await box().fill('verb:(get OR "list") | SELECT count() AS n');
    const classes = async (kind: string) => page.locator(`.cm-q-${kind}`).allTextContents();
    await expect.poll(() => classes('field')).toEqual(['verb', 'n']);
    expect(await classes('operator')).toEqual(['OR']);
    expect(await classes('string')).toEqual(['"list"']);
    expect(await classes('function')).toEqual(['count']);
    expect(await classes('keyword')).toEqual(['SELECT', 'AS']);
  });

  it('takes what an input method composes as it is', async () => {
    await page.keyboard.press('/');
    const session = await browser.context.newCDPSession(page);
    for (const part of ['sh', 'shang', '商'])
      await session.send('Input.imeSetComposition', { text: part, selectionStart: part.length, selectionEnd: part.length });
    await session.send('Input.insertText', { text: '商店' });
    await page.keyboard.type(' verb:get');
    await expect.poll(text).toBe('商店 verb:get');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await box().press('Enter');
    await expect.poll(shownQuery).toBe('商店 verb:get');
  });

  it('stays one line, shows what cannot be seen, and keeps the keys of the page to the page', async () => {
    await box().fill('verb:get\nlevel:Request j k ? /');
    expect(await text()).toBe('verb:get level:Request j k ? /');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.goto(`${server.url}/explore?q=${encodeURIComponent('objectRef.name:"a\u202eb"')}`);
    await expect.poll(() => page.locator('.cm-unseen').textContent()).toBe('RLO');
  });

  it('is a plain field where the editor cannot be loaded', async () => {
    const other = await browser.context.newPage();
    await other.route(/query-editor/, (route) => route.abort());
    await other.goto(`${server.url}/explore`);
    await other.getByRole('textbox', { name: 'Query' }).waitFor();
    await other.keyboard.press('/');
    await other.keyboard.type('verb:delete');
    await other.keyboard.press('Enter');
    await expect.poll(() => new URL(other.url()).searchParams.get('q')).toBe('verb:delete');
    await other.close();
  });

  it('logged no error', () => {
    expect(failures).toEqual([]);
  });
});
