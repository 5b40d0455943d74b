import { itemAt } from '../core/lists.ts';
import type { Expr } from '../core/expression.ts';
import type { ActionCode, Step } from '../ir/system.ts';
import { conditionOf } from './definedness.ts';
import { allDone, overInstances } from './processes.ts';
import { nameFor } from './scope.ts';
import type { Definition } from './print.ts';
import type { ModuleSetting } from './setting.ts';
import type { ProcessState } from './state.ts';
import { type StepOwner, translateStep } from './steps.ts';
import * as tla from './syntax.ts';
import type { Name, Tla } from './syntax.ts';

/** A step, or an action, as a definition of the module. */
export interface StepAction extends Definition {
  readonly step: Step;
  /** Whether it may end in an error. */
  readonly mayFail: boolean;
}

/** All steps of a process together, or an action: what can be fair. */
export interface ActorAction {
  readonly name: string;
  readonly parameters: readonly Name[];
  /** What the parameters range over; absent where there are none. */
  readonly domain: Domain;
  readonly steps: readonly StepAction[];
  readonly source:
    | { readonly kind: 'process'; readonly process: ProcessState }
    | { readonly kind: 'action'; readonly action: ActionCode };
  readonly mayFail: boolean;
}

/** Quantifies over all instances or arguments. */
export type Domain = (op: '\\A' | '\\E', body: (indices: readonly Tla[]) => Tla) => Tla;

export interface Actions {
  readonly actors: readonly ActorAction[];
  readonly next: Tla;
  /** A step that changes nothing where a run may end, so that TLC takes it for no deadlock. */
  readonly terminating: Tla;
}

export function translateActions(setting: ModuleSetting): Actions {
  const { state, system } = setting;
  const processes = state.processes.filter(({ family }) => family.instances.length > 0);
  const actors = [
    ...processes.map((process) => processAction(process, setting)),
    ...system.actions.map((action) => actionAction(action, setting)),
  ];
  const all = actors.map(({ name, domain }) => domain('\\E', (indices) => tla.apply(name, ...indices)));
  const terminating = mayEnd(setting);
  const end = terminating === tla.FALSE ? [] : [tla.text(setting.fixed.terminating)];
  return { actors, next: tla.or([...all, ...end]), terminating };
}

function processAction(process: ProcessState, setting: ModuleSetting): ActorAction {
  const { family, instances } = process;
  const { symbol } = family;
  const steps = family.points.flatMap((point): readonly StepAction[] => {
    const step = point.step === undefined ? undefined : setting.system.steps[point.step];
    if (!step) return [];
    const parameters = symbol.indices.map(nameFor);
    const name = setting.names.give(`${symbol.name}_${itemAt(process.points, point.index).replaceAll(/\W+/g, '_')}`);
    return [stepAction(name, step, { process, slots: family.slots, parameters }, setting)];
  });
  const parameters = symbol.indices.map(nameFor);
  return {
    name: setting.names.give(symbol.name),
    parameters,
    domain: instances
      ? (op, body) => overInstances(op, symbol.indices.map(nameFor), instances, body)
      : (_, body) => body([]),
    steps,
    source: { kind: 'process', process },
    mayFail: steps.some((one) => one.mayFail),
  };
}

function actionAction(action: ActionCode, setting: ModuleSetting): ActorAction {
  const { symbol } = action;
  const step = itemAt(setting.system.steps, action.step);
  const parameters = symbol.parameters.map(nameFor);
  const name = setting.names.give(symbol.name);
  const one = stepAction(name, step, { slots: action.slots, parameters }, setting);
  const { vocabulary } = setting.expressions;
  const domain: Domain = (op, body) => {
    const names = symbol.parameters.map(nameFor);
    return symbol.parameters.reduceRight(
      (rest: Tla, parameter, i): Tla => ({
        kind: 'quantifier',
        op,
        name: itemAt(names, i),
        set: vocabulary.setOf(parameter.type),
        body: rest,
      }),
      body(names.map(tla.named)),
    );
  };
  return { name, parameters, domain, steps: [one], source: { kind: 'action', action }, mayFail: one.mayFail };
}

function stepAction(name: string, step: Step, owner: StepOwner, setting: ModuleSetting): StepAction {
  let mayFail = false;
  const { system, expressions, run } = setting;
  const expected = run.expect.violated.map(({ property }) => property);
  const body = translateStep(step, owner, {
    system,
    expressions,
    passed: new Set(expected),
    fail: (property) => {
      mayFail = true;
      return setting.fail(property);
    },
    unchanged: (changed) => setting.state.unchanged(changed),
  });
  return { name, parameters: owner.parameters, body, step, mayFail };
}

/** Where a run may end: every process that is not a daemon is done, or the spec says that it terminates. */
function mayEnd({ system, expressions, state }: ModuleSetting): Tla {
  const { plain } = expressions;
  const done = state.pc === undefined ? tla.FALSE : allDone(plain, expressions);
  const ends = system.program.terminates.map((e: Expr) => conditionOf(e, plain, expressions));
  return tla.or([done, ...ends]);
}
