import { describe, expect, it } from 'vitest';
import type { CompiledOptions } from '../../../src/backend/wasm/search/options.ts';
import { SpareMemory } from '../../../src/backend/wasm/search/spare-memory.ts';
import { compileOne, exploreWithCode, interpreterOf } from '../../support/compile.ts';
import { crew } from '../../support/crew.ts';

/** Steps that are independent of each other, so that they sleep. */
const counters = compileOne(`spec counters;
var x : [0..5 -> 0..5] = [_ in 0..5 -> 0];
action up(i : 0..5) when x[i] < 5 { x[i] += 1; }
terminates when true;
reachable corner = forall i in 0..5: x[i] == 5;
`);
/** A state of two words, of which a fingerprint can be kept. */
const large = compileOne(`spec large;
var x : [0..15 -> 0..5] = [_ in 0..15 -> 0];
action up(i : 0..15) when x[i] < 5 { x[i] += 1; }
`);
/** What a temporal property needs of the graph is in the memory as well. */
const temporal = compileOne(`spec both;
var x : 0..100 = 0;
var y : 0..100 = 0;
process p { while x < 100 { x += 1; } }
process q { while y < 100 { y += 1; } }
temporal all_come_to_an_end = eventually all_done;
`);

const NOTHING = Buffer.alloc(2 ** 16);

/** Pages of a memory in which not everything is 0. */
function written(memory: WebAssembly.Memory): number[] {
  const pages = Array.from({ length: memory.buffer.byteLength / NOTHING.length }, (_, i) => i);
  return pages.filter((i) => !NOTHING.equals(Buffer.from(memory.buffer, i * NOTHING.length, NOTHING.length)));
}

/** A memory that is soon looked through. */
const small: CompiledOptions = {
  memory: 256 * 2 ** 20,
  spill: {
    files: () => {
      throw new Error('there is enough memory');
    },
  },
};

describe('the memory that a search leaves', () => {
  it('has nothing in it any more', async () => {
    for (const options of [{}, { sleep: false }, { limits: { states: 30_000 } }]) {
      const spare = new SpareMemory();
      const { end } = await exploreWithCode(counters, { ...small, ...options, spare });
      expect(end).toBe('limits' in options ? 'max-states' : 'complete');
      const memory = spare.take(0, false);
      expect(memory && written(memory)).toEqual([]);
    }
  });

  it('has nothing in it any more after the graph of states was searched', async () => {
    const spare = new SpareMemory();
    const { liveness } = interpreterOf(temporal).problem;
    const { end } = await exploreWithCode(temporal, { spare, ...(liveness ? { liveness } : {}) });
    expect([end, liveness === undefined]).toEqual(['complete', false]);
    const memory = spare.take(0, false);
    expect(memory && written(memory)).toEqual([]);
  });

  it('is what the next search has, with the same result', async () => {
    const spare = new SpareMemory();
    const reference = await exploreWithCode(counters);
    const first = await exploreWithCode(counters, { spare });
    const memory = spare.take(0, false);
    expect(memory).toBeDefined();
    spare.keep({ memory: memory!, writtenBytes: 0, wipe: () => undefined }, false);
    const second = await exploreWithCode(counters, { spare });
    expect([first, second]).toEqual([reference, reference]);
    expect(spare.take(0, false)).toBe(memory);
    expect(spare.take(0, false)).toBeUndefined();
  });

  it('is not kept where states were found in no order, or only their fingerprints were', async () => {
    for (const options of [crew(2), { fingerprints: true }]) {
      const spare = new SpareMemory();
      await exploreWithCode(large, { ...options, limits: { states: 20_000 }, spare });
      expect(spare.take(0, false)).toBeUndefined();
      expect(spare.take(0, true)).toBeUndefined();
    }
  });

  it('is not taken by a search that needs a larger one, or one of another kind', () => {
    const spare = new SpareMemory();
    const memory = new WebAssembly.Memory({ initial: 2, maximum: 2 });
    const wipe = (): void => undefined;
    spare.keep({ memory, writtenBytes: 2 ** 30, wipe }, false);
    expect(spare.take(0, false)).toBeUndefined();
    spare.keep({ memory, writtenBytes: 9, wipe }, false);
    expect(spare.take(3 * 65_536, false)).toBeUndefined();
    expect(spare.take(65_536, true)).toBeUndefined();
    expect(spare.take(2 * 65_536, false)).toBe(memory);
  });
});
