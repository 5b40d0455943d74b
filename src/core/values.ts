import { itemAt } from './lists.ts';
import type { Type, Value } from './types.ts';

/** Values: their order, sets of them, and whether one is of a type. */

function isNumber(value: Value): value is number {
  return typeof value === 'number';
}

/** The parts of a value; a number has none. */
export function listOf(value: Value): readonly Value[] {
  return isNumber(value) ? [] : value;
}

/** Which member of a union a value is. */
export function tagOf(value: Value): number {
  const tag = listOf(value)[0];
  return tag !== undefined && isNumber(tag) ? tag : -1;
}

/**
 * The order of the language (language.md, section 4): false < true, members as written, `none` < `some`,
 * then payload; structs, tuples, maps and sequences lexicographically; a sequence before its continuations.
 */
export function compareValues(a: Value, b: Value): number {
  if (isNumber(a)) return isNumber(b) ? a - b : -1;
  if (isNumber(b)) return 1;
  for (let i = 0; i < a.length; i++) {
    const x = a[i];
    const y = b[i];
    if (x === undefined || y === undefined) break;
    const order = compareValues(x, y);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

export function equalValues(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (isNumber(a) || isNumber(b) || a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    const x = a[i];
    const y = b[i];
    if (x === undefined || y === undefined || !equalValues(x, y)) return false;
  }
  return true;
}

/** Ascending and without repetitions: the form in which sets are kept. */
export function makeSet(elements: readonly Value[]): Value[] {
  const sorted = [...elements].sort(compareValues);
  return sorted.filter((v, i) => {
    const before = sorted[i - 1];
    return before === undefined || !equalValues(v, before);
  });
}

/** Index of a value in an ascending array, or -1. */
export function indexInSet(set: readonly Value[], value: Value): number {
  let low = 0;
  let high = set.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const order = compareValues(itemAt(set, middle), value);
    if (order === 0) return middle;
    if (order < 0) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** Whether a value of a wider type of the same shape is one of `type`. */
export function containsValue(type: Type, value: Value): boolean {
  const array = listOf(value);
  switch (type.kind) {
    case 'int':
      return isNumber(value) && value >= type.low && value <= type.high;
    case 'process':
      return isNumber(value) && type.families.some((f) => f.instances[value - f.first]?.exists === true);
    case 'struct':
      return type.fields.every((f, i) => containsValue(f.type, itemAt(array, i)));
    case 'tuple':
      return type.elements.every((t, i) => containsValue(t, itemAt(array, i)));
    case 'union':
      return (type.variants[tagOf(array)]?.payload ?? []).every((p, i) => containsValue(p.type, itemAt(array, i + 1)));
    case 'option':
      return array.length === 1 || containsValue(type.element, itemAt(array, 1));
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
