// What was done to a manifest, so exactly that it can be undone in a manifest that others have edited since.

/** How the list or mapping that took an addition was before: there, absent, or without a value (`was` as it was written). */
export type Container = { readonly kind: 'there' } | { readonly kind: 'absent' } | { readonly kind: 'empty'; readonly was: string };

export type Change =
  | { readonly kind: 'flag-added'; readonly name: string; readonly value: string }
  /** `was` is the item as it was written, quotes and all. */
  | { readonly kind: 'flag-set'; readonly name: string; readonly value: string; readonly was: string }
  | { readonly kind: 'mount-added'; readonly name: string; readonly folder: string; readonly readOnly: boolean; readonly containers: readonly Container[] }
  | { readonly kind: 'volume-added'; readonly name: string; readonly folder: string; readonly containers: readonly Container[] }
  | { readonly kind: 'annotation-added'; readonly key: string; readonly value: string; readonly containers: readonly Container[] };

/** A sentence for people. */
export function sentenceOf(change: Change): string {
  switch (change.kind) {
    case 'flag-added':
      return `flag --${change.name}=${change.value}`;
    case 'flag-set':
      return `flag --${change.name}=${change.value} in place of ${change.was}`;
    case 'mount-added':
      return `mount of ${change.folder}${change.readOnly ? ' (read only)' : ''}`;
    case 'volume-added':
      return `volume ${change.name}: ${change.folder} of the node`;
    case 'annotation-added':
      return `annotation ${change.key}`;
  }
}
