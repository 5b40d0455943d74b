import type { IToken, TokenType } from 'chevrotain';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import * as syntax from '../diagnostics/syntax.ts';
import type { Comment } from '../syntax/tree.ts';
import { partOf, type Source } from '../text/source.ts';
import { foreignSpellings, type Spelling } from './foreign.ts';
import { Identifier, Integer, reservedWords, softWords, symbols, Text, Union, UnionDeclaration } from './tokens.ts';

/** What `///` lines say, and the lines themselves, which are ordinary comments where nothing takes them. */
export interface Documentation {
  readonly doc: string;
  readonly comments: readonly Comment[];
}

/** A token of ours, written as in another language; the diagnostic follows when the declaration is known. */
export interface ForeignToken {
  readonly token: IToken;
  readonly spelling: Spelling;
}

export interface Lexed {
  readonly tokens: IToken[];
  readonly comments: Comment[];
  readonly foreign: ForeignToken[];
  readonly diagnostics: Diagnostic[];
  /** Whether the text has symbols that only the neighbouring tokens explain (`\in`, `[]P`, `<<a>>`). */
  readonly suspicious: boolean;
}

const LETTER = 1;
const DIGIT = 2;
const SPACE = 4;

const classes = new Uint8Array(128);
for (let c = 0; c < 128; c++) {
  const text = String.fromCharCode(c);
  if (/[A-Za-z_]/.test(text)) classes[c] = LETTER;
  else if (/[0-9]/.test(text)) classes[c] = DIGIT;
  else if (/\s/.test(text)) classes[c] = SPACE;
}

function classOf(code: number): number {
  return code < 128 ? classes[code]! : 0;
}

/** The value of an integer literal as written; what is longer than any 32-bit number stays too large. */
export function integerValue(image: string): bigint {
  const digits = image.replaceAll('_', '').slice(0, 400);
  return /^(\d+|0[xX][0-9a-fA-F]+)$/.test(digits) ? BigInt(digits) : 0n;
}

/**
 * Turns a text, or a range of it, into tokens. Every character that is not part of one is a comment, space or
 * reported. A range has to begin between two tokens; what it cuts off at its end is read as if the text ended there.
 */
export function lex(source: Source, from = 0, end = source.text.length): Lexed {
  const text = source.text;
  const tokens: IToken[] = [];
  const comments: Comment[] = [];
  const foreign: ForeignToken[] = [];
  const diagnostics: Diagnostic[] = [];
  let suspicious = false;
  let docLines: string[] = [];
  let docComments: Comment[] = [];
  let at = from === 0 && text.charCodeAt(0) === 0xfeff ? 1 : from;

  const location = (from: number, to: number) => ({ source, span: { start: from, end: to } });

  function push(tokenType: TokenType, from: number, to: number): IToken {
    let payload: Documentation | undefined;
    if (docLines.length > 0) {
      payload = { doc: docLines.join('\n'), comments: docComments };
      docLines = [];
      docComments = [];
    }
    const token: IToken = {
      image: partOf(text, from, to),
      startOffset: from,
      endOffset: to - 1,
      tokenType,
      tokenTypeIdx: tokenType.tokenTypeIdx!,
      payload,
    };
    tokens.push(token);
    at = to;
    return token;
  }

  function lineEnd(from: number): number {
    let to = from;
    while (to < end && text.charCodeAt(to) !== 10 && text.charCodeAt(to) !== 13) to++;
    return to;
  }

  function lineComment(): void {
    const to = lineEnd(at);
    const comment: Comment = { span: { start: at, end: to }, text: partOf(text, at, to) };
    if (text.charCodeAt(at + 2) === 47 && text.charCodeAt(at + 3) !== 47) {
      docLines.push(comment.text.slice(3).replace(/^ /, '').trimEnd());
      docComments.push(comment);
    } else comments.push(comment);
    at = to;
  }

  function blockComment(): void {
    const close = text.indexOf('*/', at + 2);
    const isClosed = close >= 0 && close + 2 <= end;
    const to = isClosed ? close + 2 : end;
    if (!isClosed) diagnostics.push(syntax.unterminatedComment(location(at, at + 2)));
    comments.push({ span: { start: at, end: to }, text: partOf(text, at, to) });
    at = to;
  }

  function word(): void {
    let to = at + 1;
    while (to < end && (classOf(text.charCodeAt(to)) & (LETTER | DIGIT)) !== 0) to++;
    const image = text.slice(at, to);
    const afterDot = tokens.length > 0 && tokens[tokens.length - 1]!.image === '.';
    let tokenType = Identifier;
    if (!afterDot) {
      tokenType = reservedWords.get(image) ?? softWords.get(image) ?? Identifier;
      if (tokenType === Union && startsUnion(at, to)) tokenType = UnionDeclaration;
    }
    push(tokenType, at, to);
  }

  /** `union Slot {` begins a declaration where no operand stands before it, or at the start of a line. */
  function startsUnion(from: number, to: number): boolean {
    const lineStart = from === 0 || text.charCodeAt(from - 1) === 10 || text.charCodeAt(from - 1) === 13;
    const before = tokens[tokens.length - 1]?.image;
    const afterOperand = before !== undefined && before !== ';' && before !== '}' && before !== '{';
    if (afterOperand && !lineStart) return false;
    return lineStart || /^\s+[A-Za-z_]\w*\s*\{/.test(text.slice(to, to + 200));
  }

  function number(): void {
    let to = at + 1;
    while (to < end && (classOf(text.charCodeAt(to)) & (LETTER | DIGIT)) !== 0) to++;
    const image = text.slice(at, to);
    if (!/^(\d+(_\d+)*|0[xX][0-9a-fA-F]+(_[0-9a-fA-F]+)*)$/.test(image)) {
      diagnostics.push(syntax.malformedInteger(location(at, to), image));
    }
    push(Integer, at, to);
  }

  function string(): void {
    const limit = lineEnd(at);
    let to = at + 1;
    while (to < limit && text.charCodeAt(to) !== 34) to += text.charCodeAt(to) === 92 ? 2 : 1;
    if (to < limit) push(Text, at, to + 1);
    else {
      diagnostics.push(syntax.unterminatedString(location(at, limit)));
      push(Text, at, limit);
    }
  }

  /** Characters that begin nothing: reported once for each run of them. */
  function unexpected(): void {
    let to = at + 1;
    while (to < end) {
      const code = text.charCodeAt(to);
      if (classOf(code) !== 0 || (code > 32 && code < 127) || foreignSpellings.has(text.charAt(to))) break;
      to++;
    }
    diagnostics.push(syntax.unexpectedCharacter(location(at, to)));
    at = to;
  }

  function symbol(): void {
    for (let length = Math.min(3, end - at); length > 0; length--) {
      const image = text.slice(at, at + length);
      // `!in_irq` is `!` before a name.
      if (image === '!in' && (classOf(text.charCodeAt(at + 3)) & (LETTER | DIGIT)) !== 0) continue;
      const spelling = foreignSpellings.get(image);
      if (spelling !== undefined) {
        const token = push(spelling.token, at, at + length);
        foreign.push({ token, spelling });
        if (spelling.context) suspicious = true;
        return;
      }
      const own = symbols.get(image);
      if (own !== undefined) {
        if (image === '\\') suspicious ||= classOf(text.charCodeAt(at + 1)) === LETTER;
        if (image === ']') suspicious ||= tokens[tokens.length - 1]?.endOffset === at - 1 && text[at - 1] === '[';
        push(own, at, at + length);
        return;
      }
    }
    unexpected();
  }

  while (at < end) {
    const code = text.charCodeAt(at);
    const kind = classOf(code);
    if (kind === SPACE) at++;
    else if (kind === LETTER) word();
    else if (kind === DIGIT) number();
    else if (code === 34) string();
    else if (code === 47 && text.charCodeAt(at + 1) === 47) lineComment();
    else if (code === 47 && text.charCodeAt(at + 1) === 42) blockComment();
    else symbol();
  }
  comments.push(...docComments);
  return { tokens, comments, foreign, diagnostics, suspicious };
}

/** The text of a string token without its quotes and escapes. */
export function stringValue(image: string): string {
  const inner = image.length > 1 && image.endsWith('"') ? image.slice(1, -1) : image.slice(1);
  return inner.replace(/\\(.)/g, '$1');
}
