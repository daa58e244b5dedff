// Keeps copies of the engine's table definitions: with a definition cut short the engine refuses to start, though all data is there.
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export interface DefinitionFolders {
  readonly store: string;
  readonly copies: string;
}

/** The folders of an embedded engine. */
export function definitionFolders(directory: string): DefinitionFolders {
  return { store: path.join(directory, 'store'), copies: path.join(directory, 'definitions') };
}

/** A table that lives for moments only (see parts.ts). */
const passing = 'salvage.sql';

/** Copies the definitions as they are now: called when the engine has just read, or written, all of them. */
export function keepDefinitions({ store, copies }: DefinitionFolders): void {
  const files = definitionsIn(store).filter((file) => path.basename(file) !== passing);
  if (existsSync(copies)) for (const file of sqlFiles(copies, copies)) if (!files.includes(file)) rmSync(path.join(copies, file));
  for (const file of files) {
    const bytes = readFileSync(path.join(store, file));
    const copy = path.join(copies, file);
    if (existsSync(copy) && readFileSync(copy).equals(bytes)) continue;
    mkdirSync(path.dirname(copy), { recursive: true, mode: 0o700 });
    writeFileSync(`${copy}.new`, bytes, { mode: 0o600, flush: true });
    renameSync(`${copy}.new`, copy);
  }
}

/** Puts back definitions that are missing, cut short or blank; returns their names. What was there instead is kept beside the copy. */
export function restoreDefinitions({ store, copies }: DefinitionFolders): readonly string[] {
  if (!existsSync(copies)) return [];
  const restored = sqlFiles(copies, copies).filter((file) => {
    const own = path.join(store, file);
    // A table that is no more, folder and all, stays away.
    return existsSync(path.dirname(own)) && isCut(own, readFileSync(path.join(copies, file)));
  });
  for (const file of restored) {
    const own = path.join(store, file);
    // Not beside it: the engine takes no other files there.
    if (existsSync(own)) renameSync(own, path.join(copies, `${file}.damaged`));
    copyFileSync(path.join(copies, file), own);
  }
  return restored;
}

function isCut(file: string, copy: Buffer): boolean {
  if (!existsSync(file)) return true;
  const bytes = readFileSync(file);
  return bytes.includes(0) || (bytes.length < copy.length && copy.subarray(0, bytes.length).equals(bytes));
}

/** Of the database and its tables, relative to the store's folder. */
function definitionsIn(store: string): string[] {
  const metadata = path.join(store, 'metadata');
  const folders = readdirSync(metadata).map((name) => path.join(metadata, name));
  return [
    ...folders.filter((file) => file.endsWith('.sql')).map((file) => path.relative(store, file)),
    ...folders
      .filter((folder) => !folder.endsWith('.sql') && statSync(folder).isDirectory())
      .flatMap((folder) => sqlFiles(realpathSync(folder), realpathSync(store))),
  ];
}

function sqlFiles(folder: string, root: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    return entry.isDirectory() ? sqlFiles(file, root) : entry.name.endsWith('.sql') ? [path.relative(root, file)] : [];
  });
}
