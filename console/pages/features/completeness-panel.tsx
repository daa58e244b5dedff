// Whether anything of a cluster is missing: one sentence, then each API server hour by hour with the cause.
import { useTexts } from '../../i18n/texts.ts';
import { Notice, type NoticeProps } from '../../parts/notice.tsx';
import { ServerWords } from '../../parts/server-words.tsx';
import { ErrorMessage } from '../../parts/state-message.tsx';
import { Value } from '../../parts/value.tsx';
import {
  useCompleteness,
  type CompletenessHour,
  type CompletenessInstance,
  type CompletenessResult,
  type CompletenessStatus,
} from '../../query/completeness.ts';
import { showTime } from '../../show/show-time.ts';
import styles from './completeness-panel.module.css';

const looks: Readonly<Record<CompletenessStatus, Pick<NoticeProps, 'tone' | 'icon'>>> = {
  complete: { tone: 'ok' },
  incomplete: { tone: 'bad' },
  settling: { tone: 'info', icon: 'clock' },
  unknown: { tone: 'warn' },
};

export function CompletenessPanel({ cluster }: { readonly cluster: string }) {
  const texts = useTexts();
  const words = texts.completeness;
  const { data, error, refetch } = useCompleteness(cluster);
  return (
    <section className={styles.panel} aria-labelledby="completeness-title">
      <h3 id="completeness-title">{words.title}</h3>
      <p className={styles.about}>{words.about}</p>
      {data === undefined && error === null && <p className={styles.about}>{texts.common.loading}</p>}
      {data === undefined && error !== null && <ErrorMessage error={error} onRetry={() => void refetch()} />}
      {data !== undefined && <Answer answer={data} />}
    </section>
  );
}

function Answer({ answer }: { readonly answer: CompletenessResult }) {
  const words = useTexts().completeness;
  const { status, missing, instances, isFresh, arrivals } = answer;
  return (
    <>
      <Notice {...looks[status]} isLive title={words.statuses[status]}>
        <span>{status === 'incomplete' ? words.missing(missing.atLeast, missing.atMost) : words.sentences[status]}</span>
        {instances.length === 0 && <span>{words.reasons.no_instance}</span>}
        {!isFresh && <span>{words.stale}</span>}
      </Notice>
      {instances.map((instance) => (
        <InstanceAccount key={instance.instance} instance={instance} />
      ))}
      {arrivals
        .filter(({ future }) => future > 0)
        .map(({ source, future }) => (
          <p key={source} className={styles.note}>
            {words.clock(source, future)}
          </p>
        ))}
    </>
  );
}

function InstanceAccount({ instance }: { readonly instance: CompletenessInstance }) {
  const words = useTexts().completeness;
  const { hours, status, knownTo, reasons, trouble, unaccounted } = instance;
  return (
    <div className={styles.instance}>
      <div className={styles.head}>
        <h4>
          <Value text={instance.instance} max={120} isFixed />
        </h4>
        <span className={`${styles.status} ${styles[status]}`}>{words.statuses[status]}</span>
        {knownTo !== null && <span className={styles.known}>{words.known(short(knownTo))}</span>}
      </div>
      {reasons.map((reason) => (
        <p key={reason} className={styles.note}>
          {words.reasons[reason]}
        </p>
      ))}
      {trouble !== null && (
        <p className={styles.note}>
          <ServerWords text={trouble} />
        </p>
      )}
      {hours.length === 0 ? <p className={styles.note}>{words.noHours}</p> : <HourTable name={instance.instance} hours={hours} />}
      {unaccounted.map(({ from, to, why }) => (
        <p key={to} className={styles.note}>
          {words.unaccounted[why](from === null ? '' : short(from), short(to))}
        </p>
      ))}
    </div>
  );
}

function HourTable({ name, hours }: { readonly name: string; readonly hours: readonly CompletenessHour[] }) {
  const texts = useTexts();
  const { columns, table, range } = texts.completeness;
  return (
    <table className={styles.table} aria-label={table(name)}>
      <thead>
        <tr>
          <th scope="col">{columns.hour}</th>
          <th scope="col">{columns.made}</th>
          <th scope="col">{columns.stored}</th>
          <th scope="col">{columns.dropped}</th>
          <th scope="col">{columns.missing}</th>
        </tr>
      </thead>
      <tbody>
        {[...hours].reverse().map((hour) => (
          <tr key={hour.hour}>
            <th scope="row">{short(hour.hour)}</th>
            <td>{texts.count(hour.made)}</td>
            <td>{texts.count(hour.stored)}</td>
            <td>{texts.count(hour.droppedByPolicy)}</td>
            <td className={hour.missing.atLeast > 0 ? styles.lost : undefined}>
              {range(hour.missing.atLeast, hour.missing.atMost)}
              <Causes causes={hour.causes} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Causes({ causes }: { readonly causes: CompletenessHour['causes'] }) {
  const words = useTexts().completeness;
  return causes.map(({ cause, plugin = '', events, recovered }) => (
    <span key={cause + plugin} className={styles.cause}>
      {words.cause(events, words.causes[cause](plugin))}
      {recovered !== undefined && `; ${words.recovered(recovered)}`}
    </span>
  ));
}

/** To the minute: the numbers are of hours. */
function short(time: string): string {
  const shown = showTime(time);
  return shown === null ? time : `${shown.date} ${shown.time.slice(0, 5)}`;
}
