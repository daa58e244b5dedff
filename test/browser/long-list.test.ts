// Thousands of rows in a real Chromium: few of them are in the page, and still each can be seen, reached by keys and opened.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { browserProgram, openBrowser, type TestBrowser } from '../harness/browser.ts';
import { adminToken, TestServer } from '../harness/server.ts';

const count = 2_500;
/** More than are in sight, far fewer than there are. */
const mostInPage = 100;

/** Requests a second apart, the last of them the newest. */
function bodyOf(requests: number): Buffer {
  const end = Date.now() - 60_000;
  const lines = Array.from({ length: requests }, (_, k) => {
    const time = `${new Date(end - (requests - k) * 1000).toISOString().slice(0, -1)}000Z`;
    return JSON.stringify({
      kind: 'Event',
      apiVersion: 'audit.k8s.io/v1',
      level: 'Metadata',
      auditID: `00000000-0000-4000-8000-${String(k).padStart(12, '0')}`,
      stage: 'ResponseComplete',
      requestURI: `/api/v1/namespaces/shop/pods/pod-${k}`,
      verb: 'get',
      user: { username: 'alice', groups: ['system:authenticated'] },
      sourceIPs: ['10.0.0.9'],
      objectRef: { resource: 'pods', namespace: 'shop', name: `pod-${k}`, apiVersion: 'v1' },
      responseStatus: { code: 200 },
      requestReceivedTimestamp: time,
      stageTimestamp: time,
    });
  });
  return Buffer.from(lines.join('\n'));
}

interface Drawn {
  /** Indexes as assistive technology is told them, the head's too. */
  readonly indexes: readonly number[];
  /** Of those that are not where their index says. */
  readonly misplaced: readonly number[];
  /** Of the rows that can be seen whole. */
  readonly seen: readonly number[];
  /** Of the row that has the focus. */
  readonly focused: number;
}

/** In the page. */
function lookAtList(): Drawn {
  const grid = document.querySelector('[role="grid"]')!;
  const indexOf = (row: Element): number => Number(row.getAttribute('aria-rowindex'));
  const rows = [...grid.querySelectorAll('[role="row"]')];
  const body = grid.lastElementChild!;
  const [view, place] = [grid.parentElement!.getBoundingClientRect(), body.getBoundingClientRect()];
  const height = place.height / (Number(grid.getAttribute('aria-rowcount')) - 1);
  const isSeen = ({ top, bottom }: DOMRect): boolean => top >= grid.firstElementChild!.getBoundingClientRect().bottom - 1 && bottom <= view.bottom + 1;
  return {
    indexes: rows.map(indexOf),
    misplaced: [...body.children].filter((row) => Math.abs(row.getBoundingClientRect().top - place.top - (indexOf(row) - 2) * height) > 1).map(indexOf),
    seen: [...body.children].filter((row) => isSeen(row.getBoundingClientRect())).map(indexOf),
    focused: document.activeElement?.role === 'row' ? indexOf(document.activeElement) : 0,
  };
}

describe.skipIf(browserProgram === null)('a long list in Chromium (skipped where there is no browser; set CHROMIUM_PATH)', () => {
  const server = new TestServer();
  let browser: TestBrowser;
  let page: Page;
  const failures: string[] = [];
  const asked: string[] = [];
  const grid = () => page.getByRole('grid', { name: 'Requests' });
  const rowCount = async () => Number(await grid().getAttribute('aria-rowcount')) - 1;
  const look = () => page.evaluate(lookAtList);
  /** By its index in the list, from 0 on. */
  const rowAt = (index: number) => grid().locator(`[aria-rowindex="${index + 2}"]`);
  const expectFocus = (index: number) =>
    expect.poll(async () => (({ focused, seen }) => [focused, seen.includes(focused)])(await look())).toEqual([index + 2, true]);
  const detail = () => page.getByRole('complementary', { name: 'Request' });
  const openPod = (k: number) => detail().getByText(`pod-${k}`, { exact: true }).first().waitFor();

  beforeAll(async () => {
    await server.start();
    await server.enable('shop');
    expect((await server.post('shop', bodyOf(count))).status).toBe(200);
    browser = await openBrowser();
    page = await browser.context.newPage();
    page.on('pageerror', (error) => failures.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && failures.push(message.text()));
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.request.post(`${server.url}/api/v1/session`, { data: { token: adminToken }, headers: { origin: server.url } });
  });
  afterAll(async () => {
    await browser.close();
    await server.remove();
  });

  it('asks for its rows once, before the console is there', async () => {
    await page.goto(`${server.url}/explore`);
    await expect.poll(rowCount).toBe(100);
    await page.locator('section[aria-busy="false"]').getByRole('application').waitFor();
    for (const path of ['/api/v1/session', '/api/v1/events']) expect(asked.filter((one) => one === path)).toEqual([path]);
    expect(asked.indexOf('/api/v1/events')).toBeLessThan(asked.indexOf('/api/v1/clusters'));
  });

  it('has few of its rows in the page, each in its place, and says how many there are', async () => {
    const more = page.getByRole('button', { name: 'Load more' });
    for (let shown = await rowCount(); await more.isVisible(); shown = await rowCount()) {
      await more.click();
      await expect.poll(rowCount).toBeGreaterThan(shown);
    }
    expect(await rowCount()).toBe(count);
    for (const share of [0, 0.31, 0.5, 1, 0.77]) {
      await grid().evaluate((element, to) => (element.parentElement!.scrollTop = element.parentElement!.scrollHeight * to), share);
      await expect.poll(async () => (await look()).seen.filter((index) => Math.abs(index - share * count) < 50).length).toBeGreaterThan(10);
      const { indexes, misplaced, seen } = await look();
      expect(indexes.length).toBeLessThan(mostInPage);
      expect(misplaced).toEqual([]);
      // The head and what is in sight, without a gap.
      expect(indexes).toEqual([...indexes].sort((a, b) => a - b));
      expect(indexes[0]).toBe(1);
      expect(seen).toEqual(Array.from({ length: seen.length }, (_, k) => seen[0] + k));
    }
    // A row or two out of sight: it comes a moment later.
    await expect.poll(() => rowAt(1925).count()).toBe(1);
    expect(await rowAt(1925).textContent()).toContain(`pod-${count - 1926}`);
  });

  it('lets keys reach any row', async () => {
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press('j');
    await expectFocus(0);
    await page.keyboard.press('End');
    await expectFocus(count - 1);
    await page.keyboard.press('ArrowUp');
    await expectFocus(count - 2);
    await page.keyboard.press('Home');
    await expectFocus(0);
    for (let press = 0; press < 5; press += 1) await page.keyboard.press('PageDown');
    await expectFocus(100);
    await page.keyboard.press('k');
    await expectFocus(99);
    for (let press = 0; press < 60; press += 1) await page.keyboard.press('ArrowDown');
    await expectFocus(159);
    expect((await look()).indexes.length).toBeLessThan(mostInPage);
  });

  it('keeps the focus where it was while it is scrolled away', async () => {
    await grid().hover({ position: { x: 300, y: 160 * 28 } });
    for (let turn = 0; turn < 10; turn += 1) await page.mouse.wheel(0, 3000);
    await expect.poll(async () => Math.min(...(await look()).seen)).toBeGreaterThan(500);
    const { focused, misplaced, indexes } = await look();
    expect([focused, misplaced]).toEqual([161, []]);
    expect(indexes.length).toBeLessThan(mostInPage);
    expect(await grid().locator('[role="row"][tabindex="0"]').count()).toBe(1);
    await page.keyboard.press('ArrowDown');
    await expectFocus(160);
  });

  it('opens a row far down, goes on from it, and gives the focus back', async () => {
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await openPod(0);
    await expect.poll(() => rowAt(count - 1).getAttribute('aria-selected')).toBe('true');
    expect((await look()).seen).toContain(count + 1);
    await page.keyboard.press('k');
    await openPod(1);
    await page.keyboard.press('Escape');
    await detail().waitFor({ state: 'detached' });
    await expectFocus(count - 2);
  });

  it('shows the open row again when somebody goes back to it', async () => {
    await page.keyboard.press('Home');
    await expectFocus(0);
    await page.goBack();
    await openPod(1);
    await expect.poll(async () => (await look()).seen).toContain(count);
    expect(await rowAt(count - 2).getAttribute('aria-selected')).toBe('true');
  });

  it('shows the row that an address opens', async () => {
    const answer = (await server.request('/api/v1/events?limit=100')).json;
    await page.goto(`${server.url}/explore?open=${encodeURIComponent(answer.events[90].id)}`);
    await openPod(count - 91);
    await expect.poll(async () => (await look()).seen).toContain(92);
  });

  it('logged no error', () => {
    expect(failures).toEqual([]);
  });
});
