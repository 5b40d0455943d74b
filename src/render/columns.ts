import { itemAt } from '../core/lists.ts';
import { displayWidth } from '../text/display.ts';

/** Texts in columns of limited width, broken where a reader of code expects it. */

/** Lines after the first are indented by this much. */
const INDENT = 2;
/** Columns are not narrowed below this to fit into a line. */
const NARROWEST = 14;
/** A first word no longer than this stays with what follows it: `if`, `await`, `let`. */
const SHORT = 6;

/** Width of the longest piece of a text that `breakText` keeps whole while there is room. */
export function unbreakable(text: string): number {
  const all = words(text).flatMap(parts);
  return Math.max(...all.map((piece, i) => displayWidth(piece.trimEnd()) + (i === 0 ? 0 : INDENT)));
}

/** The words of a text, each with the space after it. An arrow stays with its result, a field's name with its value. */
function words(text: string): readonly string[] {
  const found: string[] = [];
  let word = '';
  for (const [next] of text.matchAll(/\S+\s*/g)) {
    word += next;
    const isShortStart = found.length === 0 && word === next && next.trimEnd().length <= SHORT;
    const isField = found.length > 0 && /^\w+: $/.test(next);
    if (isShortStart || isField || next === '-> ') continue;
    found.push(word);
    word = '';
  }
  return word === '' ? found : [...found, word];
}

/** A word that is too long for a line is broken after opening parentheses. */
function parts(word: string): readonly string[] {
  return word.match(/[^(]*\(+|[^(]+$/g) ?? [word];
}

/**
 * A text in lines of at most `width` columns. Where even a part has no room, it is broken before a dot or a bracket or
 * after an underscore, and as a last resort anywhere.
 */
export function breakText(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  const flush = (): void => {
    // What is too long for the first line begins there all the same: indented, it would look like part of a call.
    if (line.trim() === '') return;
    lines.push(line.trimEnd());
    line = ' '.repeat(INDENT);
  };
  const fits = (piece: string, before = line): boolean => displayWidth(before + piece.trimEnd()) <= width;
  for (const word of words(text)) {
    const pieces = fits(word) || fits(word, ' '.repeat(INDENT)) ? [word] : parts(word);
    for (const piece of pieces) {
      if (!fits(piece)) flush();
      let rest = piece;
      while (!fits(rest)) {
        const head = beginning(rest, width - displayWidth(line));
        line += head;
        rest = rest.slice(head.length);
        flush();
      }
      line += rest;
    }
  }
  flush();
  return lines;
}

/**
 * The longest beginning of a piece that fits, up to a dot or a bracket or after an underscore in it, if there is one.
 */
function beginning(piece: string, width: number): string {
  let end = 0;
  for (const { index, segment } of new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(piece)) {
    if (index > 0 && displayWidth(piece.slice(0, index + segment.length)) > width) break;
    end = index + segment.length;
  }
  const seam = Math.max(piece.lastIndexOf('.', end - 1), piece.lastIndexOf('[', end - 1));
  const underscore = piece.lastIndexOf('_', end - 1) + 1;
  return piece.slice(0, seam > 0 ? seam : underscore > 0 && underscore <= end ? underscore : end);
}

/**
 * Widths of columns that together fit into a line: the widest are narrowed, first down to what keeps their pieces
 * whole.
 */
export function columnWidths(
  natural: readonly number[],
  whole: readonly number[],
  gap: number,
  line: number,
): readonly number[] {
  const widths = [...natural];
  let excess = widths.reduce((sum, one) => sum + one, 0) + gap * (widths.length - 1) - line;
  for (const least of [whole, widths.map(() => NARROWEST)]) {
    for (; excess > 0; excess--) {
      const movable = widths.map((one, i) => (one > itemAt(least, i) ? one : 0));
      const widest = Math.max(...movable);
      if (widest === 0) break;
      widths[movable.indexOf(widest)] = widest - 1;
    }
  }
  return widths;
}
