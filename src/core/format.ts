import { valuesOf } from './enumerate.ts';
import { itemAt } from './lists.ts';
import { memoizedByType } from './memoized.ts';
import type { Type, Value } from './types.ts';
import { listOf, tagOf } from './values.ts';

/** Values and types as people write them. */

/** A value as the author of the spec would write it. */
export function formatValue(value: Value, type: Type): string {
  const array = listOf(value);
  switch (type.kind) {
    case 'bool':
      return value === 0 ? 'false' : 'true';
    case 'int':
      return String(value);
    case 'enum':
      return (typeof value === 'number' ? type.members[value] : undefined) ?? `?${String(value)}`;
    case 'symmetric':
      return `${type.name}#${String(value)}`;
    case 'process':
      return formatInstance(type, Number(value));
    case 'struct':
      return `${type.name} { ${type.fields.map((f, i) => `${f.name}: ${formatValue(itemAt(array, i), f.type)}`).join(', ')} }`;
    case 'tuple':
      return `(${type.elements.map((t, i) => formatValue(itemAt(array, i), t)).join(', ')})`;
    case 'union': {
      const variant = type.variants[tagOf(array)];
      if (!variant) return `?${String(array[0])}`;
      if (variant.payload.length === 0) return variant.name;
      return `${variant.name}(${variant.payload.map((p, i) => formatValue(itemAt(array, i + 1), p.type)).join(', ')})`;
    }
    case 'option':
      return array.length === 1 ? 'none' : `some(${formatValue(itemAt(array, 1), type.element)})`;
    case 'map': {
      const keys = valuesOf(type.key);
      return `[${array.map((v, i) => `${formatValue(itemAt(keys, i), type.key)} → ${formatValue(v, type.value)}`).join(', ')}]`;
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
    const type = itemAt(types, i);
    return type.kind === 'symmetric' ? String(v) : formatValue(v, type);
  });
  return `${family}[${shown.join(', ')}]`;
}

/** Most characters of a part of a type that are shown. */
const LONGEST_PART = 200;

/** A type within another. Aliases put it in many places. */
const formatPart: (type: Type) => string = memoizedByType((type) => {
  const whole = formatType(type);
  return whole.length > LONGEST_PART ? '…' : whole;
});

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
      return `(${type.elements.map((t) => formatPart(t)).join(', ')})`;
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
