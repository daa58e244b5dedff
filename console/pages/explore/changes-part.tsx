// What a write changed: the object before and after it, as its history tells, and what was sent; or why nobody can tell.
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { formatTimestamp, parseTimestamp } from '../../../src/audit/timestamp.ts';
import { useTexts } from '../../i18n/texts.ts';
import { HistoryLink } from '../../parts/history-link.tsx';
import { JsonTree } from '../../parts/json-tree.tsx';
import { RawText } from '../../parts/raw-text.tsx';
import { StepChangesView } from '../../parts/step-changes.tsx';
import { ErrorMessage } from '../../parts/state-message.tsx';
import { historyQuery, type PlaceInCluster } from '../../query/objects.ts';
import { useToldHistory, useVersion } from '../../query/use-told-history.ts';
import { childrenOf, textOf, type Span } from '../../show/json-span.ts';
import { placeOfEvent } from '../../show/place-of-event.ts';
import type { EventFacts, EventParts } from '../../show/read-event.ts';
import type { EventRow } from '../../show/split-answer.ts';
import { isDryRunOf } from '../../show/story-entries.ts';
import styles from './changes-part.module.css';

const writing = new Set(['create', 'update', 'patch', 'delete']);
/** Their requests leave the object as it is. */
const untouching = new Set(['exec', 'attach', 'portforward', 'proxy', 'log', 'token']);

export function isWrite({ verb, object }: EventFacts): boolean {
  return writing.has(verb) && object !== null && !untouching.has(object.subresource);
}

interface ChangesPartProps {
  readonly row: EventRow;
  readonly facts: EventFacts;
  readonly parts: EventParts;
}

export function ChangesPart({ row, facts, parts }: ChangesPartProps) {
  const words = useTexts().detail;
  const place = placeOfEvent(row, facts, parts);
  const why = whyNothing(row, facts);
  return (
    <>
      {place !== null && (
        <p>
          <HistoryLink place={place} id={row.id}>
            {words.history}
          </HistoryLink>
        </p>
      )}
      {why !== null ? (
        <p className={styles.note}>{words[why]}</p>
      ) : place === null ? (
        <p className={styles.note}>{words.noObject}</p>
      ) : (
        <Step row={row} facts={facts} place={place} />
      )}
      {(facts.verb === 'patch' || why !== null) && <Sent body={parts.requestObject} isPatch={facts.verb === 'patch'} />}
    </>
  );
}

function whyNothing(row: EventRow, { stage, code, requestURI }: EventFacts): 'arrived' | 'refused' | 'dryRun' | null {
  if (stage === 'RequestReceived' || code === null) return 'arrived';
  if (!code.startsWith('2')) return 'refused';
  return isDryRunOf(row.event, requestURI) ? 'dryRun' : null;
}

function Step({ row, facts, place }: Pick<ChangesPartProps, 'row' | 'facts'> & { readonly place: PlaceInCluster }) {
  const texts = useTexts();
  const words = texts.objects;
  const micros = parseTimestamp(facts.stageTime ?? '');
  // Nothing that came later can have a share in it.
  const bytes = useQuery(historyQuery(place, micros === null ? undefined : formatTimestamp(micros + 1)));
  const told = useToldHistory(bytes.data, false);
  const step = told?.shown.steps.find(({ id }) => id === row.id) ?? null;
  const version = useVersion(told, step?.id ?? null);
  if (bytes.isError) return <ErrorMessage error={bytes.error} onRetry={() => void bytes.refetch()} />;
  if (told === null) return <p className={styles.soft}>{words.version.working}</p>;
  if (step === null) return <p className={styles.note}>{texts.detail.notFound}</p>;
  return <StepChangesView step={step} version={version} />;
}

function Sent({ body, isPatch }: { readonly body: Span | null; readonly isPatch: boolean }) {
  const words = useTexts().detail;
  const roots = useMemo(() => (body === null ? [] : childrenOf(body)), [body]);
  const title = isPatch ? words.patch : words.sent;
  if (body === null) return <p className={styles.note}>{words.nothingSent}</p>;
  return (
    <section className={styles.sent}>
      <h3>{title}</h3>
      {roots.length === 0 ? <RawText text={textOf(body)} /> : <JsonTree roots={roots} label={title} />}
    </section>
  );
}
