import type { Expr } from '../../core/expression.ts';
import { slotsBoundBy, slotsBoundIn } from '../../core/traverse.ts';
import type { IrPlace, Operation } from '../system.ts';

/** Which expressions an operation has, and which slots it writes. */

/** The expressions of an operation: the value that is assigned stands before the indices of where it goes. */
export function expressionsOf(operation: Operation): readonly Expr[] {
  switch (operation.kind) {
    case 'assign':
      return [operation.value, ...indicesOf(operation.target)];
    case 'match':
      return [operation.value];
    case 'branch':
    case 'await':
    case 'assert':
      return [operation.condition];
    case 'pick':
      return operation.where ? [operation.set, operation.where] : [operation.set];
    case 'enter':
      return operation.values.map(({ value }) => value);
    case 'either':
    case 'forNext':
    case 'skip':
    case 'leave':
    case 'stop':
      return [];
  }
}

export function indicesOf({ path }: IrPlace): readonly Expr[] {
  return path.flatMap((step) => (step.kind === 'index' ? [step.index] : []));
}

/** Slots that an operation writes, on every way out of it. */
export function writtenBy(operation: Operation): readonly number[] {
  return [...boundWithin(operation), ...assignedBy(operation)];
}

/** Slots that patterns in the expressions of an operation give values. */
export function boundWithin(operation: Operation): readonly number[] {
  return expressionsOf(operation).flatMap(slotsBoundIn);
}

/** Slots that an operation gives values when its expressions have been evaluated. */
export function assignedBy(operation: Operation): readonly number[] {
  switch (operation.kind) {
    case 'assign':
      return operation.target.root.kind === 'slot' ? [operation.target.root.slot] : [];
    case 'match':
      return operation.arms.flatMap((arm) => slotsBoundBy(arm.pattern));
    case 'pick':
      return [operation.slot];
    case 'forNext':
      return [operation.slot, operation.rest];
    case 'enter':
      return operation.values.map(({ slot }) => slot);
    case 'branch':
    case 'await':
    case 'assert':
    case 'either':
    case 'skip':
    case 'leave':
    case 'stop':
      return [];
  }
}
