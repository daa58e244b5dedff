// What the lanes show: the object and what belongs to it, each with its writes, and the other requests for all of them.
import { useQueries, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { FamilyAnswer, HistoryAnswer } from '../../../src/api/contract/history.ts';
import { familyQuery, laneQuery, requestsQuery, type PlaceInCluster } from '../../query/objects.ts';
import type { ObjectsSearch } from '../../search-params.ts';
import type { ShownHistory } from '../../show/history-work.ts';
import type { LaneStep } from '../../show/lane-shape.ts';
import type { ObjectPlace } from '../../show/object-place.ts';
import { isSamePlace, readOther, type OtherRequest } from '../../show/story-entries.ts';

export interface LaneMember {
  readonly place: ObjectPlace;
  readonly depth: number;
  readonly isSelf: boolean;
  readonly steps: readonly (LaneStep & { readonly actor: string })[];
  readonly gaps: readonly { readonly from: string | null; readonly to: string }[];
  readonly requests: readonly OtherRequest[];
}

export interface LanesContent {
  readonly members: readonly LaneMember[];
  /** Objects that belong to it and have no lane. */
  readonly more: number;
  readonly requests: readonly OtherRequest[];
  readonly isLoading: boolean;
}

const maxLanes = 12;
const nobody: FamilyAnswer['members'] = [];

/** The object itself comes from the history that the page has; the others are asked for without their bodies. */
export function useLanes(self: PlaceInCluster, shown: ShownHistory | null, { from, to }: ObjectsSearch): LanesContent {
  const { cluster } = self;
  const family = useQuery(familyQuery(self));
  const known = family.data?.members ?? nobody;
  const drawn = useMemo(() => nearest(known, self), [known, self]);
  const others = useQueries({
    queries: drawn.map((member) => ({ ...laneQuery({ cluster, ...placeOf(member) }), enabled: member.relation !== 'self' })),
    combine: (results) => results.map(({ data }) => data),
  });
  const places = useMemo(() => (drawn.length === 0 ? [self] : drawn.map(placeOf)), [drawn, self]);
  // What belongs to it comes with the family; until then the object's own requests are enough.
  const asked = useQuery({ ...requestsQuery(cluster, places, { from, to }), placeholderData: (before) => before });
  const requests = useMemo(() => (asked.data ?? []).flatMap((row) => readOther(row) ?? []), [asked.data]);
  const members = useMemo(() => {
    const all = drawn.length === 0 ? [{ ...self, relation: 'self' as const, depth: 0 }] : drawn;
    return all.map((member, k): LaneMember => {
      const place = placeOf(member);
      const own = requests.filter((request) => isSamePlace(request.place, place));
      const { depth } = member;
      if (member.relation === 'self') return { place, depth, isSelf: true, steps: ownSteps(shown), gaps: shown?.gaps ?? [], requests: own };
      return { place, depth, isSelf: false, steps: stepsOf(others[k]), gaps: others[k]?.gaps ?? [], requests: own };
    });
  }, [drawn, self, others, requests, shown]);
  return { members, more: Math.max(0, known.length - drawn.length), requests, isLoading: family.isPending };
}

function placeOf({ apiGroup, resource, namespace, name }: ObjectPlace): ObjectPlace {
  return { apiGroup, resource, namespace, name };
}

/** Every owner, the object, and of what it owns as many as there is room for. */
function nearest(members: FamilyAnswer['members'], self: ObjectPlace): FamilyAnswer['members'] {
  const at = members.findIndex((member) => isSamePlace(member, self));
  return members.slice(0, Math.max(maxLanes, at + 1));
}

function ownSteps(shown: ShownHistory | null): LaneMember['steps'] {
  return shown?.steps.filter(({ subresource }) => subresource !== 'status') ?? [];
}

function stepsOf(answer: HistoryAnswer | undefined): LaneMember['steps'] {
  if (answer === undefined) return [];
  const versions = answer.versions.map(({ id, time, actor, verb, life, deleted, bodyFrom }) => {
    return { id, time, actor, verb, subresource: '', life, isEnd: deleted === true, hasBody: bodyFrom !== undefined };
  });
  const parts = answer.parts
    .filter(({ subresource }) => subresource !== 'status')
    .map(({ id, time, actor, verb, subresource, life }) => ({ id, time, actor, verb, subresource, life, isEnd: false, hasBody: false }));
  return [...versions, ...parts].sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
}
