import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Batch, keyOf } from '../../../src/explorer/external/batch.ts';
import { KnownStates } from '../../../src/explorer/external/known-states.ts';
import { memoryFiles } from '../../support/memory-files.ts';

const nothing = (): undefined => undefined;

/** A batch of these states, sorted. */
function batchOf(states: readonly (readonly number[])[], width: number): Batch {
  const batch = new Batch(Uint32Array.from(states.flat()), width, states.length);
  states.forEach((_, i) => {
    batch.add(i);
  });
  batch.sort();
  return batch;
}

function statesIn(batch: Batch): string[] {
  return Array.from({ length: batch.count }, (_, i) => {
    const at = batch.pairs[i * 2]! * batch.width;
    return batch.words.subarray(at, at + batch.width).join();
  });
}

/** Every state once. */
function distinct(states: readonly (readonly number[])[]): number[][] {
  return [...new Map(states.map((words) => [words.join(), [...words]])).values()];
}

/** Numbers that look random and are all different. */
function scattered(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => Math.imul(from + i + 1, 0x9e3779b1) >>> 0);
}

describe('the key of a state', () => {
  it('determines the first word, where the other words are given', () => {
    for (const others of [[], [0], [7, 0xffffffff], [1, 2, 3, 4, 5]]) {
      const keys = new Set<number>();
      for (let i = 0; i < 100_000; i++) {
        const first = i < 50_000 ? i : Math.imul(i, 0x9e3779b1) >>> 0;
        keys.add(keyOf(Uint32Array.from([first, ...others]), 0, others.length + 1));
      }
      expect(keys.size).toBe(100_000);
    }
  });

  it('depends on every word', () => {
    const words = [1, 2, 3, 4];
    const keys = words.map((_, i) => keyOf(Uint32Array.from(words.with(i, 9)), 0, 4));
    expect(new Set([...keys, keyOf(Uint32Array.from(words), 0, 4)]).size).toBe(5);
  });
});

describe('known states', () => {
  it('are those of all batches before, whatever the batches are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }).chain((width) =>
          fc.record({
            width: fc.constant(width),
            batches: fc.array(
              fc.array(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: width, maxLength: width }), {
                maxLength: 60,
              }),
              { maxLength: 24 },
            ),
          }),
        ),
        async ({ width, batches }) => {
          const files = memoryFiles();
          const known = new KnownStates(files, width, nothing);
          const reference = new Set<string>();
          for (const states of batches) {
            const batch = batchOf(distinct(states), width);
            const fresh = statesIn(batch).filter((state) => !reference.has(state));
            await known.strain(batch);
            expect(statesIn(batch)).toEqual(fresh);
            await known.add(batch);
            for (const state of fresh) reference.add(state);
            expect(files.used()).toBe(reference.size * width * 4);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  for (const width of [1, 2, 11, 900])
    it(`are found in files of many blocks, of ${width} words each`, async () => {
      const files = memoryFiles();
      let pauses = 0;
      const known = new KnownStates(files, width, () => {
        pauses++;
        return pauses % 3 === 0 ? Promise.resolve() : undefined;
      });
      const count = width === 900 ? 300 : 40_000;
      const make = (from: number, much: number): number[][] =>
        scattered(from, much).map((word) => [
          ...Array.from({ length: width - 1 }, (_, i) => (word >>> (i % 7)) & 3),
          word,
        ]);
      for (let i = 0; i < 9; i++) {
        // Half of it is known, of whatever age.
        const old = i === 0 ? [] : make(((i - 1) * count) / 4, count / 2);
        const batch = batchOf([...old, ...make((i * count) / 2, count / 2)], width);
        await known.strain(batch);
        expect(batch.count).toBe(count / 2);
        await known.add(batch);
      }
      // 0 to 9/2 of the count.
      const all = (count * 9) / 2;
      expect(files.used()).toBe(all * width * 4);
      expect(files.open()).toBeLessThanOrEqual(6);
      const everything = batchOf(make(0, all + 10), width);
      await known.strain(everything);
      expect(statesIn(everything).sort()).toEqual(
        make(all, 10)
          .map((words) => words.join())
          .sort(),
      );
      expect(pauses).toBeGreaterThan(10);
    });

  it('with the same key are told from each other, also where they fill blocks', async () => {
    // Without its first word a record is the state; 3,000 states get one key by the choice of that word.
    const wanted = keyOf(Uint32Array.from([0, 0]), 0, 2);
    const withKey = (other: number): number[] => [firstWordOf(wanted, other), other];
    const files = memoryFiles();
    const known = new KnownStates(files, 2, nothing);
    const even = batchOf(
      Array.from({ length: 3_000 }, (_, i) => withKey(i * 2)),
      2,
    );
    await known.add(even);
    const all = batchOf(
      Array.from({ length: 6_000 }, (_, i) => withKey(i)),
      2,
    );
    await known.strain(all);
    expect(all.count).toBe(3_000);
    expect(statesIn(all).every((state) => Number(state.split(',')[1]) % 2 === 1)).toBe(true);
  });

  it('of which few are looked up are not read as a whole', async () => {
    const files = memoryFiles();
    const known = new KnownStates(files, 1, nothing);
    await known.add(
      batchOf(
        scattered(0, 500_000).map((word) => [word]),
        1,
      ),
    );
    const before = files.reads();
    const few = batchOf(
      scattered(499_995, 10).map((word) => [word]),
      1,
    );
    await known.strain(few);
    expect(few.count).toBe(5);
    expect(files.reads() - before).toBeLessThanOrEqual(20);
  });
});

/** The first word with which a state of two words has a key. */
function firstWordOf(key: number, other: number): number {
  const inverse = (odd: number): number => {
    let x = odd;
    for (let i = 0; i < 5; i++) x = Math.imul(x, 2 - Math.imul(odd, x));
    return x;
  };
  // What other words contribute, from a key of which the first word is known.
  const undo = (hash: number): number => {
    let h = hash;
    h ^= h >>> 16;
    h = Math.imul(h, inverse(0xc2b2ae35));
    h ^= (h >>> 13) ^ (h >>> 26);
    h = Math.imul(h, inverse(0x85ebca6b));
    return h ^ (h >>> 16);
  };
  const others = undo(keyOf(Uint32Array.from([0, other]), 0, 2));
  return Math.imul(undo(key) ^ others, inverse(0xcc9e2d51)) >>> 0;
}
