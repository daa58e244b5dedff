// What a process and all below it cost, from /proc.
import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second for user space. */
const ticksPerSecond = 100;
const pageBytes = 4096;
const sampleMs = 100;
/** The tree itself changes rarely and is dear to read. */
const relistEvery = 10;

/** Ids of the process and its descendants. */
export function listTree(root) {
  const parents = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const fields = statOf(name);
    if (fields !== null) parents.set(Number(name), Number(fields[1]));
  }
  const tree = [root];
  for (const pid of tree) for (const [child, parent] of parents) if (parent === pid) tree.push(child);
  return tree;
}

/** Processor seconds so far: of the process itself, and of it with all below it, children that ended included. */
export function cpuSeconds(root) {
  const own = ticksOf(root);
  const below = listTree(root)
    .slice(1)
    .reduce((sum, pid) => sum + ticksOf(pid), 0);
  return { own: own / ticksPerSecond, tree: (own + below) / ticksPerSecond };
}

/** utime, stime, and the same of children that were waited for. */
function ticksOf(pid) {
  const fields = statOf(pid);
  return fields === null ? 0 : [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0);
}

/** Watches the resident memory of the tree, or of the process alone; `stop()` answers the peak in bytes. Memory that processes share counts in each. */
export function watchMemory(root, isAlone = false) {
  let peak = 0;
  let samples = 0;
  const list = () => (isAlone ? [root] : listTree(root));
  let tree = list();
  const sample = () => {
    if (samples % relistEvery === 0) tree = list();
    samples += 1;
    peak = Math.max(
      peak,
      tree.reduce((sum, pid) => sum + residentBytes(pid), 0),
    );
  };
  sample();
  const timer = setInterval(sample, sampleMs);
  return {
    stop: () => {
      clearInterval(timer);
      sample();
      return peak;
    },
  };
}

function residentBytes(pid) {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * pageBytes;
  } catch {
    return 0;
  }
}

/** The fields of /proc/PID/stat after the name, which may hold blanks; null when the process has ended. */
function statOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}
