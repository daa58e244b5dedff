// rollout start, show, follow, cancel: one change on all masters, looked at first, confirmed, and told while it goes on.
import { setTimeout as wait } from 'node:timers/promises';
import type { RolloutContent, RolloutEntry, RolloutList, RolloutMember } from '../../api/contract/rollouts.ts';
import { AppError } from '../../lib/app-error.ts';
import { findPreset } from '../../policy/presets/presets.ts';
import { askYesNo, requireTerminal } from '../ask-yes-no.ts';
import type { ServerOptions } from '../main.ts';
import { visible } from '../print/visible.ts';
import { readSeconds } from '../read-duration.ts';
import { callJson } from '../server-client.ts';
import { readFile } from './policy-file.ts';

export interface RolloutOptions extends ServerOptions {
  readonly output: string;
}

export interface StartOptions extends RolloutOptions {
  readonly action: RolloutContent['action'];
  readonly policy?: string;
  readonly mode?: RolloutContent['mode'];
  readonly deleteData?: true;
  readonly timeout: string;
  readonly settle: string;
  readonly yes?: true;
  readonly dryRun?: true;
}

const pollMs = 1000;
/** A server that restarts, or a network that breaks off, is asked again. */
const tries = 20;
const isOver = ({ endedAt }: RolloutEntry): boolean => endedAt !== null;

/** 0 where every master is as wanted, or with --dry-run could be; 1 where one refuses or is rolled back, or nobody agreed. */
export async function startRollout(cluster: string, options: StartOptions): Promise<number> {
  if (options.yes !== true && options.dryRun !== true) requireTerminal();
  const made = await callJson<RolloutEntry>(options, { method: 'POST', path: rolloutsOf(cluster), json: contentOf(options) });
  const looked = await until(options, cluster, made.id, (rollout) => rollout.state !== 'checking');
  if (options.output !== 'json') showChecks(looked);
  if (options.dryRun === true || looked.blocked !== null) return stop(cluster, options, looked);
  if (!(await isAgreed(options, looked))) return stop(cluster, options, looked, 1);
  await callJson<RolloutEntry>(options, { method: 'POST', path: `${rolloutsOf(cluster)}/${made.id}/confirm`, json: {} });
  return end(options, await follow(options, cluster, made.id));
}

export async function showRollout(cluster: string, options: RolloutOptions): Promise<number> {
  const rollout = await latest(cluster, options);
  if (options.output !== 'json') {
    showChecks(rollout);
    for (const member of rollout.members) for (const { at, what } of member.steps) say(`${at} ${member.node}: ${what}`);
  }
  return end(options, rollout);
}

export async function followLatest(cluster: string, options: RolloutOptions): Promise<number> {
  return end(options, await follow(options, cluster, (await latest(cluster, options)).id));
}

export async function cancelRollout(cluster: string, options: RolloutOptions): Promise<number> {
  const { id } = await latest(cluster, options);
  const rollout = await callJson<RolloutEntry>(options, { method: 'POST', path: `${rolloutsOf(cluster)}/${id}/cancel`, json: {} });
  if (options.output === 'json') process.stdout.write(`${JSON.stringify(rollout, null, 2)}\n`);
  else process.stdout.write(isOver(rollout) ? `${rollout.state}\n` : 'no further master is begun; the one that is being changed is let finish\n');
  return 0;
}

function contentOf({ action, policy, mode, deleteData, timeout, settle }: StartOptions): RolloutContent {
  return {
    action,
    policy: policy === undefined || findPreset(policy) !== undefined ? policy : readFile(policy),
    mode,
    deleteData,
    timeoutSeconds: readSeconds('--timeout', timeout),
    settleSeconds: readSeconds('--settle', settle),
  };
}

async function isAgreed({ yes }: StartOptions, { members }: RolloutEntry): Promise<boolean> {
  const restarting = members.filter(({ check }) => check?.action !== 'none').map(({ node }) => node);
  if (yes === true) return true;
  return askYesNo(restarting.length === 0 ? 'Nothing restarts. Go on?' : `kube-apiserver restarts on ${restarting.join(', then ')}. Go on?`);
}

/** What was only looked at does not stay open: it would stand in the way of the next one. */
async function stop(cluster: string, options: StartOptions, looked: RolloutEntry, status = looked.blocked === null ? 0 : 1): Promise<number> {
  if (!isOver(looked)) await callJson<RolloutEntry>(options, { method: 'POST', path: `${rolloutsOf(cluster)}/${looked.id}/cancel`, json: {} });
  if (options.output === 'json') process.stdout.write(`${JSON.stringify(looked, null, 2)}\n`);
  else if (looked.blocked !== null) process.stdout.write(visible(`refused: nothing was changed${looked.reason === null ? '' : ` (${looked.reason})`}\n`));
  return status;
}

function showChecks({ members }: RolloutEntry): void {
  for (const { node, check } of members) {
    if (check === null) {
      process.stdout.write(visible(`${node}: has not answered\n`));
      continue;
    }
    process.stdout.write(visible(`${node}: ${check.action === 'none' ? 'nothing to change, nothing restarts' : check.action}\n`));
    for (const { severity, message, hint } of check.findings)
      process.stdout.write(visible(`  ${severity}: ${message}${hint === undefined ? '' : `\n  → ${hint}`}\n`));
    for (const change of check.changes) process.stdout.write(visible(`  ${change}\n`));
    process.stdout.write(visible(check.diff));
  }
}

/** Tells each step once, as it comes, until the roll-out is over. */
async function follow(options: RolloutOptions, cluster: string, id: string): Promise<RolloutEntry> {
  const told = new Map<string, number>();
  let waitsFor = '';
  return until(options, cluster, id, (rollout) => {
    for (const { agent, node, steps } of rollout.members) {
      for (const { what } of steps.slice(told.get(agent) ?? 0)) say(`${node}: ${what}`);
      told.set(agent, steps.length);
    }
    const gate = rollout.gate === null ? '' : `the next master waits for ${rollout.gate.who}: ${rollout.gate.why.replaceAll('_', ' ')}`;
    if (gate !== waitsFor && gate !== '') say(gate);
    waitsFor = gate;
    return isOver(rollout);
  });
}

function end(options: RolloutOptions, rollout: RolloutEntry): number {
  if (options.output === 'json') process.stdout.write(`${JSON.stringify(rollout, null, 2)}\n`);
  else {
    for (const { node, state, outcome } of rollout.members) process.stdout.write(visible(`${node}: ${wordsOf(state, outcome)}\n`));
    process.stdout.write(visible(`${rollout.state}${rollout.reason === null ? '' : `: ${rollout.reason}`}\n`));
  }
  return rollout.state === 'failed' ? 1 : 0;
}

function wordsOf(state: RolloutMember['state'], outcome: RolloutMember['outcome']): string {
  if (outcome === null) return state;
  const server = outcome.isUp ? '' : '; its API server was not seen up yet';
  return [
    `${outcome.result}${outcome.reason === null ? '' : `: ${outcome.reason}`}${server}`,
    ...outcome.warnings.map((warning) => `  warning: ${warning}`),
  ].join('\n');
}

async function until(options: RolloutOptions, cluster: string, id: string, isReached: (rollout: RolloutEntry) => boolean): Promise<RolloutEntry> {
  for (;;) {
    const rollout = await callJson<RolloutEntry>(options, { path: `${rolloutsOf(cluster)}/${id}`, tries });
    if (isReached(rollout)) return rollout;
    await wait(pollMs);
  }
}

async function latest(cluster: string, options: RolloutOptions): Promise<RolloutEntry> {
  const { rollouts } = await callJson<RolloutList>(options, { path: rolloutsOf(cluster), query: { limit: '1' } });
  if (rollouts.length > 0) return rollouts[0];
  throw new AppError('not_found', `${cluster} has had no roll-out.`, { hint: `cluster-audit rollout start ${cluster}` });
}

function rolloutsOf(cluster: string): string {
  return `/api/v1/clusters/${encodeURIComponent(cluster)}/rollouts`;
}

function say(what: string): void {
  process.stderr.write(`${visible(what)}\n`);
}
