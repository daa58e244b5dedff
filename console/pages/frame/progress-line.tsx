// A thin line while the server is being asked; a click cancels what is under way.
import { useIsFetching, useIsMutating, useQueryClient } from '@tanstack/react-query';
import { useTexts } from '../../i18n/texts.ts';
import styles from './progress-line.module.css';

export function ProgressLine() {
  const texts = useTexts();
  const client = useQueryClient();
  const isBusy = useIsFetching() + useIsMutating() > 0;
  if (!isBusy) return null;
  return <button type="button" className={styles.line} aria-label={texts.nav.working} title={texts.nav.working} onClick={() => void client.cancelQueries()} />;
}
