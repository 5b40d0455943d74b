/**
 * The one precedence table of the language: the parser climbs it, the formatter sets parentheses by it,
 * the editor's completion and the pages of the reference print it. A larger number binds tighter.
 *
 * Three rows are decisions of this table. `..` binds tighter than `union`, `\` and `intersect` (as in
 * TLA+): `0..1 union 3..4` is a union of two ranges, and no other reading of it has a type. `always` and
 * `eventually` bind looser than comparisons and tighter than `&&` (TLA+ again): `eventually x == 3`,
 * `always a => b` is `(always a) => b`. `until` binds looser than `||` and tighter than `=>`:
 * `request => waiting until granted`.
 */
export interface OperatorEntry {
  readonly text: string;
  readonly position: 'prefix' | 'infix' | 'postfix';
  readonly precedence: number;
  /** `none`: `a < b < c` is an error. Prefix and postfix operators are nested as they stand. */
  readonly associativity: 'left' | 'right' | 'none';
  /** One line for hover, completion and the reference. */
  readonly doc: string;
}

function infix(
  precedence: number,
  associativity: 'left' | 'right' | 'none',
  docs: Readonly<Record<string, string>>,
): OperatorEntry[] {
  return Object.entries(docs).map(([text, doc]) => ({ text, position: 'infix', precedence, associativity, doc }));
}

function unary(
  position: 'prefix' | 'postfix',
  precedence: number,
  docs: Readonly<Record<string, string>>,
): OperatorEntry[] {
  return Object.entries(docs).map(([text, doc]) => ({ text, position, precedence, associativity: 'right', doc }));
}

/** Loosest first. */
export const operators: readonly OperatorEntry[] = [
  ...infix(1, 'none', { '~>': 'leads to: whenever the left side holds, the right side holds then or later' }),
  ...infix(2, 'left', { '<=>': 'both sides are true or both are false' }),
  ...infix(3, 'right', { '=>': 'implies: false only where the left side is true and the right one false' }),
  ...infix(4, 'none', { until: 'the left side holds in every state up to one in which the right side holds' }),
  ...infix(5, 'left', { '||': 'or; the right side is evaluated only if the left one is false' }),
  ...infix(6, 'left', { '&&': 'and; the right side is evaluated only if the left one is true' }),
  ...unary('prefix', 7, {
    always: 'in this state and in every later one',
    eventually: 'in this state or in a later one',
  }),
  ...infix(8, 'none', {
    '==': 'equal',
    '!=': 'not equal',
    '<': 'less',
    '<=': 'less or equal',
    '>': 'greater',
    '>=': 'greater or equal',
    in: 'is an element of the set',
    '!in': 'is not an element of the set',
  }),
  ...infix(9, 'left', {
    union: 'elements of either set',
    '\\': 'elements of the left set that are not in the right one',
  }),
  ...infix(10, 'left', { intersect: 'elements of both sets' }),
  ...infix(11, 'none', { '..': 'the integers from the left one to the right one, both included' }),
  ...infix(12, 'left', { '+': 'sum', '-': 'difference' }),
  ...infix(13, 'left', {
    '*': 'product',
    '/': 'quotient; the dividend is not negative and the divisor is positive',
    '%': 'remainder; the dividend is not negative and the divisor is positive',
  }),
  ...unary('prefix', 14, { '!': 'not', '-': 'minus', subset: 'the set of all subsets of a set' }),
  ...unary('postfix', 15, {
    '[ ]': 'the value of a map at a key, or of a sequence at a position (from 0)',
    '.': 'a field, a member of an enum, a name of an imported module, the n-th part of a tuple',
    "'": 'the value after the step; only in transition properties',
    '( )': 'a call',
    is: 'whether a value matches a pattern; binds the names in it',
    at: 'whether a process is at a label',
    with: 'a copy of a map or a record with some entries changed',
  }),
];

function tableOf(position: OperatorEntry['position']): ReadonlyMap<string, OperatorEntry> {
  return new Map(operators.filter((o) => o.position === position).map((o) => [o.text, o]));
}

export const infixOperators = tableOf('infix');

/** The row of the table for an operator between operands. */
export function infixEntry(operator: string): OperatorEntry {
  const entry = infixOperators.get(operator);
  if (entry === undefined) throw new Error(`'${operator}' is no infix operator`);
  return entry;
}
export const prefixOperators = tableOf('prefix');

/** What binds tightest. */
export const postfixPrecedence = Math.max(...operators.map((o) => o.precedence));
