// Hours in which events were recorded and are not here, each with its cause; and what agents could not read.
import { useTexts } from '../../i18n/texts.ts';
import { ServerWords } from '../../parts/server-words.tsx';
import { Value } from '../../parts/value.tsx';
import type { CompletenessResult } from '../../query/completeness.ts';
import { showTime } from '../../show/show-time.ts';
import { Panel, Table } from './panel.tsx';
import styles from './health.module.css';

export function GapsPanel({ account }: { readonly account: CompletenessResult }) {
  const { health, completeness } = useTexts();
  const words = health.gaps;
  const gaps = account.instances.flatMap(({ instance, hours }) => hours.filter(({ missing }) => missing.atLeast > 0).map((hour) => ({ instance, hour })));
  const { records } = account;
  return (
    <Panel title={words.title}>
      {gaps.length === 0 && records.length === 0 && <p className={styles.soft}>{words.none}</p>}
      {gaps.length > 0 && (
        <Table
          label={words.title}
          columns={[{ label: words.hour }, { label: words.instance }, { label: words.missing, isNumber: true }, { label: words.cause }]}
        >
          {gaps.map(({ instance, hour }) => (
            <tr key={`${instance} ${hour.hour}`}>
              <th scope="row">{showTime(hour.hour)?.full.slice(0, 16) ?? hour.hour}</th>
              <td>
                <Value text={instance} max={60} isFixed />
              </td>
              <td className={`${styles.number} ${styles.lost}`}>{completeness.range(hour.missing.atLeast, hour.missing.atMost)}</td>
              <td>
                {hour.causes.length === 0
                  ? words.unknown
                  : hour.causes.map(({ cause, plugin = '', events }) => completeness.cause(events, completeness.causes[cause](plugin))).join('; ')}
              </td>
            </tr>
          ))}
        </Table>
      )}
      {records.length > 0 && (
        <>
          <h3>{words.records}</h3>
          <ul className={styles.records}>
            {records.map(({ id, at, instance, sentence }) => (
              <li key={id}>
                <span className={styles.soft}>{showTime(at)?.full.slice(0, 19) ?? at}</span> <Value text={instance} max={60} isFixed />{' '}
                <ServerWords text={sentence} />
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}
