// How much of the disk a folder takes, as `du` counts it.
import { lstatSync, readdirSync } from 'node:fs';
import path from 'node:path';

const blockBytes = 512;

/** Allocated bytes of all files below `folder`; hard links count once, files that vanish meanwhile do not. */
export function diskBytes(folder) {
  return sumOf(folder, ({ blocks }) => blocks * blockBytes);
}

/** The same without what a file system adds by filling up its blocks: the lengths of the files. */
export function fileBytes(folder) {
  return sumOf(folder, (stats) => (stats.isFile() ? stats.size : 0));
}

function sumOf(folder, bytesOf) {
  const seen = new Set();
  const folders = [folder];
  let sum = 0;
  for (let at = folders.pop(); at !== undefined; at = folders.pop()) {
    for (const entry of entriesOf(at)) {
      const full = path.join(at, entry.name);
      if (entry.isDirectory()) folders.push(full);
      try {
        const stats = lstatSync(full);
        const { dev, ino } = stats;
        if (seen.has(`${dev}:${ino}`)) continue;
        seen.add(`${dev}:${ino}`);
        sum += bytesOf(stats);
      } catch {
        // Merged away while we looked.
      }
    }
  }
  return sum;
}

function entriesOf(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
