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
  NameLike,
  Not,
  NotEquals,
  OrElse,
  reservedWords,
  RightBracket,
  softWords,
  UnionDeclaration,
} from './tokens.ts';

/**
 * Reads TLA+ and C symbols whose meaning depends on their neighbours: `\in` and `[]P`, `<>` as "eventually"
 * or as "differs", `<<a, b>>`, lists bulleted with `/\`. Each becomes the token it stands for, so that
 * the parser goes on as if it had been written in this language. Runs only over texts that have any.
 */
export function readHabits(lexed: Lexed): Lexed {
  if (!lexed.suspicious) return lexed;
  const tokens: IToken[] = [];
  const foreign = new Map<IToken, ForeignToken>(lexed.foreign.map((f) => [f.token, f]));
  const input = lexed.tokens;
  let openAngles = 0;

  const replace = (first: IToken, last: IToken, tokenType: TokenType, spelling: Spelling) => {
    const token: IToken = {
      image: spelling.written,
      startOffset: first.startOffset,
      endOffset: last.endOffset!,
      tokenType,
      tokenTypeIdx: tokenType.tokenTypeIdx!,
      payload: first.payload as unknown,
    };
    foreign.delete(first);
    foreign.delete(last);
    foreign.set(token, { token, spelling });
    tokens.push(token);
  };

  for (let i = 0; i < input.length; i++) {
    const token = input[i]!;
    const next = input[i + 1];
    const before = tokens[tokens.length - 1];
    const operandBefore = before !== undefined && endsOperand(before);
    if (token.image === '\\' && next?.startOffset === token.endOffset! + 1) {
      const spelling = backslashWords.get(next.image);
      const quantifier = spelling?.token === Forall || spelling?.token === Exists || spelling?.token === Not;
      // `S \ A` without spaces is a difference of sets; a quantifier has no operand before it.
      if (spelling !== undefined && quantifier !== operandBefore && startsOperand(input[i + 2])) {
        replace(token, next, spelling.token, spelling);
        i++;
        continue;
      }
    }
    if (token.tokenType === LeftBracket && next?.tokenType === RightBracket && !operandBefore) {
      const adjacent = next.startOffset === token.endOffset! + 1;
      if (adjacent && startsOperand(input[i + 2]) && input[i + 2]!.tokenType !== LeftBracket) {
        replace(token, next, Always, { written: '[]', token: Always, instead: 'always ' });
        i++;
        continue;
      }
    }
    if (token.image === '<>' && operandBefore) {
      replace(token, token, NotEquals, { written: '<>', token: NotEquals, instead: '!=' });
      continue;
    }
    if (token.image === '&' && !operandBefore && token.payload === undefined && startsOperand(next)) {
      // Left out: what it stands before is what is meant.
      foreign.set(token, { token, spelling: addressSpelling(before, next!, input[i + 2]) });
      continue;
    }
    if (token.image === '/=' && beginsStatement(tokens)) {
      replace(token, token, Equals, { written: '/=', token: Equals, hint: "write 'x = x / e'" });
      continue;
    }
    if (token.image === '<<' && !operandBefore) {
      openAngles++;
      replace(token, token, LeftBracket, tuple('<<', LeftBracket, '['));
      continue;
    }
    if (token.image === '>>' && openAngles > 0) {
      openAngles--;
      replace(token, token, RightBracket, tuple('>>', RightBracket, ']'));
      continue;
    }
    const bullet = (token.tokenType === AndAlso || token.tokenType === OrElse) && foreign.has(token) && !operandBefore;
    if (bullet && before !== undefined && startsOperand(next)) {
      // The first bullet of a list has nothing on its left: it only has to go.
      const entry = foreign.get(token)!;
      foreign.set(token, {
        token,
        spelling: { ...entry.spelling, instead: '', hint: 'the first line of a list has no operator before it' },
      });
      continue;
    }
    tokens.push(token);
  }
  const sorted = [...foreign.values()].sort((a, b) => a.token.startOffset - b.token.startOffset);
  return { ...lexed, tokens, foreign: sorted };
}

/** Whether the tokens end with a statement that has only its target yet: `x`, `a[i].f`. */
function beginsStatement(tokens: readonly IToken[]): boolean {
  let depth = 0;
  for (let i = tokens.length - 1; i >= 0; i--) {
    const { image } = tokens[i]!;
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

/** Whether an operand may end with the token: what follows is then an infix or a postfix operator. */
export function endsOperand(token: IToken): boolean {
  const name = token.tokenType.name;
  if (name === 'Identifier' || name === 'Integer' || operandWords.has(token.image)) return true;
  if (token.image === ')' || token.image === ']' || token.image === '}' || token.image === "'") return true;
  return token.image === '>>' || isSoft(token);
}

/** Whether an operand may begin with the token. */
export function startsOperand(token: IToken | undefined): boolean {
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
 * Finds misspelt words where a declaration begins (`procces p { … }`), and reads them as what they most
 * likely stand for: the whole declaration is then kept. Returns the tokens that were found so, by index.
 */
export function respellDeclarations(tokens: IToken[], partners: Int32Array): ReadonlyMap<number, string> {
  const respelt = new Map<number, string>();
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    const before = tokens[i - 1]?.image;
    const begins = before === undefined || before === ';' || before === '}';
    const next = tokens[i + 1]?.tokenType;
    if (
      begins &&
      token.tokenType === Identifier &&
      !typesOfC.has(token.image) &&
      next !== undefined &&
      isNameLike(next)
    ) {
      const word = didYouMean(token.image, declarationWords);
      if (word !== undefined) {
        const tokenType = word === 'union' ? UnionDeclaration : (reservedWords.get(word) ?? softWords.get(word)!);
        tokens[i] = { ...token, tokenType, tokenTypeIdx: tokenType.tokenTypeIdx! };
        respelt.set(i, word);
      }
    }
    const partner = partners[i]!;
    if (partner > i) i = partner - 1;
  }
  return respelt;
}

function isNameLike(type: TokenType): boolean {
  return type === Identifier || NameLike.categoryMatchesMap?.[type.tokenTypeIdx!] === true;
}
