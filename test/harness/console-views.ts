// Every page of the console in each of the states that a user meets: what is true of all pages is tested on these.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { adminToken, type TestServer } from './server.ts';

/** What the addresses of views need to know of the store. */
export interface KnownStore {
  /** Id of an event with both bodies. */
  readonly eventId: string;
}

export interface ConsoleView {
  readonly name: string;
  /** As the router names the page; null: an address that leads nowhere. */
  readonly route: string | null;
  readonly address: string | ((store: KnownStore) => string);
  /** A selector, the same in every language, of what is there once the view is. */
  readonly ready: string;
  /** What is clicked then. */
  readonly act?: (page: Page) => Promise<void>;
  readonly isSignedOut?: true;
}

const row = '[role="grid"] [role="rowgroup"] + [role="rowgroup"] [role="row"]';
const explore = { route: '/explore', ready: `${row} >> nth=3` } as const;
const policies = { route: '/policies' } as const;
const features = { route: '/cluster-ops/features' } as const;
const dialog = '[role="dialog"]';
const detail = (more: string) => (store: KnownStore) => `/explore?q=verb%3Apatch&open=${encodeURIComponent(store.eventId)}${more}`;
const press = (selector: string, then: string) => async (page: Page) => {
  await page.locator(selector).first().click();
  await page.locator(then).first().waitFor();
};

export const consoleViews: readonly ConsoleView[] = [
  { name: 'sign-in', route: '/sign-in', address: '/sign-in?link=used', ready: 'input[name="token"]', isSignedOut: true },
  {
    name: 'sign-in, refused',
    route: '/sign-in',
    address: '/sign-in',
    ready: 'input[name="token"]',
    isSignedOut: true,
    act: async (page) => {
      await page.locator('input[name="token"]').fill('wrong');
      await press('button[type="submit"]', '[role="alert"]')(page);
    },
  },
  { name: 'an address that leads nowhere', route: null, address: '/nowhere', ready: 'a[href="/explore"]' },
  { name: 'start', route: '/', address: '/', ready: '[aria-labelledby="start-examples"] a >> nth=1' },
  { name: 'start, answered', route: '/', address: '/?ask=who%20deleted%20deployment%20argocd%2Fpostgres-9e55e%3F', ready: 'main dl dd' },
  { name: 'start, no answer', route: '/', address: '/?ask=who%20deleted%20deployment%20shop%2Fnever', ready: 'main p code' },
  { name: 'menu and keys', route: '/', address: '/', ready: 'main h1', act: async (page) => pressKey(page, '?', dialog) },
  { ...explore, name: 'list', address: '/explore' },
  {
    ...explore,
    name: 'list narrowed, times open',
    address: '/explore?q=verb%3Adelete%20AND%20NOT%20actor%3Acomponent&order=asc',
    act: press('form button[aria-haspopup="dialog"]', dialog),
  },
  { ...explore, name: 'all values of a field', address: '/explore', act: openField },
  { ...explore, name: 'a request', address: detail(''), ready: 'aside dl dd' },
  { ...explore, name: 'a request, its answer', address: detail('&part=responseObject'), ready: 'aside ul[aria-label] > li >> nth=2' },
  { ...explore, name: 'a request, as text', address: detail('&part=requestObject&view=raw'), ready: 'aside pre' },
  { ...explore, name: 'live', address: '/explore?live=1', ready: 'button[aria-pressed="true"]' },
  { ...explore, name: 'nothing matches', address: '/explore?q=verb%3Anever&from=-1h&cluster=shop', ready: 'main h2 ~ *' },
  { ...explore, name: 'a mistake in the query', address: '/explore?q=verbb%3Adelete', ready: '[role="alert"]' },
  { ...policies, name: 'policies', address: '/policies', ready: 'main table tbody tr' },
  { ...policies, name: 'a preset', address: '/policies?edit=preset:gce', ready: '.cm-content .cm-line >> nth=5' },
  {
    ...policies,
    name: 'a request explained',
    address: '/policies?edit=preset:gce&user=carol&verb=get&resource=secrets&namespace=shop&name=db',
    ready: '.cm-content .cm-line >> nth=5',
  },
  { ...policies, name: 'a policy with mistakes', address: '/policies?edit=topic:shop-audit@2', ready: '.cm-content .cm-line' },
  { ...policies, name: 'choices', address: '/policies?edit=choices&tab=suggest', ready: '.cm-content .cm-line >> nth=5' },
  {
    ...policies,
    name: 'a policy replayed',
    address: '/policies?edit=preset:gce',
    ready: '.cm-content .cm-line >> nth=5',
    act: press('[role="tabpanel"] button', '[role="tabpanel"] table tbody tr'),
  },
  { ...policies, name: 'versions of a topic', address: '/policies?topic=shop-audit&left=1&right=2', ready: 'main [role="group"]' },
  { ...policies, name: 'a topic without a policy', address: '/policies?topic=idle-audit', ready: 'main a[href="/policies"]' },
  { ...features, name: 'clusters', address: '/cluster-ops/features', ready: 'main table tbody tr' },
  { ...features, name: 'a cluster', address: '/cluster-ops/features?set=shop', ready: `${dialog} pre` },
  { ...features, name: 'a feature edited', address: '/cluster-ops/features?set=idle&edit=audit', ready: `${dialog} input[type="checkbox"]` },
  { ...features, name: 'add a cluster', address: '/cluster-ops/features?add=cluster', ready: `${dialog} input` },
];

/** The fields stand beside the list, or behind a button where there is no room. */
async function openField(page: Page): Promise<void> {
  const more = page.locator('nav section button[aria-expanded="false"]:visible');
  const sheet = page.locator('main > div > div > button[aria-haspopup="dialog"]');
  if (await sheet.isVisible()) await sheet.click();
  await more.first().click();
  await page.locator('nav section input[type="search"]:visible').waitFor();
}

async function pressKey(page: Page, key: string, then: string): Promise<void> {
  await page.keyboard.press(key);
  await page.locator(then).first().waitFor();
}

/** Clusters, captured events with hostile ones among them, and a policy with two versions. */
export async function fillStore(server: TestServer): Promise<KnownStore> {
  await server.enable('shop');
  await server.enable('idle');
  await server.request('/api/v1/clusters/new', { method: 'PUT', json: { region: 'eu-west' } });
  for (const name of ['tke-policy', 'hostile-raw']) {
    const posted = await server.post('shop', gunzipSync(readFileSync(`examples/${name}.ndjson.gz`)));
    if (posted.status !== 200) throw new Error(`${name}: ${posted.status}`);
  }
  const rules = ['level: Metadata', 'level: RequestResponse\n  users: ["system:kube-proxy"]\n- level: Request\n  resources:\n  - group: core'];
  for (const rule of rules) {
    const policy = `apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- ${rule}\n`;
    const put = await server.request('/api/v1/topics/shop-audit/policy', { method: 'PUT', json: { policy, note: '<b>why</b>' } });
    if (put.status !== 200) throw new Error(`policy: ${put.status} ${put.bytes.toString('utf8')}`);
  }
  const found = await server.get('/api/v1/events', { q: 'verb:patch AND requestObject:* AND responseObject:*', limit: 1 });
  return { eventId: found.json.events[0].id as string };
}

/** The paths of all pages, as the running router has them. */
export function routesOf(page: Page): Promise<string[]> {
  return page.evaluate(() => Object.keys((self as unknown as { __TSR_ROUTER__: { routesByPath: object } }).__TSR_ROUTER__.routesByPath));
}

export async function signIn(page: Page, server: TestServer): Promise<void> {
  await page.request.post(`${server.url}/api/v1/session`, { data: { token: adminToken }, headers: { origin: server.url } });
}

export async function arrive(page: Page, url: string, view: ConsoleView, store: KnownStore): Promise<void> {
  await page.goto(url + (typeof view.address === 'string' ? view.address : view.address(store)));
  await page.locator(view.ready).first().waitFor();
  await view.act?.(page);
  // What floats has opened, and what was asked for has come.
  await page.waitForFunction(
    () => document.getAnimations().every(({ playState }) => playState !== 'running') && document.querySelector('main [aria-busy="true"]') === null,
  );
}
