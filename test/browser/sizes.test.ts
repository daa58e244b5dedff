// Every page on a small laptop and on a phone: nothing runs off the side, nothing is cut off, every control can be hit.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserProgram } from '../harness/browser.ts';
import { ConsoleWalk } from '../harness/console-walk.ts';
import { measure } from '../harness/measure-page.ts';

const sizes = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
];

describe.skipIf(browserProgram === null)('every page fits (skipped where there is no browser; set CHROMIUM_PATH)', () => {
  let walk: ConsoleWalk;

  beforeAll(async () => {
    walk = await ConsoleWalk.start();
  }, 600_000);
  afterAll(() => walk.close(), 600_000);

  for (const size of sizes)
    it(`${size.width} × ${size.height}`, async () => {
      await walk.page.setViewportSize(size);
      expect(await walk.find('en', () => measure(walk.page))).toEqual({});
    }, 600_000);
});
