import { itemAt } from '../core/lists.ts';
import { walkExpression } from '../core/traverse.ts';
import type { VariableSymbol } from '../core/expression.ts';
import { assignedBy, boundWithin, expressionsOf } from '../ir/operations/slot-uses.ts';
import { successorsOf } from '../ir/operations/successors.ts';
import type { ControlPoint, Operation, Step } from '../ir/system.ts';

/** An operation to which several ways of a step lead: an operator of its own, so that it is written once. */
export interface Join {
  readonly operation: number;
  /** Whether it leads back to itself. */
  readonly isLoop: boolean;
  /** What earlier operations may have changed, and later ones ask about: its parameters. */
  readonly variables: readonly VariableSymbol[];
  readonly slots: readonly number[];
}

/** The joins of a step, each after those that it leads to. */
export function joinsOf(
  step: Step,
  points: readonly ControlPoint[],
  variables: readonly VariableSymbol[],
): readonly Join[] {
  const { operations } = step;
  const { order, loops } = depthFirst(step);
  const incoming = operations.map(() => 0);
  for (const from of order)
    for (const to of successorsOf(itemAt(operations, from))) incoming[to] = itemAt(incoming, to) + 1;
  const joins = order.filter((i) => loops.has(i) || (itemAt(incoming, i) > 1 && !isEnd(i, operations)));
  if (joins.length === 0) return [];
  const written = writtenBefore(operations, order, variables);
  const read = readAfter(operations, order, points);
  return joins.map((operation) => {
    const before = itemAt(written, operation);
    const after = itemAt(read, operation);
    return {
      operation,
      isLoop: loops.has(operation),
      variables: variables.filter((one) => before.has(one)),
      slots: [...before].filter((one) => typeof one === 'number' && after.has(one)).map(Number),
    };
  });
}

/** Whether nothing happens any more: what is shown of the end of a call, and the end of the step. */
function isEnd(number: number, operations: readonly Operation[]): boolean {
  const operation = itemAt(operations, number);
  if (operation.kind === 'stop') return true;
  return (operation.kind === 'skip' || operation.kind === 'leave') && isEnd(operation.next, operations);
}

/** Operations in the order in which a search leaves them, and those that it finds again before it has left them. */
function depthFirst({ operations, entry }: Step): {
  readonly order: readonly number[];
  readonly loops: ReadonlySet<number>;
} {
  const order: number[] = [];
  const loops = new Set<number>();
  const states = new Map<number, 'open' | 'left'>();
  // No recursion: a step may have thousands of operations in a row.
  const stack = [{ at: entry, rest: [...successorsOf(itemAt(operations, entry))] }];
  states.set(entry, 'open');
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    const next = top.rest.shift();
    if (next === undefined) {
      order.push(top.at);
      states.set(top.at, 'left');
      stack.pop();
    } else if (states.get(next) === 'open') loops.add(next);
    else if (!states.has(next)) {
      states.set(next, 'open');
      stack.push({ at: next, rest: [...successorsOf(itemAt(operations, next))] });
    }
  }
  return { order, loops };
}

type Cell = VariableSymbol | number;

/** For each operation, what others may have written on some way to it. */
function writtenBefore(
  operations: readonly Operation[],
  order: readonly number[],
  variables: readonly VariableSymbol[],
): readonly ReadonlySet<Cell>[] {
  const before = operations.map(() => new Set<Cell>());
  propagate(() => {
    let changed = false;
    for (const i of [...order].reverse()) {
      const operation = itemAt(operations, i);
      const own = [...assignedBy(operation), ...boundWithin(operation), ...assignedVariable(operation, variables)];
      const after = [...itemAt(before, i), ...own];
      for (const next of successorsOf(operation)) changed = addAll(itemAt(before, next), after) || changed;
    }
    return changed;
  });
  return before;
}

/** For each operation, the slots that it or later ones read. */
function readAfter(
  operations: readonly Operation[],
  order: readonly number[],
  points: readonly ControlPoint[],
): readonly ReadonlySet<Cell>[] {
  const after = operations.map((operation) => new Set<Cell>(slotsReadBy(operation, points)));
  propagate(() => {
    let changed = false;
    for (const i of order) {
      const operation = itemAt(operations, i);
      for (const next of successorsOf(operation)) {
        const overwritten = overwrittenOnTheWay(operation, next);
        const read = [...itemAt(after, next)].filter((cell) => !overwritten.includes(cell));
        changed = addAll(itemAt(after, i), read) || changed;
      }
    }
    return changed;
  });
  return after;
}

function propagate(round: () => boolean): void {
  while (round()) continue;
}

function addAll(to: Set<Cell>, cells: Iterable<Cell>): boolean {
  const size = to.size;
  for (const cell of cells) to.add(cell);
  return to.size > size;
}

function assignedVariable(operation: Operation, variables: readonly VariableSymbol[]): readonly VariableSymbol[] {
  if (operation.kind !== 'assign' || operation.target.root.kind !== 'variable') return [];
  return [itemAt(variables, operation.target.root.slot)];
}

/** Slots whose old values nobody asks about after an operation that goes on with `next`. */
function overwrittenOnTheWay(operation: Operation, next: number): readonly Cell[] {
  switch (operation.kind) {
    case 'assign':
      return operation.target.path.length === 0 ? assignedBy(operation) : [];
    case 'forNext':
      return next === operation.body && next !== operation.next ? [operation.slot] : [];
    case 'pick':
    case 'enter':
      return assignedBy(operation);
    default:
      return [];
  }
}

function slotsReadBy(operation: Operation, points: readonly ControlPoint[]): readonly number[] {
  if (operation.kind === 'stop') return points[operation.point]?.live ?? [];
  const slots: number[] = operation.kind === 'forNext' ? [operation.rest] : [];
  if (operation.kind === 'assign' && operation.target.root.kind === 'slot' && operation.target.path.length > 0)
    // A part of it is changed: the rest of it stays.
    slots.push(operation.target.root.slot);
  for (const expr of expressionsOf(operation))
    walkExpression(expr, (e) => {
      if (e.kind === 'slot') slots.push(e.slot);
      return true;
    });
  return slots;
}
