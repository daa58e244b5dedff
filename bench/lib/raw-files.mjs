// What one would use instead: the events in compressed files, searched with zstd, ripgrep and jq.
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';

const segmentBytes = 100_000_000;

/** The commands that are not there. */
export function missingCommands() {
  return ['zstd', 'rg', 'jq'].filter((name) => spawnSync('which', [name]).status !== 0);
}

/** Writes the lines (one character a byte) as files of 100 MB, each compressed by `zstd -3`; returns their shell patterns. */
export function writeRawFiles(folder, lines) {
  mkdirSync(folder, { recursive: true });
  const fileOf = (number) => path.join(folder, `audit-${String(number).padStart(4, '0')}.ndjson`);
  let number = 0;
  let size = 0;
  let fd = openSync(fileOf(0), 'w');
  const close = () => {
    closeSync(fd);
    execFileSync('zstd', ['-q', '-3', '--rm', fileOf(number)]);
  };
  for (const line of lines) {
    if (size > segmentBytes) {
      close();
      number += 1;
      size = 0;
      fd = openSync(fileOf(number), 'w');
    }
    size += writeSync(fd, Buffer.from(`${line}\n`, 'latin1'));
  }
  close();
  return { all: path.join(folder, '*.zst'), last: `${fileOf(number)}.zst` };
}

/** How long a shell command takes, ms; null where there is none. */
export function timeCommand(command) {
  if (command === null) return null;
  const from = performance.now();
  execFileSync('bash', ['-c', `{ ${command} ; } > /dev/null 2>&1 || true`]);
  return performance.now() - from;
}
