// The agent on a control-plane node: follows the audit logs of its API server and ships them; it holds nothing that the files do not hold.
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { createAuditLineReader } from '../../audit/audit-line.ts';
import { followPattern, patternOf, sumOfLags, type PatternOptions } from '../log-file/follow-pattern.ts';
import { followLog } from '../log-file/follow-log.ts';
import type { FollowOptions, LogChunk, LogFollower, LogLag, Missed } from '../log-file/log-follower.ts';
import { createShipper, type Shipper, type ShipperOptions } from './create-shipper.ts';

export interface AgentOptions extends ShipperOptions {
  /** Audit logs; the backups of each lie beside it. */
  readonly logs: readonly string[];
  /** kube-apiserver's own logs, also patterns of them and folders: of the events that it says it dropped, what it says is sent as events. */
  readonly ownLogs: readonly string[];
  /** Folder of the positions. */
  readonly state: string;
  readonly now: () => number;
  readonly patterns?: Partial<Pick<PatternOptions, 'lookMs' | 'goneMs'>>;
  readonly follow?: Partial<Pick<FollowOptions, 'pollMs' | 'maxChunkBytes' | 'maxLineBytes' | 'settleMs'>>;
}

export interface Agent {
  status(): AgentStatus;
  /** Stops; what the server has is noted. */
  close(): Promise<void>;
}

export interface AgentStatus extends LogLag {
  /** Bytes of lines that the server has since the start, and what they were on the wire. */
  readonly bytes: number;
  readonly packed: number;
  readonly missed: readonly Missed[];
}

/** Small chunks keep the memory small; packing and answers cost little more. */
const chunkBytes = 1024 * 1024;
const keptMissed = 100;

export function runAgent(options: AgentOptions): Agent {
  mkdirSync(options.state, { recursive: true, mode: 0o700 });
  const shipper = createShipper(options);
  const missed: Missed[] = [];
  const ship = ({ bytes }: LogChunk, signal: AbortSignal): Promise<void> => shipper.ship(bytes, signal);
  const stateOf = (log: string): string =>
    path.join(options.state, `${path.basename(log)}-${createHash('sha256').update(path.resolve(log)).digest('hex').slice(0, 12)}.json`);
  const follow = (log: string, deliver: FollowOptions['deliver']): LogFollower =>
    followLog({
      path: log,
      stateFile: stateOf(log),
      deliver,
      onMissed: async (one) => {
        missed.push(one);
        if (missed.length > keptMissed) missed.shift();
      },
      log: options.log,
      now: options.now,
      maxChunkBytes: chunkBytes,
      ...options.follow,
    });
  const followOwn = (log: string): LogFollower =>
    follow(
      log,
      shipRecovered(shipper, (plugin) => options.logs.length === 0 || !elsewhere.has(plugin)),
    );
  const followOwns = (place: string): LogFollower => {
    const pattern = patternOf(place);
    if (pattern === null) return followOwn(place);
    return followPattern({ pattern, follow: followOwn, onGone: (file) => rm(stateOf(file), { force: true }), log: options.log, ...options.patterns });
  };
  const followers = [...options.logs.map((log) => follow(log, ship)), ...options.ownLogs.map(followOwns)];
  return {
    status: () => ({ ...sumOfLags(followers.map((follower) => follower.lag())), ...shipper.sent(), missed }),
    close: async () => {
      await Promise.all(followers.map((follower) => follower.close()));
    },
  };
}

/** What these plugins drop is in the audit log all the same, where there is one. */
const elsewhere = new Set(['webhook', 'buffered']);

/** Sends the events that lines of kube-apiserver's own log tell of; nothing of its other lines leaves the node. */
function shipRecovered(shipper: Shipper, isWanted: (plugin: string) => boolean): FollowOptions['deliver'] {
  const reader = createAuditLineReader();
  return async ({ bytes }, signal) => {
    const lines = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8').split('\n');
    const events = lines.flatMap((line) => {
      const found = reader.next(line);
      return found !== null && isWanted(found.plugin) ? [`${found.json}\n`] : [];
    });
    if (events.length > 0) await shipper.ship(Buffer.from(events.join('')), signal);
  };
}
