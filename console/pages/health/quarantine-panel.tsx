// What arrived and is no event: listed, downloaded byte for byte, tried again.
import { useQuery } from '@tanstack/react-query';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../parts/button.tsx';
import { Icon } from '../../parts/icon.tsx';
import { ErrorMessage } from '../../parts/state-message.tsx';
import { Value } from '../../parts/value.tsx';
import { quarantineBytesPath, quarantineQuery, useRetryQuarantine, type QuarantineEntryAnswer, type QuarantineList } from '../../query/health.ts';
import { showTime } from '../../show/show-time.ts';
import { Panel, Table } from './panel.tsx';
import styles from './health.module.css';

export function QuarantinePanel({ cluster }: { readonly cluster: string }) {
  const words = useTexts().health.quarantine;
  const { data, error, refetch } = useQuery(quarantineQuery(cluster));
  return (
    <Panel title={words.title} about={words.about}>
      {data === undefined && error !== null && <ErrorMessage error={error} onRetry={() => void refetch()} />}
      {data?.total === 0 && <p className={styles.soft}>{words.none}</p>}
      {data !== undefined && data.total > 0 && <Entries list={data} cluster={cluster} />}
    </Panel>
  );
}

function Entries({ list: { entries, total, bytes }, cluster }: { readonly list: QuarantineList; readonly cluster: string }) {
  const texts = useTexts();
  const words = texts.health.quarantine;
  const retry = useRetryQuarantine(cluster);
  const { reason, source, size, times, last, bytes: column } = words.columns;
  return (
    <>
      <div className={styles.tools}>
        <span>{words.total(total, texts.bytes(bytes))}</span>
        <Button disabled={retry.isPending} onClick={() => retry.mutate()}>
          {words.retry}
        </Button>
        <span role="status">{retry.data !== undefined && words.retried(retry.data.taken, retry.data.tried)}</span>
      </div>
      {retry.isError && <ErrorMessage error={retry.error} />}
      <Table
        label={words.title}
        columns={[{ label: reason }, { label: source }, { label: size, isNumber: true }, { label: times, isNumber: true }, { label: last }, { label: column }]}
      >
        {entries.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </Table>
      {total > entries.length && <p className={styles.soft}>{words.more(total - entries.length)}</p>}
    </>
  );
}

function Entry({ entry: { id, reason, source, bytes, isCut, times, lastSeenAt, takenAt } }: { readonly entry: QuarantineEntryAnswer }) {
  const texts = useTexts();
  const words = texts.health.quarantine;
  return (
    <tr>
      <th scope="row">
        {words.reasons[reason]}
        {takenAt !== null && <span className={styles.note}>{words.taken}</span>}
        {isCut && <span className={styles.note}>{words.cut}</span>}
      </th>
      <td>
        <Value text={source} max={60} isFixed />
      </td>
      <td className={styles.number}>{texts.bytes(bytes)}</td>
      <td className={styles.number}>{texts.count(times)}</td>
      <td>{showTime(lastSeenAt)?.full.slice(0, 19) ?? lastSeenAt}</td>
      <td>
        <a
          href={quarantineBytesPath(id)}
          download={`quarantine-${id.slice(0, 12)}.bin`}
          aria-label={words.download(words.reasons[reason])}
          className={styles.download}
        >
          <Icon name="download" />
          {texts.common.download}
        </a>
      </td>
    </tr>
  );
}
