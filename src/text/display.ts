/** What a text looks like to people. Texts of specs, and names of files, may contain anything at all. */

let segmenter: Intl.Segmenter | undefined;

/** The characters as a reader perceives them. Created on first use, since that takes longer than a short check. */
export function graphemes(text: string): Iterable<{ readonly segment: string }> {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return segmenter.segment(text);
}

/** `a`, `a and b`, `a, b and c` */
export function inWords(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.slice(-1).join('')}`;
}

/** Wide and fullwidth characters of UAX #11 (East Asian Width), and emoji: two columns in a terminal. */
const wide =
  /^[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{16fe0}-\u{18cff}\u{1aff0}-\u{1b2ff}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]|^\p{Emoji_Presentation}/u;
/** Characters that combine with the previous one, or show nothing. */
const zero = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;
const ascii = /^[\u0020-\u007e]*$/;

/** Columns that a text takes in a terminal; it must not contain tabs or line breaks. */
export function displayWidth(text: string): number {
  if (ascii.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes(text)) {
    if (!zero.test(segment)) width += wide.test(segment) || segment.includes('\ufe0f') ? 2 : 1;
  }
  return width;
}

/**
 * Characters that a terminal or an editor obeys instead of showing them: control characters (C0, DEL, C1), line
 * separators, everything that controls the direction of text (UAX #9) or is invisible without joining anything, and
 * lone surrogates.
 */
const obeyed =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e007f}]|\p{Cs}/gu;

/** `␛` for characters that have a picture (U+2400), `<U+202E>` for the rest. */
function visible(c: string): string {
  const code = c.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
}

/**
 * Makes a text safe to print on one line: tabs become spaces (to the next multiple of 4), and characters that would be
 * obeyed become visible, including line breaks.
 */
export function printable(text: string): string {
  const [first = '', ...rest] = text.split('\t').map((part) => part.replace(obeyed, visible));
  let out = first;
  let width = displayWidth(first);
  for (const part of rest) {
    const tab = 4 - (width % 4);
    out += ' '.repeat(tab) + part;
    width += tab + displayWidth(part);
  }
  return out;
}

/** The same for a text of several lines: line breaks and tabs are kept. */
export function printableLines(text: string): string {
  return text.replace(obeyed, (c) => (c === '\n' || c === '\t' ? c : visible(c)));
}

/** Equivalent JSON in which nothing is obeyed by the terminal that shows it. Ends without a line break. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, undefined, 2).replace(obeyed, (c) =>
    c === '\n'
      ? c
      : [...Array(c.length).keys()].map((i) => `\\u${c.charCodeAt(i).toString(16).padStart(4, '0')}`).join(''),
  );
}
