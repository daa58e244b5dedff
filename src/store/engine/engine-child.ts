// The engine's own process: takes the pseudo-terminal as its stdin, confines itself, and runs the engine until that terminal hangs up.
import { closeSync, constants, openSync } from 'node:fs';
import { DataType, load, open } from 'ffi-rs';
import { confine } from './landlock.ts';

const [library, writable, ...args] = process.argv.slice(2);
open({ library: 'c', path: 'libc.so.6' });
takeTerminal();
open({ library: 'chdb', path: library });
try {
  confine(writable.split(':'));
} catch (error) {
  console.error(`not confined: ${(error as Error).message}`);
}
load({
  library: 'chdb',
  funcName: 'chdb_query_cmdline',
  retType: DataType.External,
  paramsType: [DataType.I32, DataType.StringArray],
  paramsValue: [args.length, args],
});
process.exit(0);

/**
 * Descriptor 3 is the master of a pseudo-terminal; its slave becomes stdin. With a terminal there the engine survives a
 * client that resets a half-sent request (ClickHouse#115666), and the parent's end closing is our signal to stop.
 */
function takeTerminal(): void {
  const call = (funcName: string, retType: DataType, ...values: number[]): unknown =>
    load({ library: 'c', funcName, retType, paramsType: values.map(() => DataType.I32), paramsValue: values });
  if (call('unlockpt', DataType.I32, 3) !== 0) throw new Error('unlockpt failed');
  const slave = openSync(call('ptsname', DataType.String, 3) as string, constants.O_RDWR | constants.O_NOCTTY);
  if (call('dup2', DataType.I32, slave, 0) !== 0) throw new Error('dup2 failed');
  closeSync(slave);
  closeSync(3);
}
