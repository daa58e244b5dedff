// The head of the pages below the start: the way back, the title, and what can be done.
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import styles from './policies-page.module.css';

export function PolicyHead({ title, children }: { readonly title: ReactNode; readonly children?: ReactNode }) {
  const words = useTexts().policies;
  return (
    <header className={styles.head}>
      <nav className={styles.crumbs} aria-label={words.crumbs}>
        <Link to="/policies" search={{}} activeOptions={{ exact: true, includeSearch: true }}>
          {words.title}
        </Link>
        <span aria-hidden="true">›</span>
      </nav>
      <div className={styles.titleLine}>
        <h1>{title}</h1>
        <div className={styles.tools}>{children}</div>
      </div>
    </header>
  );
}
