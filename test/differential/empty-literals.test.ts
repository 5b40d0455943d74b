import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Exploration } from '../../src/explorer/model.ts';
import { type CompiledRun, compileOne, exploreRun, exploreWithCode } from '../support/compile.ts';

/**
 * `{}`, `[]` and `none` without a type around them have elements of no type: there are none. What is made of such an
 * element is never computed, or fails before it is (a range error), in both engines.
 */

/** What comes of storing a condition: `true`, `false`, `range` (a range error), or that it is refused. */
async function resultOf(condition: string): Promise<string> {
  return stored(`r = (${condition});`);
}

async function stored(statements: string): Promise<string> {
  let compiled: CompiledRun;
  try {
    compiled = compileOne(`spec empties;
struct R { f: 0..1; }
var b : bool = false;
var m : [0..1 -> 0..1] = [_ in 0..1 -> 1];
var q : seq[2] of 0..1 = [];
var s : set of 0..1 = {};
var r : bool = true;
process p { atomic { ${statements} } }
reachable yes = r && p at done;
reachable no = !r;
check c allow deadlock expect violates yes, no, range;
`);
  } catch (problem) {
    if (problem instanceof Error && /^THPS[1-4]/.test(problem.message)) return problem.message.slice(0, 8);
    throw problem;
  }
  const { model, exploration } = await exploreRun(compiled);
  const found = ({ findings }: Exploration): string[] =>
    findings.map(({ property, kind }) => `${kind} ${model.properties[property]!.name}`);
  const other = await exploreWithCode(compiled, {});
  expect(found(other)).toEqual(found(exploration));
  const [only] = found(exploration);
  return { 'witness yes': 'true', 'witness no': 'false', 'violation range': 'range' }[only ?? ''] ?? `${only}`;
}

describe('of the elements of an empty literal', () => {
  it.each([
    '{ c[1] for c in {} } == {}',
    'subset {} == {{}}',
    'none == none',
    'some(none) == some(none)',
    'match none { some(x) => x.f == 1, none => true }',
    'forall x in {}: x[1] == x.f',
    'forall x in {}, y in x: y.f == 1',
    '(sum x in {}: x + 1) == 0',
    '(count x in {}: x == 1) == 0',
    'size({x in {}: x > 1}) == 0',
    '{{}} == {{}}',
    '[{}] == [{}]',
    'head([{}]) == {}',
    '({} intersect {1}) == {}',
    '{ (x, y) for x in {}, y in {1} } == {}',
    '{ x is some(y) && y for x in {} } == {}',
    'true || head([])',
    '(if b then head([]) else 1) == 1',
    '(if b then {1} else {}) == s',
    '{q} == {[]}',
  ])('%s', async (condition) => {
    expect(await resultOf(condition)).toBe('true');
  });

  it.each([
    '{ c[1] for c in {} } == {1}',
    'none is some(x) && x[1] == 2',
    'none is some((x, y)) && x == y',
    'none is some(some(y)) && y > 1',
    'exists x in {}: x',
    '{x for x in {}} == {x for x in {1}}',
    '{[]} == {}',
    '{ {y} for y in {} } == {{}}',
    'none < none',
    'false && head([])',
  ])('not %s', async (condition) => {
    expect(await resultOf(condition)).toBe('false');
  });

  it.each([
    'head([])[1] == 2',
    'head([]) == 1',
    'head([]) == head([])',
    'last([]).f == 1',
    'head([]).0 == 1',
    'tail([]) == []',
    'push([], 0) == [0]',
    '1 + head([]) == 2',
    '-head([]) == 2',
    'head([]) .. 2 == {}',
    '1 in head([])',
    '({1} \\ head([])) == {}',
    '(subset head([])) == {}',
    'size(head([])) == 0',
    'head([]) is some(x) && x == 1',
    'match head([]) { some(x) => x == 1, none => true }',
    'let (x, y) = head([]) in m[x] == y.f',
    '(min x in {}: x) == 0',
    '(max x in {1}: head([])) == 0',
    '(choose x in {}: true) == 1',
    'forall x in head([]): true',
    'head(head([[]])) == 1',
    '(if b then 1 else head([])) == 1',
    'some(head([])) == none',
    '[i in 0..1 -> head([])] == m',
    'm[head([])] == 1',
    '(head([]) with { f = 1 }) == 1',
    'int(head([])) == 1',
    '!head([])',
    '[][0][1] == 1',
  ])('%s fails', async (condition) => {
    expect(await resultOf(condition)).toBe('range');
  });

  it.each([
    ['let x = head([]); r = x == 1;', 'range'],
    ['let (x, y) = head([]); r = x == y.f;', 'range'],
    ['var x : set of 0..1 = { c[1] for c in {} }; r = x == {};', 'true'],
    ['let e = {}; r = e == s;', 'true'],
    ['let e = none; r = e is some(x) && x;', 'false'],
    ['for x in {} { r = x.f == 1; }', 'true'],
    ['for x in head([]) { r = false; }', 'range'],
    ['await head([]); r = false;', 'range'],
    ['if head([]) { r = false; }', 'range'],
    ['match none { some(x) => { r = x[1]; } none => { r = false; } }', 'false'],
    ['let some(x) = none else { r = false; return; } r = x[0];', 'false'],
    ['s = { c[1] for c in {} }; s |= {}; q = push(q, 0); q = tail(q); r = q == [] && s == {};', 'true'],
    ['q = [][0];', 'range'],
    ['m[head([])] = 1;', 'range'],
  ])('%s', async (statements, result) => {
    expect(await stored(statements)).toBe(result);
  });

  it('as the first value of a variable', async () => {
    const { violated } = await exploreRun(
      compileOne(`spec first;
var x : set of 0..1 = { c[1] for c in {} };
var y : seq[2] of (0..1)? = [];
var z : [0..1 -> set of 0..1] = [_ in 0..1 -> {}];
process p { y = push(y, none); z[0] = x; }
invariant empty = x == {} && z[1] == { c.f for c in {} };
`),
    );
    expect(violated).toEqual([]);
  });
});

describe('any expression of empty literals', () => {
  const { any: expression } = fc.letrec<{ any: string }>((tie) => {
    const some = tie('any');
    const one = (write: (a: string) => string): fc.Arbitrary<string> => some.map(write);
    const two = (write: (a: string, b: string) => string): fc.Arbitrary<string> =>
      fc.tuple(some, some).map(([a, b]) => write(a, b));
    let names = 0;
    const fresh = (): string => `n${++names}`;
    return {
      any: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        fc.constantFrom('{}', '[]', 'none', '{}', '[]', '1', 'true', 's', 'q', 'm'),
        one((a) => `{${a}}`),
        one((a) => `[${a}]`),
        one((a) => `some(${a})`),
        one((a) => `head(${a})`),
        one((a) => `tail(${a})`),
        one((a) => `size(${a})`),
        one((a) => `subset (${a})`),
        one((a) => `(${a})[0]`),
        one((a) => `(${a}).0`),
        one((a) => `-(${a})`),
        two((a, b) => `(${a}, ${b})`),
        two((a, b) => `((${a}) == (${b}))`),
        two((a, b) => `((${a}) union (${b}))`),
        two((a, b) => `((${a}) \\ (${b}))`),
        two((a, b) => `((${a}) + (${b}))`),
        two((a, b) => `push(${a}, ${b})`),
        two((a, b) => `((${a}) in (${b}))`),
        two((a, b) => `(if b then ${a} else ${b})`),
        two((a, b) => {
          const x = fresh();
          return `{ ${a === '1' ? x : a} for ${x} in ${b} }`;
        }),
        one((a) => {
          const x = fresh();
          return `(forall ${x} in ${a}: ${x} == ${x})`;
        }),
        one((a) => {
          const x = fresh();
          return `(match ${a} { some(${x}) => ${x}, none => 1 })`;
        }),
      ),
    };
  });

  it('has the same value in both engines, or is refused with a message', async () => {
    const results = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(expression, async (a) => {
        const result = await resultOf(`(${a}) == (${a.replaceAll(/n\d+/g, (n) => `${n}_`)})`);
        results.set(result, (results.get(result) ?? 0) + 1);
      }),
      { numRuns: 250 * Number(process.env['THPS_RUNS'] ?? 1) },
    );
    expect(results.get('true')).toBeGreaterThan(1);
    expect(results.get('range')).toBeGreaterThan(0);
  });
});
