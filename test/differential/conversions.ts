import type { Decide } from './decide.ts';

/**
 * Every place where a value goes, for types that differ in what they hold: other bounds, other lower ends, and these in
 * options, tuples, sets, sequences and maps. What is stored has to be the value that it was.
 */

/** A value of one type where another one is expected. */
export interface Pair {
  readonly from: string;
  readonly to: string;
  /** Of the first type; some of them may be outside of the second. */
  readonly values: readonly string[];
  /** Of the second type. */
  readonly initial: string;
}

export const PAIRS: readonly Pair[] = [
  { from: '0..2', to: '0..3', values: ['1', '2'], initial: '3' },
  { from: '0..2', to: '-1..3', values: ['0', '1', '2'], initial: '-1' },
  { from: '1..3', to: '0..2', values: ['1', '2', '3'], initial: '0' },
  { from: '-2..1', to: '0..5', values: ['-1', '0', '1'], initial: '5' },
  { from: '(0..2)?', to: '(-1..3)?', values: ['none', 'some(0)', 'some(2)'], initial: 'some(3)' },
  { from: '(1..3)?', to: '(0..2)?', values: ['none', 'some(1)', 'some(3)'], initial: 'some(0)' },
  { from: '(0..2, bool)', to: '(-1..3, bool)', values: ['(0, true)', '(2, false)'], initial: '(-1, false)' },
  { from: '(1..3, 0..1)', to: '(0..2, -1..1)', values: ['(1, 1)', '(3, 0)'], initial: '(0, -1)' },
  { from: 'set of 0..2', to: 'set of -1..3', values: ['({0} \\ {0})', '{0}', '{1, 2}'], initial: '{-1, 3}' },
  { from: 'set of 1..3', to: 'set of 0..2', values: ['({1} \\ {1})', '{1}', '{1, 3}'], initial: '{0}' },
  { from: 'seq[1] of 0..2', to: 'seq[2] of -1..3', values: ['[0]', '[2]'], initial: '[-1, 3]' },
  {
    from: '[0..1 -> 0..2]',
    to: '[0..1 -> -1..3]',
    values: ['[k in 0..1 -> k]', '[k in 0..1 -> 2 - k]'],
    initial: '[_ in 0..1 -> -1]',
  },
  {
    from: '[0..1 -> (1..3)?]',
    to: '[0..1 -> (0..2)?]',
    values: ['[_ in 0..1 -> some(1)]', '[k in 0..1 -> some(k + 2)]'],
    initial: '[_ in 0..1 -> none]',
  },
];

/** Declarations, and statements that end with the value of `a` in `y`. */
interface Place {
  readonly name: string;
  readonly declarations?: (pair: Pair) => string;
  readonly body: string;
  /** A spec for each value: the first initial state that is out of range ends the run. */
  readonly initial?: true;
}

const struct = ({ to, initial }: Pair): string => `struct S { f: ${to}; } var s : S = S { f: ${initial} };`;
const map = ({ to, initial }: Pair): string => `var m : [0..1 -> ${to}] = [_ in 0..1 -> ${initial}];`;
const option = ({ to }: Pair): string => `var o : (${to})? = none;`;
const tuple = ({ to, initial }: Pair): string => `var t2 : (${to}, bool) = (${initial}, false);`;
const seq = ({ to }: Pair): string => `var q : seq[2] of ${to} = [];`;
const set = ({ to }: Pair): string => `var all : set of ${to} = {};`;
const union = ({ to }: Pair): string =>
  `union U { none_yet, one(${to}), two(n: bool, v: ${to}) } var u : U = none_yet;`;

export const PLACES: readonly Place[] = [
  { name: 'an assignment', body: 'y = a;' },
  { name: 'a let', body: 'let t = a; y = t;' },
  { name: 'an atomic let', body: 'atomic let t = a; y = t;' },
  { name: 'a local variable', body: 'var t : TO = a; y = t;' },
  { name: 'an assignment to a local', body: 'var t : TO = INITIAL; t = a; y = t;' },
  { name: 'a tuple pattern', body: 'let (t, _) = (a, 1); y = t;' },
  { name: 'a let with else', body: 'let some(t) = some(a) else { return; } y = t;' },
  { name: 'an is pattern', body: 'if some(a) is some(t) { y = t; }' },
  { name: 'a return', declarations: ({ to }) => `proc f(): ${to} { return a; }`, body: 'y = f();' },
  {
    name: 'a return into a let',
    declarations: ({ to }) => `proc f(): ${to} { return a; }`,
    body: 'let t = f(); y = t;',
  },
  {
    name: 'a return of a parameter',
    declarations: ({ from, to }) => `proc f(v: ${from}): ${to} { skip; return v; }`,
    body: 'y = f(a);',
  },
  {
    name: 'a return of a local out of an atomic block',
    declarations: ({ to }) => `proc f(): ${to} { atomic { let t = a; return t; } }`,
    body: 'y = f();',
  },
  {
    name: 'a return of a return',
    declarations: ({ from, to }) => `proc g(): ${from} { return a; } proc f(): ${to} { return g(); }`,
    body: 'y = f();',
  },
  {
    name: 'a return in a condition',
    declarations: ({ to }) => `proc f(): ${to} { return a; }`,
    body: 'if f() == a { y = a; }',
  },
  { name: 'an argument', declarations: ({ to }) => `proc f(v: ${to}) { y = v; }`, body: 'f(a);' },
  {
    name: 'an argument of an argument',
    declarations: ({ to }) => `proc f(v: ${to}): ${to} { skip; return v; }`,
    body: 'y = f(f(a));',
  },
  {
    name: 'an argument in an atomic block',
    declarations: ({ to }) => `proc f(v: ${to}) { y = v; }`,
    body: 'atomic { f(a); }',
  },
  { name: 'a reference that is read', declarations: ({ to }) => `proc f(ref r: ${to}) { y = r; }`, body: 'f(a);' },
  {
    name: 'a reference that is written',
    declarations: ({ to }) => `proc f(ref r: ${to}) { r = a; }`,
    body: 'f(y);',
  },
  { name: 'the result of a function', declarations: ({ to }) => `fun f(): ${to} = a;`, body: 'y = f();' },
  { name: 'the argument of a function', declarations: ({ to }) => `fun f(v: ${to}): ${to} = v;`, body: 'y = f(a);' },
  { name: 'a field of a record', declarations: struct, body: 's = S { f: a }; y = s.f;' },
  { name: 'an assignment to a field', declarations: struct, body: 's.f = a; y = s.f;' },
  { name: 'an update of a field', declarations: struct, body: 's = s with { f = a }; y = s.f;' },
  { name: 'the values of a map', declarations: map, body: 'm = [_ in 0..1 -> a]; y = m[1];' },
  { name: 'an assignment to an element', declarations: map, body: 'm[1] = a; y = m[1];' },
  { name: 'an update of an element', declarations: map, body: 'm = m with { [1] = a }; y = m[1];' },
  { name: 'an option', declarations: option, body: 'o = some(a); if o is some(t) { y = t; }' },
  { name: 'a part of a tuple', declarations: tuple, body: 't2 = (a, true); y = t2.0;' },
  { name: 'an element of a sequence', declarations: seq, body: 'q = [a]; y = head(q);' },
  { name: 'a push', declarations: seq, body: 'q = push(q, a); y = last(q);' },
  { name: 'an element of a set', declarations: set, body: 'all = {a}; pick t in all; y = t;' },
  { name: 'a union of sets', declarations: set, body: 'all |= {a}; for t in all { y = t; }' },
  { name: 'a pick', body: 'pick t in {a}; y = t;' },
  { name: 'a pick where', body: 'pick t in {a} where t == a; y = t;' },
  { name: 'a for', body: 'for t in {a} { y = t; }' },
  { name: 'an image', body: 'for t in { v for v in {a} } { y = t; }' },
  { name: 'a filter', body: 'for t in { v in {a}: v == a } { y = t; }' },
  { name: 'a choose', body: 'y = choose v in {a}: v == a;' },
  { name: 'a join of if', body: 'y = if y == INITIAL then a else y;' },
  { name: 'a join of match', body: 'y = match (a, 1) { (t, 1) => t, _ => y };' },
  { name: 'a let expression', body: 'y = (let t = a in t);' },
  { name: 'what a variant carries', declarations: union, body: 'u = one(a); match u { one(t) => { y = t; } _ => {} }' },
  { name: 'a part of a variant', declarations: union, body: 'u = two(true, a); if u is two(_, t) { y = t; }' },
  { name: 'an initial value', initial: true, declarations: ({ to }) => `var z : ${to} = a;`, body: 'y = z;' },
  { name: 'a set of initial values', initial: true, declarations: ({ to }) => `var z : ${to} in {a};`, body: 'y = z;' },
  { name: 'a comparison', body: 'if y != a { y = a; }' },
  { name: 'a quantifier', body: 'if exists v in {a}: v == a && v != y { y = a; }' },
  { name: 'membership', body: 'if y !in {a} && a in {a, y} { y = a; }' },
  { name: 'both sides of a join in a let', body: 'let t = if y == INITIAL then a else y; y = t;' },
];

/** Specs that end with `y == a` where the value fits, and in a range error where it does not. */
export function conversions(pair: Pair, place: Place): readonly string[] {
  if (place.initial !== true) return [conversion(pair, place)];
  return pair.values.map((value) => conversion({ ...pair, values: [value] }, place));
}

function conversion(pair: Pair, { declarations, body }: Place): string {
  const { from, to, values, initial } = pair;
  const fill = (text: string): string => text.replaceAll('TO', to).replaceAll('INITIAL', initial);
  return `spec conversion;
var a : ${from} in {${values.join(', ')}};
var y : ${to} = ${initial};
ghost var seen : (${to})? = none;
${declarations?.(pair) ?? ''}
process p { ${fill(body)} seen = some(y); }
invariant is_the_same = p at done => y == a && seen == some(a);
transition becomes_the_same = y' == y || y' == a;
${values.map((value, i) => `reachable value${i} = p at done && y == ${value};`).join('\n')}
`;
}

/** Random bounds, in types of types. */
export function randomPair(decide: Decide): Pair {
  const low = decide(-3, 2);
  const high = low + decide(1, 3);
  const [to, until] = [decide(-3, high), decide(low, 6)];
  const range = { from: `${low}..${high}`, to: `${Math.min(to, until)}..${Math.max(to, until)}` };
  const values = Array.from({ length: high - low + 1 }, (_, i) => String(low + i));
  return wrapped(decide, { ...range, values, initial: String(Math.min(to, until)) }, decide(0, 2));
}

function wrapped(decide: Decide, pair: Pair, depth: number): Pair {
  if (depth === 0) return pair;
  const { from, to, values, initial } = pair;
  const ways: readonly ((text: string) => string)[][] = [
    [(type) => `(${type})?`, (value) => `some(${value})`],
    [(type) => `(bool, ${type})`, (value) => `(true, ${value})`],
    [(type) => `set of (${type})`, (value) => `{${value}}`],
    [(type) => `seq[2] of (${type})`, (value) => `[${value}]`],
    [(type) => `[0..1 -> ${type}]`, (value) => `[k${depth} in 0..1 -> ${value}]`],
  ];
  const [type, value] = ways[decide(0, ways.length - 1)]!;
  const inner = { from: type!(from), to: type!(to), values: values.map(value!), initial: value!(initial) };
  return wrapped(decide, inner, depth - 1);
}
