import type { Expr } from '../../../core/expression.ts';
import { itemAt } from '../../../core/lists.ts';
import { redirect } from '../../operations/successors.ts';
import type { ControlPoint, Family, Operation, Step } from '../../system.ts';
import { type Accesses, isPlainAccess, storesShared } from '../accesses.ts';
import type { Located } from '../shapes.ts';
import { isComputed, readsStrong } from './dependencies.ts';

/**
 * Load buffering: a store of a constant may be made before accesses to other words that stand before it, as long as nothing
 * orders the two and no branch is between them. What is left of a process then is not only where it is, but also which of its
 * next stores it has made already: each such pair is a control point.
 */

/** A step of one access, without a branch, and where it leads. */
interface Straight {
  readonly words: readonly Located[];
  readonly loads: boolean;
  readonly next: number;
  /** The word of a store that may be made earlier. */
  readonly early: Located | undefined;
}

/** Stores that were made early, as the control points where they stand, ascending. */
type Made = readonly number[];

/**
 * A family whose processes may make stores early, with its steps changed and new ones added behind the others.
 * @param steps all steps, by number
 */
export function withEarlyStores(family: Family, steps: Step[], accesses: Accesses): Family {
  if (family.when) return family;
  return new EarlyStores(family, steps, accesses).family();
}

class EarlyStores {
  readonly #family: Family;
  readonly #steps: Step[];
  readonly #straight: readonly (Straight | undefined)[];
  readonly #done: number;
  /** Control points that are new: where a process is, and what it has made early. */
  readonly #added: { readonly point: number; readonly made: Made }[] = [];
  readonly #numbers = new Map<string, number>();

  constructor(family: Family, steps: Step[], accesses: Accesses) {
    this.#family = family;
    this.#steps = steps;
    this.#done = family.points.length - 1;
    this.#straight = family.points.map(({ step }) =>
      step === undefined ? undefined : straightOf(itemAt(steps, step), accesses),
    );
  }

  family(): Family {
    const { points } = this.#family;
    const original = points.map(({ step }) => (step === undefined ? undefined : itemAt(this.#steps, step)));
    const made = points.map((_, point) => this.#operationsAt(point, [], original));
    for (let i = 0; i < this.#added.length; i++) {
      const { point, made: early } = itemAt(this.#added, i);
      made.push(this.#operationsAt(point, early, original));
    }
    if (this.#added.length === 0) return this.#family;
    // The last control point is the one where a process has ended.
    const last = this.#done + this.#added.length;
    const numberOf = (point: number): number => (point === this.#done ? last : point > this.#done ? point - 1 : point);
    const toNumber = (operation: Operation): Operation =>
      operation.kind === 'stop' ? { ...operation, point: numberOf(operation.point) } : operation;
    const renumbered: ControlPoint[] = [];
    made.forEach((own, i) => {
      const { point } = i <= this.#done ? { point: i } : itemAt(this.#added, i - this.#done - 1);
      const index = numberOf(i);
      const old = original[point];
      const control = { ...itemAt(points, point), index };
      if (!own || !old) {
        renumbered[index] = control;
        return;
      }
      const id = i <= this.#done ? old.id : this.#steps.length;
      this.#steps[id] = { ...old, ...own, id, point: index, operations: own.operations.map(toNumber) };
      renumbered[index] = { ...control, step: id };
    });
    return { ...this.#family, points: renumbered };
  }

  /** What may happen where a process is: its step, or one of the stores behind it. */
  #operationsAt(
    point: number,
    made: Made,
    original: readonly (Step | undefined)[],
  ): Pick<Step, 'operations' | 'entry'> | undefined {
    const step = original[point];
    if (!step) return undefined;
    const own = ledTo(step, (next) => (made.length === 0 ? next : this.#numberOf(...this.#behind(next, made))));
    const early = this.#earlyAt(point, made).flatMap((store) => {
      const of = original[store];
      const all = [...made, store].sort((a, b) => a - b);
      return of ? [ledTo(of, () => this.#numberOf(point, all))] : [];
    });
    if (early.length === 0) return own;
    const { at } = step;
    const operations: Operation[] = [];
    const entries = [own, ...early].map(({ operations: more, entry }) => {
      const from = operations.length + 1;
      operations.push(...more.map((one) => (one.kind === 'stop' ? one : redirect(one, (next) => next + from))));
      return from + entry;
    });
    const base = { at, shown: false, ghost: false, role: 'local', atomic: true, memory: { kind: 'kept' } } as const;
    return { operations: [{ kind: 'either', branches: entries, ...base }, ...operations], entry: 0 };
  }

  /** Where a process comes to that has made some of its stores. */
  #behind(next: number, made: Made): readonly [point: number, made: Made] {
    if (!made.includes(next)) return [next, made];
    const after = this.#straight[next]?.next ?? next;
    return this.#behind(
      after,
      made.filter((one) => one !== next),
    );
  }

  #numberOf(point: number, made: Made): number {
    if (made.length === 0) return point;
    const key = `${point} ${made.join(' ')}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#added.push({ point, made });
    const number = this.#done + this.#added.length;
    this.#numbers.set(key, number);
    return number;
  }

  /** The stores that may be made next, by the control points where they stand. */
  #earlyAt(point: number, made: Made): readonly number[] {
    const found: number[] = [];
    const over: Straight[] = [];
    const visited = new Set<number>();
    for (let at = point; !visited.has(at);) {
      visited.add(at);
      const straight = this.#straight[at];
      if (!straight) break;
      const { early } = straight;
      if (!made.includes(at)) {
        const isFree = early && over.every(({ words }) => words.every((word) => isOtherWord(word, early)));
        // Stores by themselves need no control point: they come into the order of their word wherever they may.
        if (isFree && over.some(({ loads }) => loads)) found.push(at);
        over.push(straight);
      }
      at = straight.next;
    }
    return found;
  }
}

function straightOf({ operations }: Step, accesses: Accesses): Straight | undefined {
  const words: Located[] = [];
  let loads = false;
  let next: number | undefined;
  let isOne = true;
  let early: Located | undefined;
  for (const operation of operations) {
    if (operation.kind === 'stop') {
      next = operation.point;
      continue;
    }
    const isOrdered =
      !isPlainAccess(operation) || operation.ordering === 'load_acquire' || operation.ordering === 'unlock';
    const isFence = operation.kind === 'skip' && operation.fence !== undefined && operation.fence !== 'rmb';
    if ((operation.kind !== 'assign' && operation.kind !== 'skip') || isFence) return undefined;
    if (operation.ghost) {
      isOne = false;
      continue;
    }
    const isLate = operation.ordering === 'relaxed' || operation.ordering === 'release';
    if (isOrdered && !isLate) return undefined;
    const loaded = accesses.loaded(operation);
    const target = accesses.stored(operation);
    if (loaded.impossible.length > 0 || loaded.shapes.size > 0 || target === 'several') return undefined;
    if (!target && (storesShared(operation) || readsStrong(operation))) return undefined;
    words.push(...loaded.words, ...(target ? [target] : []));
    loads ||= loaded.words.length > 0;
    const isConstant =
      operation.kind === 'assign' && [operation.value, ...(target?.keys ?? [])].every((one) => !isComputed(one));
    const isPlain = operation.ordering === undefined || operation.ordering === 'once';
    if (target && isPlain && isConstant && target.rest.length === 0) early = target;
    else if (operation.kind === 'assign') isOne = false;
  }
  if (next === undefined || operations.filter(({ kind }) => kind === 'stop').length !== 1) return undefined;
  return { words, loads, next, early: isOne && words.length === 1 ? early : undefined };
}

/** Whether two accesses are certainly of different words. */
function isOtherWord(a: Located, b: Located): boolean {
  return a.shape !== b.shape || a.keys.some((key, i) => areDifferent(key, b.keys[i]));
}

function areDifferent(a: Expr, b: Expr | undefined): boolean {
  return a.kind === 'constant' && b?.kind === 'constant' && JSON.stringify(a.value) !== JSON.stringify(b.value);
}

/** The operations of a step with other control points behind it. */
function ledTo({ operations, entry }: Step, pointOf: (next: number) => number): Pick<Step, 'operations' | 'entry'> {
  const led = operations.map((one) => (one.kind === 'stop' ? { ...one, point: pointOf(one.point) } : one));
  return { operations: led, entry };
}
