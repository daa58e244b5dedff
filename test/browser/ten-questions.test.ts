// Questions that operators ask, answered by clicks alone: nothing of the query language is typed, and each answer is held to a walk over the captured lines.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { browserProgram, openBrowser, type TestBrowser } from '../harness/browser.ts';
import { signIn } from '../harness/console-views.ts';
import { splitLines, TestServer } from '../harness/server.ts';
import { Document } from '../oracle/document.ts';

const corpora = { shop: 'tke-policy', lab: 'everything' };
const events = Object.values(corpora).flatMap((name) => splitLines(gunzipSync(readFileSync(`examples/${name}.ndjson.gz`))).map((line) => new Document(line)));
const text = (event: Document, ...path: string[]): string => event.string(...path) ?? '';
/** The name of a value's button: the value and its count. */
const named = (value: string, count = '[\\d,]+'): RegExp => new RegExp(`^${value.replaceAll(/[^\w]/g, String.raw`\$&`)} ?${count}$`);

describe.skipIf(browserProgram === null)('ten questions by clicks (skipped where there is no browser; set CHROMIUM_PATH)', () => {
  const server = new TestServer();
  let browser: TestBrowser;
  let page: Page;
  const facet = (field: string) => page.getByRole('region', { name: field, exact: true });
  const rows = () => page.getByRole('grid', { name: 'Requests' }).getByRole('row');
  const detail = () => page.getByRole('complementary', { name: 'Request' });

  /** A click on a value; first on what hides it, where it is not among the first. */
  const take = async (field: string, value: string, isLeftOut = false) => {
    const further = facet(field).getByRole('button', { name: field, expanded: false });
    await facet(field).waitFor();
    if (await further.isVisible()) await further.click();
    await facet(field).getByRole('listitem').first().waitFor();
    const button = facet(field).getByRole('button', isLeftOut ? { name: `Without ${value}`, exact: true } : { name: named(value) });
    const more = facet(field).getByRole('button', { name: /more$/ });
    if ((await button.count()) === 0 && (await more.isVisible())) await more.click();
    const before = page.url();
    await button.first().click();
    await expect.poll(() => page.url()).not.toBe(before);
  };

  /** The count that the page shows, held to those that the judge finds. */
  const expectAnswer = async (is: (event: Document) => boolean): Promise<Document[]> => {
    const found = events.filter(is);
    expect(found.length).toBeGreaterThan(0);
    const words = found.length === 1 ? '1 event matches' : `${found.length.toLocaleString('en')} events match`;
    await expect.poll(() => page.getByText(/^[\d,]+ events? match(?:es)?$/).allTextContents(), { timeout: 60_000 }).toEqual([words]);
    return found;
  };
  const inSubresources =
    (...names: string[]) =>
    (event: Document) =>
      names.includes(text(event, 'objectRef', 'subresource'));

  beforeAll(async () => {
    await server.start();
    for (const [cluster, name] of Object.entries(corpora)) {
      await server.enable(cluster);
      expect((await server.post(cluster, gunzipSync(readFileSync(`examples/${name}.ndjson.gz`)))).status).toBe(200);
    }
    browser = await openBrowser();
    page = await browser.context.newPage();
    await signIn(page, server);
  }, 600_000);
  beforeEach(async () => {
    await page.goto(server.url);
    await page.getByRole('navigation').getByRole('link', { name: 'Explore' }).click();
    await facet('verb').waitFor();
  });
  afterAll(async () => {
    await browser.close();
    await server.remove();
  }, 600_000);

  it('1: who deleted this Deployment?', async () => {
    await take('verb', 'delete');
    await take('objectRef.resource', 'deployments');
    await take('responseStatus.code', '200');
    const isDeletion = (event: Document) =>
      text(event, 'verb') === 'delete' && text(event, 'objectRef', 'resource') === 'deployments' && event.number('responseStatus', 'code') === 200;
    const deletions = await expectAnswer(isDeletion);
    await take('objectRef.name', text(deletions[0], 'objectRef', 'name'));
    const [found] = await expectAnswer((event) => isDeletion(event) && text(event, 'objectRef', 'name') === text(deletions[0], 'objectRef', 'name'));
    await rows().nth(1).click();
    await detail()
      .getByText(text(found, 'user', 'username'))
      .first()
      .waitFor();
  });

  it('2: who cordoned this node, or took it back into service?', async () => {
    await take('objectRef.resource', 'nodes');
    await take('requestObject.spec.unschedulable', 'false');
    const found = await expectAnswer((event) => event.line.includes('"requestObject":{"spec":{"unschedulable":false}}'));
    // Newest first, as the list begins.
    found.sort((a, b) => Number(b.micros('stageTimestamp')) - Number(a.micros('stageTimestamp')));
    for (const [at, event] of found.entries())
      expect(
        await rows()
          .nth(at + 1)
          .textContent(),
      ).toContain(`${text(event, 'user', 'username')} uncordoned node ${text(event, 'objectRef', 'name')}`);
  });

  it('4: who ran a command in this pod, which, and for how long?', async () => {
    await take('objectRef.subresource', 'exec');
    const sessions = await expectAnswer(inSubresources('exec'));
    await take('objectRef.name', text(sessions[0], 'objectRef', 'name'));
    await expectAnswer((event) => inSubresources('exec')(event) && text(event, 'objectRef', 'name') === text(sessions[0], 'objectRef', 'name'));
    await rows().nth(1).click();
    const [command] = sessions[0].uri('command');
    await expect.poll(() => detail().textContent()).toContain(command);
    expect(await detail().textContent()).toMatch(/took [\d.]+ (?:ms|s)/);
  });

  it('5: what changed in this object in these minutes?', async () => {
    const nameOf = (event: Document) => ['resource', 'namespace', 'name'].map((field) => text(event, 'objectRef', field)).join(' ');
    const imageOf = (event: Document) => /"image":"([^"]+)"/.exec(event.line.toString('utf8').split('"responseObject":')[1] ?? '')?.[1];
    const patched = events.filter((event) => text(event, 'verb') === 'patch' && nameOf(event).startsWith('deployments ') && imageOf(event) !== undefined);
    const before = (event: Document) =>
      events.findLast(
        (other) => nameOf(other) === nameOf(event) && imageOf(other) !== undefined && other.micros('stageTimestamp')! < event.micros('stageTimestamp')!,
      );
    const found = patched.find((event) => before(event) !== undefined && imageOf(before(event)!) !== imageOf(event))!;
    const isSame = (event: Document) => nameOf(event) === nameOf(found);
    await take('objectRef.resource', 'deployments');
    await take('objectRef.name', text(found, 'objectRef', 'name'));
    await expectAnswer(isSame);
    await rows().nth(1).click();
    await detail().getByRole('button', { name: 'Same object' }).click();
    await expect.poll(() => new URL(page.url()).searchParams.get('q') ?? '').toContain('objectRef.namespace:');
    await expectAnswer(isSame);
    // The first half of the time that is shown.
    await page.locator('section[aria-busy="false"]').getByRole('application').waitFor();
    const box = (await page.getByRole('application').boundingBox())!;
    await page.mouse.move(box.x + 1, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2, box.y + 20, { steps: 5 });
    await page.mouse.up();
    await expect.poll(() => new URL(page.url()).searchParams.has('to')).toBe(true);
    const { from, to } = Object.fromEntries(new URL(page.url()).searchParams);
    await expectAnswer(
      (event) => isSame(event) && event.micros('stageTimestamp')! >= Date.parse(from) * 1000 && event.micros('stageTimestamp')! < Date.parse(to) * 1000,
    );
    // And what the write did to it.
    await page.goBack();
    await take('verb', 'patch');
    const patches = await expectAnswer((event) => isSame(event) && text(event, 'verb') === 'patch');
    patches.sort((a, b) => Number(b.micros('stageTimestamp')) - Number(a.micros('stageTimestamp')));
    await rows()
      .nth(1 + patches.indexOf(found))
      .click();
    await detail().getByRole('link', { name: 'Object history' }).click();
    const changes = page.getByRole('region', { name: 'Selected version' }).getByRole('list', { name: 'Changes' });
    await expect.poll(() => changes.textContent()).toContain(imageOf(found));
    expect(await changes.textContent()).toContain(imageOf(before(found)!));
  });

  it('10: what did this person do, in all clusters?', async () => {
    await take('actor', 'component', true);
    await take('user.username', 'bob');
    const isBob = (event: Document) => text(event, 'user', 'username') === 'bob';
    await expectAnswer((event) => isBob(event) && event.actor !== 'component');
    expect(await facet('cluster').getByRole('listitem').count()).toBe(2);
    await facet('verb').getByRole('listitem').first().waitFor();
  });

  it('13: which binding allowed this request?', async () => {
    await take('rbac.role', 'edit');
    await take('rbac.binding', 'ops');
    await expectAnswer((event) => event.rbac.join() === 'ops,edit');
    await rows().nth(1).click();
    await detail()
      .getByText('ClusterRoleBinding ops')
      .or(detail().getByText('"ops"'))
      .or(detail().getByText('ops', { exact: true }))
      .first()
      .waitFor();
  });

  it('15: who read secrets, or listed them all?', async () => {
    await take('objectRef.resource', 'secrets');
    await take('actor', 'component', true);
    await page.getByRole('button', { name: /^○? ?reads? [\d,]+$/ }).click();
    const reads = await expectAnswer(
      (event) => text(event, 'objectRef', 'resource') === 'secrets' && event.actor !== 'component' && ['get', 'list', 'watch'].includes(text(event, 'verb')),
    );
    const readers = new Set(reads.map((event) => text(event, 'user', 'username')));
    await expect.poll(async () => (await facet('user.username').locator('h3').textContent())!.match(/\d+$/)?.[0]).toBe(String(readers.size));
  });

  it('23: was this done by a person, by an admin, or by a component?', async () => {
    await take('verb', 'delete');
    for (const actor of ['human', 'admin', 'component']) {
      const count = events.filter((event) => text(event, 'verb') === 'delete' && event.actor === actor).length;
      await facet('actor')
        .getByRole('button', { name: named(actor, count.toLocaleString('en')) })
        .waitFor();
    }
  });

  it('28: who tries and fails, and is it growing?', async () => {
    await take('responseStatus.code', '403');
    const isRefused = (event: Document) => event.number('responseStatus', 'code') === 403;
    const refused = await expectAnswer(isRefused);
    const counts = new Map<string, number>();
    for (const event of refused) counts.set(text(event, 'user', 'username'), (counts.get(text(event, 'user', 'username')) ?? 0) + 1);
    const [user, most] = [...counts].sort(([, a], [, b]) => b - a)[0];
    await facet('user.username')
      .getByRole('button', { name: named(user, String(most)) })
      .waitFor();
    await page.getByRole('application').waitFor();
    await take('user.username', user);
    await expectAnswer((event) => isRefused(event) && text(event, 'user', 'username') === user);
  });

  it('32: was this a dry run?', async () => {
    await take('uri.dryRun', 'All');
    await expectAnswer((event) => event.uri('dryRun').includes('All'));
  });
});
