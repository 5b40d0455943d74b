import { builders } from 'prettier/doc';
import type { Doc } from 'prettier';
import type { Span } from '../text/source.ts';
import type { Marks } from './align.ts';
import { isMultiline, type Comment, type Token } from './tokens.ts';

const { dedent, hardline, indent, join, lineSuffix, literalline, softline, line } = builders;

/** What becomes of an empty line: one stays, or none. */
type EmptyLine = 'keep' | 'drop';

/** What may stand before the comment that was written before it: `x // why` `;` becomes `x;  // why`. */
const movable: ReadonlySet<string> = new Set([',', ';']);

/**
 * Hands out the tokens of a text in their order, each once, with its comments. Printers ask for a token and
 * for what separates it from the one before; where comments stand in between, the separator prints them and
 * is a line break. So no token and no comment can get lost or change places, whatever a printer does.
 */
export class Writer {
  readonly text: string;
  readonly marks: Marks;
  readonly #tokens: readonly Token[];
  readonly #starts: ReadonlyMap<number, Token>;
  #next = 0;
  /** The separator before the next token is printed. */
  #separated = false;
  /** The comments in the lines before the next token are printed. */
  #announced = false;
  /** A comment has to be the last thing of the line; one that is `fixed` even before a comma. */
  #ended: 'line' | 'block' | 'fixed' | undefined;
  /** The next separator has to be a line break. */
  #broken = false;

  constructor(text: string, tokens: readonly Token[], marks: Marks) {
    this.text = text;
    this.marks = marks;
    this.#tokens = tokens;
    this.#starts = new Map(tokens.map((token) => [token.span.start, token]));
  }

  /** The text of the next token, or of one behind it; empty at the end. */
  peek(ahead = 0): string {
    return this.#tokens[this.#next + ahead]?.text ?? '';
  }

  /** Offset of the next token. */
  get offset(): number {
    return this.#token.span.start;
  }

  /** Line breaks before the next token. */
  get lineBreaks(): number {
    return this.#token.lineBreaks;
  }

  /** Whether the part of the text that a node covers has more than one line. */
  isMultiline({ start, end }: Span): boolean {
    return /[\r\n]/.test(this.text.slice(start, end));
  }

  /** Whether no empty line stands between a node, its comments, and what is before it. */
  isAdjacent({ start }: Span): boolean {
    const token = this.#starts.get(start);
    return token !== undefined && [token, ...token.leading].every(({ lineBreaks }) => lineBreaks < 2);
  }

  /** Whether an empty line stands before the next token and its comments. */
  get isApart(): boolean {
    const { leading, lineBreaks } = this.#token;
    return (leading[0]?.lineBreaks ?? lineBreaks) > 1;
  }

  /** The next token, which has to be this one if a text is given. */
  token(expected?: string): Doc {
    const token = this.#token;
    if (expected !== undefined && token.text !== expected) {
      throw new Error(`the formatter expected '${expected}' at offset ${token.span.start}, found '${token.text}'`);
    }
    const parts: Doc[] = [];
    if (this.#hasOwnLines(token)) parts.push(indent(this.#announce('drop').flat()));
    else if (this.#ended !== undefined && !this.#separated && !this.#mayFollow(token, '')) {
      parts.push(indent(hardline));
      this.#ended = undefined;
    }
    if (!this.#announced) for (const comment of token.leading) parts.push(written(comment), ' ');
    parts.push(token.text);
    for (const comment of token.attached) parts.push(' ', written(comment));
    const trailing = join(' ', token.trailing.map(written));
    if (token.trailing.some((comment) => comment.text.startsWith('//'))) {
      parts.push(lineSuffix([this.marks.comment, trailing]));
      // What documents the declaration behind the next token cannot go behind that.
      this.#ended = token.trailing.some(isDocumentation) ? 'fixed' : 'line';
    } else if (token.trailing.length > 0) {
      parts.push(' ', trailing);
      this.#ended = token.trailing.some(isMultiline) ? 'fixed' : 'block';
    } else if (this.#ended === 'block') this.#ended = undefined;
    this.#next++;
    this.#separated = false;
    this.#announced = false;
    return parts.length === 1 ? token.text : parts;
  }

  /** The rest of the tokens up to an offset, one behind the other. */
  tokensTo(end: number): Doc {
    const parts: Doc[] = [];
    while (this.offset < end) parts.push(this.token());
    return parts;
  }

  space(): Doc {
    const [comments, last] = this.#gap(' ', 'drop');
    return comments !== '' || last !== ' ' ? indent([comments, last]) : last;
  }

  line(): Doc {
    return this.newline('drop', line);
  }

  softline(): Doc {
    return this.newline('drop', softline);
  }

  /** A space, or a line break that does not indent what follows. */
  flush(): Doc {
    return this.newline('drop', ' ');
  }

  /** A line break, or another separator that may become one. */
  newline(empty: EmptyLine, base: Doc = hardline): Doc {
    return [...this.#gap(base, empty)];
  }

  /** A line break before a label, which stands further out than the comments before it. */
  labelBreak(empty: EmptyLine): Doc {
    const [comments, last] = this.#gap(hardline, empty);
    return [comments, dedent(last === ' ' ? hardline : last)];
  }

  /** The comments before the first token. */
  start(): Doc {
    this.#separated = true;
    return this.#hasOwnLines(this.#token) ? this.#announce('keep', { isStart: true }) : '';
  }

  /** Comments before a closing bracket, in lines of their own: they belong to what is inside. */
  beforeClose(empty: EmptyLine = 'drop'): Doc {
    if (!this.#hasOwnLines(this.#token)) return '';
    this.#broken = true;
    return this.#announce(empty)[0];
  }

  get #token(): Token {
    const token = this.#tokens[this.#next];
    if (token === undefined) throw new Error('the formatter asked for a token behind the end of the text');
    return token;
  }

  /** Whether a token can go before the comment behind the token before it. */
  #mayFollow(token: Token, separator: Doc): boolean {
    if (token.text === '') return true;
    const isMovable = movable.has(token.text) || (token.text === '{' && separator === ' ');
    if (!isMovable || this.#ended === 'fixed') return false;
    return token.leading.length + token.trailing.length + token.attached.length === 0;
  }

  #hasOwnLines({ leading }: Token): boolean {
    const [first] = leading;
    return !this.#announced && first !== undefined && (first.lineBreaks > 0 || this.#next === 0);
  }

  /** The lines of the comments before the next token, and what stands directly before it. */
  #gap(base: Doc, empty: EmptyLine): readonly [Doc, Doc] {
    const token = this.#token;
    this.#separated = true;
    if (this.#hasOwnLines(token)) return this.#announce(empty);
    let last = base;
    if (this.#broken || (this.#ended !== undefined && !this.#mayFollow(token, base))) {
      last = hardline;
      this.#ended = undefined;
    }
    this.#broken = false;
    if (this.#announced || token.leading.length === 0) {
      return ['', last === hardline && empty === 'keep' && token.lineBreaks > 1 ? [hardline, hardline] : last];
    }
    // Comments in the line of the token stay there.
    this.#announced = true;
    return [[last, join(' ', token.leading.map(written))], ' '];
  }

  /** The comments before the next token in lines of their own, and what stands behind them. */
  #announce(empty: EmptyLine, { isStart = false } = {}): [Doc, Doc] {
    const token = this.#token;
    this.#announced = true;
    this.#ended = undefined;
    const comments: Doc[] = [];
    for (const [i, comment] of token.leading.entries()) {
      const count = i === 0 ? Math.max(1, comment.lineBreaks) : comment.lineBreaks;
      if (i > 0 || !isStart) comments.push(breaks(count, empty));
      comments.push(indented(comment));
    }
    // What follows a comment of several lines begins a line.
    return [comments, breaks(Math.max(token.lineBreaks, token.leading.some(isMultiline) ? 1 : 0), empty)];
  }
}

function isDocumentation({ text }: Comment): boolean {
  return /^\/\/\/(?!\/)/.test(text);
}

function breaks(count: number, empty: EmptyLine): Doc {
  if (count === 0) return ' ';
  return count > 1 && empty === 'keep' ? [hardline, hardline] : hardline;
}

/** A comment as it is. */
function written(comment: Comment): Doc {
  return join(literalline, linesOf(comment));
}

/** A comment at the beginning of a line; those of several lines stay as they are unless all begin with `*`. */
function indented(comment: Comment): Doc {
  const lines = linesOf(comment);
  if (!lines.slice(1).every((one) => /^\s*\*/.test(one))) return written(comment);
  return join(
    hardline,
    lines.map((one, i) => (i === 0 ? one : ` ${one.trimStart()}`)),
  );
}

function linesOf({ text }: Comment): string[] {
  return text.split(/\r\n|\r|\n/).map((one) => one.replace(/[ \t\v\f]+$/, ''));
}
