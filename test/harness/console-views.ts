// Every page of the console in each of the states that a user meets: what is true of all pages is tested on these.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { boardNames } from '../../console/show/overview-boards.ts';
import { adminToken, type TestServer } from './server.ts';

/** What the addresses of views need to know of the store. */
export interface KnownStore {
  /** Id of an event with both bodies. */
  readonly eventId: string;
  /** An object with versions, as the page of objects has it in its address. */
  readonly object: string;
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
  /** What only a phone has. */
  readonly isOnPhone?: true;
  /** What its picture in docs/images is called. */
  readonly picture?: string;
}

export const laptop = { width: 1280, height: 800 } as const;
export const phone = { width: 390, height: 844 } as const;

const row = '[role="grid"] [role="rowgroup"] + [role="rowgroup"] [role="row"]';
const explore = { route: '/explore', ready: `${row} >> nth=3` } as const;
const policies = { route: '/policies' } as const;
const objects = { route: '/objects' } as const;
const features = { route: '/cluster-ops/features' } as const;
const dialog = '[role="dialog"]';
const detail = (more: string) => (store: KnownStore) =>
  `/explore?cluster=shop&q=actor%3Ahuman+AND+verb%3A%28create+OR+delete+OR+patch%29&open=${encodeURIComponent(store.eventId)}${more}`;
const press = (selector: string, then: string) => async (page: Page) => {
  await page.locator(selector).first().click();
  await page.locator(then).first().waitFor();
};

export const consoleViews: readonly ConsoleView[] = [
  { name: 'sign-in', picture: 'sign-in', route: '/sign-in', address: '/sign-in?link=used', ready: 'input[name="token"]', isSignedOut: true },
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
  { name: 'start, answered', picture: 'start', route: '/', address: '/?ask=who%20deleted%20deployment%20argocd%2Fpostgres-9e55e%3F', ready: 'main dl dd' },
  { name: 'start, no answer', route: '/', address: '/?ask=who%20deleted%20deployment%20shop%2Fnever', ready: 'main p code' },
  { name: 'menu and keys', route: '/', address: '/', ready: 'main h1', act: async (page) => pressKey(page, '?', dialog) },
  { ...explore, name: 'list', picture: 'explore', address: '/explore?cluster=shop' },
  {
    ...explore,
    name: 'list narrowed, times open',
    address: '/explore?q=verb%3Adelete%20AND%20NOT%20actor%3Acomponent&order=asc',
    act: press('form button[aria-haspopup="dialog"]:not([title])', dialog),
  },
  { ...explore, name: 'all values of a field', address: '/explore', act: openField },
  { ...explore, name: 'a request', picture: 'explore-request', address: detail(''), ready: 'aside dl dd' },
  { ...explore, name: 'a request, its answer', address: detail('&part=responseObject'), ready: 'aside ul[aria-label] > li >> nth=2' },
  { ...explore, name: 'a request, as text', address: detail('&part=requestObject&view=raw'), ready: 'aside pre' },
  {
    ...explore,
    name: 'fields on a phone',
    address: '/explore',
    isOnPhone: true,
    act: press('main > div > div > button[aria-haspopup="dialog"]', `${dialog} section`),
  },
  {
    name: 'menu on a phone',
    route: '/',
    address: '/',
    ready: 'main h1',
    isOnPhone: true,
    act: press('button[class*="_menu_"]', `${dialog} nav`),
  },
  { ...explore, name: 'live', address: '/explore?live=1', ready: 'button[aria-pressed="true"]' },
  { ...explore, name: 'nothing matches', address: '/explore?q=verb%3Anever&from=-1h&cluster=shop', ready: 'main h2 ~ *' },
  { ...explore, name: 'a mistake in the query', address: '/explore?q=verbb%3Adelete', ready: '[role="alert"]' },
  { ...explore, name: 'a mistake behind the pipe', address: '/explore?q=*%20%7C%20SELECT%20sum(verb)', ready: '[role="alert"]' },
  { ...explore, name: 'a mistake while it is typed', address: '/explore?cluster=shop', act: typeMistake },
  {
    ...explore,
    name: 'a request, what it changed',
    picture: 'explore-changes',
    address: detail('&part=changes'),
    ready: 'aside [role="tabpanel"] p, aside [role="tabpanel"] li',
  },
  { ...explore, name: 'a request, what was around it', address: detail('&part=around'), ready: 'aside [role="tabpanel"] li' },
  {
    ...explore,
    name: 'a table',
    picture: 'explore-table',
    address: '/explore?q=actor%3Ahuman%20%7C%20count%20by%20verb%2C%20objectRef.resource',
    ready: 'main td >> nth=3',
  },
  { ...explore, name: 'a chart', address: '/explore?q=*%20%7C%20histogram%201m%20by%20verb', ready: 'main figure' },
  { ...explore, name: 'saved searches', address: '/explore', act: press('main button[aria-haspopup="dialog"][title]', dialog) },
  { ...objects, name: 'objects', picture: 'objects', address: '/objects', ready: 'main td >> nth=1' },
  { ...objects, name: 'an object', picture: 'objects-versions', address: ({ object }) => `/objects?${object}`, ready: '[role="listbox"] [role="option"]' },
  { ...objects, name: 'an object, its text', address: ({ object }) => `/objects?${object}&tab=object&all=1`, ready: '[role="tabpanel"] li >> nth=2' },
  { ...objects, name: 'an object that is not there', address: '/objects?cluster=shop&resource=pods&namespace=shop&name=never', ready: 'main h2 ~ *' },
  ...boardNames.map((tab): ConsoleView => {
    return {
      name: `overview, ${tab}`,
      picture: `overview-${tab}`,
      route: '/overview',
      address: `/overview?from=all&tab=${tab}`,
      ready: 'main section li, main section td, main svg',
    };
  }),
  { name: 'overview, nothing there', route: '/overview', address: '/overview?cluster=idle', ready: 'main h2 ~ *, main p' },
  { name: 'health', picture: 'health', route: '/cluster-ops/health', address: '/cluster-ops/health', ready: 'main section dl dd' },
  { name: 'open files', picture: 'open-files', route: '/', address: '/', ready: 'main h1', act: dropFile },
  { ...policies, name: 'policies', picture: 'policies', address: '/policies', ready: 'main table tbody tr' },
  { ...policies, name: 'a preset', picture: 'policies-editor', address: '/policies?edit=preset:gce', ready: '.cm-content .cm-line >> nth=5' },
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
    picture: 'policies-replay',
    address: '/policies?edit=preset:gce',
    ready: '.cm-content .cm-line >> nth=5',
    act: press('[role="tabpanel"] button', '[role="tabpanel"] table tbody tr'),
  },
  {
    ...policies,
    name: 'suggestions',
    address: '/policies?edit=preset:everything&tab=suggest',
    ready: '.cm-content .cm-line >> nth=5',
    act: press('[role="tabpanel"]:visible button', '[role="tabpanel"]:visible table tbody tr'),
  },
  { ...policies, name: 'a topic that is not there', address: '/policies?topic=never', ready: '[role="alert"]' },
  { ...policies, name: 'versions of a topic', address: '/policies?topic=shop-audit&left=1&right=2', ready: 'main [role="group"]' },
  { ...policies, name: 'a topic without a policy', address: '/policies?topic=idle-audit', ready: 'main a[href="/policies"]' },
  { ...features, name: 'clusters', picture: 'features', address: '/cluster-ops/features', ready: 'main table tbody tr' },
  { ...features, name: 'a cluster', picture: 'features-cluster', address: '/cluster-ops/features?set=shop', ready: `${dialog} pre` },
  { ...features, name: 'a feature edited', address: '/cluster-ops/features?set=idle&edit=audit', ready: `${dialog} input[type="checkbox"]` },
  { ...features, name: 'add a cluster', address: '/cluster-ops/features?add=cluster', ready: `${dialog} input` },
];

/** A fault is told once the cursor is elsewhere. */
async function typeMistake(page: Page): Promise<void> {
  await page.locator('form .cm-content').click();
  await page.keyboard.press('End');
  await page.keyboard.type('verbb:delete and more ');
  await page.locator('form [role="status"] button').waitFor();
}

async function openField(page: Page): Promise<void> {
  // Before the values come only fields stand there that are asked for one by one.
  await page.locator('nav section:visible li').first().waitFor();
  await page.locator('nav section button[aria-expanded="false"]:visible').first().click();
  await page.locator('nav section input[type="search"]:visible').waitFor();
}

/** As from the desktop. */
async function dropFile(page: Page): Promise<void> {
  await page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['{}'], 'audit.log'));
    for (const type of ['dragenter', 'drop']) document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
  });
  await page.locator(dialog).first().waitFor();
}

async function pressKey(page: Page, key: string, then: string): Promise<void> {
  await page.keyboard.press(key);
  await page.locator(then).first().waitFor();
}

/** Clusters, captured events with hostile ones among them, and a policy with two versions. */
export async function fillStore(server: TestServer): Promise<KnownStore> {
  await server.enable('shop');
  await server.enable('lab');
  await server.enable('idle');
  await server.request('/api/v1/clusters/east-1', { method: 'PUT', json: { region: 'eu-west' } });
  for (const [cluster, name] of Object.entries({ shop: 'tke-policy', lab: 'hostile-raw' })) {
    const posted = await server.post(cluster, gunzipSync(readFileSync(`examples/${name}.ndjson.gz`)));
    if (posted.status !== 200) throw new Error(`${name}: ${posted.status}`);
  }
  const rules = ['level: Metadata', 'level: RequestResponse\n  users: ["system:kube-proxy"]\n- level: Request\n  resources:\n  - group: core'];
  for (const rule of rules) {
    const policy = `apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- ${rule}\n`;
    const put = await server.request('/api/v1/topics/shop-audit/policy', { method: 'PUT', json: { policy, note: '<b>why</b>' } });
    if (put.status !== 200) throw new Error(`policy: ${put.status} ${put.bytes.toString('utf8')}`);
  }
  const found = await server.get('/api/v1/events', {
    cluster: 'shop',
    q: 'actor:human AND verb:patch AND objectRef.resource:deployments AND requestObject:image AND responseStatus.code:200',
    limit: 1,
  });
  const object = 'cluster=shop&resource=deployments.apps&namespace=shop&name=api-49ad9&at=2026-11-23T04:53:36Z';
  return { eventId: found.json.events[0].id as string, object };
}

/** The paths of all pages, as the running router has them. */
export function routesOf(page: Page): Promise<string[]> {
  return page.evaluate(() => Object.keys((self as unknown as { __TSR_ROUTER__: { routesByPath: object } }).__TSR_ROUTER__.routesByPath));
}

export async function signIn(page: Page, server: TestServer): Promise<void> {
  await page.request.post(`${server.url}/api/v1/session`, { data: { token: adminToken }, headers: { origin: server.url } });
}

export async function arrive(page: Page, url: string, view: ConsoleView, store: KnownStore): Promise<void> {
  await page.setViewportSize(view.isOnPhone === true ? phone : laptop);
  await page.goto(url + (typeof view.address === 'string' ? view.address : view.address(store)));
  await page.locator(view.ready).first().waitFor();
  await view.act?.(page);
  // What was asked for has come, and what floats has opened.
  await page.waitForFunction(() => document.querySelector('main [aria-busy="true"]') === null);
  await rest(page);
}

/** Until nothing moves or changes its colour any more. */
export async function rest(page: Page): Promise<void> {
  await page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState !== 'running'));
}
