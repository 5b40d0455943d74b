import { cardinality } from './enumerate.ts';
import { memoizedByType } from './memoized.ts';
import type { Type } from './types.ts';

/**
 * Number of plain values that a value of a type is made of, at most; of a set, that one of its elements is made of. Types
 * share their parts, so this doubles with each line of `type T2 = (T1, T1);`.
 */
export const partsOf: (type: Type) => number = memoizedByType(countParts);

function countParts(type: Type): number {
  switch (type.kind) {
    case 'map':
      return 1 + partsOf(type.key) + Number(cardinality(type.key)) * partsOf(type.value);
    case 'seq':
      return 1 + Math.max(1, type.capacity) * partsOf(type.element);
    default:
      return containedIn(type).reduce((n, t) => n + partsOf(t), 1);
  }
}

/** How many types are within each other; 1 for a plain one. */
export const depthOf: (type: Type) => number = memoizedByType(
  (type) => 1 + Math.max(0, ...containedIn(type).map((part) => depthOf(part))),
);

function containedIn(type: Type): readonly Type[] {
  switch (type.kind) {
    case 'struct':
      return type.fields.map((f) => f.type);
    case 'tuple':
      return type.elements;
    case 'union':
      return type.variants.flatMap((v) => v.payload.map((p) => p.type));
    case 'option':
    case 'set':
    case 'seq':
      return [type.element];
    case 'map':
      return [type.key, type.value];
    default:
      return [];
  }
}
