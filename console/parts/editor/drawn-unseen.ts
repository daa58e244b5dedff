// Characters that cannot be seen, drawn by name in the text of an editor.
import { EditorView, highlightSpecialChars } from '@codemirror/view';
import { nameOfUnseen } from '../../show/to-pieces.ts';

/** As `toPieces` sees them: all that leaves no ink, but for what lays the text out. */
const unseen = /(?![ \t\r\n])[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/u;

function drawUnseen(code: number): HTMLElement {
  const box = document.createElement('span');
  box.className = 'cm-unseen';
  box.textContent = nameOfUnseen(code);
  return box;
}

export const drawnUnseen = highlightSpecialChars({ addSpecialChars: unseen, render: drawUnseen });

export const unseenLook = EditorView.theme({
  '.cm-unseen': {
    padding: '0 3px',
    border: '1px solid currentcolor',
    borderRadius: '3px',
    color: 'var(--warn)',
    font: '10px / 12px var(--mono)',
  },
});
