// Colours and underlines in the query box: from the parser of the server itself, as it reads what is typed.
import { RangeSetBuilder, type Extension } from '@codemirror/state';
import { Decoration, ViewPlugin, type DecorationSet, type EditorView, type ViewUpdate } from '@codemirror/view';
import { piecesOf, type Piece } from '../../../../src/search/pieces.ts';
import { checkQuery, isUnfinished, type QueryFault } from './check-query.ts';

/** Tells of what is wrong whenever it changes; null while there is nothing to tell. */
export type TellFault = (fault: QueryFault | null) => void;

export function queryMarks(tell: TellFault): Extension {
  return ViewPlugin.define((view) => new QueryMarks(view, tell), { decorations: (plugin) => plugin.decorations });
}

class QueryMarks {
  decorations: DecorationSet;
  private shown: QueryFault | null = null;
  private text: string;
  private pieces: readonly Piece[] = [];
  private fault: QueryFault | null = null;
  private isStale = false;
  private readonly tell: TellFault;

  constructor(view: EditorView, tell: TellFault) {
    this.tell = tell;
    this.text = view.state.doc.toString();
    this.read();
    this.decorations = this.draw(view);
  }

  update(update: ViewUpdate): void {
    // While an input method composes, nothing may move around the text that it holds.
    if (update.docChanged && update.view.composing) {
      this.decorations = this.decorations.map(update.changes);
      this.isStale = true;
      return;
    }
    if (update.docChanged || this.isStale) {
      if (update.view.composing) return;
      this.isStale = false;
      this.text = update.state.doc.toString();
      this.read();
    } else if (!update.selectionSet && !update.focusChanged) return;
    this.decorations = this.draw(update.view);
  }

  private read(): void {
    this.pieces = piecesOf(this.text);
    this.fault = checkQuery(this.text, Date.now());
  }

  private draw(view: EditorView): DecorationSet {
    const { fault } = this;
    const shown = fault === null || (view.hasFocus && isUnfinished(fault, this.text, view.state.selection.main.head)) ? null : fault;
    if (shown !== this.shown) {
      this.shown = shown;
      this.tell(shown);
    }
    return decorationsOf(this.pieces, shown);
  }
}

const marks = new Map<string, Decoration>();

function markOf(name: string): Decoration {
  const known = marks.get(name) ?? Decoration.mark({ class: name });
  marks.set(name, known);
  return known;
}

function decorationsOf(pieces: readonly Piece[], fault: QueryFault | null): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  const spans = pieces.map(({ kind, from, to }) => ({ from, to, name: `cm-q-${kind}` }));
  if (fault !== null && fault.to > fault.from) spans.push({ from: fault.from, to: fault.to, name: 'cm-q-fault' });
  spans.sort((a, b) => a.from - b.from || b.to - a.to);
  for (const { from, to, name } of spans) builder.add(from, to, markOf(name));
  return builder.finish();
}
