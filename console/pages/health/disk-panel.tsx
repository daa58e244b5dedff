// What the events take, and when the disk is full at the pace of the last day.
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTexts, type Texts } from '../../i18n/texts.ts';
import { Notice, type NoticeProps } from '../../parts/notice.tsx';
import { ErrorMessage } from '../../parts/state-message.tsx';
import { healthQuery, type HealthAnswer } from '../../query/health.ts';
import { Panel } from './panel.tsx';
import styles from './health.module.css';

export function DiskPanel() {
  const texts = useTexts();
  const words = texts.health.disk;
  const { data, error, refetch } = useQuery(healthQuery);
  return (
    <Panel title={words.title}>
      {data === undefined && error !== null && <ErrorMessage error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <p className={styles.soft}>{texts.common.loading}</p>}
      {data !== undefined && <Disk health={data} />}
    </Panel>
  );
}

function Disk({ health: { disk, freeBytes, spool } }: { readonly health: HealthAnswer }) {
  const texts = useTexts();
  const words = texts.health.disk;
  const { tone, text } = forecast(disk, words);
  return (
    <>
      <Notice tone={tone} icon={tone === 'info' ? 'disk' : undefined}>
        <span>{text}</span>
      </Notice>
      <dl className={styles.facts}>
        {disk !== null && (
          <>
            <Fact name={words.stored}>{texts.count(disk.events)}</Fact>
            <Fact name={words.onDisk}>
              {texts.bytes(disk.diskBytes)} <span className={styles.soft}>{words.asReceived(texts.bytes(disk.bytes))}</span>
            </Fact>
            <Fact name={words.perDay}>{texts.bytes(disk.perDayBytes)}</Fact>
            <Fact name={words.kept}>{texts.bytes(disk.keptBytes)}</Fact>
          </>
        )}
        <Fact name={words.free}>{freeBytes === null ? words.freeUnknown : texts.bytes(freeBytes)}</Fact>
        <Fact name={words.waiting}>{texts.bytes(spool.waitingBytes)}</Fact>
      </dl>
    </>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

const soonDays = 30;

function forecast(disk: HealthAnswer['disk'], words: Texts['health']['disk']): { readonly tone: NoticeProps['tone']; readonly text: string } {
  if (disk === null) return { tone: 'warn', text: words.notAsked };
  if (disk.perDayBytes === 0) return { tone: 'info', text: words.noPace };
  if (disk.fullInDays === null) return { tone: 'ok', text: words.lasts };
  return { tone: disk.fullInDays < soonDays ? 'bad' : 'warn', text: words.fullIn(disk.fullInDays) };
}
