import {
  type FunctionReference,
  i32,
  i64,
  type Instruction,
  memory,
  op,
  type ValueType,
} from '../encoding/instructions.ts';
import { BATCH, CONTROL } from './memory-map.ts';

/** How a store is compiled: what is kept of states, and how addresses are encoded. */
export interface StoreKind {
  /** Words of a packed state. */
  readonly words: number;
  /** Keep a 64-bit hash for each state, and whole states only for the frontier. */
  readonly fingerprints: boolean;
  /** Several instances share the memory. */
  readonly shared: boolean;
  /** Addresses have 64 bits. */
  readonly wide: boolean;
  /** Words of the masks of sleeping actors; 0 where nothing sleeps. */
  readonly masks: number;
}

export const load = (offset: number): Instruction => memory('i32.load', offset, i32(0));
export const store = (offset: number, value: Instruction): Instruction => memory('i32.store', offset, i32(0), value);
export const add = (a: Instruction, b: Instruction): Instruction => op('i32.add', a, b);
export const mul = (a: Instruction, b: Instruction): Instruction => op('i32.mul', a, b);
export const extend = (a: Instruction): Instruction => op('i64.extend_i32_u', a);

/** Code that addresses a store. Addresses beyond the areas of workers have the type of the memory. */
export class StoreCode {
  readonly kind: StoreKind;
  readonly addressType: ValueType;

  constructor(kind: StoreKind) {
    this.kind = kind;
    this.addressType = kind.wide ? 'i64' : 'i32';
  }

  get wordBytes(): number {
    return this.kind.words * 4;
  }

  /** An address stored in CONTROL. */
  base(offset: number): Instruction {
    return memory(this.kind.wide ? 'i64.load' : 'i32.load', offset, i32(0));
  }

  setBase(offset: number, value: Instruction): Instruction {
    return memory(this.kind.wide ? 'i64.store' : 'i32.store', offset, i32(0), value);
  }

  constant(bytes: number): Instruction {
    return this.kind.wide ? i64(bytes) : i32(bytes);
  }

  plus(address: Instruction, bytes: Instruction): Instruction {
    return op(this.kind.wide ? 'i64.add' : 'i32.add', address, bytes);
  }

  /** The address of an element, each of `bytes` bytes. */
  element(base: Instruction, index: Instruction, bytes: number): Instruction {
    const { wide } = this.kind;
    const at = wide ? extend(index) : index;
    if (bytes === 1) return this.plus(base, at);
    const scaled = wide ? op('i64.mul', at, i64(bytes)) : mul(at, i32(bytes));
    return this.plus(base, scaled);
  }

  slot(table: Instruction, place: Instruction): Instruction {
    const { wide } = this.kind;
    return this.plus(table, wide ? op('i64.shl', extend(place), i64(3)) : op('i32.shl', place, i32(3)));
  }

  /** The address of a state by its number. */
  state(base: Instruction, index: Instruction): Instruction {
    const at = this.kind.fingerprints ? op('i32.and', index, load(CONTROL.ringMask)) : index;
    return this.element(base, at, this.wordBytes);
  }

  /** Words of a state, or of a record. */
  wordsAt(address: () => Instruction): Instruction[] {
    return Array.from({ length: this.kind.words }, (_, i) => memory('i32.load', i * 4, address()));
  }
}

/** The home bucket of a hash: monotone in the hash, for any number of buckets. */
export function placeOf(hash: Instruction, buckets: Instruction): Instruction {
  return op('i32.wrap_i64', op('i64.shr_u', op('i64.mul', extend(hash), buckets), i64(32)));
}

/** What a slot holds. */
export function slotOf(hash: Instruction, number: Instruction): Instruction {
  return op('i64.or', op('i64.shl', extend(hash), i64(32)), extend(add(number, i32(1))));
}

export function hashIn(slot: Instruction): Instruction {
  return op('i32.wrap_i64', op('i64.shr_u', slot, i64(32)));
}

/** Number of records at which a single worker's batch is to be looked up: one where not all of a batch may fit. */
export function enoughRecords(count: Instruction): Instruction {
  const left = op('i32.sub', load(CONTROL.maximum), count);
  return op('select', i32(BATCH), i32(1), op('i32.gt_u', left, i32(2 * BATCH)));
}

export function reference(
  name: string,
  parameters: readonly ValueType[],
  results: readonly ValueType[] = [],
): FunctionReference {
  return { name, index: -1, parameters, results };
}
