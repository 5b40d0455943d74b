import { cardinality, valuesOf } from '../core/enumerate.ts';
import { InternalError } from '../core/internal-error.ts';
import { itemAt } from '../core/lists.ts';
import type { ProcessType, SymmetricType, Type, Value } from '../core/types.ts';
import { equalValues, listOf } from '../core/values.ts';
import { fieldName, type ModuleNames } from './names.ts';
import type { Definition } from './print.ts';
import * as tla from './syntax.ts';
import type { Name, Tla } from './syntax.ts';

/**
 * How values and types of the language are written (language.md, section 9): members of enumerations are strings, those
 * of symmetric types model values, processes tuples of their name and their indices, structs records, members of unions
 * records with a `tag`, options `<<>>` and `<<x>>`, maps functions. What a module needs of definitions for that is
 * gathered here while it is made.
 */
export class Vocabulary {
  /** Sets of the types of the spec that have a name. */
  readonly sets: Definition[] = [];
  /** What comparisons and reductions need. */
  readonly helpers: Definition[] = [];
  /** Symmetric types, with the names of their model values. */
  readonly symmetric = new Map<SymmetricType, { readonly name: string; readonly values: readonly string[] }>();
  readonly names: ModuleNames;
  readonly processes: ProcessType;
  readonly #setNames = new Map<Type, string>();
  /** Names of constant sets, by what they are called in the spec. */
  readonly #aliases = new Map<string, { readonly name: string; readonly type: Type; readonly value: Value }[]>();
  readonly #known = new Map<string, string>();

  constructor(names: ModuleNames, processes: ProcessType) {
    this.names = names;
    this.processes = processes;
  }

  // ------------------------------------------------------------------------------------------- types

  /** The set of all values of a type. */
  setOf(type: Type): Tla {
    switch (type.kind) {
      case 'bool':
        return tla.text('BOOLEAN');
      case 'int':
        return type.high < type.low ? tla.set([]) : range(type.low, type.high);
      case 'enum':
        return this.#namedSet(type, type.name, () => tla.set(type.members.map(tla.string)));
      case 'symmetric':
        return tla.text(this.#symmetric(type).name);
      case 'process':
        return this.#namedSet(type, 'Process', () => this.#allProcesses());
      case 'struct':
        return this.#namedSet(type, type.name, () => this.#structs(type));
      case 'union':
        return this.#namedSet(type, type.name, () => this.#unions(type));
      case 'option':
        return this.#optionOf(this.setOf(type.element));
      case 'tuple':
        return productOf(type.elements.map((element) => this.setOf(element)));
      case 'map':
        return { kind: 'functions', from: this.setOf(type.key), to: this.setOf(type.value) };
      case 'set':
        return tla.prefix('SUBSET', this.setOf(type.element));
      case 'seq':
        return this.#sequences(this.setOf(type.element), type.capacity);
      case 'never':
        return tla.set([]);
      case 'opaque':
      case 'formula':
        throw new InternalError(`a run has no values of the type ${type.kind}`);
    }
  }

  #namedSet(type: Type, name: string, body: () => Tla): Tla {
    const known =
      this.#setNames.get(type) ?? (type.kind === 'process' ? this.#setNames.get(this.processes) : undefined);
    if (known !== undefined) return tla.text(known);
    // Parts come first.
    const value = body();
    const given = this.names.give(name);
    this.#setNames.set(type.kind === 'process' ? this.processes : type, given);
    this.sets.push({ name: given, parameters: [], body: value });
    return tla.text(given);
  }

  #symmetric(type: SymmetricType): { readonly name: string; readonly values: readonly string[] } {
    const known = this.symmetric.get(type);
    if (known) return known;
    const name = this.names.give(type.name);
    const values = Array.from({ length: type.size }, (_, i) => this.names.give(`${type.name}_${i}`));
    const made = { name, values };
    this.symmetric.set(type, made);
    this.sets.push({ name, parameters: [], body: tla.set(values.map(tla.text)) });
    return made;
  }

  #allProcesses(): Tla {
    const parts = this.processes.families.flatMap((family) => {
      const existing = family.instances.filter((one) => one.exists);
      if (existing.length === 0) return [];
      return [
        tla.set(
          existing.map((one) =>
            this.process(
              family.name,
              one.indices.map((v, i) => this.value(v, itemAt(family.indexTypes, i))),
            ),
          ),
        ),
      ];
    });
    return parts.length === 0 ? tla.set([]) : parts.reduce((a, b) => tla.infix(a, '\\cup', b));
  }

  #structs(type: Extract<Type, { kind: 'struct' }>): Tla {
    if (type.fields.length === 0) return tla.set([tla.NOTHING]);
    return { kind: 'records', fields: type.fields.map((f) => [fieldName(f.name), this.setOf(f.type)] as const) };
  }

  #unions(type: Extract<Type, { kind: 'union' }>): Tla {
    const sets = type.variants.map(({ name, payload }): Tla => {
      const tag = ['tag', tla.set([tla.string(name)])] as const;
      const carried = payload.map((p) => this.setOf(p.type));
      if (carried.length === 0) return { kind: 'records', fields: [tag] };
      return { kind: 'records', fields: [tag, [payloadField(name), productOf(carried)]] };
    });
    return sets.reduce((a, b) => tla.infix(a, '\\cup', b));
  }

  /** A function from 1..1 is a sequence of one element: so whether a value is an option needs no enumeration. */
  #optionOf(element: Tla): Tla {
    return this.call(
      'Option',
      ['T'],
      (t) => tla.infix(tla.set([tla.NOTHING]), '\\cup', { kind: 'functions', from: range(1, 1), to: t }),
      [element],
    );
  }

  #sequences(element: Tla, capacity: number): Tla {
    return this.call(
      'BoundedSeq',
      ['T', 'n'],
      (t, n) => {
        const length: Name = { base: 'm' };
        const all: Tla = {
          kind: 'image',
          binders: [[length, tla.infix(tla.number(0), '..', n)]],
          element: { kind: 'functions', from: tla.infix(tla.number(1), '..', tla.named(length)), to: t },
        };
        return tla.prefix('UNION', all);
      },
      [element, tla.number(capacity)],
    );
  }

  // ------------------------------------------------------------------------------------------ values

  /** `<<"getter", g>>` */
  process(name: string, indices: readonly Tla[]): Tla {
    return tla.tuple([tla.string(name), ...indices]);
  }

  value(value: Value, type: Type): Tla {
    const parts = listOf(value);
    switch (type.kind) {
      case 'bool':
        return value === 0 ? tla.FALSE : tla.TRUE;
      case 'int':
        return tla.number(Number(value));
      case 'enum':
        return tla.string(itemAt(type.members, Number(value)));
      case 'symmetric':
        return tla.text(itemAt(this.#symmetric(type).values, Number(value)));
      case 'process':
        return this.#processValue(Number(value));
      case 'struct':
        return this.struct(
          type,
          type.fields.map((f, i) => this.value(itemAt(parts, i), f.type)),
        );
      case 'tuple':
        return tla.tuple(type.elements.map((t, i) => this.value(itemAt(parts, i), t)));
      case 'union':
      case 'option': {
        const tag = Number(itemAt(parts, 0));
        const payload = payloadOf(type, tag);
        return this.variant(
          type,
          tag,
          payload.map((t, i) => this.value(itemAt(parts, i + 1), t)),
        );
      }
      case 'map':
        return this.#mapValue(parts, type);
      case 'set':
        return this.#setValue(parts, type.element);
      case 'seq':
        return tla.tuple(parts.map((one) => this.value(one, type.element)));
      case 'never':
      case 'opaque':
      case 'formula':
        throw new InternalError(`a run has no values of the type ${type.kind}`);
    }
  }

  #processValue(id: number): Tla {
    for (const family of this.processes.families) {
      const instance = family.instances[id - family.first];
      if (id >= family.first && instance)
        return this.process(
          family.name,
          instance.indices.map((v, i) => this.value(v, itemAt(family.indexTypes, i))),
        );
    }
    throw new InternalError(`there is no process ${id}`);
  }

  #mapValue(parts: readonly Value[], type: Extract<Type, { kind: 'map' }>): Tla {
    const [first] = parts;
    if (first === undefined) return tla.NOTHING;
    if (parts.every((one) => equalValues(one, first)))
      return { kind: 'function', name: { base: 'k' }, set: this.setOf(type.key), body: this.value(first, type.value) };
    const keys = valuesOf(type.key);
    return parts
      .map((one, i) => tla.infix(this.value(itemAt(keys, i), type.key), ':>', this.value(one, type.value)))
      .reduce((a, b) => tla.infix(a, '@@', b));
  }

  #setValue(parts: readonly Value[], element: Type): Tla {
    if (parts.length > 0 && element.kind !== 'int' && BigInt(parts.length) === cardinality(element))
      return this.setOf(element);
    const low = Number(parts[0]);
    if (element.kind === 'int' && parts.length > 1 && Number(parts.at(-1)) - low === parts.length - 1)
      return range(low, low + parts.length - 1);
    return tla.set(parts.map((one) => this.value(one, element)));
  }

  /** A constant set that has a name in the spec, as a type has: defined once. */
  aliased(name: string, value: Value, type: Type): Tla {
    const known = this.#aliases.get(name) ?? [];
    this.#aliases.set(name, known);
    const same = known.find((one) => equalValues(one.value, value));
    if (same) return tla.text(same.name);
    const body = this.value(value, type);
    // A set of a type with a name has one already.
    if (body.kind === 'text') return body;
    const given = this.names.give(name);
    known.push({ name: given, type, value });
    this.sets.push({ name: given, parameters: [], body });
    return tla.text(given);
  }

  struct(type: Extract<Type, { kind: 'struct' }>, fields: readonly Tla[]): Tla {
    if (fields.length === 0) return tla.NOTHING;
    return { kind: 'record', fields: type.fields.map((f, i) => [fieldName(f.name), itemAt(fields, i)] as const) };
  }

  /** A member of a union or an option. */
  variant(type: Type, tag: number, payload: readonly Tla[]): Tla {
    if (type.kind !== 'union') return tla.tuple(payload);
    const { name } = itemAt(type.variants, tag);
    const head = ['tag', tla.string(name)] as const;
    if (payload.length === 0) return { kind: 'record', fields: [head] };
    const carried = payload.length === 1 ? itemAt(payload, 0) : tla.tuple(payload);
    return { kind: 'record', fields: [head, [payloadField(name), carried]] };
  }

  /** Whether a value of a union or an option is this member. */
  isVariant(value: Tla, type: Type, tag: number): Tla {
    if (type.kind !== 'union') return tla.infix(value, tag === 0 ? '=' : '#', tla.NOTHING);
    return tla.equal(tla.field(value, 'tag'), tla.string(itemAt(type.variants, tag).name));
  }

  /** What a member of a union or an option carries, by position. */
  payload(value: Tla, type: Type, tag: number, position: number): Tla {
    if (type.kind !== 'union') return tla.index(value, tla.number(1));
    const { name, payload } = itemAt(type.variants, tag);
    const carried = tla.field(value, payloadField(name));
    return payload.length === 1 ? carried : tla.index(carried, tla.number(position + 1));
  }

  // ----------------------------------------------------------------------------------------- helpers

  /** Calls a definition that is made where the first expression needs it. */
  call(name: string, parameters: readonly string[], body: HelperBody, args: readonly Tla[]): Tla {
    return tla.apply(this.helper(name, parameters, body), ...args);
  }

  /** The name of a definition that is made where the first expression needs it. */
  helper(wanted: string, parameters: readonly string[], body: HelperBody): string {
    const known = this.#known.get(wanted);
    if (known !== undefined) return known;
    const name = this.names.give(wanted);
    this.#known.set(wanted, name);
    const own = parameters.map((base): Name => ({ base }));
    const [first, second = first] = own.map(tla.named);
    if (!first || !second) throw new InternalError(`the definition of ${wanted} has no parameters`);
    const isRecursive = wanted === 'SumOver';
    const definition = { name, parameters: own, body: body(first, second, name), isRecursive };
    (wanted === 'Option' || wanted === 'BoundedSeq' ? this.sets : this.helpers).push(definition);
    return name;
  }
}

/** Of one parameter or of two, and of the name of what is defined. */
type HelperBody = (first: Tla, second: Tla, self: string) => Tla;

export function range(low: number, high: number): Tla {
  return tla.infix(tla.number(low), '..', tla.number(high));
}

/** Tuples with an element of each set; of one set, its elements. */
function productOf(sets: readonly Tla[]): Tla {
  return sets.length === 1 ? itemAt(sets, 0) : { kind: 'product', factors: sets };
}

/** Each member has a field of its own, so that TLC never compares what two members carry. */
export function payloadField(variant: string): string {
  return variant === 'tag' ? 'tag_' : fieldName(variant);
}

/** Types of what a member carries. */
export function payloadOf(type: Type, tag: number): readonly Type[] {
  if (type.kind === 'option') return tag === 1 ? [type.element] : [];
  return type.kind === 'union' ? itemAt(type.variants, tag).payload.map((p) => p.type) : [];
}
