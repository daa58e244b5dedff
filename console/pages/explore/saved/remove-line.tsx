// Asks once, in the place of its line, before a saved search is deleted: others may use it.
import type { SavedSearchEntry } from '../../../../src/api/contract/searches.ts';
import { useTexts } from '../../../i18n/texts.ts';
import { Button } from '../../../parts/button.tsx';
import { Value } from '../../../parts/value.tsx';
import styles from './saved-menu.module.css';

export interface RemoveLineProps {
  readonly saved: SavedSearchEntry;
  readonly onCancel: () => void;
  readonly onRemove: () => void;
}

export function RemoveLine({ saved, onCancel, onRemove }: RemoveLineProps) {
  const texts = useTexts();
  const words = texts.explore.saved;
  return (
    <li className={styles.ask} role="group" aria-label={words.removeTitle}>
      <p>
        {words.removeTitle}{' '}
        <b>
          <Value text={saved.name} max={80} isFixed />
        </b>
      </p>
      <div className={styles.buttons}>
        <Button autoFocus onClick={onCancel}>
          {texts.common.cancel}
        </Button>
        <Button look="danger" onClick={onRemove}>
          {words.removeConfirm}
        </Button>
      </div>
    </li>
  );
}
