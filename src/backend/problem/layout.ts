import { itemAt } from '../../core/lists.ts';
import type { Type, Value } from '../../core/types.ts';
import { cardinality } from '../../core/enumerate.ts';
import type { StateKey } from '../../explorer/model.ts';
import type { Family, Instance, TransitionSystem } from '../../ir/system.ts';

export interface PlacedInstance {
  readonly family: Family;
  readonly instance: Instance;
  /** Index in the state of its control point; its slots follow. */
  readonly point: number;
}

/** A part of a state and how it is written. */
interface Part {
  /** Index in the state. */
  readonly at: number;
  readonly codec: Codec;
}

/** What is written of an instance. */
interface Frame {
  readonly point: Part;
  /** By control point, the slots that are live there. */
  readonly live: readonly (readonly Part[])[];
}

/**
 * How the interpreter keeps a state: one array with the variables by slot, then for each process instance its
 * control point and its slots, then room for the slots of a running action. Slots that are not live at the
 * instance's control point hold 0 and are not part of the key.
 */
export class Layout {
  readonly size: number;
  readonly instances: readonly PlacedInstance[];
  /** Instances by their number as values of `Process`; absent ones are missing. */
  readonly byId: ReadonlyMap<number, PlacedInstance>;
  /** Where the slots of actions begin. */
  readonly scratch: number;
  readonly #variables: readonly Part[];
  readonly #frames: readonly Frame[];
  readonly #codes: number[] = [];

  constructor({ variables, families, actions }: TransitionSystem) {
    const instances: PlacedInstance[] = [];
    const frames: Frame[] = [];
    let size = variables.length;
    for (const family of families) {
      const codecs = family.slots.map(({ type }) => codecOf(type));
      const point = numberBelow(family.points.length);
      for (const instance of family.instances) {
        const first = size + 1;
        instances.push({ family, instance, point: size });
        const live = family.points.map((one) =>
          one.live.map((slot) => ({ at: first + slot, codec: itemAt(codecs, slot) })),
        );
        frames.push({ point: { at: size, codec: point }, live });
        size += 1 + codecs.length;
      }
    }
    this.instances = instances;
    this.byId = new Map(instances.map((one) => [one.instance.id, one]));
    this.scratch = size;
    this.size = size + Math.max(0, ...actions.map(({ slots }) => slots.length));
    this.#variables = variables.map(({ type }, at) => ({ at, codec: codecOf(type) }));
    this.#frames = frames;
  }

  encode(state: readonly Value[]): StateKey {
    const codes = this.#codes;
    codes.length = 0;
    for (const { at, codec } of this.#variables) codec.write(itemAt(state, at), codes);
    for (const { point, live } of this.#frames) {
      const now = itemAt(state, point.at) as number;
      point.codec.write(now, codes);
      for (const { at, codec } of itemAt(live, now)) codec.write(itemAt(state, at), codes);
    }
    return textOf(codes);
  }

  decode(key: StateKey): Value[] {
    const state: Value[] = new Array<Value>(this.size).fill(0);
    const reader = { key, at: 0 };
    for (const { at, codec } of this.#variables) state[at] = codec.read(reader);
    for (const { point, live } of this.#frames) {
      const now = point.codec.read(reader) as number;
      state[point.at] = now;
      for (const { at, codec } of itemAt(live, now)) state[at] = codec.read(reader);
    }
    return state;
  }
}

/** Longest argument list that engines take for sure. */
const CHUNK = 8192;

function textOf(codes: readonly number[]): string {
  if (codes.length <= CHUNK) return String.fromCharCode.apply(null, codes as number[]);
  let text = '';
  for (let i = 0; i < codes.length; i += CHUNK) text += String.fromCharCode(...codes.slice(i, i + CHUNK));
  return text;
}

interface Reader {
  readonly key: string;
  at: number;
}

function next(reader: Reader): number {
  return reader.key.charCodeAt(reader.at++);
}

/** Writes values of one type as codes of 16 bits such that what was written can be read back without knowing its length. */
interface Codec {
  write(value: Value, codes: number[]): void;
  read(reader: Reader): Value;
}

function codecOf(type: Type): Codec {
  switch (type.kind) {
    case 'int':
      return numberBelow(type.high - type.low + 1, type.low);
    case 'bool':
    case 'opaque':
      return narrowInteger(0);
    case 'enum':
      return numberBelow(type.members.length);
    case 'symmetric':
      return numberBelow(type.size);
    case 'process':
      return numberBelow(type.families.reduce((n, f) => n + f.instances.length, 0));
    case 'struct':
      return sequenceOf(type.fields.map((f) => codecOf(f.type)));
    case 'tuple':
      return sequenceOf(type.elements.map(codecOf));
    case 'map': {
      const value = codecOf(type.value);
      return sequenceOf(Array.from({ length: Number(cardinality(type.key)) }, () => value));
    }
    case 'union':
      return tagged(type.variants.map((v) => v.payload.map((p) => codecOf(p.type))));
    case 'option':
      return tagged([[], [codecOf(type.element)]]);
    case 'set': {
      const most = cardinality(type.element);
      return counted(codecOf(type.element), most > BigInt(WIDE) ? WIDE : Number(most));
    }
    case 'seq':
      return counted(codecOf(type.element), type.capacity);
    case 'never':
    case 'formula':
      return sequenceOf([]);
  }
}

/** Numbers that one code holds; two hold the product, which is more than any number of the language. */
const NARROW = 65_536;
const WIDE = NARROW * NARROW - 1;

/** The numbers from `low` on, `count` of them. */
function numberBelow(count: number, low = 0): Codec {
  return count <= NARROW ? narrowInteger(low) : wideInteger(low);
}

function narrowInteger(low: number): Codec {
  return {
    write: (value, codes) => codes.push((value as number) - low),
    read: (reader) => next(reader) + low,
  };
}

function wideInteger(low: number): Codec {
  return {
    write(value, codes) {
      const n = (value as number) - low;
      codes.push(Math.floor(n / NARROW), n % NARROW);
    },
    read: (reader) => next(reader) * NARROW + next(reader) + low,
  };
}

function sequenceOf(parts: readonly Codec[]): Codec {
  return {
    write(value, codes) {
      const array = value as readonly Value[];
      let i = 0;
      for (const part of parts) part.write(itemAt(array, i++), codes);
    },
    read: (reader) => parts.map((p) => p.read(reader)),
  };
}

function tagged(variants: readonly (readonly Codec[])[]): Codec {
  const tags = numberBelow(variants.length);
  return {
    write(value, codes) {
      const array = value as readonly Value[];
      const tag = array[0] as number;
      tags.write(tag, codes);
      let i = 1;
      for (const part of itemAt(variants, tag)) part.write(itemAt(array, i++), codes);
    },
    read(reader) {
      const tag = tags.read(reader) as number;
      return [tag, ...itemAt(variants, tag).map((p) => p.read(reader))];
    },
  };
}

/** @param most elements at most */
function counted(element: Codec, most: number): Codec {
  const lengths = numberBelow(most + 1);
  return {
    write(value, codes) {
      const array = value as readonly Value[];
      lengths.write(array.length, codes);
      for (const v of array) element.write(v, codes);
    },
    read(reader) {
      const length = lengths.read(reader) as number;
      return Array.from({ length }, () => element.read(reader));
    },
  };
}
