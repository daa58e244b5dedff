// The query box: a plain field at once, and as soon as it has come an editor that knows the language.
import { useEffect, useImperativeHandle, useRef, useState, type ComponentType, type Ref } from 'react';
import type { Selection } from '../../../query/events.ts';
import type { QueryFault } from './check-query.ts';
import { FaultNote } from './fault-note.tsx';
import { PlainBox } from './plain-box.tsx';
import styles from './query-box.module.css';

export interface QueryBoxHandle {
  /** Puts the cursor into the box, with all of the query marked. */
  readonly focus: () => void;
  /** Marks the character at a place. */
  readonly goTo: (offset: number) => void;
}

export interface Cursor {
  readonly anchor: number;
  readonly head: number;
}

/** What both forms of the box can do. */
export interface BoxHandle extends QueryBoxHandle {
  /** Mends what is underlined. */
  readonly fix: () => void;
  /** Runs as soon as nothing is being composed, with the cursor where it is in the box. */
  readonly whenIdle: (run: (cursor: Cursor | null) => void) => void;
}

export interface QueryBoxProps {
  readonly ref: Ref<QueryBoxHandle>;
  readonly text: string;
  /** What was asked: its mistakes are told below the whole bar. */
  readonly asked: string;
  /** Where values are looked for. */
  readonly scope: Omit<Selection, 'q'>;
  readonly onChange: (text: string) => void;
  readonly onSubmit: () => void;
}

export interface EditorProps extends Omit<QueryBoxProps, 'ref' | 'asked'> {
  readonly ref: Ref<BoxHandle>;
  readonly cursor: Cursor | null;
  readonly onFault: (fault: QueryFault | null) => void;
  readonly onOffering: (isOffering: boolean) => void;
}

/** Kept from one visit of the page to the next. */
let loaded: ComponentType<EditorProps> | null = null;

export function QueryBox({ ref, text, asked, scope, onChange, onSubmit }: QueryBoxProps) {
  const box = useRef<BoxHandle>(null);
  const { Editor, cursor } = useEditor(box);
  const [fault, setFault] = useState<QueryFault | null>(null);
  const [isOffering, setOffering] = useState(false);
  const [isInside, setInside] = useState(false);
  useImperativeHandle(ref, () => ({ focus: () => box.current?.focus(), goTo: (offset) => box.current?.goTo(offset) }), []);
  return (
    <div className={styles.box} onFocus={() => setInside(true)} onBlur={(event) => event.currentTarget.contains(event.relatedTarget) || setInside(false)}>
      {Editor === null ? (
        <PlainBox ref={box} text={text} onChange={onChange} />
      ) : (
        <Editor ref={box} text={text} cursor={cursor} scope={scope} onChange={onChange} onSubmit={onSubmit} onFault={setFault} onOffering={setOffering} />
      )}
      <FaultNote fault={isInside && !isOffering && text !== asked ? fault : null} text={text} onFix={() => box.current?.fix()} />
    </div>
  );
}

/** The editor once it is here; where it cannot be loaded the plain field stays. */
function useEditor(box: { readonly current: BoxHandle | null }): { readonly Editor: ComponentType<EditorProps> | null; readonly cursor: Cursor | null } {
  const [state, setState] = useState<{ Editor: ComponentType<EditorProps> | null; cursor: Cursor | null }>({ Editor: loaded, cursor: null });
  useEffect(() => {
    if (loaded !== null) return;
    let isHere = true;
    const take = (Editor: ComponentType<EditorProps>) => {
      loaded = Editor;
      if (isHere) box.current?.whenIdle((cursor) => setState({ Editor, cursor }));
    };
    const leave = whenIdle(() => void import('./query-editor.tsx').then(({ QueryEditor }) => take(QueryEditor)).catch(() => {}));
    return () => {
      isHere = false;
      leave();
    };
  }, [box]);
  return state;
}

const patienceMs = 1000;

/** The first rows come first: to set up an editor takes as long as to draw them. Answers how to give it up. */
function whenIdle(run: () => void): () => void {
  if (!('requestIdleCallback' in globalThis)) {
    const timer = setTimeout(run, patienceMs / 5);
    return () => clearTimeout(timer);
  }
  const handle = requestIdleCallback(run, { timeout: patienceMs });
  return () => cancelIdleCallback(handle);
}
