// A link to an object on the page of objects.
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { PlaceInCluster } from '../query/objects.ts';
import { writeResource } from '../show/object-place.ts';

export interface HistoryLinkProps {
  readonly place: PlaceInCluster;
  /** The event of the version that is opened; without it the newest is. */
  readonly id?: string;
  readonly className?: string;
  readonly children: ReactNode;
}

export function HistoryLink({ place, id, className, children }: HistoryLinkProps) {
  const { cluster, namespace, name } = place;
  return (
    <Link
      to="/objects"
      search={{ cluster, resource: writeResource(place), namespace: namespace === '' ? undefined : namespace, name, version: id }}
      className={className}
    >
      {children}
    </Link>
  );
}
