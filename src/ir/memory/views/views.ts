import { itemAt } from '../../../core/lists.ts';
import type { Program } from '../../../core/program.ts';
import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import { fold } from '../../fold.ts';
import { mapExpressions } from '../../operations/map-expressions.ts';
import type { ActionCode, Family, Operation, Slot, Step } from '../../system.ts';
import { Accesses } from '../accesses.ts';
import { accessesOf } from '../bounds.ts';
import { isShared } from '../cpus.ts';
import { type Parts, shapesOfActions } from '../parts.ts';
import type { Shape } from '../shapes.ts';
import { valuesOf } from '../../../core/enumerate.ts';
import { withEarlyStores } from './load-buffering.ts';
import { ViewMachine } from './view-machine.ts';
import { StepViews } from './view-step.ts';

/**
 * Lowers the model `lkmm`: the stores to each word, in their order, and what each CPU knows of them become hidden variables,
 * and accesses of weak variables become operations on them.
 */
export function withViews(
  system: Parts,
  shapes: readonly Shape[],
  namesSteps: boolean,
): { readonly system: Parts; readonly diagnostics: readonly Diagnostic[] } {
  const accesses = new Accesses(shapes);
  const present = system.families.filter(({ instances }) => instances.length > 0);
  const families = present.map((one) => [one, accessesOf(one, system.steps, accesses)] as const);
  const machine = new ViewMachine(system.program, shapes, families, shapesOfActions(system, accesses));
  const steps = [...system.steps];
  const diagnostics: Diagnostic[] = [];
  const weaken = (numbers: readonly number[], runner: ConstructorParameters<typeof StepViews>[2]): void => {
    const views = new StepViews(machine, accesses, runner);
    for (const number of numbers) steps[number] = views.weaken(itemAt(steps, number));
    diagnostics.push(...views.diagnostics);
  };
  const weakFamilies = system.families.map((family): Family => {
    if (!present.includes(family)) return family;
    // A process that is interrupted on its CPU has made the stores before that point, and none behind it.
    const isOne = !isShared(family, present);
    const early = namesSteps || !isOne ? family : withEarlyStores(family, steps, accesses);
    const slots = [...early.slots];
    const { instances, points } = early;
    weaken(
      points.flatMap(({ step }) => step ?? []),
      { instances, slots, done: isOne ? points.length - 1 : -1 },
    );
    return { ...early, slots };
  });
  const actions = system.actions.map((action): ActionCode => {
    const slots = [...action.slots];
    weaken([action.step], { instances: [], slots, done: -1 });
    return { ...action, slots };
  });
  // Only whole behaviours can go on with an old value for ever.
  if (system.properties.some(({ property }) => property === 'temporal'))
    actions.push(catchingUp(machine, steps, actions.length));
  const { variables, initialisers, terms } = machine;
  const program: Program = {
    ...system.program,
    variables: [...system.variables, ...variables],
    initialisers: [...system.program.initialisers, ...initialisers],
    functions: [...system.program.functions, ...terms.functions],
  };
  const folded = steps.map((step) => ({
    ...step,
    operations: step.operations.map((operation) => mapExpressions(operation, fold)),
  }));
  return {
    system: { ...system, program, variables: program.variables, families: weakFamilies, actions, steps: folded },
    diagnostics,
  };
}

/** The action by which a CPU comes to the newest store of a word, weakly fair: nobody reads old values for ever. */
function catchingUp(machine: ViewMachine, steps: Step[], action: number): ActionCode {
  const { terms: t, word, row } = machine;
  const { at } = t;
  const parameters = [t.symbol('cpu', row), t.symbol('word', word)];
  const slots = parameters.map((symbol): Slot => ({
    name: symbol.name,
    type: symbol.type,
    symbol,
    ghost: false,
    hidden: false,
  }));
  const [cpu, of] = [t.slot(0, 'cpu', row), t.slot(1, 'word', word)];
  const newest = machine.newest(of);
  const isBehind = t.greater(newest, t.index(machine.viewOf(cpu), of));
  const base = { at, shown: false, ghost: false, role: 'local', atomic: true, memory: { kind: 'kept' } } as const;
  const operations: Operation[] = [
    { kind: 'await', condition: isBehind, ...base, next: 1 },
    { kind: 'assign', form: 'assign', target: machine.viewPlace(cpu, of), value: newest, ...base, next: 2 },
    { kind: 'stop', point: 0, ...base },
  ];
  const id = steps.length;
  steps.push({ id, owner: { kind: 'action', action }, point: 0, operations, entry: 0, at });
  return {
    symbol: { kind: 'action', name: 'memory reaches', hidden: true, parameters, at },
    slots,
    step: id,
    domains: [machine.rowsOf('seen'), valuesOf(word)],
    fairness: { kind: 'weak' },
  };
}
