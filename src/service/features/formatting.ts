import { isError } from '../../diagnostics/diagnostic.ts';
import { formatEdits } from '../../format/format.ts';
import { formatRange } from '../../format/range.ts';
import type { Parsed } from '../../parser/parse.ts';
import type { Source, Span } from '../../text/source.ts';
import type { Range, TextEdit } from '../data.ts';
import { toOffset, toRange } from '../positions.ts';

/**
 * What formatting changes: the white space between tokens, so that cursors and marks in the text stay where they are.
 * @param range only its lines, with what stands before them
 */
export function formatting({ source, tree, diagnostics }: Parsed, range?: Range): readonly TextEdit[] {
  if (diagnostics.some(isError)) return [];
  const formatted = range === undefined ? formatEdits(source) : formatRange(source, tree, linesOf(source, range));
  // What is wrong with the text is underlined.
  if ('problems' in formatted) return [];
  return formatted.edits.map((edit) => ({ range: toRange(source, edit.span), newText: edit.text }));
}

/** From the beginning of the first line of a range up to the last character of its last line. */
function linesOf(source: Source, { start, end }: Range): Span {
  const last = end.character === 0 && end.line > start.line ? end.line - 1 : end.line;
  const from = toOffset(source, { line: start.line, character: 0 });
  return { start: from, end: Math.max(from, toOffset(source, { line: last, character: Infinity }) - 1) };
}
