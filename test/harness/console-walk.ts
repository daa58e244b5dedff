// A walk over every view of the console, in the language, theme and size that a test asks for.
import type { Page } from 'playwright-core';
import { openBrowser, type TestBrowser } from './browser.ts';
import { arrive, consoleViews, fillStore, signIn, type ConsoleView, type KnownStore } from './console-views.ts';
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

  /** What `look` finds, by the names of the views; views where it finds nothing are left out. */
  async find(language: 'en' | 'zh', look: (view: ConsoleView) => Promise<readonly string[]>): Promise<Record<string, readonly string[]>> {
    await this.page.goto(`${this.server.url}/sign-in`);
    await this.page.evaluate((name) => localStorage.setItem('cluster-audit-language', name), language);
    const found: Record<string, readonly string[]> = {};
    for (const view of consoleViews) {
      if (view.isSignedOut === true) await this.browser.context.clearCookies();
      else await signIn(this.page, this.server);
      try {
        await arrive(this.page, this.server.url, view, this.store);
      } catch (error) {
        throw new Error(`the view "${view.name}" does not come`, { cause: error });
      }
      const things = await look(view);
      if (things.length > 0) found[view.name] = things;
    }
    return found;
  }

  /** As the button at the foot of the left bar does, and until the colours have changed. */
  async setTheme(theme: string): Promise<void> {
    await this.page.evaluate(async (name) => {
      document.documentElement.dataset.theme = name;
      for (let frame = 0; frame < 3; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
    }, theme);
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.server.remove();
  }
}
