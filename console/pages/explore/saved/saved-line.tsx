// One saved search: its name opens it, what it asks stands below.
import { useTexts } from '../../../i18n/texts.ts';
import type { SavedSearchEntry } from '../../../../src/api/contract/searches.ts';
import { Icon, type IconName } from '../../../parts/icon.tsx';
import { Value } from '../../../parts/value.tsx';
import { presetOf, writeMoment } from '../../../query/time-range.ts';
import styles from './saved-menu.module.css';

export interface SavedLineProps {
  readonly saved: SavedSearchEntry;
  /** It is what the page shows. */
  readonly isShown: boolean;
  readonly onOpen: () => void;
  readonly onReplace: () => void;
  readonly onRename: () => void;
  readonly onRemove: () => void;
}

export function SavedLine({ saved, isShown, onOpen, onReplace, onRename, onRemove }: SavedLineProps) {
  const texts = useTexts().explore;
  const words = texts.saved;
  const range = { from: saved.from ?? undefined, to: saved.to ?? undefined };
  const preset = presetOf(range);
  const time = preset === null ? texts.fromTo(writeMoment(range.from), writeMoment(range.to)) : texts.presets[preset];
  return (
    <li className={styles.line}>
      <button type="button" className={styles.open} aria-current={isShown ? 'true' : undefined} onClick={onOpen}>
        <span className={styles.name}>
          <Value text={saved.name} max={80} isFixed />
        </span>
        <span className={styles.query}>{saved.query === '' ? words.allEvents : <Value text={saved.query} max={120} isFixed />}</span>
        <span className={styles.where}>
          {saved.cluster !== null && `${saved.cluster} · `}
          {time}
        </span>
      </button>
      {!isShown && <Do icon="check" label={words.update(saved.name)} onClick={onReplace} />}
      <Do icon="edit" label={words.renameOf(saved.name)} onClick={onRename} />
      <Do icon="close" label={words.remove(saved.name)} onClick={onRemove} />
    </li>
  );
}

function Do({ icon, label, onClick }: { readonly icon: IconName; readonly label: string; readonly onClick: () => void }) {
  return (
    <button type="button" className={styles.do} aria-label={label} title={label} onClick={onClick}>
      <Icon name={icon} />
    </button>
  );
}
