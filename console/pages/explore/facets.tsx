// What is in the answer, by its fields: each value with its count, to be taken in or left out by a click.
import { useQuery } from '@tanstack/react-query';
import { memo, useCallback, useDeferredValue, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { Icon } from '../../parts/icon.tsx';
import { Value } from '../../parts/value.tsx';
import { facetsQuery } from '../../query/aggregates.ts';
import type { Selection } from '../../query/events.ts';
import { sensesOf, toggleCondition, writeCondition, type Sense } from '../../show/refine-query.ts';
import type { ExploreSearch } from '../../search-params.ts';
import styles from './facets.module.css';

/** What people narrow by first. The names are those of the query language. */
const fields = [
  'actor',
  'user.username',
  'verb',
  'objectRef.resource',
  'objectRef.namespace',
  'responseStatus.code',
  'client.name',
  'sourceIP',
  'objectRef.subresource',
  'rbac.role',
  'level',
  'stage',
  'cluster',
] as const;

/** What is asked for now and then: each is counted when somebody opens it, because some are read from the bodies. */
const furtherFields = [
  'objectRef.name',
  'objectRef.apiGroup',
  'impersonatedUser.username',
  'user.groups',
  'userAgent',
  'responseStatus.reason',
  'rbac.binding',
  'uri.dryRun',
  'uri.fieldManager',
  'uri.command',
  'requestObject.spec.unschedulable',
  'topic',
  'source',
] as const;

const few = 6;
const many = 200;

export interface FacetsProps {
  readonly selection: Selection;
  /** The filter as it was asked for last: what was pressed shows before its answer is on the way. */
  readonly pressed: string | undefined;
  /** The list comes first: nothing else is asked for before. */
  readonly waits: boolean;
  readonly onGo: (change: ExploreSearch) => void;
}

export function Facets({ selection, pressed, waits, onGo }: FacetsProps) {
  const words = useTexts().explore.facets;
  const senses = useMemo(() => sensesOf(pressed), [pressed]);
  const onToggle = useToggle(pressed, onGo);
  const [name, setName] = useState('');
  const asked = useQuery({ ...facetsQuery(selection, { fields, limit: few }), enabled: !waits });
  const isFound = (field: string): boolean => field.toLowerCase().includes(name.trim().toLowerCase());
  const [shown, further] = [fields.filter(isFound), furtherFields.filter(isFound)];
  return (
    <nav className={`${styles.facets} ${asked.isPlaceholderData ? styles.old : ''}`} aria-label={words.label} aria-busy={waits || asked.isFetching}>
      <SearchBox label={words.findField} value={name} onChange={setName} />
      {asked.data !== undefined &&
        shown.map((field) => <Facet key={field} field={field} first={asked.data[field]} selection={selection} senses={senses} onToggle={onToggle} />)}
      {further.map((field) => (
        <FurtherFacet key={field} field={field} selection={selection} senses={senses} onToggle={onToggle} />
      ))}
      {shown.length + further.length === 0 && <p className={styles.none}>{words.noField}</p>}
    </nav>
  );
}

type Toggle = (condition: string, isNegated: boolean) => void;

/** The same function all the time, which changes the latest query. */
function useToggle(q: string | undefined, onGo: FacetsProps['onGo']): Toggle {
  const latest = useRef(q);
  useEffect(() => {
    latest.current = q;
  });
  return useCallback((condition, isNegated) => onGo({ q: toggleCondition(latest.current, condition, isNegated), open: undefined }), [onGo]);
}

interface FacetData {
  readonly values: readonly { readonly value: string; readonly count: number }[];
  readonly distinct: number;
  readonly exact: boolean;
}

interface FacetProps {
  readonly field: string;
  readonly first: FacetData | undefined;
  readonly selection: Selection;
  readonly senses: (condition: string) => Sense;
  readonly onToggle: Toggle;
}

function Facet({ field, first, selection, senses, onToggle }: FacetProps) {
  if (first === undefined || first.values.length === 0) return null;
  return (
    <section className={styles.facet} aria-label={field}>
      <FacetName field={field} data={first} />
      <SomeValues field={field} first={first} selection={selection} senses={senses} onToggle={onToggle} />
    </section>
  );
}

/** A field whose values are counted once somebody wants to see them. */
function FurtherFacet(props: Omit<FacetProps, 'first'>) {
  const { field } = props;
  const [isOpen, setOpen] = useState(false);
  return (
    <section className={styles.facet} aria-label={field}>
      <h3 className={styles.name}>
        <button type="button" className={styles.further} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <span aria-hidden="true">{isOpen ? '▾' : '▸'}</span> {field}
        </button>
      </h3>
      {isOpen && <FurtherValues {...props} />}
    </section>
  );
}

function FurtherValues(props: Omit<FacetProps, 'first'>) {
  const { field, selection } = props;
  const texts = useTexts();
  const { data } = useQuery(facetsQuery(selection, { fields: [field], limit: few }));
  const first = data?.[field];
  return first === undefined ? <p className={styles.none}>{texts.common.loading}</p> : <SomeValues {...props} first={first} />;
}

/** The most frequent values, or all of them. */
function SomeValues({ field, first, selection, senses, onToggle }: FacetProps & { readonly first: FacetData }) {
  const [isOpen, setOpen] = useState(false);
  const values = (data: FacetData) => <FacetValues field={field} data={data} senses={senses} isLong={isOpen} onToggle={onToggle} />;
  return (
    <>
      {isOpen ? <AllValues field={field} first={first} selection={selection} draw={values} /> : values(first)}
      <MoreButton isOpen={isOpen} more={first.distinct - first.values.length} onToggle={() => setOpen(!isOpen)} />
    </>
  );
}

function FacetName({ field, data }: { readonly field: string; readonly data: FacetData }) {
  const texts = useTexts();
  return (
    <h3 className={styles.name}>
      {field} <span className={styles.distinct}>{data.exact ? texts.count(data.distinct) : texts.explore.facets.atLeast(data.distinct)}</span>
    </h3>
  );
}

function MoreButton({ isOpen, more, onToggle }: { readonly isOpen: boolean; readonly more: number; readonly onToggle: () => void }) {
  const words = useTexts().explore.facets;
  if (!isOpen && more <= 0) return null;
  return (
    <button type="button" className={styles.more} onClick={onToggle} aria-expanded={isOpen}>
      {isOpen ? words.fewer : words.more(more)}
    </button>
  );
}

interface AllValuesProps {
  readonly field: string;
  readonly first: FacetData;
  readonly selection: Selection;
  readonly draw: (data: FacetData) => ReactNode;
}

/** Many values of one field, and a box to find others in. */
function AllValues({ field, first, selection, draw }: AllValuesProps) {
  const words = useTexts().explore.facets;
  const [match, setMatch] = useState('');
  const deferred = useDeferredValue(match.trim());
  const asked = useQuery(facetsQuery(selection, { fields: [field], limit: many, match: deferred === '' ? undefined : deferred }));
  return (
    <>
      <SearchBox label={words.findValue(field)} value={match} onChange={setMatch} />
      {draw(asked.data?.[field] ?? first)}
    </>
  );
}

interface FacetValuesProps extends Pick<FacetProps, 'field' | 'senses' | 'onToggle'> {
  readonly data: FacetData;
  readonly isLong: boolean;
}

function FacetValues({ field, data: { values }, senses, isLong, onToggle }: FacetValuesProps) {
  const most = Math.max(...values.map(({ count }) => count), 1);
  return (
    <ul className={isLong ? styles.long : undefined}>
      {values.map(({ value, count }) => {
        const condition = writeCondition(field, value);
        return <FacetValue key={value} value={value} count={count} share={count / most} condition={condition} sense={senses(condition)} onToggle={onToggle} />;
      })}
    </ul>
  );
}

interface FacetValueProps {
  readonly value: string;
  readonly count: number;
  readonly share: number;
  readonly condition: string;
  readonly sense: Sense;
  readonly onToggle: Toggle;
}

/** Click takes the value in, Alt+click leaves it out; both have a button of their own for touch and screen readers. */
const FacetValue = memo(function FacetValue({ value, count, share, condition, sense, onToggle }: FacetValueProps) {
  const texts = useTexts();
  const words = texts.explore.facets;
  return (
    <li className={styles.value} data-sense={sense ?? undefined}>
      <button
        type="button"
        className={styles.include}
        aria-pressed={sense === 'included'}
        onClick={(event) => onToggle(condition, event.altKey)}
        title={words.include}
      >
        <span className={styles.bar} style={{ width: `${Math.max(2, share * 100)}%` }} aria-hidden="true" />
        <span className={styles.text}>{value === '' ? <em>{words.absent}</em> : <Value text={value} max={48} isFixed />}</span>
        <span className={styles.count}>{texts.count(count)}</span>
      </button>
      <button
        type="button"
        className={styles.exclude}
        aria-pressed={sense === 'excluded'}
        onClick={() => onToggle(condition, true)}
        aria-label={words.excludeValue(value)}
        title={words.exclude}
      >
        <span aria-hidden="true">−</span>
      </button>
    </li>
  );
});

function SearchBox({ label, value, onChange }: { readonly label: string; readonly value: string; readonly onChange: (value: string) => void }) {
  return (
    <label className={styles.find}>
      <Icon name="search" />
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        autoComplete="off"
        spellCheck={false}
      />
    </label>
  );
}
