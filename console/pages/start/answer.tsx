// The answer: the newest request that matches as one sentence, its proof, what came before it and what followed.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Asked } from '../../../src/search/asked.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Icon } from '../../parts/icon.tsx';
import { ErrorMessage, StateMessage } from '../../parts/state-message.tsx';
import { Value } from '../../parts/value.tsx';
import { countQuery, eventsQuery } from '../../query/events.ts';
import { splitAddresses } from '../../show/claimed-addresses.ts';
import { readEvent } from '../../show/read-event.ts';
import { showTime } from '../../show/show-time.ts';
import type { EventRow } from '../../show/split-answer.ts';
import { VerbMark, ResultCode } from '../../parts/marks.tsx';
import { UnseenOfEmpty } from '../../parts/unseen-states.tsx';
import { RequestSentence } from '../../parts/request-sentence.tsx';
import { Followed } from './followed.tsx';
import { RequestLines } from './request-lines.tsx';
import styles from './answer.module.css';

const maxBefore = 5;

export function Answer({ asked }: { readonly asked: Asked }) {
  const words = useTexts().start;
  const events = useInfiniteQuery(eventsQuery({ q: asked.q, from: asked.from }));
  if (events.isPending) return <p className={styles.waiting}>{words.looking}</p>;
  if (events.isError) return <ErrorMessage error={events.error} onRetry={() => void events.refetch()} />;
  const [newest, ...others] = events.data.pages[0].rows;
  if (newest === undefined) return <NoAnswer asked={asked} />;
  const before = others.slice(0, maxBefore);
  return (
    <section className={styles.answer} aria-label={words.answer}>
      <Newest row={newest} asked={asked} />
      {asked.object !== undefined && <Followed row={newest} object={asked.object} />}
      {before.length > 0 && <RequestLines title={words.before} rows={before} q={asked.q} from={asked.from} />}
      <AllOfThem asked={asked} />
    </section>
  );
}

/** The sentence, and the line that proves it. */
function Newest({ row, asked }: { readonly row: EventRow; readonly asked: Asked }) {
  const words = useTexts().start;
  const facts = useMemo(() => readEvent(row.event), [row.event]);
  const { observed } = splitAddresses(facts.sourceIPs);
  const time = row.timeIsGuessed ? row.receivedAt : facts.stageTime;
  return (
    <>
      <p className={styles.sentence} aria-live="polite">
        <RequestSentence row={row} facts={facts} />
      </p>
      <div className={styles.proof}>
        <dl>
          <Proof name={words.proof.time}>{showTime(time)?.full ?? <Value text={time ?? '–'} max={40} isFixed />}</Proof>
          <Proof name={words.proof.from}>{observed === null ? '–' : <Value text={observed} max={45} isFixed />}</Proof>
          <Proof name={words.proof.verb}>
            <VerbMark facts={facts} />
          </Proof>
          <Proof name={words.proof.code}>
            <ResultCode facts={facts} />
          </Proof>
          <Proof name={words.proof.cluster}>{row.cluster}</Proof>
        </dl>
        <Link to="/explore" search={{ q: asked.q, from: asked.from, open: row.id }} className={styles.link}>
          {words.openEvent}
        </Link>
      </div>
    </>
  );
}

function Proof({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function AllOfThem({ asked }: { readonly asked: Asked }) {
  const texts = useTexts();
  const { data } = useQuery(countQuery({ q: asked.q, from: asked.from }));
  return (
    <p className={styles.all}>
      <Link to="/explore" search={{ q: asked.q, from: asked.from }} className={styles.link}>
        <Icon name="explore" />
        {data === undefined ? texts.start.all : texts.start.allOf(data)}
      </Link>
      <code className={styles.query}>
        <Value text={asked.q} max={300} isFixed />
      </code>
    </p>
  );
}

/** Nothing stored is no proof that nothing happened: what was asked is shown, and what cannot be seen. */
function NoAnswer({ asked }: { readonly asked: Asked }) {
  const words = useTexts().start;
  return (
    <>
      <StateMessage
        title={words.none}
        actions={
          <>
            <Link to="/explore" search={{ q: asked.q, from: asked.from }}>
              {words.toExplore}
            </Link>
          </>
        }
      >
        <p>{words.noneText}</p>
        <p>
          <code className={styles.query}>
            <Value text={asked.q} max={300} isFixed />
          </code>
        </p>
      </StateMessage>
      <UnseenOfEmpty selection={{ q: asked.q, from: asked.from }} />
    </>
  );
}
