/** Text in columns of a terminal. */

let segmenter: Intl.Segmenter | undefined;

/** What a reader takes for one character. Made when a text first needs it, since that takes longer than a short check. */
function graphemes(text: string): Iterable<{ readonly segment: string }> {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return segmenter.segment(text);
}

/** Wide and fullwidth characters of UAX #11 (East Asian Width), and emoji: two columns in a terminal. */
const wide =
  /^[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{16fe0}-\u{18cff}\u{1aff0}-\u{1b2ff}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]|^\p{Emoji_Presentation}/u;
/** Characters that combine with the one before, or show nothing. */
const zero = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;
const ascii = /^[\u0020-\u007e]*$/;

/** Columns that a text takes in a terminal; it contains no tabs or line breaks. */
export function displayWidth(text: string): number {
  if (ascii.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes(text)) {
    if (!zero.test(segment)) width += wide.test(segment) || segment.includes('\ufe0f') ? 2 : 1;
  }
  return width;
}

/** The text, and spaces up to a width. */
export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

/**
 * What is safe to print of a source line: tabs become spaces (to the next multiple of 4), other control
 * characters, which a terminal would obey, become their pictures (U+2400).
 */
export function printable(text: string): string {
  let out = '';
  for (const c of text) {
    if (c === '\t') {
      out += ' '.repeat(4 - (displayWidth(out) % 4));
      continue;
    }
    const code = c.codePointAt(0) ?? 0;
    if (code < 0x20) out += String.fromCodePoint(0x2400 + code);
    else if (code === 0x7f) out += '\u2421';
    else if ((code >= 0x80 && code < 0xa0) || isBidirectionalControl(code) || (code >= 0xd800 && code <= 0xdfff))
      out += '\ufffd';
    else out += c;
  }
  return out;
}

/** Characters that reorder the text around them (Trojan Source, CVE-2021-42574). */
function isBidirectionalControl(code: number): boolean {
  return (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
}

/** Narrower columns than this are as wide as this. */
const NARROWEST = 8;

/** Breaks a text at spaces into lines of a width; lines after the first are indented by two. Long words are cut. */
export function wrap(text: string, columns: number): readonly string[] {
  const width = Math.max(columns, NARROWEST);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const joined = line === '' ? word : `${line} ${word}`;
    if (displayWidth(joined) <= width) {
      line = joined;
      continue;
    }
    if (line.trim() !== '') lines.push(line);
    line = lines.length === 0 ? word : `  ${word}`;
    while (displayWidth(line) > width) {
      const head = takeColumns(line, width);
      lines.push(head);
      line = `  ${line.slice(head.length)}`;
    }
  }
  return line.trim() === '' && lines.length > 0 ? lines : [...lines, line];
}

/** The start of a text that fits into a width: up to a bracket, comma or dot in its second half, or as long as it can be. */
function takeColumns(text: string, width: number): string {
  let taken = '';
  for (const { segment } of graphemes(text)) {
    if (displayWidth(taken + segment) > width && taken.trim() !== '') break;
    taken += segment;
  }
  const end = Math.max(taken.lastIndexOf('(') + 1, taken.lastIndexOf(',') + 1, taken.lastIndexOf('.'));
  return end > taken.length / 2 ? taken.slice(0, end) : taken;
}

/** `1 state`, `1,204 states` */
export function countOf(count: number, singular: string, plural = `${singular}s`): string {
  return `${withCommas(count)} ${count === 1 ? singular : plural}`;
}

/** `1,204,331` */
export function withCommas(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
