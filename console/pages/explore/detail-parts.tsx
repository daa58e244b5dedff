// The three parts of an audit log: metadata, requestObject, responseObject; each as a tree and as text.
import { Tabs } from '@base-ui/react/tabs';
import { useMemo, type ReactNode } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { CopyButton } from '../../parts/copy-button.tsx';
import { JsonTree } from '../../parts/json-tree.tsx';
import { RawText } from '../../parts/raw-text.tsx';
import { detailParts, type DetailPart, type ExploreSearch } from '../../search-params.ts';
import { childrenOf, textOf, type Child, type Span } from '../../show/json-span.ts';
import { rawPieces } from '../../show/raw-pieces.ts';
import { metadataText, partsOf, type EventFacts, type EventParts } from '../../show/read-event.ts';
import type { EventRow } from '../../show/split-answer.ts';
import { piecesToText } from '../../show/to-pieces.ts';
import { whyAbsent, type BodyPart } from '../../show/why-absent.ts';
import { AroundPart } from './around-part.tsx';
import { ChangesPart, isWrite } from './changes-part.tsx';
import { FactList } from './fact-list.tsx';
import styles from './detail-parts.module.css';

export interface DetailPartsProps {
  readonly row: EventRow;
  readonly facts: EventFacts;
  readonly part: DetailPart;
  readonly isRaw: boolean;
  readonly around: ExploreSearch['around'];
  readonly onGo: (change: ExploreSearch) => void;
}

export function DetailParts({ row, facts, part, isRaw, around, onGo }: DetailPartsProps) {
  const texts = useTexts();
  const words = { ...texts.explore.detail, changes: texts.detail.changes, around: texts.detail.around };
  const parts = useMemo(() => partsOf(row.event), [row.event]);
  const names: readonly DetailPart[] = isWrite(facts) ? detailParts : detailParts.filter((name): name is DetailPart => name !== 'changes');
  const isThere = { metadata: true, changes: true, around: true, requestObject: parts.requestObject !== null, responseObject: parts.responseObject !== null };
  const change = (next: DetailPart) => onGo({ part: next === 'metadata' ? undefined : next });
  return (
    <Tabs.Root value={names.includes(part) ? part : 'metadata'} onValueChange={(next) => change(next as DetailPart)}>
      <Tabs.List className={styles.tabs} activateOnFocus>
        {names.map((name) => (
          <Tabs.Tab key={name} value={name} className={styles.tab} data-absent={isThere[name] ? undefined : ''}>
            {words[name]}
            {!isThere[name] && <span className="visually-hidden"> ({words.absentMark})</span>}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="metadata" className={styles.panel}>
        <MetadataPart row={row} facts={facts} parts={parts} isRaw={isRaw} onGo={onGo} />
      </Tabs.Panel>
      <Tabs.Panel value="changes" className={styles.panel}>
        <ChangesPart row={row} facts={facts} parts={parts} />
      </Tabs.Panel>
      <Tabs.Panel value="requestObject" className={styles.panel}>
        <BodyPanel part="requestObject" body={parts.requestObject} facts={facts} isRaw={isRaw} onGo={onGo} />
      </Tabs.Panel>
      <Tabs.Panel value="responseObject" className={styles.panel}>
        <BodyPanel part="responseObject" body={parts.responseObject} facts={facts} isRaw={isRaw} onGo={onGo} />
      </Tabs.Panel>
      <Tabs.Panel value="around" className={styles.panel}>
        <AroundPart row={row} facts={facts} around={around} onGo={onGo} />
      </Tabs.Panel>
    </Tabs.Root>
  );
}

interface MetadataPartProps extends Omit<DetailPartsProps, 'part' | 'around'> {
  readonly parts: EventParts;
}

function MetadataPart({ row, facts, parts, isRaw, onGo }: MetadataPartProps) {
  const words = useTexts().explore.detail;
  return (
    <>
      <FactList row={row} facts={facts} />
      <JsonView title={words.all} roots={parts.metadata} text={() => metadataText(parts)} isRaw={isRaw} onGo={onGo} />
    </>
  );
}

interface BodyPanelProps extends Pick<DetailPartsProps, 'facts' | 'isRaw' | 'onGo'> {
  readonly part: BodyPart;
  readonly body: Span | null;
}

function BodyPanel({ part, body, facts, isRaw, onGo }: BodyPanelProps) {
  const words = useTexts().explore.detail;
  const roots = useMemo(() => (body === null ? [] : childrenOf(body)), [body]);
  if (body === null) {
    const why = whyAbsent(part, facts);
    return (
      <div className={styles.absent}>
        <p>{words.absent(part, why, facts.level, facts.stage)}</p>
        {words.absentHint[why] !== '' && <p className={styles.hint}>{words.absentHint[why]}</p>}
      </div>
    );
  }
  return <JsonView title={part} roots={roots} text={() => textOf(body)} isRaw={isRaw} onGo={onGo} />;
}

interface JsonViewProps extends Pick<DetailPartsProps, 'isRaw' | 'onGo'> {
  readonly title: string;
  /** What is inside; nothing for a body that is a single value, which is shown as text. */
  readonly roots: readonly Child[];
  readonly text: () => string;
}

function JsonView({ title, roots, text, isRaw, onGo }: JsonViewProps) {
  const words = useTexts().explore.detail;
  return (
    <section className={styles.view}>
      <div className={styles.tools}>
        <h3>{title}</h3>
        <span role="group" aria-label={words.viewAs} className={styles.switch}>
          <ViewButton isOn={!isRaw} onClick={() => onGo({ view: undefined })}>
            {words.tree}
          </ViewButton>
          <ViewButton isOn={isRaw} onClick={() => onGo({ view: 'raw' })}>
            {words.raw}
          </ViewButton>
        </span>
        <CopyButton text={() => piecesToText(rawPieces(text()))} label={words.copyPart} />
      </div>
      {isRaw || roots.length === 0 ? <RawText text={text()} /> : <JsonTree roots={roots} label={title} />}
    </section>
  );
}

function ViewButton({ isOn, onClick, children }: { readonly isOn: boolean; readonly onClick: () => void; readonly children: ReactNode }) {
  return (
    <button type="button" aria-pressed={isOn} className={styles.option} onClick={onClick}>
      {children}
    </button>
  );
}
