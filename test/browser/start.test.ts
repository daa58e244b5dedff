// The first page in a real Chromium: a question gets one sentence that the API's own list agrees with.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { browserProgram, openBrowser, type TestBrowser } from '../harness/browser.ts';
import { adminToken, TestServer } from '../harness/server.ts';

const events = ['tke-policy', 'hostile-raw'].map((name) => gunzipSync(readFileSync(`examples/${name}.ndjson.gz`)));

describe.skipIf(browserProgram === null)('the start page in Chromium (skipped where there is no browser; set CHROMIUM_PATH)', () => {
  const server = new TestServer();
  let browser: TestBrowser;
  let page: Page;
  const failures: string[] = [];
  const answer = () => page.getByRole('region', { name: 'Answer', exact: true });
  const box = () => page.getByRole('textbox', { name: 'Ask' });

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

  it('says in one sentence who deleted a Deployment, with proof, and opens that event', async () => {
    await page.goto(server.url);
    await box().fill('who deleted deployment argocd/postgres-9e55e?');
    await box().press('Enter');
    const sentence = answer().locator('p').first();
    await expect.poll(() => sentence.textContent()).toContain('bob deleted');
    expect(await sentence.textContent()).toContain('argocd/postgres-9e55e');
    expect(await answer().locator('dl').textContent()).toContain('2026-11-23 04:55:35.653261 UTC');
    const followed = answer().getByRole('region', { name: 'What followed within five minutes' });
    await followed.getByText('horizontalpodautoscaler').first().waitFor();
    expect(new URL(page.url()).searchParams.get('ask')).toBe('who deleted deployment argocd/postgres-9e55e?');
    await answer().getByRole('link', { name: 'Open the event' }).click();
    await page.waitForURL('**/explore?**');
    await page.getByText('"postgres-9e55e"').or(page.getByText('postgres-9e55e')).first().waitFor();
    await page.goBack();
    await answer().waitFor();
  });

  it('offers only questions that it answers', async () => {
    await page.goto(server.url);
    const examples = page.getByRole('region', { name: 'Questions this store can answer' }).getByRole('link');
    await expect.poll(() => examples.count()).toBeGreaterThanOrEqual(3);
    for (const typed of await examples.allTextContents()) {
      await page.goto(`${server.url}/?ask=${encodeURIComponent(typed)}`);
      await answer().waitFor();
    }
  });

  it('says that nothing stored answers, and what was looked for', async () => {
    await page.goto(`${server.url}/?ask=${encodeURIComponent('who deleted deployment shop/never-there')}`);
    await page.getByText('No stored event answers this').waitFor();
    await page.getByText('objectRef.name:"never-there"').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('region', { name: 'Questions this store can answer' }).waitFor();
  });

  it('takes whatever is typed without harm', async () => {
    for (const typed of [
      '<img src=x onerror=alert(1)>',
      '"; DROP TABLE events; --',
      '((((',
      '\u202edeleted',
      'x'.repeat(1900),
      '谁删除了 deployment argocd/postgres-9e55e？',
    ]) {
      await page.goto(`${server.url}/?ask=${encodeURIComponent(typed)}`);
      await answer().or(page.getByText('No stored event answers this')).first().waitFor();
    }
    await answer().getByText('bob').first().waitFor();
    expect(failures).toEqual([]);
  });

  it('shows each cluster, and works on a narrow screen', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(server.url);
    await page.getByRole('region', { name: 'Clusters' }).getByRole('link', { name: 'shop', exact: true }).waitFor();
    const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    expect(overflow).toBeLessThanOrEqual(0);
  });
});
