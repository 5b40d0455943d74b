import { printer } from 'prettier/doc';
import { isError, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { parse } from '../parser/parse.ts';
import type { File } from '../syntax/tree.ts';
import { covering, makeSource, type Source, type Span } from '../text/source.ts';
import { alignComments, marksFor } from './align.ts';
import { file } from './declarations.ts';
import { readTokens, type Token } from './tokens.ts';
import { Writer } from './writer.ts';

export interface FormatOptions {
  /** Columns of a line that code does not run over; comments may. */
  readonly printWidth: number;
  /** Columns of one step of indentation. */
  readonly tabWidth: number;
  /** Indent by tabs. */
  readonly useTabs: boolean;
}

/** The one style of specs. */
export const style: FormatOptions = { printWidth: 120, tabWidth: 2, useTabs: false };

/** A text with other white space, or what is wrong with it: a text with a syntax error is never touched. */
export type Formatted = { readonly text: string } | { readonly problems: readonly Diagnostic[] };

/**
 * Formats a text. Only white space changes: all tokens and comments stay, in their order. What was formatted
 * stays as it is. Lines end as most of them did, or as somebody says.
 */
export function format(source: Source, options = style, lineBreak = lineBreakOf(source.text)): Formatted {
  const unix = makeSource(source.name, source.text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n'));
  const { tree, diagnostics } = parse(unix);
  // The message has to point into the text that was given.
  if (diagnostics.some(isError)) return { problems: parse(source).diagnostics.filter(isError) };
  const text = formatTree(unix, tree, options);
  return { text: lineBreak === '\n' ? text : text.replaceAll('\n', '\r\n') };
}

/** The line break that most lines of a text end in. */
export function lineBreakOf(text: string): '\n' | '\r\n' {
  const windows = text.match(/\r\n/g)?.length ?? 0;
  return windows > (text.match(/(?<!\r)\n/g)?.length ?? 0) ? '\r\n' : '\n';
}

/** Formats a text without syntax errors whose lines end in line feeds. */
export function formatTree(source: Source, tree: File, options: FormatOptions): string {
  const tokens = readTokens(source);
  const marks = marksFor(source.text);
  const doc = file(new Writer(source.text, tokens, marks), tree);
  const printed = printer.printDocToString(doc, { ...options, endOfLine: 'lf' } as printer.Options).formatted;
  const text = alignComments(printed, marks, options.printWidth, options.tabWidth);
  const lost = firstDifference(tokens, readTokens(makeSource(source.name, text)));
  if (lost !== undefined) throw new Error(`the formatter would change '${lost}' of ${source.name}`);
  return text;
}

/** The first token or comment that another list of tokens does not have at its place, without what is only layout. */
function firstDifference(before: readonly Token[], after: readonly Token[]): string | undefined {
  const parts = [
    [before, after].map((tokens) => tokens.map(({ text }) => text)),
    [before, after].map((tokens) => itemsOf(tokens).filter(isComment).map(wordsOf)),
  ] as const;
  for (const [one = [], other = []] of parts) {
    const at = one.findIndex((word, i) => word !== other[i]);
    if (at >= 0 || one.length !== other.length) return one[at] ?? other[one.length];
  }
  return undefined;
}

/** A comment without the white space at the beginnings and ends of its lines. */
function wordsOf({ text }: Item): string {
  return text
    .split(/\r\n|\r|\n/)
    .map((one) => one.trim())
    .join('\n');
}

function isComment({ text }: Item): boolean {
  return /^\/[/*]/.test(text);
}

interface Item {
  readonly text: string;
  readonly span: Span;
}

function itemsOf(tokens: readonly Token[]): readonly Item[] {
  return tokens.flatMap((token) => [...token.leading, token, ...token.attached, ...token.trailing]);
}

/** A part of a text and what to write in its place. */
export interface TextEdit {
  readonly span: Span;
  readonly text: string;
}

/**
 * What formatting changes, as the smallest edits, in the order of the text: each replaces the white space
 * between two tokens or comments, or a comment of several lines. Line breaks are those of most of the text.
 * @param range only edits that touch it
 * @param lineBreak what lines end with
 */
export function formatEdits(
  source: Source,
  options = style,
  range: Span = { start: 0, end: source.text.length },
  lineBreak = lineBreakOf(source.text),
): { readonly edits: readonly TextEdit[] } | { readonly problems: readonly Diagnostic[] } {
  const formatted = format(source, options, lineBreak);
  if ('problems' in formatted) return formatted;
  const { text } = formatted;
  const before = itemsOf(readTokens(source));
  const after = itemsOf(readTokens(makeSource(source.name, text)));
  const edits: TextEdit[] = [];
  const replace = (start: number, end: number, replacement: string) => {
    if (source.text.slice(start, end) === replacement || end < range.start || start > range.end) return;
    edits.push({ span: { start, end }, text: replacement });
  };
  // A byte order mark is no white space.
  let end = source.text.startsWith('\ufeff') ? 1 : 0;
  let endAfter = 0;
  for (let i = 0; i < before.length;) {
    // A comment that goes behind the `;` that followed it changes places with it: both are one part then.
    let next = i + 1;
    while (!hasSame(before.slice(i, next), after.slice(i, next))) next++;
    const was = spanOver(before.slice(i, next));
    const is = spanOver(after.slice(i, next));
    replace(end, was.start, text.slice(endAfter, is.start));
    replace(was.start, was.end, text.slice(is.start, is.end));
    end = was.end;
    endAfter = is.end;
    i = next;
  }
  return { edits };
}

function spanOver(items: readonly Item[]): Span {
  return items.map(({ span }) => span).reduce(covering);
}

function hasSame(some: readonly Item[], others: readonly Item[]): boolean {
  const [one, other] = [some, others].map((items) => items.map(wordsOf).sort().join('\n'));
  return one === other;
}
