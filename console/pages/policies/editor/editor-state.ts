// What the editor can do: YAML with colours, completion, marks in the margin, characters that cannot be seen drawn by name.
import { autocompletion, completionKeymap, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { indentOnInput } from '@codemirror/language';
import { lintGutter, nextDiagnostic, previousDiagnostic } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers, placeholder } from '@codemirror/view';
import { drawnUnseen } from '../../../parts/editor/drawn-unseen.ts';
import { typeOverSelection } from '../../../parts/editor/type-over-selection.ts';
import { completePolicy, type PolicyTerms } from './complete-policy.ts';
import { editorLook } from './editor-look.ts';
import { shownRule } from './shown-rule.ts';

export interface EditorOptions {
  readonly text: string;
  readonly label: string;
  /** Shown while it is empty. */
  readonly hint: string;
  readonly terms: PolicyTerms;
  readonly onChange: (text: string) => void;
}

export function createEditorState({ text, label, hint, terms, onChange }: EditorOptions): EditorState {
  return EditorState.create({
    doc: text,
    extensions: [
      lintGutter(),
      lineNumbers(),
      highlightActiveLine(),
      highlightActiveLineGutter(),
      drawnUnseen,
      history(),
      drawSelection(),
      indentOnInput(),
      yaml(),
      autocompletion({ override: [(context) => complete(context, terms)], icons: false }),
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

function complete({ state, pos, explicit }: CompletionContext, terms: PolicyTerms): CompletionResult | null {
  const found = completePolicy(state.sliceDoc(0, pos), terms);
  if (found === null || (!explicit && found.from === pos)) return null;
  return {
    from: found.from,
    options: found.offers.map(({ label, apply, kind, sentence }) => ({ label, apply, type: kind === 'field' ? 'property' : 'enum', info: sentence })),
    validFor: /^["']?[\w:/.*-]*$/,
  };
}
