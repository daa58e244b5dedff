// What came since the list was drawn: shown at once while nobody reads a row, held back and counted while somebody does.
import { useEffect } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { Icon } from '../../parts/icon.tsx';
import type { Tail } from '../../query/tail.ts';
import styles from './live-bar.module.css';

export interface LiveBarProps {
  readonly tail: Tail;
  /** While somebody reads, rows must not move. */
  readonly isReading: boolean;
  /** Brings the list up to date; resolves when it is. */
  readonly onShow: () => Promise<unknown>;
}

const showMs = 1000;

export function LiveBar({ tail: { count, isConnected, clear }, isReading, onShow }: LiveBarProps) {
  const words = useTexts().explore.live;
  const isDue = count > 0 && !isReading;
  const show = () => {
    clear();
    void onShow();
  };
  useEffect(() => {
    if (!isDue) return;
    const timer = setTimeout(show, showMs);
    return () => clearTimeout(timer);
  });
  return (
    <div className={styles.bar} role="status">
      <span className={isConnected ? styles.on : styles.off} aria-hidden="true">
        ●
      </span>
      {!isConnected && words.connecting}
      {isConnected && !(isReading && count > 0) && words.listening}
      {isConnected && isReading && count > 0 && (
        <button type="button" className={styles.show} onClick={show}>
          {words.fresh(count)} <Icon name="up" />
        </button>
      )}
    </div>
  );
}
