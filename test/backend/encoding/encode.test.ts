import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encode } from '../../../src/backend/wasm/encoding/encode.ts';
import {
  br,
  brIf,
  type FunctionReference,
  get,
  i32,
  i64,
  type Instruction,
  type Label,
  memory,
  op,
  set,
  type ValueType,
} from '../../../src/backend/wasm/encoding/instructions.ts';
import type { WasmModule } from '../../../src/backend/wasm/encoding/module.ts';
import { instantiate, local, moduleOf } from './modules.ts';

/** LEB128 as the core specification defines it (section 5.2.2), by its recursive equations. */
function unsignedLeb(n: bigint): number[] {
  return n < 128n ? [Number(n)] : [Number(n % 128n) | 0x80, ...unsignedLeb(n / 128n)];
}

function signedLeb(n: bigint): number[] {
  if (n >= -64n && n < 64n) return [Number(BigInt.asUintN(7, n))];
  return [Number(BigInt.asUintN(7, n)) | 0x80, ...signedLeb(n >> 7n)];
}

/** Numbers around the places where one more byte is needed. */
function edges(bits: number): bigint[] {
  const powers = Array.from({ length: Math.ceil(bits / 7) }, (_, i) => 1n << BigInt(7 * i + 6));
  const near = [...powers, 1n << BigInt(bits - 1)].flatMap((p) => [p - 1n, p, p + 1n, p * 2n - 1n, p * 2n]);
  return [...near, ...near.map((n) => -n), 0n].map((n) => BigInt.asIntN(bits, n));
}

/** The bytes that a module ends with: those of the only body. */
function endOf(body: readonly Instruction[], length: number, results: readonly ValueType[] = []): number[] {
  const bytes = encode(moduleOf({ body, results, memory: { shared: false, wide: false, minimum: 1, maximum: 1 } }));
  expect(WebAssembly.validate(bytes)).toBe(true);
  return [...bytes.slice(-length)];
}

describe('a constant', () => {
  const check = (type: 'i32' | 'i64', value: number | bigint): void => {
    const bits = type === 'i32' ? 32 : 64;
    const signed = BigInt.asIntN(bits, BigInt(value));
    const expected = [type === 'i32' ? 0x41 : 0x42, ...signedLeb(signed), 0x0b];
    const constant: Instruction = { kind: 'const', type, value };
    expect(endOf([constant], expected.length, [type])).toEqual(expected);
    expect(BigInt(instantiate({ body: [constant], results: [type] })()!)).toBe(signed);
  };

  it('of 32 bits is in signed LEB128', () => {
    for (const n of edges(32)) check('i32', Number(n));
    fc.assert(fc.property(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), (n) => check('i32', n)));
  });

  it('of 64 bits is in signed LEB128', () => {
    for (const n of edges(64)) check('i64', n);
    fc.assert(fc.property(fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }), (n) => check('i64', n)));
  });

  it('may be given without a sign', () => {
    fc.assert(fc.property(fc.nat(2 ** 32 - 1), (n) => check('i32', n)));
    for (const n of [2n ** 63n, 2n ** 64n - 1n]) check('i64', n);
    for (const n of [2 ** 31, 2 ** 32 - 1]) check('i32', n);
  });

  it('of 64 bits may be a number', () => {
    for (const n of [0, -1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]) check('i64', n);
  });
});

describe('an offset', () => {
  it('is in unsigned LEB128', () => {
    const check = (offset: number): void => {
      const expected = [0x28, 0x02, ...unsignedLeb(BigInt(offset)), 0x1a, 0x0b];
      const load = memory('i32.load', offset, i32(0));
      expect(endOf([{ kind: 'drop', value: load }], expected.length)).toEqual(expected);
    };
    for (const n of edges(32)) check(Number(BigInt.asUintN(32, n)));
    fc.assert(fc.property(fc.nat(2 ** 32 - 1), check));
  });
});

describe('the locals of a function', () => {
  const types = fc.array(fc.constantFrom<ValueType>('i32', 'i64'), { maxLength: 300 });

  it('are declared in runs of one type', () => {
    fc.assert(
      fc.property(types, (locals) => {
        const runs: [number, ValueType][] = [];
        for (const type of locals) {
          const last = runs.at(-1);
          if (last?.[1] === type) last[0]++;
          else runs.push([1, type]);
        }
        const bytes = runs.flatMap(([n, type]) => [...unsignedLeb(BigInt(n)), type === 'i32' ? 0x7f : 0x7e]);
        const expected = [...unsignedLeb(BigInt(runs.length)), ...bytes, 0x0b];
        const module = encode(moduleOf({ locals, body: [] }));
        expect([...module.slice(-expected.length)]).toEqual(expected);
        expect(WebAssembly.validate(module)).toBe(true);
      }),
    );
  });

  it('come behind its parameters and keep what is put into them', () => {
    fc.assert(
      fc.property(types, types, fc.nat(), (parameters, locals, seed) => {
        const all = [...parameters, ...locals];
        if (all.length === 0) return;
        const wanted = seed % all.length;
        const constant = (i: number): Instruction => (all[i] === 'i32' ? i32(i) : i64(i));
        const body = [...all.map((type, i) => set(local(i, type), constant(i))), get(local(wanted, all[wanted]!))];
        const f = instantiate({ parameters, locals, results: [all[wanted]!], body });
        expect(Number(f(...parameters.map((type) => (type === 'i32' ? 0 : 0n))))).toBe(wanted);
      }),
      { numRuns: 30 },
    );
  });
});

describe('a branch', () => {
  /** Blocks in each other; what is behind the end of block i returns i. */
  function nest(names: readonly string[], inside: (labels: readonly Label[]) => readonly Instruction[]): Instruction[] {
    const labels = names.map((name) => ({ name }));
    return labels.reduceRight<Instruction[]>(
      (body, label, i) => [
        { kind: 'block', label, body },
        { kind: 'return', value: i32(i) },
      ],
      [...inside(labels), { kind: 'return', value: i32(-1) }],
    );
  }
  // Many labels have one name: a label is the object, not its name.
  const names = fc.array(fc.constantFrom('a', 'b'), { minLength: 1, maxLength: 200 });
  const run = (body: readonly Instruction[], ...args: readonly number[]): unknown =>
    instantiate({ parameters: ['i32'], results: ['i32'], body: [...body, { kind: 'unreachable' }] })(...args);

  it('goes to the end of its block, however deep it stands', () => {
    fc.assert(
      fc.property(names, fc.nat(), (given, seed) => {
        const target = seed % given.length;
        expect(
          run(
            nest(given, (labels) => [br(labels[target]!)]),
            0,
          ),
        ).toBe(target);
      }),
      { numRuns: 50 },
    );
  });

  it('may have a condition', () => {
    const body = nest(['a', 'a'], ([outer, inner]) => [
      brIf(outer!, op('i32.eq', get(local(0, 'i32')), i32(1))),
      brIf(inner!, op('i32.eq', get(local(0, 'i32')), i32(2))),
    ]);
    expect([1, 2, 3].map((n) => run(body, n))).toEqual([0, 1, -1]);
  });

  it('may choose by number, and has a place for all others', () => {
    fc.assert(
      fc.property(names, (given) => {
        const body = nest(given, (labels) => [
          { kind: 'br_table', labels, otherwise: labels[0]!, index: get(local(0, 'i32')) },
        ]);
        const answers = [...given.keys(), given.length, -1].map((n) => run(body, n));
        expect(answers).toEqual([...given.keys(), 0, 0]);
      }),
      { numRuns: 30 },
    );
  });

  it('counts a condition around it as a block', () => {
    const body = nest(['a', 'b'], ([outer, inner]) => [
      {
        kind: 'if',
        condition: get(local(0, 'i32')),
        then: [br(outer!)],
        otherwise: [{ kind: 'if', condition: i32(1), then: [br(inner!)], otherwise: [] }],
      },
    ]);
    expect([1, 0].map((n) => run(body, n))).toEqual([0, 1]);
  });

  it('goes back to the start of a loop', () => {
    const [n, sum, again] = [local(0, 'i32'), local(1, 'i32'), { name: 'again' }];
    const body: Instruction[] = [
      {
        kind: 'loop',
        label: again,
        body: [
          set(sum, op('i32.add', get(sum), get(n))),
          brIf(again, { kind: 'tee', local: n, value: op('i32.sub', get(n), i32(1)) }),
        ],
      },
      get(sum),
    ];
    expect(instantiate({ parameters: ['i32'], locals: ['i32'], results: ['i32'], body })(10)).toBe(55);
  });

  it('to something that is not around it is refused', () => {
    const outside: Label = { name: 'outside' };
    expect(() => encode(moduleOf({ body: [br(outside)] }))).toThrow("branch to 'outside', which is not around it");
    const before: Instruction = { kind: 'block', label: outside, body: [] };
    expect(() => encode(moduleOf({ body: [before, br(outside)] }))).toThrow('not around it');
  });
});

describe('a module', () => {
  const reference = (name: string, index: number, parameters: number, results: number): FunctionReference => ({
    name,
    index,
    parameters: new Array<'i32'>(parameters).fill('i32'),
    results: new Array<'i32'>(results).fill('i32'),
  });
  const told = reference('told', 0, 1, 0);
  const hidden = reference('hidden', 1, 2, 1);
  const shown = reference('shown', 2, 1, 1);
  const global = (index: number): Instruction => ({ kind: 'global.get', index });
  const module: WasmModule = {
    imports: [told],
    memory: { shared: true, wide: false, minimum: 2, maximum: 300 },
    globals: [
      { name: 'small', type: 'i32', initial: -5 },
      { name: 'large', type: 'i64', initial: 2n ** 63n },
    ],
    functions: [
      {
        reference: hidden,
        exported: false,
        locals: [],
        body: [op('i32.sub', get(local(0, 'i32')), get(local(1, 'i32')))],
      },
      {
        reference: shown,
        exported: true,
        locals: [],
        body: [
          {
            kind: 'call',
            function: told,
            operands: [op('i32.popcnt', op('i32.wrap_i64', op('i64.shr_u', global(1), i64(32))))],
          },
          { kind: 'global.set', index: 0, value: op('i32.add', global(0), get(local(0, 'i32'))) },
          { kind: 'drop', value: memory('i32.atomic.rmw.add', 4, i32(0), global(0)) },
          { kind: 'return', value: { kind: 'call', function: hidden, operands: [global(0), i32(1)] } },
        ],
      },
    ],
  };

  it('imports functions and memory, and exports what is to be exported', () => {
    const compiled = new WebAssembly.Module(encode(module));
    expect(WebAssembly.Module.imports(compiled)).toMatchObject([
      { module: 'engine', name: 'told', kind: 'function' },
      { module: 'engine', name: 'memory', kind: 'memory' },
    ]);
    expect(WebAssembly.Module.exports(compiled)).toMatchObject([{ name: 'shown', kind: 'function' }]);
  });

  it('calls what it imports and defines, and keeps globals', () => {
    const calls: number[] = [];
    const shared = new WebAssembly.Memory({ initial: 2, maximum: 300, shared: true });
    const instance = new WebAssembly.Instance(new WebAssembly.Module(encode(module)), {
      engine: { told: (n: number) => calls.push(n), memory: shared },
    });
    const f = instance.exports['shown'] as (n: number) => number;
    expect([f(7), f(8)]).toEqual([1, 9]);
    expect(calls).toEqual([1, 1]);
    expect(new Int32Array(shared.buffer)[1]).toBe(12);
  });

  it('says whether its memory is shared and has 64-bit addresses', () => {
    const limits = (shared: boolean, wide: boolean): number[] => {
      const bytes = encode(moduleOf({ memory: { shared, wide, minimum: 1, maximum: 65_536 }, body: [] }));
      const text = new TextEncoder().encode('memory');
      const at = bytes.findIndex((_, i) => text.every((c, k) => bytes[i + k] === c));
      return [...bytes.slice(at + text.length, at + text.length + 6)];
    };
    expect(limits(false, false)).toEqual([0x02, 0x01, 0x01, 0x80, 0x80, 0x04]);
    expect(limits(true, false)).toEqual([0x02, 0x03, 0x01, 0x80, 0x80, 0x04]);
    expect(limits(false, true)).toEqual([0x02, 0x05, 0x01, 0x80, 0x80, 0x04]);
    expect(limits(true, true)).toEqual([0x02, 0x07, 0x01, 0x80, 0x80, 0x04]);
  });

  it('may be larger than its first buffer', () => {
    const body = Array.from({ length: 100_000 }, (_, i): Instruction => ({ kind: 'drop', value: i32(i) }));
    const bytes = encode(moduleOf({ body }));
    expect(bytes.length).toBeGreaterThan(300_000);
    expect(WebAssembly.validate(bytes)).toBe(true);
  });
});
