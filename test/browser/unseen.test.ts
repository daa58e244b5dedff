// "What you cannot see" in a real Chromium: an empty answer names the rule that drops what was asked for.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { browserProgram, openBrowser, type TestBrowser } from '../harness/browser.ts';
import { adminToken, TestServer } from '../harness/server.ts';

const policy = `apiVersion: audit.k8s.io/v1
kind: Policy
rules:
  - level: None
    users: ["system:kube-proxy"]
    verbs: [watch]
  - level: Metadata
`;

describe.skipIf(browserProgram === null)('what you cannot see, in Chromium (skipped where there is no browser; set CHROMIUM_PATH)', () => {
  const server = new TestServer();
  let browser: TestBrowser;
  let page: Page;
  const failures: string[] = [];
  const unseen = () => page.getByRole('region', { name: 'What you cannot see' });
  const dropped = 'user.username:"system:kube-proxy" AND verb:watch AND objectRef.resource:endpoints';

  beforeAll(async () => {
    await server.start();
    await server.enable('shop');
    expect((await server.post('shop', gunzipSync(readFileSync('examples/tke-policy.ndjson.gz')))).status).toBe(200);
    browser = await openBrowser();
    page = await browser.context.newPage();
    page.on('pageerror', (error) => failures.push(String(error)));
    await page.request.post(`${server.url}/api/v1/session`, { data: { token: adminToken }, headers: { origin: server.url } });
  });
  afterAll(async () => {
    await browser.close();
    await server.remove();
  });

  it('says that the policy is not known, takes it, and then names the rule that drops what is asked for', async () => {
    await page.goto(`${server.url}/explore?q=${encodeURIComponent(dropped)}`);
    await unseen().getByText('is not known here').waitFor();
    await unseen().getByRole('link', { name: 'Tell the policy' }).click();
    await page.waitForURL('**/policies?edit=cluster*');
    const editor = page.getByRole('textbox', { name: 'Policy, YAML' });
    await editor.click();
    await page.keyboard.insertText(policy);
    await page.getByRole('button', { name: 'This is what they run' }).click();
    await page.getByText('Known as version 1.').waitFor();
    await page.goto(`${server.url}/explore?q=${encodeURIComponent(dropped)}`);
    await unseen().getByText('records nothing of what is asked for.').waitFor();
    const rule = unseen().getByRole('link', { name: 'Rule 0, line 4' });
    await rule.waitFor();
    expect(await unseen().getByText('records nothing of such requests.').count()).toBe(1);
    await rule.click();
    await page.waitForURL('**/policies?**rule=0**');
    await page.getByRole('heading', { name: 'What the API servers of shop run' }).waitFor();
  });

  it('tells which condition alone keeps everything out, and goes there', async () => {
    await page.goto(`${server.url}/explore?q=${encodeURIComponent('verb:delete AND user.username:"nobody-of-this-name"')}`);
    const way = unseen().getByRole('link', { name: /Without user\.username:"nobody-of-this-name"/ });
    await way.click();
    await page.getByRole('grid', { name: 'Requests' }).getByRole('row').nth(1).waitFor();
    expect(new URL(page.url()).searchParams.get('q')).toBe('verb:"delete"');
  });

  it('stands in place of an answer on the first page', async () => {
    await page.goto(`${server.url}/?ask=${encodeURIComponent('who deleted deployment shop/never-there')}`);
    await page.getByText('No stored event answers this').waitFor();
    await unseen().getByText('The policy of its API servers (version 1)').waitFor();
  });

  it('says on the command line too which rule it is', () => {
    const { stdout, stderr, status } = server.cli('search', dropped);
    expect([status, stdout.toString('utf8')]).toEqual([0, '']);
    expect(stderr).toContain('nothing matches');
    expect(stderr).toContain('rule 0 in line 4 records nothing of such requests');
    expect(failures).toEqual([]);
  });
});
