// The first page: one box that answers, and below it how each cluster is.
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useRef } from 'react';
import { ask } from '../../../src/search/ask.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useKeys } from '../../parts/use-keys.ts';
import { useTitle } from '../../parts/use-title.ts';
import { Answer } from './answer.tsx';
import { AskBox } from './ask-box.tsx';
import { ClusterCards } from './cluster-cards.tsx';
import { Examples } from './examples.tsx';
import styles from './start-page.module.css';

export function StartPage() {
  const words = useTexts().start;
  useTitle(words.title);
  const { ask: typed } = useSearch({ from: '/signed-in/' });
  const navigate = useNavigate({ from: '/' });
  const box = useRef<HTMLInputElement>(null);
  const go = (text: string) => void navigate({ to: '/', search: { ask: text.trim() === '' ? undefined : text } });
  const asked = typed === undefined ? null : ask(typed);
  useKeys({
    '/': (event) => {
      event.preventDefault();
      box.current?.focus();
      box.current?.select();
    },
    Escape: () => typed !== undefined && go(''),
  });
  return (
    <div className={styles.page}>
      <div className={styles.column}>
        <h1>{words.heading}</h1>
        <AskBox ref={box} typed={typed ?? ''} onAsk={go} />
        {asked === null ? <Examples /> : <Answer key={asked.q} asked={asked} />}
        <ClusterCards />
      </div>
    </div>
  );
}
