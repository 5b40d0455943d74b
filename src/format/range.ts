import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { File } from '../syntax/tree.ts';
import { countWhile } from '../text/search.ts';
import { makeSource, type Source, type Span } from '../text/source.ts';
import { formatEdits, type FormatOptions, lineBreakOf, style, type TextEdit } from './format.ts';

/**
 * What formatting changes within a range, as `formatEdits` has it: only the declarations around the range are read, as
 * far as the next blank lines, because nothing in them depends on what is beyond those.
 * @param tree of the text, without errors
 */
export function formatRange(
  source: Source,
  tree: File,
  range: Span,
  options: FormatOptions = style,
): { readonly edits: readonly TextEdit[] } | { readonly problems: readonly Diagnostic[] } {
  const { start, end } = partAround(source.text, tree, range);
  if (start === 0 && end === source.text.length) return formatEdits(source, options, range);
  // A part in the middle of a text has no header of its own.
  const header = start === 0 ? '' : HEADER;
  const shift = start - header.length;
  const part = makeSource(source.name, header + source.text.slice(start, end), source.origin);
  const within = { start: range.start - shift, end: range.end - shift };
  const formatted = formatEdits(part, options, within, lineBreakOf(source.text));
  if ('problems' in formatted) return formatted;
  return {
    edits: formatted.edits.map(({ span, text }) => ({
      span: { start: span.start + shift, end: span.end + shift },
      text,
    })),
  };
}

const HEADER = 'spec s;\n';

/**
 * A part of a text that has a range and all the white space that touches it: it begins and ends in the middle of white
 * space between declarations, or with the text.
 */
function partAround(text: string, { header, declarations }: File, range: Span): Span {
  const spans = [...(header ? [header.span] : []), ...declarations.map(({ span }) => span)];
  const behind = (offset: number): number => countWhile(spans.length, (i) => (spans[i]?.start ?? offset) < offset);
  const cutBehind = (i: number): number | undefined => {
    const [one, next] = [spans[i], spans[i + 1]];
    return one && next && blankLineIn(text, { start: one.end, end: next.start });
  };
  let start: number | undefined;
  // The white space before the part must not touch the range: a declaration comes between.
  for (let i = behind(range.start) - 2; i >= 0 && start === undefined; i--) start = cutBehind(i);
  let end: number | undefined;
  for (let i = behind(range.end); i < spans.length && end === undefined; i++) end = cutBehind(i);
  return { start: start ?? 0, end: end ?? text.length };
}

/** Where a line begins that is blank, in what is between two declarations; not within a comment. */
function blankLineIn(text: string, { start, end }: Span): number | undefined {
  const between = text.slice(start, end);
  const found = /^[^\n]*(?:\r?\n)(?=[ \t]*\r?\n)/.exec(between)?.[0];
  return found === undefined || found.includes('/*') ? undefined : start + found.length;
}
