// Typing over what is marked, in an editor under a strict content security policy.
import { EditorView } from '@codemirror/view';

/**
 * Left to itself Chromium keeps the look of what it replaces by inline styles, which the content security policy refuses with an error;
 * and many lines at once that are no paste take it minutes.
 */
export const typeOverSelection = EditorView.domEventHandlers({
  beforeinput: ({ inputType, data, isComposing }, view) => {
    const isOurs = inputType === 'insertText' && data !== null && !isComposing && (!view.state.selection.main.empty || data.includes('\n'));
    if (!isOurs) return false;
    view.dispatch(view.state.replaceSelection(data), { userEvent: 'input.type', scrollIntoView: true });
    return true;
  },
});
