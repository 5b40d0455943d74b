/** Values as the definition has them: no layouts, no bounds, no static types. */
export type Value = number | boolean | Member | Process | Some | None | Variant | Struct | Parts | MapValue;

/** Of an enum or a symmetric type. */
interface Member {
  readonly kind: 'member';
  readonly type: string;
  readonly name: string;
  readonly order: number;
}
export interface Process {
  readonly kind: 'process';
  readonly name: string;
  readonly indices: readonly Value[];
}
interface Some {
  readonly kind: 'some';
  readonly value: Value;
}
interface None {
  readonly kind: 'none';
}
interface Variant {
  readonly kind: 'variant';
  readonly type: string;
  readonly name: string;
  readonly order: number;
  readonly payload: readonly Value[];
}
interface Struct {
  readonly kind: 'struct';
  readonly type: string;
  /** In the order of the declaration. */
  readonly fields: readonly (readonly [string, Value])[];
}
/** Of a set the elements are sorted by their keys, each once. */
interface Parts {
  readonly kind: 'tuple' | 'seq' | 'set';
  readonly parts: readonly Value[];
  /** Of a sequence: the most elements that its type has. */
  readonly capacity?: number;
}
export interface MapValue {
  readonly kind: 'map';
  /** Sorted by their keys. */
  readonly entries: readonly (readonly [Value, Value])[];
}

/** What the reading says nothing about. Counted by the campaign, so that it stays rare. */
export class NotCovered extends Error {}

/** A value outside its type, an index outside its map and their like. */
export class OutOfRange extends Error {}

/** A text that two values share exactly if they are equal. */
export function keyOf(value: Value): string {
  if (typeof value !== 'object') return String(value);
  switch (value.kind) {
    case 'none':
      return 'none';
    case 'some':
      return `some(${keyOf(value.value)})`;
    case 'member':
      return `${value.type}.${value.name}`;
    case 'process':
      return `@${value.name}[${value.indices.map(keyOf).join()}]`;
    case 'variant':
      return `${value.type}.${value.name}(${value.payload.map(keyOf).join()})`;
    case 'struct':
      return `${value.type}{${value.fields.map(([, part]) => keyOf(part)).join()}}`;
    case 'map':
      return `[${value.entries.map(([key, part]) => `${keyOf(key)}->${keyOf(part)}`).join()}]`;
    case 'tuple':
    case 'seq':
    case 'set':
      return `${value.kind}(${value.parts.map(keyOf).join()})`;
  }
}

export function equal(a: Value, b: Value): boolean {
  return keyOf(a) === keyOf(b);
}

/** Negative where a comes first. Of sets, maps, sequences and processes the definition gives no order. */
export function compare(a: Value, b: Value): number {
  if (typeof a !== 'object' || typeof b !== 'object') return Number(a) - Number(b);
  if (a.kind === 'none' || b.kind === 'none') return Number(a.kind !== 'none') - Number(b.kind !== 'none');
  if (a.kind === 'some' && b.kind === 'some') return compare(a.value, b.value);
  if (a.kind === 'member' && b.kind === 'member') return a.order - b.order;
  if (a.kind === 'variant' && b.kind === 'variant') return a.order - b.order || compareAll(a.payload, b.payload);
  if (a.kind === 'tuple' && b.kind === 'tuple') return compareAll(a.parts, b.parts);
  if (a.kind === 'struct' && b.kind === 'struct')
    return compareAll(
      a.fields.map(([, part]) => part),
      b.fields.map(([, part]) => part),
    );
  throw new NotCovered(`an order of ${keyOf(a)} and ${keyOf(b)}`);
}

function compareAll(a: readonly Value[], b: readonly Value[]): number {
  for (const [i, part] of a.entries()) {
    const order = compare(part, b[i]!);
    if (order !== 0) return order;
  }
  return 0;
}

export function setOf(elements: Iterable<Value>): Parts {
  const byKey = new Map<string, Value>();
  for (const element of elements) byKey.set(keyOf(element), element);
  const parts = [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, element]) => element);
  return { kind: 'set', parts };
}

export function mapOf(entries: Iterable<readonly [Value, Value]>): MapValue {
  const byKey = new Map<string, readonly [Value, Value]>();
  for (const entry of entries) byKey.set(keyOf(entry[0]), entry);
  return { kind: 'map', entries: [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry) };
}

/** The elements of a set, in declaration order. */
export function inOrder(elements: readonly Value[]): readonly Value[] {
  return [...elements].sort(compare);
}

export function entry(map: Value, key: Value): Value {
  if (typeof map !== 'object' || map.kind !== 'map') throw new NotCovered(`an index of ${keyOf(map)}`);
  const wanted = keyOf(key);
  const found = map.entries.find(([one]) => keyOf(one) === wanted);
  if (!found) throw new OutOfRange(`no key ${wanted}`);
  return found[1];
}

export function truth(value: Value): boolean {
  if (typeof value !== 'boolean') throw new NotCovered(`a condition with the value ${keyOf(value)}`);
  return value;
}

export function number(value: Value): number {
  if (typeof value !== 'number') throw new NotCovered(`a number with the value ${keyOf(value)}`);
  return value;
}

export function elements(value: Value, kind: 'set' | 'seq' = 'set'): readonly Value[] {
  if (typeof value !== 'object' || value.kind !== kind)
    throw new NotCovered(`a ${kind} with the value ${keyOf(value)}`);
  return value.parts;
}
