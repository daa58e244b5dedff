// Copies of the manifest in kubelet's folder: it reads every file there whatever its name, and may run the copy in place of the manifest.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { isThere, readIfThere, under } from './node-files.ts';

/** Other files of the manifest's folder that hold a kube-apiserver; names that begin with a dot are not read by kubelet. */
export function strayCopies(root: string, manifest: string): readonly string[] {
  const folder = path.dirname(under(root, manifest));
  if (!isThere(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith('.') && !entry.isDirectory() && entry.name !== path.basename(manifest))
    .filter((entry) => isApiServer(readIfThere(path.join(folder, entry.name))?.toString('utf8') ?? ''))
    .map((entry) => path.posix.join(path.posix.dirname(manifest), entry.name));
}

function isApiServer(text: string): boolean {
  return /^[\s{,]*["']?kind["']?\s*:\s*["']?Pod\b/m.test(text) && /["']?\bname["']?\s*:\s*["']?kube-apiserver\b/.test(text);
}
