// What stands around every page: the left bar, the line that shows work in progress, and the keys that work everywhere.
import { Outlet } from '@tanstack/react-router';
import { useState } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { Overlay } from '../../parts/overlay.tsx';
import { OpenLogs } from '../open/open-logs.tsx';
import { KeysSheet } from './keys-sheet.tsx';
import { NavBar, NavLinks } from './nav-bar.tsx';
import { ProgressLine } from './progress-line.tsx';
import { Icon } from '../../parts/icon.tsx';
import { useKeys } from '../../parts/use-keys.ts';
import styles from './frame.module.css';

export function Frame() {
  const texts = useTexts();
  const [isMenuOpen, setMenuOpen] = useState(false);
  const [areKeysOpen, setKeysOpen] = useState(false);
  useKeys({ '?': () => setKeysOpen(true) });
  return (
    <OpenLogs>
      <div className={styles.frame}>
        <a className={styles.skip} href="#content">
          {texts.nav.skip}
        </a>
        <div className={styles.strip}>
          <button type="button" className={styles.menu} aria-label={texts.nav.menu} onClick={() => setMenuOpen(true)}>
            <Icon name="menu" />
          </button>
          <span className={styles.stripName}>{texts.product}</span>
        </div>
        <NavBar onKeys={() => setKeysOpen(true)} />
        <main id="content" className={styles.content} tabIndex={-1}>
          <ProgressLine />
          <Outlet />
        </main>
        <Overlay form="left" isOpen={isMenuOpen} onClose={() => setMenuOpen(false)} title={texts.product} closeLabel={texts.nav.closeMenu}>
          <NavLinks
            onKeys={() => {
              setMenuOpen(false);
              setKeysOpen(true);
            }}
            onGo={() => setMenuOpen(false)}
          />
        </Overlay>
        <KeysSheet isOpen={areKeysOpen} onClose={() => setKeysOpen(false)} />
      </div>
    </OpenLogs>
  );
}
