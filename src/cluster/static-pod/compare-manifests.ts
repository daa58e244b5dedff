// Whether two manifests start the same kube-apiserver: kubeadm writes flags, mounts and volumes in an order of its own.
import { isDeepStrictEqual } from 'node:util';
import type { Manifest } from './read-manifest.ts';
import { policyAnnotation, webhookAnnotation } from './wanted.ts';

/** `next` may have an annotation of ours that `now` lacks (kubeadm does not know it), but no other one. */
export function isSameServer(now: Manifest, next: Manifest): boolean {
  const annotated = [policyAnnotation, webhookAnnotation].every((key) => !now.annotations.has(key) || now.annotations.get(key) === next.annotations.get(key));
  return annotated && isDeepStrictEqual(essence(now), essence(next));
}

function essence({ flags, mounts, volumes }: Manifest): unknown {
  // Of a flag given twice the last counts.
  return { flags: new Map(flags.map(({ name, value }) => [name, value])), mounts: sorted(mounts), volumes: sorted(volumes) };
}

function sorted<T extends { readonly name: string }>(items: readonly T[]): readonly T[] {
  return items.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
