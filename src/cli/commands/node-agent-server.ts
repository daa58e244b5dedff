// What ties an agent to its server beside its events: its enrolment, and the steward that reports and takes orders.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { enrolNode, loadIdentity, type Ask, type Identity } from '../../cluster/node-agent/identity.ts';
import type { Signer } from '../../cluster/node-agent/signer.ts';
import { runSteward, type Steward, type StewardOptions } from '../../cluster/node-agent/steward.ts';
import { post, type ServerAccess } from '../../collect/agent/post.ts';
import type { Agent } from '../../collect/agent/run-agent.ts';
import { AppError } from '../../lib/app-error.ts';
import { errorCodes, type ErrorCode } from '../../lib/error-codes.ts';
import { programVersion } from '../../server/program-package.ts';
import type { NodeAgentOptions } from './node-agent.ts';

/** Enrols this node where that was asked for; else who it was enrolled as, or null. */
export async function settleIdentity(options: NodeAgentOptions, node: string): Promise<Identity | null> {
  if (options.enrol === undefined) return loadIdentity(options.state);
  if (options.server === undefined) throw new AppError('bad_parameter', 'Which server is it enrolled with?', { hint: '--server URL' });
  const token = options.enrol === '-' ? readFileSync(0, 'utf8').trim() : options.enrol;
  const { ca, cert, key, server } = options;
  return enrolNode(options.state, server, { token, node }, askOf({ server, ca, cert, key }, new AbortController().signal));
}

interface StewardParts {
  readonly identity: Identity;
  readonly signer: Signer;
  readonly access: ServerAccess;
  readonly logs: readonly string[];
  readonly agent: Agent;
  readonly log: StewardOptions['log'];
}

export function startSteward(options: NodeAgentOptions, { identity, signer, access, logs, agent, log }: StewardParts): Steward {
  const stop = new AbortController();
  const steward = runSteward({
    identity,
    signer,
    state: options.state,
    ask: askOf(access, stop.signal),
    root: options.root,
    manifest: options.manifest,
    allowsChanges: options.allowChanges === true,
    logs: logs.map((file) => path.resolve(file)),
    agentVersion: programVersion(),
    lag: () => {
      const { unreadBytes, oldestUnreadAt } = agent.status();
      return { unreadBytes, oldestUnreadAt: oldestUnreadAt === null ? null : Math.floor(oldestUnreadAt) };
    },
    log,
    now: Date.now,
  });
  return {
    close: async () => {
      stop.abort();
      await steward.close();
    },
  };
}

function askOf(access: ServerAccess, signal: AbortSignal): Ask {
  return async <T>(place: string, body: object): Promise<T> => {
    const answer = await post(access, place, Buffer.from(JSON.stringify(body)), { 'content-type': 'application/json' }, signal).catch((cause: unknown) => {
      throw new AppError('unavailable', `${access.server} cannot be reached: ${(cause as Error).message}`, { cause });
    });
    if (answer.status === 200) return JSON.parse(answer.text) as T;
    const code = answer.code !== null && answer.code in errorCodes ? (answer.code as ErrorCode) : 'unavailable';
    throw new AppError(code, answer.detail === '' ? `${access.server} answered ${answer.status}` : answer.detail);
  };
}
