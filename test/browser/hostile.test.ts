// Every hostile event opened in Explore, each part as a tree and as text: nothing runs, nothing is blocked because nothing was tried, nothing hides.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { browserProgram, openBrowser, type TestBrowser } from '../harness/browser.ts';
import { signIn } from '../harness/console-views.ts';
import { noteFigures } from '../harness/figures.ts';
import { hostileBodies, hostileLines } from '../harness/hostile-events.ts';
import { TestServer } from '../harness/server.ts';

interface Trap {
  readonly sprung: string[];
}

/** Runs before anything of the page: what hostile text would call, and what it would break. */
function setTrap(): void {
  const sprung: string[] = [];
  Object.assign(globalThis, { trap: { sprung } });
  for (const name of ['alert', 'confirm', 'prompt', 'print', 'open']) Object.assign(globalThis, { [name]: () => sprung.push(name) });
  document.addEventListener('securitypolicyviolation', (event) => sprung.push(`CSP ${event.violatedDirective} ${event.blockedURI}`));
  addEventListener('error', (event) => sprung.push(`error ${event.message}`));
  addEventListener('unhandledrejection', (event) => sprung.push(`rejected ${String(event.reason)}`));
}

/** The row with this index is open: what is wrong with how it is shown. */
async function lookAtRow(index: number): Promise<string[]> {
  // The head is the first; only rows near what is in sight are in the page.
  const rowNow = (): Element | null => document.querySelector(`[role="grid"] [aria-rowindex="${index + 2}"]`);
  const isWhole = (): boolean => rowNow()?.getAttribute('aria-selected') === 'true' && document.querySelector('aside [role="tabpanel"]') !== null;
  for (let frame = 0; !isWhole(); frame += 1) {
    if (frame > 3000) return ['it does not open'];
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  const detail = document.querySelector('aside')!;
  const row = rowNow()!;
  const known = new Set('A B BUTTON CODE DD DIV DL DT EM H2 H3 HEADER LI OL P PATH PRE SECTION SPAN SVG UL'.split(' '));
  const isHarmful = ({ name, value }: Attr): boolean => name.startsWith('on') || /^\s*(?:javascript|data|vbscript):/i.test(value);
  const wrongWith = (element: Element): string[] => [
    ...(known.has(element.tagName.toUpperCase()) ? [] : [`an element ${element.tagName}`]),
    ...[...element.attributes].filter(isHarmful).map(({ name, value }) => `${name}="${value}"`),
  ];
  // Characters that hide or move others; the line breaks and tabs of laid out text do neither.
  const hiddenIn = (place: Element): string[] =>
    [...(place.textContent ?? '').replaceAll(/[\n\t]/g, ' ').matchAll(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu)].map(
      ([character]) => `U+${character.codePointAt(0)!.toString(16)} as it is`,
    );
  const text = detail.textContent ?? '';
  const isEmpty = text.length < 100 || text.includes('[object ');
  return [
    ...new Set([
      ...[...detail.querySelectorAll('*'), ...row.querySelectorAll('*')].flatMap(wrongWith),
      ...[detail, row].flatMap(hiddenIn),
      ...(isEmpty ? [`shown as ${text.slice(0, 80)}`] : []),
    ]),
  ];
}

/** Scrolls through the list; answers what it names as unseen on the way. */
async function marksOnTheWay(): Promise<string[]> {
  const grid = document.querySelector('[role="grid"]')!;
  const scroll = grid.parentElement!;
  const marks = new Set<string>();
  for (scroll.scrollTop = 0; ; scroll.scrollTop += scroll.clientHeight / 2) {
    for (let frame = 0; frame < 2; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
    for (const mark of grid.querySelectorAll('span[title^="The character "]')) marks.add(mark.textContent ?? '');
    if (scroll.scrollTop + scroll.clientHeight >= scroll.scrollHeight - 1) return [...marks];
  }
}

/** The lines in bodies of a few megabytes, as large as the server takes with ease. */
function bodiesOf(lines: readonly Buffer[]): Buffer[] {
  const bodies: Buffer[][] = [[]];
  let size = 0;
  for (const line of lines) {
    if (size + line.length > 4_000_000) {
      bodies.push([]);
      size = 0;
    }
    bodies.at(-1)!.push(line, Buffer.from('\n'));
    size += line.length;
  }
  return bodies.map((body) => Buffer.concat(body));
}

/** Long in `npm run torture`: each part in both forms. */
const isLong = process.env.HOSTILE_FORMS === 'all';

describe.skipIf(browserProgram === null)('hostile events in Chromium (skipped where there is no browser; set CHROMIUM_PATH)', () => {
  const server = new TestServer();
  let browser: TestBrowser;
  let page: Page;
  const elsewhere: string[] = [];
  const failures: string[] = [];
  let opened = 0;
  const rows = () => page.locator('[role="grid"] > [role="rowgroup"] + [role="rowgroup"] > [role="row"]');
  const rowCount = async () => Number(await page.getByRole('grid').getAttribute('aria-rowcount')) - 1;

  beforeAll(async () => {
    await server.start();
    await server.enable('hostile');
    for (const body of bodiesOf(hostileLines())) expect((await server.post('hostile', body)).status).toBe(200);
    for (const body of hostileBodies()) expect((await server.post('hostile', body)).status).toBe(200);
    browser = await openBrowser();
    page = await browser.context.newPage();
    await page.addInitScript(setTrap);
    page.on('dialog', (dialog) => failures.push(`dialog ${dialog.message()}`));
    page.on('console', (message) => message.type() === 'error' && failures.push(message.text()));
    page.on('request', (request) => !request.url().startsWith(server.url) && elsewhere.push(request.url()));
    await signIn(page, server);
    await page.goto(`${server.url}/explore`);
    await rows().first().waitFor();
  }, 600_000);
  afterAll(async () => {
    await browser.close();
    await server.remove();
  }, 600_000);

  it('has them all in the list', async () => {
    const more = page.getByRole('button', { name: 'Load more' });
    for (let shown = await rowCount(); await more.isVisible(); shown = await rowCount()) {
      await more.click();
      await expect.poll(rowCount).toBeGreaterThan(shown);
    }
    const answer = await server.get('/api/v1/events', { limit: 10_000 });
    expect(await rowCount()).toBe(answer.json.events.length);
    expect(await rowCount()).toBeGreaterThan(200);
  });

  it(`opens each of them: three parts, ${isLong ? 'each as a tree and as text' : 'as a tree or as text'}`, async () => {
    const last = (await rowCount()) - 1;
    await rows().first().click();
    const found: Record<string, string[]> = {};
    let isDown = false;
    /** Each walk goes back the way of the one before. */
    const walk = async (name: string) => {
      isDown = !isDown;
      for (let step = 0; step <= last; step += 1) {
        const index = isDown ? step : last - step;
        if (step > 0) await page.keyboard.press(isDown ? 'j' : 'k');
        const problems = await page.evaluate(lookAtRow, index);
        if (problems.length > 0) found[`${index}, ${name}`] = problems;
      }
    };
    // The one that is open may lack the body, and with it the switch: the address says the same.
    const view = (name: string | null) =>
      page.evaluate((wanted) => {
        const search = new URLSearchParams(location.search);
        if (wanted === null) search.delete('view');
        else search.set('view', wanted);
        const { history } = (self as unknown as { __TSR_ROUTER__: { history: { replace: (to: string) => void } } }).__TSR_ROUTER__;
        history.replace(`${location.pathname}?${search}`);
      }, name);
    for (const part of ['metadata', 'requestObject', 'responseObject']) {
      await page.getByRole('tab', { name: part }).click();
      if (isLong || part !== 'responseObject') await walk(`${part} as a tree`);
      await view('raw');
      if (isLong || part === 'responseObject') await walk(`${part} as text`);
      await view(null);
    }
    expect(found).toEqual({});
    opened = last + 1;
  }, 1_800_000);

  it('names what cannot be seen in a box', async () => {
    expect(await page.evaluate(marksOnTheWay)).toContain('RLO');
  });

  it('goes on working', async () => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    await page.keyboard.type('verb:patch');
    await page.keyboard.press('Enter');
    const count = await server.count('verb:patch');
    await page.getByText(`${count} events match`).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Start' }).click();
    await page.getByRole('textbox', { name: 'Ask' }).waitFor();
  });

  it('ran nothing, asked nobody else, and broke no content security policy', async () => {
    expect(await page.evaluate(() => (globalThis as unknown as { trap: Trap }).trap.sprung)).toEqual([]);
    expect(await page.evaluate(() => ['polluted', 'isAdmin'].filter((name) => name in {}))).toEqual([]);
    expect({ failures, elsewhere }).toEqual({ failures: [], elsewhere: [] });
    expect(server.stderr).not.toMatch(/csp|violation|error/i);
    noteFigures({ events: opened, 'forms of each': isLong ? 6 : 3, 'scripts run': 0, 'reports of the content security policy': 0 });
  });
});
