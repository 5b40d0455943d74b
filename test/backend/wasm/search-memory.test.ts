import { problemOf } from '../../../src/backend/problem/problem.ts';
import { describe, expect, it } from 'vitest';
import { compileSystem } from '../../../src/backend/wasm/compile.ts';
import { encode } from '../../../src/backend/wasm/encoding/encode.ts';
import { hashOf } from '../../../src/backend/wasm/store/hash.ts';
import { CONTROL } from '../../../src/backend/wasm/store/memory-map.ts';
import { type Exports, SearchMemory } from '../../../src/backend/wasm/search/search-memory.ts';
import { compileOne } from '../../support/compile.ts';

/** The table and the store by themselves: states are handed to `emit`, and nothing is expanded. */

const oneWord = 'spec one;\nvar a : 0..65535 = 0;\nvar b : 0..65535 = 0;\naction up when a < 2 { a += 1; }\n';
const twoWords = `${oneWord}var c : 0..65535 = 0;\nvar d : 0..65535 = 0;\n`;

interface Held {
  readonly memory: SearchMemory;
  readonly exports: Exports;
  /** Hands states to the worker with this number. */
  readonly insert: (worker: number, states: readonly (readonly number[])[]) => void;
}

function holding(text: string, fingerprints: boolean, workers = 1, pages = 7_000): Held {
  const { system, run } = compileOne(text);
  const shared = workers > 1;
  const { module, kind, area } = compileSystem(problemOf(system, run), { fingerprints, shared });
  const pagesOfMemory = new WebAssembly.Memory({ initial: pages, maximum: 65_536, shared });
  const nothing = (): void => undefined;
  const room = (): void => {
    memory.makeRoom();
  };
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(encode(module)), {
    engine: { memory: pagesOfMemory, violation: nothing, found: nothing, stuck: nothing, room, tick: () => 0 },
  });
  const memory = new SearchMemory(pagesOfMemory, exports as unknown as Exports, { kind, area }, { areas: workers });
  memory.exports.enter(memory.areas[0]!, 0);
  memory.makeRoom();
  return {
    memory,
    exports: memory.exports,
    insert(worker, states) {
      memory.exports.enter(memory.areas[worker]!, Number(shared));
      for (const words of states) memory.exports.emit(...words);
      memory.exports.run(0, 0);
    },
  };
}

/** The state of one word with a given hash: undoes the finaliser of MurmurHash3. */
function stateOf(hash: number): number {
  const inverse = (odd: number): number => {
    let x = odd;
    for (let i = 0; i < 5; i++) x = Math.imul(x, 2 - Math.imul(odd, x));
    return x;
  };
  let h = hash;
  h ^= h >>> 16;
  h = Math.imul(h, inverse(0xc2b2ae35));
  h ^= (h >>> 13) ^ (h >>> 26);
  h = Math.imul(h, inverse(0x85ebca6b));
  h ^= h >>> 16;
  return Math.imul(h, inverse(0xcc9e2d51));
}

/** Numbers that look random and are all different. */
function scattered(count: number): number[] {
  return Array.from({ length: count }, (_, i) => Math.imul(i + 1, 0x9e3779b1));
}

function stored({ memory }: Held): string[] {
  return Array.from({ length: memory.count }, (_, i) => [...memory.wordsAt(memory.addressOf(i))].join());
}

describe('the table', () => {
  it('keeps every state once while it grows, with long runs of neighbours at its end and its beginning', () => {
    expect(hashOf([stateOf(0x12345678)])).toBe(0x12345678);
    // Thousands of states belong to the same few places; those at the end go on at the beginning.
    const crowds = [0xffffffff, 3_000, 0x80000000].flatMap((from) =>
      Array.from({ length: 3_000 }, (_, i) => [stateOf(from - i)]),
    );
    const held = holding(oneWord, false);
    held.insert(0, crowds);
    expect(held.memory.count).toBe(9_000);
    const before = held.memory.capacity;
    const others = scattered(1_500_000).map((word) => [word]);
    const all = new Set([...crowds, ...others].map(([word]) => word! | 0)).size;
    held.insert(0, others);
    // Doubled up to a million slots, then made larger by a sixth several times.
    expect(held.memory.capacity).toBeGreaterThan(before * 12);
    expect(held.memory.count).toBe(all);
    expect(held.memory.count / held.memory.capacity).toBeLessThan(0.861);
    held.insert(0, crowds);
    held.insert(0, others);
    expect(held.memory.count).toBe(all);
    expect(new Set(stored(held)).size).toBe(all);
  });

  for (const fingerprints of [false, true])
    it(`says when the memory is full, and has lost nothing${fingerprints ? ', with fingerprints' : ''}`, () => {
      const held = holding(twoWords, fingerprints, 1, 200);
      const states = scattered(2_000_000).map((word) => [word, word >>> 3]);
      held.insert(0, states);
      expect(held.memory.get(CONTROL.full)).toBe(1);
      const { count } = held.memory;
      expect(count).toBeGreaterThan(200_000);
      expect(count).toBeLessThan(2_000_000);
      held.memory.set(CONTROL.full, 0);
      held.insert(0, states.slice(0, count));
      expect(held.memory.get(CONTROL.full)).toBe(0);
      expect(held.memory.count).toBe(count);
    });

  it('knows a state by its fingerprint when the store has forgotten it', () => {
    const held = holding(twoWords, true);
    const states = scattered(300_000).map((word) => [word, word ^ 5]);
    for (let i = 0; i < states.length; i += 1_000) {
      held.memory.oldest = held.memory.count;
      held.insert(0, states.slice(i, i + 1_000));
    }
    held.insert(0, states);
    expect(held.memory.count).toBe(300_000);
    const [first] = held.memory.fingerprints([299_999]);
    expect(first).toBe(held.memory.fingerprintOf(states[299_999]!));
    expect(Number(first! >> 32n)).toBe(hashOf(states[299_999]!));
  });

  it('keeps the states of a frontier in a ring that grows', () => {
    const held = holding(twoWords, true);
    const states = scattered(400_000).map((word) => [word, word >>> 3]);
    held.insert(0, states.slice(0, 10_000));
    held.memory.oldest = 9_000;
    held.insert(0, states.slice(10_000));
    for (let i = 9_000; i < 400_000; i += 997)
      expect([...held.memory.wordsAt(held.memory.addressOf(i))]).toEqual(states[i]!.map((w) => w | 0));
  });

  for (const fingerprints of [false, true])
    it(`has no holes after workers took blocks${fingerprints ? ', with fingerprints' : ''}`, () => {
      const held = holding(twoWords, fingerprints, 4);
      const states = scattered(20_000).map((word) => [word, word >>> 7]);
      let from = 0;
      for (const [worker, count] of [
        [1, 700],
        [2, 1_500],
        [3, 1],
        [0, 1_024],
        [2, 3_000],
        [1, 13_775],
      ] as const) {
        // Half of them are known.
        held.insert(worker, states.slice(Math.max(0, from - count), from + count));
        from += count;
      }
      expect(held.memory.count).toBeGreaterThan(20_000);
      expect(held.memory.distinct).toBe(20_000);
      held.memory.closeHoles();
      expect(held.memory.count).toBe(20_000);
      const wanted = states.map((words) => words.map((w) => w | 0).join()).sort();
      expect(stored(held).sort()).toEqual(wanted);
      held.insert(3, states);
      expect(held.memory.distinct).toBe(20_000);
    });
});
