import { memoizedByType } from './memoized.ts';
import type { Type, Value } from './types.ts';
import { compareValues } from './values.ts';

/** How many values a type has, and which. */

/** Most elements that anything is ever asked to enumerate: sets of all values of a type, choices, initial states. */
export const MAX_ENUMERATED = 1 << 20;

/** An enumeration that would be longer than `MAX_ENUMERATED`. */
export class TooManyValues extends Error {
  readonly count: bigint;
  constructor(count: bigint) {
    super(`${count} values are too many to enumerate`);
    this.name = 'TooManyValues';
    this.count = count;
  }
}

/** Number of values of a type; numbers beyond 2^4096 are given as 2^4096. */
export const cardinality: (type: Type) => bigint = memoizedByType(countValues);

function countAll(types: readonly Type[]): bigint {
  return types.reduce((n, t) => capped(n * cardinality(t)), 1n);
}

function countValues(type: Type): bigint {
  switch (type.kind) {
    case 'bool':
      return 2n;
    case 'int':
      return type.high < type.low ? 0n : BigInt(type.high) - BigInt(type.low) + 1n;
    case 'enum':
      return BigInt(type.members.length);
    case 'symmetric':
      return BigInt(type.size);
    case 'process':
      return type.families.reduce((n, f) => n + BigInt(f.instances.filter((i) => i.exists).length), 0n);
    case 'struct':
      return countAll(type.fields.map((f) => f.type));
    case 'tuple':
      return countAll(type.elements);
    case 'union':
      return capped(type.variants.reduce((n, v) => n + countAll(v.payload.map((p) => p.type)), 0n));
    case 'option':
      return capped(1n + cardinality(type.element));
    case 'map':
      return power(cardinality(type.value), cardinality(type.key));
    case 'set':
      return power(2n, cardinality(type.element));
    case 'seq': {
      const each = cardinality(type.element);
      let total = 0n;
      let term = 1n;
      for (let i = 0; i <= type.capacity && total < HUGE; i++) {
        total += term;
        term = capped(term * each);
      }
      return capped(total);
    }
    case 'opaque':
      return 1n;
    case 'never':
    case 'formula':
      return 0n;
  }
}

/** Numbers beyond this are not computed exactly: nothing that large can be enumerated or stored. */
const HUGE = 1n << 4096n;

function capped(n: bigint): bigint {
  return n > HUGE ? HUGE : n;
}

function power(base: bigint, exponent: bigint): bigint {
  if (base <= 1n) return exponent === 0n ? 1n : base;
  if (exponent > 4096n) return HUGE;
  return capped(base ** exponent);
}

/** All values of a type, ascending. Throws `TooManyValues`. */
export const valuesOf: (type: Type) => readonly Value[] = memoizedByType((type) => {
  const count = cardinality(type);
  if (count > BigInt(MAX_ENUMERATED)) throw new TooManyValues(count);
  return enumerate(type);
});

function numbers(low: number, high: number): number[] {
  return Array.from({ length: Math.max(0, high - low + 1) }, (_, i) => low + i);
}

/** All tuples with one value of each list, the last position changing fastest. */
export function product(lists: readonly (readonly Value[])[]): Value[][] {
  let tuples: Value[][] = [[]];
  for (const list of lists) tuples = tuples.flatMap((t) => list.map((v) => [...t, v]));
  return tuples;
}

function enumerate(type: Type): Value[] {
  switch (type.kind) {
    case 'bool':
      return [0, 1];
    case 'int':
      return numbers(type.low, type.high);
    case 'enum':
      return numbers(0, type.members.length - 1);
    case 'symmetric':
      return numbers(0, type.size - 1);
    case 'process':
      return type.families.flatMap((f) => f.instances.flatMap((instance, i) => (instance.exists ? [f.first + i] : [])));
    case 'struct':
      return product(type.fields.map((f) => valuesOf(f.type)));
    case 'tuple':
      return product(type.elements.map((t) => valuesOf(t)));
    case 'union':
      return type.variants.flatMap((v, tag) => product(v.payload.map((p) => valuesOf(p.type))).map((p) => [tag, ...p]));
    case 'option':
      return [[0], ...valuesOf(type.element).map((v): Value => [1, v])];
    case 'map': {
      const values = valuesOf(type.value);
      return product(valuesOf(type.key).map(() => values));
    }
    case 'set':
      return subsets(valuesOf(type.element)).sort(compareValues);
    case 'seq': {
      const all: Value[] = [];
      let longer: Value[][] = [[]];
      for (let i = 0; i <= type.capacity; i++) {
        all.push(...longer);
        if (i < type.capacity) longer = longer.flatMap((s) => valuesOf(type.element).map((v) => [...s, v]));
      }
      return all.sort(compareValues);
    }
    case 'opaque':
      return [0];
    case 'never':
    case 'formula':
      return [];
  }
}

/** All subsets of an ascending list, each ascending. Throws `TooManyValues`. */
export function subsets(elements: readonly Value[]): Value[][] {
  if (elements.length > 20) throw new TooManyValues(1n << BigInt(elements.length));
  let sets: Value[][] = [[]];
  for (const e of elements) sets = sets.concat(sets.map((s) => [...s, e]));
  return sets;
}
