// What floats above a page: a side window at the right edge, or a small dialog in the middle. Esc and the backdrop close both.
import { Dialog } from '@base-ui/react/dialog';
import { useState, type ReactNode } from 'react';
import { useTexts } from '../i18n/texts.ts';
import { Icon } from './icon.tsx';
import styles from './overlay.module.css';

export interface OverlayProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly subtitle?: ReactNode;
  readonly closeLabel?: string;
  readonly children: ReactNode;
  readonly footer?: ReactNode;
  readonly form: 'side' | 'middle' | 'left';
}

export function Overlay(props: OverlayProps) {
  const [wasOpen, setWasOpen] = useState(props.isOpen);
  if (props.isOpen && !wasOpen) setWasOpen(true);
  // What nobody has opened yet costs nothing.
  return wasOpen ? <Opened {...props} /> : null;
}

function Opened({ isOpen, onClose, title, subtitle, closeLabel, children, footer, form }: OverlayProps) {
  const texts = useTexts();
  return (
    <Dialog.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className={styles.backdrop} />
        <Dialog.Popup className={`${styles.popup} ${styles[form]}`}>
          <header className={styles.head}>
            <div className={styles.titles}>
              <Dialog.Title className={styles.title}>{title}</Dialog.Title>
              {subtitle !== undefined && <Dialog.Description className={styles.subtitle}>{subtitle}</Dialog.Description>}
            </div>
            <Dialog.Close className={styles.close} aria-label={closeLabel ?? texts.common.close}>
              <Icon name="close" />
            </Dialog.Close>
          </header>
          <div className={styles.body}>{children}</div>
          {footer !== undefined && <footer className={styles.foot}>{footer}</footer>}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
