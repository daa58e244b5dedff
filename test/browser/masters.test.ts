// From the console to a real agent on a node: enrolled by the command that is shown, looked at, confirmed, Enabled, and the first event on the screen.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { browserProgram, openBrowser, type TestBrowser } from '../harness/browser.ts';
import { FakeMaster } from '../harness/fake-master.ts';
import { hasOpenssl } from '../harness/fake-node.ts';
import { adminToken, TestServer } from '../harness/server.ts';
import { strangeWords } from '../harness/strange-words.ts';

/** Of the machine, not of the page. */
const patience = 180_000;

describe.skipIf(browserProgram === null || !hasOpenssl)('masters in Chromium (skipped where there is no browser or no openssl)', () => {
  const server = new TestServer();
  const master = new FakeMaster('master-1');
  let browser: TestBrowser;
  let page: Page;
  const failures: string[] = [];
  const opened = () => page.getByRole('dialog', { name: 'Configure a Feature' });
  const masters = () => opened().getByRole('region', { name: 'Masters' });

  beforeAll(async () => {
    await server.start();
    await server.request('/api/v1/clusters/prod-1', { method: 'PUT', json: { region: 'eu-west' } });
    await master.start();
    browser = await openBrowser();
    page = await browser.context.newPage();
    page.setDefaultTimeout(patience);
    page.on('pageerror', (error) => failures.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' && !/status of 40[01]/.test(message.text())) failures.push(message.text());
    });
    await page.goto(`${server.url}/sign-in`);
    await page.getByLabel('Admin token').fill(adminToken);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('textbox', { name: 'Ask' }).waitFor();
  }, patience);
  afterAll(async () => {
    await browser.close();
    await master.remove();
    await server.remove();
  });

  it(
    'enrols the master by the command that is shown',
    async () => {
      await page.goto(`${server.url}/cluster-ops/features?set=prod-1`);
      await masters().getByRole('button', { name: 'Enrol a master' }).click();
      await masters().getByRole('button', { name: 'Make a command' }).click();
      const command = (await masters().getByRole('region', { name: 'Run this on the master, as root' }).locator('pre').textContent())!.trim();
      const match = /^cluster-audit node agent --enrol (ca_enrol_\S+) --server (\S+) --allow-changes$/.exec(command);
      expect(match).not.toBeNull();
      master.startAgent(match![2], match![1], '--allow-changes');
      await masters().getByText('master-1').first().waitFor();
      await masters().getByText('Connected').waitFor();
      await masters().getByText('Auditing off').waitFor();
      await masters().getByRole('list', { name: 'CIS Kubernetes Benchmark' }).getByText('✕ 1.2.16 --audit-log-path: –', { exact: true }).waitFor();
    },
    patience,
  );

  it(
    'shows the look before anything is touched, and enables after the confirmation, step by step',
    async () => {
      await opened().getByRole('button', { name: 'Edit' }).click();
      await opened().getByLabel('Enable Cluster Audit').check();
      await opened().getByText('kube-apiserver restarts on one master after the other').waitFor();
      await opened().getByRole('button', { name: 'Look at the masters' }).click();
      const rollout = opened().getByRole('region', { name: 'Roll-out' });
      await rollout.getByText('Will be switched on; restarts once.').waitFor();
      await rollout.getByText('Exact change').click();
      await rollout.getByText('--audit-policy-file=').first().waitFor();
      expect(master.manifestText()).toBe(master.original);

      const begin = rollout.getByRole('button', { name: 'Begin the roll-out' });
      expect(await begin.isDisabled()).toBe(true);
      await rollout.getByLabel(/I understand that kube-apiserver restarts/).check();
      await begin.click();
      await rollout.getByText('applied /etc/kubernetes/manifests/kube-apiserver.yaml').or(rollout.getByText('Being changed')).first().waitFor();
      await rollout.getByText('Carried out on every master.').waitFor();
      await opened().getByText('Events are arriving').waitFor();
      expect(master.server()!.args).toContain('--audit-log-mode=blocking');
      await opened().getByRole('link', { name: 'See the events' }).click();
      await expect.poll(() => page.getByRole('grid', { name: 'Requests' }).getByRole('row').count(), { timeout: patience }).toBeGreaterThan(1);
    },
    2 * patience,
  );

  it(
    'shows what has drifted, and mends it',
    async () => {
      const { writeFileSync } = await import('node:fs');
      writeFileSync(master.manifest, master.original);
      await page.goto(`${server.url}/cluster-ops/features?set=prod-1`);
      await masters().getByText('The manifest has no --audit-policy-file any more').waitFor();
      await masters().getByRole('button', { name: 'Mend' }).click();
      const rollout = opened().getByRole('region', { name: 'Roll-out' });
      await rollout.getByText('Will be changed; restarts once.').waitFor();
      await rollout.getByRole('button', { name: 'Cancel the roll-out' }).click();
      await rollout.getByText('Cancelled.').waitFor();
    },
    patience,
  );

  it(
    'says in Chinese what the node found, and leaves no English',
    async () => {
      await page.evaluate(() => localStorage.setItem('cluster-audit-language', 'zh'));
      await page.goto(`${server.url}/cluster-ops/features?set=prod-1`);
      await page.getByText('这是唯一已知的 API Server').waitFor();
      await page.getByText(/日志最多占用 \d+ MB × \d+ = \d+ MB/).waitFor();
      expect(await strangeWords(page)).toEqual([]);
    },
    patience,
  );

  it('logged no error on any page', () => {
    expect(failures).toEqual([]);
  });
});
