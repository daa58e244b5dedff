// A thin line while the server is being asked, and, when that takes long, a button that cancels it.
import { useIsFetching, useIsMutating, useQueryClient } from '@tanstack/react-query';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../parts/button.tsx';
import styles from './progress-line.module.css';

export function ProgressLine() {
  const texts = useTexts();
  const client = useQueryClient();
  const isBusy = useIsFetching() + useIsMutating() > 0;
  if (!isBusy) return null;
  return (
    <>
      <div className={styles.line} aria-hidden="true" />
      <Button className={styles.cancel} onClick={() => void client.cancelQueries()}>
        {texts.nav.cancel}
      </Button>
    </>
  );
}
