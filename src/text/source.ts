import { countWhile } from './search.ts';

/**
 * Texts and places in them. Offsets count UTF-16 code units, as JavaScript strings and the language
 * server protocol do; lines and columns are zero-based here and one-based wherever people read them.
 */

/** A half-open range of offsets in one text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A named text. `name` is what messages print: a path as the user wrote it, or a library module's name. */
export interface Source {
  readonly name: string;
  readonly text: string;
  /** Whether it is a file, or the value of an option of the command line. */
  readonly origin: 'file' | 'option';
  /** Offset of the first character of every line. */
  readonly lineStarts: readonly number[];
}

/** A span in a particular source: what every diagnostic and every step of a trace points at. */
export interface Location {
  readonly source: Source;
  readonly span: Span;
}

/** Zero-based line and column (in UTF-16 code units). */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export function makeSource(name: string, text: string, origin: Source['origin'] = 'file'): Source {
  const lineStarts = [0];
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 10 || (c === 13 && text.charCodeAt(i + 1) !== 10)) lineStarts.push(i + 1);
  }
  return { name, text, origin, lineStarts };
}

/**
 * A part of a text as a string of its own. A slice of a long string keeps the whole string in memory: parts carried
 * over to the next versions of a text would each keep an old text alive.
 */
export function partOf(text: string, start: number, end: number): string {
  const part = text.slice(start, end);
  return part.length < SHARED ? part : ` ${part}`.slice(1);
}

/** V8 copies slices shorter than this anyway. */
const SHARED = 13;

/** The position of an offset; offsets outside the text are clamped to it. */
export function positionAt(source: Source, offset: number): Position {
  const at = Math.max(0, Math.min(offset, source.text.length));
  const line = Math.max(0, countWhile(source.lineStarts.length, (i) => (source.lineStarts[i] ?? 0) <= at) - 1);
  return { line, column: at - (source.lineStarts[line] ?? 0) };
}

/** The text of a zero-based line, without its line break. */
export function lineText(source: Source, line: number): string {
  const start = source.lineStarts[line];
  if (start === undefined) return '';
  const end = source.lineStarts[line + 1] ?? source.text.length;
  return source.text.slice(start, end).replace(/[\r\n]+$/, '');
}

/** Identifies a place among all texts of a spec. */
export function locationKey({ source, span }: Location): string {
  return `${span.start}-${span.end} ${source.name}`;
}

export function spanText(location: Location): string {
  return location.source.text.slice(location.span.start, location.span.end);
}

export function covering(first: Span, last: Span): Span {
  return { start: Math.min(first.start, last.start), end: Math.max(first.end, last.end) };
}
