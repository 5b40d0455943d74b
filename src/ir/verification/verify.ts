import { sameForm } from '../../core/relations.ts';
import { formatType } from '../../core/format.ts';
import { InternalError } from '../../core/internal-error.ts';
import { successorsOf } from '../operations/successors.ts';
import type { Family, Step, TransitionSystem } from '../system.ts';
import { fold } from '../fold.ts';
import { verifyAssigned } from './assigned.ts';
import { ExpressionVerifier, verifyFunction } from './expressions.ts';
import { OperationVerifier } from './operation.ts';
import { need } from './types.ts';

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
  const shared = new ExpressionVerifier(system);
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

function verifyStep(step: Step, system: TransitionSystem): void {
  need(system.steps[step.id] === step, 'a step has another number', step);
  const verifier = new OperationVerifier(step, system);
  const read: (readonly number[])[] = [];
  const reached = [step.entry];
  let count = 0;
  for (let index = reached.pop(); index !== undefined; index = reached.pop()) {
    if (read[index]) continue;
    const operation = step.operations[index];
    if (!operation) throw new InternalError(`there is no operation ${index}`, step.at);
    read[index] = verifier.readBy(operation);
    reached.push(...successorsOf(operation));
    count++;
  }
  need(count === step.operations.length, 'an operation is never reached', step);
  verifyAssigned(step, read, system);
}

const nowhere = { at: undefined };

function verifyProperties(system: TransitionSystem): void {
  for (const { property, body } of system.properties) {
    // Those of whole behaviours have been taken apart into atoms.
    if (property === 'temporal') continue;
    new ExpressionVerifier(system, { hasNext: property === 'transition' }).condition(body);
  }
  const { atoms, actors, fairness, properties } = system.temporal;
  for (const atom of atoms) {
    if (atom.kind === 'state') new ExpressionVerifier(system).condition(atom.expr);
    else for (const actor of atom.actors) need(actor in actors, () => `there is no actor ${actor}`, nowhere);
  }
  for (const { actor } of fairness) need(actor in actors, () => `there is no actor ${actor}`, nowhere);
  for (const property of properties)
    for (const atom of property.atoms) need(atom in atoms, () => `there is no atom ${atom}`, property.symbol);
}
