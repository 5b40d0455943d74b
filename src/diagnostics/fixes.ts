import { type Location, spanText } from '../text/source.ts';
import type { Fix } from './diagnostic.ts';

/** Changes of text that diagnostics offer. */

export function replace(title: string, at: Location, text: string): Fix {
  return { title, edits: [{ location: at, text }] };
}

/** Another name in place of one that was misspelt. */
export function renameTo(at: Location, name: string): readonly Fix[] {
  return [replace(`Change to '${name}'`, at, name)];
}

/** Part of a location, by offsets from its beginning. */
export function within({ source, span }: Location, start: number, end = span.end - span.start): Location {
  return { source, span: { start: span.start + start, end: span.start + end } };
}

export function before({ source, span }: Location): Location {
  return { source, span: { start: span.start, end: span.start } };
}

export function behind({ source, span }: Location): Location {
  return { source, span: { start: span.end, end: span.end } };
}

/** The end of the line that a place begins in. */
export function lineEnd({ source, span }: Location): Location {
  const end = /[\r\n]|$/.exec(source.text.slice(span.start))?.index ?? 0;
  return { source, span: { start: span.start + end, end: span.start + end } };
}

/** Takes out a part with the white space before it. */
export function remove(title: string, at: Location): Fix {
  const { source, span } = at;
  const start = source.text.slice(0, span.start).trimEnd().length;
  return replace(title, { source, span: { start, end: span.end } }, '');
}

export function wrap(title: string, at: Location, left: string, right: string): Fix {
  return {
    title,
    edits: [
      { location: before(at), text: left },
      { location: behind(at), text: right },
    ],
  };
}

/** Puts a comparison behind an expression, in parentheses where something around or in it would read it otherwise. */
export function compare(at: Location, comparison: string): Fix {
  const isSimple =
    /^[\w.'[\]() +*/%,-]+$/.test(spanText(at)) && !/\b(if|let|match|sum|min|max|count)\b/.test(spanText(at));
  const isNegated = /!\s*$/.test(at.source.text.slice(0, at.span.start));
  const title = `Write '${comparison}'`;
  if (!isSimple) return wrap(title, at, '((', `) ${comparison})`);
  return isNegated ? wrap(title, at, '(', ` ${comparison})`) : wrap(title, at, '', ` ${comparison}`);
}
