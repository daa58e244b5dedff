// Typing over what is marked, in an editor under a strict content security policy.
import { EditorView } from '@codemirror/view';

/**
 * Left to itself Chromium keeps the look of what it replaces by inline styles, which the content security policy refuses with an error;
 * and many lines at once that are no paste take it minutes.
 */
export const typeOverSelection = EditorView.domEventHandlers({
  beforeinput: ({ inputType, data, isComposing }, view) => {
    if (inputType !== 'insertText' || data === null || isComposing) return false;
    const { from, to } = markedIn(view);
    if (from === to && !data.includes('\n')) return false;
    view.dispatch({ changes: { from, to, insert: data }, selection: { anchor: from + data.length }, userEvent: 'input.type', scrollIntoView: true });
    return true;
  },
});

/** What is marked; the document may know it before the editor was told. */
function markedIn(view: EditorView): { readonly from: number; readonly to: number } {
  const { main } = view.state.selection;
  const shown = view.dom.ownerDocument.getSelection();
  if (!main.empty || shown === null || shown.isCollapsed || !view.contentDOM.contains(shown.anchorNode)) return main;
  const ends = [view.posAtDOM(shown.anchorNode!, shown.anchorOffset), view.posAtDOM(shown.focusNode!, shown.focusOffset)];
  return { from: Math.min(...ends), to: Math.max(...ends) };
}
