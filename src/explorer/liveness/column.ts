import { uint32At } from './arrays.ts';

/** A set of states: bit i of word i / 32. */
export type Column = Uint32Array;

export function columnOf(count: number): Column {
  return new Uint32Array((count + 31) >>> 5);
}

export function isIn(column: Column, state: number): boolean {
  return ((uint32At(column, state >>> 5) >>> (state & 31)) & 1) !== 0;
}

export function enter(column: Column, state: number): void {
  column[state >>> 5] = uint32At(column, state >>> 5) | (1 << (state & 31));
}

/** The states that are in both. */
export function both(one: Column, other: Column): Column {
  const result = new Uint32Array(one.length);
  for (let i = 0; i < one.length; i++) result[i] = uint32At(one, i) & uint32At(other, i);
  return result;
}

/** The states that are in at least one of two columns. */
export function either(one: Column, other: Column): Column {
  const result = new Uint32Array(one.length);
  for (let i = 0; i < one.length; i++) result[i] = uint32At(one, i) | uint32At(other, i);
  return result;
}

/** The states that are not in a column, and some numbers beyond the last state. */
export function complement(column: Column): Column {
  const result = new Uint32Array(column.length);
  for (let i = 0; i < column.length; i++) result[i] = ~uint32At(column, i);
  return result;
}

/** Whether a column has no states; bits beyond the last state are ignored. */
export function isEmpty(column: Column, count: number): boolean {
  return column.every((word, i) => (i === count >>> 5 ? word & ((1 << (count & 31)) - 1) : word) === 0);
}

/** How many states a column has, and perhaps up to 31 more. */
export function sizeOf(column: Column): number {
  let size = 0;
  for (const word of column) {
    const pairs = word - ((word >>> 1) & 0x55555555);
    const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
    size += Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return size;
}

/** The first state in a column. */
export function firstIn(column: Column): number | undefined {
  const at = column.findIndex((w) => w !== 0);
  if (at < 0) return undefined;
  const word = uint32At(column, at);
  return at * 32 + 31 - Math.clz32(word & -word);
}
