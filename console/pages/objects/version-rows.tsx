// One line of an object's list: a step, another request, or a stretch that is not known.
import { Link } from '@tanstack/react-router';
import type { Gap } from '../../../src/story/history/step.ts';
import { familyOfVerb } from '../../../src/story/verb-family.ts';
import { useTexts } from '../../i18n/texts.ts';
import { FamilyGlyph, UserName } from '../../parts/marks.tsx';
import { Value } from '../../parts/value.tsx';
import { isSecretKey } from '../../show/find-tokens.ts';
import type { ShownChange, ShownStep, ShownValue } from '../../show/history-work.ts';
import { showTime } from '../../show/show-time.ts';
import type { OtherRequest } from '../../show/story-entries.ts';
import styles from './version-list.module.css';

export function StepRow({ step }: { readonly step: ShownStep }) {
  const texts = useTexts();
  const words = texts.objects.history;
  return (
    <>
      <span className={styles.number}>{step.number === null ? '' : texts.count(step.number)}</span>
      <FamilyGlyph family={step.isEnd ? 'delete' : familyOfVerb(step.verb)} />
      <Time text={step.time} />
      <Actor name={step.actor} actingAs={step.actingAs} />
      <span className={styles.code}>{step.code}</span>
      <span className={styles.what}>
        <span className={styles.verb}>
          <Value text={step.subresource === '' ? step.verb : `${step.verb} ${step.subresource}`} max={40} isFixed />
        </span>{' '}
        {step.isEnd && <strong className={styles.ended}>{words.deleted} </strong>}
        <StepChanges step={step} />
      </span>
    </>
  );
}

function StepChanges({ step }: { readonly step: ShownStep }) {
  const words = useTexts().objects.history;
  const { changes } = step;
  if (step.isCreated) return <>{words.created}</>;
  if (step.isNoOp === true) return <span className={styles.soft}>{words.noOp}</span>;
  if (changes === null) return step.isEnd ? null : <span className={styles.unknown}>{words.unknown}</span>;
  if (step.isFirst) return <span className={styles.soft}>{words.firstBody}</span>;
  if (changes.count === 0) return step.isEnd ? null : <span className={styles.soft}>{words.bookkeeping}</span>;
  const more = changes.count - changes.first.length;
  return (
    <>
      {changes.first.map((change) => (
        <span key={change.path} className={styles.change}>
          <ShortChange change={change} />
        </span>
      ))}
      {more > 0 && <span className={styles.soft}>{words.more(more)}</span>}
    </>
  );
}

const short = 40;

function ShortChange({ change: { path, key, before, after } }: { readonly change: ShownChange }) {
  const words = useTexts().objects.history;
  const isShort = (value: ShownValue | null): boolean =>
    value !== null && !value.hasLines && value.cut === 0 && value.text.length <= short && !/^[[{]./.test(value.text);
  const isSecret = isSecretKey(key);
  return (
    <>
      <Value text={path} max={90} isFixed />
      {before === null && !isShort(after) && ` ${words.added}`}
      {after === null && ` ${words.removed}`}
      {after !== null && isShort(after) && (before === null || isShort(before)) && (
        <>
          {before === null ? ' = ' : ' '}
          {before !== null && (
            <>
              <Value text={before.text} isFixed isSecret={isSecret} />→
            </>
          )}
          <Value text={after.text} isFixed isSecret={isSecret} />
        </>
      )}
    </>
  );
}

export function RequestRow({ request }: { readonly request: OtherRequest }) {
  const texts = useTexts();
  const { family, time, actor, code, verb, subresource, isDryRun, isFailed } = request;
  return (
    <>
      <span className={styles.number} />
      <FamilyGlyph family={family} />
      <Time text={time} />
      <Actor name={actor} actingAs={null} />
      <span className={styles.code}>{code}</span>
      <span className={styles.what}>
        <span className={styles.verb}>
          <Value text={subresource === '' ? verb : `${verb} ${subresource}`} max={60} isFixed />
        </span>{' '}
        {isDryRun && <span className={styles.dry}>{texts.objects.lanes.dryRun}</span>}
        {isFailed ? (
          <strong className={styles.ended}>{texts.objects.lanes.failed}</strong>
        ) : (
          !isDryRun && <span className={styles.soft}>{texts.explore.families[family]}</span>
        )}
      </span>
    </>
  );
}

export function GapRow({ gap, id }: { readonly gap: Gap; readonly id: string }) {
  const words = useTexts().objects;
  const { from, to, kind, count, reasons, removal } = gap;
  return (
    <div id={id} role="option" aria-selected={false} aria-disabled="true" className={styles.gap}>
      <span className={styles.gapTime}>
        {from === null ? words.history.since : <Time text={from} />} – <Time text={to} />
      </span>{' '}
      {words.gaps[kind](count ?? 1)} {reasons?.map((reason) => words.whys[reason]).join(' ')}{' '}
      {removal !== undefined && (
        <Link to="/explore" search={{ open: removal.id }}>
          {words.removalEvent}
        </Link>
      )}
    </div>
  );
}

function Actor({ name, actingAs }: { readonly name: string; readonly actingAs: string | null }) {
  const words = useTexts().explore;
  return (
    <span className={styles.actor}>
      {name === '' ? <em>{words.noUser}</em> : <UserName name={name} isFixed />}
      {actingAs !== null && (
        <>
          <span className={styles.soft}> {words.actingAs} </span>
          <UserName name={actingAs} isFixed />
        </>
      )}
    </span>
  );
}

function Time({ text }: { readonly text: string }) {
  const time = showTime(text);
  if (time === null) return <Value text={text} max={32} isFixed />;
  return (
    <span className={styles.time} title={time.full}>
      <span className={styles.soft}>{time.date}</span> {time.time}
      <span className={styles.soft}>{time.fraction}</span>
    </span>
  );
}
