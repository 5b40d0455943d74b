import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Expr } from '../../src/core/expression.ts';
import { InternalError } from '../../src/core/internal-error.ts';
import type { Operation, TransitionSystem } from '../../src/ir/system.ts';
import { verify } from '../../src/ir/verification/verify.ts';
import { randomSpec } from '../differential/random-spec.ts';
import { compileUncertain } from '../differential/compile-random.ts';
import { compileOne } from '../support/compile.ts';

const SPEC = `spec v;
enum Color { red, green }
struct Point { a: 0..3; b: bool; }
union Slot { hole, small(0..2) }
var x : 0..2 = 2;
var m : [0..2 -> 1..3] = [_ in 0..2 -> 1];
var o : (0..2)? = none;
var c : Color = red;
var q : seq[2] of 0..2 = [];
var s : set of 0..2 = {};
var pt : Point = Point { a: 0, b: true };
var slot : Slot = hole;
fun f(n: 0..2): 1..3 = n + 1;
proc next(): 1..3 { return f(x); }
proc put(ref r: 0..3, v: 0..3) { r = v; }
action tick(k: 0..1) when x == k { x = k; }
process p[i: 0..1] fair {
  let y = next();
  put(m[i], y);
  if slot is small(n) && n > 0 { x = n; }
here:
  for e in s { pick v in s where v >= e; q = push(q, v); }
  match o { some(t) => { x = t; } none => { pt.a = m[x]; } }
}
process paint { c = green; }
invariant i0 = forall k in 0..2: m[k] <= 3 && !(p[0] at here && pt.b);
transition t0 = x' - x <= 2 || size(q') > 0;
temporal l0 = p[1] at here ~> c == green;
check all allow deadlock;
`;

const { system } = compileOne(SPEC);

/** The system with some of its operations in another form. */
function withOperations(change: (operation: Operation) => Operation): TransitionSystem {
  return { ...system, steps: system.steps.map((step) => ({ ...step, operations: step.operations.map(change) })) };
}

function withFirst<K extends Operation['kind']>(
  kind: K,
  change: (operation: Extract<Operation, { kind: K }>) => Operation,
): TransitionSystem {
  const changed: Operation[] = [];
  const result = withOperations((operation) => {
    if (changed.length > 0 || operation.kind !== kind) return operation;
    const other = change(operation as Extract<Operation, { kind: K }>);
    if (other !== operation) changed.push(operation);
    return other;
  });
  expect(changed).toHaveLength(1);
  return result;
}

function problemOf(wrong: TransitionSystem): string {
  try {
    verify(wrong);
  } catch (problem) {
    if (problem instanceof InternalError) return problem.message;
    throw problem;
  }
  return 'nothing is wrong';
}

const NUMBER = { kind: 'int', low: 0, high: 7 } as const;

describe('a transition system is right', () => {
  it('as lowering makes it', () => {
    expect(problemOf(system)).toBe('nothing is wrong');
  });

  it('where names are bound to the right of what is constantly false', () => {
    const never = [
      '1 == 2 && (v is pair(n, true) && n > 0)',
      'false && v is pair(n, true)',
      'false && (v is pair(n, _))',
    ];
    for (const right of never)
      for (const statement of [
        'if C { x = z; L: x = n; } else { x = 1; }',
        'while C { x = z; x = n; }',
        'atomic { if C { x = n; } }',
      ])
        expect(() =>
          compileOne(`spec s;
union Slot { hole, small(0..2), pair(n: 0..2, c: bool) }
var x : 0..2 = 0;
var v : Slot = hole;
process q { ${statement.replace('C', `v is small(z) && (${right})`)} }
check c;`),
        ).not.toThrow();
  });

  it('in random specs', () => {
    let verified = 0;
    fc.assert(
      fc.property(fc.gen(), (g) => {
        // Compiling verifies.
        if (compileUncertain(randomSpec((low, high) => g(fc.integer, { min: low, max: high })))) verified++;
      }),
      { numRuns: 150 },
    );
    expect(verified).toBeGreaterThan(100);
  });
});

describe('a transition system is refused', () => {
  it('whose assignment stores a value as one of another type', () => {
    const wrong = withFirst('assign', (o) => ({ ...o, target: { ...o.target, type: NUMBER } }));
    expect(problemOf(wrong)).toBe('0..7 is stored where there is 1..3');
  });

  it('whose assignment is to a place that is not there', () => {
    const nowhere = { kind: 'variable', slot: 99 } as const;
    expect(problemOf(withFirst('assign', (o) => ({ ...o, target: { ...o.target, root: nowhere } })))).toBe(
      'there is no variable 99',
    );
    expect(
      problemOf(withFirst('assign', (o) => ({ ...o, target: { ...o.target, path: [{ kind: 'field', field: 5 }] } }))),
    ).toMatch(/has no part 5$/);
    expect(problemOf(withFirst('pick', (o) => ({ ...o, slot: 99 })))).toBe('there is no slot 99');
  });

  it('whose assignment is of a value that cannot become one of the place', () => {
    const truth = { kind: 'constant', type: { kind: 'bool' }, value: 1 } as const;
    expect(problemOf(withFirst('assign', (o) => ({ ...o, value: { ...truth, at: o.at } })))).toBe('bool becomes 1..3');
  });

  it('whose choice or loop is over other values', () => {
    const sets = { kind: 'constant', type: { kind: 'set', element: { kind: 'bool' } }, value: [0, 1] } as const;
    expect(problemOf(withFirst('pick', (o) => ({ ...o, set: { ...sets, at: o.at } })))).toMatch(/becomes set of/);
    expect(problemOf(withFirst('forNext', (o) => ({ ...o, rest: o.slot })))).toBe('a loop over other elements');
  });

  it('where control goes to nothing, or never comes to something', () => {
    expect(problemOf(withFirst('assign', (o) => ({ ...o, next: 999 })))).toBe('there is no operation 999');
    expect(problemOf(withFirst('branch', (o) => ({ ...o, then: o.otherwise })))).toBe('an operation is never reached');
    expect(problemOf(withFirst('stop', (o) => ({ ...o, point: 999 })))).toMatch(/^nothing leads to |stops at a point/);
  });

  it('with a control point that nothing leads to, or that has the step of another', () => {
    const [first, ...rest] = system.families;
    if (!first) throw new Error('no family');
    const [start, second, ...points] = first.points;
    if (!start || !second) throw new Error('no points');
    const lonely = { ...second, index: first.points.length };
    const added = { ...first, points: [start, second, ...points.slice(0, -1), lonely, points.at(-1)!] };
    expect(problemOf({ ...system, families: [added, ...rest] })).not.toBe('nothing is wrong');
    const swapped = { ...first, points: [start, { ...second, step: start.step! }, ...points] };
    expect(problemOf({ ...system, families: [swapped, ...rest] })).toMatch(/has another step$/);
  });

  it('where a slot is read that has no value yet', () => {
    const wrong = withFirst('enter', (o) => (o.values.length === 0 ? o : { ...o, values: [] }));
    expect(problemOf(wrong)).toMatch(/has no value here$/);
    for (const [slot] of system.families[0]!.slots.entries()) {
      const skipped = withOperations((o) =>
        o.kind === 'assign' && o.target.root.kind === 'slot' && o.target.root.slot === slot
          ? { ...o, kind: 'skip' }
          : o,
      );
      const isAssigned = skipped.steps.some((step, i) =>
        step.operations.some((o, j) => o !== system.steps[i]!.operations[j]),
      );
      if (isAssigned) expect(problemOf(skipped)).toMatch(/has no value here$/);
    }
  });

  it('whose condition is none', () => {
    const three = { kind: 'constant', type: NUMBER, value: 3 } as const;
    expect(problemOf(withFirst('branch', (o) => ({ ...o, condition: { ...three, at: o.at } })))).toBe(
      'a condition is of another type',
    );
  });
});

/** Every expression of the steps and properties of the system, with a system in which it is replaced. */
function* replaceable(): Generator<{ expr: Expr; replace: (by: Expr) => TransitionSystem }> {
  for (const [p, property] of system.properties.entries())
    if (property.property !== 'temporal')
      yield {
        expr: property.body,
        replace: (body) => ({
          ...system,
          properties: system.properties.map((other, i) => (i === p ? { ...other, body } : other)),
        }),
      };
  for (const [s, step] of system.steps.entries())
    for (const [o, operation] of step.operations.entries()) {
      const put = (changed: Operation): TransitionSystem => ({
        ...system,
        steps: system.steps.map((other, i) =>
          i === s ? { ...other, operations: other.operations.map((one, j) => (j === o ? changed : one)) } : other,
        ),
      });
      if (operation.kind === 'assign' || operation.kind === 'match')
        yield { expr: operation.value, replace: (value) => put({ ...operation, value }) };
      if (operation.kind === 'branch' || operation.kind === 'await')
        yield { expr: operation.condition, replace: (condition) => put({ ...operation, condition }) };
    }
}

describe('an expression is refused', () => {
  it('whose type does not hold what its parts give', () => {
    // Narrower by one at its upper end: a value that is there has no room.
    const narrower = (e: Expr): Expr =>
      e.type.kind === 'int' && e.type.high > e.type.low && e.kind !== 'narrow' && e.kind !== 'quantifier'
        ? { ...e, type: { ...e.type, high: e.type.high - 1 } }
        : e;
    let tried = 0;
    for (const { expr, replace } of replaceable()) {
      const wrong = narrower(expr);
      if (wrong === expr) continue;
      tried++;
      const isWide = wrong.kind === 'constant' && wrong.value !== (expr.type.kind === 'int' ? expr.type.high : 0);
      expect(problemOf(replace(wrong)), expr.kind).toMatch(isWide ? /./ : /stands where|no value of|has a value/);
    }
    expect(tried).toBeGreaterThan(3);
  });

  it.each([
    ['a variable that is not there', (e: Expr): Expr => ({ ...variable(), type: e.type, at: e.at })],
    ['a slot that is not there', (e: Expr): Expr => ({ kind: 'slot', slot: 77, name: 'z', type: e.type, at: e.at })],
    ['a name without a value', (e: Expr): Expr => ({ kind: 'local', symbol: local(), type: e.type, at: e.at })],
    ['a part with an error', (e: Expr): Expr => ({ kind: 'error', type: e.type, at: e.at })],
    ['a map where there is none', (e: Expr): Expr => ({ kind: 'index', object: e, index: e, type: e.type, at: e.at })],
    ['a field of nothing', (e: Expr): Expr => ({ kind: 'field', object: e, field: 9, type: e.type, at: e.at })],
    ['parts that are too many', (e: Expr): Expr => ({ kind: 'tuple', elements: [e, e, e], type: e.type, at: e.at })],
    ['a variant that is none', (e: Expr): Expr => ({ kind: 'variant', tag: 9, payload: [e], type: e.type, at: e.at })],
    [
      'formulas in a state',
      (e: Expr): Expr => ({ kind: 'temporal', op: 'always', operand: e, type: e.type, at: e.at }),
    ],
  ])('with %s', (_, change) => {
    let tried = 0;
    for (const { expr, replace } of replaceable()) {
      expect(problemOf(replace(change(expr)))).not.toBe('nothing is wrong');
      tried++;
    }
    expect(tried).toBeGreaterThan(8);
  });
});

function variable(): Extract<Expr, { kind: 'variable' }> {
  const [some] = system.variables;
  if (!some) throw new Error('no variable');
  return { kind: 'variable', symbol: { ...some, slot: 40 }, type: some.type, at: some.at };
}

function local(): Extract<Expr, { kind: 'local' }>['symbol'] {
  const [some] = system.variables;
  if (!some) throw new Error('no variable');
  return { kind: 'local', id: 9999, name: 'z', type: some.type, role: 'bound', ghost: false, at: some.at };
}

describe('a branch that is never taken', () => {
  const NEVER = 'let n = if true then 2 else 1 in n != x';
  it.each([
    ['a guard of an action', `action tick when (${NEVER}) { x = 0; }`],
    ['a guard of a process', `process p when (${NEVER}) { x = 0; }`],
    ['the fairness of an action', `action tick fair while (${NEVER}) { x = 0; }`],
    ['the fairness of a process', `process p fair while (${NEVER}) { x = 0; }`],
    ['a statement', `process p { await ${NEVER}; if (${NEVER}) { x = 0; } assert ${NEVER}; }`],
    ['an invariant', `action tick { x = 0; } invariant i = ${NEVER};`],
    ['a transition property', `action tick { x = 0; } transition t = ${NEVER};`],
    ['a witness', `action tick { x = 0; } reachable r = ${NEVER};`],
    ['a temporal property', `action tick { x = 0; } temporal t = always eventually (${NEVER});`],
    ['an initial value', `var y : bool = (${NEVER.replace('!= x', '!= 0')}); action tick { x = 0; }`],
    ['an initial condition', `init ${NEVER}; action tick { x = 0; }`],
  ])('may have a type of its own in %s', (_, text) => {
    const { system: with_ } = compileOne(`spec s; var x : 0..2 = 0; ${text} temporal l = always eventually x == 0;`);
    expect(() => {
      verify(with_);
    }).not.toThrow();
  });
});
