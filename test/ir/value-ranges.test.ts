import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Env, Host } from '../../src/core/evaluate/environment.ts';
import { EvaluationError } from '../../src/core/evaluate/environment.ts';
import { compileExpression } from '../../src/core/evaluate.ts';
import type { BinaryOp, Expr } from '../../src/core/expression.ts';
import type { IntType, Type } from '../../src/core/types.ts';
import { assuming, intervalOf, NO_RANGES } from '../../src/ir/analysis/value-ranges.ts';
import { makeSource } from '../../src/text/source.ts';
import { arithmetic, negate } from '../../src/typecheck/types/intervals.ts';

const at = { source: makeSource('test', ''), span: { start: 0, end: 0 } };
const bool: Type = { kind: 'bool' };
const int = ({ low, high }: { readonly low: number; readonly high: number }): IntType => ({ kind: 'int', low, high });

/** Numbers of several types, and a map of numbers. */
const SCALARS = [int({ low: 0, high: 4 }), int({ low: -3, high: 3 }), int({ low: 2, high: 9 })];
const CELLS: Type = { kind: 'map', key: int({ low: 0, high: 2 }), value: int({ low: 0, high: 5 }) };
const variable = (slot: number, type: Type): Expr => ({
  kind: 'variable',
  type,
  at,
  symbol: { kind: 'variable', name: `x${slot}`, type, ghost: false, slot, at },
});
const constant = (value: number): Expr => ({ kind: 'constant', value, type: int({ low: value, high: value }), at });

const NUMBERS = ['add', 'sub', 'mul', 'mod'] as const;
const RELATIONS = ['lt', 'le', 'gt', 'ge', 'eq', 'ne'] as const;
const CONNECTIVES = ['and', 'or', 'implies'] as const;

const place = fc.oneof(
  fc.nat(SCALARS.length - 1).map((i) => variable(i, SCALARS[i]!)),
  fc.nat(2).map((i) => element(constant(i))),
);
const leaf = fc.oneof(fc.integer({ min: -4, max: 9 }).map(constant), place);

function element(index: Expr): Expr {
  return { kind: 'index', object: variable(SCALARS.length, CELLS), index, type: int({ low: 0, high: 5 }), at };
}

const { number, condition } = fc.letrec<{ number: Expr; condition: Expr }>((tie) => ({
  number: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    leaf,
    tie('number').map((index) => element({ kind: 'narrow', operand: index, type: int({ low: 0, high: 2 }), at })),
    fc.tuple(fc.constantFrom(...NUMBERS), tie('number'), tie('number')).map(([op, left, right]): Expr => {
      const type = int(arithmetic(op, left.type as IntType, right.type as IntType));
      return { kind: 'binary', op, left, right, type, at };
    }),
    tie('number').map((operand): Expr => {
      return { kind: 'unary', op: 'negate', operand, type: int(negate(operand.type as IntType)), at };
    }),
    fc.tuple(tie('condition'), tie('number'), tie('number')).map(([test, then, otherwise]): Expr => {
      const [a, b] = [then.type as IntType, otherwise.type as IntType];
      const type = int({ low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) });
      return { kind: 'if', condition: test, then, otherwise, type, at };
    }),
  ),
  condition: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    fc.tuple(fc.constantFrom<BinaryOp>(...RELATIONS), place, leaf).map(binary),
    fc.tuple(fc.constantFrom<BinaryOp>(...RELATIONS), tie('number'), tie('number')).map(binary),
    fc.tuple(fc.constantFrom<BinaryOp>(...CONNECTIVES), tie('condition'), tie('condition')).map(binary),
    tie('condition').map((operand): Expr => ({ kind: 'unary', op: 'not', operand, type: bool, at })),
    fc.tuple(tie('number'), tie('number'), tie('number')).map(([left, low, high]): Expr => {
      const element = int({ low: (low.type as IntType).low, high: (high.type as IntType).high });
      const set: Expr = { kind: 'binary', op: 'range', left: low, right: high, type: { kind: 'set', element }, at };
      return { kind: 'binary', op: 'in', left, right: set, type: bool, at };
    }),
  ),
}));

function binary([op, left, right]: readonly [BinaryOp, Expr, Expr]): Expr {
  return { kind: 'binary', op, left, right, type: bool, at };
}

const state = fc.tuple(
  ...SCALARS.map(({ low, high }) => fc.integer({ min: low, max: high })),
  fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 3, maxLength: 3 }),
);

/** Undefined where the evaluation fails. */
function valueOf(expr: Expr, values: Env['state']): number | undefined {
  const env: Env = { state: [...values], next: undefined, base: 0, self: -1, work: 1_000, locals: [] };
  try {
    return compileExpression(expr, {} as Host)(env) as number;
  } catch (problem) {
    if (problem instanceof EvaluationError) return undefined;
    throw problem;
  }
}

it('an interval has the value of a number, whatever conditions were seen to hold or not', () => {
  const places = [...SCALARS.map((type, i) => variable(i, type)), ...[0, 1, 2].map((i) => element(constant(i)))];
  let narrower = 0;
  fc.assert(
    fc.property(fc.array(condition, { minLength: 1, maxLength: 4 }), number, state, (conditions, expr, values) => {
      let ranges = NO_RANGES;
      for (const seen of conditions) {
        const truth = valueOf(seen, values);
        fc.pre(truth !== undefined);
        ranges = assuming(seen, truth !== 0, ranges);
      }
      for (const one of [expr, ...places]) {
        const { low, high } = intervalOf(one, ranges);
        const type = one.type as IntType;
        expect(low).toBeGreaterThanOrEqual(type.low);
        expect(high).toBeLessThanOrEqual(type.high);
        if (high - low < type.high - type.low) narrower++;
        const value = valueOf(one, values);
        if (value === undefined) continue;
        expect(value).toBeGreaterThanOrEqual(low);
        expect(value).toBeLessThanOrEqual(high);
      }
    }),
    { numRuns: 5_000 * Number(process.env['THPS_RUNS'] ?? 1) },
  );
  // Otherwise nothing was tested.
  expect(narrower).toBeGreaterThan(500);
});
