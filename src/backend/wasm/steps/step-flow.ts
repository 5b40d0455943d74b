import { cardinality } from '../../../core/values.ts';
import { cyclesOf } from '../../../ir/cycles.ts';
import { successorsOf } from '../../../ir/effects.ts';
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
  /** The choice whose next value or branch comes when an outcome ends here; `several` where that is known only when run. */
  readonly around: FlowNode | 'none' | 'several';
}

interface Building {
  readonly operation: number;
  readonly next: Map<number, Building>;
  around: Building | 'none' | 'several' | undefined;
  /** Rounds of the loops around, by loop. */
  readonly rounds: ReadonlyMap<Loop, number>;
}

interface Loop {
  /** Its `forNext`, or where control comes into a loop that is no `for`. */
  readonly header: number;
  readonly members: ReadonlySet<number>;
  /** Most elements that it visits, where each round is a node of its own. */
  readonly limit: number | undefined;
}

/** The round of what is in front of a loop. */
const IN_FRONT = -1;

/** Nodes of one step at most: more would take longer to compile than to interpret. */
const MAX_NODES = 20_000;

export function flowOf(step: Step, slots: readonly Slot[]): FlowNode {
  const { operations } = step;
  const next = operations.map((o) => [...new Set(successorsOf(o))]);
  const loops = loopsOf(step, slots);
  const containing = operations.map((_, i) => loops.filter(({ members }) => members.has(i)));
  const known = new Map<string, Building>();
  const make = (operation: number, rounds: ReadonlyMap<Loop, number>): Building => {
    const key = `${operation} ${containing[operation]!.map((loop) => rounds.get(loop)).join()}`;
    const found = known.get(key);
    if (found) return found;
    if (known.size >= MAX_NODES) throw new CannotCompile('a step makes choices in too many rounds of a loop');
    const node: Building = { operation, rounds, next: new Map(), around: undefined };
    known.set(key, node);
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
    new Map(containing[step.entry]!.map((loop) => [loop, roundAt(loop, step.entry, undefined)])),
  );
  for (let node = open.pop(); node; node = open.pop()) {
    const { operation, rounds } = node;
    const here = operations[operation]!;
    for (const target of next[operation]!) {
      const inner = containing[target]!.map((loop): [Loop, number] => {
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
  findChoicesAround(entry, operations);
  return entry as FlowNode;
}

export function isChoice(operation: Operation): boolean {
  return operation.kind === 'pick' || operation.kind === 'either';
}

function findChoicesAround(entry: Building, operations: readonly Operation[]): void {
  entry.around = 'none';
  const open = [entry];
  for (let node = open.pop(); node; node = open.pop()) {
    const inner = isChoice(operations[node.operation]!) ? node : node.around;
    for (const target of node.next.values()) {
      if (target.around === inner || target.around === 'several') continue;
      target.around = target.around === undefined ? inner : 'several';
      open.push(target);
    }
  }
}

function loopsOf(step: Step, slots: readonly Slot[]): Loop[] {
  const { operations } = step;
  return cyclesOf(step).map(({ header, members, isFor }): Loop => {
    const operation = operations[header]!;
    const type = operation.kind === 'forNext' ? slots[operation.rest]!.type : undefined;
    const elements = type?.kind === 'set' ? Number(cardinality(type.element)) : 0;
    const chooses = members.some((i) => isChoice(operations[i]!));
    if (chooses && !isFor) throw new CannotCompile('a step makes choices in a loop that is no `for`');
    return { header, members: new Set(members), limit: chooses ? elements : undefined };
  });
}
