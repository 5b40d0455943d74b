import { itemAt } from '../../../src/core/lists.ts';
import { interpreterOf, compileOne } from '../../support/compile.ts';
import { outcomeOf } from './lkmm.ts';
import { type Program, registersOf, specOf, wordsOf } from './program.ts';

/** All outcomes of a program under one of the models of thps, by the reference engine: what holds where nothing is left to happen. */
export function allowedByModel(program: Program, memory: string): ReadonlySet<string> {
  const { system, run } = compileOne(specOf(program, memory));
  const model = interpreterOf({ system, run });
  const slots = new Map(system.variables.map(({ name, slot }) => [name, slot]));
  const registers = Array.from({ length: registersOf(program) }, (_, i) => slots.get(`r${i}`) ?? -1);
  const words = wordsOf(program).map((word) => slots.get(word) ?? -1);
  const found = new Set<string>();
  const seen = new Set<string>();
  const open: string[] = [];
  const meet = (state: string): void => {
    if (seen.has(state)) return;
    seen.add(state);
    open.push(state);
  };
  const violation = (property: number): void => {
    if (model.properties[property]?.isBound === undefined) throw new Error('a litmus test violates something');
    throw new Error('a litmus test has more stores than there is room for');
  };
  model.initialStates({ successor: meet, violation });
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    const next: string[] = [];
    const successor = (one: string): void => {
      next.push(one);
      meet(one);
    };
    model.successors(state, { successor, violation });
    if (next.length > 0) continue;
    // Who waits for a lock for ever has no outcome.
    if (!model.mayStop(state)) continue;
    const values = model.layout.decode(state);
    const valueOf = (slot: number): number => Number(itemAt(values, slot));
    found.add(outcomeOf(registers.map(valueOf), words.map(valueOf)));
  }
  return found;
}
