import type { Type, Value } from './types.ts';

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

function isNumber(value: Value): value is number {
  return typeof value === 'number';
}

/**
 * The order of the language (language.md, section 4): false < true, members as written, `none` < `some`,
 * then payload; structs, tuples, maps and sequences lexicographically; a sequence before its continuations.
 */
export function compareValues(a: Value, b: Value): number {
  if (isNumber(a)) return isNumber(b) ? a - b : -1;
  if (isNumber(b)) return 1;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const order = compareValues(a[i]!, b[i]!);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

export function equalValues(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (isNumber(a) || isNumber(b) || a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!equalValues(a[i]!, b[i]!)) return false;
  return true;
}

/** Ascending and without repetitions: the form in which sets are kept. */
export function makeSet(elements: readonly Value[]): Value[] {
  const sorted = [...elements].sort(compareValues);
  return sorted.filter((v, i) => i === 0 || !equalValues(v, sorted[i - 1]!));
}

/** Index of a value in an ascending array, or -1. */
export function indexInSet(set: readonly Value[], value: Value): number {
  let low = 0;
  let high = set.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const order = compareValues(set[middle]!, value);
    if (order === 0) return middle;
    if (order < 0) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** Number of values of a type; numbers beyond 2^4096 are given as 2^4096. */
export function cardinality(type: Type): bigint {
  const known = counted.get(type);
  if (known !== undefined) return known;
  const n = countValues(type);
  // A process type grows while the processes of a spec are read.
  if (type.kind !== 'process') counted.set(type, n);
  return n;
}

const counted = new WeakMap<Type, bigint>();

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

/**
 * Number of plain values that a value of a type is made of, at most; of a set, that one of its elements is made of. Types
 * share their parts, so this doubles with each line of `type T2 = (T1, T1);`.
 */
export function partsOf(type: Type): number {
  const known = parts.get(type);
  if (known !== undefined) return known;
  const n = countParts(type);
  if (type.kind !== 'process') parts.set(type, n);
  return n;
}

const parts = new WeakMap<Type, number>();

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
export function depthOf(type: Type): number {
  let depth = depths.get(type);
  if (depth === undefined) {
    depth = 1 + Math.max(0, ...containedIn(type).map(depthOf));
    depths.set(type, depth);
  }
  return depth;
}

const depths = new WeakMap<Type, number>();

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
export function valuesOf(type: Type): readonly Value[] {
  const known = enumerated.get(type);
  if (known) return known;
  const count = cardinality(type);
  if (count > BigInt(MAX_ENUMERATED)) throw new TooManyValues(count);
  const values = enumerate(type);
  if (type.kind !== 'process') enumerated.set(type, values);
  return values;
}

const enumerated = new WeakMap<Type, readonly Value[]>();

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

/** Whether a value of a wider type of the same shape is one of `type`. */
export function containsValue(type: Type, value: Value): boolean {
  const array = value as readonly Value[];
  switch (type.kind) {
    case 'int':
      return (value as number) >= type.low && (value as number) <= type.high;
    case 'process': {
      const id = value as number;
      return type.families.some((f) => f.instances[id - f.first]?.exists === true);
    }
    case 'struct':
      return type.fields.every((f, i) => containsValue(f.type, array[i]!));
    case 'tuple':
      return type.elements.every((t, i) => containsValue(t, array[i]!));
    case 'union':
      return (type.variants[array[0] as number]?.payload ?? []).every((p, i) => containsValue(p.type, array[i + 1]!));
    case 'option':
      return array.length === 1 || containsValue(type.element, array[1]!);
    case 'map':
      return array.every((v) => containsValue(type.value, v));
    case 'set':
      return array.every((v) => containsValue(type.element, v));
    case 'seq':
      return array.length <= type.capacity && array.every((v) => containsValue(type.element, v));
    case 'bool':
    case 'enum':
    case 'symmetric':
    case 'opaque':
      return true;
    case 'never':
    case 'formula':
      return false;
  }
}

/** Whether two types have the same values: nominal ones by identity, the others by shape. */
export function sameType(a: Type, b: Type): boolean {
  if (a === b) return true;
  switch (a.kind) {
    case 'bool':
    case 'never':
    case 'formula':
    case 'process':
      return a.kind === b.kind;
    case 'int':
      return b.kind === 'int' && a.low === b.low && a.high === b.high;
    case 'option':
      return b.kind === 'option' && sameType(a.element, b.element);
    case 'set':
      return b.kind === 'set' && sameType(a.element, b.element);
    case 'seq':
      return b.kind === 'seq' && a.capacity === b.capacity && sameType(a.element, b.element);
    case 'map':
      return b.kind === 'map' && sameType(a.key, b.key) && sameType(a.value, b.value);
    case 'tuple':
      return (
        b.kind === 'tuple' &&
        a.elements.length === b.elements.length &&
        a.elements.every((t, i) => sameType(t, b.elements[i]!))
      );
    case 'enum':
    case 'struct':
    case 'union':
    case 'symmetric':
    case 'opaque':
      return false;
  }
}

/** Whether every value of `narrow` is one of `wide` (types of the same shape). */
export function isSubtype(narrow: Type, wide: Type): boolean {
  if (sameType(narrow, wide) || narrow.kind === 'never') return true;
  switch (wide.kind) {
    case 'int':
      return (
        narrow.kind === 'int' && (narrow.high < narrow.low || (narrow.low >= wide.low && narrow.high <= wide.high))
      );
    case 'option':
      return narrow.kind === 'option' && isSubtype(narrow.element, wide.element);
    case 'set':
      return narrow.kind === 'set' && isSubtype(narrow.element, wide.element);
    case 'seq':
      return (
        narrow.kind === 'seq' &&
        (narrow.capacity === 0 || (narrow.capacity <= wide.capacity && isSubtype(narrow.element, wide.element)))
      );
    case 'map':
      return narrow.kind === 'map' && sameType(narrow.key, wide.key) && isSubtype(narrow.value, wide.value);
    case 'tuple':
      return (
        narrow.kind === 'tuple' &&
        narrow.elements.length === wide.elements.length &&
        narrow.elements.every((t, i) => isSubtype(t, wide.elements[i]!))
      );
    default:
      return false;
  }
}

/**
 * Whether values of two types have the same form, whatever the bounds of their integers and the capacities of their
 * sequences: then those that are of both can go from one to the other. Nothing (`never`) has every form.
 */
export function sameForm(a: Type, b: Type): boolean {
  if (a === b || a.kind === 'never' || b.kind === 'never') return true;
  switch (a.kind) {
    case 'int':
      return b.kind === 'int';
    case 'option':
      return b.kind === 'option' && sameForm(a.element, b.element);
    case 'set':
      return b.kind === 'set' && sameForm(a.element, b.element);
    case 'seq':
      return b.kind === 'seq' && sameForm(a.element, b.element);
    case 'map':
      return b.kind === 'map' && sameType(a.key, b.key) && sameForm(a.value, b.value);
    case 'tuple':
      return (
        b.kind === 'tuple' &&
        a.elements.length === b.elements.length &&
        a.elements.every((t, i) => sameForm(t, b.elements[i]!))
      );
    default:
      return sameType(a, b);
  }
}

/** A value as the author of the spec would write it. */
export function formatValue(value: Value, type: Type): string {
  const array = value as readonly Value[];
  switch (type.kind) {
    case 'bool':
      return value === 0 ? 'false' : 'true';
    case 'int':
      return String(value);
    case 'enum':
      return type.members[value as number] ?? `?${String(value)}`;
    case 'symmetric':
      return `${type.name}#${String(value)}`;
    case 'process':
      return formatInstance(type, value as number);
    case 'struct':
      return `${type.name} { ${type.fields.map((f, i) => `${f.name}: ${formatValue(array[i]!, f.type)}`).join(', ')} }`;
    case 'tuple':
      return `(${type.elements.map((t, i) => formatValue(array[i]!, t)).join(', ')})`;
    case 'union': {
      const variant = type.variants[array[0] as number];
      if (!variant) return `?${String(array[0])}`;
      if (variant.payload.length === 0) return variant.name;
      return `${variant.name}(${variant.payload.map((p, i) => formatValue(array[i + 1]!, p.type)).join(', ')})`;
    }
    case 'option':
      return array.length === 1 ? 'none' : `some(${formatValue(array[1]!, type.element)})`;
    case 'map': {
      const keys = valuesOf(type.key);
      return `[${array.map((v, i) => `${formatValue(keys[i]!, type.key)} → ${formatValue(v, type.value)}`).join(', ')}]`;
    }
    case 'set':
      return `{${array.map((v) => formatValue(v, type.element)).join(', ')}}`;
    case 'seq':
      return `[${array.map((v) => formatValue(v, type.element)).join(', ')}]`;
    case 'opaque':
      return `${type.name}#${String(value)}`;
    case 'never':
    case 'formula':
      return typeof value === 'number' ? String(value) : '…';
  }
}

function formatInstance(type: Extract<Type, { kind: 'process' }>, id: number): string {
  for (const family of type.families) {
    const instance = family.instances[id - family.first];
    if (id >= family.first && instance) return instanceName(family.name, instance.indices, family.indexTypes);
  }
  return `process ${id}`;
}

/** `getter[0]`; `khugepaged` for a process without index. */
export function instanceName(family: string, indices: readonly Value[], types: readonly Type[]): string {
  if (indices.length === 0) return family;
  const shown = indices.map((v, i) => {
    const type = types[i]!;
    return type.kind === 'symmetric' ? String(v) : formatValue(v, type);
  });
  return `${family}[${shown.join(', ')}]`;
}

/** Most characters of a part of a type that are shown. */
const LONGEST_PART = 200;

/** What is shown of types within others: aliases put them in many places, and each is written once. */
const shownParts = new WeakMap<Type, string>();

function formatPart(type: Type): string {
  const known = shownParts.get(type);
  if (known !== undefined) return known;
  const whole = formatType(type);
  const shown = whole.length > LONGEST_PART ? '…' : whole;
  if (isBuilt(type)) shownParts.set(type, shown);
  return shown;
}

/** Whether a type is made of others in its place, and not named. */
function isBuilt({ kind }: Type): boolean {
  return kind === 'option' || kind === 'tuple' || kind === 'map' || kind === 'set' || kind === 'seq';
}

/**
 * A type as the author would write it, with `…` for long parts: by aliases a few lines name a type that no memory
 * holds when it is written out.
 */
export function formatType(type: Type): string {
  switch (type.kind) {
    case 'bool':
      return 'bool';
    case 'int':
      return `${type.low}..${type.high}`;
    case 'enum':
    case 'struct':
    case 'union':
    case 'symmetric':
    case 'opaque':
      return type.name;
    case 'process':
      return 'Process';
    case 'option':
      return ['int', 'set', 'seq'].includes(type.element.kind)
        ? `(${formatPart(type.element)})?`
        : `${formatPart(type.element)}?`;
    case 'tuple':
      return `(${type.elements.map(formatPart).join(', ')})`;
    case 'map':
      return `[${formatPart(type.key)} -> ${formatPart(type.value)}]`;
    case 'set':
      return `set of ${formatPart(type.element)}`;
    case 'seq':
      return `seq[${type.capacity}] of ${formatPart(type.element)}`;
    case 'never':
      return 'nothing';
    case 'formula':
      return 'a temporal formula';
  }
}
