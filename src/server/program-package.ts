// The package that this program was installed as: its folder and its version.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const packageFolder = findPackage(path.dirname(fileURLToPath(import.meta.url)));

export function programVersion(): string {
  return (JSON.parse(readFileSync(path.join(packageFolder, 'package.json'), 'utf8')) as { version: string }).version;
}

function findPackage(from: string): string {
  return existsSync(path.join(from, 'package.json')) ? from : findPackage(path.dirname(from));
}
