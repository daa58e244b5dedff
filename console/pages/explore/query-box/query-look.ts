// How the query box looks inside: one line of text that wraps, coloured by what each piece is.
import { EditorView } from '@codemirror/view';
import { floatLook } from '../../../parts/editor/float-look.ts';
import { unseenLook } from '../../../parts/editor/drawn-unseen.ts';

const frame = EditorView.theme({
  '&': { color: 'var(--ink)', backgroundColor: 'transparent', fontSize: '13px' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '20px', overflow: 'auto', maxHeight: '128px' },
  '.cm-content': { padding: '4px 0', caretColor: 'var(--ink)' },
  '.cm-line': { padding: '0' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '.cm-placeholder': { color: 'var(--ink-soft)' },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': { backgroundColor: 'light-dark(#cfe0ff, #2c4a7c)' },
});

const text = 'light-dark(#27623a, #9fd3b0)';
const pieces = EditorView.theme({
  '.cm-q-field': { color: 'var(--accent)' },
  '.cm-q-function': { color: 'var(--accent)', fontStyle: 'italic' },
  '.cm-q-colon, .cm-q-bracket': { color: 'var(--ink-soft)' },
  '.cm-q-operator, .cm-q-keyword, .cm-q-pipe': { color: 'var(--violet)', fontWeight: '600' },
  '.cm-q-comparison': { color: 'var(--violet)' },
  '.cm-q-value, .cm-q-string': { color: text },
  '.cm-q-fault': { textDecoration: 'underline wavy var(--bad)', textUnderlineOffset: '3px', textDecorationSkipInk: 'none' },
});

const offers = EditorView.theme({
  '.cm-tooltip.cm-tooltip-autocomplete': { maxWidth: 'min(640px, 94vw)', marginTop: '6px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { maxWidth: 'min(640px, 94vw)', minWidth: '220px', maxHeight: '264px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { display: 'flex', alignItems: 'baseline', gap: '18px' },
  '.cm-completionLabel': { flex: '0 0 auto', maxWidth: '360px', overflow: 'hidden', textOverflow: 'ellipsis' },
  '.cm-completionDetail': {
    flex: '1 1 0',
    minWidth: '0',
    margin: '0',
    overflow: 'hidden',
    color: 'var(--ink-soft)',
    font: '12px / 20px var(--font)',
    fontStyle: 'normal',
    fontVariantNumeric: 'tabular-nums',
    textAlign: 'right',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
  },
  '.cm-offer-field .cm-completionLabel': { minWidth: '190px' },
  '.cm-offer-field .cm-completionDetail': { textAlign: 'left' },
});

export const queryLook = [frame, pieces, floatLook, offers, unseenLook];
