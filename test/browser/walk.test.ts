import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { browserProgram, openBrowser, type TestBrowser } from '../harness/browser.ts';
import { adminToken, splitLines, TestServer } from '../harness/server.ts';

const lines = splitLines(gunzipSync(readFileSync('examples/tke-policy.ndjson.gz')));
const hostile = splitLines(gunzipSync(readFileSync('examples/hostile-raw.ndjson.gz')));

describe.skipIf(browserProgram === null)('the console in Chromium (skipped where there is no browser; set CHROMIUM_PATH)', () => {
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
      // What the server refuses (nobody is signed in, a mistake in the query) the browser logs by itself.
      if (message.type() === 'error' && !/status of 40[01]/.test(message.text())) failures.push(message.text());
    });
  });
  afterAll(async () => {
    await browser.close();
    await server.remove();
  });

  it('walks the steps of the seed: sign in, Feature Management, region, Set, Edit, enable, OK; then an event is found', async () => {
    await page.goto(server.url);
    await page.getByLabel('Admin token').fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').first().waitFor();
    await page.getByLabel('Admin token').fill(adminToken);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('textbox', { name: 'Ask' }).waitFor();

    await page.getByRole('navigation').getByRole('link', { name: 'Feature Management' }).click();
    await page.getByRole('button', { name: 'Add cluster' }).first().click();
    const add = page.getByRole('dialog', { name: 'Add a cluster' });
    await add.getByLabel('Name', { exact: true }).fill('prod-1');
    await add.getByLabel('Region').fill('eu-west');
    await add.getByRole('button', { name: 'Add cluster' }).click();
    await add.waitFor({ state: 'hidden' });

    const windowOpened = page.getByRole('dialog', { name: 'Configure a Feature' });
    if (!(await windowOpened.isVisible())) {
      await page.getByLabel('Region').selectOption({ label: 'eu-west' });
      await page.getByRole('button', { name: 'Set features of prod-1' }).click();
    }
    await windowOpened.waitFor();
    const edit = windowOpened.getByRole('button', { name: 'Edit' });
    if (await edit.isVisible()) await edit.click();
    await windowOpened.getByLabel('Enable Cluster Audit').check();
    expect(await windowOpened.getByRole('radio', { name: /Automatically create a log topic/ }).isChecked()).toBe(true);
    await windowOpened.getByRole('button', { name: 'OK' }).click();

    const address = (await windowOpened.getByRole('region', { name: 'Ingest address' }).locator('pre').textContent())!.trim();
    const token = (await windowOpened.getByRole('region', { name: 'Ingest token' }).locator('pre').textContent())!.trim();
    expect(await windowOpened.getByRole('region', { name: 'Webhook kubeconfig' }).locator('pre').textContent()).toContain('/ingest/v1/prod-1');
    await windowOpened.getByText('Waiting for the first event').waitFor();

    const telling = lines.find((line) => line.includes('"verb":"delete"') && line.includes('"code":403'))!;
    const posted = await fetch(`${address}?wait=stored`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
      body: Buffer.concat([telling, ...hostile.flatMap((line) => [Buffer.from('\n'), line])]) as unknown as string,
    });
    expect(posted.status).toBe(200);
    await windowOpened.getByText('Events are arriving').waitFor();
    await windowOpened.getByRole('link', { name: 'See the events' }).click();

    await page.getByRole('textbox', { name: 'Query' }).fill('verb:delete AND responseStatus.code:403');
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    const rows = page.getByRole('grid', { name: 'Requests' }).getByRole('row');
    await expect.poll(() => rows.count(), { timeout: 20_000 }).toBe(2);
    await rows.nth(1).click();
    const detail = page.getByRole('complementary', { name: 'Request' });
    await detail.waitFor();
    // The parts come a frame after the head.
    await detail.getByRole('tab').first().waitFor();
    // The three parts of the seed, and the ways to look at them that came later.
    const parts = (await detail.getByRole('tab').allTextContents()).filter((name) => /^(metadata|requestObject|responseObject)/.test(name));
    expect(parts).toHaveLength(3);
    const auditID = /"auditID":"([^"]+)"/.exec(telling.toString('utf8'))![1];
    expect(await detail.textContent()).toContain(auditID);
  });

  it('shows a mistake in the query in its place', async () => {
    await page.getByRole('textbox', { name: 'Query' }).fill('verbb:delete');
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await expect.poll(() => page.getByRole('alert').first().textContent(), { timeout: 20_000 }).toContain('verbb');
  });

  it('opens every hostile event without running or breaking anything', async () => {
    await page.goto(`${server.url}/explore`);
    const grid = page.getByRole('grid', { name: 'Requests' });
    await expect.poll(() => grid.getByRole('row').count(), { timeout: 20_000 }).toBeGreaterThan(10);
    for (let k = 1; k <= 12; k += 1) {
      await grid.getByRole('row').nth(k).click();
      const detail = page.getByRole('complementary', { name: 'Request' });
      await detail.getByRole('tab', { name: /requestObject/ }).click();
      const raw = detail.getByRole('button', { name: 'Raw' }).first();
      // Not every event has the body.
      if (await raw.isVisible()) await raw.click();
    }
    expect(await page.evaluate(() => 'polluted' in {})).toBe(false);
  });

  it('speaks Chinese when asked to, and goes on doing so', async () => {
    await page.getByRole('button', { name: '简体中文' }).click();
    await page.getByRole('navigation').getByRole('link', { name: '功能管理' }).click();
    await page.getByRole('heading', { name: '功能管理' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: '功能管理' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('zh-CN');
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Feature Management' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en');
  });

  it('the sign-in link works once', async () => {
    const link = /Console: (\S+)/.exec(server.stderr)![1];
    const other = await browser.context.browser()?.newContext();
    const first = await fetch(link, { redirect: 'manual' });
    expect([
      first.status >= 300 && first.status < 400,
      first.headers.get('set-cookie')?.includes('HttpOnly'),
      first.headers.get('set-cookie')?.includes('SameSite=Strict'),
    ]).toEqual([true, true, true]);
    expect((await fetch(link, { redirect: 'manual' })).headers.get('set-cookie')).toBeNull();
    await other?.close();
  });

  it('logged no error on any page', () => {
    expect(failures).toEqual([]);
  });
});
