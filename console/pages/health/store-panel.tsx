// Whether the engine works, what of it is damaged, and what is gone because of that.
import { useQuery } from '@tanstack/react-query';
import { useTexts } from '../../i18n/texts.ts';
import { Notice } from '../../parts/notice.tsx';
import { Value } from '../../parts/value.tsx';
import { healthQuery, type HealthAnswer } from '../../query/health.ts';
import { showTime } from '../../show/show-time.ts';
import { Panel, Table } from './panel.tsx';
import styles from './health.module.css';

const tones = { ok: 'ok', held: 'warn', doubt: 'bad' } as const;

export function StorePanel() {
  const texts = useTexts();
  const words = texts.health.engine;
  const { data } = useQuery(healthQuery);
  return <Panel title={words.title}>{data === undefined ? <p className={styles.soft}>{texts.common.loading}</p> : <Store health={data} />}</Panel>;
}

function Store({ health: { state, engineUp, damagedParts, missing } }: { readonly health: HealthAnswer }) {
  const words = useTexts().health.engine;
  return (
    <>
      <Notice tone={engineUp ? tones[state] : 'bad'} isLive>
        <span>{engineUp ? words.states[state] : words.down}</span>
      </Notice>
      {missing !== null && (
        <Notice tone="bad">
          <span>{words.missing(missing.events, toSecond(missing.from), toSecond(missing.to))}</span>
        </Notice>
      )}
      {damagedParts.length > 0 && <Damaged parts={damagedParts} />}
    </>
  );
}

function Damaged({ parts }: { readonly parts: HealthAnswer['damagedParts'] }) {
  const texts = useTexts();
  const words = texts.health.engine;
  return (
    <>
      <h3>{words.damaged}</h3>
      <Table
        label={words.damaged}
        columns={[{ label: words.part }, { label: words.found }, { label: words.day }, { label: words.rows, isNumber: true }, { label: words.outcome }]}
      >
        {parts.map(({ table, part, foundAt, reason, day, rows, saved }) => (
          <tr key={`${table} ${part}`}>
            <th scope="row" title={reason}>
              <Value text={`${table}/${part}`} max={60} isFixed />
            </th>
            <td>{toSecond(foundAt)}</td>
            <td>{day ?? '–'}</td>
            <td className={styles.number}>{rows === null ? '–' : texts.count(rows)}</td>
            <td className={saved ? undefined : styles.lost}>{saved ? words.saved : words.lost}</td>
          </tr>
        ))}
      </Table>
    </>
  );
}

function toSecond(time: string): string {
  return showTime(time)?.full.slice(0, 19) ?? time;
}
