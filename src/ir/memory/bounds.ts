import type { Family, Step } from '../system.ts';
import { stronglyConnected } from '../analysis/strongly-connected.ts';
import { type Accesses, isPlainAccess } from './accesses.ts';
import type { Shape } from './shapes.ts';

/** What the steps of a process do to weak memory, and how much room that needs. */

/** Entries of a store buffer, and old values of a word, where there may be any number of stores; and at most. */
const USUAL = 3;
const MOST = 6;

export interface FamilyAccesses {
  /** Shapes that its processes store to through a buffer, and that they load. */
  readonly stores: ReadonlySet<Shape>;
  readonly loads: ReadonlySet<Shape>;
  /** By control point: what may be loaded from there on. */
  readonly live: readonly ReadonlySet<Shape>[];
  /** Stores to the words of a shape that reach memory from one instance, at most; `buffered` are those through the buffer. */
  readonly written: ReadonlyMap<Shape, number>;
  readonly buffered: number;
}

/** @param steps all steps, by number */
export function accessesOf({ points }: Family, steps: readonly Step[], accesses: Accesses): FamilyAccesses {
  const stores = new Set<Shape>();
  const loads = new Set<Shape>();
  const written = new Map<Shape, number>();
  let buffered = 0;
  const stepAt = points.map(({ step }) => (step === undefined ? undefined : steps[step]));
  const next = stepAt.map((step) =>
    (step?.operations ?? []).flatMap((operation) => (operation.kind === 'stop' ? [operation.point] : [])),
  );
  const repeated = new Set(stronglyConnected(points.keys(), (point) => next[point] ?? []).flat());
  const loadedAt = stepAt.map((step, point) => {
    const loaded = new Set<Shape>();
    const repeats = repeated.has(point) || step?.operations.some(({ kind }) => kind === 'forNext') === true;
    for (const operation of step?.operations ?? []) {
      const isPlain = isPlainAccess(operation);
      if (isPlain && operation.kind !== 'assert')
        for (const { shape } of accesses.loaded(operation).words) loaded.add(shape);
      const target = accesses.stored(operation);
      if (target === undefined || target === 'several') continue;
      const count = repeats ? Infinity : 1;
      written.set(target.shape, (written.get(target.shape) ?? 0) + count);
      if (!isPlain) continue;
      stores.add(target.shape);
      buffered += count;
    }
    for (const shape of loaded) loads.add(shape);
    return loaded;
  });
  return { stores, loads, live: liveness(loadedAt, next), written, buffered };
}

/** What may be loaded from a control point on: a fixed point, backwards over the steps. */
function liveness(
  loadedAt: readonly ReadonlySet<Shape>[],
  next: readonly (readonly number[])[],
): readonly ReadonlySet<Shape>[] {
  const live = loadedAt.map((loaded) => new Set(loaded));
  for (let changed = true; changed;) {
    changed = false;
    next.forEach((targets, point) => {
      const own = live[point];
      for (const shape of targets.flatMap((target) => [...(live[target] ?? [])])) {
        if (!own || own.has(shape)) continue;
        own.add(shape);
        changed = true;
      }
    });
  }
  return live;
}

/** How large something is made, and whether that is certainly enough. */
export interface Capacity {
  readonly size: number;
  readonly isEnough: boolean;
}

/** @param needed at most; `Infinity` where there is no bound */
export function capacityFor(needed: number): Capacity {
  if (needed === Infinity) return { size: USUAL, isEnough: false };
  return { size: Math.max(1, Math.min(needed, MOST)), isEnough: needed <= MOST };
}
