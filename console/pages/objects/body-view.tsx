// The object after a version, line by line, with who set what stands there. Everything in it is untrusted.
import { useMemo, useState } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { UserName } from '../../parts/marks.tsx';
import { Value } from '../../parts/value.tsx';
import type { ObjectsSearch } from '../../search-params.ts';
import type { BodyLine, ShownBody, ShownSetter } from '../../show/body-lines.ts';
import { isSecretKey } from '../../show/find-tokens.ts';
import { showTime } from '../../show/show-time.ts';
import type { GoObjects } from './go.ts';
import styles from './body-view.module.css';

export interface BodyViewProps {
  readonly body: ShownBody;
  readonly stepId: string;
  readonly search: ObjectsSearch;
  readonly onGo: GoObjects;
}

const drawnStep = 100;
const maxIndent = 24;

export function BodyView({ body, stepId, search, onGo }: BodyViewProps) {
  const texts = useTexts();
  const words = texts.objects.version;
  const { lines, setters, isCut } = body;
  const asked = search.field === undefined ? -1 : lines.findIndex(({ path }) => path === search.field);
  const [room, setRoom] = useState(drawnStep);
  const drawn = Math.max(room, asked + 1);
  // Lines one after another of one setter show it once.
  const names = useMemo(() => namesOf(lines), [lines]);
  return (
    <div className={styles.body}>
      {search.field !== undefined && <FieldCard path={search.field} setter={setterOf(lines, setters, asked)} stepId={stepId} onGo={onGo} />}
      <div className={styles.head} aria-hidden="true">
        <span>{words.blame}</span>
        <span>{words.object}</span>
      </div>
      <ol className={styles.lines}>
        {lines.slice(0, drawn).map((line, index) => (
          <Line
            key={index}
            line={line}
            setter={line.setter === null ? null : setters[line.setter]}
            hasName={names[index]}
            isNew={line.setter !== null && setters[line.setter].id === stepId}
            isAsked={index === asked}
            onField={() => onGo({ field: line.path }, search.field !== undefined)}
          />
        ))}
      </ol>
      {lines.length > drawn && (
        <button type="button" className={styles.more} onClick={() => setRoom(drawn * 2)}>
          {texts.common.showMore(lines.length - drawn)}
        </button>
      )}
      {isCut && <p className={styles.soft}>{words.bodyCut}</p>}
    </div>
  );
}

function namesOf(lines: readonly BodyLine[]): readonly boolean[] {
  let last: number | null = null;
  return lines.map(({ setter }) => {
    const isNamed = setter !== null && setter !== last;
    last = setter ?? last;
    return isNamed;
  });
}

/** Of a field that has others in it, the newest setter among these. */
function setterOf(lines: readonly BodyLine[], setters: readonly ShownSetter[], at: number): ShownSetter | null {
  if (at < 0) return null;
  const end = lines.findIndex(({ depth }, k) => k > at && depth <= lines[at].depth);
  const inside = lines.slice(at, end < 0 ? undefined : end).flatMap(({ setter }) => (setter === null ? [] : setters[setter]));
  return inside.reduce<ShownSetter | null>((newest, each) => (newest === null || each.time > newest.time ? each : newest), null);
}

interface LineProps {
  readonly line: BodyLine;
  readonly setter: ShownSetter | null;
  readonly hasName: boolean;
  readonly isNew: boolean;
  readonly isAsked: boolean;
  readonly onField: () => void;
}

function Line({ line, setter, hasName, isNew, isAsked, onField }: LineProps) {
  const texts = useTexts();
  const { depth, path } = line;
  return (
    <li className={styles.line} data-new={isNew ? '' : undefined} aria-current={isAsked ? 'true' : undefined}>
      <span className={styles.who}>
        {setter !== null && hasName && (
          <>
            <span className={styles.name}>{setter.actor === '' ? texts.explore.noUser : <UserName name={setter.actor} isFixed />}</span>
            <span className={styles.soft}>{showTime(setter.time)?.time}</span>
          </>
        )}
      </span>
      <button
        type="button"
        className={styles.text}
        style={{ paddingLeft: 8 + Math.min(depth, maxIndent) * 14 }}
        onClick={onField}
        title={texts.objects.version.setBy(path.slice(0, 80))}
      >
        <Place line={line} />
      </button>
    </li>
  );
}

/** The key and the value. */
function Place({ line: { key, isElement, value } }: { readonly line: BodyLine }) {
  const words = useTexts().objects.version;
  return (
    <>
      {isElement && <span className={styles.soft}>- </span>}
      {key !== null && (
        <>
          <Value text={key} max={120} isFixed className={styles.key} />
          <span className={styles.soft}>:</span>{' '}
        </>
      )}
      {value !== null && (
        <Value text={value.text} max={240} isFixed isSecret={value.isString && isSecretKey(key)} className={value.isString ? styles.string : styles.other} />
      )}
      {value !== null && value.cut > 0 && <span className={styles.soft}> …{words.cut(value.cut)}</span>}
    </>
  );
}

interface FieldCardProps {
  readonly path: string;
  readonly setter: ShownSetter | null;
  readonly stepId: string;
  readonly onGo: GoObjects;
}

/** Who last set one field, as far as it can be told. */
function FieldCard({ path, setter, stepId, onGo }: FieldCardProps) {
  const texts = useTexts();
  const words = texts.objects.version;
  return (
    <div className={styles.card} role="status">
      <p>
        <span className={styles.soft}>{words.field}</span> <Value text={path} max={300} className={styles.path} />
      </p>
      {setter === null ? (
        <p>{words.noSetter}</p>
      ) : (
        <p>
          <span className={styles.soft}>{words.blame}</span> {setter.actor === '' ? texts.explore.noUser : <UserName name={setter.actor} isFixed={false} />}{' '}
          <span className={styles.when}>{showTime(setter.time)?.full ?? setter.time}</span>{' '}
          <span className={styles.soft}>
            {setter.isFirst && words.doubtFirst}
            {setter.unknownBetween > 0 && words.doubtBetween(setter.unknownBetween)}
          </span>
        </p>
      )}
      <div className={styles.actions}>
        {setter !== null && setter.id !== stepId && (
          <button type="button" className={styles.link} onClick={() => onGo({ version: setter.id, at: undefined, tab: undefined, field: undefined })}>
            {words.goToVersion}
          </button>
        )}
        <button type="button" className={styles.link} onClick={() => onGo({ field: undefined })}>
          {words.closeField}
        </button>
      </div>
    </div>
  );
}
