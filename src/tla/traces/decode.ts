import { cardinality, valuesOf } from '../../core/enumerate.ts';
import { formatType } from '../../core/format.ts';
import { itemAt } from '../../core/lists.ts';
import type { ProcessType, Type, Value } from '../../core/types.ts';
import { indexInSet, makeSet } from '../../core/values.ts';
import { fieldName } from '../names.ts';
import { payloadField, payloadOf, type Vocabulary } from '../vocabulary.ts';
import { readValue, TlaReader } from './tla-reader.ts';
import { NoTrace, show, type TlaValue } from './value.ts';

/** A value that the module has none of in this place. */
export class Misfit extends Error {
  /** @param reason a clause */
  constructor(reason: string) {
    super(reason);
    this.name = 'Misfit';
  }
}

/** The value of the language that the module writes like this. @throws Misfit */
export function decode(value: TlaValue, type: Type, vocabulary: Vocabulary): Value {
  const misfit = (): never => {
    throw new Misfit(`${show(value)} is no value of ${formatType(type)}`);
  };
  const parts = (types: readonly Type[]): readonly Value[] => {
    const elements = elementsOf(value, 'sequence') ?? misfit();
    if (elements.length !== types.length) return misfit();
    return types.map((one, i) => decode(itemAt(elements, i), one, vocabulary));
  };
  switch (type.kind) {
    case 'bool':
      return value.kind === 'boolean' ? Number(value.value) : misfit();
    case 'int': {
      const isInside =
        value.kind === 'integer' &&
        Number.isInteger(value.value) &&
        value.value >= type.low &&
        value.value <= type.high;
      return isInside ? value.value : misfit();
    }
    case 'enum':
    case 'symmetric': {
      const words = type.kind === 'enum' ? type.members : (vocabulary.symmetric.get(type)?.values ?? []);
      const index = value.kind === 'word' ? words.indexOf(value.text) : -1;
      return index < 0 ? misfit() : index;
    }
    case 'process':
      return processOf(value, type, vocabulary) ?? misfit();
    case 'struct': {
      if (type.fields.length === 0) return parts([]);
      const fields = fieldsOf(value);
      if (fields?.size !== type.fields.length) return misfit();
      return type.fields.map((field) => decode(fields.get(fieldName(field.name)) ?? misfit(), field.type, vocabulary));
    }
    case 'tuple':
      return parts(type.elements);
    case 'option': {
      const elements = elementsOf(value, 'sequence') ?? misfit();
      if (elements.length === 0) return [0];
      return [1, ...parts([type.element])];
    }
    case 'union':
      return variantOf(value, type, vocabulary) ?? misfit();
    case 'map':
      return mapOf(value, type, vocabulary) ?? misfit();
    case 'set': {
      const elements = elementsOf(value, 'set') ?? misfit();
      return makeSet(elements.map((one) => decode(one, type.element, vocabulary)));
    }
    case 'seq': {
      const elements = elementsOf(value, 'sequence') ?? misfit();
      if (elements.length > type.capacity) return misfit();
      return elements.map((one) => decode(one, type.element, vocabulary));
    }
    case 'never':
    case 'opaque':
    case 'formula':
      return misfit();
  }
}

/** The elements of a set or of a sequence; a function of `1..n` is a sequence. */
function elementsOf(value: TlaValue, wanted: 'set' | 'sequence'): readonly TlaValue[] | undefined {
  if (value.kind === 'elements') return value.are === wanted || value.are === 'either' ? value.elements : undefined;
  if (value.kind !== 'function' || wanted === 'set') return undefined;
  const elements = new Map(value.entries.map(([key, of]) => [key.kind === 'integer' ? key.value : 0, of]));
  const inOrder = value.entries.flatMap((_, i) => elements.get(i + 1) ?? []);
  return inOrder.length === value.entries.length ? inOrder : undefined;
}

/** A record, or a function of strings. */
function fieldsOf(value: TlaValue): ReadonlyMap<string, TlaValue> | undefined {
  if (value.kind === 'members') return value.members;
  if (value.kind !== 'function') return undefined;
  return new Map(value.entries.flatMap(([key, of]) => (key.kind === 'word' ? [[key.text, of] as const] : [])));
}

function processOf(value: TlaValue, { families }: ProcessType, vocabulary: Vocabulary): number | undefined {
  const [name, ...indices] = elementsOf(value, 'sequence') ?? [];
  const family = families.find((one) => name?.kind === 'word' && one.name === name.text);
  if (family?.indexTypes.length !== indices.length) return undefined;
  const wanted = family.indexTypes.map((type, i) => decode(itemAt(indices, i), type, vocabulary));
  const number = family.instances.findIndex(
    (one) => one.exists && JSON.stringify(one.indices) === JSON.stringify(wanted),
  );
  return number < 0 ? undefined : family.first + number;
}

function variantOf(value: TlaValue, type: Extract<Type, { kind: 'union' }>, vocabulary: Vocabulary): Value | undefined {
  const fields = fieldsOf(value);
  const word = fields?.get('tag');
  const tag = type.variants.findIndex(({ name }) => word?.kind === 'word' && word.text === name);
  if (fields === undefined || tag < 0) return undefined;
  const payload = payloadOf(type, tag);
  if (fields.size !== (payload.length === 0 ? 1 : 2)) return undefined;
  if (payload.length === 0) return [tag];
  const carried = fields.get(payloadField(itemAt(type.variants, tag).name));
  if (carried === undefined) return undefined;
  const whole: Type = payload.length === 1 ? itemAt(payload, 0) : { kind: 'tuple', elements: payload };
  const decoded = decode(carried, whole, vocabulary);
  return payload.length === 1 ? [tag, decoded] : [tag, ...(decoded as readonly Value[])];
}

function mapOf(value: TlaValue, type: Extract<Type, { kind: 'map' }>, vocabulary: Vocabulary): Value | undefined {
  const count = Number(cardinality(type.key));
  const keys = valuesOf(type.key);
  const values = new Map<number, Value>();
  const entries = entriesOf(value, type.key);
  if (entries?.length !== count) return undefined;
  for (const [key, of] of entries)
    values.set(indexInSet(keys, decode(key, type.key, vocabulary)), decode(of, type.value, vocabulary));
  const inOrder = keys.flatMap((_, i): readonly Value[] => {
    const one = values.get(i);
    return one === undefined ? [] : [one];
  });
  return inOrder.length === count ? inOrder : undefined;
}

/** What a function maps to what. */
export function entriesOf(value: TlaValue, key: Type): readonly (readonly [TlaValue, TlaValue])[] | undefined {
  switch (value.kind) {
    case 'function':
      return value.entries;
    case 'elements':
      // A function of 1..n.
      if (value.are === 'set') return undefined;
      return value.elements.map((one, i) => [{ kind: 'integer', value: i + 1 }, one]);
    case 'members':
      return [...value.members].map(([text, of]) => [keyOf(text, key), of]);
    case 'boolean':
    case 'integer':
    case 'word':
      return undefined;
  }
}

/** The key of a function that JSON of TLC has as a text: what it prints, without the quotes of a string. */
function keyOf(text: string, type: Type): TlaValue {
  if (type.kind === 'enum' || type.kind === 'symmetric') return { kind: 'word', text };
  try {
    const reader = new TlaReader([text]);
    const key = readValue(reader);
    if (!reader.isAtEnd) reader.refuse();
    return key;
  } catch (problem) {
    if (problem instanceof NoTrace) return { kind: 'word', text };
    throw problem;
  }
}
