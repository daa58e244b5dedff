// A policy that was in force, and its rules that hide what is asked for: each is named, shown, and a click away in the editor.
import { Link } from '@tanstack/react-router';
import { useTexts } from '../i18n/texts.ts';
import type { HidingRule, UnseenReasonOf } from '../query/unseen.ts';
import { showTime } from '../show/show-time.ts';
import { LevelChip } from './level-chip.tsx';
import { PolicyText } from './policy-text.tsx';
import styles from './unseen.module.css';

export interface PolicyReasonProps {
  readonly reason: UnseenReasonOf<'policy'>;
  readonly cluster: string;
}

export function PolicyReason({ reason, cluster }: PolicyReasonProps) {
  const words = useTexts().unseen;
  const { by, topic, version, since, until, verdict, rules, moreRules } = reason;
  const edit = by === 'arrival' ? `topic:${topic}@${version}` : `cluster:${cluster}@${version}`;
  return (
    <>
      <p>
        <Link to="/policies" search={{ edit }}>
          {words.policyOf[by](version, topic ?? '')}
        </Link>{' '}
        <strong className={verdict === 'all' || verdict === 'usual' ? styles.hides : undefined}>{words.verdict[verdict]}</strong>{' '}
        <span className={styles.soft}>{words.inForce(toMinute(since), until === null ? null : toMinute(until))}</span>
      </p>
      {rules.length > 0 && (
        <ul className={styles.rules}>
          {rules.map((rule) => (
            <li key={rule.rule}>
              <Rule rule={rule} edit={edit} />
            </li>
          ))}
        </ul>
      )}
      {moreRules > 0 && <p className={styles.soft}>{words.moreRules(moreRules)}</p>}
    </>
  );
}

function Rule({ rule: { rule, line, text, hides, takes, level, droppedEvents }, edit }: { readonly rule: HidingRule; readonly edit: string }) {
  const words = useTexts().unseen;
  return (
    <>
      <p className={styles.rule}>
        {rule === null ? (
          <b>{words.noRule}</b>
        ) : (
          <Link to="/policies" search={{ edit, rule: String(rule) }}>
            {words.rule(rule, line)}
          </Link>
        )}
        <LevelChip level={level} />
        <span>{words.takes[hides][takes]}</span>
        {droppedEvents !== null && droppedEvents > 0 && <span className={styles.soft}>{words.droppedSo(droppedEvents)}</span>}
      </p>
      {text !== null && takes !== 'some' && <PolicyText text={text} />}
    </>
  );
}

/** To the minute. */
function toMinute(time: string): string {
  return showTime(time)?.full.slice(0, 16) ?? time;
}
