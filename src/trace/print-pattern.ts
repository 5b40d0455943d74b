import { formatValue } from '../core/format.ts';
import type { MatchPattern } from '../core/expression.ts';
import type { Type } from '../core/types.ts';
import type { Slot } from '../ir/system.ts';

/** A pattern as it was written, for values of a type. */
export function printPattern(pattern: MatchPattern, type: Type, slots: readonly Slot[]): string {
  return patternText(pattern, type, (slot) => slots[slot]?.name ?? '_');
}

function patternText(pattern: MatchPattern, type: Type, nameOf: (slot: number) => string): string {
  const parts = (patterns: readonly MatchPattern[], types: readonly (Type | undefined)[]): string =>
    patterns.map((one, i) => patternText(one, types[i] ?? { kind: 'never' }, nameOf)).join(', ');
  switch (pattern.kind) {
    case 'any':
      return '_';
    case 'bind':
      return pattern.symbol.name;
    case 'bindSlot':
      return nameOf(pattern.slot);
    case 'value':
      return formatValue(pattern.value, type);
    case 'variant': {
      const name = variantName(type, pattern.tag);
      const types =
        type.kind === 'union'
          ? (type.variants[pattern.tag]?.payload.map((one) => one.type) ?? [])
          : [type.kind === 'option' ? type.element : undefined];
      return pattern.payload.length === 0 ? name : `${name}(${parts(pattern.payload, types)})`;
    }
    case 'tuple':
      return `(${parts(pattern.elements, type.kind === 'tuple' ? type.elements : [])})`;
  }
}

export function variantName(type: Type, tag: number): string {
  if (type.kind === 'union') return type.variants[tag]?.name ?? '?';
  if (type.kind === 'enum') return type.members[tag] ?? '?';
  return tag === 0 ? 'none' : 'some';
}
