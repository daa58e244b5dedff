// Which kube-apiservers run on this node, by their command lines: the only proof of the flags that are in force.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export interface ServerProcess {
  readonly pid: number;
  /** Ticks since boot at which it began: tells a process from a later one with its number. */
  readonly started: string;
  /** Everything behind the program's name. */
  readonly args: readonly string[];
}

/** Processes that are kube-apiserver by name, or were started with just these arguments (by an interpreter, a wrapper). `proc` is the process table. */
export function findServers(proc: string, wanted: readonly string[]): readonly ServerProcess[] {
  return readdirSync(proc)
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcess(proc, name, wanted));
}

function readProcess(proc: string, name: string, wanted: readonly string[]): readonly ServerProcess[] {
  try {
    const words = readFileSync(path.join(proc, name, 'cmdline'), 'utf8')
      .split('\0')
      .slice(0, -1);
    const server = { pid: Number(name), started: '', args: words.slice(1) };
    const isNamed = path.posix.basename(words[0] ?? '') === 'kube-apiserver';
    if (!isNamed && (wanted.length === 0 || !runsWith(server, wanted))) return [];
    const stat = readFileSync(path.join(proc, name, 'stat'), 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie runs no more.
    return fields[0] === 'Z' ? [] : [{ ...server, started: fields[19] ?? '' }];
  } catch {
    // It ended while we looked.
    return [];
  }
}

/** Whether a process was started with exactly these arguments. `$(NAME)` was replaced by kubelet and may be anything. */
export function runsWith({ args }: ServerProcess, wanted: readonly string[]): boolean {
  // A wrapper may stand between the name and the flags.
  const given = args.slice(-wanted.length);
  return given.length === wanted.length && wanted.every((word, index) => word === given[index] || matchesExpanded(word, given[index]));
}

function matchesExpanded(word: string, given: string): boolean {
  if (!word.includes('$(')) return false;
  const pattern = word.split(/\$\([\w.-]+\)/).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${pattern.join('[^]*')}$`).test(given);
}

/** The process that listens where the manifest says. */
export function servesPort({ args }: ServerProcess, port: number): boolean {
  const flag = args.findLastIndex((word) => /^--secure-port(?:=|$)/.test(word));
  const value = flag < 0 ? '6443' : (args[flag].split('=')[1] ?? args[flag + 1]);
  return Number(value) === port;
}

/** Whether an agent follows this log on this node, whose paths lie under `root`. */
export function hasAgent(proc: string, root: string, logFile: string): boolean {
  return readdirSync(proc)
    .filter((name) => /^\d+$/.test(name))
    .some((name) => {
      try {
        const words = readFileSync(path.join(proc, name, 'cmdline'), 'utf8').split('\0');
        const at = words.indexOf('agent');
        const isHere = path.resolve(words.includes('--root') ? words[words.indexOf('--root') + 1] : '/') === path.resolve(root);
        return at > 0 && words[at - 1] === 'node' && isHere && (words.includes(logFile) || !words.includes('--log'));
      } catch {
        return false;
      }
    });
}
