// Audit logs dropped on any page, or chosen: asked for the name of their cluster, sent, and shown in Explore.
import { createContext, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { Icon } from '../../parts/icon.tsx';
import { Overlay } from '../../parts/overlay.tsx';
import { OpenForm } from './open-form.tsx';
import { OpenRun } from './open-run.tsx';
import { useOpening } from './use-opening.ts';
import styles from './open.module.css';

const OpenContext = createContext<() => void>(() => undefined);

/** Opens the window in which files are chosen: dropping alone would leave out who cannot drag. */
export const useOpenLogs = (): (() => void) => useContext(OpenContext);

export function OpenLogs({ children }: { readonly children: ReactNode }) {
  const words = useTexts().open;
  const [files, setFiles] = useState<readonly File[] | null>(null);
  const opening = useOpening();
  const isRunning = opening.state.phase === 'sending';
  const isOver = useDroppedFiles((dropped) => !isRunning && (opening.reset(), setFiles(dropped)));
  const show = useMemo(() => () => setFiles((before) => before ?? []), []);
  const close = () => {
    // Somebody who closes the window has not said that the sending should end.
    if (isRunning) return;
    setFiles(null);
    opening.reset();
  };
  return (
    <OpenContext value={show}>
      {children}
      {isOver && <DropHere />}
      <Overlay form="middle" isOpen={files !== null} onClose={close} title={words.title}>
        {opening.state.phase === 'asking' ? (
          <OpenForm files={files ?? []} onFiles={setFiles} onClose={close} onStart={(cluster) => opening.start(files ?? [], cluster)} />
        ) : (
          <OpenRun state={opening.state} onStop={() => opening.stop()} onClose={close} />
        )}
      </Overlay>
    </OpenContext>
  );
}

function DropHere() {
  const words = useTexts().open;
  return (
    <div className={styles.over} aria-hidden="true">
      <div className={styles.overBox}>
        <Icon name="download" />
        <strong>{words.drop}</strong>
        <span>{words.dropText}</span>
      </div>
    </div>
  );
}

/** Whether files hang over the page. Text that is dragged is left alone. */
function useDroppedFiles(onDrop: (files: readonly File[]) => void): boolean {
  const [isOver, setOver] = useState(false);
  const latest = useRef(onDrop);
  useEffect(() => {
    latest.current = onDrop;
  });
  useEffect(() => {
    const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true;
    const over = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    // Leaving the window, not one element for another.
    const leave = (event: DragEvent) => event.relatedTarget === null && setOver(false);
    const drop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(false);
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length > 0) latest.current(files);
    };
    const events = { dragenter: over, dragover: over, dragleave: leave, drop } as const;
    for (const [name, listener] of Object.entries(events)) window.addEventListener(name as 'drop', listener);
    return () => {
      for (const [name, listener] of Object.entries(events)) window.removeEventListener(name as 'drop', listener);
    };
  }, []);
  return isOver;
}
