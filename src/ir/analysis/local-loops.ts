import type { Expr } from '../../core/expression.ts';
import { itemAt } from '../../core/lists.ts';
import type { Interval } from '../../typecheck/types/intervals.ts';
import { successorsOf } from '../operations/successors.ts';
import { writtenBy } from '../operations/slot-uses.ts';
import { rangesIn } from './step-ranges.ts';
import { stronglyConnected } from './strongly-connected.ts';
import type { Operation, Slot, Step } from '../system.ts';
import { intervalOf, type Ranges } from './value-ranges.ts';

/**
 * Loops within one step. A `for` ends by itself; for other loops it has to be shown. A loop ends if each way round it
 * takes an element out of what a `for` has left to visit, or counts a local up (or down) that no way round changes in
 * the other direction: what a `for` visits is finite, and so is the type of the local, beyond which the step ends with a
 * range error. What such ways leave of the loop is looked at again, and so on, which is a lexicographic ranking
 * (A. Bradley, Z. Manna and H. Sipma, "Linear ranking with reachability", CAV 2005).
 */

/** Values of a counter at most: more rounds in one step would take longer than anybody waits. */
const MAX_ROUNDS = 65_536;

/** Loops that are not shown to end, each by the operation that control reaches first. */
export function endlessLoops(step: Step, slots: readonly Slot[]): readonly Operation[] {
  const { operations } = step;
  const all: Graph = {
    nodes: new Set(operations.keys()),
    next: (i) => successorsOf(itemAt(operations, i)),
  };
  if (stronglyConnected(all.nodes, all.next).length === 0) return [];
  const order = reachedFrom(step);
  return new Loops(step, slots).unproved(all).flatMap((part) => {
    const first = order.find((i) => part.includes(i));
    return first === undefined ? [] : [itemAt(operations, first)];
  });
}

/** Operations in the order in which a search along their edges comes to them. */
function reachedFrom({ operations, entry }: Step): readonly number[] {
  const seen = new Set([entry]);
  for (const index of seen) for (const next of successorsOf(itemAt(operations, index))) seen.add(next);
  return [...seen];
}

interface Graph {
  readonly nodes: ReadonlySet<number>;
  readonly next: (node: number) => readonly number[];
}

class Loops {
  readonly #operations: readonly Operation[];
  readonly #slots: readonly Slot[];
  readonly #ranges: readonly (Ranges | undefined)[];

  constructor(step: Step, slots: readonly Slot[]) {
    this.#operations = step.operations;
    this.#slots = slots;
    this.#ranges = rangesIn(step, slots);
  }

  /** The operations of each loop that is not shown to end. */
  unproved(graph: Graph): readonly (readonly number[])[] {
    return stronglyConnected(graph.nodes, graph.next).flatMap((part) => {
      const members = new Set(part);
      const inside = (i: number): readonly number[] => graph.next(i).filter((target) => members.has(target));
      const isTaken = this.#elementsTaken(part);
      const isCounted = this.#counted(part);
      const left: Graph = {
        nodes: members,
        next: (i) => (isCounted(i) ? [] : inside(i).filter((target) => !isTaken(i, target))),
      };
      const isLess = part.some((i) => left.next(i).length < inside(i).length);
      return isLess ? this.unproved(left) : [part];
    });
  }

  /** The ways into bodies of `for` that begin outside of the loop. */
  #elementsTaken(part: readonly number[]): (from: number, to: number) => boolean {
    return (from, to) => {
      const operation = itemAt(this.#operations, from);
      return (
        operation.kind === 'forNext' &&
        to === operation.body &&
        to !== operation.next &&
        !this.#fills(part, operation.rest)
      );
    };
  }

  #fills(part: readonly number[], rest: number): boolean {
    return part.some((i) => {
      const operation = itemAt(this.#operations, i);
      return (
        operation.kind === 'assign' && operation.target.root.kind === 'slot' && operation.target.root.slot === rest
      );
    });
  }

  /** The operations that count a local on which the loop only counts in that direction. */
  #counted(part: readonly number[]): (i: number) => boolean {
    const found = new Set<number>();
    // An atomic block has to end visibly.
    if (part.some((i) => itemAt(this.#operations, i).atomic)) return () => false;
    const written = new Map<number, { readonly at: number; readonly by: Interval | undefined }[]>();
    for (const at of part)
      for (const slot of writtenBy(itemAt(this.#operations, at)))
        written.set(slot, [...(written.get(slot) ?? []), { at, by: this.#change(at, slot) }]);
    for (const [slot, changes] of written) {
      const { type } = itemAt(this.#slots, slot);
      if (type.kind !== 'int' || type.high - type.low >= MAX_ROUNDS) continue;
      if (changes.every(({ by }) => by && by.low >= 0))
        for (const { at, by } of changes) if (by && by.low > 0) found.add(at);
      if (changes.every(({ by }) => by && by.high <= 0))
        for (const { at, by } of changes) if (by && by.high < 0) found.add(at);
    }
    return (i) => found.has(i);
  }

  /** By how much an operation changes a number in a slot; undefined where that is not known. */
  #change(at: number, slot: number): Interval | undefined {
    const operation = itemAt(this.#operations, at);
    if (operation.kind !== 'assign' || operation.target.path.length > 0) return undefined;
    return difference(operation.value, slot, this.#ranges[at] ?? new Map());
  }
}

/** What an expression adds to the value of a slot, where that is all that it does. */
function difference(expr: Expr, slot: number, ranges: Ranges): Interval | undefined {
  switch (expr.kind) {
    case 'slot':
      return expr.slot === slot ? { low: 0, high: 0 } : undefined;
    case 'narrow':
      return difference(expr.operand, slot, ranges);
    case 'if': {
      const then = difference(expr.then, slot, ranges);
      const otherwise = difference(expr.otherwise, slot, ranges);
      if (!then || !otherwise) return undefined;
      return { low: Math.min(then.low, otherwise.low), high: Math.max(then.high, otherwise.high) };
    }
    case 'binary': {
      if (expr.op !== 'add' && expr.op !== 'sub') return undefined;
      const left = difference(expr.left, slot, ranges);
      if (left) {
        const right = intervalOf(expr.right, ranges);
        return expr.op === 'add'
          ? { low: left.low + right.low, high: left.high + right.high }
          : { low: left.low - right.high, high: left.high - right.low };
      }
      const right = expr.op === 'add' ? difference(expr.right, slot, ranges) : undefined;
      if (!right) return undefined;
      const other = intervalOf(expr.left, ranges);
      return { low: other.low + right.low, high: other.high + right.high };
    }
    default:
      return undefined;
  }
}
