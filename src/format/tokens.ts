import { lex } from '../parser/lexer.ts';
import { spanOf } from '../parser/token.ts';
import type { Source, Span } from '../text/source.ts';

/** A comment as it is written, its markers included. */
export interface Comment {
  readonly text: string;
  readonly span: Span;
  /** Line breaks between it and what stands before it. */
  readonly lineBreaks: number;
}

/** A token with the comments around it: every comment of a text belongs to exactly one token. */
export interface Token {
  readonly text: string;
  readonly span: Span;
  /** Comments before it that do not end the line of the token before. */
  readonly leading: readonly Comment[];
  /** Comments behind it, to the end of its line. */
  readonly trailing: readonly Comment[];
  /** Comments behind it before a comma, a semicolon or a closing bracket of the same line. */
  readonly attached: readonly Comment[];
  /** Line breaks between it and the comment or the token before it. */
  readonly lineBreaks: number;
}

const closing: ReadonlySet<string> = new Set([',', ';', ')', ']', '}']);

/** The tokens of a text without syntax errors; at its end stands one without a text, for the last comments. */
export function readTokens(source: Source): readonly Token[] {
  const { text } = source;
  const spans: Span[] = lex(source).tokens.map(spanOf);
  spans.push({ start: text.length, end: text.length });
  const tokens: Token[] = [];
  let before: { text: string; span: Span; leading: readonly Comment[]; lineBreaks: number } | undefined;
  for (const span of spans) {
    const { comments, lineBreaks } = readGap(text, before?.span.end ?? 0, span.start);
    const next = text.slice(span.start, span.end);
    let trailing = 0;
    if (before !== undefined) while (comments[trailing]?.lineBreaks === 0) trailing++;
    // Comments between two tokens of one line end no line, unless they have several themselves.
    const isShort = comments.every((comment) => !isMultiline(comment));
    const inLine = trailing > 0 && trailing === comments.length && lineBreaks === 0 && next !== '' && isShort;
    const attached = inLine && closing.has(next);
    const own = comments.slice(0, inLine && !attached ? 0 : trailing);
    if (before !== undefined) {
      tokens.push({ ...before, trailing: attached ? [] : own, attached: attached ? own : [] });
    }
    before = { text: next, span, leading: comments.slice(own.length), lineBreaks };
  }
  if (before !== undefined) tokens.push({ ...before, trailing: [], attached: [] });
  return tokens;
}

/** What stands between two tokens: white space and comments. */
function readGap(text: string, start: number, end: number): { comments: Comment[]; lineBreaks: number } {
  const gap = text.slice(start, end);
  const comments: Comment[] = [];
  let at = 0;
  for (const { index, 0: comment } of gap.matchAll(/\/\/[^\r\n]*|\/\*[^]*?\*\//g)) {
    const span = { start: start + index, end: start + index + comment.length };
    comments.push({ text: comment, span, lineBreaks: countLineBreaks(gap.slice(at, index)) });
    at = index + comment.length;
  }
  return { comments, lineBreaks: countLineBreaks(gap.slice(at)) };
}

export function isMultiline({ text }: Comment): boolean {
  return /[\r\n]/.test(text);
}

function countLineBreaks(text: string): number {
  return text.match(/\r\n|\r|\n/g)?.length ?? 0;
}
