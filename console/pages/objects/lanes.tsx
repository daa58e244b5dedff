// Lanes over time: what owns the object, the object, what it owns; who began it on top. All that can be clicked here is in the list below, too.
import { Link } from '@tanstack/react-router';
import { useMemo, type CSSProperties, type MouseEvent, type ReactNode } from 'react';
import { formatTimestamp, parseTimestamp } from '../../../src/audit/timestamp.ts';
import { singular } from '../../../src/story/resources.ts';
import { parseTimeExpression } from '../../../src/search/time-expression.ts';
import { useTexts } from '../../i18n/texts.ts';
import { UserName } from '../../parts/marks.tsx';
import { Value } from '../../parts/value.tsx';
import type { PlaceInCluster } from '../../query/objects.ts';
import type { ObjectsSearch } from '../../search-params.ts';
import { laneOf, percent, rangeOf, ticksOf, type Lane, type LaneMark, type LaneRange } from '../../show/lane-shape.ts';
import { writeResource } from '../../show/object-place.ts';
import { showTime } from '../../show/show-time.ts';
import type { StoryEntry } from '../../show/story-entries.ts';
import { familyGlyphs } from '../../show/verb-family.ts';
import { nothingOpen, type GoObjects } from './go.ts';
import type { LaneMember, LanesContent } from './use-lanes.ts';
import styles from './lanes.module.css';

export interface LanesProps {
  readonly place: PlaceInCluster;
  readonly lanes: LanesContent;
  readonly search: ObjectsSearch;
  readonly selected: StoryEntry | null;
  readonly onGo: GoObjects;
}

export function Lanes({ place, lanes, search, selected, onGo }: LanesProps) {
  const words = useTexts().objects.lanes;
  const { members, more, isLoading } = lanes;
  const range = useRange(members, search);
  const drawn = useMemo(() => (range === null ? [] : members.map((member) => laneOf(member, range))), [members, range]);
  if (range === null) return null;
  const self = members.findIndex(({ isSelf }) => isSelf);
  const cursor = cursorOf(search.at ?? selected?.time, range);
  return (
    <section className={styles.lanes} aria-label={words.label} title={words.hint}>
      <div className={styles.row}>
        <Root member={members[0]} />
        <div className={styles.axis} aria-hidden="true">
          {ticksOf(range).map((tick) => (
            <span key={tick} className={styles.tick} style={{ left: `${percent(tick, range)}%` }}>
              {tickText(tick, range)}
            </span>
          ))}
        </div>
      </div>
      {members.map((member, k) => (
        <div key={JSON.stringify(member.place)} className={styles.row} data-self={member.isSelf ? '' : undefined}>
          <Label member={member} place={place} search={search} />
          <Track range={range} cursor={cursor} onTime={(at) => onGo({ at, version: undefined, tab: 'object' })}>
            <LaneParts
              lane={drawn[k]}
              selectedId={member.isSelf && selected?.type === 'step' ? selected.id : null}
              onMark={(mark) => (k === self ? onGo({ version: mark.id, at: undefined }) : onGo({ ...targetOf(member, mark) }))}
            />
          </Track>
        </div>
      ))}
      {(more > 0 || isLoading) && <p className={styles.more}>{isLoading ? words.noFamily : words.more(more)}</p>}
    </section>
  );
}

function targetOf({ place }: LaneMember, mark: LaneMark): ObjectsSearch {
  const { namespace, name } = place;
  return { ...nothingOpen, resource: writeResource(place), namespace: namespace === '' ? undefined : namespace, name, version: mark.id };
}

/** From the first to the last write of all; the ends that the address names hold. */
function useRange(members: readonly LaneMember[], { from, to }: ObjectsSearch): LaneRange | null {
  return useMemo(() => {
    const now = Date.now() * 1000;
    const asked = { from: from === undefined ? null : parseTimeExpression(from, now), to: to === undefined ? null : parseTimeExpression(to, now) };
    const times = members.flatMap(({ steps, requests, isSelf }) => [...steps.map(({ time }) => time), ...(isSelf ? requests.map(({ time }) => time) : [])]);
    return rangeOf(times, asked);
  }, [members, from, to]);
}

function cursorOf(time: string | undefined, range: LaneRange): number | null {
  const micros = time === undefined ? null : parseTimestamp(time);
  return micros === null || micros < range.from || micros > range.to ? null : percent(micros, range);
}

const day = 86_400e6;

function tickText(micros: number, { from, to }: LaneRange): string {
  const text = formatTimestamp(micros);
  const length = to - from;
  if (length > 5 * day) return text.slice(0, 10);
  if (length > day / 2) return `${text.slice(5, 10)} ${text.slice(11, 16)}`;
  return length < 8e6 ? text.slice(11, 23) : text.slice(11, 19);
}

/** Who made, or last wrote, the topmost object: where it all began. */
function Root({ member }: { readonly member: LaneMember }) {
  const texts = useTexts();
  const begun = member.steps.find(({ subresource }) => subresource === '');
  return (
    <div className={styles.label}>
      {begun !== undefined && (
        <>
          <span className={styles.soft}>{texts.objects.lanes.by}</span> {begun.actor === '' ? texts.explore.noUser : <UserName name={begun.actor} isFixed />}
        </>
      )}
    </div>
  );
}

function Label({
  member: { place, depth, isSelf },
  place: self,
  search,
}: {
  readonly member: LaneMember;
  readonly place: PlaceInCluster;
  readonly search: ObjectsSearch;
}) {
  const { resource, apiGroup, namespace, name } = place;
  const text = (
    <>
      <span className={styles.soft}>
        <Value text={singular(resource, apiGroup)} max={40} isFixed />
      </span>{' '}
      <Value text={name} max={80} isFixed />
    </>
  );
  const indent: CSSProperties = { paddingLeft: 12 + Math.min(depth + 1, 6) * 12 };
  if (isSelf)
    return (
      <div className={`${styles.label} ${styles.self}`} style={indent} aria-current="true">
        {text}
      </div>
    );
  const target = {
    ...search,
    ...nothingOpen,
    cluster: self.cluster,
    resource: writeResource(place),
    namespace: namespace === '' ? undefined : namespace,
    name,
  };
  return (
    <div className={styles.label} style={indent}>
      <Link to="/objects" search={target} className={styles.link}>
        {text}
      </Link>
    </div>
  );
}

interface TrackProps {
  readonly range: LaneRange;
  readonly cursor: number | null;
  readonly onTime: (at: string) => void;
  readonly children: ReactNode;
}

/** A click on it asks for the object at that time; the field over the list does the same by keyboard. */
function Track({ range, cursor, onTime, children }: TrackProps) {
  const ask = ({ clientX, currentTarget }: MouseEvent<HTMLElement>) => {
    const { left, width } = currentTarget.getBoundingClientRect();
    onTime(formatTimestamp(Math.round(range.from + ((clientX - left) / width) * (range.to - range.from))));
  };
  return (
    <div className={styles.track} onClick={ask}>
      {children}
      {cursor !== null && <span className={styles.cursor} style={{ left: `${cursor}%` }} />}
    </div>
  );
}

interface LanePartsProps {
  readonly lane: Lane;
  readonly selectedId: string | null;
  readonly onMark: (mark: LaneMark) => void;
}

function LaneParts({ lane, selectedId, onMark }: LanePartsProps) {
  const texts = useTexts();
  const words = texts.objects.lanes;
  const titleOf = ({ family, time, count, isDryRun, isFailed }: LaneMark) => {
    const what =
      count > 1 ? words.many(count) : `${texts.explore.families[family]}${isDryRun ? ` · ${words.dryRun}` : ''}${isFailed ? ` · ${words.failed}` : ''}`;
    return `${what} · ${showTime(time)?.full ?? ''}`;
  };
  return (
    <>
      {lane.hatches.map(({ left, width }, index) => (
        <span key={index} className={styles.hatch} style={{ left: `${left}%`, width: `${width}%` }} />
      ))}
      {lane.bars.map(({ id, left, width, number, isKnown }) => (
        <span
          key={id}
          className={styles.bar}
          data-odd={number % 2 === 1 ? '' : undefined}
          data-unknown={isKnown ? undefined : ''}
          data-selected={id === selectedId ? '' : undefined}
          style={{ left: `${left}%`, width: `max(3px, ${width}%)` }}
          title={words.version(number)}
        >
          {width > 2.4 && texts.count(number)}
        </span>
      ))}
      {lane.marks.map((mark) => (
        <button
          key={mark.id}
          type="button"
          tabIndex={-1}
          className={`${styles.mark} ${styles[mark.family]}`}
          data-dry={mark.isDryRun ? '' : undefined}
          data-failed={mark.isFailed ? '' : undefined}
          style={{ left: `${mark.left}%` }}
          title={titleOf(mark)}
          aria-label={titleOf(mark)}
          onClick={(event) => {
            event.stopPropagation();
            onMark(mark);
          }}
        >
          {familyGlyphs[mark.family]}
        </button>
      ))}
    </>
  );
}
