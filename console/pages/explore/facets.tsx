// What is in the answer, by its fields: each value with its count, to be taken in or left out by a click.
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState, type ReactNode } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { Icon } from '../../parts/icon.tsx';
import { Value } from '../../parts/value.tsx';
import { facetsQuery } from '../../query/aggregates.ts';
import type { Selection } from '../../query/events.ts';
import { senseOf, toggleCondition, writeCondition } from '../../show/refine-query.ts';
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
  /** The list comes first: nothing else is asked for before. */
  readonly waits: boolean;
  readonly onGo: (change: ExploreSearch) => void;
}

export function Facets({ selection, waits, onGo }: FacetsProps) {
  const words = useTexts().explore.facets;
  const [name, setName] = useState('');
  const asked = useQuery({ ...facetsQuery(selection, { fields, limit: few }), enabled: !waits });
  const isFound = (field: string): boolean => field.toLowerCase().includes(name.trim().toLowerCase());
  const [shown, further] = [fields.filter(isFound), furtherFields.filter(isFound)];
  return (
    <nav className={`${styles.facets} ${asked.isPlaceholderData ? styles.old : ''}`} aria-label={words.label} aria-busy={waits || asked.isFetching}>
      <SearchBox label={words.findField} value={name} onChange={setName} />
      {asked.data !== undefined && shown.map((field) => <Facet key={field} field={field} first={asked.data[field]} selection={selection} onGo={onGo} />)}
      {further.map((field) => (
        <FurtherFacet key={field} field={field} selection={selection} onGo={onGo} />
      ))}
      {shown.length + further.length === 0 && <p className={styles.none}>{words.noField}</p>}
    </nav>
  );
}

interface FacetData {
  readonly values: readonly { readonly value: string; readonly count: number }[];
  readonly distinct: number;
  readonly exact: boolean;
}

interface FacetProps extends Omit<FacetsProps, 'waits'> {
  readonly field: string;
  readonly first: FacetData | undefined;
}

function Facet({ field, first, selection, onGo }: FacetProps) {
  if (first === undefined || first.values.length === 0) return null;
  return (
    <section className={styles.facet} aria-label={field}>
      <FacetName field={field} data={first} />
      <SomeValues field={field} first={first} selection={selection} onGo={onGo} />
    </section>
  );
}

/** A field whose values are counted once somebody wants to see them. */
function FurtherFacet({ field, selection, onGo }: Omit<FacetProps, 'first'>) {
  const texts = useTexts();
  const [isOpen, setOpen] = useState(false);
  const { data } = useQuery({ ...facetsQuery(selection, { fields: [field], limit: few }), enabled: isOpen });
  const first = data?.[field];
  return (
    <section className={styles.facet} aria-label={field}>
      <h3 className={styles.name}>
        <button type="button" className={styles.further} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <span aria-hidden="true">{isOpen ? '▾' : '▸'}</span> {field}
        </button>
      </h3>
      {isOpen && first === undefined && <p className={styles.none}>{texts.common.loading}</p>}
      {isOpen && first !== undefined && <SomeValues field={field} first={first} selection={selection} onGo={onGo} />}
    </section>
  );
}

/** The most frequent values, or all of them. */
function SomeValues({ field, first, selection, onGo }: FacetProps & { readonly first: FacetData }) {
  const [isOpen, setOpen] = useState(false);
  const values = (data: FacetData) => <FacetValues field={field} data={data} q={selection.q} isLong={isOpen} onGo={onGo} />;
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

interface FacetValuesProps {
  readonly field: string;
  readonly data: FacetData;
  readonly q: string | undefined;
  readonly isLong: boolean;
  readonly onGo: FacetsProps['onGo'];
}

function FacetValues({ field, data: { values }, q, isLong, onGo }: FacetValuesProps) {
  const most = Math.max(...values.map(({ count }) => count), 1);
  return (
    <ul className={isLong ? styles.long : undefined}>
      {values.map(({ value, count }) => (
        <FacetValue key={value} field={field} value={value} count={count} share={count / most} q={q} onGo={onGo} />
      ))}
    </ul>
  );
}

interface FacetValueProps {
  readonly field: string;
  readonly value: string;
  readonly count: number;
  readonly share: number;
  readonly q: string | undefined;
  readonly onGo: FacetsProps['onGo'];
}

/** Click takes the value in, Alt+click leaves it out; both have a button of their own for touch and screen readers. */
function FacetValue({ field, value, count, share, q, onGo }: FacetValueProps) {
  const texts = useTexts();
  const words = texts.explore.facets;
  const condition = writeCondition(field, value);
  const sense = senseOf(q, condition);
  const go = (isNegated: boolean) => onGo({ q: toggleCondition(q, condition, isNegated), open: undefined });
  return (
    <li className={styles.value} data-sense={sense ?? undefined}>
      <button type="button" className={styles.include} aria-pressed={sense === 'included'} onClick={(event) => go(event.altKey)} title={words.include}>
        <span className={styles.bar} style={{ width: `${Math.max(2, share * 100)}%` }} aria-hidden="true" />
        <span className={styles.text}>{value === '' ? <em>{words.absent}</em> : <Value text={value} max={48} isFixed />}</span>
        <span className={styles.count}>{texts.count(count)}</span>
      </button>
      <button
        type="button"
        className={styles.exclude}
        aria-pressed={sense === 'excluded'}
        onClick={() => go(true)}
        aria-label={words.excludeValue(value)}
        title={words.exclude}
      >
        <span aria-hidden="true">−</span>
      </button>
    </li>
  );
}

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
