// The query box with colours, offers and marks. It lives in a shadow tree: there its styles are constructed sheets, which a strict content security policy takes.
import { EditorView } from '@codemirror/view';
import { useEffect, useImperativeHandle, useRef, type RefObject } from 'react';
import type { CompletionItem } from '../../../../src/search/complete.ts';
import { useTexts, type Texts } from '../../../i18n/texts.ts';
import type { QueryFault } from './check-query.ts';
import type { BoxHandle, EditorProps } from './query-box.tsx';
import { createQueryState, oneLine, type QueryEditorOptions } from './query-editor-state.ts';
import styles from './query-box.module.css';

export function QueryEditor({ ref, text, cursor, ...calls }: EditorProps) {
  const texts = useTexts();
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView | null>(null);
  const fault = useRef<QueryFault | null>(null);
  /** Texts that went up and have not come back down yet. */
  const sent = useRef<string[]>([]);
  const latest = useRef(calls);
  useEffect(() => {
    latest.current = calls;
  });
  useEffect(() => {
    editor.current = openEditor(host.current!, {
      text,
      cursor,
      ...wordsOf(texts),
      scope: () => latest.current.scope,
      onChange: (changed) => {
        sent.current.push(changed);
        latest.current.onChange(changed);
      },
      onSubmit: () => latest.current.onSubmit(),
      onFault: (found) => {
        fault.current = found;
        latest.current.onFault(found);
      },
      onOffering: (isOffering) => latest.current.onOffering(isOffering),
      onFix: () => mend(editor.current, fault.current),
    });
    return () => editor.current?.destroy();
    // Text and cursor are only what it begins with.
  }, []);
  useEffect(() => {
    const at = sent.current.indexOf(text);
    if (at >= 0) sent.current.splice(0, at + 1);
    else if (replaceText(editor.current, text)) sent.current = [];
  }, [text]);
  useImperativeHandle(ref, () => handleOf(editor, fault), []);
  return <div ref={host} className={styles.host} />;
}

function openEditor(host: HTMLElement, options: QueryEditorOptions): EditorView {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  const view = new EditorView({ state: createQueryState(options), parent: root, root });
  // The page's single keys are not for those who type; from here it does not see that somebody does.
  view.dom.addEventListener('keydown', (event) => {
    if (!event.ctrlKey && !event.metaKey) event.stopPropagation();
  });
  if (options.cursor !== null) view.focus();
  return view;
}

function wordsOf(texts: Texts): Pick<QueryEditorOptions, 'label' | 'offersLabel' | 'placeholder' | 'noteOf'> {
  const { box, query, placeholder } = texts.explore;
  return {
    label: query,
    offersLabel: box.offers,
    placeholder,
    noteOf: ({ kind, text, detail, count }: CompletionItem) => {
      if (count !== undefined) return texts.count(count);
      const known: Readonly<Record<string, string>> = kind === 'field' ? texts.fields : box.forms;
      const name = kind === 'field' ? text.replace(/:$/, '').replaceAll('`', '') : (detail ?? '');
      return Object.hasOwn(known, name) ? known[name] : detail;
    },
  };
}

/** Whether there was something to mend. */
function mend(view: EditorView | null, fault: QueryFault | null): boolean {
  const change = fault?.fix;
  if (view === null || change === undefined) return false;
  const { from, to, text: insert } = change;
  view.dispatch({ changes: { from, to, insert }, selection: { anchor: from + insert.length }, userEvent: 'input.fix' });
  view.focus();
  return true;
}

/** Whether another text stands in the editor now. */
function replaceText(view: EditorView | null, text: string): boolean {
  const insert = oneLine(text);
  if (view === null || view.state.doc.toString() === insert) return false;
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert }, selection: { anchor: insert.length } });
  return true;
}

function handleOf(editor: RefObject<EditorView | null>, fault: RefObject<QueryFault | null>): BoxHandle {
  const select = (from: number, to: number) => {
    const view = editor.current;
    if (view === null) return;
    const { length } = view.state.doc;
    view.focus();
    view.dispatch({ selection: { anchor: Math.min(from, length), head: Math.min(to, length) }, scrollIntoView: true });
  };
  return {
    focus: () => select(0, Number.MAX_SAFE_INTEGER),
    goTo: (offset) => select(offset, offset + 1),
    fix: () => void mend(editor.current, fault.current),
    whenIdle: (run) => run(null),
  };
}
