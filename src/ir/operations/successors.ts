import type { Operation } from '../system.ts';

/** Numbers of the operations that may follow one directly. */
export function successorsOf(operation: Operation): readonly number[] {
  switch (operation.kind) {
    case 'match': {
      const arms = operation.arms.map((arm) => arm.next);
      return operation.otherwise === undefined ? arms : [...arms, operation.otherwise];
    }
    case 'branch':
      return [operation.then, operation.otherwise];
    case 'either':
      return operation.branches;
    case 'forNext':
      return [operation.body, operation.next];
    case 'stop':
      return [];
    case 'assign':
    case 'await':
    case 'assert':
    case 'pick':
    case 'skip':
    case 'enter':
    case 'leave':
      return [operation.next];
  }
}

/** The operation with every number that it leads to replaced. */
export function redirect(operation: Exclude<Operation, { kind: 'stop' }>, to: (number: number) => number): Operation {
  switch (operation.kind) {
    case 'match':
      return {
        ...operation,
        arms: operation.arms.map((arm) => ({ ...arm, next: to(arm.next) })),
        ...(operation.otherwise === undefined ? {} : { otherwise: to(operation.otherwise) }),
      };
    case 'branch':
      return { ...operation, then: to(operation.then), otherwise: to(operation.otherwise) };
    case 'either':
      return { ...operation, branches: operation.branches.map(to) };
    case 'forNext':
      return { ...operation, body: to(operation.body), next: to(operation.next) };
    case 'assign':
    case 'await':
    case 'assert':
    case 'pick':
    case 'skip':
    case 'enter':
    case 'leave':
      return { ...operation, next: to(operation.next) };
  }
}
