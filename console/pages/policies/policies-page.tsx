// Policies: where they run, an editor that explains and tries them, and the versions of a log topic. The address says which of the three.
import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { useTitle } from '../../parts/use-title.ts';
import type { Go } from './go.ts';
import { StartPage } from './start-page.tsx';
import { TopicPage } from './topic-page.tsx';
import styles from './policies-page.module.css';

/** With the editor, which is as large as all the rest. */
const Bench = lazy(async () => ({ default: (await import('./bench.tsx')).Bench }));

export function PoliciesPage() {
  const texts = useTexts();
  useTitle(texts.policies.title);
  const search = useSearch({ from: '/signed-in/policies' });
  const navigate = useNavigate({ from: '/policies' });
  const go: Go = (change, replace = false) => void navigate({ search: (before) => ({ ...before, ...change }), replace, resetScroll: false });
  return (
    <div className={styles.page}>
      {search.edit !== undefined && (
        <Suspense fallback={<p className={styles.loading}>{texts.common.loading}</p>}>
          <Bench key={search.edit} source={search.edit} search={search} onGo={go} />
        </Suspense>
      )}
      {search.edit === undefined && search.topic !== undefined && <TopicPage key={search.topic} topic={search.topic} search={search} onGo={go} />}
      {search.edit === undefined && search.topic === undefined && <StartPage />}
    </div>
  );
}
