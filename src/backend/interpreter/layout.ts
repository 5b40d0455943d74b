import type { Type, Value } from '../../core/types.ts';
import { cardinality } from '../../core/values.ts';
import type { StateKey } from '../../explorer/model.ts';
import type { Family, Instance, TransitionSystem } from '../../ir/system.ts';

/**
 * How the interpreter keeps a state: one array with the variables by slot, then for each process instance its
 * control point and its slots, then room for the slots of a running action. Slots that are not live at the
 * instance's control point hold 0 and are not part of the key.
 */
export interface Layout {
  readonly size: number;
  readonly instances: readonly PlacedInstance[];
  /** Instances by their number as values of `Process`; absent ones are missing. */
  readonly byId: ReadonlyMap<number, PlacedInstance>;
  /** Where the slots of actions begin. */
  readonly scratch: number;
  encode(state: readonly Value[]): StateKey;
  decode(key: StateKey): Value[];
}

export interface PlacedInstance {
  readonly family: Family;
  readonly instance: Instance;
  /** Index in the state of its control point; its slots follow. */
  readonly point: number;
}

export function layOut(system: TransitionSystem): Layout {
  const instances: PlacedInstance[] = [];
  let size = system.variables.length;
  for (const family of system.families) {
    for (const instance of family.instances) {
      instances.push({ family, instance, point: size });
      size += 1 + family.slots.length;
    }
  }
  const scratch = size;
  size += Math.max(0, ...system.actions.map((a) => a.slots.length));

  const codecs = system.variables.map((v) => codecOf(v.type));
  const pointCodecs = new Map(system.families.map((f) => [f, numberBelow(f.points.length)]));
  const slotCodecs = new Map(system.families.map((f) => [f, f.slots.map((s) => codecOf(s.type))]));
  const codes: number[] = [];

  return {
    size,
    instances,
    byId: new Map(instances.map((i) => [i.instance.id, i])),
    scratch,
    encode(state) {
      codes.length = 0;
      for (let i = 0; i < codecs.length; i++) codecs[i]!.write(state[i]!, codes);
      for (const { family, point } of instances) {
        const at = state[point] as number;
        pointCodecs.get(family)!.write(at, codes);
        const slots = slotCodecs.get(family)!;
        for (const slot of family.points[at]!.live) slots[slot]!.write(state[point + 1 + slot]!, codes);
      }
      return textOf(codes);
    },
    decode(key) {
      const state: Value[] = new Array<Value>(size).fill(0);
      const reader = { key, at: 0 };
      for (let i = 0; i < codecs.length; i++) state[i] = codecs[i]!.read(reader);
      for (const { family, point } of instances) {
        const at = pointCodecs.get(family)!.read(reader) as number;
        state[point] = at;
        const slots = slotCodecs.get(family)!;
        for (const slot of family.points[at]!.live) state[point + 1 + slot] = slots[slot]!.read(reader);
      }
      return state;
    },
  };
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
      for (let i = 0; i < parts.length; i++) parts[i]!.write(array[i]!, codes);
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
      const payload = variants[tag]!;
      for (let i = 0; i < payload.length; i++) payload[i]!.write(array[i + 1]!, codes);
    },
    read(reader) {
      const tag = tags.read(reader) as number;
      return [tag, ...variants[tag]!.map((p) => p.read(reader))];
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
