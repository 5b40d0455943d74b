import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explore } from '../../src/explorer/bfs.ts';
import type { StateKey, StatePath } from '../../src/explorer/model.ts';
import type { Interpreter } from '../../src/backend/interpreter/model.ts';
import { pathLength } from '../../src/explorer/verdict.ts';
import { withFewestSwitches } from '../../src/trace/fewest-switches.ts';
import { reconstruct } from '../../src/trace/reconstruct.ts';
import type { Decide } from '../differential/decide.ts';
import { compileRandom } from '../differential/compile-random.ts';
import { type CompiledRun, compileOne, interpreterOf } from '../support/compile.ts';

/** Traces whose steps stand in an order with the fewest context switches. */

/** Who takes the steps of a trace, as the trace tells it. */
function stepsOf(compiled: CompiledRun, model: Interpreter, path: StatePath, property?: number): readonly string[] {
  // The replay refuses what is no run, and what does not show what it should.
  return reconstruct(compiled.system, model, path, property).steps.map(({ actor }) => actor);
}

function switchesIn(actors: readonly string[]): number {
  return actors.filter((actor, i) => i > 0 && actor !== actors[i - 1]).length;
}

/** Who takes the steps of a path, by number: the first one whose step leads to the next state, as a replay shows it. */
function numbersIn(model: Interpreter, states: readonly StateKey[]): readonly number[] {
  return states.slice(1).map((target, i) => {
    const found: number[] = [];
    model.transitions(states[i]!, (actor, state) => state === target && found.push(actor));
    return found[0]!;
  });
}

/** A way of at most so many steps, in no particular direction. */
function randomWay(model: Interpreter, decide: Decide, length: number): readonly StateKey[] {
  const initial: StateKey[] = [];
  model.initialStates({ successor: (state) => initial.push(state), violation: () => undefined });
  const states = initial.slice(0, 1);
  while (states.length > 0 && states.length <= length) {
    const targets: StateKey[] = [];
    model.transitions(states.at(-1)!, (_, state) => targets.push(state));
    if (targets.length === 0) break;
    states.push(targets[decide(0, targets.length - 1)]!);
  }
  return states;
}

/** Every order of the same steps to the same state, tried one by one: the judge. */
function fewestByTrying(model: Interpreter, states: readonly StateKey[], actors: readonly number[]): number {
  let fewest = Infinity;
  const left = new Map<number, number>();
  for (const actor of actors) left.set(actor, (left.get(actor) ?? 0) + 1);
  const go = (state: StateKey, last: number, taken: number, switches: number): void => {
    if (taken === actors.length) {
      if (state === states.at(-1)) fewest = Math.min(fewest, switches);
      return;
    }
    const next: [number, StateKey][] = [];
    model.transitions(state, (actor, target) => next.push([actor, target]));
    for (const [actor, target] of next) {
      const count = left.get(actor) ?? 0;
      if (count === 0) continue;
      left.set(actor, count - 1);
      go(target, actor, taken + 1, switches + (last === -1 || last === actor ? 0 : 1));
      left.set(actor, count);
    }
  };
  go(states[0]!, -1, 0, 0);
  return fewest;
}

async function improved(
  text: string,
  property: string,
): Promise<{ before: readonly string[]; after: readonly string[] }> {
  const compiled = compileOne(text);
  const model = interpreterOf(compiled);
  const { findings } = await explore(model);
  const number = model.properties.findIndex(({ name }) => name === property);
  const { path } = findings.find((one) => one.property === number)!;
  const better = withFewestSwitches(path, model);
  expect(pathLength(better)).toBe(pathLength(path));
  return {
    before: stepsOf(compiled, model, path, number),
    after: stepsOf(compiled, model, better, number),
  };
}

describe('an order with the fewest context switches', () => {
  it('lets a process go on where that makes no difference', async () => {
    const { before, after } = await improved(
      `spec s; var x : 0..2 = 0;
       process p { let a = x; x = a + 1; } process q { let a = x; x = a + 1; }
       invariant sum = all_done => x == 2;`,
      'sum',
    );
    expect(before).toEqual(['p', 'q', 'p', 'q']);
    expect([...after].sort()).toEqual(['p', 'p', 'q', 'q']);
    expect(switchesIn(after)).toBe(2);
  });

  it.each([
    ['a step that violates a transition', "transition t = x' != 2;", 't', 'x = 2;'],
    ['an assertion that fails', '', 'assert', 'assert x == 2;'],
    ['a value out of range', '', 'range', 'x = y + 2;'],
  ])('keeps %s as the last one', async (_, declaration, property, statement) => {
    const { before, after } = await improved(
      `spec s; var x : 0..2 = 0; var y : 0..3 = 0; var z : 0..3 = 0;
       process p { y = 1; y = 2; await z == 3; ${statement} } process q { z = 1; z = 2; z = 3; } ${declaration}`,
      property,
    );
    expect(after.at(-1)).toBe('p');
    expect(switchesIn(after)).toBeLessThan(switchesIn(before));
    expect(switchesIn(after)).toBe(1 + (after[0] === 'p' ? 1 : 0));
  });

  it('is as good as any order of the same steps, in random specs', () => {
    let improvements = 0;
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat({ max: 2 ** 30 })), (stream) => {
        const decide = (low: number, high: number): number =>
          low + ((stream.next().value as number) % (high - low + 1));
        const compiled = compileRandom(decide);
        if (compiled === undefined) return;
        const model = interpreterOf(compiled);
        const states = randomWay(model, decide, 6);
        if (states.length < 3) return;
        const numbers = numbersIn(model, states);
        const better = withFewestSwitches({ states }, model);
        const before = stepsOf(compiled, model, { states });
        const after = stepsOf(compiled, model, better);
        expect(after.toSorted()).toEqual(before.toSorted());
        // Store buffers of one CPU have one name, whichever word it is that reaches memory.
        const order = (better.actors ?? numbers).map(String);
        expect(switchesIn(order)).toBe(fewestByTrying(model, states, numbers));
        if (switchesIn(order) < switchesIn(numbers.map(String))) improvements++;
      }),
      { numRuns: 150, seed: 1 },
    );
    expect(improvements).toBeGreaterThan(20);
  });
});
