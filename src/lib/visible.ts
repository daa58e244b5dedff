// Text from events where it is printed: control, bidi and invisible characters are drawn, never obeyed.

// eslint-disable-next-line no-control-regex -- these are the very characters to find
const hidden = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\p{Cs}/gu;

/** Hidden characters as `<U+202E>`; line breaks stay. */
export function visible(text: string): string {
  return text.replace(hidden, nameOf);
}

/** The same on one line: line breaks are drawn too. */
export function visibleLine(text: string): string {
  return visible(text).replaceAll('\n', nameOf);
}

function nameOf(character: string): string {
  return `<U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}>`;
}
