// A walk over every view of the console, in the language, theme and size that a test asks for.
import path from 'node:path';
import type { Page } from 'playwright-core';
import { openBrowser, type TestBrowser } from './browser.ts';
import { arrive, consoleViews, fillStore, rest, signIn, type ConsoleView, type KnownStore } from './console-views.ts';
import { TestServer } from './server.ts';

export class ConsoleWalk {
  readonly page: Page;
  private readonly server: TestServer;
  private readonly store: KnownStore;
  private readonly browser: TestBrowser;

  private constructor(server: TestServer, store: KnownStore, browser: TestBrowser, page: Page) {
    this.server = server;
    this.store = store;
    this.browser = browser;
    this.page = page;
  }

  static async start(): Promise<ConsoleWalk> {
    const server = await new TestServer().start();
    const store = await fillStore(server);
    const browser = await openBrowser();
    const page = await browser.context.newPage();
    // What fades in has its colours and its place only once it has come.
    await page.emulateMedia({ reducedMotion: 'reduce' });
    return new ConsoleWalk(server, store, browser, page);
  }

  /** What `look` finds, by the names of the views (VIEWS=PATTERN: of those alone); views where it finds nothing are left out. */
  async find(language: 'en' | 'zh', look: (view: ConsoleView) => Promise<readonly string[]>): Promise<Record<string, readonly string[]>> {
    await this.page.goto(`${this.server.url}/sign-in`);
    await this.page.evaluate((name) => localStorage.setItem('cluster-audit-language', name), language);
    const found: Record<string, readonly string[]> = {};
    const wanted = new RegExp(process.env.VIEWS ?? '');
    const views = consoleViews.filter(({ name }) => wanted.test(name));
    if (views.length === 0) throw new Error(`VIEWS=${process.env.VIEWS} fits no view`);
    for (const view of views) {
      if (view.isSignedOut === true) await this.browser.context.clearCookies();
      else await signIn(this.page, this.server);
      const things = await arrive(this.page, this.server.url, view, this.store).then(
        () => look(view),
        // A view that does not come is told of beside what is wrong with the others.
        (error: Error) => [`does not come: ${error.message.split('\n').slice(0, 12).join(' ')}`],
      );
      if (things.length > 0) found[view.name] = things;
    }
    return found;
  }

  /** Until what floats has followed. */
  async setSize(size: { readonly width: number; readonly height: number }): Promise<void> {
    await this.page.setViewportSize(size);
    await this.page.evaluate(drawFrames);
    await rest(this.page);
  }

  /** As the button at the foot of the left bar does, and until the colours have changed. */
  async setTheme(theme: string): Promise<void> {
    await this.page.evaluate((name) => (document.documentElement.dataset.theme = name), theme);
    await this.page.evaluate(drawFrames);
    await rest(this.page);
  }

  /** With PICTURES=FOLDER the views that have a picture leave it there, for the docs. */
  async keepPicture({ picture }: ConsoleView, theme: string): Promise<void> {
    const folder = process.env.PICTURES;
    if (folder !== undefined && picture !== undefined) await this.page.screenshot({ path: path.join(folder, `${picture}-${theme}.png`) });
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.server.remove();
  }
}

async function drawFrames(): Promise<void> {
  for (let frame = 0; frame < 5; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
}
