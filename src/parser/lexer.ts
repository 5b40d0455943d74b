import type { IToken, TokenType } from 'chevrotain';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import * as syntax from '../diagnostics/syntax.ts';
import type { Comment } from '../syntax/tree.ts';
import { partOf, type Location, type Source } from '../text/source.ts';
import { foreignSpellings, type Spelling } from './foreign.ts';
import { makeToken } from './token.ts';
import { Identifier, Integer, reservedWords, softWords, symbols, Text, Union, UnionDeclaration } from './tokens.ts';

/** What `///` lines say, and the lines themselves, which are ordinary comments where nothing takes them. */
export interface Documentation {
  readonly doc: string;
  readonly comments: readonly Comment[];
}

/** What stands before a token in `///` lines. */
export function documentationOf(token: IToken): Documentation | undefined {
  return token.payload as Documentation | undefined;
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
  return code < 128 ? (classes[code] ?? 0) : 0;
}

function isWordCharacter(code: number): boolean {
  return (classOf(code) & (LETTER | DIGIT)) !== 0;
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
  return new Lexer(source, from, end).read();
}

class Lexer {
  readonly #source: Source;
  readonly #text: string;
  readonly #end: number;
  /** What is before it has been read. */
  #at: number;
  readonly #tokens: IToken[] = [];
  readonly #comments: Comment[] = [];
  readonly #foreign: ForeignToken[] = [];
  readonly #diagnostics: Diagnostic[] = [];
  #suspicious = false;
  /** Documentation since the last token. */
  #docLines: string[] = [];
  #docComments: Comment[] = [];

  constructor(source: Source, from: number, end: number) {
    this.#source = source;
    this.#text = source.text;
    this.#end = end;
    const startsWithMark = from === 0 && source.text.charCodeAt(0) === 0xfeff;
    this.#at = startsWithMark ? 1 : from;
  }

  read(): Lexed {
    while (this.#at < this.#end) {
      const code = this.#text.charCodeAt(this.#at);
      const kind = classOf(code);
      if (kind === SPACE) this.#at++;
      else if (kind === LETTER) this.#word();
      else if (kind === DIGIT) this.#number();
      else if (code === 34) this.#string();
      else if (code === 47 && this.#text.charCodeAt(this.#at + 1) === 47) this.#lineComment();
      else if (code === 47 && this.#text.charCodeAt(this.#at + 1) === 42) this.#blockComment();
      else this.#symbol();
    }
    this.#comments.push(...this.#docComments);
    return {
      tokens: this.#tokens,
      comments: this.#comments,
      foreign: this.#foreign,
      diagnostics: this.#diagnostics,
      suspicious: this.#suspicious,
    };
  }

  #location(from: number, to: number): Location {
    return { source: this.#source, span: { start: from, end: to } };
  }

  /** The text up to an offset is a token. */
  #push(tokenType: TokenType, to: number): IToken {
    let payload: Documentation | undefined;
    if (this.#docLines.length > 0) {
      payload = { doc: this.#docLines.join('\n'), comments: this.#docComments };
      this.#docLines = [];
      this.#docComments = [];
    }
    const token = makeToken(tokenType, partOf(this.#text, this.#at, to), this.#at, to, payload);
    this.#tokens.push(token);
    this.#at = to;
    return token;
  }

  #lineEnd(from: number): number {
    let to = from;
    while (to < this.#end && this.#text.charCodeAt(to) !== 10 && this.#text.charCodeAt(to) !== 13) to++;
    return to;
  }

  #wordEnd(): number {
    let to = this.#at + 1;
    while (to < this.#end && isWordCharacter(this.#text.charCodeAt(to))) to++;
    return to;
  }

  #lineComment(): void {
    const to = this.#lineEnd(this.#at);
    const comment: Comment = { span: { start: this.#at, end: to }, text: partOf(this.#text, this.#at, to) };
    if (this.#text.charCodeAt(this.#at + 2) === 47 && this.#text.charCodeAt(this.#at + 3) !== 47) {
      this.#docLines.push(comment.text.slice(3).replace(/^ /, '').trimEnd());
      this.#docComments.push(comment);
    } else this.#comments.push(comment);
    this.#at = to;
  }

  #blockComment(): void {
    const close = this.#text.indexOf('*/', this.#at + 2);
    const isClosed = close >= 0 && close + 2 <= this.#end;
    const to = isClosed ? close + 2 : this.#end;
    if (!isClosed) this.#diagnostics.push(syntax.unterminatedComment(this.#location(this.#at, this.#at + 2)));
    this.#comments.push({ span: { start: this.#at, end: to }, text: partOf(this.#text, this.#at, to) });
    this.#at = to;
  }

  #word(): void {
    const to = this.#wordEnd();
    const image = this.#text.slice(this.#at, to);
    const afterDot = this.#tokens.at(-1)?.image === '.';
    let tokenType = Identifier;
    if (!afterDot) {
      tokenType = reservedWords.get(image) ?? softWords.get(image) ?? Identifier;
      if (tokenType === Union && this.#startsUnion(this.#at, to)) tokenType = UnionDeclaration;
    }
    this.#push(tokenType, to);
  }

  /** `union Slot {` begins a declaration where no operand stands before it, or at the start of a line. */
  #startsUnion(from: number, to: number): boolean {
    const lineStart = from === 0 || this.#text.charCodeAt(from - 1) === 10 || this.#text.charCodeAt(from - 1) === 13;
    const before = this.#tokens.at(-1)?.image;
    const afterOperand = before !== undefined && before !== ';' && before !== '}' && before !== '{';
    if (afterOperand && !lineStart) return false;
    return lineStart || /^\s+[A-Za-z_]\w*\s*\{/.test(this.#text.slice(to, to + 200));
  }

  #number(): void {
    const to = this.#wordEnd();
    const image = this.#text.slice(this.#at, to);
    if (!/^(\d+(_\d+)*|0[xX][0-9a-fA-F]+(_[0-9a-fA-F]+)*)$/.test(image)) {
      this.#diagnostics.push(syntax.malformedInteger(this.#location(this.#at, to), image));
    }
    this.#push(Integer, to);
  }

  #string(): void {
    const limit = this.#lineEnd(this.#at);
    let to = this.#at + 1;
    while (to < limit && this.#text.charCodeAt(to) !== 34) to += this.#text.charCodeAt(to) === 92 ? 2 : 1;
    if (to < limit) this.#push(Text, to + 1);
    else {
      this.#diagnostics.push(syntax.unterminatedString(this.#location(this.#at, limit)));
      this.#push(Text, limit);
    }
  }

  /** Characters that begin nothing: reported once for each run of them. */
  #unexpected(): void {
    let to = this.#at + 1;
    while (to < this.#end) {
      const code = this.#text.charCodeAt(to);
      if (classOf(code) !== 0 || (code > 32 && code < 127) || foreignSpellings.has(this.#text.charAt(to))) break;
      to++;
    }
    this.#diagnostics.push(syntax.unexpectedCharacter(this.#location(this.#at, to)));
    this.#at = to;
  }

  #symbol(): void {
    for (let length = Math.min(3, this.#end - this.#at); length > 0; length--) {
      const image = this.#text.slice(this.#at, this.#at + length);
      // `!in_irq` is `!` before a name.
      if (image === '!in' && isWordCharacter(this.#text.charCodeAt(this.#at + 3))) continue;
      const spelling = foreignSpellings.get(image);
      if (spelling !== undefined) {
        const token = this.#push(spelling.token, this.#at + length);
        this.#foreign.push({ token, spelling });
        if (spelling.context) this.#suspicious = true;
        return;
      }
      const own = symbols.get(image);
      if (own !== undefined) {
        if (image === '\\') this.#suspicious ||= classOf(this.#text.charCodeAt(this.#at + 1)) === LETTER;
        if (image === ']') this.#suspicious ||= this.#isBehindBracket();
        this.#push(own, this.#at + length);
        return;
      }
    }
    this.#unexpected();
  }

  #isBehindBracket(): boolean {
    return this.#tokens.at(-1)?.endOffset === this.#at - 1 && this.#text[this.#at - 1] === '[';
  }
}

/** The text of a string token without its quotes and escapes. */
export function stringValue(image: string): string {
  const inner = image.length > 1 && image.endsWith('"') ? image.slice(1, -1) : image.slice(1);
  return inner.replace(/\\(.)/g, '$1');
}
