// Every page in each of its states: axe finds nothing serious in both languages and themes, nothing is cut off on a laptop or a phone, and no English is left in Chinese.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violationsOf } from '../harness/axe.ts';
import { browserProgram } from '../harness/browser.ts';
import { consoleViews, laptop, phone, routesOf, type ConsoleView } from '../harness/console-views.ts';
import { ConsoleWalk } from '../harness/console-walk.ts';
import { measure } from '../harness/measure-page.ts';
import { strangeWords } from '../harness/strange-words.ts';

describe.skipIf(browserProgram === null)('every page (skipped where there is no browser; set CHROMIUM_PATH)', () => {
  let walk: ConsoleWalk;
  const blocked: string[] = [];

  beforeAll(async () => {
    walk = await ConsoleWalk.start();
    walk.page.on('console', (message) => {
      if (/content security policy|trusted type/i.test(message.text())) blocked.push(message.text());
    });
  }, 600_000);
  afterAll(() => walk.close(), 600_000);

  const violations = async (first: (theme: string) => Promise<void> = () => Promise.resolve()) => {
    const found: string[] = [];
    for (const theme of ['light', 'dark']) {
      await walk.setTheme(theme);
      await first(theme);
      found.push(...(await violationsOf(walk.page, theme === 'light' ? 'all' : 'colours')).map((line) => `${theme}: ${line}`));
    }
    return found;
  };
  /** In the size in which it came, and in the other one. */
  const inBothSizes = async (view: ConsoleView) => {
    const found: string[] = [];
    for (const size of view.isOnPhone === true ? [phone] : [laptop, phone]) {
      await walk.setSize(size);
      found.push(...(await measure(walk.page)).map((line) => `${size.width} × ${size.height}: ${line}`));
    }
    return found;
  };

  it('is accessible in both themes and fits on a laptop and a phone, in English', async () => {
    const look = async (view: ConsoleView) => [...(await violations((theme) => walk.keepPicture(view, theme))), ...(await inBothSizes(view))];
    expect(await walk.find('en', look)).toEqual({});
  }, 900_000);

  it('is accessible in both themes, and leaves no English, in Chinese', async () => {
    const look = async () => [...(await violations()), ...(await strangeWords(walk.page))];
    expect(await walk.find('zh', look)).toEqual({});
  }, 900_000);

  it('is one of these views: none that the router knows is missing', async () => {
    const listed = new Set(consoleViews.map(({ route }) => route));
    expect((await routesOf(walk.page)).filter((route) => !listed.has(route))).toEqual([]);
  });

  it('was shown under the content security policy of the product', () => {
    expect(blocked).toEqual([]);
  });
});
