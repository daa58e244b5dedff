import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { browserProgram, openBrowser, type TestBrowser } from '../harness/browser.ts';
import { adminToken, TestServer } from '../harness/server.ts';

const wrong = `apiVersion: audit.k8s.io/v1
kind: Policy
rules:
  - level: Metadat
  - level: None
    verb: [get]
`;
const right = `apiVersion: audit.k8s.io/v1
kind: Policy
rules:
  - level: None
    users: ["system:kube-proxy"]
  - level: RequestResponse
    resources:
      - group: ""
        resources: [secrets]
  - level: Metadata
`;

describe.skipIf(browserProgram === null)('the Policies page in Chromium (skipped where there is no browser; set CHROMIUM_PATH)', () => {
  const server = new TestServer();
  let browser: TestBrowser;
  let page: Page;
  const failures: string[] = [];
  const editor = () => page.getByRole('textbox', { name: 'Policy, YAML' });
  const decision = () => page.getByRole('region', { name: 'Explain a request' });
  const problems = () => page.getByRole('region', { name: 'Problems' });
  const write = async (text: string) => {
    await editor().click();
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText(text);
  };

  beforeAll(async () => {
    await server.start();
    await server.enable('prod-1');
    const imported = server.cli('import', '--cluster', 'prod-1', 'examples/tke-policy.ndjson.gz');
    expect(imported.stderr).toBe('');
    browser = await openBrowser();
    page = await browser.context.newPage();
    page.on('pageerror', (error) => failures.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' && !/status of 40[01]/.test(message.text())) failures.push(message.text());
    });
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) =>
        console.error('CSP', event.violatedDirective, event.blockedURI, event.sourceFile, event.lineNumber, event.columnNumber),
      );
    });
    await page.goto(`${server.url}/sign-in`);
    await page.getByLabel('Admin token').fill(adminToken);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('textbox', { name: 'Ask' }).waitFor();
  });
  afterAll(async () => {
    await browser.close();
    await server.remove();
  });

  it('is in the left bar, and lists log topics and policies to start from', async () => {
    await page.getByRole('navigation').getByRole('link', { name: 'Policies' }).click();
    await page.getByRole('table', { name: 'Log topics' }).getByText('prod-1-audit').waitFor();
    await page.getByRole('link', { name: 'Google Compute Engine' }).waitFor();
  });

  it('tells what is wrong with a policy while it is typed, with its place', async () => {
    await page.getByRole('link', { name: 'Paste your own' }).click();
    await write(wrong);
    await problems().getByText('There is no level "Metadat".').waitFor();
    await problems().getByText('unknown_field').waitFor();
    await problems().getByRole('button', { name: 'Go to line 4, column 12' }).click();
    await page.keyboard.type('Metadata # ');
    // Its line is gone from the list, and what kube-apiserver misreads stays.
    await problems().getByText('There is no level "Metadat".').waitFor({ state: 'hidden' });
    expect(await problems().textContent()).toContain('Misread');
  });

  it('offers fields, levels and stages', async () => {
    await write('apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n  - level: ');
    await page.keyboard.type('Reque');
    await page.getByRole('listbox').getByText('RequestResponse').waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await page.keyboard.type('user');
    await page.getByRole('listbox').getByText('userGroups').waitFor();
    await page.keyboard.press('Escape');
  });

  it('explains a typed request, and the address holds it', async () => {
    await write(right);
    await decision().getByLabel('Resource', { exact: true }).fill('secrets');
    await decision().getByLabel('User', { exact: true }).fill('carol');
    await decision().getByText('rules[1] decides').waitFor();
    await decision().getByText('The user "carol" is not among "system:kube-proxy".').waitFor();
    await page.waitForURL('**user=carol**');
    await decision().getByLabel('User', { exact: true }).fill('system:kube-proxy');
    await decision().getByText('rules[0] decides').waitFor();
    await page.waitForURL('**user=system%3Akube-proxy**');
    await page.reload();
    await decision().getByText('rules[0] decides').waitFor();
  });

  it('explains the request of a stored event', async () => {
    await decision().getByRole('button', { name: 'Choose a stored event' }).click();
    const picker = page.getByRole('dialog', { name: 'Choose a stored event' });
    await picker.getByRole('textbox', { name: 'Query' }).fill('objectRef.resource:secrets AND NOT objectRef.subresource:*');
    await page.keyboard.press('Enter');
    await picker.getByRole('listitem').filter({ hasText: 'secrets' }).first().getByRole('button').click();
    await decision().getByText('rules[1] decides').waitFor();
    await page.waitForURL('**event=**');
  });

  it('replays the stored events through a preset, and shows before and after', async () => {
    await page.goto(`${server.url}/policies`);
    await page.getByRole('link', { name: 'Google Compute Engine' }).click();
    await page.getByRole('button', { name: 'Replay stored events' }).click();
    const bars = page.getByRole('region', { name: 'Bytes' }).getByRole('img');
    await bars.nth(1).waitFor();
    expect(await bars.nth(1).getAttribute('aria-label')).toMatch(/Kept: [\d.]+ .B; Bodies taken off: [\d.]+ .?B; Not recorded: [\d.]+ .?B/);
    const widths = await Promise.all([0, 1].map(async (at) => bars.nth(at).evaluate((bar) => (bar.firstElementChild as HTMLElement).offsetWidth)));
    expect(widths[1]).toBeGreaterThan(0);
    expect(widths[1]).toBeLessThan(widths[0]);
    await page.getByRole('tab', { name: 'By user' }).click();
    expect(await page.getByRole('table', { name: 'By user' }).getByRole('row').count()).toBeGreaterThan(3);
    await page.getByRole('table', { name: 'What can still be asked' }).waitFor();
  });

  it('suggests rules, shows the policy with them, and puts it into the editor', async () => {
    await page.goto(`${server.url}/policies?edit=preset:everything&tab=suggest`);
    await page.getByRole('button', { name: 'Look for savings' }).click();
    await page
      .getByRole('checkbox', { name: /^Pick: / })
      .first()
      .check();
    await page.getByRole('group', { name: 'The policy with the picked suggestions' }).waitFor();
    await page.getByRole('button', { name: 'Use this policy' }).click();
    await page.getByText('Edited here').waitFor();
  });

  it('applies a policy to a log topic after it has shown the loss, and rolls it back', async () => {
    const dialog = page.getByRole('dialog');
    for (const preset of ['metadata-only', 'cis-minimal']) {
      await page.goto(`${server.url}/policies?edit=preset:${preset}`);
      await page.getByRole('button', { name: 'Apply to a topic' }).click();
      await dialog.getByLabel('Log topic').selectOption('prod-1-audit');
      await dialog.getByText(/taken the bodies off/).waitFor();
      await dialog.getByLabel('Note').fill(`<img src=x> ${preset}`);
      await dialog.getByRole('button', { name: 'Apply it now' }).click();
      await dialog.getByText('is in force in prod-1-audit').waitFor();
    }
    await dialog.getByRole('link', { name: 'See its versions' }).click();
    await page.getByText('<img src=x> cis-minimal').waitFor();
    await page.getByRole('button', { name: 'Compare version 2' }).click();
    await page.getByRole('group', { name: 'Difference' }).waitFor();
    await page.getByRole('button', { name: 'Roll back to version 1' }).click();
    await dialog.getByRole('button', { name: 'Roll back' }).click();
    await page.getByText('Version 3', { exact: true }).first().waitFor();
    await page.getByRole('button', { name: 'Take off' }).click();
    await dialog.getByRole('button', { name: 'Take it off' }).click();
    await page.getByText('Taken off: every byte is kept').first().waitFor();
  });

  it('logged no error, and no content security policy was broken', () => {
    expect(failures).toEqual([]);
  });
});
