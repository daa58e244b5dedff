// Confines the engine's process to its own folder with Landlock, where the kernel has it: a scalar function like file('/etc/shadow') then reads nothing.
import { closeSync, fstatSync, openSync } from 'node:fs';
import { DataType, load } from 'ffi-rs';

const createRuleset = 444;
const addRule = 445;
const restrictSelf = 446;
const setNoNewPrivileges = 38;
const openPath = 0x200000 | 0x80000;

/** Rights of linux/landlock.h by ABI version: 1 = the first thirteen, 2 adds REFER, 3 adds TRUNCATE. */
const rightsOf = (abi: number): bigint => (abi >= 3 ? 0x7fffn : abi === 2 ? 0x3fffn : 0x1fffn);
const execute = 1n;
const readFileAndDir = 0xcn;
const fileRights = 0x4007n;

/** Libraries, time zones and the facts about the machine that the engine asks for at its start. */
const readable = [
  '/usr/share/zoneinfo',
  '/usr/lib',
  '/lib',
  '/lib64',
  '/sys/fs/cgroup',
  '/sys/devices/system/cpu',
  '/proc/meminfo',
  '/proc/cpuinfo',
  '/proc/stat',
  '/proc/self/maps',
  '/proc/self/statm',
  '/proc/self/status',
  '/proc/self/stat',
  '/proc/self/task',
  '/proc/loadavg',
  '/proc/uptime',
  '/proc/net/dev',
  '/proc/vmstat',
  '/proc/sys/vm',
  '/etc/localtime',
  '/dev/urandom',
  '/dev/null',
];

/** Confines this process: `writable` folders fully, a fixed list for reading, no outgoing TCP. Throws where the kernel has no Landlock. */
export function confine(writable: readonly string[]): void {
  const abi = syscall([DataType.I64, DataType.I64, DataType.I64], [createRuleset, 0, 0, 1]);
  if (abi < 1) throw new Error('the kernel has no Landlock');
  const all = rightsOf(abi);
  const attributes = Buffer.alloc(abi >= 4 ? 16 : 8);
  attributes.writeBigUInt64LE(all, 0);
  // CONNECT_TCP alone: the engine listens, but never dials out.
  if (abi >= 4) attributes.writeBigUInt64LE(2n, 8);
  const ruleset = syscall([DataType.U8Array, DataType.I64, DataType.I64], [createRuleset, attributes, attributes.length, 0]);
  if (ruleset < 0) throw new Error('landlock_create_ruleset failed');
  for (const path of writable) allow(ruleset, path, all & ~execute, all);
  for (const path of readable) allow(ruleset, path, readFileAndDir, all);
  const prctl = load({
    library: 'c',
    funcName: 'prctl',
    retType: DataType.I32,
    paramsType: [DataType.I32, DataType.I64, DataType.I64, DataType.I64, DataType.I64],
    paramsValue: [setNoNewPrivileges, 1, 0, 0, 0],
  });
  if (prctl !== 0) throw new Error('PR_SET_NO_NEW_PRIVS failed');
  if (syscall([DataType.I64, DataType.I64], [restrictSelf, ruleset, 0]) !== 0) throw new Error('landlock_restrict_self failed');
}

function allow(ruleset: number, path: string, rights: bigint, all: bigint): void {
  let descriptor: number;
  try {
    descriptor = openSync(path, openPath);
  } catch {
    return; // What this machine does not have needs no rule.
  }
  const rule = Buffer.alloc(12);
  rule.writeBigUInt64LE(fstatSync(descriptor).isDirectory() ? rights : rights & fileRights & all, 0);
  rule.writeInt32LE(descriptor, 8);
  const result = syscall([DataType.I64, DataType.I64, DataType.U8Array, DataType.I64], [addRule, ruleset, 1, rule, 0]);
  // procfs makes a file anew once the kernel has forgotten its name, and the rule is not for the new one: the descriptor keeps it in mind.
  if (!path.startsWith('/proc/')) closeSync(descriptor);
  if (result !== 0) throw new Error(`landlock_add_rule failed for ${path}`);
}

function syscall(types: readonly DataType[], values: readonly unknown[]): number {
  return load({ library: 'c', funcName: 'syscall', retType: DataType.I64, paramsType: [DataType.I64, ...types], paramsValue: [...values] }) as number;
}
