// The marks of a request that list and detail share: who, which verb, which object, which result.
import { useTexts } from '../i18n/texts.ts';
import { Value } from './value.tsx';
import type { VerbFamily } from '../../src/story/verb-family.ts';
import type { EventFacts } from '../show/read-event.ts';
import { familyGlyphs, familyOf } from '../show/verb-family.ts';
import styles from './marks.module.css';

/** U+FE0E keeps the glyphs from being drawn as coloured pictures. */
const actorGlyphs = { human: '☺\ufe0e', admin: '★\ufe0e', component: '⚙\ufe0e' };

interface MarkProps {
  readonly facts: EventFacts;
  /** In a line: what is too long is cut and cannot be opened. */
  readonly isFixed?: boolean;
}

/** What class of user it is, before the name. */
export function ActorGlyph({ actor }: Pick<EventFacts, 'actor'>) {
  const label = useTexts().explore.actors[actor];
  return (
    <span className={`${styles.glyph} ${styles[actor]}`} role="img" aria-label={label} title={label}>
      {actorGlyphs[actor]}
    </span>
  );
}

export function ActorName({ facts, isFixed = false }: MarkProps) {
  const words = useTexts().explore;
  const { actor, username, impersonated } = facts;
  return (
    <>
      <ActorGlyph actor={actor} />
      {username === null || username === '' ? <em className={styles.nobody}>{words.noUser}</em> : <UserName name={username} isFixed={isFixed} />}
      {impersonated !== null && (
        <>
          <span className={styles.as}> {words.actingAs} </span>
          <UserName name={impersonated} isFixed={isFixed} />
        </>
      )}
    </>
  );
}

const accountPrefix = 'system:serviceaccount:';
const nodePrefix = 'system:node:';

/** Long prefixes that say what kind of user it is become a boxed word, which no user name can imitate. */
export function UserName({ name, isFixed }: { readonly name: string; readonly isFixed: boolean }) {
  const words = useTexts().explore;
  const prefix = [accountPrefix, nodePrefix].find((start) => name.startsWith(start) && name.length > start.length);
  if (prefix === undefined) return <Value text={name} max={80} isFixed={isFixed} className={styles.user} />;
  return (
    <>
      <span className={styles.kind} title={prefix === accountPrefix ? words.serviceAccountTitle : words.nodeTitle}>
        {prefix === accountPrefix ? words.serviceAccount : words.node}
      </span>
      <Value text={name.slice(prefix.length)} max={80} isFixed={isFixed} className={styles.user} />
    </>
  );
}

/** The glyph of a verb family, named for those who do not see it. */
export function FamilyGlyph({ family }: { readonly family: VerbFamily }) {
  const words = useTexts().explore;
  return (
    <span className={`${styles.verb} ${styles[family]}`}>
      <span className={styles.glyph} role="img" aria-label={words.families[family]} title={words.families[family]}>
        {familyGlyphs[family]}
      </span>
    </span>
  );
}

export function VerbMark({ facts }: MarkProps) {
  const words = useTexts().explore;
  const family = familyOf(facts);
  return (
    <span className={`${styles.verb} ${styles[family]}`}>
      <span className={styles.glyph} role="img" aria-label={words.families[family]} title={words.families[family]}>
        {familyGlyphs[family]}
      </span>
      <span className={styles.word}>{facts.verb === '' ? '–' : <Value text={facts.verb} max={24} isFixed />}</span>
    </span>
  );
}

export function ObjectName({ facts, isFixed = false }: MarkProps) {
  const { object, requestURI } = facts;
  if (object === null) return <Value text={requestURI} max={isFixed ? 120 : 300} isFixed={isFixed} className={styles.uri} />;
  const { resource, namespace, name, subresource } = object;
  return (
    <span className={styles.object}>
      <Value text={subresource === '' ? resource : `${resource}/${subresource}`} max={80} isFixed={isFixed} className={styles.resource} />{' '}
      {namespace !== '' && <Value text={name === '' ? namespace : `${namespace}/`} max={64} isFixed={isFixed} className={styles.namespace} />}
      {name !== '' && <Value text={name} max={120} isFixed={isFixed} className={styles.name} />}
    </span>
  );
}

export function ResultCode({ facts }: MarkProps) {
  const words = useTexts().explore;
  const { code } = facts;
  if (code === null) {
    return (
      <span className={styles.noCode} title={words.noCode}>
        –<span className="visually-hidden">{words.noCode}</span>
      </span>
    );
  }
  const look = code.startsWith('5') ? styles.broken : code.startsWith('4') ? styles.failed : styles.fine;
  return <Value text={code} max={8} isFixed className={`${styles.codeText} ${look}`} />;
}
