// The sheet of keys.
import { Fragment } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { Overlay } from '../../parts/overlay.tsx';
import styles from './keys-sheet.module.css';

export function KeysSheet({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const { keys } = useTexts();
  const rows: readonly (readonly [string, string])[] = [
    ['/', keys.focusQuery],
    ['j', keys.nextRow],
    ['k', keys.previousRow],
    ['[ ]', keys.walkVersions],
    [keys.enter, keys.openRow],
    [keys.enter, keys.run],
    ['Tab', keys.takeOffer],
    [`Alt ${keys.enter}`, keys.mend],
    ['+  −', keys.zoom],
    [keys.esc, keys.closeDetail],
    ['?', keys.sheet],
  ];
  return (
    <Overlay form="middle" isOpen={isOpen} onClose={onClose} title={keys.title}>
      <dl className={styles.keys}>
        {rows.map(([key, words]) => (
          <Fragment key={words}>
            <dt>
              <kbd className={styles.key}>{key}</kbd>
            </dt>
            <dd>{words}</dd>
          </Fragment>
        ))}
      </dl>
    </Overlay>
  );
}
