// What the query box can do: one line, colours, offers, Enter that runs and Esc that leaves.
import {
  acceptCompletion,
  autocompletion,
  completionKeymap,
  completionStatus,
  moveCompletionSelection,
  selectedCompletion,
  startCompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import { history, historyKeymap, standardKeymap } from '@codemirror/commands';
import { EditorState, type ChangeSpec, type Extension, type Transaction, type TransactionSpec } from '@codemirror/state';
import { drawSelection, EditorView, keymap, placeholder, type Command } from '@codemirror/view';
import type { CompletionItem } from '../../../../src/search/complete.ts';
import { drawnUnseen } from '../../../parts/editor/drawn-unseen.ts';
import { typeOverSelection } from '../../../parts/editor/type-over-selection.ts';
import { cutPieces, piecesToText, toPieces } from '../../../show/to-pieces.ts';
import type { Selection } from '../../../query/events.ts';
import { queryLook } from './query-look.ts';
import { queryMarks, type TellFault } from './query-marks.ts';
import { offersAt } from './query-offers.ts';

export interface QueryEditorOptions {
  readonly text: string;
  readonly cursor: { readonly anchor: number; readonly head: number } | null;
  readonly label: string;
  /** Names the list of offers for those who do not see it. */
  readonly offersLabel: string;
  readonly placeholder: string;
  readonly scope: () => Omit<Selection, 'q'>;
  /** What stands beside an offer: what a field is, how often a value occurs. */
  readonly noteOf: (item: CompletionItem) => string | undefined;
  readonly onChange: (text: string) => void;
  readonly onSubmit: () => void;
  readonly onFault: TellFault;
  readonly onOffering: (isOffering: boolean) => void;
  /** Mends what is underlined; false where there is nothing to mend. */
  readonly onFix: () => boolean;
}

export function createQueryState(options: QueryEditorOptions): EditorState {
  const doc = oneLine(options.text);
  const place = (at: number) => Math.min(at, doc.length);
  return EditorState.create({
    doc,
    selection: options.cursor === null ? { anchor: doc.length } : { anchor: place(options.cursor.anchor), head: place(options.cursor.head) },
    extensions: [
      history(),
      drawSelection(),
      drawnUnseen,
      queryMarks(options.onFault),
      offers(options),
      EditorState.phrases.of({ Completions: options.offersLabel }),
      EditorState.transactionFilter.of(keepOneLine),
      placeholder(options.placeholder),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({
        'aria-label': options.label,
        'aria-multiline': 'false',
        spellcheck: 'false',
        autocapitalize: 'none',
        autocorrect: 'off',
        enterkeyhint: 'search',
      }),
      typeOverSelection,
      keys(options),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) options.onChange(update.state.doc.toString());
        options.onOffering(completionStatus(update.state) === 'active');
      }),
      queryLook,
    ],
  });
}

function keys({ onSubmit, onFix }: QueryEditorOptions): Extension {
  const submit: Command = () => {
    onSubmit();
    return true;
  };
  const leave: Command = (view) => {
    view.contentDOM.blur();
    return true;
  };
  return keymap.of([
    ...completionKeymap,
    { key: 'Tab', run: takeOffer },
    { key: 'ArrowDown', run: askForOffers },
    { key: 'Alt-Enter', run: onFix },
    { key: 'Enter', run: submit, shift: submit },
    { key: 'Mod-Enter', run: submit },
    { key: 'Escape', run: leave },
    ...historyKeymap,
    ...standardKeymap,
  ]);
}

/** Tab takes the marked offer, or the first; without offers it goes on to the next field of the page. */
const takeOffer: Command = (view) => {
  if (completionStatus(view.state) !== 'active') return false;
  if (selectedCompletion(view.state) === null) moveCompletionSelection(true)(view);
  return acceptCompletion(view);
};

const askForOffers: Command = (view) =>
  completionStatus(view.state) === null && view.state.selection.main.head === view.state.doc.length ? startCompletion(view) : false;

function offers({ scope, noteOf }: QueryEditorOptions): Extension {
  return autocompletion({
    override: [keepOffers((context) => offersOf(context, scope(), noteOf))],
    icons: false,
    optionClass: ({ type }) => `cm-offer-${type}`,
    // Nothing is marked at first: Enter runs what was typed.
    selectOnOpen: false,
    activateOnTypingDelay: 120,
    activateOnCompletion: ({ apply }) => typeof apply === 'string' && apply.endsWith(':'),
  });
}

/** The same offers asked for again stay the same ones: what is marked among them stays marked. */
function keepOffers(ask: (context: CompletionContext) => Promise<CompletionResult | null>): (context: CompletionContext) => Promise<CompletionResult | null> {
  let known: { readonly key: string; readonly result: CompletionResult } | null = null;
  return async (context) => {
    const result = await ask(context);
    if (result === null) return null;
    const key = JSON.stringify([result.from, result.options]);
    if (known?.key !== key) known = { key, result };
    return known.result;
  };
}

async function offersOf(context: CompletionContext, scope: Omit<Selection, 'q'>, noteOf: QueryEditorOptions['noteOf']): Promise<CompletionResult | null> {
  const stale = new AbortController();
  context.addEventListener('abort', () => stale.abort(), { onDocChange: true });
  const found = await offersAt({
    text: context.state.doc.toString(),
    offset: context.pos,
    isExplicit: context.explicit,
    scope,
    signal: stale.signal,
  });
  return found === null ? null : { from: found.from, options: found.items.map((item) => offerOf(item, noteOf(item))), filter: false };
}

const maxShown = 120;

/** Values come from events: what is drawn is made of harmless pieces, what is written is the value. */
function offerOf(item: CompletionItem, note: string | undefined): Completion {
  const { pieces, more } = cutPieces(toPieces(item.text.trimEnd()), maxShown);
  const shown = `${piecesToText(pieces)}${more > 0 ? '…' : ''}`;
  return { label: item.text, displayLabel: shown, detail: note, apply: item.text, type: item.kind };
}

export function oneLine(text: string): string {
  return text.replace(/\r\n?|\n/g, ' ');
}

/** A line break becomes a blank, however it came in. */
function keepOneLine(transaction: Transaction): Transaction | readonly TransactionSpec[] {
  if (!transaction.docChanged || transaction.newDoc.lines === 1) return transaction;
  const changes: ChangeSpec[] = [];
  for (let line = 1; line < transaction.newDoc.lines; line += 1) {
    const { to } = transaction.newDoc.line(line);
    changes.push({ from: to, to: to + 1, insert: ' ' });
  }
  return [transaction, { changes, sequential: true }];
}
