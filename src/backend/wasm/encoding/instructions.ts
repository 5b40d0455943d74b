import type { Location } from '../../../text/source.ts';

/**
 * WebAssembly as a tree: the instructions that the compiler uses, folded (operands stand inside their
 * operator). One tree is written as bytes (`encode.ts`) and as text (`wat.ts`).
 * Opcodes: WebAssembly Core Specification 2.0, section 5.4 (vectors: 5.4.8), and the threads proposal.
 */

export type ValueType = 'i32' | 'i64' | 'v128';

/** A local of a function; parameters come first. */
export interface Local {
  readonly index: number;
  readonly type: ValueType;
  readonly name: string;
}

/** A function of the module, its own or imported; `index` is set when the module is put together. */
export interface FunctionReference {
  readonly name: string;
  index: number;
  readonly parameters: readonly ValueType[];
  readonly results: readonly ValueType[];
}

/** A target of branches. */
export interface Label {
  readonly name: string;
}

export type Instruction =
  | { readonly kind: 'plain'; readonly op: PlainOp; readonly operands: readonly Instruction[] }
  | { readonly kind: 'const'; readonly type: 'i32' | 'i64'; readonly value: number | bigint }
  | { readonly kind: 'vector'; readonly op: VectorOp; readonly operands: readonly Instruction[] }
  /** Picks bytes by number out of two vectors. */
  | { readonly kind: 'shuffle'; readonly bytes: readonly number[]; readonly operands: readonly Instruction[] }
  | { readonly kind: 'get'; readonly local: Local }
  | { readonly kind: 'set' | 'tee'; readonly local: Local; readonly value: Instruction }
  | { readonly kind: 'global.get'; readonly index: number }
  | { readonly kind: 'global.set'; readonly index: number; readonly value: Instruction }
  | {
      readonly kind: 'memory';
      readonly op: MemoryOp;
      readonly offset: number;
      readonly operands: readonly Instruction[];
    }
  | {
      readonly kind: 'block' | 'loop';
      readonly label: Label;
      readonly result?: ValueType;
      readonly body: readonly Instruction[];
    }
  | {
      readonly kind: 'if';
      readonly condition: Instruction;
      readonly then: readonly Instruction[];
      readonly otherwise: readonly Instruction[];
      readonly result?: ValueType;
    }
  | { readonly kind: 'br'; readonly label: Label; readonly condition?: Instruction }
  | {
      readonly kind: 'br_table';
      readonly labels: readonly Label[];
      readonly otherwise: Label;
      readonly index: Instruction;
    }
  | { readonly kind: 'call'; readonly function: FunctionReference; readonly operands: readonly Instruction[] }
  | { readonly kind: 'return'; readonly value?: Instruction }
  | { readonly kind: 'drop'; readonly value: Instruction }
  | { readonly kind: 'unreachable' }
  /** A comment in the text form: the statement that what follows is made of, and what is done with it. */
  | { readonly kind: 'note'; readonly at: Location; readonly what?: string };

/** One-byte operators without immediates. */
export const PLAIN_OPS = {
  'i32.eqz': 0x45,
  'i32.eq': 0x46,
  'i32.ne': 0x47,
  'i32.lt_s': 0x48,
  'i32.lt_u': 0x49,
  'i32.gt_s': 0x4a,
  'i32.gt_u': 0x4b,
  'i32.le_s': 0x4c,
  'i32.le_u': 0x4d,
  'i32.ge_s': 0x4e,
  'i32.ge_u': 0x4f,
  'i64.eqz': 0x50,
  'i64.eq': 0x51,
  'i64.ne': 0x52,
  'i64.lt_s': 0x53,
  'i64.lt_u': 0x54,
  'i64.gt_s': 0x55,
  'i64.gt_u': 0x56,
  'i64.le_s': 0x57,
  'i64.le_u': 0x58,
  'i64.ge_s': 0x59,
  'i64.ge_u': 0x5a,
  'i32.clz': 0x67,
  'i32.ctz': 0x68,
  'i32.popcnt': 0x69,
  'i32.add': 0x6a,
  'i32.sub': 0x6b,
  'i32.mul': 0x6c,
  'i32.div_s': 0x6d,
  'i32.div_u': 0x6e,
  'i32.rem_s': 0x6f,
  'i32.rem_u': 0x70,
  'i32.and': 0x71,
  'i32.or': 0x72,
  'i32.xor': 0x73,
  'i32.shl': 0x74,
  'i32.shr_s': 0x75,
  'i32.shr_u': 0x76,
  'i32.rotl': 0x77,
  'i64.ctz': 0x7a,
  'i64.popcnt': 0x7b,
  'i64.add': 0x7c,
  'i64.sub': 0x7d,
  'i64.mul': 0x7e,
  'i64.and': 0x83,
  'i64.or': 0x84,
  'i64.xor': 0x85,
  'i64.shl': 0x86,
  'i64.shr_s': 0x87,
  'i64.shr_u': 0x88,
  'i64.rotl': 0x89,
  'i64.rotr': 0x8a,
  'i32.wrap_i64': 0xa7,
  'i64.extend_i32_s': 0xac,
  'i64.extend_i32_u': 0xad,
  select: 0x1b,
} as const;
export type PlainOp = keyof typeof PLAIN_OPS;

/** Operators on vectors of 128 bits: what comes after the prefix 0xfd. */
export const VECTOR_OPS = {
  'i32x4.splat': 0x11,
  'i32x4.eq': 0x37,
  'i32x4.bitmask': 0xa4,
} as const;
export type VectorOp = keyof typeof VECTOR_OPS;

/** Loads and stores: opcode bytes and natural alignment (log2). */
export const MEMORY_OPS = {
  'i32.load': [[0x28], 2],
  'i64.load': [[0x29], 3],
  'i32.load8_u': [[0x2d], 0],
  'i32.load16_u': [[0x2f], 1],
  'i64.load32_u': [[0x35], 2],
  'v128.load': [[0xfd, 0x00], 4],
  'i32.store': [[0x36], 2],
  'i64.store': [[0x37], 3],
  'i32.store8': [[0x3a], 0],
  'i32.store16': [[0x3b], 1],
  'i64.store32': [[0x3e], 2],
  'memory.atomic.notify': [[0xfe, 0x00], 2],
  'memory.atomic.wait32': [[0xfe, 0x01], 2],
  'i32.atomic.load': [[0xfe, 0x10], 2],
  'i64.atomic.load': [[0xfe, 0x11], 3],
  'i32.atomic.store': [[0xfe, 0x17], 2],
  'i64.atomic.store': [[0xfe, 0x18], 3],
  'i32.atomic.rmw.add': [[0xfe, 0x1e], 2],
  'i64.atomic.rmw.add': [[0xfe, 0x1f], 3],
  'i32.atomic.rmw8.or_u': [[0xfe, 0x35], 0],
  'i32.atomic.rmw.or': [[0xfe, 0x33], 2],
  'i32.atomic.rmw.cmpxchg': [[0xfe, 0x48], 2],
  'i64.atomic.rmw.cmpxchg': [[0xfe, 0x49], 3],
} as const satisfies Record<string, readonly [readonly number[], number]>;
export type MemoryOp = keyof typeof MEMORY_OPS;

// ------------------------------------------------------------------------------------ constructors

export function op(name: PlainOp, ...operands: readonly Instruction[]): Instruction {
  return { kind: 'plain', op: name, operands };
}

export function vector(name: VectorOp, ...operands: readonly Instruction[]): Instruction {
  return { kind: 'vector', op: name, operands };
}

/** @param lanes numbers of 32-bit lanes: 0 to 3 are those of `a`, 4 to 7 those of `b` */
export function shuffle(lanes: readonly number[], a: Instruction, b: Instruction): Instruction {
  return { kind: 'shuffle', bytes: lanes.flatMap((lane) => [0, 1, 2, 3].map((i) => lane * 4 + i)), operands: [a, b] };
}

export function i32(value: number): Instruction {
  return { kind: 'const', type: 'i32', value };
}

export function i64(value: number | bigint): Instruction {
  return { kind: 'const', type: 'i64', value };
}

export function get(local: Local): Instruction {
  return { kind: 'get', local };
}

export function set(local: Local, value: Instruction): Instruction {
  return { kind: 'set', local, value };
}

export function tee(local: Local, value: Instruction): Instruction {
  return { kind: 'tee', local, value };
}

export function memory(name: MemoryOp, offset: number, ...operands: readonly Instruction[]): Instruction {
  return { kind: 'memory', op: name, offset, operands };
}

export function block(name: string, body: (label: Label) => readonly Instruction[]): Instruction {
  const label = { name };
  return { kind: 'block', label, body: body(label) };
}

export function loop(name: string, body: (label: Label) => readonly Instruction[]): Instruction {
  const label = { name };
  return { kind: 'loop', label, body: body(label) };
}

export function br(label: Label): Instruction {
  return { kind: 'br', label };
}

export function brIf(label: Label, condition: Instruction): Instruction {
  return { kind: 'br', label, condition };
}

/** Branches to a label by its number; to the last one for all numbers that are too large. */
export function brTable(labels: readonly Label[], index: Instruction): Instruction {
  const otherwise = labels.at(-1);
  if (!otherwise) throw new Error('a jump table without labels');
  return { kind: 'br_table', labels: labels.slice(0, -1), otherwise, index };
}

export function when(
  condition: Instruction,
  then: readonly Instruction[],
  otherwise: readonly Instruction[] = [],
): Instruction {
  return { kind: 'if', condition, then, otherwise };
}

export function choose(
  type: ValueType,
  condition: Instruction,
  then: Instruction,
  otherwise: Instruction,
): Instruction {
  return { kind: 'if', condition, then: [then], otherwise: [otherwise], result: type };
}

export function call(callee: FunctionReference, ...operands: readonly Instruction[]): Instruction {
  return { kind: 'call', function: callee, operands };
}

/** @param what what the code does with the statement, where that is not plain: `step 3` */
export function noteOf(at: Location, what?: string): Instruction {
  return what === undefined ? { kind: 'note', at } : { kind: 'note', at, what };
}

/** The instructions inside of one. */
export function partsOf(i: Instruction): readonly Instruction[] {
  switch (i.kind) {
    case 'plain':
    case 'vector':
    case 'shuffle':
    case 'memory':
    case 'call':
      return i.operands;
    case 'set':
    case 'tee':
    case 'global.set':
    case 'drop':
      return [i.value];
    case 'block':
    case 'loop':
      return i.body;
    case 'if':
      return [i.condition, ...i.then, ...i.otherwise];
    case 'br':
      return i.condition ? [i.condition] : [];
    case 'br_table':
      return [i.index];
    case 'return':
      return i.value ? [i.value] : [];
    case 'const':
    case 'get':
    case 'global.get':
    case 'unreachable':
    case 'note':
      return [];
  }
}

/** The locals whose values instructions use. */
export function localsRead(code: readonly Instruction[], read = new Set<Local>()): ReadonlySet<Local> {
  for (const i of code) {
    if (i.kind === 'get') read.add(i.local);
    localsRead(partsOf(i), read);
  }
  return read;
}
