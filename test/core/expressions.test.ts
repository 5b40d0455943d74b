import { describe, expect, it } from 'vitest';
import { compileOne, exploreSpec } from '../support/compile.ts';

/** What expressions mean (language.md, section 4): each of these is true, as a constant and in a running spec. */
const DECLARATIONS = `
enum Color { red, green, blue }
struct Point { a: 0..7; b: 0..7 = 1; }
union Slot { hole, small(0..3), pair(n: 0..3, c: Color) }
type Map = [0..2 -> 0..7];
fun twice(n: 0..10): 0..20 = n * 2;
fun is_small(s: Slot): bool = match s { small(_) => true, _ => false };
const M : Map = [i in 0..2 -> i * 2];
const P : Point = Point { a: 3 };
const PAIR : Slot = pair(2, blue);
`;

const TRUE = [
  '1 + 2 * 3 == 7',
  '7 / 2 == 3 && 7 % 2 == 1',
  '-3 + 5 == 2',
  '2 - -3 == 5',
  '0x10 == 16 && 1_000 == 1000',
  'true || false && false',
  '!(true => false)',
  'false => true',
  '(false => false) => true',
  'true <=> !false',
  'red < green && green < blue && Color.red <= red',
  'false < true',
  '3 in 1..4 && 5 !in 1..4',
  '{1, 2} union {2, 3} == {3, 2, 1}',
  '{1, 2, 3} \\\\ {2} == {1, 3}',
  '{1, 2, 3} intersect 2..9 == {2, 3}',
  'size({1, 1, 2}) == 2',
  'size(subset {1, 2, 3}) == 8',
  '{} in subset {1}',
  '(forall i in 0..2: M[i] == 2 * i)',
  '(exists i in 0..2, j in 0..2: i != j && M[i] + M[j] == 6)',
  '(forall i in {k in 0..2: false}: false)',
  '(count i in 0..7: i % 2 == 0) == 4',
  '(sum i in 0..2: M[i]) == 6',
  '(min i in 0..2: M[i] + 1) == 1 && (max i in 0..2: M[i]) == 4',
  '(choose i in 0..7: i * i > 10) == 4',
  '(choose c in Color: c != red) == green',
  '{ i in 0..7: i % 3 == 0 } == {0, 3, 6}',
  '{ i * j for i in 1..2, j in 1..2 } == {1, 2, 4}',
  '[i in 0..2 -> i * 2] == M',
  '(M with { [1] = 5, [2] = 0 })[1] == 5',
  'M[1] == 2',
  'P.a == 3 && P.b == 1',
  '(P with { a = 4 }) == Point { a: 4, b: 1 }',
  'Point { a: 1, b: 2 } < Point { a: 2, b: 0 }',
  'PAIR is pair(2, blue) && !(PAIR is small(_)) && PAIR is pair(_, blue)',
  '(PAIR is pair(n, c) && n == 2 && c == blue)',
  '(match PAIR { hole => 0, small(i) => i, pair(n, _) => n + 1 }) == 3',
  'is_small(small(1)) && !is_small(hole)',
  '(let v = 3 in v * v) == 9',
  '(if 1 < 2 then 5 else 6) == 5',
  'twice(twice(2)) == 8',
  '(1, red) < (1, green) && (1, red).1 == red',
  'size([1, 2, 3]) == 3 && head([1, 2]) == 1 && tail([1, 2]) == [2] && last([1, 2]) == 2',
  'int(true) + int(false) == 1',
  '2..1 == {}',
  '(let x = some(2) in x is some(k) && k == 2)',
  '(match (1, true) { (_, false) => 0, (n, true) => n }) == 1',
  '(1 in {1} => true) && true',
  '1 + 1 in 1..2 union 5..6',
];

const FAIL = [
  ['index outside the keys', 'M[v + 1] == 0'],
  ['division by zero', '1 / (v - 2) == 0'],
  ['a remainder by zero', '1 % (v - 2) == 0'],
  ['a negative dividend', '(v - 3) / 2 == 0'],
  ['head of nothing', 'head(queue) == 0'],
  ['last of nothing', 'last(queue) == 0'],
  ['min of nothing', '(min i in {k in 0..3: k > v + 5}: i) == 0'],
  ['choose of nothing', '(choose i in 0..3: i > v + 5) == 0'],
  ['an error in a later element, though the result is known', '(exists i in 0..3: i == 0 || M[i] == 0)'],
];

describe('expressions', () => {
  it.each(TRUE.map((e) => [e]))('%s', (expression) => {
    const text = expression.replaceAll('\\\\', '\\');
    expect(() => compileOne(`spec t;\n${DECLARATIONS}\nassume ${text};`)).not.toThrow();
  });

  it('mean the same in a running spec', async () => {
    const invariants = TRUE.map((e, i) => `invariant p${i} = tick => ${e.replaceAll('\\\\', '\\')};`);
    const { violated, exploration } = await exploreSpec(
      `spec t;\n${DECLARATIONS}\nvar tick : bool = false;\nprocess p { tick = true; }\n${invariants.join('\n')}`,
    );
    expect(violated).toEqual([]);
    expect(exploration.distinct).toBe(2);
  });

  it('short-circuit && || => and if', async () => {
    const { violated } = await exploreSpec(`spec t;
${DECLARATIONS}
var v : 0..7 = 7;
process p { v = 6; }
invariant and = v > 2 || M[v] == 0;
invariant implies = v <= 2 => M[v] >= 0;
invariant both = !(v <= 2 && M[v] == 9);
invariant branch = if v <= 2 then M[v] >= 0 else true;
`);
    expect(violated).toEqual([]);
  });

  it.each(FAIL)('%s is a range error', async (_name, expression) => {
    const { violated } = await exploreSpec(`spec t;
${DECLARATIONS}
var v : 0..7 = 2;
var queue : seq[3] of 0..7 = [];
process p { v = 2; }
invariant i = ${expression};
`);
    expect(violated).toEqual(['range']);
  });

  it('a value outside its variable is a range error with a trace', async () => {
    const { violated, stepsTo } = await exploreSpec(`spec t;
var v : 0..3 = 0;
process p { loop { atomic v++; } }
`);
    expect(violated).toEqual(['range']);
    expect(stepsTo('range')).toBe(4);
  });

  it('push on a full sequence is a range error', async () => {
    const { violated, stepsTo } = await exploreSpec(`spec t;
var queue : seq[2] of 0..7 = [];
process p { loop { atomic queue = push(queue, 1); } }
`);
    expect(violated).toEqual(['range']);
    expect(stepsTo('range')).toBe(3);
  });
});
