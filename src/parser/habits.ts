import type { IToken, TokenType } from 'chevrotain';
import { didYouMean } from '../diagnostics/did-you-mean.ts';
import { backslashWords, type Spelling } from './foreign.ts';
import { typesOfC } from './habit-words.ts';
import type { ForeignToken, Lexed } from './lexer.ts';
import {
  AndAlso,
  Always,
  Eventually,
  declarationWords,
  Equals,
  Exists,
  Forall,
  Identifier,
  LeftBracket,
  Not,
  NotEquals,
  OrElse,
  reservedWords,
  RightBracket,
  softWords,
  UnionDeclaration,
} from './tokens.ts';
import { endOf, imageAt, isName, makeToken, partnerOf, retyped } from './token.ts';

/**
 * Reads TLA+ and C symbols whose meaning depends on their neighbours: `\in` and `[]P`, `<>` as "eventually" or as
 * "differs", `<<a, b>>`, lists bulleted with `/\`. Each becomes the token it stands for, so that the parser continues
 * as if it had been written in this language. Runs only on texts that contain any.
 */
export function readHabits(lexed: Lexed): Lexed {
  return lexed.suspicious ? new HabitReader(lexed).read() : lexed;
}

class HabitReader {
  readonly #lexed: Lexed;
  readonly #tokens: IToken[] = [];
  readonly #foreign: Map<IToken, ForeignToken>;
  #openAngles = 0;

  constructor(lexed: Lexed) {
    this.#lexed = lexed;
    this.#foreign = new Map(lexed.foreign.map((f) => [f.token, f]));
  }

  read(): Lexed {
    const { tokens } = this.#lexed;
    for (let i = 0; i < tokens.length;) {
      const token = tokens[i];
      if (token === undefined) break;
      const [next, afterNext] = [tokens[i + 1], tokens[i + 2]];
      if (next !== undefined && this.#readPair(token, next, afterNext)) i += 2;
      else {
        if (!this.#readSymbol(token, next, afterNext)) this.#tokens.push(token);
        i++;
      }
    }
    const foreign = [...this.#foreign.values()].sort((a, b) => a.token.startOffset - b.token.startOffset);
    return { ...this.#lexed, tokens: this.#tokens, foreign };
  }

  /** Whether the next token follows an operand. */
  get #isAfterOperand(): boolean {
    const before = this.#tokens.at(-1);
    return before !== undefined && endsOperand(before);
  }

  #replace(first: IToken, last: IToken, spelling: Spelling): void {
    const token = makeToken(spelling.token, spelling.written, first.startOffset, endOf(last), first.payload);
    this.#foreign.delete(first);
    this.#foreign.delete(last);
    this.#foreign.set(token, { token, spelling });
    this.#tokens.push(token);
  }

  /** `\in`, `[]P` */
  #readPair(token: IToken, next: IToken, afterNext: IToken | undefined): boolean {
    if (next.startOffset !== endOf(token) || !startsOperand(afterNext)) return false;
    if (token.image === '\\') {
      const spelling = backslashWords.get(next.image);
      const isPrefix = spelling?.token === Forall || spelling?.token === Exists || spelling?.token === Not;
      // `S \ A` without spaces is a difference of sets; a quantifier has no operand before it.
      if (spelling === undefined || isPrefix === this.#isAfterOperand) return false;
      this.#replace(token, next, spelling);
      return true;
    }
    const isBox = token.tokenType === LeftBracket && next.tokenType === RightBracket;
    if (!isBox || this.#isAfterOperand || afterNext.tokenType === LeftBracket) return false;
    this.#replace(token, next, { written: '[]', token: Always, instead: 'always ' });
    return true;
  }

  #readSymbol(token: IToken, next: IToken | undefined, afterNext: IToken | undefined): boolean {
    const spelling = this.#spellingOf(token);
    if (spelling !== undefined) {
      this.#replace(token, token, spelling);
      return true;
    }
    const omitted = this.#omitted(token, next, afterNext);
    if (omitted === undefined) return false;
    this.#foreign.set(token, { token, spelling: omitted });
    return true;
  }

  /** What a symbol stands for after what has been read so far. */
  #spellingOf({ image }: IToken): Spelling | undefined {
    if (image === '<>' && this.#isAfterOperand) return { written: '<>', token: NotEquals, instead: '!=' };
    if (image === '/=' && beginsStatement(this.#tokens)) {
      return { written: '/=', token: Equals, hint: "write 'x = x / e'" };
    }
    if (image === '<<' && !this.#isAfterOperand) {
      this.#openAngles++;
      return tuple('<<', LeftBracket, '[');
    }
    if (image === '>>' && this.#openAngles > 0) {
      this.#openAngles--;
      return tuple('>>', RightBracket, ']');
    }
    return undefined;
  }

  /** For a symbol that is left out because what follows it is what is meant: what to say about it. */
  #omitted(token: IToken, next: IToken | undefined, afterNext: IToken | undefined): Spelling | undefined {
    if (this.#isAfterOperand || !startsOperand(next)) return undefined;
    const before = this.#tokens.at(-1);
    if (token.image === '&' && token.payload === undefined) return addressSpelling(before, next, afterNext);
    const bullet = token.tokenType === AndAlso || token.tokenType === OrElse ? this.#foreign.get(token) : undefined;
    if (bullet === undefined || before === undefined) return undefined;
    // The first bullet of a list has nothing on its left, so it just has to go.
    return { ...bullet.spelling, instead: '', hint: 'the first line of a list has no operator before it' };
  }
}

/** Whether the tokens end with a statement of which only the target has been read: `x`, `a[i].f`. */
function beginsStatement(tokens: readonly IToken[]): boolean {
  let depth = 0;
  for (let i = tokens.length - 1; i >= 0; i--) {
    const image = imageAt(tokens, i);
    if (image === ']') depth++;
    else if (image === '[') depth--;
    else if (depth === 0 && (image === ';' || image === '{' || image === '}')) return true;
    else if (depth <= 0 && image !== '.' && !/^\w+$/.test(image)) return false;
    if (depth < 0) return false;
  }
  return false;
}

/** `&lock`, as C has it in calls. */
function addressSpelling(before: IToken | undefined, of: IToken, after: IToken | undefined): Spelling {
  const instead =
    after !== undefined && ['[', '.', '->'].includes(after.image) ? "leave the '&' out" : `write '${of.image}'`;
  const isArgument = before?.image === '(' || before?.image === ',';
  return {
    written: '&',
    token: of.tokenType,
    instead: '',
    message: "there are no addresses, and no '&' that takes them",
    hint: isArgument
      ? `a 'ref' parameter takes the place itself: ${instead}`
      : `a variable is known by its name, an element of a map by its key: ${instead}`,
  };
}

function tuple(written: string, token: TokenType, instead: string): Spelling {
  return { written, token, instead, hint: "a sequence is '[a, b]', a tuple '(a, b)'" };
}

const operandWords = new Set(['true', 'false', 'self', 'none', 'bool']);
const prefixWords = new Set(['forall', 'exists', 'some', 'if', 'let', 'match', 'subset', 'always', 'eventually']);

/** Whether an operand may end with the token: then what follows is an infix or a postfix operator. */
function endsOperand(token: IToken): boolean {
  const name = token.tokenType.name;
  if (name === 'Identifier' || name === 'Integer' || operandWords.has(token.image)) return true;
  if (token.image === ')' || token.image === ']' || token.image === '}' || token.image === "'") return true;
  return token.image === '>>' || isSoft(token);
}

/** Whether an operand may begin with the token. */
function startsOperand(token: IToken | undefined): token is IToken {
  if (token === undefined) return false;
  const name = token.tokenType.name;
  if (name === 'Identifier' || name === 'Integer' || isSoft(token)) return true;
  if (operandWords.has(token.image) || prefixWords.has(token.image)) return true;
  if (token.tokenType === Not || token.tokenType === Eventually) return true;
  return ['(', '[', '{', '!', '-', '\\', '<<', '/\\', '\\/'].includes(token.image);
}

function isSoft(token: IToken): boolean {
  return softWords.has(token.image);
}

/**
 * Finds misspelt words where a declaration begins (`procces p { … }`), and reads them as what they most likely stand
 * for, so that the whole declaration is kept. Returns the indexes of these tokens.
 */
export function respellDeclarations(tokens: IToken[], partners: Int32Array): ReadonlySet<number> {
  const respelt = new Set<number>();
  for (let i = 0; i < tokens.length; i++) {
    const tokenType = respelling(tokens[i - 1], tokens[i], tokens[i + 1]);
    const token = tokens[i];
    if (token !== undefined && tokenType !== undefined) {
      tokens[i] = retyped(token, tokenType);
      respelt.add(i);
    }
    const partner = partnerOf(partners, i);
    if (partner > i) i = partner - 1;
  }
  return respelt;
}

/** The word most likely meant by an author who began a declaration with another one. */
function respelling(
  before: IToken | undefined,
  token: IToken | undefined,
  next: IToken | undefined,
): TokenType | undefined {
  const begins = before === undefined || before.image === ';' || before.image === '}';
  if (!begins || token?.tokenType !== Identifier || typesOfC.has(token.image)) return undefined;
  if (next === undefined || !isName(next.tokenType)) return undefined;
  const word = didYouMean(token.image, declarationWords);
  if (word === undefined) return undefined;
  return word === 'union' ? UnionDeclaration : (reservedWords.get(word) ?? softWords.get(word));
}
