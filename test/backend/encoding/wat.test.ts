import { problemOf } from '../../../src/backend/problem/problem.ts';
import { describe, expect, it } from 'vitest';
import { compileSystem } from '../../../src/backend/wasm/compile.ts';
import { encode } from '../../../src/backend/wasm/encoding/encode.ts';
import {
  block,
  br,
  brIf,
  call,
  choose,
  type FunctionReference,
  get,
  i32,
  i64,
  type Instruction,
  type Local,
  loop,
  memory,
  noteOf,
  op,
  set,
  tee,
  when,
} from '../../../src/backend/wasm/encoding/instructions.ts';
import type { WasmModule } from '../../../src/backend/wasm/encoding/module.ts';
import { printWat } from '../../../src/backend/wasm/encoding/wat.ts';
import { makeSource } from '../../../src/text/source.ts';
import * as specs from '../../cli/specs.ts';
import { compileOne } from '../../support/compile.ts';
import { local, moduleOf } from './modules.ts';
import { readWat } from './read-wat.ts';

/** The lines of the only function of a module, without those around them. */
function bodyLines(body: readonly Instruction[], locals: readonly ('i32' | 'i64')[] = []): string[] {
  const lines = printWat(moduleOf({ body, locals })).trimEnd().split('\n');
  const start = lines.findIndex((line) => line.includes('(func $f')) + (locals.length > 0 ? 2 : 1);
  return lines.slice(start, -2).map((line) => line.slice(4));
}

const source = makeSource('lock.thps', 'spec lock;\n  await\t!taken;\nif (x) {\n  y = 1;\n}\n// \u202e\n');
const noteAt = (text: string, what?: string): Instruction => {
  const start = source.text.indexOf(text);
  return noteOf({ source, span: { start, end: start + text.length } }, what);
};

describe('the text form', () => {
  it('has a statement on each line, its operands inside', () => {
    const x = local(0, 'i32');
    expect(
      bodyLines([set(x, op('i32.add', get(x), i32(1))), memory('i32.store', 8, get(x), i32(-1))], ['i32']),
    ).toEqual([
      '(local.set $x0 (i32.add (local.get $x0) (i32.const 1)))',
      '(i32.store offset=8 (local.get $x0) (i32.const -1))',
    ]);
  });

  it('breaks what is too long for a line', () => {
    const x = local(0, 'i32');
    const deep = Array.from({ length: 6 }).reduce<Instruction>((inner) => op('i32.mul', inner, get(x)), get(x));
    const lines = bodyLines([set(x, deep)], ['i32']);
    expect(lines).toEqual([
      '(local.set $x0',
      '  (i32.mul',
      '    (i32.mul',
      '      (i32.mul',
      '        (i32.mul (i32.mul (i32.mul (local.get $x0) (local.get $x0)) (local.get $x0)) (local.get $x0))',
      '        (local.get $x0))',
      '      (local.get $x0))',
      '    (local.get $x0)))',
    ]);
  });

  it('shows where a statement stands, and its first line', () => {
    expect(
      bodyLines([noteAt('await\t!taken;', 'step 3'), noteAt('if (x) {\n  y = 1;\n}'), noteAt('// \u202e')]),
    ).toEqual([';; step 3, lock.thps:2: await !taken;', ';; lock.thps:3: if (x) { …', ';; lock.thps:6: // \ufffd']);
  });

  it('never lets a comment take a parenthesis', () => {
    const noted: Instruction = { kind: 'block', label: { name: 'b' }, result: 'i32', body: [i32(1), noteAt('y = 1;')] };
    expect(bodyLines([{ kind: 'drop', value: noted }])).toEqual([
      '(drop',
      '  (block $b (result i32)',
      '    (i32.const 1)',
      '    ;; lock.thps:4: y = 1;',
      '  )',
      ')',
    ]);
  });

  it('tells labels of one name apart that stand in each other', () => {
    const body = [block('b', (outer) => [block('b', (inner) => [br(outer), br(inner)])]), block('b', (b) => [br(b)])];
    expect(bodyLines(body)).toEqual([
      '(block $b',
      '  (block $b#2',
      '    (br $b)',
      '    (br $b#2)',
      '  )',
      ')',
      '(block $b',
      '  (br $b)',
      ')',
    ]);
  });

  it('refuses a branch to something that is not around it', () => {
    expect(() => printWat(moduleOf({ body: [br({ name: 'gone' })] }))).toThrow("branch to 'gone'");
  });

  it('writes numbers as people read them', () => {
    const drop = (value: Instruction): Instruction => ({ kind: 'drop', value });
    const numbers = [
      i32(65_535),
      i32(-65_535),
      i32(65_536),
      i32(2 ** 32 - 1),
      i64(-(2n ** 63n)),
      op('i32.and', i32(63), i32(-64)),
    ];
    expect(bodyLines(numbers.map(drop)).map((line) => line.slice(6, -1))).toEqual([
      '(i32.const 65535)',
      '(i32.const -65535)',
      '(i32.const 0x10000)',
      '(i32.const -1)',
      '(i64.const 0x8000000000000000)',
      '(i32.and (i32.const 0x3f) (i32.const 0xffffffc0))',
    ]);
  });
});

/** A module in which everything occurs that the text form has. */
function everything(): WasmModule {
  const told: FunctionReference = { name: 'told', index: 0, parameters: ['i32', 'i64'], results: [] };
  const helper: FunctionReference = { name: 'getter[0]', index: 1, parameters: ['i32', 'i32'], results: ['i32'] };
  const main: FunctionReference = { name: 'getter[0]', index: 2, parameters: ['i32'], results: [] };
  const names = ['x', 'y', 'x', 'sum'] as const;
  const [x, y, other, sum] = names.map((name, index): Local => ({
    index,
    type: index === 3 ? 'i64' : 'i32',
    name,
  })) as [Local, Local, Local, Local];
  const global = (index: number): Instruction => ({ kind: 'global.get', index });
  return {
    imports: [told],
    memory: { shared: true, wide: false, minimum: 1, maximum: 2 },
    globals: [
      { name: 'count', type: 'i32', initial: 0 },
      { name: 'count', type: 'i64', initial: -1 },
    ],
    functions: [
      {
        reference: helper,
        exported: false,
        note: 'Parameters come first, whatever they are called.',
        locals: [other, sum],
        body: [
          set(other, op('select', get(x), get(y), op('i32.lt_u', get(x), get(y)))),
          set(sum, op('i64.extend_i32_u', tee(other, choose('i32', get(other), i32(3), get(y))))),
          noteAt('await\t!taken;'),
          call(told, get(x), get(sum)),
          { kind: 'return', value: op('i32.wrap_i64', op('i64.rotr', get(sum), global(1))) },
          { kind: 'unreachable' },
        ],
      },
      {
        reference: main,
        exported: true,
        locals: [],
        body: [
          block('out', (out) => [
            block('a', (a) => [
              block('b', (b) => [{ kind: 'br_table', labels: [a, b, a], otherwise: out, index: get(x) }]),
              loop('again', (again) => [
                { kind: 'global.set', index: 0, value: op('i32.add', global(0), i32(1)) },
                brIf(again, memory('i32.atomic.rmw.cmpxchg', 0, i32(0), i32(0), global(0))),
              ]),
            ]),
            when(get(x), [{ kind: 'drop', value: call(helper, get(x), i32(70_000)) }], [{ kind: 'return' }]),
            when(op('i32.eqz', memory('i32.load8_u', 8_192, i32(0))), [
              memory('i64.store', 16, i32(0), i64(2n ** 63n - 1n)),
            ]),
          ]),
          { kind: 'drop', value: memory('memory.atomic.notify', 4, i32(0), i32(1)) },
        ],
      },
    ],
  };
}

describe('a module as text', () => {
  it('has names for everything', async () => {
    expect(WebAssembly.validate(encode(everything()))).toBe(true);
    const text = printWat(everything());
    // Functions, globals and locals of one name are told apart; exports keep their names.
    for (const named of [
      '(import "engine" "told" (func $told (param i32 i64)))',
      '(import "engine" "memory" (memory 1 2 shared))',
      '(global $count (mut i32) (i32.const 0))\n  (global $count#2 (mut i64) (i64.const -1))',
      ';; Parameters come first, whatever they are called.\n  (func $getter.0 (param $x i32) (param $y i32) (result i32)',
      '(local $x#2 i32) (local $sum i64)',
      '(func $getter.0#2 (export "getter[0]") (param $x i32)',
      '(br_table $a $b $a $out (local.get $x))',
      '(drop (call $getter.0 (local.get $x) (i32.const 0x11170)))',
      '(i64.store offset=16 (i32.const 0) (i64.const 0x7fffffffffffffff))',
    ])
      expect(text).toContain(named);
    await expect(text).toMatchFileSnapshot('../../golden/backend/module.wat.golden');
  });

  const compiled = ([name, text]: readonly [string, string]): [string, WasmModule] => {
    const { system, run } = compileOne(text);
    return [name, compileSystem(problemOf(system, run)).module];
  };
  const { counters, philosophers, asserting, outOfRange, vacuous } = specs;
  const modules = (): [string, WasmModule][] => [
    ['everything', everything()],
    ...Object.entries({ counters, philosophers, asserting, outOfRange, vacuous }).map(compiled),
  ];

  it.each(modules())('is assembled to the same bytes: %s', (_name, module) => {
    expect(encode(readWat(printWat(module)))).toEqual(encode(module));
  });
});
