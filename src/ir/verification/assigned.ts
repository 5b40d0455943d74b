import type { Expr } from '../../core/expression.ts';
import { InternalError } from '../../core/internal-error.ts';
import { itemAt } from '../../core/lists.ts';
import { patternsOpened, slotsBoundBy } from '../../core/traverse.ts';
import { successorsOf } from '../operations/successors.ts';
import type { Operation, Step, TransitionSystem } from '../system.ts';

/**
 * That a slot has a value wherever a step reads it, and where the step stops at a point at which it is live: what is
 * live at the beginning, and what has been assigned on every way there (definite assignment, forwards over the step).
 * @param read the slots that the expressions of each operation read
 */
export function verifyAssigned(step: Step, read: readonly (readonly number[])[], system: TransitionSystem): void {
  const { owner, operations, entry } = step;
  const family = owner.kind === 'process' ? system.families[owner.family] : undefined;
  const given = new Set(family ? family.points[step.point]?.live : parametersOf(step, system));
  const wanted = operations.map((operation, index) => [
    ...itemAt(read, index),
    ...alsoRead(operation),
    ...(operation.kind === 'stop' && family ? (family.points[operation.point]?.live ?? []) : []),
  ]);
  if (wanted.every((slots) => slots.every((slot) => given.has(slot)))) return;
  const before = new Map<number, ReadonlySet<number>>([[entry, given]]);
  const open = new Map(before);
  for (const [index, has] of open) {
    open.delete(index);
    for (const [next, assigned] of flow(itemAt(operations, index))) {
      const after = assigned.length === 0 ? has : new Set([...has, ...assigned]);
      const earlier = before.get(next);
      const merged = earlier ? common(earlier, after) : after;
      if (merged.size === earlier?.size) continue;
      before.set(next, merged);
      open.set(next, merged);
    }
  }
  for (const [index, has] of before) {
    const operation = itemAt(operations, index);
    const filled = operation.kind === 'pick' ? operation.slot : undefined;
    for (const slot of itemAt(wanted, index))
      if (!has.has(slot) && slot !== filled)
        throw new InternalError(`${nameOf(slot, step, system)} has no value here`, operation.at);
  }
}

function parametersOf({ owner }: Step, system: TransitionSystem): readonly number[] {
  if (owner.kind !== 'action') return [];
  return system.actions[owner.action]?.symbol.parameters.map((_, slot) => slot) ?? [];
}

function nameOf(slot: number, { owner }: Step, system: TransitionSystem): string {
  const slots = owner.kind === 'process' ? system.families[owner.family]?.slots : system.actions[owner.action]?.slots;
  return `'${slots?.[slot]?.name ?? String(slot)}'`;
}

function common(a: ReadonlySet<number>, b: ReadonlySet<number>): ReadonlySet<number> {
  if ([...a].every((slot) => b.has(slot))) return a;
  return new Set([...a].filter((slot) => b.has(slot)));
}

/** The operations that follow one, each with the slots that have got a value on the way there. */
function flow(operation: Operation): readonly (readonly [number, readonly number[]])[] {
  switch (operation.kind) {
    case 'assign': {
      const { root, path } = operation.target;
      return [[operation.next, root.kind === 'slot' && path.length === 0 ? [root.slot] : []]];
    }
    case 'match': {
      const arms = operation.arms.map(({ pattern, next }) => [next, slotsBoundBy(pattern)] as const);
      return operation.otherwise === undefined ? arms : [...arms, [operation.otherwise, []]];
    }
    case 'branch': {
      const otherwise = [operation.otherwise, []] as const;
      const { condition } = operation;
      return isNeverTrue(condition)
        ? [otherwise]
        : [[operation.then, patternsOpened(condition).flatMap(slotsBoundBy)], otherwise];
    }
    case 'pick':
      return [[operation.next, [operation.slot]]];
    case 'forNext':
      return [
        [operation.body, [operation.slot]],
        [operation.next, []],
      ];
    case 'enter':
      return [[operation.next, operation.values.map(({ slot }) => slot)]];
    default:
      return successorsOf(operation).map((next) => [next, []]);
  }
}

/** What an operation reads besides what its expressions do. */
function alsoRead(operation: Operation): readonly number[] {
  switch (operation.kind) {
    case 'assign': {
      const { root, path } = operation.target;
      return root.kind === 'slot' && path.length > 0 ? [root.slot] : [];
    }
    case 'forNext':
      return [operation.rest];
    case 'leave':
      return operation.result === undefined ? [] : [operation.result];
    default:
      return [];
  }
}

/**
 * Whether a condition is seen never to be true. What follows where it is needs no values then: folding has dropped the
 * names bound to the right of a part that is constantly false (chapter 16.1.1 of "The Java Language Specification").
 */
function isNeverTrue(condition: Expr): boolean {
  if (condition.kind === 'constant') return condition.value === 0;
  return (
    condition.kind === 'binary' &&
    condition.op === 'and' &&
    (isNeverTrue(condition.left) || isNeverTrue(condition.right))
  );
}
