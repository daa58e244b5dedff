// What the policy would have done: before and after as bars, disk, what it comes from, and what could no longer be asked.
import { useTexts } from '../../i18n/texts.ts';
import { Notice } from '../../parts/notice.tsx';
import type { ReplayAnswer } from '../../query/policies.ts';
import { showTime } from '../../show/show-time.ts';
import { Bar, Legend, type Segment } from './bars.tsx';
import { QuestionTable } from './question-table.tsx';
import { ShareTables } from './share-tables.tsx';
import { lessBy } from './shares.ts';
import styles from './replay-result.module.css';

export interface ReplayResultProps {
  readonly answer: ReplayAnswer;
  readonly onRule: (rule: number) => void;
}

export function ReplayResult({ answer, onRule }: ReplayResultProps) {
  return (
    <>
      <Facts answer={answer} />
      <BeforeAfter answer={answer} />
      <MissingNotice missing={answer.missing} />
      <ShareTables answer={answer} onRule={onRule} />
      <QuestionTable questions={answer.questions} />
    </>
  );
}

function Facts({ answer: { recorded, disk, range, tookMs } }: { readonly answer: ReplayAnswer }) {
  const texts = useTexts();
  const words = texts.policies.replay;
  const time = (text: string) => showTime(text)?.full.slice(0, 19) ?? text;
  return (
    <div className={styles.facts}>
      {disk !== null && (
        <dl className={styles.disk}>
          <Disk label={words.perDay} share={disk.perDay} />
          <Disk label={words.perMonth} share={disk.perMonth} />
        </dl>
      )}
      <p className={styles.soft}>
        {range !== null && `${words.span(time(range.oldest), time(range.newest))} · `}
        {words.took(recorded.events, tookMs)}
      </p>
    </div>
  );
}

function Disk({
  label,
  share: { recorded, candidate },
}: {
  readonly label: string;
  readonly share: { readonly recorded: number; readonly candidate: number };
}) {
  const texts = useTexts();
  const words = texts.policies.replay;
  const less = lessBy(recorded, candidate);
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        {words.fromTo(texts.bytes(recorded), texts.bytes(candidate))} <span className={styles.less}>{less === 0 ? words.same : words.less(less)}</span>
      </dd>
    </div>
  );
}

function BeforeAfter({ answer }: { readonly answer: ReplayAnswer }) {
  const texts = useTexts();
  const words = texts.policies.replay;
  const { recorded, candidate, kept, stripped, dropped } = answer;
  const { count, bytes } = texts;
  const eventParts: readonly Segment[] = [
    { tone: 'kept', value: kept.events, label: words.part(words.kept, count(kept.events)) },
    { tone: 'stripped', value: stripped.events, label: words.part(words.stripped, count(stripped.events)) },
    { tone: 'dropped', value: dropped.events, label: words.part(words.dropped, count(dropped.events)) },
  ];
  const byteParts: readonly Segment[] = [
    { tone: 'kept', value: candidate.bytes, label: words.part(words.keptBytes, bytes(candidate.bytes)) },
    { tone: 'stripped', value: stripped.bytes, label: words.part(words.strippedBytes, bytes(stripped.bytes)) },
    { tone: 'dropped', value: dropped.bytes, label: words.part(words.dropped, bytes(dropped.bytes)) },
  ];
  return (
    <div className={styles.bars}>
      <BarPair title={words.events} before={recorded.events} after={candidate.events} segments={eventParts} show={count} />
      <BarPair title={words.bytes} before={recorded.bytes} after={candidate.bytes} segments={byteParts} show={bytes} />
    </div>
  );
}

interface BarPairProps {
  readonly title: string;
  readonly before: number;
  readonly after: number;
  readonly segments: readonly Segment[];
  readonly show: (value: number) => string;
}

function BarPair({ title, before, after, segments, show }: BarPairProps) {
  const words = useTexts().policies.replay;
  const less = lessBy(before, after);
  return (
    <section aria-label={title} className={styles.pair}>
      <h3>
        {title} <span className={styles.less}>{less === 0 ? words.same : words.less(less)}</span>
      </h3>
      <div className={styles.line}>
        <span className={styles.name}>{words.recorded}</span>
        <Bar total={before} segments={[{ tone: 'recorded', value: before, label: words.part(words.recorded, show(before)) }]} />
        <span className={styles.figure}>{show(before)}</span>
      </div>
      <div className={styles.line}>
        <span className={styles.name}>{words.candidate}</span>
        <Bar total={before} segments={segments} />
        <span className={styles.figure}>{show(after)}</span>
      </div>
      <Legend segments={segments} />
    </section>
  );
}

function MissingNotice({ missing: { events, estimatedBytes, unknownEvents, arrivals, arrivalBytes } }: Pick<ReplayAnswer, 'missing'>) {
  const texts = useTexts();
  const words = texts.policies.replay;
  if (events + unknownEvents + arrivals === 0) return <p className={styles.soft}>{words.missingHint}</p>;
  return (
    <Notice tone="warn" title={words.missingTitle}>
      {events > 0 && <p>{words.missing(events, texts.bytes(estimatedBytes))}</p>}
      {arrivals > 0 && <p>{words.missingArrivals(arrivals, texts.bytes(arrivalBytes))}</p>}
      {unknownEvents > 0 && <p>{words.missingUnknown(unknownEvents)}</p>}
      <p>{words.missingHint}</p>
    </Notice>
  );
}
