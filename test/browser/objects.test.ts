// The page of objects and the changes of a request in a real Chromium, each held to what the API tells; hostile bodies never hold the page up.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { browserProgram, openBrowser, type TestBrowser } from '../harness/browser.ts';
import { watchTasks } from '../harness/watch-tasks.ts';
import { adminToken, splitLines, TestServer } from '../harness/server.ts';

interface Write {
  readonly second: number;
  readonly user: string;
  readonly verb: string;
  readonly body?: unknown;
  readonly more?: Record<string, unknown>;
}

const at = (second: number) => `2026-11-23T05:00:${String(second).padStart(2, '0')}.000000Z`;
const object = (name: string, spec: unknown, more: Record<string, unknown> = {}) => {
  return { kind: 'Deployment', apiVersion: 'apps/v1', metadata: { name, namespace: 'shop', uid: `uid-${name}`, ...more }, spec };
};
const line = (resource: string, apiGroup: string | undefined, name: string, { second, user, verb, body, more }: Write) =>
  JSON.stringify({
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: body === undefined ? 'Metadata' : 'RequestResponse',
    auditID: `story-${resource}-${name}-${second}`,
    stage: 'ResponseComplete',
    requestURI: `/apis/apps/v1/namespaces/shop/${resource}/${name}`,
    verb,
    user: { username: user, groups: ['system:authenticated'] },
    sourceIPs: ['203.0.113.9', '10.0.0.7'],
    objectRef: { resource, apiGroup, namespace: 'shop', name },
    responseStatus: { code: verb === 'create' ? 201 : 200 },
    responseObject: body,
    requestReceivedTimestamp: at(second),
    stageTimestamp: at(second),
    annotations: {
      'authorization.k8s.io/decision': 'allow',
      'authorization.k8s.io/reason': 'RBAC: allowed by RoleBinding "ops/shop" of ClusterRole "edit" to User "x"',
    },
    ...more,
  });
const web = (write: Write) => line('deployments', 'apps', 'web', write);
const refused = { responseStatus: { code: 403, reason: 'Forbidden' }, annotations: { 'authorization.k8s.io/decision': 'forbid' } };
const owned = (kind: string, name: string) => ({ ownerReferences: [{ apiVersion: 'apps/v1', kind, name, uid: `uid-${name}`, controller: true }] });

const story = [
  web({ second: 1, user: 'alice', verb: 'create', body: object('web', { replicas: 1, paused: false }) }),
  line('replicasets', 'apps', 'web-1', {
    second: 2,
    user: 'system:serviceaccount:kube-system:deployment-controller',
    verb: 'create',
    body: object('web-1', { replicas: 1 }, owned('Deployment', 'web')),
  }),
  line('pods', undefined, 'web-1-x', {
    second: 3,
    user: 'system:serviceaccount:kube-system:replicaset-controller',
    verb: 'create',
    body: object('web-1-x', {}, owned('ReplicaSet', 'web-1')),
  }),
  web({ second: 10, user: 'bob', verb: 'patch', body: object('web', { replicas: 5, paused: false }), more: { requestObject: { spec: { replicas: 5 } } } }),
  web({ second: 15, user: 'mallory', verb: 'delete', more: refused }),
  web({ second: 18, user: 'erin', verb: 'update', more: { requestURI: '/apis/apps/v1/namespaces/shop/deployments/web?dryRun=All' } }),
  web({ second: 20, user: 'carol', verb: 'update' }),
  web({ second: 30, user: 'dave', verb: 'update', body: object('web', { replicas: 5, paused: true }) }),
  web({ second: 40, user: 'alice', verb: 'delete' }),
  web({ second: 50, user: 'frank', verb: 'create', body: object('web', { replicas: 9 }, { uid: 'uid-2' }) }),
];
const place = 'cluster=shop&resource=deployments.apps&namespace=shop&name=web';

const deepBody = `{"kind":"ConfigMap","metadata":{"name":"deep"},"data":${'{"a":'.repeat(9_900)}1${'}'.repeat(9_900)}}`;
const largeBody = JSON.stringify({
  kind: 'ConfigMap',
  metadata: { name: 'huge' },
  data: Object.fromEntries(Array.from({ length: 800 }, (_value, k) => [`key${k}`, `${'text '.repeat(390)}${k}`])),
});
const hostile = (name: string, second: number, body: string) =>
  line('configmaps', undefined, name, { second, user: 'alice', verb: 'update', body: 'BODY' }).replace('"BODY"', body);

describe.skipIf(browserProgram === null)('objects in Chromium (skipped where there is no browser; set CHROMIUM_PATH)', () => {
  const server = new TestServer();
  let browser: TestBrowser;
  let page: Page;
  const failures: string[] = [];
  const parameter = (name: string): string | null => new URL(page.url()).searchParams.get(name);
  const list = () => page.getByRole('listbox', { name: 'Versions and other requests' });
  const version = () => page.getByRole('region', { name: 'Selected version' });
  const open = async (more = '') => {
    await page.goto(`${server.url}/objects?${place}${more}`);
    // The other requests come after the versions.
    await list().getByRole('option').filter({ hasText: 'refused' }).waitFor();
  };

  beforeAll(async () => {
    await server.start();
    await server.enable('shop');
    const lines = [...story, hostile('deep', 1, deepBody), hostile('huge', 2, largeBody), hostile('huge', 3, largeBody.replace('key7"', 'KEY7"'))];
    expect((await server.post('shop', `${lines.join('\n')}\n`, { type: 'application/x-ndjson' })).status).toBe(200);
    const captured = splitLines(gunzipSync(readFileSync('examples/hostile-raw.ndjson.gz')));
    expect((await server.post('shop', Buffer.concat(captured.flatMap((each) => [each, Buffer.from('\n')])), { type: 'application/x-ndjson' })).status).toBe(
      200,
    );
    browser = await openBrowser();
    page = await browser.context.newPage();
    page.on('pageerror', (error) => failures.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') failures.push(message.text());
    });
    await page.request.post(`${server.url}/api/v1/session`, { data: { token: adminToken }, headers: { origin: server.url } });
  });
  afterAll(async () => {
    await browser.close();
    await server.remove();
  });

  it('begins with the objects that were changed, and takes an object as kubectl writes it', async () => {
    await page.goto(`${server.url}/objects`);
    const lately = page.getByRole('region', { name: 'Changed lately' });
    await lately.getByRole('link', { name: 'deployments shop/web' }).waitFor();
    expect(await lately.getByText('replicaset').count()).toBe(0);
    const box = page.getByRole('textbox', { name: 'Object' });
    await box.fill('nonsense');
    await box.press('Enter');
    await page.getByText('This names no object').waitFor();
    await box.fill('deploy/web -n shop');
    await box.press('Enter');
    await expect.poll(() => [parameter('resource'), parameter('namespace'), parameter('name')]).toEqual(['deployments.apps', 'shop', 'web']);
    await list().getByRole('option').first().waitFor();
    await page.getByRole('button', { name: 'All objects' }).click();
    await lately.waitFor();
  });

  it('lists versions as the API tells them, with refusals, dry runs and what is not known', async () => {
    await open();
    const told = (await server.get('/api/v1/objects/history', { cluster: 'shop', apiGroup: 'apps', resource: 'deployments', namespace: 'shop', name: 'web' }))
      .json;
    await expect.poll(() => list().getByRole('option').filter({ hasText: 'refused' }).count()).toBe(1);
    const rows = await list().getByRole('option').allTextContents();
    expect(rows.filter((text) => /^\d\D/.test(text))).toHaveLength(told.versions.length);
    expect(rows.filter((text) => text.includes('dry run'))).toHaveLength(1);
    expect(rows.filter((text) => text.includes('Bodies not recorded between: 1 version'))).toHaveLength(1);
    await list().getByText('spec.replicas').first().waitFor();
    await page.getByText('Made anew under the same name').waitFor();
    await page.getByText('6 versions · 2 lives').waitFor();
  });

  it('walks the versions by keyboard, and shows what each changed or why nobody can tell', async () => {
    await open();
    await version().getByText('Version 6 of 6').waitFor();
    await version().getByText('Everything is new').waitFor();
    await page.keyboard.press('[');
    await version().getByText('Version 5 of 6').waitFor();
    await page.keyboard.press('[');
    await version().getByText('left no body').waitFor();
    await version().getByRole('list', { name: 'Changes' }).getByText('spec.paused').waitFor();
    await page.keyboard.press('[');
    await version().getByText('level Metadata records none').waitFor();
    await page.keyboard.press('[');
    await version().getByText('A dry run: nothing was changed.').waitFor();
    await page.keyboard.press('[');
    await version().getByText('It was refused or failed').waitFor();
    await list().focus();
    await page.keyboard.press('ArrowUp');
    await version().getByText('A dry run: nothing was changed.').waitFor();
    const address = page.url();
    await page.goto(address);
    await version().getByText('A dry run: nothing was changed.').waitFor();
  });

  it('names who set a field, and goes to the version that did', async () => {
    await open(`&at=${encodeURIComponent(at(35))}&tab=object`);
    await page.getByText('As of 2026-11-23 05:00:35.000000 UTC').waitFor();
    await version().getByRole('button', { name: 'replicas: 5' }).click();
    const card = version().getByRole('status');
    await expect.poll(() => card.textContent()).toContain('bob');
    await version().getByRole('button', { name: 'paused: true' }).click();
    await expect.poll(() => card.textContent()).toContain('dave');
    expect(await card.textContent()).toContain('the write before it whose body is not on record');
    await version().getByRole('button', { name: 'replicas: 5' }).click();
    await card.getByRole('button', { name: 'Go to the version that set it' }).click();
    await version().getByText('Version 2 of 6').waitFor();
    await version().getByText('spec.replicas').waitFor();
  });

  it('tells the state at a moment: not there yet, and deleted already', async () => {
    await open();
    const box = page.getByRole('textbox', { name: 'As it was at' });
    await box.fill('2026-11-23 04:00:00');
    await box.press('Enter');
    await page.getByText('Nothing is on record of it up to').waitFor();
    await box.fill('2026-11-23 05:00:45');
    await box.press('Enter');
    await page.getByText('it was deleted already').waitFor();
    expect(parameter('at')).toBe('2026-11-23T05:00:45Z');
  });

  it('draws lanes from the user down to the pod, and leads along them', async () => {
    await open();
    const lanes = page.getByRole('region', { name: 'Lanes over time' });
    await lanes.getByRole('link', { name: 'pod web-1-x' }).waitFor();
    expect(await lanes.textContent()).toMatch(/by alice.*deployment web.*replicaset web-1.*pod web-1-x/);
    await lanes
      .getByRole('button', { name: /^refused/ })
      .first()
      .click();
    await version().getByText('It was refused or failed').waitFor();
    await lanes.getByRole('link', { name: 'replicaset web-1' }).click();
    await expect.poll(() => parameter('name')).toBe('web-1');
    await lanes.getByRole('link', { name: 'deployment web' }).waitFor();
  });

  it('shows in Explore what a write changed, what was around it, and where it leads', async () => {
    await page.goto(`${server.url}/explore?q=${encodeURIComponent('user.username:bob')}`);
    const rows = page.getByRole('grid', { name: 'Requests' }).getByRole('row');
    await expect.poll(() => rows.count()).toBe(2);
    await rows.nth(1).click();
    const detail = page.getByRole('complementary');
    await detail.getByText('203.0.113.9').first().waitFor();
    expect(await detail.getByRole('link', { name: 'rolebindings shop/ops' }).getAttribute('href')).toContain('resource=rolebindings.rbac.authorization.k8s.io');
    expect(await detail.getByRole('link', { name: 'clusterroles edit' }).count()).toBe(1);
    await detail.getByRole('tab', { name: 'changes' }).click();
    const changes = detail.getByRole('list', { name: 'Changes' });
    await expect.poll(() => changes.textContent()).toBe('spec.replicas−Before 1+After 5');
    await detail.getByText('The patch as sent').waitFor();
    await detail.getByRole('tab', { name: 'around' }).click();
    const around = detail.getByRole('list', { name: 'Events around this one' });
    await around.getByText('this event').waitFor();
    expect(await around.getByRole('listitem').count()).toBe(story.length - 2);
    await detail.getByRole('link', { name: 'Object history' }).click();
    await version().getByText('Version 2 of 6').waitFor();
  });

  it.each([
    ['9,900 levels', 'deep', 'There is no earlier body on record'],
    ['1.6 MB', 'huge', 'data.KEY7'],
  ])('takes a body of %s apart beside the page', async (_what, name, seen) => {
    // The program itself is loaded before.
    await open();
    await version().getByText('Version 6 of 6').waitFor();
    const busy = await watchTasks(browser.context, page);
    // By plain selectors: to find something by its role is work that the page's own thread does.
    await page.locator('input[name="object"]').fill(`configmap shop/${name}`);
    await page.locator('input[name="object"]').press('Enter');
    await page.waitForURL(`**name=${name}**`);
    await page.locator(`[role="listbox"] [aria-selected="true"]`).waitFor();
    const panel = '[aria-label="Selected version"] [role="tabpanel"]';
    await page.locator(`${panel} ul[aria-label="Changes"] li`).first().waitFor();
    await page.locator('[aria-label="Selected version"] [role="tab"]').nth(1).click();
    await page.locator(`${panel} ol li button`).first().waitFor();
    const longest = await busy();
    await version().getByRole('button', { name: 'kind: ConfigMap' }).waitFor();
    await page.getByRole('tab', { name: 'Changes' }).click();
    await version().getByText(seen).first().waitFor();
    expect(longest).toBeLessThan(100);
  });

  it('shows captured hostile patches without harm', async () => {
    await page.goto(`${server.url}/objects?cluster=shop&resource=configmaps&namespace=default&name=h`);
    const options = list().getByRole('option');
    await options.first().waitFor();
    for (let k = 0; k < 25; k += 1) await page.keyboard.press('[');
    await version().waitFor();
    expect(failures).toEqual([]);
  });

  it('works on a narrow screen', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(`${server.url}/objects?${place}`);
    await list().getByRole('option').first().waitFor();
    const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    expect(overflow).toBeLessThanOrEqual(0);
    expect(failures).toEqual([]);
  });
});
