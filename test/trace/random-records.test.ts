import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Type, Value } from '../../src/core/types.ts';
import { formatValue } from '../../src/core/format.ts';
import { valuesOf } from '../../src/core/enumerate.ts';
import type { StateKey } from '../../src/explorer/model.ts';
import { reconstruct } from '../../src/trace/reconstruct.ts';
import type { PlaceView, Trace, TraceStep } from '../../src/trace/trace.ts';
import { compileRandom } from '../differential/compile-random.ts';
import type { Decide } from '../differential/decide.ts';
import { type CompiledRun, compileOne, interpreterOf } from '../support/compile.ts';
import { randomCalls } from './random-calls.ts';

/**
 * What the records of a trace say, against the states that it goes through: written in order to the state before, they
 * give the state after, and what they read is what was there. `THPS_RUNS=20` makes it a campaign.
 */
const RUNS = Number(process.env['THPS_RUNS'] ?? 1);

/** What variables and locals hold, from the records alone: roots by name, those of locals with their actor. */
class Told {
  readonly #values = new Map<string, Value>();
  /** Of each variable what it held before, for loads that find old values. */
  readonly #before = new Map<string, Value[]>();
  /** Who has stored to which variable through a buffer. */
  readonly #buffered = new Set<string>();

  constructor({ initial }: Trace) {
    for (const { name, value } of initial.variables) this.#values.set(name, value);
    for (const { name, locals } of initial.processes)
      for (const local of locals) this.#values.set(`${name}: ${local.name}`, local.value);
  }

  #root(place: PlaceView, actor: string): string {
    return place.scope === 'local' ? `${actor}: ${place.root}` : place.root;
  }

  at(place: PlaceView, actor: string): Value | undefined {
    const whole = this.#values.get(this.#root(place, actor));
    return place.position.reduce<Value | undefined>((v, i) => (v as readonly Value[] | undefined)?.[i], whole);
  }

  write(place: PlaceView, actor: string, value: Value): void {
    const replaced = (whole: Value | undefined, [i, ...rest]: readonly number[]): Value => {
      if (i === undefined) return value;
      const copy = [...(whole as readonly Value[])];
      copy[i] = replaced(copy[i], rest);
      return copy;
    };
    const root = this.#root(place, actor);
    const old = this.#values.get(root);
    if (old !== undefined) this.#before.set(root, [...(this.#before.get(root) ?? []), old]);
    this.#values.set(root, replaced(old, place.position));
  }

  /** What a place held at some time before. */
  onceAt(place: PlaceView, actor: string): readonly (Value | undefined)[] {
    const all = this.#before.get(this.#root(place, actor)) ?? [];
    return all.map((whole) =>
      place.position.reduce<Value | undefined>((v, i) => (v as readonly Value[] | undefined)?.[i], whole),
    );
  }

  /** A store enters the buffer of somebody, who may find it there from now on. */
  buffer(place: string, actor: string): void {
    this.#buffered.add(`${actor}: ${/^\w+/.exec(place)?.[0] ?? ''}`);
  }

  mayFindInBuffer({ root }: PlaceView, actor: string): boolean {
    return this.#buffered.has(`${actor}: ${root}`);
  }

  named(name: string): Value | undefined {
    return this.#values.get(name);
  }
}

/** The path of a place, written by another hand. */
function pathOf(place: PlaceView, rootType: Type): string {
  let text = place.root.replace(/^.*\./, '');
  let type = rootType;
  for (const i of place.position) {
    if (type.kind === 'struct') {
      text += `.${type.fields[i]!.name}`;
      type = type.fields[i]!.type;
    } else if (type.kind === 'tuple') {
      text += `.${i}`;
      type = type.elements[i]!;
    } else if (type.kind === 'map') {
      text += `[${formatValue(valuesOf(type.key)[i]!, type.key)}]`;
      type = type.value;
    } else if (type.kind === 'seq') {
      text += `[${i}]`;
      type = type.element;
    }
  }
  return text;
}

function follow(step: TraceStep, told: Told, types: ReadonlyMap<string, Type>): number {
  let seen = 0;
  for (const record of step.records) {
    const { reads, writes, memory } = record;
    if (record.kind === 'store' && memory === 'buffered') told.buffer(record.place, step.actor);
    for (const { place, value } of reads) {
      // Parameters of an action have their values from the start: they stand in its name.
      if (step.kind === 'action' && place.scope === 'local' && told.at(place, step.actor) === undefined)
        told.write({ ...place, position: [] }, step.actor, value);
      if (memory === 'stale')
        expect([told.at(place, step.actor), ...told.onceAt(place, step.actor)]).toContainEqual(value);
      else if (!told.mayFindInBuffer(place, step.actor))
        expect(told.at(place, step.actor), `${place.path} is read`).toEqual(value);
      const type = types.get(place.root);
      if (type && place.scope !== 'local') expect(place.path).toBe(pathOf(place, type));
      seen++;
    }
    for (const { place, before, after } of writes) {
      if (before !== undefined) expect(told.at(place, step.actor), `${place.path} is written`).toEqual(before);
      told.write(place, step.actor, after);
      seen++;
    }
  }
  return seen;
}

/** A random run of at most so many steps; it may end in a failure. */
function randomRun({ system, run }: CompiledRun, decide: Decide, length: number): Trace {
  const model = interpreterOf({ system, run });
  const initial: StateKey[] = [];
  model.initialStates({ successor: (state) => initial.push(state), violation: () => undefined });
  if (initial.length === 0) return { initial: { variables: [], processes: [] }, steps: [] };
  const states = [initial[decide(0, initial.length - 1)]!];
  while (states.length <= length) {
    const outcomes = model.outcomes(states.at(-1)!);
    if (outcomes.length === 0) break;
    const chosen = outcomes[decide(0, outcomes.length - 1)]!;
    if (chosen.state === undefined)
      return reconstruct(system, model, { states, failingStep: chosen.step.id }, chosen.failure!.property);
    states.push(chosen.state);
  }
  return reconstruct(system, model, { states });
}

/** @returns how many reads and writes were compared */
function check(compiled: CompiledRun, decide: Decide): number {
  const trace = randomRun(compiled, decide, 12);
  const types = new Map(trace.initial.variables.map(({ name, type }) => [name, type]));
  const told = new Told(trace);
  let seen = 0;
  for (const step of trace.steps) {
    seen += follow(step, told, types);
    if (step.failure) break;
    for (const { name, value } of step.state.variables) expect(told.named(name), name).toEqual(value);
    for (const { name, locals } of step.state.processes)
      for (const local of locals) expect(told.named(`${name}: ${local.name}`), local.name).toEqual(local.value);
  }
  return seen;
}

describe('the records of random runs', () => {
  it('tell all that is read and written, of random specs', { timeout: 900_000 * RUNS }, () => {
    let seen = 0;
    fc.assert(
      fc.property(fc.gen(), (g) => {
        const decide: Decide = (low, high) => g(fc.integer, { min: low, max: high });
        const compiled = compileRandom(decide);
        fc.pre(compiled !== undefined);
        for (let i = 0; i < 3; i++) seen += check(compiled, decide);
      }),
      { numRuns: 200 * RUNS, endOnFailure: process.env['THPS_SHRINK'] === undefined },
    );
    expect(seen).toBeGreaterThan(1_000 * RUNS);
  });

  it('tell them also through procedures that hand places on', { timeout: 900_000 * RUNS }, () => {
    let seen = 0;
    fc.assert(
      fc.property(fc.gen(), (g) => {
        const decide: Decide = (low, high) => g(fc.integer, { min: low, max: high });
        const compiled = compileOne(randomCalls(decide));
        for (let i = 0; i < 3; i++) seen += check(compiled, decide);
      }),
      { numRuns: 150 * RUNS, endOnFailure: process.env['THPS_SHRINK'] === undefined },
    );
    expect(seen).toBeGreaterThan(1_000 * RUNS);
  });
});
