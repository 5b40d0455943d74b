import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Interpreter, Outcome } from '../../src/backend/interpreter/model.ts';
import type { Expr } from '../../src/core/expression.ts';
import type { StateKey } from '../../src/explorer/model.ts';
import { actorsOf } from '../../src/ir/actors.ts';
import { independenceOf } from '../../src/ir/analysis/independence.ts';
import { type CompiledRun, compileOne, exploreWithCode, interpreterOf } from '../support/compile.ts';
import { RUNS } from './both-engines.ts';
import { compileRandom, compileUncertain } from './compile-random.ts';
import { randomSteps } from './random-steps.ts';

/** Steps that are called independent are taken in both orders by the interpreter, in all states that are reached. */

const STATES = 300;

/** What an actor's step makes of a state, without who took it. */
function outcomesOf(all: readonly Outcome[], actor: number): readonly string[] {
  return all.filter((one) => one.actor.number === actor).map((one) => one.state ?? `fails: ${one.failure?.message}`);
}

function holdsIn(model: Interpreter, condition: Expr, state: StateKey): boolean {
  return model.evaluate(condition, { state: model.layout.decode(state), base: 0, self: -1, locals: [] }) !== 0;
}

/** Pairs of steps that were tried, by how they relate. */
type Tried = Record<'independent' | 'unless', number>;

function tryPairs({ system, run }: CompiledRun, tried: Tried = { independent: 0, unless: 0 }): void {
  const model = interpreterOf({ system, run });
  const independence = independenceOf(system);
  if (!independence) return;
  const pointOf = ({ actor, step }: Outcome): number => (actor.kind === 'process' ? step.point : 0);
  const states: StateKey[] = [];
  const known = new Set<StateKey>();
  const add = (state: StateKey): void => {
    if (known.has(state) || known.size >= STATES) return;
    known.add(state);
    states.push(state);
  };
  model.initialStates({ successor: add, violation: () => undefined });
  for (const state of states) {
    const all = model.outcomes(state);
    for (const one of all) if (one.state !== undefined) add(one.state);
    const firsts = all.filter((one, i) => all.findIndex((o) => o.actor.number === one.actor.number) === i);
    for (const one of firsts)
      for (const other of firsts) {
        if (one.actor.number === other.actor.number) continue;
        const classes = [one, other].map((o) => independence.classOf(o.actor.number, pointOf(o)));
        const relation = independence.relation(classes[0]!, classes[1]!);
        if (relation.kind === 'conflict') continue;
        const exception = relation.kind === 'unless' && independence.exceptions(classes[1]!)[relation.exception];
        const otherBefore = outcomesOf(all, other.actor.number);
        for (const { state: between } of all.filter((o) => o.actor.number === one.actor.number)) {
          if (between === undefined || (exception && holdsIn(model, exception, between))) continue;
          tried[relation.kind]++;
          const otherAfter = model.outcomes(between).filter((o) => o.actor.number === other.actor.number);
          // As many outcomes, the same failures, and from each state between the same states in the other order.
          expect(otherAfter).toHaveLength(otherBefore.length);
          otherAfter.forEach((after, i) => {
            const before = all.filter((o) => o.actor.number === other.actor.number)[i]!;
            expect(after.failure?.message).toBe(before.failure?.message);
            if (after.state === undefined || before.state === undefined) return;
            const reversed = model.outcomes(before.state).filter((o) => o.actor.number === one.actor.number);
            expect(reversed.map((o) => o.state)).toContain(after.state);
          });
        }
      }
  }
}

it('independence holds for random specs', { timeout: 180_000 * RUNS }, () => {
  const tried: Tried = { independent: 0, unless: 0 };
  fc.assert(
    fc.property(fc.gen(), fc.boolean(), (g, isStep) => {
      const decide = (low: number, high: number): number => g(fc.integer, { min: low, max: high });
      const compiled = isStep ? compileUncertain(randomSteps(decide)) : compileRandom(decide);
      fc.pre(compiled !== undefined);
      tryPairs(compiled, tried);
    }),
    { numRuns: 80 * RUNS, endOnFailure: true },
  );
  expect(tried.independent).toBeGreaterThan(500 * RUNS);
});

/** Actions on elements whose indices are variables, or elements themselves. */
function actionsByIndex(decide: (low: number, high: number) => number): string {
  const one = (...choices: readonly string[]): string => choices[decide(0, choices.length - 1)] ?? '';
  const index = (): string => one('0', '1', 'i', 'j', 'j', 'd[0]');
  const guard = (): string => one('', `when c[${index()}] == ${one('0', '1')}`, `when d[${index()}] != ${index()}`);
  const statement = (): string =>
    one(
      `c[${index()}] = ${one('0', '1')};`,
      `c[${index()}] = ${one('0', '1')};`,
      `${one('i', 'j')} = ${one('0', '1', '2')};`,
      `c[${index()}] = 1 - c[${index()}];`,
      `d[${index()}] = ${index()};`,
      `${one('i', 'j')} = ${index()};`,
      `if c[${index()}] == 1 { c[${index()}] = 0; }`,
    );
  const actions = Array.from(
    { length: decide(2, 4) },
    (_, n) => `action a${n} ${guard()} { ${statement()} ${one('', statement())} }`,
  );
  return `spec s;
type I = 0..2;
var i : I = 0;
var j : I = 1;
var c : [I -> 0..1] = [_ in I -> 0];
var d : [I -> I] = [k in I -> 2 - k];
${actions.join('\n')}
invariant inv = ${one('i <= j', 'c[i] == 0 || d[0] != 1', 'forall k in I: c[k] == 0 || d[k] < 2')};
check c allow deadlock;
`;
}

it('independence by index holds, and sleep changes nothing', { timeout: 180_000 * RUNS }, async () => {
  const tried: Tried = { independent: 0, unless: 0 };
  await fc.assert(
    fc.asyncProperty(fc.gen(), async (g) => {
      const compiled = compileOne(actionsByIndex((low, high) => g(fc.integer, { min: low, max: high })));
      tryPairs(compiled, tried);
      const awake = await exploreWithCode(compiled, { exhaustive: true, sleep: false });
      expect(await exploreWithCode(compiled, { exhaustive: true })).toEqual(awake);
    }),
    { numRuns: 100 * RUNS, endOnFailure: true },
  );
  expect(tried.unless).toBeGreaterThan(30 * RUNS);
});

describe('what grows with the square of its number', () => {
  it.each([
    ['classes of steps', 'action a(i: I) when !c[i] { c[i] = true; }', 600],
    ['actors', 'action a(i: I) when i == 0 && !c[0] { c[0] = true; }', 5_000],
    ['what steps touch', 'action a(i: 0..99) { for k in 0..90 { c[(i + k) % N] = !c[(i + k + 1) % N]; } }', 600],
  ])('is not compared where there is too much of it: %s', (_, action, size) => {
    const text = `spec s;\nconst N : 1..5000 = ${size};\ntype I = 0..N - 1;\nvar c : [I -> bool] = [_ in I -> false];\n`;
    const unrolled = action.replace(/for k in .*? \{ (.*?) \}/, (_all, body: string) =>
      Array.from({ length: 91 }, (_each, k) => body.replaceAll('k', String(k))).join(' '),
    );
    expect(independenceOf(compileOne(`${text}${unrolled}`).system)).toBeUndefined();
  });
});

describe('steps', () => {
  /** Names of the pairs of first steps that are independent. */
  const independent = (text: string): readonly string[] => {
    const compiled = compileOne(`spec s;\nvar x : 0..1 = 0;\nvar m : [0..1 -> 0..1] = [_ in 0..1 -> 0];\n${text}`);
    tryPairs(compiled);
    const names = actorsOf(compiled.system).map(({ name }) => name);
    const found = independenceOf(compiled.system);
    if (!found) throw new Error('there are two actors');
    const { classOf, relation } = found;
    return names.flatMap((one, i) =>
      names.slice(i + 1).flatMap((other, k) => {
        const { kind } = relation(classOf(i, 0), classOf(i + 1 + k, 0));
        return kind === 'conflict' ? [] : [`${one} ${other}${kind === 'unless' ? ' unless' : ''}`];
      }),
    );
  };

  it.each<[string, string, readonly string[]]>([
    ['of elements at their own indices', 'process p[i: 0..1] { m[i] = 1; }', ['p[0] p[1]']],
    ['of elements that both may mean', 'process p[i: 0..1] { m[x] = i; }', []],
    [
      'of one element and of the whole',
      'process p { m[0] = 1; } process q { if exists i in 0..1: m[i] == 1 { x = 1; } }',
      [],
    ],
    ['of different elements by arithmetic', 'process p[i: 0..1] { m[1 - i] = 1; }', ['p[0] p[1]']],
    ['that write and read one variable', 'process p { x = 1; } process q { m[0] = x; }', []],
    ['that both read', 'process p { m[0] = x; } process q { m[1] = x; }', ['p q']],
    ['whose guards read what others write', 'action a when x == 0 { m[0] = 1; } action b { x = 1; }', []],
    ['that look whether others have ended', 'process p { x = 1; } process q { await p at done; m[0] = 1; }', []],
    ['of actions with arguments', 'action a(i: 0..1) when m[i] == 0 { m[i] = 1; }', ['a(0) a(1)']],
    [
      'whose elements are passed on',
      'proc set(ref e: 0..1) { e = 1; } process p[i: 0..1] { set(m[i]); }',
      ['p[0] p[1]'],
    ],
    [
      'of elements that are read from the state, unless they are the same',
      'action a when m[0] == 0 { m[x] = 1; } action b { m[1] = 0; }',
      ['a b unless'],
    ],
    [
      'of an element whose index is read, and of another one',
      'var i : 0..1 = 0; var c : [0..1 -> bool] = [_ in 0..1 -> false]; action a { c[i] = true; } action b { c[1] = !c[1]; }',
      ['a b unless'],
    ],
    [
      'that write the index which the other reads',
      'var i : 0..1 = 0; var c : [0..1 -> bool] = [_ in 0..1 -> false]; action a { c[i] = true; } action b { c[1] = true; i = 1; }',
      [],
    ],
    [
      'that write the index which they use later',
      'var i : 0..1 = 0; var c : [0..1 -> bool] = [_ in 0..1 -> false]; action a { i = 1; c[i] = true; } action b { c[1] = true; }',
      [],
    ],
    [
      'of which the other one writes the index that it uses later',
      'var i : 0..1 = 0; var c : [0..1 -> bool] = [_ in 0..1 -> false]; action b { c[1] = true; } action a { i = 1; c[i] = true; }',
      [],
    ],
    [
      'that write the index which their guard used',
      'var i : 0..1 = 0; var c : [0..1 -> bool] = [_ in 0..1 -> false]; action b { c[1] = !c[1]; } action a when c[i] { i = 1; }',
      ['b a unless'],
    ],
    [
      'whose two indices are read',
      'var i : 0..1 = 0; var j : 0..1 = 1; var c : [0..1 -> bool] = [_ in 0..1 -> false]; action a { c[i] = true; } action b { c[j] = false; }',
      ['a b unless'],
    ],
    ['of which one asserts about the other', 'process p { assert x == 0; } process q { x = 1; }', []],
  ])('%s', (_, text, expected) => {
    expect(independent(text)).toEqual(expected);
  });
});
