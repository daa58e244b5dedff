// One rule of the policy drawn apart from the others: the one that decided.
import { StateEffect, StateField, type Text } from '@codemirror/state';
import { Decoration, EditorView, type DecorationSet } from '@codemirror/view';
import type { Span } from '../../../../src/policy/source-node.ts';

export const showRule = StateEffect.define<Span | null>();

const ruleLine = Decoration.line({ class: 'cm-rule' });

export const shownRule = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (before, { changes, effects, newDoc }) => {
    const effect = effects.findLast((one) => one.is(showRule));
    return effect === undefined ? before.map(changes) : linesOf(effect.value as Span | null, newDoc);
  },
  provide: (field) => EditorView.decorations.from(field),
});

function linesOf(span: Span | null, doc: Text): DecorationSet {
  if (span === null || span.end > doc.length) return Decoration.none;
  const first = doc.lineAt(span.start).number;
  const last = doc.lineAt(span.end).number;
  return Decoration.set(Array.from({ length: last - first + 1 }, (_, index) => ruleLine.range(doc.line(first + index).from)));
}
