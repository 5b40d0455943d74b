import type { Expr } from '../../core/expression.ts';
import { mapProjection } from '../../core/traverse.ts';
import type { IrPlace, Operation } from '../system.ts';

/** The operation with its expressions replaced, the indices of the place that it assigns to included. */
export function mapExpressions<O extends Operation>(operation: O, change: (expr: Expr) => Expr): O;
export function mapExpressions(operation: Operation, change: (expr: Expr) => Expr): Operation {
  switch (operation.kind) {
    case 'assign':
      return { ...operation, value: change(operation.value), target: mapIndices(operation.target, change) };
    case 'match':
      return { ...operation, value: change(operation.value) };
    case 'branch':
    case 'await':
    case 'assert':
      return { ...operation, condition: change(operation.condition) };
    case 'pick':
      return {
        ...operation,
        set: change(operation.set),
        ...(operation.where ? { where: change(operation.where) } : {}),
      };
    case 'enter':
      return { ...operation, values: operation.values.map((one) => ({ ...one, value: change(one.value) })) };
    case 'either':
    case 'forNext':
    case 'skip':
    case 'leave':
    case 'stop':
      return operation;
  }
}

export function mapIndices(place: IrPlace, change: (expr: Expr) => Expr): IrPlace {
  return { ...place, path: place.path.map((step) => mapProjection(step, change)) };
}
