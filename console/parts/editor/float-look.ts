// How what floats over an editor looks: offers and messages, in the tokens of the console.
import { EditorView } from '@codemirror/view';

export const floatLook = EditorView.theme({
  '.cm-tooltip': {
    maxWidth: 'min(440px, 90vw)',
    border: '1px solid var(--line)',
    borderRadius: 'var(--corner-small)',
    backgroundColor: 'var(--panel)',
    color: 'var(--ink)',
    boxShadow: 'var(--float)',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--mono)', maxHeight: '240px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '2px 10px', lineHeight: '20px' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--accent-wash)', color: 'var(--accent)' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '700' },
  '.cm-completionInfo': { padding: '8px 10px', font: '12px / 18px var(--font)' },
  '.cm-diagnostic': { padding: '6px 10px', borderLeft: '3px solid var(--info)', font: '12px / 18px var(--font)', whiteSpace: 'pre-wrap' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--bad)' },
  '.cm-diagnostic-warning': { borderLeftColor: 'var(--warn)' },
});
