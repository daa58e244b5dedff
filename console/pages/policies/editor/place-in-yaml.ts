// Where in a YAML text the cursor stands: below which fields, and whether a field or a value is being written. By lines, so that half a text will do.

export interface PlaceInYaml {
  /** The fields from the root down; for a value the last is its own. */
  readonly path: readonly string[];
  /** value: behind `field:` or in `[…]`; item: behind a dash; start: at the start of a line. */
  readonly at: 'value' | 'item' | 'start';
  /** Where the word begins. */
  readonly from: number;
}

const keyLine = /^(\s*(?:- +)*)(?:"([^"]*)"|'([^']*)'|([A-Za-z]\w*))\s*:(?:\s+|$)/;
const plainLine = /^(\s*)((?:- +)*)(["']?[\w:/.*-]*)$/;
/** Longer lines are not looked at: the patterns below may cost the square of the length. */
const longestLine = 1_000;
const lastWord = /["']?[\w:/.*-]*$/;

/** `text` ends at the cursor. Null inside comments and where nothing is known. */
export function placeIn(text: string): PlaceInYaml | null {
  const lineStart = text.lastIndexOf('\n') + 1;
  const line = text.slice(lineStart);
  if (line.length > longestLine || /(?:^|\s)#|[:-]$/.test(line)) return null;
  const before = text.slice(0, lineStart).split('\n').slice(0, -1);
  const from = text.length - lastWord.exec(line)![0].length;
  const list = openFlowList(before, line);
  if (list !== null) return { path: [...parentsOf(before.slice(0, list.line), list.indent), list.name], at: 'value', from };
  const key = keyLine.exec(line);
  if (key !== null) return /\s/.test(line.slice(key[0].length)) ? null : { path: [...parentsOf(before, key[1].length), nameOf(key)], at: 'value', from };
  const plain = plainLine.exec(line);
  if (plain === null) return null;
  const isItem = plain[2] !== '';
  // The items of a list may stand as far left as its field.
  return { path: parentsOf(before, plain[1].length + (isItem ? 1 : 0)), at: isItem ? 'item' : 'start', from };
}

/** The names of the fields that a line of this indent stands below. */
function parentsOf(before: readonly string[], indent: number): string[] {
  const path: string[] = [];
  let below = indent;
  for (let at = before.length - 1; at >= 0 && below > 0; at -= 1) {
    const key = before[at].length > longestLine ? null : keyLine.exec(before[at]);
    if (key === null || key[1].length >= below) continue;
    path.unshift(nameOf(key));
    const dash = key[1].indexOf('-');
    below = dash < 0 ? key[1].length : dash + 1;
  }
  return path;
}

interface OpenList {
  readonly name: string;
  readonly indent: number;
  readonly line: number;
}

/** A list in brackets may go over some lines. */
const maxListLines = 30;

/** The field whose `[` is still open. */
function openFlowList(before: readonly string[], line: string): OpenList | null {
  let closed = 0;
  for (let at = before.length; at >= Math.max(0, before.length - maxListLines); at -= 1) {
    const shown = at === before.length ? line : before[at];
    if (shown.length > longestLine) return null;
    const bare = shown.replace(/"(?:[^"\\]|\\.)*"/g, '').replace(/\s#.*$/, '');
    closed += bare.split(']').length - bare.split('[').length;
    const key = keyLine.exec(shown);
    if (key !== null) return closed < 0 ? { name: nameOf(key), indent: key[1].length, line: at } : null;
  }
  return null;
}

function nameOf(key: RegExpExecArray): string {
  return key[2] ?? key[3] ?? key[4];
}
