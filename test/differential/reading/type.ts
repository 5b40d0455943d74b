import { keyOf, mapOf, NotCovered, OutOfRange, setOf, type Process, type Value } from './value.ts';

/** Types of places: what is tested where a value is stored. */
export type Type =
  | { readonly kind: 'bool' }
  | { readonly kind: 'range'; readonly low: number; readonly high: number }
  | { readonly kind: 'members'; readonly name: string; readonly members: readonly Value[] }
  | { readonly kind: 'struct'; readonly name: string; readonly fields: readonly (readonly [string, Type])[] }
  | {
      readonly kind: 'union';
      readonly name: string;
      readonly variants: readonly { readonly name: string; readonly payload: readonly Type[] }[];
    }
  | { readonly kind: 'option' | 'set'; readonly element: Type }
  | { readonly kind: 'seq'; readonly element: Type; readonly capacity: number }
  | { readonly kind: 'map'; readonly key: Type; readonly value: Type }
  | { readonly kind: 'tuple'; readonly elements: readonly Type[] }
  | { readonly kind: 'process'; readonly processes: readonly Process[] };

/** The value as a place of the type holds it. Throws a range error where it is outside. */
export function store(type: Type, value: Value): Value {
  const outside = (): never => {
    throw new OutOfRange(`${keyOf(value)} is outside`);
  };
  if (type.kind === 'bool') return typeof value === 'boolean' ? value : wrong(type, value);
  if (type.kind === 'range') {
    if (typeof value !== 'number') return wrong(type, value);
    return value >= type.low && value <= type.high ? value : outside();
  }
  if (typeof value !== 'object') return wrong(type, value);
  switch (type.kind) {
    case 'members':
      return value.kind === 'member' && value.type === type.name ? value : wrong(type, value);
    case 'process':
      return value.kind === 'process' ? value : wrong(type, value);
    case 'option':
      if (value.kind === 'none') return value;
      return value.kind === 'some' ? { ...value, value: store(type.element, value.value) } : wrong(type, value);
    case 'set':
      if (value.kind !== 'set') return wrong(type, value);
      return setOf(value.parts.map((part) => store(type.element, part)));
    case 'seq':
      if (value.kind !== 'seq') return wrong(type, value);
      if (value.parts.length > type.capacity) return outside();
      return { ...value, capacity: type.capacity, parts: value.parts.map((part) => store(type.element, part)) };
    case 'tuple':
      if (value.kind !== 'tuple') return wrong(type, value);
      return { ...value, parts: value.parts.map((part, i) => store(type.elements[i]!, part)) };
    case 'struct':
      if (value.kind !== 'struct' || value.type !== type.name) return wrong(type, value);
      return { ...value, fields: value.fields.map(([name, part], i) => [name, store(type.fields[i]![1], part)]) };
    case 'union': {
      if (value.kind !== 'variant' || value.type !== type.name) return wrong(type, value);
      const { payload } = type.variants[value.order]!;
      return { ...value, payload: value.payload.map((part, i) => store(payload[i]!, part)) };
    }
    case 'map': {
      if (value.kind !== 'map') return wrong(type, value);
      const keys = setOf(value.entries.map(([key]) => key));
      if (keyOf(keys) !== keyOf(setOf(valuesOf(type.key)))) throw new NotCovered('a map with other keys');
      return mapOf(value.entries.map(([key, part]) => [key, store(type.value, part)]));
    }
  }
}

function wrong(type: Type, value: Value): never {
  throw new NotCovered(`${keyOf(value)} where ${type.kind} is expected`);
}

const MANY = 70_000;

/** All values, in declaration order. */
export function valuesOf(type: Type): readonly Value[] {
  switch (type.kind) {
    case 'bool':
      return [false, true];
    case 'range':
      if (type.high - type.low > MANY) throw new NotCovered('a large range');
      return Array.from({ length: Math.max(0, type.high - type.low + 1) }, (_, i) => type.low + i);
    case 'members':
      return type.members;
    case 'process':
      return type.processes;
    case 'option':
      return [{ kind: 'none' }, ...valuesOf(type.element).map((value): Value => ({ kind: 'some', value }))];
    case 'set':
      return subsets(valuesOf(type.element));
    case 'tuple':
      return products(type.elements.map(valuesOf)).map((parts) => ({ kind: 'tuple', parts }));
    case 'struct':
      return products(type.fields.map(([, field]) => valuesOf(field))).map((parts) => ({
        kind: 'struct',
        type: type.name,
        fields: type.fields.map(([name], i) => [name, parts[i]!]),
      }));
    case 'union':
      return type.variants.flatMap(({ name, payload }, order) =>
        products(payload.map(valuesOf)).map((parts): Value => ({
          kind: 'variant',
          type: type.name,
          name,
          order,
          payload: parts,
        })),
      );
    case 'seq':
      return Array.from({ length: type.capacity + 1 }, (_, length) =>
        products(Array.from({ length }, () => valuesOf(type.element))).map((parts): Value => ({
          kind: 'seq',
          capacity: type.capacity,
          parts,
        })),
      ).flat();
    case 'map': {
      const keys = valuesOf(type.key);
      return products(keys.map(() => valuesOf(type.value))).map((parts) =>
        mapOf(keys.map((key, i) => [key, parts[i]!])),
      );
    }
  }
}

export function products(lists: readonly (readonly Value[])[]): readonly (readonly Value[])[] {
  let rows: readonly (readonly Value[])[] = [[]];
  for (const list of lists) {
    if (rows.length * list.length > MANY) throw new NotCovered('a large type');
    rows = rows.flatMap((row) => list.map((value) => [...row, value]));
  }
  return rows;
}

export function subsets(list: readonly Value[]): readonly Value[] {
  return products(list.map(() => [false, true])).map((row) => setOf(list.filter((_, i) => row[i] === true)));
}

/** A place inside of a value: what follows the variable's name in `m[i].f`. */
export type Step = { readonly key: Value } | { readonly field: string } | { readonly part: number };

export function readAt(value: Value, path: readonly Step[]): Value {
  let at = value;
  for (const step of path) {
    if (typeof at !== 'object') throw new NotCovered('a part of a number');
    if ('key' in step) {
      const wanted = keyOf(step.key);
      const found = at.kind === 'map' ? at.entries.find(([key]) => keyOf(key) === wanted) : undefined;
      if (!found) throw at.kind === 'map' ? new OutOfRange(`no key ${wanted}`) : new NotCovered('an index of no map');
      at = found[1];
    } else if ('field' in step) {
      const found = at.kind === 'struct' ? at.fields.find(([name]) => name === step.field) : undefined;
      if (!found) throw new NotCovered(`no field ${step.field}`);
      at = found[1];
    } else {
      if (at.kind !== 'tuple') throw new NotCovered('a part of no tuple');
      at = at.parts[step.part]!;
    }
  }
  return at;
}

/** The whole with another value at the place, tested against the type that the place has. */
export function writeAt(type: Type, whole: Value, path: readonly Step[], value: Value): Value {
  const [step, ...rest] = path;
  if (!step) return store(type, value);
  const old = readAt(whole, [step]);
  if (typeof whole !== 'object') return wrong(type, whole);
  if ('key' in step && whole.kind === 'map' && type.kind === 'map') {
    const part = writeAt(type.value, old, rest, value);
    return mapOf([...whole.entries, [step.key, part]]);
  }
  if ('field' in step && whole.kind === 'struct' && type.kind === 'struct') {
    const field = type.fields.find(([name]) => name === step.field)!;
    const part = writeAt(field[1], old, rest, value);
    return { ...whole, fields: whole.fields.map(([name, one]) => [name, name === step.field ? part : one]) };
  }
  if ('part' in step && whole.kind === 'tuple' && type.kind === 'tuple') {
    const part = writeAt(type.elements[step.part]!, old, rest, value);
    return { ...whole, parts: whole.parts.map((one, i) => (i === step.part ? part : one)) };
  }
  return wrong(type, whole);
}
