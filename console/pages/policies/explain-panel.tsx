// One request explained: who asks for what, which rule decides, and why those above it do not.
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../parts/button.tsx';
import { Icon } from '../../parts/icon.tsx';
import type { PoliciesSearch } from '../../search-params.ts';
import type { EventFacts } from '../../show/read-event.ts';
import { showTime } from '../../show/show-time.ts';
import { ActorName, ObjectName, ResultCode, VerbMark } from '../../parts/marks.tsx';
import type { CheckedText } from './check-text.ts';
import { DecisionView } from './decision-view.tsx';
import { EventPicker } from './event-picker.tsx';
import { Fault } from './fault.tsx';
import type { Go } from './go.ts';
import { RequestForm } from './request-form.tsx';
import { typedOf, writeTyped } from './typed-request.ts';
import type { Explained } from './use-explained.ts';
import styles from './explain-panel.module.css';

export interface ExplainPanelProps {
  readonly explained: Explained;
  readonly search: PoliciesSearch;
  readonly onGo: Go;
  readonly checked: CheckedText | null;
  readonly onRule: (rule: number) => void;
}

export function ExplainPanel({ explained, search, onGo, checked, onRule }: ExplainPanelProps) {
  const words = useTexts().policies.explain;
  const [isPicking, setPicking] = useState(false);
  const isStored = search.event !== undefined;
  return (
    <section className={styles.panel} aria-labelledby="explain-title">
      <div className={styles.head}>
        <h2 id="explain-title">{words.title}</h2>
        <Button look="quiet" onClick={() => setPicking(true)}>
          <Icon name="search" />
          {isStored ? words.pickOther : words.pick}
        </Button>
      </div>
      {isStored ? (
        <StoredRequest explained={explained} id={search.event} onGo={onGo} />
      ) : (
        <RequestForm typed={explained.typed} isForArrival={checked?.isForArrival === true} onType={explained.type} />
      )}
      {explained.explanation !== null && <DecisionView explanation={explained.explanation} onRule={onRule} />}
      {checked !== null && checked.policy === null && <p className={styles.waiting}>{words.waiting}</p>}
      <EventPicker
        isOpen={isPicking}
        onClose={() => setPicking(false)}
        onPick={(event) => {
          setPicking(false);
          onGo({ event });
        }}
      />
    </section>
  );
}

function StoredRequest({ explained, id, onGo }: { readonly explained: Explained; readonly id: string | undefined; readonly onGo: Go }) {
  const texts = useTexts();
  const words = texts.policies.explain;
  const { facts, event, attributes } = explained;
  if (facts === null && event.isError) return <Fault error={event.error} />;
  if (facts === null) return <p className={styles.waiting}>{texts.common.loading}</p>;
  return (
    <div className={styles.stored}>
      <StoredMarks facts={facts} />
      <div className={styles.actions}>
        {attributes !== null && (
          <Button look="quiet" onClick={() => onGo(writeTyped(typedOf(attributes)))}>
            {words.asTyped}
          </Button>
        )}
        <Link to="/explore" search={{ open: id }}>
          {words.openEvent}
        </Link>
      </div>
    </div>
  );
}

function StoredMarks({ facts }: { readonly facts: EventFacts }) {
  const words = useTexts().policies.explain;
  return (
    <>
      <p className={styles.label}>
        {words.storedEvent} · {showTime(facts.stageTime)?.full ?? ''}
      </p>
      <p className={styles.sentence}>
        <span>
          <ActorName facts={facts} />
        </span>
        <VerbMark facts={facts} />
        <ObjectName facts={facts} />
        <ResultCode facts={facts} />
      </p>
    </>
  );
}
