// The server's engine process, as the operating system shows it: to freeze it, let it go on, or kill it.
import { readFileSync } from 'node:fs';

/** The process id of the engine of a server; throws where it has none just now. */
export function enginePid(serverPid: number): number {
  const children = childrenOf(serverPid);
  const engine = children.find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('engine-child'));
  if (engine === undefined) throw new Error(`the server ${serverPid} has no engine: ${children.join(', ')}`);
  return engine;
}

/** The processes that a process has started and that live; none where it has ended. */
export function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}
