import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { format } from '../../src/format/format.ts';
import { makeSource } from '../../src/text/source.ts';
import { exploreSpec } from '../support/compile.ts';
import { codesOf, treeOf } from './support.ts';

/** The kinds of nodes that a type is made of, from the outermost on. */
function kindsOf(type: string): string {
  const [, ...nodes] = treeOf(`spec s;\nvar x : ${type};\n`).trimEnd().split('\n').slice(5);
  return nodes.map((line) => line.trim().split(' ')[0]).join(' ');
}

/** Types as people write them, with parentheses where they are needed and where they are not. */
const { type: anyType } = fc.letrec<{ type: string; bound: string }>((tie) => ({
  bound: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom('0', '7', '0x1f', '-1', 'N', '-N', 'lib.N', 'limits[0]', 'limits[-1].high', 'size(S)', '[1, 2][0]'),
    tie('bound').map((b) => `(${b})`),
    tie('bound').map((b) => `-(${b})`),
    fc
      .tuple(tie('bound'), fc.constantFrom('+', '-', '*', '/', '%'), tie('bound'))
      .map(([a, op, b]) => `${a} ${op} (${b})`),
    tie('bound').map((b) => `(${b}).high`),
  ),
  type: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom('bool', 'Process', 'Slot', 'lib.Slot'),
    fc.tuple(tie('bound'), tie('bound')).map(([low, high]) => `${low}..${high}`),
    fc.tuple(tie('type'), tie('type')).map(([key, value]) => `[${key} -> ${value}]`),
    fc.array(tie('type'), { minLength: 2, maxLength: 3 }).map((all) => `(${all.join(', ')})`),
    tie('type').map((one) => `(${one})`),
    tie('type').map((one) => `(${one})?`),
    tie('type').map((one) => `set of ${one}`),
    fc.tuple(tie('bound'), tie('type')).map(([n, one]) => `seq[${n}] of ${one}`),
  ),
}));

describe('a type', () => {
  it.each([
    ['[-1..1 -> bool]', 'mapType rangeType unary integer integer boolType'],
    ['[-N..N -> bool]', 'mapType rangeType unary name name boolType'],
    ['[(-1)..1 -> bool]', 'mapType rangeType parenthesized unary integer integer boolType'],
    ['[(0..1, bool) -> bool]', 'mapType tupleType rangeType integer integer boolType boolType'],
    ['[(0..1)? -> bool]', 'mapType optionType rangeType integer integer boolType'],
  ])('%s is a map', (text, kinds) => {
    expect(kindsOf(text)).toBe(kinds);
  });

  it.each([
    '[(bool, bool)? -> bool]',
    '[((0..1, bool), bool) -> bool]',
    '[(bool) -> bool]',
    '[((bool)) -> (bool)]',
    '[[bool -> bool] -> bool]',
    '[[-1..0 -> bool] -> [-1..0 -> bool]]',
    '[set of (0..1, bool) -> bool]',
    '[seq[2] of -1..1 -> bool]',
    '[(A + 1)..B -> bool]',
    '[-(1)..1 -> bool]',
    '[f(1)..2 -> bool]',
    '[(f(1) - 1)..2 -> bool]',
    '[a.x[1]..3 -> bool]',
    '[(A).x..2 -> bool]',
    '[[1, 2][0]..3 -> bool]',
    '[1, 2][0]..3',
    '[limits[0] + 1..3 -> -1..1]',
    '[-1..1 -> [-1..1 -> (bool, -1..1)]]',
    '[Process? -> bool]',
    'seq[2]..3',
    '((0..1), bool)',
  ])('may be %s', (text) => {
    expect(codesOf(`spec s;\nvar x : ${text};\n`)).toEqual([]);
  });

  it('of any shape is read, and formatting changes nothing of it', () => {
    fc.assert(
      fc.property(anyType, (text) => {
        const tree = treeOf(`spec s;\nvar x : ${text};\n`);
        const result = format(makeSource('s.thps', `spec s;\nvar x:${text};\n`));
        if ('problems' in result) throw new Error('not formatted');
        expect(treeOf(result.text)).toBe(tree);
      }),
      { numRuns: 400 },
    );
  });

  it('of keys that are negative, tuples or options makes maps that can be read and written', async () => {
    const explored = await exploreSpec(`spec keys;
type Pair = (0..1, bool);
type Maybe = (0..1)?;
var a : [-1..1 -> bool] = [i in -1..1 -> i == -1];
var b : [(0..1, bool) -> -2..2] = [k in Pair -> if k.1 then -k.0 - 1 else k.0];
var c : [(0..1)? -> -1..0] = [k in Maybe -> match k { some(x) => -x, none => 0 }];
process p { a[-1] = false; b[(1, true)] = 2; c[some(1)] = 0; a[1] = true; }
reachable last = a == [i in -1..1 -> i == 1] && b[(1, true)] == 2 && b[(0, true)] == -1 && c == [_ in Maybe -> 0];
`);
    expect(explored.violated).toEqual([]);
    expect(explored.exploration.distinct).toBe(5);
    expect(explored.stepsTo('last')).toBe(4);
  });
});
