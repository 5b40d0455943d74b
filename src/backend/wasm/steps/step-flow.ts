import { itemAt, valueAt } from '../../../core/lists.ts';
import { cardinality } from '../../../core/enumerate.ts';
import { cyclesOf } from '../../../ir/analysis/cycles.ts';
import { successorsOf } from '../../../ir/operations/successors.ts';
import type { Operation, Slot, Step } from '../../../ir/system.ts';
import { CannotCompile } from '../cannot-compile.ts';

/**
 * The operations of a step as they are compiled: once each, with two exceptions. In a `for` whose body chooses, each
 * round is a node of its own, since the choices of one round are still open while the next ones run. And what is
 * entered in the middle of a loop, where the step begins there, is a copy in front of the loop up to its head.
 */
export interface FlowNode {
  readonly operation: number;
  /** By operation that follows. */
  readonly next: ReadonlyMap<number, FlowNode>;
}

/** The choice whose next value or branch comes when an outcome ends; `several` where that is known only at run time. */
export type Around = FlowNode | 'none' | 'several';

export type Choice = Extract<Operation, { kind: 'pick' | 'either' }>;

/** The flow of a step: where it begins, and the innermost choice at each of its nodes. */
export interface Flow {
  readonly entry: FlowNode;
  readonly around: ReadonlyMap<FlowNode, Around>;
}

/** A node whose successors are still being added. */
interface Building extends FlowNode {
  readonly next: Map<number, Building>;
  /** Rounds of the loops around it, by loop. */
  readonly rounds: ReadonlyMap<Loop, number>;
}

interface Loop {
  /** Its `forNext`, or where control enters a loop that is not a `for`. */
  readonly header: number;
  readonly members: ReadonlySet<number>;
  /** Most elements that it visits, where each round is a node of its own. */
  readonly limit: number | undefined;
}

/** The round of what is in front of a loop. */
const IN_FRONT = -1;

/** Nodes of one step at most: more would take longer to compile than to interpret. */
const MAX_NODES = 20_000;

export function flowOf(step: Step, slots: readonly Slot[]): Flow {
  const { operations } = step;
  const loops = loopsOf(step, slots);
  const containing = operations.map((_, i) => loops.filter(({ members }) => members.has(i)));
  const loopsAround = (operation: number): readonly Loop[] => itemAt(containing, operation);
  const nodes = new Map<string, Building>();
  const make = (operation: number, rounds: ReadonlyMap<Loop, number>): Building => {
    const key = `${operation} ${loopsAround(operation)
      .map((loop) => rounds.get(loop))
      .join()}`;
    const found = nodes.get(key);
    if (found) return found;
    if (nodes.size >= MAX_NODES) throw new CannotCompile('a step makes choices in too many rounds of a loop');
    const node: Building = { operation, rounds, next: new Map() };
    nodes.set(key, node);
    open.push(node);
    return node;
  };
  const open: Building[] = [];
  /** The round of a loop in which an operation of it is reached. */
  const roundAt = (loop: Loop, target: number, before: number | undefined): number => {
    if (before === undefined) return target === loop.header ? 0 : IN_FRONT;
    if (target !== loop.header) return before;
    return loop.limit !== undefined || before === IN_FRONT ? before + 1 : before;
  };
  const entry = make(
    step.entry,
    new Map(loopsAround(step.entry).map((loop) => [loop, roundAt(loop, step.entry, undefined)])),
  );
  for (let node = open.pop(); node; node = open.pop()) {
    const { operation, rounds } = node;
    const here = itemAt(operations, operation);
    for (const target of new Set(successorsOf(here))) {
      const inner = loopsAround(target).map((loop): [Loop, number] => {
        return [loop, roundAt(loop, target, rounds.get(loop))];
      });
      // Nothing is left to visit after the last round.
      const isOver =
        here.kind === 'forNext' &&
        target === here.body &&
        target !== here.next &&
        inner.some(([loop, round]) => loop.header === operation && round >= (loop.limit ?? Infinity));
      if (!isOver) node.next.set(target, make(target, new Map(inner)));
    }
  }
  return { entry, around: choicesAround(entry, operations) };
}

export function isChoice(operation: Operation): operation is Choice {
  return operation.kind === 'pick' || operation.kind === 'either';
}

function choicesAround(entry: FlowNode, operations: readonly Operation[]): ReadonlyMap<FlowNode, Around> {
  const around = new Map<FlowNode, Around>([[entry, 'none']]);
  const open = [entry];
  for (let node = open.pop(); node; node = open.pop()) {
    const inner = isChoice(itemAt(operations, node.operation)) ? node : valueAt(around, node);
    for (const target of node.next.values()) {
      const other = around.get(target);
      if (other === inner || other === 'several') continue;
      around.set(target, other === undefined ? inner : 'several');
      open.push(target);
    }
  }
  return around;
}

function loopsOf(step: Step, slots: readonly Slot[]): Loop[] {
  const { operations } = step;
  return cyclesOf(step).map(({ header, members, isFor }): Loop => {
    const operation = itemAt(operations, header);
    const type = operation.kind === 'forNext' ? itemAt(slots, operation.rest).type : undefined;
    const elements = type?.kind === 'set' ? Number(cardinality(type.element)) : 0;
    const chooses = members.some((i) => isChoice(itemAt(operations, i)));
    if (chooses && !isFor) throw new CannotCompile('a step makes choices in a loop that is no `for`');
    return { header, members: new Set(members), limit: chooses ? elements : undefined };
  });
}
