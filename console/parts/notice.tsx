// A sentence that has to be seen where a choice is made.
import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';
import styles from './notice.module.css';

export interface NoticeProps {
  readonly tone: 'info' | 'ok' | 'warn' | 'bad';
  readonly icon?: IconName;
  readonly title?: ReactNode;
  readonly children?: ReactNode;
  /** Read aloud when it appears. */
  readonly isLive?: boolean;
}

export function Notice({ tone, icon, title, children, isLive = false }: NoticeProps) {
  return (
    <div className={`${styles.notice} ${styles[tone]}`} role={isLive ? (tone === 'bad' ? 'alert' : 'status') : undefined}>
      <span className={styles.icon}>
        <Icon name={icon ?? (tone === 'ok' ? 'check' : tone === 'info' ? 'info' : 'warn')} />
      </span>
      <div className={styles.words}>
        {title !== undefined && <strong>{title}</strong>}
        {children}
      </div>
    </div>
  );
}
