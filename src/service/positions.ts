import { type Location, positionAt, type Source, type Span } from '../text/source.ts';
import type { Place, Position, Range, TextEdit } from './data.ts';

export function toPosition(source: Source, offset: number): Position {
  const { line, column } = positionAt(source, offset);
  return { line, character: column };
}

export function toRange(source: Source, span: Span): Range {
  return { start: toPosition(source, span.start), end: toPosition(source, span.end) };
}

/** The offset of a position; positions outside the text are moved to the end of their line, or of the text. */
export function toOffset(source: Source, { line, character }: Position): number {
  if (line < 0) return 0;
  const start = source.lineStarts[line];
  if (start === undefined) return source.text.length;
  const next = source.lineStarts[line + 1] ?? source.text.length + 1;
  return Math.min(start + Math.max(0, character), Math.max(start, next - 1));
}

export function toPlace({ source, span }: Location): Place {
  return { uri: source.name, range: toRange(source, span) };
}

/** Edits given by spans, grouped by the documents that they change. */
export function toWorkspaceEdit(
  edits: readonly { readonly location: Location; readonly text: string }[],
): Record<string, TextEdit[]> {
  const result: Record<string, TextEdit[]> = {};
  for (const { location, text } of edits)
    (result[location.source.name] ??= []).push({ range: toRange(location.source, location.span), newText: text });
  return result;
}
