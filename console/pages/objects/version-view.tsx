// The selected version: its sentence, what it changed, and the object after it; of another request only its sentence.
import { Tabs } from '@base-ui/react/tabs';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { Icon } from '../../parts/icon.tsx';
import { ResultCode } from '../../parts/marks.tsx';
import { RequestSentence } from '../../parts/request-sentence.tsx';
import { eventQuery } from '../../query/events.ts';
import { useVersion, type ToldHistory } from '../../query/use-told-history.ts';
import type { ObjectsSearch } from '../../search-params.ts';
import type { ShownStep, ShownVersion } from '../../show/history-work.ts';
import { readEvent } from '../../show/read-event.ts';
import { showTime } from '../../show/show-time.ts';
import type { OtherRequest, StoryEntry } from '../../show/story-entries.ts';
import { StepChangesView } from '../../parts/step-changes.tsx';
import { BodyView } from './body-view.tsx';
import type { GoObjects } from './go.ts';
import styles from './version-view.module.css';

export interface VersionViewProps {
  readonly entry: StoryEntry | null;
  readonly told: ToldHistory;
  readonly search: ObjectsSearch;
  readonly onGo: GoObjects;
  /** +1 = to the newer neighbour. */
  readonly onStep: (by: number) => void;
}

export function VersionView({ entry, told, search, onGo, onStep }: VersionViewProps) {
  const words = useTexts().objects.version;
  if (entry === null || entry.type === 'gap') return <section className={styles.view} aria-label={words.label} />;
  return (
    <section className={styles.view} aria-label={words.label}>
      <Head entry={entry} versions={told.shown.steps.filter(({ number }) => number !== null).length} onStep={onStep} />
      {entry.type === 'step' ? (
        <StepTabs step={entry.step} told={told} search={search} onGo={onGo} />
      ) : (
        <p className={styles.note}>{whyNothing(entry.request, words)}</p>
      )}
    </section>
  );
}

function whyNothing({ isDryRun, code }: OtherRequest, words: { readonly wasDryRun: string; readonly wasRefused: string; readonly wasOther: string }): string {
  if (isDryRun) return words.wasDryRun;
  return /^[45]/.test(code) ? words.wasRefused : words.wasOther;
}

interface HeadProps {
  readonly entry: Exclude<StoryEntry, { type: 'gap' }>;
  readonly versions: number;
  readonly onStep: (by: number) => void;
}

function Head({ entry, versions, onStep }: HeadProps) {
  const words = useTexts().objects.version;
  const number = entry.type === 'step' ? entry.step.number : null;
  const title = entry.type === 'request' ? words.other : number === null ? words.part(entry.step.subresource) : words.number(number, versions);
  return (
    <header className={styles.head}>
      <div className={styles.walk}>
        <h3>{title}</h3>
        <span className={styles.time}>{showTime(entry.time)?.full ?? entry.time}</span>
        <button type="button" className={styles.step} aria-label={words.previous} title={`${words.previous} ( [ )`} onClick={() => onStep(-1)}>
          <Icon name="down" />
        </button>
        <button type="button" className={styles.step} aria-label={words.next} title={`${words.next} ( ] )`} onClick={() => onStep(1)}>
          <Icon name="up" />
        </button>
      </div>
      <EventSentence id={entry.id} />
    </header>
  );
}

function EventSentence({ id }: { readonly id: string }) {
  const words = useTexts().objects.version;
  const { data: row } = useQuery(eventQuery(id, null));
  const facts = useMemo(() => (row === undefined ? null : readEvent(row.event)), [row]);
  return (
    <p className={styles.sentence}>
      {row !== undefined && facts !== null ? (
        <>
          <RequestSentence row={row} facts={facts} /> <ResultCode facts={facts} />
        </>
      ) : (
        '…'
      )}{' '}
      <Link
        to="/explore"
        search={{ q: facts === null || facts.auditID === '' ? undefined : `auditID:"${facts.auditID.replace(/["\\]/g, String.raw`\$&`)}"`, open: id }}
      >
        {words.openEvent}
      </Link>
    </p>
  );
}

interface StepTabsProps {
  readonly step: ShownStep;
  readonly told: ToldHistory;
  readonly search: ObjectsSearch;
  readonly onGo: GoObjects;
}

function StepTabs({ step, told, search, onGo }: StepTabsProps) {
  const words = useTexts().objects;
  const version = useVersion(told, step.id);
  const tab = search.tab ?? 'changes';
  const showField = (field: string) => onGo({ tab: 'object', field });
  return (
    <Tabs.Root className={styles.tabs} value={tab} onValueChange={(next) => onGo({ tab: next === 'object' ? 'object' : undefined }, true)}>
      <Tabs.List className={styles.tabList} activateOnFocus>
        <Tabs.Tab value="changes" className={styles.tab}>
          {words.version.changes}
        </Tabs.Tab>
        <Tabs.Tab value="object" className={styles.tab}>
          {words.version.object}
        </Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="changes" className={styles.panel}>
        <StepChangesView step={step} version={version} onField={showField} />
      </Tabs.Panel>
      <Tabs.Panel value="object" className={styles.panel}>
        <ObjectAfter step={step} version={version} search={search} onGo={onGo} />
      </Tabs.Panel>
    </Tabs.Root>
  );
}

function ObjectAfter({ step, version, search, onGo }: Pick<StepTabsProps, 'step' | 'search' | 'onGo'> & { readonly version: ShownVersion | null }) {
  const words = useTexts().objects;
  if (version === null) return <p className={styles.soft}>{words.version.working}</p>;
  return (
    <>
      {step.why !== null && <p className={step.hasBody ? styles.doubt : styles.absent}>{words.whys[step.why]}</p>}
      {version.body !== null && <BodyView body={version.body} stepId={step.id} search={search} onGo={onGo} />}
    </>
  );
}
