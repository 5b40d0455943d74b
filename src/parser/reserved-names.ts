import type { IToken } from 'chevrotain';
import { positionAt, type Source } from '../text/source.ts';
import { Identifier, reservedWords } from './tokens.ts';
import { imageAt, partnerOf, retyped } from './token.ts';

/**
 * Finds words of the language that stand where only a name can stand: `enum State { at, done }`, `proc f(or: T)`,
 * `loop: x = 1;`. They are only looked for in texts with errors, so that a correct text never depends on these rules.
 * @param errors the indexes of the tokens at which the parser found errors
 * @returns the indexes of those words
 */
export function reservedNames(
  source: Source,
  tokens: readonly IToken[],
  partners: Int32Array,
  errors: ReadonlySet<number>,
): ReadonlySet<number> {
  const found = new Set<number>();
  const context: Context = { source, tokens, partners, found, open: [] };
  for (let i = 0; i < tokens.length; i++) {
    const image = imageAt(tokens, i);
    if (image === '(' || image === '[' || image === '{') context.open.push(i);
    else if (image === ')' || image === ']' || image === '}') {
      const opener = context.open.indexOf(partnerOf(partners, i));
      if (opener >= 0) context.open.length = opener;
    } else if (isReserved(tokens[i]) && isNear(i, errors) && isUsedAsName(context, i)) found.add(i);
  }
  return found;
}

/** Whether the parser found an error at the word, or at what follows it. */
function isNear(i: number, errors: ReadonlySet<number>): boolean {
  return errors.has(i) || errors.has(i + 1) || errors.has(i + 2);
}

/** The tokens with those words read as names. */
export function asNames(tokens: readonly IToken[], words: ReadonlySet<number>): IToken[] {
  return tokens.map((token, i) => (words.has(i) ? retyped(token, Identifier) : token));
}

interface Context {
  readonly source: Source;
  readonly tokens: readonly IToken[];
  readonly partners: Int32Array;
  readonly found: Set<number>;
  /** Indexes of the brackets around the token, outermost first. */
  readonly open: number[];
}

/** Words that are always followed by a name. */
const beforeNames = new Set(
  `spec library as const type enum struct symmetric var fun proc action process invariant transition temporal reachable
   check pick for goto forall exists ref at during except without moving after only violates union`.split(/\s+/),
);
const reductions = new Set(['count', 'sum', 'min', 'max', 'choose']);
/** Words that are values, types or patterns by themselves. */
const values = new Set(['true', 'false', 'self', 'none', 'bool']);
/** Words that begin or continue an expression. */
const beginnings = new Set(['if', 'match', 'let', 'forall', 'exists', 'some', 'subset', 'always', 'eventually']);
const operandsBefore = /^(?:[([,=<>+\-*/%\\!]|[=!<>]=|&&|\|\||=>|<=>|~>|\.\.|[-+*|&\\]=)$/;
const wordsBeforeOperands = new Set(['return', 'await', 'assert', 'in', 'union', 'intersect', 'then', 'where']);
const endings = /^(?:[)\],;}]|[=!<>]=|[<>+*/%]|&&|\|\||=>|<=>|~>|\.\.|\.|'|->)$/;
const statementsWithOperand = new Set(['if', 'match', 'while', 'return', 'await', 'assert', 'some', 'for', 'pick']);

function isReserved(token: IToken | undefined): boolean {
  return token !== undefined && reservedWords.has(token.image) && token.tokenType !== Identifier;
}

function isUsedAsName(context: Context, i: number): boolean {
  const { tokens, found, open, source } = context;
  const token = tokens[i];
  if (token === undefined) return false;
  const word = token.image;
  const before = tokens[i - 1];
  const after = tokens[i + 1];
  const next = after?.image ?? '';
  // `forall in in S`, `let in = e in e2`: the second word is the name.
  if (next === 'in' && (tokens[i + 2]?.image === 'in' || tokens[i + 2]?.image === '=')) return false;
  if (before === undefined || before.image === '.') return false;
  const bracket = open.at(-1);
  const isKeyword = !found.has(i - 1);
  const previous = before.image;

  // An unfinished line, followed by a declaration or a statement.
  const isNewLine = lineOf(source, before) !== lineOf(source, token);
  const beginsNameLike = after !== undefined && /^["A-Za-z_]/.test(next) && next !== 'in';
  const isBehindWord = isKeyword && isIntroducing(context, i - 1);
  if (isBehindWord && !(isNewLine && beginsNameLike)) {
    if (word === 'assert' && (previous === 'only' || previous === 'violates')) return false;
    if (previous === 'type' && word === 'in') return false;
    return !(beginsNameLike && isReserved(after) && values.has(next));
  }
  if (isKeyword && reductions.has(previous) && (next === 'in' || next === ',')) return true;
  if (isKeyword && previous === 'let') return next === '=' && !(values.has(word) && word !== 'self' && word !== 'bool');
  if (isKeyword && previous === 'assert' && next === ':') return true;
  if (previous === 'with' && next === '=') return true;

  if (bracket !== undefined) {
    const kind = kindOf(context, bracket);
    if (kind === 'list') return previous === '{' || previous === ',';
    if (kind === 'parentheses' && next === ':') return previous === '(' || previous === '[' || previous === ',';
    const begins =
      previous === '{' || previous === '}' || previous === ';' || (previous === ':' && isLabel(context, i - 2));
    if (kind === 'block' && begins) {
      if (next === ':') return true;
      if (next === '=>') return !values.has(word);
      if (/^(?:=|[-+*|&\\]=|\+\+|--|\.)$/.test(next)) return !values.has(word);
      if (next === '(' || next === '[') {
        // `with (v in S) { … }` is the head of a statement in another language, not a call.
        const isHead = tokens[(context.partners[i + 1] ?? -1) + 1]?.image === '{';
        return !isHead && !statementsWithOperand.has(word) && !values.has(word) && word !== 'atomic';
      }
      return false;
    }
    if (kind === 'fields') return false;
    if (kind === 'braces' && previous === '{') return next === ':' ? false : isLoneOperand(word, next);
  } else if (previous === ',' && isInCheckList(context, i)) return word !== 'assert';
  if (isNewLine) return false;
  if (previous === ',' && next === '=') return true;
  const isOperand = operandsBefore.test(previous) || (isKeyword && wordsBeforeOperands.has(previous));
  return isOperand && isLoneOperand(word, next);
}

/** Whether a word where an operand is expected can only be a name. */
function isLoneOperand(word: string, next: string): boolean {
  if (values.has(word)) return false;
  if (endings.test(next) || next === 'in') return true;
  return !beginnings.has(word);
}

/** Whether the word is one that a name follows, used in its own meaning. */
function isIntroducing({ tokens }: Context, i: number): boolean {
  const image = imageAt(tokens, i);
  if (!beforeNames.has(image)) return false;
  const before = tokens[i - 1]?.image ?? '';
  const begins = before === '' || before === ';' || before === '}';
  switch (image) {
    case 'spec':
    case 'library':
    case 'check':
    case 'union':
      return begins;
    case 'type':
      return begins || before === 'with' || before === ',';
    case 'during':
    case 'except':
    case 'without':
    case 'moving':
    case 'after':
    case 'only':
    case 'violates':
    case 'ref':
      return before !== ';' && before !== '.';
    default:
      return true;
  }
}

/** `list`: members of an enum or union. `fields`: of a struct. `braces`: an expression or a record. */
type BracketKind = 'list' | 'fields' | 'block' | 'braces' | 'parentheses';

function kindOf(context: Context, bracket: number): BracketKind {
  const { tokens } = context;
  if (imageAt(tokens, bracket) !== '{') return 'parentheses';
  const before = tokens[bracket - 1]?.image ?? '';
  const head = tokens[bracket - 2]?.image;
  if (head === 'enum' || head === 'union') return 'list';
  if (head === 'struct') return 'fields';
  if (['else', 'loop', 'either', 'or', 'atomic', '{', '}', ';'].includes(before)) return 'block';
  const start = startOfRun(context, bracket);
  const first = tokens[start]?.image ?? '';
  if (before === '=>') return 'block';
  if (before === ':' && start === bracket) return 'block';
  return ['process', 'action', 'proc', 'if', 'while', 'for', 'match', 'else', 'atomic'].includes(first)
    ? 'block'
    : 'braces';
}

/** Where the statement or declaration that a token belongs to begins, not counting its labels. */
function startOfRun({ tokens, partners }: Context, end: number): number {
  let i = end - 1;
  while (i >= 0) {
    const image = imageAt(tokens, i);
    const partner = partners[i] ?? -1;
    if (image === ';' || image === '{' || (image === '}' && !isInsideExpression(tokens, i))) break;
    if ((image === ')' || image === ']' || image === '}') && partner >= 0) i = partner;
    i--;
  }
  let start = i + 1;
  while (start + 1 < end && imageAt(tokens, start + 1) === ':' && /^\w+$/.test(imageAt(tokens, start))) start += 2;
  return start;
}

/** Whether an expression continues after a closing brace. */
function isInsideExpression(tokens: readonly IToken[], i: number): boolean {
  const next = tokens[i + 1]?.image ?? '';
  return operandsBefore.test(next) || next === ')' || next === 'then' || next === ';';
}

/** Whether the word before a `:` is a label: it begins a statement. */
function isLabel({ tokens }: Context, i: number): boolean {
  const before = tokens[i - 1]?.image ?? '';
  return before === ';' || before === '{' || before === '}';
}

/** Whether a `,` continues the properties of `only` or `violates`. */
function isInCheckList({ tokens }: Context, i: number): boolean {
  for (let k = i - 1; k >= 0; k--) {
    const image = imageAt(tokens, k);
    if (image === 'only' || image === 'violates') return true;
    if (image === ';' || image === '}' || image === '=' || image === 'with' || image === 'without') return false;
  }
  return false;
}

function lineOf(source: Source, token: IToken): number {
  return positionAt(source, token.startOffset).line;
}
