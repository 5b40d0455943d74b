import type { TokenType } from 'chevrotain';
import {
  AndAlso,
  BitOperator,
  DotDot,
  Equals,
  EqualsEquals,
  Eventually,
  Exists,
  Forall,
  ForeignSymbol,
  GreaterEquals,
  Iff,
  Implies,
  In,
  Intersect,
  LessEquals,
  Not,
  NotEquals,
  NotIn,
  OrElse,
  Union,
} from './tokens.ts';

/** How another language spells something, and what it is read as here. */
export interface Spelling {
  readonly written: string;
  /** The token that the parser sees in its place. */
  readonly token: TokenType;
  /** What to write; absent where no replacement of the symbol alone is correct. */
  readonly instead?: string;
  /** A sentence about what to write, where `instead` does not say it all. */
  readonly hint?: string;
  /** Its meaning depends on the tokens around it. */
  readonly context?: boolean;
  /** Replaces the message that it is not part of the language. */
  readonly message?: string;
}

function spelling(written: string, token: TokenType, instead?: string, hint?: string): Spelling {
  return {
    written,
    token,
    ...(instead === undefined ? {} : { instead }),
    ...(hint === undefined ? {} : { hint }),
  };
}

function inContext(written: string, token: TokenType, instead?: string, hint?: string): Spelling {
  return { ...spelling(written, token, instead, hint), context: true };
}

function compound(operator: string): Spelling {
  return spelling(`${operator}=`, Equals, undefined, `write 'x = x ${operator} e'`);
}

const noBits =
  "there are no bit operators: use arithmetic, a set of flags ('in', 'union', 'intersect'), or '&&' and '||'";
const noShift = `${noBits}; a shift by n is a product or quotient with 2 to the n`;

const all: readonly Spelling[] = [
  inContext('/\\', AndAlso, '&&'),
  inContext('\\/', OrElse, '||'),
  spelling('∧', AndAlso, '&&'),
  spelling('∨', OrElse, '||'),
  spelling('¬', Not, '!'),
  spelling('~', Not, '!'),
  spelling('∀', Forall, 'forall '),
  spelling('∃', Exists, 'exists '),
  spelling('∈', In, 'in'),
  spelling('∉', NotIn, '!in'),
  spelling('∪', Union, 'union'),
  spelling('∩', Intersect, 'intersect'),
  spelling('≤', LessEquals, '<='),
  spelling('≥', GreaterEquals, '>='),
  spelling('≠', NotEquals, '!='),
  spelling('⇒', Implies, '=>'),
  spelling('⇔', Iff, '<=>'),
  inContext('#', NotEquals, '!='),
  inContext('/=', NotEquals, '!='),
  spelling('=<', LessEquals, '<='),
  spelling('===', EqualsEquals, '=='),
  spelling('!==', NotEquals, '!='),
  spelling(':=', Equals, '='),
  compound('%'),
  compound('^'),
  compound('<<'),
  compound('>>'),
  inContext('<>', Eventually, 'eventually '),
  inContext('<<', BitOperator, undefined, noShift),
  inContext('>>', BitOperator, undefined, noShift),
  inContext('&', BitOperator, undefined, noBits),
  spelling('|', BitOperator, undefined, noBits),
  spelling('^', BitOperator, undefined, noBits),
  spelling('...', DotDot, '..'),
  spelling(
    '|->',
    ForeignSymbol,
    undefined,
    "a map is written '[x in K -> e]', a record 'S { f: e }', and a changed copy 'r with { f = e }'",
  ),
  spelling(
    '::',
    ForeignSymbol,
    undefined,
    "options are written 'either { … } or { … }', each with 'await' for its guard",
  ),
  spelling('@', ForeignSymbol, undefined, "name what is changed: 'a[i] = a[i] + 1', or 'a[i] += 1'"),
];

/** By spelling: symbols that are not tokens here at all. */
export const foreignSpellings: ReadonlyMap<string, Spelling> = new Map(all.map((s) => [s.written, s]));

/** TLA+ operators that are a backslash and a word. */
export const backslashWords: ReadonlyMap<string, Spelling> = new Map(
  [
    spelling('\\A', Forall, 'forall'),
    spelling('\\E', Exists, 'exists'),
    spelling('\\in', In, 'in'),
    spelling('\\notin', NotIn, '!in'),
    spelling('\\cup', Union, 'union'),
    spelling('\\union', Union, 'union'),
    spelling('\\cap', Intersect, 'intersect'),
    spelling('\\intersect', Intersect, 'intersect'),
    spelling('\\land', AndAlso, '&&'),
    spelling('\\lor', OrElse, '||'),
    spelling('\\lnot', Not, '!'),
    spelling('\\neg', Not, '!'),
    spelling('\\leq', LessEquals, '<='),
    spelling('\\geq', GreaterEquals, '>='),
    spelling('\\equiv', Iff, '<=>'),
    spelling('\\subseteq', In, undefined, "write 'a in subset b'"),
    spelling('\\div', BitOperator, '/'),
  ].map((s) => [s.written.slice(1), s]),
);
