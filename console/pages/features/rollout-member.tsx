// One master of a roll-out: its plan and what was found before, its steps while it is changed, and how it ended.
import { useMemo } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { Pieces } from '../../parts/pieces.tsx';
import { ServerWords } from '../../parts/server-words.tsx';
import type { RolloutMember } from '../../query/masters.ts';
import { showTime } from '../../show/show-time.ts';
import { toPieces } from '../../show/to-pieces.ts';
import styles from './masters.module.css';

const looks: Readonly<Record<RolloutMember['state'], readonly [glyph: string, tone: string]>> = {
  waiting: ['○', styles.calm],
  checked: ['○', styles.calm],
  changing: ['◐', styles.busy],
  changed: ['●', styles.good],
  unchanged: ['●', styles.good],
  refused: ['✕', styles.bad],
  'rolled-back': ['↩', styles.bad],
  lost: ['✕', styles.bad],
};

export interface RolloutMemberRowProps {
  readonly member: RolloutMember;
  readonly isOver: boolean;
}

export function RolloutMemberRow({ member, isOver }: RolloutMemberRowProps) {
  const words = useTexts().masters.rollout;
  const { node, state, check, outcome, isConnected } = member;
  const isWaited = !isOver && (state === 'waiting' || state === 'checked' || state === 'changing');
  const [glyph, tone] = looks[state];
  return (
    <li className={styles.master} aria-label={node} data-state={state}>
      <div className={styles.row}>
        <span className={styles.name}>{node}</span>
        <span className={`${styles.tag} ${tone}`}>
          <span aria-hidden="true">{glyph}</span>
          {words.members[state]}
        </span>
      </div>
      {!isConnected && isWaited && <span className={styles.busy}>{words.noAgent}</span>}
      {outcome === null && check !== null && <Found check={check} />}
      {outcome !== null && <Outcome outcome={outcome} />}
      <Steps member={member} />
    </li>
  );
}

function Outcome({ outcome: { reason, isUp, warnings } }: { readonly outcome: NonNullable<RolloutMember['outcome']> }) {
  const words = useTexts().masters.rollout;
  return (
    <>
      {reason !== null && <ServerWords text={reason} />}
      {!isUp && <span className={styles.bad}>{words.down}</span>}
      {warnings.map((warning) => (
        <ServerWords key={warning} text={warning} />
      ))}
    </>
  );
}

const tones = { error: styles.bad, warning: styles.busy, note: styles.calm } as const;

function Found({ check: { action, findings, diff } }: { readonly check: NonNullable<RolloutMember['check']> }) {
  const words = useTexts().masters.rollout;
  const pieces = useMemo(() => toPieces(diff, { isLaidOut: true }), [diff]);
  return (
    <>
      <span>{words.plans[action]}</span>
      <ul className={styles.findings}>
        {findings.map(({ code, severity, message, hint }) => (
          <li key={`${code} ${message}`}>
            <span className={`${styles.tag} ${tones[severity]}`}>{words.severities[severity]}</span>
            <span>
              <ServerWords text={message} />
              {hint !== undefined && (
                <span className={styles.hint}>
                  <ServerWords text={hint} />
                </span>
              )}
            </span>
          </li>
        ))}
      </ul>
      {diff !== '' && (
        <details className={styles.more}>
          <summary>{words.diff}</summary>
          <pre className={styles.diff} tabIndex={0}>
            <Pieces pieces={pieces} />
          </pre>
        </details>
      )}
    </>
  );
}

/** While it is changed all steps are in sight; afterwards they can be opened. */
function Steps({ member: { state, steps } }: { readonly member: RolloutMember }) {
  const words = useTexts().masters.rollout;
  if (steps.length === 0) return null;
  const list = (
    <ol className={styles.steps}>
      {steps.map(({ at, what }, index) => (
        <li key={index} className={state === 'changing' && index === steps.length - 1 ? styles.now : undefined}>
          <time dateTime={at}>{showTime(at)?.time}</time>
          <ServerWords text={what} />
        </li>
      ))}
    </ol>
  );
  if (state === 'changing') return list;
  return (
    <details className={styles.more}>
      <summary>{words.steps(steps.length)}</summary>
      {list}
    </details>
  );
}
