import type { Expr } from '../core/expression.ts';
import { InternalError } from '../core/internal-error.ts';
import { formatType, sameForm, sameType } from '../core/values.ts';
import { successorsOf } from './effects.ts';
import type { Family, IrPlace, Operation, Slot, Step, TransitionSystem } from './system.ts';
import { fold } from './fold.ts';
import { verifyAssigned } from './verify-assigned.ts';
import { ExpressionVerifier, verifyFunction } from './verify-expression.ts';
import { need } from './verify-types.ts';

/**
 * What engines take for granted about a transition system. Throws `InternalError` where it is not so: both engines
 * would follow it to a wrong result, each in a way of its own or, worse, in the same.
 *
 * - every place exists, and an assignment is to a place of the type that is in it, of a value that can become one;
 * - the type of every expression agrees with those of its parts, and only some expressions convert;
 * - every control point but the first is where some step stops, and has a step unless it is the end;
 * - every operation of a step is reached from its first one;
 * - a slot has a value wherever it is read, and where a step stops at a point at which it is live.
 */
export function verify(system: TransitionSystem): void {
  for (const callee of system.program.functions) verifyFunction(callee, system);
  const shared = new ExpressionVerifier(system, [], []);
  for (const initialiser of system.program.initialisers) {
    const { variable } = initialiser;
    need(system.variables[variable.slot] === variable, () => `there is no variable '${variable.name}'`, variable);
    const value = fold(initialiser.kind === 'value' ? initialiser.value : initialiser.set);
    shared.expression(value);
    const wanted = initialiser.kind === 'value' ? variable.type : ({ kind: 'set', element: variable.type } as const);
    need(sameForm(value.type, wanted), () => `'${variable.name}' begins as ${formatType(value.type)}`, value);
  }
  for (const condition of [...system.program.initConditions, ...system.program.terminates])
    shared.condition(fold(condition));
  for (const family of system.families) verifyFamily(family, system);
  for (const step of system.steps) verifyStep(step, system);
  verifyProperties(system);
}

function verifyFamily(family: Family, system: TransitionSystem): void {
  const { symbol, points } = family;
  const last = points.length - 1;
  const stops = new Set<number>();
  for (const { step } of points)
    for (const operation of step === undefined ? [] : (system.steps[step]?.operations ?? []))
      if (operation.kind === 'stop') stops.add(operation.point);
  points.forEach((point, i) => {
    need(point.index === i, () => `point ${i} of '${symbol.name}' has another number`, point);
    need(i === 0 || i === last || stops.has(i), () => `nothing leads to ${point.name} of '${symbol.name}'`, point);
    const step = point.step === undefined ? undefined : system.steps[point.step];
    need(
      i === last ? step === undefined || last === 0 : step?.point === i,
      () => `${point.name} has another step`,
      point,
    );
    for (const slot of point.live) need(slot in family.slots, () => `there is no slot ${slot} at ${point.name}`, point);
  });
  for (const point of stops) need(point in points, () => `'${symbol.name}' stops at a point ${point}`, symbol);
}

/** The slots of a step and, in a process, the indices. */
function surroundings(step: Step, system: TransitionSystem): { slots: readonly Slot[]; verifier: ExpressionVerifier } {
  const { owner } = step;
  const family = owner.kind === 'process' ? system.families[owner.family] : undefined;
  const slots = owner.kind === 'process' ? family?.slots : system.actions[owner.action]?.slots;
  if (!slots) throw new InternalError('a step of nobody', step.at);
  return { slots, verifier: new ExpressionVerifier(system, slots, family?.symbol.indices ?? []) };
}

function verifyStep(step: Step, system: TransitionSystem): void {
  need(system.steps[step.id] === step, 'a step has another number', step);
  const { slots, verifier } = surroundings(step, system);
  if (step.guard) verifier.condition(step.guard);
  verifier.takeReads();
  const read: (readonly number[])[] = [];
  const reached = [step.entry];
  let count = 0;
  for (let index = reached.pop(); index !== undefined; index = reached.pop()) {
    if (read[index]) continue;
    const operation = step.operations[index];
    if (!operation) throw new InternalError(`there is no operation ${index}`, step.at);
    verifyOperation(operation, slots, system, verifier);
    read[index] = verifier.takeReads();
    reached.push(...successorsOf(operation));
    count++;
  }
  need(count === step.operations.length, 'an operation is never reached', step);
  verifyAssigned(step, read, system);
}

function verifyOperation(
  operation: Operation,
  slots: readonly Slot[],
  system: TransitionSystem,
  verifier: ExpressionVerifier,
): void {
  const slotType = (slot: number): Slot['type'] => {
    const found = slots[slot];
    if (!found) throw new InternalError(`there is no slot ${slot}`, operation.at);
    return found.type;
  };
  const become = (value: Expr, type: Slot['type']): void => {
    need(sameForm(value.type, type), () => `${formatType(value.type)} becomes ${formatType(type)}`, value);
  };
  const place = ({ root, path, type, at }: IrPlace): void => {
    const of = root.kind === 'variable' ? system.variables[root.slot]?.type : slotType(root.slot);
    if (!of) throw new InternalError(`there is no variable ${root.slot}`, at);
    const found = verifier.path(of, path, at);
    need(sameType(found, type), () => `${formatType(type)} is stored where there is ${formatType(found)}`, { at });
  };
  switch (operation.kind) {
    case 'assign':
      place(operation.target);
      verifier.expression(operation.value);
      become(operation.value, operation.target.type);
      return;
    case 'match':
      verifier.expression(operation.value);
      for (const arm of operation.arms) verifier.pattern(arm.pattern, operation.value.type, operation.at);
      return;
    case 'branch':
    case 'await':
    case 'assert':
      verifier.condition(operation.condition);
      return;
    case 'pick': {
      const { set, slot, where } = operation;
      verifier.expression(set);
      become(set, { kind: 'set', element: slotType(slot) });
      if (where) verifier.condition(where);
      return;
    }
    case 'forNext': {
      const rest = slotType(operation.rest);
      const element = slotType(operation.slot);
      need(rest.kind === 'set' && sameForm(rest.element, element), 'a loop over other elements', operation);
      return;
    }
    case 'enter':
      for (const kept of operation.entered.arguments) {
        if (kept.kind === 'slot') slotType(kept.slot);
        else place(kept.place);
      }
      // The places are found by indices that are kept here.
      verifier.takeReads();
      for (const { slot, value } of operation.values) {
        verifier.expression(value);
        become(value, slotType(slot));
      }
      return;
    case 'leave':
      if (operation.result !== undefined) slotType(operation.result);
      return;
    case 'either':
    case 'skip':
    case 'stop':
      return;
  }
}

const nowhere = { at: undefined };

function verifyProperties(system: TransitionSystem): void {
  for (const { property, body } of system.properties) {
    // Those of whole behaviours have been taken apart into atoms.
    if (property === 'temporal') continue;
    new ExpressionVerifier(system, [], [], property === 'transition').condition(body);
  }
  const { atoms, actors, fairness, properties } = system.temporal;
  for (const atom of atoms) {
    if (atom.kind === 'state') new ExpressionVerifier(system, [], []).condition(atom.expr);
    else for (const actor of atom.actors) need(actor in actors, () => `there is no actor ${actor}`, nowhere);
  }
  for (const { actor } of fairness) need(actor in actors, () => `there is no actor ${actor}`, nowhere);
  for (const property of properties)
    for (const atom of property.atoms) need(atom in atoms, () => `there is no atom ${atom}`, property.symbol);
}
