// Every page in Chinese: no English word is left that is not a name of Kubernetes, a value, or a word that Chinese operators write in Latin letters.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserProgram } from '../harness/browser.ts';
import { ConsoleWalk } from '../harness/console-walk.ts';
import { strangeWords } from '../harness/strange-words.ts';

describe.skipIf(browserProgram === null)('every page speaks Chinese (skipped where there is no browser; set CHROMIUM_PATH)', () => {
  let walk: ConsoleWalk;

  beforeAll(async () => {
    walk = await ConsoleWalk.start();
  }, 600_000);
  afterAll(() => walk.close(), 600_000);

  it('leaves no word of another language', async () => {
    expect(await walk.find('zh', () => strangeWords(walk.page))).toEqual({});
  }, 900_000);
});
