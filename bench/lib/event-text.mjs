// The searchable text of an event, by the contract alone, in a form in which a word or phrase is found by a plain search.
const keyedParts = new Set(['requestObject', 'responseObject', 'annotations', 'extra']);
const ownKeys = new Set(['kind', 'apiVersion']);

/** ` one two three ` for each string of the event, one a line; words lower-cased. */
export function eventText(event) {
  const lines = [];
  const visit = (value, isKeyed, depth) => {
    if (value === null) return;
    if (Array.isArray(value)) for (const item of value) visit(item, isKeyed, depth + 1);
    else if (typeof value === 'object')
      for (const [key, child] of Object.entries(value)) {
        if (depth === 0 && ownKeys.has(key)) continue;
        if (isKeyed) lines.push(normalized(key));
        visit(child, isKeyed || (depth < 2 && keyedParts.has(key)), depth + 1);
      }
    else lines.push(normalized(String(value)));
  };
  visit(event, false, 0);
  return `\n${lines.join('\n')}\n`;
}

/** The words of a text with blanks between and around. */
export function normalized(text) {
  const lower = text.toLowerCase();
  const isAscii = Buffer.byteLength(lower) === lower.length;
  return ` ${lower.replace(isAscii ? /[^a-z0-9_]+/g : /[^\p{L}\p{N}_]+/gu, ' ').trim()} `;
}
