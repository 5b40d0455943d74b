import type { Expr, MatchPattern } from '../core/expression.ts';
import { mapChildren } from '../core/traverse.ts';
import { type Location, positionAt } from '../text/source.ts';
import type { Operation, Slot, Step, TransitionSystem } from './system.ts';

/**
 * Verifies that every local that a step reads has a value, on whatever way control comes there, and that every local in
 * scope where a step stops has one: definite assignment (J. Gosling et al., "The Java Language Specification",
 * chapter 16) on the finished steps. Lowering makes no others; if it did, verdicts would be about values that do not exist.
 * @throws Error where a slot has no value
 */
export function verifySlots(system: TransitionSystem): void {
  for (const { owner, ...step } of system.steps) {
    if (owner.kind === 'action') {
      const { slots, symbol } = system.actions[owner.action]!;
      verifyStep(step, slots, new Set(symbol.parameters.keys()), () => []);
    } else {
      const { slots, points } = system.families[owner.family]!;
      verifyStep(step, slots, new Set(points[step.point]!.live), (point) => points[point]!.live);
    }
  }
}

/** Slots that certainly have values. */
type Assigned = ReadonlySet<number>;

function verifyStep(
  { operations, entry }: Pick<Step, 'operations' | 'entry'>,
  slots: readonly Slot[],
  atEntry: Assigned,
  liveAt: (point: number) => readonly number[],
): void {
  const before = new Map<number, Assigned>([[entry, atEntry]]);
  const open = new Set([entry]);
  for (const index of open) {
    open.delete(index);
    after(operations[index]!, before.get(index)!, (next, assigned) => {
      const known = before.get(next);
      const both = known ? new Set([...known].filter((slot) => assigned.has(slot))) : assigned;
      if (both.size === known?.size) return;
      before.set(next, both);
      open.add(next);
    });
  }
  for (const [index, assigned] of before) {
    const operation = operations[index]!;
    const needed = operation.kind === 'stop' ? liveAt(operation.point) : readBy(operation);
    const missing = needed.find((slot) => !assigned.has(slot));
    if (missing !== undefined)
      throw new Error(`'${slots[missing]?.name ?? missing}' has no value ${place(operation.at)}`);
  }
}

function place({ source, span }: Location): string {
  const { line, column } = positionAt(source, span.start);
  return `at ${source.name}:${line + 1}:${column + 1}`;
}

/** Tells what has a value where each operation that follows begins. */
function after(operation: Operation, before: Assigned, reach: (next: number, assigned: Assigned) => void): void {
  const known = plus(before, ...expressionsOf(operation).flatMap(boundIn));
  switch (operation.kind) {
    case 'assign': {
      const { root } = operation.target;
      reach(operation.next, root.kind === 'slot' ? plus(known, root.slot) : known);
      return;
    }
    case 'match':
      for (const arm of operation.arms) reach(arm.next, plus(known, ...boundBy(arm.pattern)));
      if (operation.otherwise !== undefined) reach(operation.otherwise, known);
      return;
    case 'branch':
      reach(operation.then, known);
      // What the condition binds, it binds where it is true.
      reach(operation.otherwise, before);
      return;
    case 'either':
      for (const branch of operation.branches) reach(branch, known);
      return;
    case 'pick':
      reach(operation.next, plus(known, operation.slot));
      return;
    case 'forNext':
      reach(operation.body, plus(known, operation.slot));
      reach(operation.next, known);
      return;
    case 'enter':
      reach(operation.next, plus(known, ...operation.values.map(({ slot }) => slot)));
      return;
    case 'await':
    case 'assert':
    case 'skip':
    case 'leave':
      reach(operation.next, known);
      return;
    case 'stop':
      return;
  }
}

function plus(assigned: Assigned, ...slots: readonly number[]): Assigned {
  return slots.length === 0 ? assigned : new Set([...assigned, ...slots]);
}

/** Slots that an operation reads, those aside that it gives a value itself before. */
function readBy(operation: Operation): readonly number[] {
  const expressions = expressionsOf(operation);
  const own = new Set(expressions.flatMap(boundIn));
  if (operation.kind === 'pick') own.add(operation.slot);
  const read = expressions.flatMap(slotsIn).filter((slot) => !own.has(slot));
  switch (operation.kind) {
    case 'assign': {
      const { root, path } = operation.target;
      // Of a whole only a part is written.
      return root.kind === 'slot' && path.length > 0 ? [...read, root.slot] : read;
    }
    case 'forNext':
      return [operation.rest];
    case 'leave':
      return operation.result === undefined ? [] : [operation.result];
    default:
      return read;
  }
}

function expressionsOf(operation: Operation): readonly Expr[] {
  switch (operation.kind) {
    case 'assign':
      return [...operation.target.path.flatMap((step) => (step.kind === 'index' ? step.index : [])), operation.value];
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

function slotsIn(expr: Expr): readonly number[] {
  return expr.kind === 'slot' ? [expr.slot] : collect(expr, slotsIn, () => []);
}

/** Slots that patterns in an expression give values. */
function boundIn(expr: Expr): readonly number[] {
  return collect(expr, boundIn, boundBy);
}

function collect(
  expr: Expr,
  ofExpression: (e: Expr) => readonly number[],
  ofPattern: (p: MatchPattern) => readonly number[],
): readonly number[] {
  const found: number[] = [];
  mapChildren(
    expr,
    (e) => {
      found.push(...ofExpression(e));
      return e;
    },
    (p) => {
      found.push(...ofPattern(p));
      return p;
    },
  );
  return found;
}

function boundBy(pattern: MatchPattern): readonly number[] {
  switch (pattern.kind) {
    case 'bindSlot':
      return [pattern.slot];
    case 'variant':
      return pattern.payload.flatMap(boundBy);
    case 'tuple':
      return pattern.elements.flatMap(boundBy);
    case 'any':
    case 'bind':
    case 'value':
      return [];
  }
}
