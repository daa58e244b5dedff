// cluster masters, cluster enrol: the agents of a cluster, and the command that lets one in.
import type { AgentList, AgentListEntry, EnrolmentAnswer } from '../../api/contract/agents.ts';
import type { ServerOptions } from '../main.ts';
import { size } from '../print/amounts.ts';
import { printColumns } from '../print/columns.ts';
import { visible } from '../print/visible.ts';
import { callJson } from '../server-client.ts';

export interface MastersOptions extends ServerOptions {
  readonly output: string;
}

export interface EnrolOptions extends MastersOptions {
  readonly node?: string;
  readonly allowChanges?: true;
}

/** 1 where a master is away, has drifted, or has no agent. */
export async function listMasters(cluster: string, options: MastersOptions): Promise<number> {
  const answer = await callJson<AgentList>(options, { path: agentsOf(cluster) });
  const { agents, unmanaged } = answer;
  if (options.output === 'json') process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
  else {
    process.stdout.write(printColumns(['MASTER', 'AGENT', 'KUBERNETES', 'AUDITING', 'ROLL-OUTS', 'UNREAD', 'DRIFT'], agents.map(rowOf)));
    for (const node of unmanaged) process.stderr.write(visible(`${node} has no agent: cluster-audit cluster enrol ${cluster} --node ${node}\n`));
  }
  return unmanaged.length === 0 && agents.every(({ isConnected, drift }) => isConnected && drift.length === 0) ? 0 : 1;
}

function rowOf({ node, isConnected, lastSeenAt, report, drift }: AgentListEntry): string[] {
  const seen = isConnected ? 'connected' : lastSeenAt === null ? 'never seen' : `away since ${lastSeenAt}`;
  const state =
    report === null
      ? ['', '', '', '']
      : [report.kubernetes ?? '', report.auditing?.mode ?? 'off', report.allowsChanges ? 'allowed' : 'not allowed', size(report.lag.unreadBytes)];
  const codes = [...new Set(drift.map(({ code }) => code))].join(', ');
  return [node, seen, ...state, codes].map(visible);
}

export async function enrolMaster(cluster: string, options: EnrolOptions): Promise<number> {
  const { node, allowChanges } = options;
  const made = await callJson<EnrolmentAnswer>(options, { method: 'POST', path: `${agentsOf(cluster)}/enrolment`, json: { node, allowChanges } });
  if (options.output === 'json') process.stdout.write(`${JSON.stringify(made, null, 2)}\n`);
  else {
    process.stderr.write(`Run this on the master, as root. It works once, until ${made.expiresAt}:\n`);
    process.stdout.write(`${visible(made.command)}\n`);
  }
  return 0;
}

function agentsOf(cluster: string): string {
  return `/api/v1/clusters/${encodeURIComponent(cluster)}/agents`;
}
