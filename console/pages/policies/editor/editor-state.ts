// What the editor can do: YAML with colours, completion, marks in the margin, characters that cannot be seen drawn by name.
import { autocompletion, completionKeymap, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { indentOnInput } from '@codemirror/language';
import { lintGutter, nextDiagnostic, previousDiagnostic } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  placeholder,
} from '@codemirror/view';
import { nameOfUnseen } from '../../../show/to-pieces.ts';
import { completePolicy } from './complete-policy.ts';
import { editorLook } from './editor-look.ts';
import { shownRule } from './shown-rule.ts';

export interface EditorOptions {
  readonly text: string;
  readonly label: string;
  /** Shown while it is empty. */
  readonly hint: string;
  readonly onChange: (text: string) => void;
}

export function createEditorState({ text, label, hint, onChange }: EditorOptions): EditorState {
  return EditorState.create({
    doc: text,
    extensions: [
      lintGutter(),
      lineNumbers(),
      highlightActiveLine(),
      highlightActiveLineGutter(),
      highlightSpecialChars({ addSpecialChars: unseen, render: drawUnseen }),
      history(),
      drawSelection(),
      indentOnInput(),
      yaml(),
      autocompletion({ override: [complete], icons: false }),
      shownRule,
      placeholder(hint),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0', spellcheck: 'false', autocapitalize: 'none', autocorrect: 'off' }),
      typeOverSelection,
      // Tab goes on to the next field of the page: nobody is caught in the editor.
      keymap.of([...completionKeymap, ...historyKeymap, ...defaultKeymap, { key: 'F8', run: nextDiagnostic }, { key: 'Shift-F8', run: previousDiagnostic }]),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) onChange(update.state.doc.toString());
      }),
      editorLook,
    ],
  });
}

/**
 * Left to itself Chromium keeps the look of what it replaces by inline styles, which the content security policy refuses with an error;
 * and many lines at once that are no paste take it minutes.
 */
const typeOverSelection = EditorView.domEventHandlers({
  beforeinput: ({ inputType, data, isComposing }, view) => {
    const isOurs = inputType === 'insertText' && data !== null && !isComposing && (!view.state.selection.main.empty || data.includes('\n'));
    if (!isOurs) return false;
    view.dispatch(view.state.replaceSelection(data), { userEvent: 'input.type', scrollIntoView: true });
    return true;
  },
});

function complete({ state, pos, explicit }: CompletionContext): CompletionResult | null {
  const found = completePolicy(state.sliceDoc(0, pos));
  if (found === null || (!explicit && found.from === pos)) return null;
  return {
    from: found.from,
    options: found.offers.map(({ label, apply, kind, sentence }) => ({ label, apply, type: kind === 'field' ? 'property' : 'enum', info: sentence })),
    validFor: /^["']?[\w:/.*-]*$/,
  };
}

/** As `toPieces` sees them: all that leaves no ink, but for what lays the text out. */
const unseen = /(?![ \t\r\n])[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/u;

function drawUnseen(code: number): HTMLElement {
  const box = document.createElement('span');
  box.className = 'cm-unseen';
  box.textContent = nameOfUnseen(code);
  return box;
}
