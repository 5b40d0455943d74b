import { valuesOf } from '../core/enumerate.ts';
import { formatValue } from '../core/format.ts';
import { itemAt } from '../core/lists.ts';
import type { Type, Value } from '../core/types.ts';

/**
 * A value that says itself what it is. Booleans and integers are themselves; members of enumerations, symmetric values
 * and processes are their names; sequences are lists; `none` is null. Everything else is an object whose first member
 * begins with a number sign, which no name of a spec does:
 *
 * - a struct: `{ "#struct": "Page", "refcount": 1, "locked_by": null }`
 * - a member of a union: `{ "#variant": "page", "payload": [2] }`
 * - `some(x)`: `{ "#some": x }`
 * - a tuple, a set: `{ "#tup": […] }`, `{ "#set": […] }`, the set in ascending order
 * - a map: `{ "#map": [[key, value], …] }`, in the order of its keys
 */
export type ValueData =
  null | boolean | number | string | readonly ValueData[] | { readonly [name: string]: ValueData };

export function valueData(value: Value, type: Type): ValueData {
  const parts = typeof value === 'number' ? [] : value;
  switch (type.kind) {
    case 'bool':
      return value !== 0;
    case 'int':
      return value;
    case 'enum':
    case 'symmetric':
    case 'process':
    case 'opaque':
    case 'never':
    case 'formula':
      return formatValue(value, type);
    case 'struct': {
      const fields = type.fields.map((field, i) => [field.name, valueData(itemAt(parts, i), field.type)] as const);
      return { '#struct': type.name, ...Object.fromEntries(fields) };
    }
    case 'tuple':
      return { '#tup': type.elements.map((element, i) => valueData(itemAt(parts, i), element)) };
    case 'union': {
      const variant = type.variants[parts[0] as number];
      if (variant === undefined) return formatValue(value, type);
      return {
        '#variant': variant.name,
        payload: variant.payload.map((payload, i) => valueData(itemAt(parts, i + 1), payload.type)),
      };
    }
    case 'option':
      return parts.length === 1 ? null : { '#some': valueData(itemAt(parts, 1), type.element) };
    case 'map': {
      const keys = valuesOf(type.key);
      return {
        '#map': parts.map((part, i) => [valueData(itemAt(keys, i), type.key), valueData(part, type.value)]),
      };
    }
    case 'set':
      return { '#set': parts.map((part) => valueData(part, type.element)) };
    case 'seq':
      return parts.map((part) => valueData(part, type.element));
  }
}

/** A value taken apart, for whoever writes it in another language. */
export type ValueParts =
  | { readonly kind: 'none' }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'some'; readonly value: ValueData }
  | { readonly kind: 'struct'; readonly name: string; readonly fields: readonly (readonly [string, ValueData])[] }
  | { readonly kind: 'variant'; readonly name: string; readonly payload: readonly ValueData[] }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [ValueData, ValueData])[] }
  | { readonly kind: 'tuple' | 'set' | 'seq'; readonly elements: readonly ValueData[] };

export function partsOf(value: ValueData): ValueParts {
  if (value === null) return { kind: 'none' };
  if (typeof value === 'boolean') return { kind: 'bool', value };
  if (typeof value === 'number') return { kind: 'int', value };
  if (typeof value === 'string') return { kind: 'name', name: value };
  if (isList(value)) return { kind: 'seq', elements: value };
  const [first, ...rest] = Object.entries(value);
  const held = first?.[1] ?? null;
  const name = typeof held === 'string' ? held : '';
  switch (first?.[0]) {
    case '#struct':
      return { kind: 'struct', name, fields: rest };
    case '#variant':
      return { kind: 'variant', name, payload: listOf(rest[0]?.[1]) };
    case '#some':
      return { kind: 'some', value: held };
    case '#tup':
      return { kind: 'tuple', elements: listOf(held) };
    case '#set':
      return { kind: 'set', elements: listOf(held) };
    case '#map': {
      const entries = listOf(held).map((entry) => {
        const [key = null, of = null] = listOf(entry);
        return [key, of] as const;
      });
      return { kind: 'map', entries };
    }
    default:
      return { kind: 'struct', name: '', fields: Object.entries(value) };
  }
}

function isList(value: ValueData): value is readonly ValueData[] {
  return Array.isArray(value);
}

function listOf(value: ValueData | undefined): readonly ValueData[] {
  return value !== undefined && isList(value) ? value : [];
}

/** A value as the author of the spec would write it: the same text as `formatValue` makes of the value itself. */
export function valueText(value: ValueData): string {
  const parts = partsOf(value);
  const listed = (values: readonly ValueData[]): string => values.map(valueText).join(', ');
  switch (parts.kind) {
    case 'none':
      return 'none';
    case 'bool':
    case 'int':
      return String(parts.value);
    case 'name':
      return parts.name;
    case 'some':
      return `some(${valueText(parts.value)})`;
    case 'struct':
      return `${parts.name} { ${parts.fields.map(([name, of]) => `${name}: ${valueText(of)}`).join(', ')} }`;
    case 'variant':
      return parts.payload.length === 0 ? parts.name : `${parts.name}(${listed(parts.payload)})`;
    case 'map':
      return `[${parts.entries.map(([key, of]) => `${valueText(key)} → ${valueText(of)}`).join(', ')}]`;
    case 'tuple':
      return `(${listed(parts.elements)})`;
    case 'set':
      return `{${listed(parts.elements)}}`;
    case 'seq':
      return `[${listed(parts.elements)}]`;
  }
}
