// One line an API server: recorded, lost there, arrived, stored, dropped by policy, missing. Where none counts, what arrived by source.
import { useTexts } from '../../i18n/texts.ts';
import { Value } from '../../parts/value.tsx';
import type { CompletenessInstance, CompletenessResult } from '../../query/completeness.ts';
import { showTime } from '../../show/show-time.ts';
import { Panel, Table } from './panel.tsx';
import styles from './health.module.css';

export function FlowPanel({ account }: { readonly account: CompletenessResult }) {
  const { flow: words } = useTexts().health;
  const { instances, arrivals } = account;
  return (
    <Panel title={words.title} about={words.about}>
      {instances.map((instance) => (
        <Flow key={instance.instance} instance={instance} arrivals={arrivals} />
      ))}
      {instances.length === 0 && <Uncounted arrivals={arrivals} />}
    </Panel>
  );
}

interface FlowProps {
  readonly instance: CompletenessInstance;
  readonly arrivals: CompletenessResult['arrivals'];
}

function Flow({ instance, arrivals }: FlowProps) {
  const texts = useTexts();
  const { flow: words } = texts.health;
  const { completeness } = texts;
  const { hours, missing, sources, status, knownTo, reasons } = instance;
  const total = (read: (hour: CompletenessInstance['hours'][number]) => number): number => hours.reduce((sum, hour) => sum + read(hour), 0);
  const failed = total(({ failedThere }) => Object.values(failedThere).reduce((sum, count) => sum + count, 0));
  const received = arrivals.filter(({ source }) => sources.includes(source)).reduce((sum, arrival) => sum + arrival.received, 0);
  const isLost = missing.atLeast > 0;
  return (
    <section className={styles.instance} aria-label={instance.instance}>
      <h3>
        <Value text={instance.instance} max={120} isFixed />
        <span className={`${styles.status} ${styles[status]}`}>{completeness.statuses[status]}</span>
        {knownTo !== null && <span className={styles.soft}>{completeness.known(showTime(knownTo)?.full.slice(0, 16) ?? knownTo)}</span>}
      </h3>
      <ol className={styles.flow}>
        <Step name={words.made} note={words.madeNote} count={texts.count(total(({ made }) => made))} />
        <Step name={words.failed} note={words.failedNote} count={texts.count(failed)} tone={failed > 0 ? 'bad' : undefined} />
        <Step name={words.received} note={words.receivedNote} count={texts.count(received)} />
        <Step name={words.stored} note={words.storedNote} count={texts.count(total(({ stored }) => stored))} tone="ok" />
        <Step name={words.dropped} note={words.droppedNote} count={texts.count(total(({ droppedByPolicy }) => droppedByPolicy))} />
        <Step name={words.missing} note={words.missingNote} count={completeness.range(missing.atLeast, missing.atMost)} tone={isLost ? 'bad' : undefined} />
      </ol>
      {reasons.map((reason) => (
        <p key={reason} className={styles.soft}>
          {completeness.reasons[reason]}
        </p>
      ))}
    </section>
  );
}

interface StepProps {
  readonly name: string;
  readonly note: string;
  readonly count: string;
  readonly tone?: 'ok' | 'bad';
}

function Step({ name, note, count, tone }: StepProps) {
  return (
    <li className={`${styles.step} ${tone === undefined ? '' : styles[`${tone}Step`]}`}>
      <span className={styles.stepName}>{name}</span>
      <b>{count}</b>
      <span className={styles.soft}>{note}</span>
    </li>
  );
}

function Uncounted({ arrivals }: Pick<FlowProps, 'arrivals'>) {
  const texts = useTexts();
  const { flow: words } = texts.health;
  const columns = [words.source, words.received, words.stored, words.duplicates, words.dropped, words.quarantined, words.late];
  return (
    <>
      <p>
        <strong>{words.none}</strong> {words.noneText}
      </p>
      {arrivals.length === 0 && <p className={styles.soft}>{words.nothingArrived}</p>}
      {arrivals.length > 0 && (
        <Table label={words.arrivals} columns={columns.map((label, index) => ({ label, isNumber: index > 0 }))}>
          {arrivals.map((arrival) => (
            <tr key={arrival.source}>
              <th scope="row">
                <Value text={arrival.source} max={60} isFixed />
              </th>
              {[arrival.received, arrival.accepted, arrival.duplicates, arrival.droppedByPolicy, arrival.quarantined, arrival.late].map((count, index) => (
                <td key={index} className={styles.number}>
                  {texts.count(count)}
                </td>
              ))}
            </tr>
          ))}
        </Table>
      )}
    </>
  );
}
