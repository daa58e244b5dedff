// The agent on a control-plane node: follows the audit logs of its API server and ships them; it holds nothing that the files do not hold.
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { followLog, type FollowOptions, type LogFollower, type LogLag, type Missed } from '../log-file/follow-log.ts';
import { createShipper, type ShipperOptions } from './create-shipper.ts';

export interface AgentOptions extends ShipperOptions {
  /** Audit logs; the backups of each lie beside it. */
  readonly logs: readonly string[];
  /** Folder of the positions. */
  readonly state: string;
  readonly now: () => number;
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
  const followers: LogFollower[] = options.logs.map((log) =>
    followLog({
      path: log,
      stateFile: path.join(options.state, `${path.basename(log)}-${createHash('sha256').update(path.resolve(log)).digest('hex').slice(0, 12)}.json`),
      deliver: ({ bytes }, signal) => shipper.ship(bytes, signal),
      onMissed: async (one) => {
        missed.push(one);
        if (missed.length > keptMissed) missed.shift();
      },
      log: options.log,
      now: options.now,
      maxChunkBytes: chunkBytes,
      ...options.follow,
    }),
  );
  return {
    status: () => ({ ...sum(followers.map((follower) => follower.lag())), ...shipper.sent(), missed }),
    close: async () => {
      await Promise.all(followers.map((follower) => follower.close()));
    },
  };
}

function sum(lags: readonly LogLag[]): LogLag {
  const times = lags.flatMap(({ oldestUnreadAt }) => oldestUnreadAt ?? []);
  return {
    files: lags.reduce((all, { files }) => all + files, 0),
    unreadBytes: lags.reduce((all, { unreadBytes }) => all + unreadBytes, 0),
    oldestUnreadAt: times.length === 0 ? null : Math.min(...times),
  };
}
