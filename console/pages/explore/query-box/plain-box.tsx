// The query box as a plain field: what there is until the editor has come.
import { useImperativeHandle, useRef, type Ref } from 'react';
import { useTexts } from '../../../i18n/texts.ts';
import type { BoxHandle, Cursor } from './query-box.tsx';
import styles from './query-box.module.css';

export interface PlainBoxProps {
  readonly ref: Ref<BoxHandle>;
  readonly text: string;
  readonly onChange: (text: string) => void;
}

export function PlainBox({ ref, text, onChange }: PlainBoxProps) {
  const words = useTexts().explore;
  const field = useRef<HTMLInputElement>(null);
  const isComposing = useRef(false);
  const waiting = useRef<(() => void) | null>(null);
  useImperativeHandle(
    ref,
    () => ({
      focus: () => field.current?.select(),
      goTo: (offset) => {
        field.current?.focus();
        field.current?.setSelectionRange(offset, offset + 1);
      },
      fix: () => {},
      whenIdle: (run) => {
        const go = () => run(cursorIn(field.current));
        if (isComposing.current) waiting.current = go;
        else go();
      },
    }),
    [],
  );
  return (
    <input
      ref={field}
      type="text"
      name="q"
      className={styles.plain}
      aria-label={words.query}
      placeholder={words.placeholder}
      value={text}
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
      onCompositionStart={() => {
        isComposing.current = true;
      }}
      onCompositionEnd={() => {
        isComposing.current = false;
        // The last text of the composition comes behind this event.
        if (waiting.current !== null) setTimeout(waiting.current);
        waiting.current = null;
      }}
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
    />
  );
}

function cursorIn(field: HTMLInputElement | null): Cursor | null {
  if (field === null || document.activeElement !== field) return null;
  const [from, to] = [field.selectionStart ?? 0, field.selectionEnd ?? 0];
  return field.selectionDirection === 'backward' ? { anchor: to, head: from } : { anchor: from, head: to };
}
