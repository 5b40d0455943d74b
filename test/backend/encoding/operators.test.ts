import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encode } from '../../../src/backend/wasm/encoding/encode.ts';
import {
  get,
  i32,
  type Instruction,
  memory as access,
  MEMORY_OPS,
  type MemoryOp,
  op,
  PLAIN_OPS,
  type PlainOp,
  shuffle,
  type ValueType,
  vector,
  VECTOR_OPS,
} from '../../../src/backend/wasm/encoding/instructions.ts';
import { type Answer, instantiate, local, moduleOf } from './modules.ts';

/** Every operator against its meaning in the core specification, section 4.3.2, on BigInts. */

type Meaning = (a: bigint, b: bigint, bits: number) => bigint | undefined;

const u = (n: bigint, bits: number): bigint => BigInt.asUintN(bits, n);
const truth = (b: boolean): bigint => (b ? 1n : 0n);
const shift = (n: bigint, bits: number): bigint => u(n, bits) % BigInt(bits);
const digits = (n: bigint, bits: number): string => u(n, bits).toString(2).padStart(bits, '0');
const rotl = (a: bigint, by: bigint, bits: number): bigint => (u(a, bits) << by) | (u(a, bits) >> (BigInt(bits) - by));

/** By the name behind the point; operands are signed, undefined is a trap. */
const meanings: Readonly<Record<string, Meaning>> = {
  eqz: (a) => truth(a === 0n),
  eq: (a, b) => truth(a === b),
  ne: (a, b) => truth(a !== b),
  lt_s: (a, b) => truth(a < b),
  lt_u: (a, b, bits) => truth(u(a, bits) < u(b, bits)),
  gt_s: (a, b) => truth(a > b),
  gt_u: (a, b, bits) => truth(u(a, bits) > u(b, bits)),
  le_s: (a, b) => truth(a <= b),
  le_u: (a, b, bits) => truth(u(a, bits) <= u(b, bits)),
  ge_s: (a, b) => truth(a >= b),
  ge_u: (a, b, bits) => truth(u(a, bits) >= u(b, bits)),
  clz: (a, _b, bits) => BigInt(/^0*/.exec(digits(a, bits))![0].length),
  ctz: (a, _b, bits) => BigInt(/0*$/.exec(digits(a, bits))![0].length),
  popcnt: (a, _b, bits) => BigInt(digits(a, bits).replaceAll('0', '').length),
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div_s: (a, b, bits) => (b === 0n || (b === -1n && a === -(1n << BigInt(bits - 1))) ? undefined : a / b),
  div_u: (a, b, bits) => (b === 0n ? undefined : u(a, bits) / u(b, bits)),
  rem_s: (a, b) => (b === 0n ? undefined : a % b),
  rem_u: (a, b, bits) => (b === 0n ? undefined : u(a, bits) % u(b, bits)),
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
  shl: (a, b, bits) => a << shift(b, bits),
  shr_s: (a, b, bits) => a >> shift(b, bits),
  shr_u: (a, b, bits) => u(a, bits) >> shift(b, bits),
  rotl: (a, b, bits) => rotl(a, shift(b, bits), bits),
  rotr: (a, b, bits) => rotl(a, BigInt(bits) - shift(b, bits), bits),
  wrap_i64: (a) => a,
  extend_i32_s: (a) => a,
  extend_i32_u: (a) => u(a, 32),
};

const unary = new Set(['eqz', 'clz', 'ctz', 'popcnt', 'wrap_i64', 'extend_i32_s', 'extend_i32_u']);
const comparison = /^(eqz?|ne|[lg][te]_[su])$/;

const toJs = (n: bigint, type: ValueType): number | bigint =>
  type === 'i32' ? Number(BigInt.asIntN(32, n)) : BigInt.asIntN(64, n);

/** Numbers near 0 and near the limits are more likely than others. */
const operand = (bits: number): fc.Arbitrary<bigint> =>
  fc.oneof(
    fc.bigInt({ min: -3n, max: BigInt(bits + 1) }),
    fc.constantFrom(-(1n << BigInt(bits - 1)), (1n << BigInt(bits - 1)) - 1n),
    fc.bigInt({ min: -(1n << BigInt(bits - 1)), max: (1n << BigInt(bits - 1)) - 1n }),
  );

describe('an operator means what its name says:', () => {
  const names = (Object.keys(PLAIN_OPS) as PlainOp[]).filter((name) => name !== 'select');

  it.each(names)('%s', (name) => {
    const [prefix, verb] = name.split('.') as [ValueType, string];
    const from: ValueType = verb === 'wrap_i64' ? 'i64' : verb.startsWith('extend') ? 'i32' : prefix;
    const result: ValueType = comparison.test(verb) ? 'i32' : prefix;
    const parameters = unary.has(verb) ? [from] : [from, from];
    const f = instantiate({
      parameters,
      results: [result],
      body: [op(name, ...parameters.map((type, i) => get(local(i, type))))],
    });
    const bits = from === 'i32' ? 32 : 64;
    fc.assert(
      fc.property(operand(bits), operand(bits), (a, b) => {
        const expected = meanings[verb]!(a, b, bits);
        const run = (): Answer => f(...[a, b].slice(0, parameters.length).map((n) => toJs(n, from)));
        if (expected === undefined) expect(run).toThrow(WebAssembly.RuntimeError);
        else expect(run()).toBe(toJs(expected, result));
      }),
      { numRuns: 300 },
    );
  });

  it('select', () => {
    const f = instantiate({
      parameters: ['i32'],
      results: ['i32'],
      body: [op('select', i32(10), i32(20), get(local(0, 'i32')))],
    });
    expect([1, 0, -1].map((n) => f(n))).toEqual([10, 20, 10]);
  });
});

/** What an access returns, given the bytes at its address and its operands; it may change the bytes. */
interface Access {
  readonly operands: readonly ValueType[];
  readonly result?: ValueType;
  readonly run: (bytes: DataView<ArrayBuffer>, a: bigint, b: bigint) => bigint | undefined;
}

const load = (result: ValueType, bits: 8 | 16 | 32 | 64): Access => ({
  operands: [],
  result,
  run: (bytes) => u(bytes.getBigUint64(0, true), bits),
});
const change = (
  type: ValueType,
  bits: 8 | 16 | 32 | 64,
  result: boolean,
  operands: number,
  changed: (old: bigint, a: bigint, b: bigint) => bigint,
): Access => ({
  operands: new Array<ValueType>(operands).fill(type),
  ...(result ? { result: type } : {}),
  run: (bytes, a, b) => {
    const all = bytes.getBigUint64(0, true);
    const old = u(all, bits);
    bytes.setBigUint64(0, (all - old) | u(changed(old, a, b), bits), true);
    return result ? old : undefined;
  },
});
const store = (type: ValueType, bits: 8 | 16 | 32 | 64): Access => change(type, bits, false, 1, (_old, a) => a);
const exchange = (type: ValueType, bits: 32 | 64): Access =>
  change(type, bits, true, 2, (old, a, b) => (old === u(a, bits) ? b : old));

const accesses: Readonly<Record<Exclude<MemoryOp, `memory.${string}` | 'v128.load'>, Access>> = {
  'i32.load': load('i32', 32),
  'i64.load': load('i64', 64),
  'i32.load8_u': load('i32', 8),
  'i32.load16_u': load('i32', 16),
  'i64.load32_u': load('i64', 32),
  'i32.store': store('i32', 32),
  'i64.store': store('i64', 64),
  'i32.store8': store('i32', 8),
  'i32.store16': store('i32', 16),
  'i64.store32': store('i64', 32),
  'i32.atomic.load': load('i32', 32),
  'i64.atomic.load': load('i64', 64),
  'i32.atomic.store': store('i32', 32),
  'i64.atomic.store': store('i64', 64),
  'i32.atomic.rmw.add': change('i32', 32, true, 1, (old, a) => old + a),
  'i64.atomic.rmw.add': change('i64', 64, true, 1, (old, a) => old + a),
  'i32.atomic.rmw8.or_u': change('i32', 8, true, 1, (old, a) => old | u(a, 8)),
  'i32.atomic.rmw.or': change('i32', 32, true, 1, (old, a) => old | u(a, 32)),
  'i32.atomic.rmw.cmpxchg': exchange('i32', 32),
  'i64.atomic.rmw.cmpxchg': exchange('i64', 64),
};

describe('an operator on vectors means what its name says:', () => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  const words = new Int32Array(memory.buffer);
  const lane = fc.oneof(fc.integer({ min: -2, max: 2 }), fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }));
  const four = fc.array(lane, { minLength: 4, maxLength: 4 });
  const vectorAt = (address: number): Instruction => access('v128.load', address, i32(0));
  const run = (body: Instruction, ...operands: number[]): Answer =>
    instantiate(
      {
        memory: { shared: true, wide: false, minimum: 1, maximum: 1 },
        parameters: operands.map(() => 'i32' as const),
        results: ['i32'],
        body: [body],
      },
      memory,
    )(...operands);
  const bits = (lanes: readonly boolean[]): number => lanes.reduce((all, is, i) => all | (is ? 1 << i : 0), 0);

  it('i32x4.bitmask, of the signs', () => {
    fc.assert(
      fc.property(four, (a) => {
        words.set(a, 4);
        expect(run(vector('i32x4.bitmask', vectorAt(16)))).toBe(bits(a.map((n) => n < 0)));
      }),
    );
  });

  it('i32x4.eq and i32x4.splat', () => {
    fc.assert(
      fc.property(four, lane, fc.nat(4), (a, other, i) => {
        const b = a[i] ?? other;
        words.set(a, 4);
        const equal = vector('i32x4.eq', vectorAt(16), vector('i32x4.splat', get(local(0, 'i32'))));
        expect(run(vector('i32x4.bitmask', equal), b)).toBe(bits(a.map((n) => n === b)));
      }),
    );
  });

  it('i8x16.shuffle, of lanes of 32 bits', () => {
    const lanes = fc.array(fc.nat(7), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(four, four, lanes, (a, b, picked) => {
        words.set([...a, ...b], 4);
        const mixed = shuffle(picked, vectorAt(16), vectorAt(32));
        const expected = picked.map((i) => [...a, ...b][i]! < 0);
        expect(run(vector('i32x4.bitmask', mixed))).toBe(bits(expected));
      }),
    );
  });

  it('and there are no others', () => {
    expect(Object.keys(VECTOR_OPS)).toEqual(['i32x4.splat', 'i32x4.eq', 'i32x4.bitmask']);
  });
});

describe('an access to memory means what its name says:', () => {
  const shared = { shared: true, wide: false, minimum: 1, maximum: 1 } as const;
  const buffer = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });

  it.each(Object.entries(accesses))('%s', (name, { operands, result, run }) => {
    const f = instantiate(
      {
        memory: shared,
        parameters: ['i32', ...operands],
        results: result ? [result] : [],
        body: [
          access(name as MemoryOp, 16, get(local(0, 'i32')), ...operands.map((type, i) => get(local(i + 1, type)))),
        ],
      },
      buffer,
    );
    const seen = new DataView(buffer.buffer);
    const any = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n });
    fc.assert(
      fc.property(any, any, any, fc.boolean(), (before, a, b, isOld) => {
        const expected = new DataView(new ArrayBuffer(8));
        expected.setBigUint64(0, before, true);
        seen.setBigUint64(24, before, true);
        // An exchange succeeds only with the old value.
        const first = isOld ? before : a;
        const answer = run(expected, first, b);
        const values = [first, b].slice(0, operands.length).map((n, i) => toJs(n, operands[i]!));
        expect(f(8, ...values)).toBe(answer === undefined || !result ? undefined : toJs(answer, result));
        expect(seen.getBigUint64(24, true)).toBe(expected.getBigUint64(0, true));
      }),
      { numRuns: 100 },
    );
  });

  it('memory.atomic.wait32 and memory.atomic.notify', () => {
    const wait = instantiate(
      {
        memory: shared,
        parameters: ['i32', 'i64'],
        results: ['i32'],
        body: [access('memory.atomic.wait32', 0, i32(32), get(local(0, 'i32')), get(local(1, 'i64')))],
      },
      buffer,
    );
    const notify = instantiate(
      { memory: shared, results: ['i32'], body: [access('memory.atomic.notify', 32, i32(0), i32(1))] },
      buffer,
    );
    // 1: another value was there; 2: nobody called in time.
    expect([wait(5, 0n), wait(0, 1000n), notify()]).toEqual([1, 2, 0]);
  });

  it('and there are no others', () => {
    expect(Object.keys(MEMORY_OPS).sort()).toEqual(
      [...Object.keys(accesses), 'memory.atomic.notify', 'memory.atomic.wait32', 'v128.load'].sort(),
    );
  });

  it('works with 64-bit addresses where the engine has them', () => {
    const wide = { shared: false, wide: true, minimum: 1, maximum: 70_000 } as const;
    const body = [access('i32.load', 4, { kind: 'const', type: 'i64', value: 2n ** 32n })];
    const bytes = encode(moduleOf({ memory: wide, results: ['i32'], body }));
    // A module that has a 64-bit memory and nothing else says whether it does.
    const isKnown = WebAssembly.validate(encode(moduleOf({ memory: wide, body: [] })));
    expect(WebAssembly.validate(bytes)).toBe(isKnown);
  });
});
