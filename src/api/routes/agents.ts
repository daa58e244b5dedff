// Agents of a cluster as people see them, and what agents themselves ask beside orders.
import { createHash } from 'node:crypto';
import { driftOfRollout, type Drift } from '../../cluster/static-pod/drift.ts';
import type { NodeReport } from '../../cluster/static-pod/node-report.ts';
import { canaryQuery } from '../../cluster/static-pod/canary.ts';
import type { AgentEntry } from '../../cluster/agents/agents.ts';
import { isConnected } from '../../cluster/agents/create-agents.ts';
import { isOver } from '../../cluster/rollouts/step.ts';
import { webhookKubeconfig } from '../../cluster/webhook-kubeconfig.ts';
import type { ApiParts } from '../api-parts.ts';
import { baseUrl } from '../base-url.ts';
import type { BindRoute } from '../bind-route.ts';
import type { AgentListEntry } from '../contract/agents.ts';
import { routes } from '../contract/routes.ts';
import { noCluster } from '../no-cluster.ts';
import { readSelection } from '../selection.ts';
import { withinTime } from '../within-time.ts';

/** An event of a canary is looked for among those of the last minutes. */
const canaryRange = '-30m';
const serverPods = 'kube-apiserver-';

export function bindAgentRoutes(bind: BindRoute, parts: ApiParts): void {
  bindForPeople(bind, parts);
  bindForAgents(bind, parts);
}

function bindForPeople(bind: BindRoute, parts: ApiParts): void {
  const { registry, agents, rollouts, now } = parts;
  const requireCluster = (cluster: string): void => {
    if (registry.getCluster(cluster) === null) throw noCluster(cluster);
  };

  bind(routes.listAgents, ({ params: { cluster } }) => {
    requireCluster(cluster);
    const entries = agents.list(cluster);
    return {
      agents: entries.map((entry) => toListEntry(entry, driftOf(entry, parts), now())),
      canMend: rollouts.rolledOut(cluster) !== null,
      unmanaged: unmanagedOf(entries),
    };
  });

  bind(routes.createEnrolment, ({ params: { cluster }, body, raw }) => {
    const { token, expiresAt } = agents.makeEnrolment(cluster, body?.node ?? null);
    const words = ['cluster-audit', 'node', 'agent', '--enrol', token, '--server', baseUrl(raw, parts.publicUrl)];
    const command = [...words, ...(body?.node === undefined ? [] : ['--name', body.node]), ...(body?.allowChanges === true ? ['--allow-changes'] : [])].join(
      ' ',
    );
    return { token, expiresAt: iso(expiresAt), command };
  });

  bind(routes.deleteAgent, ({ params: { cluster, id } }) => {
    requireCluster(cluster);
    agents.revoke(cluster, id);
    rollouts.noteRevoked(cluster, id);
  });
}

function bindForAgents(bind: BindRoute, parts: ApiParts): void {
  const { registry, agents, rollouts, reader, limits, now } = parts;

  bind(routes.enrolAgent, ({ body }) => toEnrolled(agents.enrol(body)));

  bind(routes.reportNode, ({ agent, body }) => {
    agents.noteReport(agent!.id, body);
    rollouts.noteAgent(agent!.cluster, agent!.id);
    return { taken: true, wantsPolicy: wantsPolicy(agent!.cluster, body, parts) };
  });

  bind(routes.tellPolicy, ({ agent, body }) => {
    registry.putInstalledPolicy(agent!.cluster, body.policy, `agent of ${agent!.node}`);
    return { taken: true };
  });

  bind(routes.renewKey, ({ agent, body }) => toEnrolled(agents.renew(agent!.id, body)));

  bind(routes.findCanary, async ({ agent, body }, reply) => {
    const selection = readSelection({ q: canaryQuery(body.nonce), from: canaryRange, cluster: [agent!.cluster] }, now() * 1000);
    return { found: (await withinTime(reply, limits, (signal) => reader.count(selection, signal))) > 0 };
  });

  bind(routes.createAgentWebhook, ({ agent, raw }) => {
    const { cluster, node } = agent!;
    const { secret } = registry.createToken(cluster, `webhook of ${node}`);
    return { kubeconfig: webhookKubeconfig({ cluster, ingestUrl: `${baseUrl(raw, parts.publicUrl)}/ingest/v1/${cluster}`, secret }) };
  });
}

/** Once all masters run the same policy, as it was set, and it is not the one that is known: while a roll-out goes over them there are two. */
function wantsPolicy(cluster: string, report: NodeReport, { agents, registry, now }: ApiParts): boolean {
  const hashOf = ({ auditing, apiServer, pending }: NodeReport): string | null =>
    auditing === null || pending !== null || !apiServer.ready || (auditing.setPolicy !== null && auditing.setPolicy !== auditing.policy)
      ? null
      : auditing.policy;
  const own = hashOf(report);
  const others = agents.list(cluster).filter((entry) => isConnected(entry, now()) && entry.report !== null);
  if (own === null || others.some((entry) => hashOf(entry.report!) !== own)) return false;
  const known = registry.listInstalledPolicies(cluster)[0]?.policy ?? null;
  return known === null || createHash('sha256').update(known).digest('hex') !== own;
}

/** What the node tells by itself, and where it differs from the last roll-out; while one is under way the nodes do differ. */
function driftOf({ cluster, report }: AgentEntry, { rollouts }: ApiParts): readonly Drift[] {
  if (report === null) return [];
  const wanted = rollouts.rolledOut(cluster);
  const latest = rollouts.latest(cluster);
  const isSettled = wanted !== null && latest !== null && (isOver(latest) || latest.state !== 'running');
  return [...(isSettled ? driftOfRollout(wanted, report.auditing) : []), ...report.drift];
}

function toListEntry(entry: AgentEntry, drift: readonly Drift[], now: number): AgentListEntry {
  const { id, node, enrolledAt, keyExpiresAt, lastSeenAt, report } = entry;
  return {
    id,
    node,
    enrolledAt: iso(enrolledAt),
    keyExpiresAt: iso(keyExpiresAt),
    lastSeenAt: lastSeenAt === null ? null : iso(lastSeenAt),
    isConnected: isConnected(entry, now),
    report:
      report === null
        ? null
        : {
            ...report,
            others: report.others === null ? null : [...report.others],
            drift: [...report.drift],
            cis: report.cis === null ? null : [...report.cis],
          },
    drift: [...drift],
  };
}

/** Static pods of API servers are named after their nodes. */
function unmanagedOf(agents: readonly AgentEntry[]): string[] {
  const own = new Set(agents.map(({ node }) => node));
  const told = agents.flatMap(({ report }) => report?.others ?? []).map(({ name }) => name);
  const nodes = told.filter((name) => name.startsWith(serverPods)).map((name) => name.slice(serverPods.length));
  return [...new Set(nodes)].filter((node) => !own.has(node)).sort();
}

function toEnrolled({ id, cluster, node, keyExpiresAt }: AgentEntry): { id: string; cluster: string; node: string; keyExpiresAt: string } {
  return { id, cluster, node, keyExpiresAt: iso(keyExpiresAt) };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
