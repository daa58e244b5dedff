// Objects to begin from: those of the range that were changed lately, and those that were changed most often.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { familyOfVerb } from '../../../src/story/verb-family.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Choice } from '../../parts/field.tsx';
import { FamilyGlyph, UserName } from '../../parts/marks.tsx';
import { ErrorMessage, StateMessage } from '../../parts/state-message.tsx';
import { Value } from '../../parts/value.tsx';
import { changedObjectsQuery, type ChangedObject } from '../../query/objects.ts';
import type { ObjectsSearch } from '../../search-params.ts';
import { writeResource } from '../../show/object-place.ts';
import { showTime } from '../../show/show-time.ts';
import { nothingOpen, type GoObjects } from './go.ts';
import styles from './object-list.module.css';

export function ObjectList({ search, onGo }: { readonly search: ObjectsSearch; readonly onGo: GoObjects }) {
  const words = useTexts().objects.list;
  const { cluster, from, to } = search;
  const hasComponents = search.who === 'all';
  const lately = useQuery(changedObjectsQuery({ cluster, from, to }, 'last', hasComponents));
  const often = useQuery(changedObjectsQuery({ cluster, from, to }, 'writes', hasComponents));
  const isEmpty = lately.data?.length === 0;
  return (
    <div className={styles.page}>
      <div className={styles.tools}>
        <Choice type="checkbox" label={words.all} checked={hasComponents} onChange={(event) => onGo({ who: event.target.checked ? 'all' : undefined }, true)} />
      </div>
      {lately.isError && <ErrorMessage error={lately.error} onRetry={() => void lately.refetch()} />}
      {isEmpty && (
        <StateMessage
          title={words.none}
          actions={
            <Link to="/explore" search={{ cluster, from, to }}>
              {words.noneNext}
            </Link>
          }
        >
          <p>{words.noneText}</p>
        </StateMessage>
      )}
      {!isEmpty && !lately.isError && (
        <div className={styles.tables}>
          <ObjectTable title={words.lately} objects={lately.data} search={search} />
          <ObjectTable title={words.often} objects={often.data} search={search} />
        </div>
      )}
    </div>
  );
}

interface ObjectTableProps {
  readonly title: string;
  readonly objects: readonly ChangedObject[] | undefined;
  readonly search: ObjectsSearch;
}

function ObjectTable({ title, objects, search }: ObjectTableProps) {
  const texts = useTexts();
  const words = texts.objects.list;
  return (
    <section className={styles.section} aria-label={title}>
      <h2>{title}</h2>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{words.object}</th>
            <th scope="col">{words.actor}</th>
            <th scope="col" className={styles.time}>
              {words.last}
            </th>
            <th scope="col" className={styles.number}>
              {words.writes}
            </th>
          </tr>
        </thead>
        <tbody>
          {objects?.map((object) => (
            <ObjectRow
              key={JSON.stringify([object.cluster, object.apiGroup, object.resource, object.namespace, object.name])}
              object={object}
              search={search}
            />
          ))}
        </tbody>
      </table>
      {objects === undefined && <p className={styles.waiting}>{texts.common.loading}</p>}
    </section>
  );
}

function ObjectRow({ object, search }: { readonly object: ChangedObject; readonly search: ObjectsSearch }) {
  const texts = useTexts();
  const { cluster, resource, namespace, name, writes, last, actor, verb } = object;
  const time = showTime(last);
  const target = { ...search, ...nothingOpen, cluster, resource: writeResource(object), namespace: namespace === '' ? undefined : namespace, name };
  return (
    <tr>
      <td>
        <FamilyGlyph family={familyOfVerb(verb)} />
        <Link to="/objects" search={target} className={styles.link}>
          <span className={styles.soft}>
            <Value text={resource} max={60} isFixed />
          </span>{' '}
          {namespace !== '' && (
            <span className={styles.soft}>
              <Value text={`${namespace}/`} max={64} isFixed />
            </span>
          )}
          <Value text={name} max={80} isFixed />
        </Link>
        {search.cluster === undefined && <span className={styles.cluster}>{cluster}</span>}
      </td>
      <td className={styles.actor}>{actor === '' ? texts.explore.noUser : <UserName name={actor} isFixed />}</td>
      <td className={styles.time}>{time === null ? <Value text={last} max={32} isFixed /> : `${time.date} ${time.time}`}</td>
      <td className={styles.number}>{texts.count(writes)}</td>
    </tr>
  );
}
