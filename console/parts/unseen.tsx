// What an answer cannot show, and why: the query itself, what was not sent or kept, what was lost, and the rule of a policy that records less.
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTexts } from '../i18n/texts.ts';
import type { RelaxedQuery, UnseenAnswer, UnseenReason, UnseenReasonOf } from '../query/unseen.ts';
import type { Selection } from '../query/events.ts';
import { showTime } from '../show/show-time.ts';
import { Icon, type IconName } from './icon.tsx';
import { PolicyReason } from './unseen-policy.tsx';
import { Value } from './value.tsx';
import styles from './unseen.module.css';

export interface UnseenProps {
  readonly answer: UnseenAnswer;
  readonly selection: Selection;
}

export function Unseen({ answer, selection }: UnseenProps) {
  const words = useTexts().unseen;
  const { isImpossible, never, relaxed, moreClusters } = answer;
  const clusters = answer.clusters.filter(({ reasons }) => reasons.length > 0).sort((a, b) => certaintyOf(b.reasons) - certaintyOf(a.reasons));
  const isQuiet = !isImpossible && never.length === 0 && relaxed.length === 0 && clusters.length === 0;
  return (
    <section className={styles.unseen} aria-label={words.title}>
      <h2>{words.title}</h2>
      {isQuiet && <p className={styles.soft}>{words.nothing}</p>}
      {isImpossible && <Line icon="warn">{words.impossible}</Line>}
      {never.map((part) => (
        <Line key={part} icon="warn">
          {words.never[part]}
        </Line>
      ))}
      {relaxed.length > 0 && <Relaxed relaxed={relaxed} selection={selection} />}
      {clusters.map(({ cluster, reasons }) => (
        <section key={cluster} className={styles.cluster} aria-label={cluster}>
          {answer.clusters.length > 1 && <h3>{cluster}</h3>}
          {reasons.map((reason, index) => (
            <Reason key={index} reason={reason} cluster={cluster} />
          ))}
        </section>
      ))}
      {moreClusters > 0 && <p className={styles.soft}>{words.moreClusters(moreClusters)}</p>}
    </section>
  );
}

/** The clusters of which most is certain come first. */
function certaintyOf(reasons: readonly UnseenReason[]): number {
  return Math.max(0, ...reasons.map((reason) => (reason.why === 'policy' ? policyWeights[reason.verdict] : (reasonWeights[reason.why] ?? 0))));
}

const policyWeights = { all: 5, usual: 4, some: 2, none: 0 } as const;
const reasonWeights: Partial<Record<UnseenReason['why'], number>> = { gap: 3, retention: 2, before_first: 2, after_last: 2, nothing_sent: 1 };

function Line({ icon, children }: { readonly icon: IconName; readonly children: ReactNode }) {
  return (
    <div className={styles.line}>
      <span className={styles.icon}>
        <Icon name={icon} />
      </span>
      <div className={styles.words}>{children}</div>
    </div>
  );
}

/** What would be found with one condition less, each a click away. */
function Relaxed({ relaxed, selection }: { readonly relaxed: readonly RelaxedQuery[]; readonly selection: Selection }) {
  const words = useTexts().unseen;
  return (
    <Line icon="search">
      <p>{words.filters}</p>
      <ul className={styles.relaxed}>
        {relaxed.map((one) => (
          <li key={one.without + one.text}>
            <Link to="/explore" search={relaxedSearch(one, selection)} className={styles.relax}>
              {one.without === 'term' ? (
                <>
                  {words.without}{' '}
                  <code>
                    <Value text={one.text} max={120} isFixed />
                  </code>
                </>
              ) : one.without === 'range' ? (
                words.withoutRange
              ) : (
                words.withoutCluster
              )}{' '}
              <b>{words.thereAre(one.count)}</b>
            </Link>
          </li>
        ))}
      </ul>
    </Line>
  );
}

function relaxedSearch({ without, q }: RelaxedQuery, { from, to, cluster }: Selection): Selection {
  const kept = { q: q === '' ? undefined : q, from, to, cluster };
  if (without === 'range') return { ...kept, from: undefined, to: undefined };
  return without === 'cluster' ? { ...kept, cluster: undefined } : kept;
}

function Reason({ reason, cluster }: { readonly reason: UnseenReason; readonly cluster: string }) {
  const words = useTexts().unseen;
  switch (reason.why) {
    case 'disabled':
      return <FeatureLine text={words.disabled} cluster={cluster} />;
    case 'nothing_sent':
      return <FeatureLine text={words.nothingSent} cluster={cluster} />;
    case 'after_last':
      return <Line icon="clock">{words.afterLast(toSecond(reason.newest))}</Line>;
    case 'before_first':
      return <Line icon="clock">{words.beforeFirst(toSecond(reason.oldest))}</Line>;
    case 'retention':
      return <Line icon="disk">{words.retention(reason.topic, reason.retentionDays, toSecond(reason.removedBefore))}</Line>;
    case 'gap':
      return <GapLine reason={reason} cluster={cluster} />;
    case 'not_counted':
      return <Line icon="info">{words.notCounted}</Line>;
    case 'policy':
      return (
        <Line icon="policy">
          <PolicyReason reason={reason} cluster={cluster} />
        </Line>
      );
    case 'policy_unknown':
      return (
        <Line icon="policy">
          {words.policyUnknown}{' '}
          <Link to="/policies" search={{ edit: `cluster:${cluster}` }}>
            {words.tell}
          </Link>
        </Line>
      );
  }
}

function FeatureLine({ text, cluster }: { readonly text: string; readonly cluster: string }) {
  const words = useTexts().unseen;
  return (
    <Line icon="feature">
      {text}{' '}
      <Link to="/cluster-ops/features" search={{ set: cluster }}>
        {words.toFeature}
      </Link>
    </Line>
  );
}

function GapLine({ reason, cluster }: { readonly reason: UnseenReasonOf<'gap'>; readonly cluster: string }) {
  const { unseen: words, completeness } = useTexts();
  const causes = reason.causes.map(({ cause, events, plugin = '' }) => completeness.cause(events, completeness.causes[cause](plugin)));
  return (
    <Line icon="warn">
      {words.gap(completeness.range(reason.atLeast, reason.atMost), toSecond(reason.from), toSecond(reason.to))}{' '}
      {causes.length > 0 && <span className={styles.soft}>{causes.join('; ')} </span>}
      <Link to="/cluster-ops/health" search={{ cluster }}>
        {words.toHealth}
      </Link>
    </Line>
  );
}

function toSecond(time: string): string {
  return showTime(time)?.full.replace(/\.\d+/, '') ?? time;
}
