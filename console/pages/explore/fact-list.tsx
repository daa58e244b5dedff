// The metadata of an event as answers: who, from where, what, with which result, when, and why it was allowed.
import { Fragment, type ReactNode } from 'react';
import { uriParameters } from '../../../src/audit/derive.ts';
import { useTexts } from '../../i18n/texts.ts';
import { HistoryLink } from '../../parts/history-link.tsx';
import { Value } from '../../parts/value.tsx';
import { splitAddresses } from '../../show/claimed-addresses.ts';
import type { ObjectPlace } from '../../show/object-place.ts';
import { rbacPlaces } from '../../show/place-of-event.ts';
import type { EventFacts } from '../../show/read-event.ts';
import { durationMs, showDuration, showTime } from '../../show/show-time.ts';
import type { EventRow } from '../../show/split-answer.ts';
import styles from './fact-list.module.css';

interface FactListProps {
  readonly row: EventRow;
  readonly facts: EventFacts;
}

export function FactList({ row, facts }: FactListProps) {
  const words = useTexts().explore.facts;
  const groups: readonly (readonly [string, ReactNode])[] = [
    [words.who, <Who key="who" facts={facts} />],
    [words.from, <From key="from" facts={facts} />],
    [words.what, <What key="what" facts={facts} />],
    [words.result, <Result key="result" facts={facts} />],
    [words.why, <Why key="why" row={row} facts={facts} />],
    [words.when, <When key="when" facts={facts} />],
    [words.where, <Recorded key="where" row={row} facts={facts} />],
  ];
  return (
    <dl className={styles.facts}>
      {groups.map(([name, content]) => (
        <Fragment key={name}>
          <dt>{name}</dt>
          <dd>{content}</dd>
        </Fragment>
      ))}
    </dl>
  );
}

/** One line of an answer: a small label and a value, left out when there is none. */
function Line({ label, text, children }: { readonly label?: string; readonly text?: string | null; readonly children?: ReactNode }) {
  const hasText = text !== null && text !== undefined && text !== '';
  if (!hasText && children === undefined) return null;
  return (
    <div className={label === undefined ? styles.line : styles.labelled}>
      {label !== undefined && <span className={styles.label}>{label}</span>}
      <span className={styles.content}>
        {hasText && <Value text={text} className={styles.value} />} {children}
      </span>
    </div>
  );
}

function Who({ facts }: { readonly facts: EventFacts }) {
  const { explore, detail: origin } = useTexts();
  const { facts: words, actors, noUser } = explore;
  return (
    <>
      <Line text={facts.username}>
        {facts.username === null || facts.username === '' ? (
          <em className={styles.soft}>{noUser}</em>
        ) : (
          <span className={styles.chip}>{actors[facts.actor]}</span>
        )}
      </Line>
      <Line label={words.actsAs} text={facts.impersonated} />
      <Line label={words.groups} text={facts.groups.join(', ')} />
      <Line label={words.uid} text={facts.uid} />
      <Line label={origin.credential} text={facts.origin.credential} />
      <Line label={origin.pod} text={facts.origin.pod} />
      <Line label={origin.node} text={facts.origin.node} />
    </>
  );
}

function From({ facts }: { readonly facts: EventFacts }) {
  const { facts: words, claimedTitle, observedTitle } = useTexts().explore;
  const { observed, claimed } = splitAddresses(facts.sourceIPs);
  return (
    <>
      <Line text={observed}>
        <span className={styles.chip} title={observedTitle}>
          {words.observed}
        </span>
      </Line>
      {claimed.length > 0 && (
        <div className={styles.line}>
          {claimed.map((address, index) => (
            // Claims repeat themselves; their place is all that tells them apart.
            <span key={index} className={styles.claimed}>
              <Value text={address} max={80} />
            </span>
          ))}
          <span className={styles.soft} title={claimedTitle}>
            {words.claimed}
          </span>
        </div>
      )}
      <Line label={words.userAgent} text={facts.userAgent} />
    </>
  );
}

function What({ facts }: { readonly facts: EventFacts }) {
  const { explore, detail } = useTexts();
  const words = explore.facts;
  const { object } = facts;
  const parameters = uriParameters(facts.requestURI);
  const command = commandOf(parameters);
  return (
    <>
      <Line label={words.group} text={object === null ? null : [object.apiGroup, object.apiVersion].filter((part) => part !== '').join('/')} />
      <Line label={words.uri} text={facts.requestURI} />
      <Line label={detail.command} text={command} />
      {parameters.length > 0 && (
        <Line label={detail.parameters}>
          {parameters.slice(0, maxParameters).map(([name, value], index) => (
            // A name may be given again; its place tells it apart.
            <span key={index} className={styles.parameter}>
              <Value text={`${name}=${value}`} max={120} className={styles.value} />
            </span>
          ))}
          {parameters.length > maxParameters && <span className={styles.soft}>+{parameters.length - maxParameters}</span>}
        </Line>
      )}
      <Line label={detail.issued} text={facts.origin.issued} />
    </>
  );
}

function Result({ facts }: { readonly facts: EventFacts }) {
  const { facts: words, noCode } = useTexts().explore;
  if (facts.code === null) return <span className={styles.soft}>{noCode}</span>;
  return (
    <>
      <Line text={[facts.code, facts.status, facts.reason].filter((part) => part !== null && part !== '').join(' · ')} />
      <Line label={words.message} text={facts.message} />
    </>
  );
}

function Why({ row, facts }: FactListProps) {
  const words = useTexts().explore.facts;
  const rbac = rbacPlaces(facts.decisionReason ?? '');
  return (
    <>
      <Line text={facts.decision}>{facts.decision === null ? <span className={styles.soft}>{words.noReason}</span> : undefined}</Line>
      {rbac !== null && (
        <>
          <PlaceLine label={words.binding} cluster={row.cluster} place={rbac.binding} />
          <PlaceLine label={words.role} cluster={row.cluster} place={rbac.role} />
        </>
      )}
      <Line text={facts.decisionReason} />
    </>
  );
}

/** An object that leads to its history. */
function PlaceLine({ label, cluster, place }: { readonly label: string; readonly cluster: string; readonly place: ObjectPlace }) {
  return (
    <Line label={label}>
      <HistoryLink place={{ cluster, ...place }} className={styles.value}>
        <Value text={`${place.resource} ${place.namespace === '' ? '' : `${place.namespace}/`}${place.name}`} isFixed />
      </HistoryLink>
    </Line>
  );
}

const maxParameters = 24;

/** What an exec or attach runs, as a shell would be given it; null where it runs nothing. */
function commandOf(parameters: readonly (readonly [string, string])[]): string | null {
  const words = parameters.flatMap(([name, value]) => (name === 'command' ? value : []));
  if (words.length === 0) return null;
  return words.map((word) => (/^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`)).join(' ');
}

function When({ facts }: { readonly facts: EventFacts }) {
  const words = useTexts().explore.facts;
  const took = durationMs(facts.receivedTime, facts.stageTime);
  return (
    <>
      <Line label={words.received} text={showTime(facts.receivedTime)?.full ?? facts.receivedTime} />
      <Line label={words.stageReached(facts.stage)} text={showTime(facts.stageTime)?.full ?? facts.stageTime} />
      <Line label={words.duration} text={took === null || facts.stage === 'RequestReceived' ? null : showDuration(took)} />
    </>
  );
}

function Recorded({ row, facts }: FactListProps) {
  const words = useTexts().explore.facts;
  return (
    <>
      <Line label={words.level} text={facts.level} />
      <Line label={words.auditID} text={facts.auditID}>
        {row.auditIDReused ? <span className={styles.warn}>{words.reused}</span> : undefined}
      </Line>
      <Line label={words.cluster} text={row.cluster} />
      <Line label={words.topic} text={row.topic} />
      <Line label={words.source} text={row.source} />
      <Line label={words.arrived} text={showTime(row.receivedAt)?.full ?? row.receivedAt} />
    </>
  );
}
