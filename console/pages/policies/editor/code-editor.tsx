// The editor of a policy. It lives in a shadow tree: there its styles are constructed sheets, which a strict content security policy takes.
import { setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { EditorView } from '@codemirror/view';
import { useEffect, useImperativeHandle, useRef, type Ref } from 'react';
import type { PolicyProblem } from '../../../../src/policy/policy-problem.ts';
import { useTexts } from '../../../i18n/texts.ts';
import { useServerWords, type ServerSentence } from '../../../parts/use-server-words.ts';
import { piecesToText, toPieces } from '../../../show/to-pieces.ts';
import type { CheckedText } from '../check-text.ts';
import { createEditorState } from './editor-state.ts';
import { showRule } from './shown-rule.ts';
import styles from './code-editor.module.css';

export interface CodeEditorHandle {
  text(): string;
  /** Puts the cursor there and shows it. */
  goTo(offset: number): void;
  /** Another text in place of this one; Ctrl+Z brings it back. */
  replace(text: string): void;
}

export interface CodeEditorProps {
  readonly ref: Ref<CodeEditorHandle>;
  /** What stands in it at first. */
  readonly text: string;
  readonly label: string;
  /** Shown while it is empty. */
  readonly hint: string;
  readonly onChange: (text: string) => void;
  readonly checked: CheckedText | null;
  /** The rule that is drawn apart. */
  readonly rule: number | null;
}

export function CodeEditor({ ref, text, label, hint, onChange, checked, rule }: CodeEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView | null>(null);
  const latest = useRef(onChange);
  useEffect(() => {
    latest.current = onChange;
  });
  const terms = useTexts().policyTerms;
  const say = useServerWords();
  useEffect(() => {
    const root = host.current!.shadowRoot ?? host.current!.attachShadow({ mode: 'open' });
    const view = new EditorView({ state: createEditorState({ text, label, hint, terms, onChange: (changed) => latest.current(changed) }), parent: root, root });
    editor.current = view;
    // The page's single keys are not for those who type; from here it does not see that somebody does.
    view.dom.addEventListener('keydown', (event) => event.stopPropagation());
    return () => view.destroy();
    // The text is only what it begins with.
  }, []);
  useEffect(() => {
    const view = editor.current;
    if (view === null || checked === null || view.state.doc.toString() !== checked.text) return;
    view.dispatch(
      setDiagnostics(
        view.state,
        checked.problems.map((problem) => diagnosticOf(problem, checked.text, say)),
      ),
    );
    view.dispatch({ effects: showRule.of(rule === null ? null : (checked.rules[rule] ?? null)) });
  }, [checked, rule, say]);
  useImperativeHandle(ref, () => handleOf(editor), []);
  return <div ref={host} className={styles.host} />;
}

function handleOf(editor: { readonly current: EditorView | null }): CodeEditorHandle {
  return {
    text: () => editor.current?.state.doc.toString() ?? '',
    goTo: (offset) => {
      const view = editor.current;
      if (view === null) return;
      const anchor = Math.min(offset, view.state.doc.length);
      view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: 'center' }) });
      view.focus();
    },
    replace: (text) => editor.current?.dispatch({ changes: { from: 0, to: editor.current.state.doc.length, insert: text }, selection: { anchor: 0 } }),
  };
}

const severities = { error: 'error', misread: 'warning', advice: 'info' } as const;

/** The problem at the word where it begins. */
function diagnosticOf({ severity, code, message, hint, position }: PolicyProblem, text: string, say: (text: string) => ServerSentence): Diagnostic {
  const from = Math.min(position?.offset ?? 0, text.length);
  const word = /^[^\s,[\]{}]+/.exec(text.slice(from, from + 200))?.[0].length ?? 0;
  const words = [say(message).text, hint === undefined ? undefined : say(hint).text, code].filter((part) => part !== undefined).join('\n');
  return { from, to: from + word, severity: severities[severity], message: piecesToText(toPieces(words, { isLaidOut: true })) };
}
