import { describe, expect, it } from 'vitest';
import { Layout } from '../../src/backend/problem/layout.ts';
import type { Value } from '../../src/core/types.ts';
import type { TransitionSystem } from '../../src/ir/system.ts';
import { compileOne, exploreSpec } from '../support/compile.ts';

/** A state of the reference is a text, and characters have 16 bits: what has more values takes several of them. */

function systemWith(type: string, initial: string, declarations = ''): TransitionSystem {
  return compileOne(`spec s;
${declarations}
var first : 0..3 = 1;
var x : ${type} = ${initial};
var last : 0..3 = 2;
process p { skip; }
`).system;
}

function readBack(system: TransitionSystem, value: Value): Value {
  const layout = new Layout(system);
  const state: Value[] = new Array<Value>(layout.size).fill(0);
  state[0] = 3;
  state[1] = value;
  state[2] = 1;
  const back = layout.decode(layout.encode(state));
  expect([back[0], back[2]]).toEqual([3, 1]);
  return back[1]!;
}

function upTo(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}

describe('a state is read back as it was written', () => {
  it.each([65_535, 65_536, 65_537, 70_000])('with a member of an enum of %i', (count) => {
    const members = upTo(count).map((i) => `e${i}`);
    const system = systemWith('E', 'e0', `enum E { ${members.join(', ')} }`);
    for (const n of [0, 1, 65_534, count - 1]) expect(readBack(system, n)).toBe(n);
  });

  it.each([65_535, 65_536])('with one of %i symmetric values', (count) => {
    const system = systemWith('S?', 'none', `symmetric S[${count}];`);
    for (const n of [0, 65_534, count - 1]) expect(readBack(system, [1, n])).toEqual([1, n]);
  });

  it.each([
    ['0..65535', 65_535],
    ['0..65536', 65_536],
    ['-1..65534', -1],
    ['-65536..65536', 65_536],
    ['-2147483648..2147483647', -2_147_483_648],
    ['-2147483648..2147483647', 2_147_483_647],
  ])('with a number of %s', (type, value) => {
    expect(readBack(systemWith(type, '5'), value)).toBe(value);
  });

  it.each([65_534, 65_535, 65_536, 65_537])('with a set of %i elements', (count) => {
    expect(readBack(systemWith(`set of 0..${count - 1}`, '{}'), upTo(count))).toEqual(upTo(count));
    expect(readBack(systemWith(`set of 0..${count - 1}`, '{}'), [])).toEqual([]);
  });

  it.each([65_535, 65_536])('with a sequence of %i elements', (count) => {
    const value = new Array<Value>(count).fill(1);
    expect(readBack(systemWith(`seq[${count}] of 0..1`, '[]'), value)).toEqual(value);
  });

  it('with one of 65537 members of a union', () => {
    const members = upTo(65_536).map((i) => `e${i}`);
    const system = systemWith('U', 'e0', `union U { ${members.join(', ')}, last_one(0..3) }`);
    expect(readBack(system, [65_536, 2])).toEqual([65_536, 2]);
    expect(readBack(system, [65_535])).toEqual([65_535]);
  });

  it.each([65_535, 65_536, 65_537, 70_000])('with a process at one of %i control points', (count) => {
    const system = systemWith('bool', 'false');
    const [family] = system.families;
    const [point] = family!.points;
    const points = upTo(count).map((index) => ({ ...point!, index }));
    const layout = new Layout({ ...system, families: [{ ...family!, points }] });
    const state: Value[] = new Array<Value>(layout.size).fill(0);
    for (const at of [0, 65_534, count - 1]) {
      state[layout.instances[0]!.point] = at;
      expect(layout.decode(layout.encode(state))).toEqual(state);
    }
  });
});

it('a full set of 65536 values is full', async () => {
  const { violated } = await exploreSpec(`spec full;
var s : set of 0..65535 = {};
process p { s = 0..65535; assert size(s) == 65536 && 65535 in s; }
`);
  expect(violated).toEqual([]);
});
