import { itemAt } from '../core/lists.ts';
import { lex, type Lexed } from '../parser/lexer.ts';
import { declarationWords } from '../parser/tokens.ts';
import type { Source } from '../text/source.ts';
import type { ParsedText } from './declared.ts';

/**
 * Where a cursor stands, from the words before it alone: while somebody types, the tree around the cursor is the one
 * part that cannot be trusted.
 */
export interface CursorContext {
  /** The begun word before the cursor, and where it starts. */
  readonly word: string;
  readonly start: number;
  /** Words and symbols before it, as written; what comes before the declaration around it may be left out. */
  readonly before: readonly string[];
  /** Where each of them begins. */
  readonly offsets: readonly number[];
  /** In a comment, or in a text in quotes. */
  readonly inside: 'code' | 'comment' | 'text';
  /** Index in `before` of the word that begins the declaration around the cursor; -1 before the first one. */
  readonly head: number;
  /** Braces that are open between the beginning of the declaration and the cursor. */
  readonly depth: number;
}

const heads: ReadonlySet<string> = new Set([...declarationWords, 'spec', 'library']);

/**
 * The tokens around an offset, from one that begins a declaration up to the end of the line.
 *
 * A declaration that is complete, and begins a line with a word that stands nowhere else, ends what was left open
 * before it as well: whatever comes before it says nothing about what comes behind it. It is read itself, since it is
 * complete as well where only brackets are missing at its end.
 */
export function lexAround({ source, tree }: ParsedText, offset: number): Lexed {
  const { text } = source;
  const before = tree.declarations.findLast(
    ({ kind, span, incomplete }) =>
      span.end <= offset &&
      incomplete !== true &&
      kind !== 'var' &&
      /[;}]/.test(text.charAt(span.end - 1)) &&
      startsLine(source, span.start),
  );
  const lineEnd = text.indexOf('\n', offset);
  return lex(source, before?.span.start ?? 0, lineEnd < 0 ? text.length : lineEnd + 1);
}

export function contextAt(module: ParsedText, offset: number): CursorContext {
  const { source } = module;
  const { tokens, comments } = lexAround(module, offset);
  const word = /[A-Za-z_][A-Za-z0-9_]*$/.exec(source.text.slice(Math.max(0, offset - 200), offset))?.[0] ?? '';
  const start = offset - word.length;
  const docs = tokens.flatMap((t) => (t.payload as { comments?: typeof comments } | undefined)?.comments ?? []);
  const isIn = (span: { start: number; end: number }): boolean => span.start < offset && offset <= span.end;
  const isComment = [...comments, ...docs].some((c) => isIn(c.span) && (!isClosed(c.text) || offset < c.span.end));
  const isText = tokens.some(
    (t) => t.image.startsWith('"') && t.startOffset < offset && offset < t.startOffset + t.image.length,
  );
  const before: string[] = [];
  const offsets: number[] = [];
  let head = -1;
  let depth = 0;
  let ended = true;
  for (const { image, startOffset } of tokens) {
    if (startOffset >= start) break;
    // A declaration begins after the end of another; in broken text, where its word begins a line.
    const isHead = heads.has(image) && (depth === 0 ? ended : startsLine(source, startOffset) && image !== 'var');
    if (isHead) {
      head = before.length;
      depth = 0;
    }
    if (image === '{') depth++;
    if (image === '}') depth = Math.max(0, depth - 1);
    ended = depth === 0 && (image === ';' || image === '}' || (ended && image === 'ghost'));
    before.push(image);
    offsets.push(startOffset);
  }
  if (ended) head = -1;
  return { word, start, before, offsets, inside: isComment ? 'comment' : isText ? 'text' : 'code', head, depth };
}

/** Whether behind the last character of a comment there is code again. */
function isClosed(comment: string): boolean {
  return comment.startsWith('/*') && comment.length >= 4 && comment.endsWith('*/');
}

function startsLine(source: Source, offset: number): boolean {
  const before = source.text[offset - 1];
  return before === undefined || before === '\n' || before === '\r';
}

/** The chain of names, fields and indices that ends before index `end` of the words: `old[o].refs`, as its parts. */
export function chainBefore({ before }: CursorContext, end: number): readonly ChainPart[] | undefined {
  const parts: ChainPart[] = [];
  let i = end - 1;
  while (i >= 0) {
    if (before[i] === "'") {
      i--;
      continue;
    }
    if (before[i] === ']' || before[i] === ')') {
      const open = openingOf(before, i);
      if (open < 0) return undefined;
      parts.unshift({ kind: before[i] === ']' ? 'index' : 'call' });
      i = open - 1;
      if (i < 0 || !isPart(itemAt(before, i))) return undefined;
      continue;
    }
    const word = itemAt(before, i);
    if (!/^\w+$/.test(word)) return undefined;
    parts.unshift({ kind: 'name', name: word });
    if (before[i - 1] !== '.') return parts;
    i -= 2;
  }
  return undefined;
}

function isPart(image: string): boolean {
  return /^\w+$/.test(image) || image === ']' || image === ')' || image === "'";
}

export type ChainPart = { readonly kind: 'name'; readonly name: string } | { readonly kind: 'index' | 'call' };

const closing: Readonly<Record<string, string>> = { ']': '[', ')': '(' };

function openingOf(before: readonly string[], end: number): number {
  const close = itemAt(before, end);
  let open = 0;
  for (let i = end; i >= 0; i--) {
    if (before[i] === close) open++;
    else if (before[i] === closing[close] && --open === 0) return i;
  }
  return -1;
}
