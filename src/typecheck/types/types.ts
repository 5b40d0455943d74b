import type {
  EnumType,
  UnionType,
  IntType,
  MapType,
  OptionType,
  SeqType,
  SetType,
  TupleType,
  Type,
} from '../../core/types.ts';
import { isSubtype, sameType } from '../../core/relations.ts';
import { isEmpty, overlap } from './intervals.ts';

export const BOOL: Type = { kind: 'bool' };
export const NEVER: Type = { kind: 'never' };
export const FORMULA: Type = { kind: 'formula' };

export function intType(low: number, high: number): IntType {
  return { kind: 'int', low, high };
}

export function setOf(element: Type): SetType {
  return { kind: 'set', element };
}

export function optionOf(element: Type): OptionType {
  return { kind: 'option', element };
}

export function tupleOf(elements: readonly Type[]): TupleType {
  return { kind: 'tuple', elements };
}

export function mapOf(key: Type, value: Type): MapType {
  return { kind: 'map', key, value };
}

export function seqOf(capacity: number, element: Type): SeqType {
  return { kind: 'seq', capacity, element };
}

/**
 * How values of one type go into another: always (`proved`), where a test at run time finds them inside
 * (`tested`), never although they are of the same shape (`disjoint`), or not at all (`different`).
 */
export type Fit = 'proved' | 'tested' | 'disjoint' | 'different';

export function fit(from: Type, to: Type): Fit {
  if (isSubtype(from, to)) return 'proved';
  switch (to.kind) {
    case 'never':
      return 'proved';
    case 'int':
      if (from.kind !== 'int') return 'different';
      return isEmpty(from) ? 'proved' : overlap(from, to) ? 'tested' : 'disjoint';
    case 'option':
      return from.kind === 'option' ? fit(from.element, to.element) : 'different';
    case 'set':
      return from.kind === 'set' ? fit(from.element, to.element) : 'different';
    case 'seq': {
      if (from.kind !== 'seq') return 'different';
      const elements = fit(from.element, to.element);
      return elements === 'proved' ? 'tested' : elements;
    }
    case 'map':
      return from.kind === 'map' && sameType(from.key, to.key) ? fit(from.value, to.value) : 'different';
    case 'tuple':
      if (from.kind !== 'tuple' || from.elements.length !== to.elements.length) return 'different';
      return worst(from.elements.map((t, i) => fit(t, to.elements[i] ?? NEVER)));
    case 'formula':
      return from.kind === 'bool' ? 'proved' : 'different';
    case 'bool':
    case 'enum':
    case 'struct':
    case 'union':
    case 'symmetric':
    case 'process':
    case 'opaque':
      return 'different';
  }
}

function worst(fits: readonly Fit[]): Fit {
  const order: readonly Fit[] = ['different', 'disjoint', 'tested', 'proved'];
  return order.find((f) => fits.includes(f)) ?? 'proved';
}

/** Whether some value of the type contains one of a type that `test` accepts. */
export function containsType(type: Type, test: (t: Type) => boolean): boolean {
  if (test(type)) return true;
  const inner = (t: Type): boolean => containsType(t, test);
  switch (type.kind) {
    case 'option':
    case 'set':
    case 'seq':
      return inner(type.element);
    case 'map':
      return inner(type.key) || inner(type.value);
    case 'tuple':
      return type.elements.some(inner);
    case 'struct':
      return type.fields.some((f) => inner(f.type));
    case 'union':
      return type.variants.some((v) => v.payload.some((p) => inner(p.type)));
    case 'process':
      return type.families.some((f) => f.indexTypes.some(inner));
    case 'bool':
    case 'int':
    case 'enum':
    case 'symmetric':
    case 'opaque':
    case 'never':
    case 'formula':
      return false;
  }
}

/** The symmetric type that values of a type are made of, if there is one. */
export function symmetricIn(type: Type): Type | undefined {
  let found: Type | undefined;
  containsType(type, (t) => {
    if (t.kind === 'symmetric' || t.kind === 'opaque') found ??= t;
    return found !== undefined;
  });
  return found;
}

export function mentionsProcess(type: Type): boolean {
  return containsType(type, (t) => t.kind === 'process');
}

/** The names of the members of an enum or of a union. */
export function memberNames(type: EnumType | UnionType): readonly string[] {
  return type.kind === 'enum' ? type.members : type.variants.map((v) => v.name);
}

export function memberTag(type: Type | undefined, name: string): number | undefined {
  if (type?.kind === 'enum') {
    const tag = type.members.indexOf(name);
    return tag < 0 ? undefined : tag;
  }
  if (type?.kind === 'union') {
    const tag = type.variants.findIndex((v) => v.name === name);
    return tag < 0 ? undefined : tag;
  }
  return undefined;
}
