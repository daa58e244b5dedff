// Every page in both languages and both themes: axe finds nothing serious or critical, and a page that nobody listed is missed.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violationsOf } from '../harness/axe.ts';
import { browserProgram } from '../harness/browser.ts';
import { consoleViews, routesOf } from '../harness/console-views.ts';
import { ConsoleWalk } from '../harness/console-walk.ts';

describe.skipIf(browserProgram === null)('every page is accessible (skipped where there is no browser; set CHROMIUM_PATH)', () => {
  let walk: ConsoleWalk;
  const blocked: string[] = [];

  beforeAll(async () => {
    walk = await ConsoleWalk.start();
    walk.page.on('console', (message) => {
      if (/content security policy|trusted type/i.test(message.text())) blocked.push(message.text());
    });
  }, 600_000);
  afterAll(() => walk.close(), 600_000);

  for (const language of ['en', 'zh'] as const)
    it(`in ${language}`, async () => {
      const found = await walk.find(language, async () => {
        const violations: string[] = [];
        for (const theme of ['light', 'dark']) {
          await walk.setTheme(theme);
          violations.push(...(await violationsOf(walk.page)).map((line) => `${theme}: ${line}`));
        }
        return violations;
      });
      expect(found).toEqual({});
    }, 900_000);

  it('has a view of each page that the router knows', async () => {
    const listed = new Set(consoleViews.map(({ route }) => route));
    expect((await routesOf(walk.page)).filter((route) => !listed.has(route))).toEqual([]);
  });

  it('was tested under the content security policy of the product', () => {
    expect(blocked).toEqual([]);
  });
});
