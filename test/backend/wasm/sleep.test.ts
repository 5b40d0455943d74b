import { describe, expect, it } from 'vitest';
import { Frontier, type FrontierMemory } from '../../../src/backend/wasm/search/frontier.ts';
import { Machine } from '../../../src/backend/wasm/search/machine.ts';
import { reserve } from '../../../src/backend/wasm/search/reserve.ts';
import { areaMap, CONTROL, FRONTIER } from '../../../src/backend/wasm/store/memory-map.ts';
import { slackStates } from '../../../src/backend/wasm/store/regions.ts';
import type { CompiledOptions } from '../../../src/backend/wasm/search/options.ts';
import { Watch } from '../../../src/explorer/watch.ts';
import { independenceOf } from '../../../src/ir/analysis/independence.ts';
import { compileOne, exploreWithCode, interpreterOf } from '../../support/compile.ts';
import { twoWorkers } from '../../support/crew.ts';

/** Successors that are known for sure are left out, and nothing that is told depends on it. */

/** Processes that each count up to a bound. */
function counters(processes: number, bound: number): string {
  return `spec counters;
type I = 0..${processes - 1};
var c : [I -> 0..${bound}] = [_ in I -> 0];
process p[i: I] { loop { atomic { await c[i] < ${bound}; c[i] = c[i] + 1; } } }
invariant never_all = exists i in I: c[i] < ${bound};
check c allow deadlock;
`;
}

async function expectSame(text: string, options: CompiledOptions = {}): Promise<number> {
  const compiled = compileOne(text);
  const asleep = await exploreWithCode(compiled, options);
  const awake = await exploreWithCode(compiled, { ...options, sleep: false });
  expect(asleep).toEqual(awake);
  return asleep.distinct;
}

/** Looks at the whole state space of a small spec: how many successors were looked up, and how many were counted. */
function lookUps(text: string): { readonly lookedUp: number; readonly generated: number; readonly distinct: number } {
  const { system, run } = compileOne(text);
  const interpreter = interpreterOf({ system, run });
  const machine = new Machine(
    interpreter.problem,
    interpreter,
    {
      reserved: reserve(0, { shared: false }),
      fingerprints: false,
      workers: 1,
      states: Infinity,
      limit: Infinity,
      sleep: true,
      fuel: undefined,
      willTake: () => undefined,
    },
    new Watch({}),
  );
  const { memory, exports, states, compiled } = machine;
  const record = compiled.area.batch;
  const width = compiled.kind.words * 4 + 12;
  let lookedUp = 0;
  interpreter.initialStates({
    successor: (key) => {
      exports.emit(...states.pack(key));
    },
    violation: () => undefined,
  });
  exports.run(0, 0);
  for (let from = 0; from < memory.count;) {
    const end = memory.count;
    memory.frontier?.beginLevel(end);
    for (; from < end; from++) {
      // Records that the state leaves in the batch say which state it was.
      memory.bytes.fill(0, memory.ownArea + record, memory.ownArea + record + width * 64);
      exports.run(from, from + 1);
      for (let i = 0; i < 64; i++)
        if (memory.get(memory.ownArea + record + i * width + width - 8) === from + 1) lookedUp++;
    }
  }
  return { lookedUp, generated: memory.generated, distinct: memory.count };
}

describe('counters that have nothing to do with each other', () => {
  it('have each state looked up once', () => {
    const { lookedUp, generated, distinct } = lookUps(counters(4, 4));
    expect(distinct).toBe(5 ** 4);
    // Each of the others has a transition for each counter that is below its bound; so the initial state counts one.
    expect(generated).toBe(4 * 4 * 5 ** 3 + 1);
    expect(lookedUp).toBe(distinct - 1);
  });

  it('give the same levels and paths where the frontier grows', async () => {
    expect(await expectSame(counters(6, 7))).toBe(8 ** 6);
  });

  it('give the same where several workers look', async () => {
    const { findings: _, ...asleep } = await exploreWithCode(compileOne(counters(5, 5)), twoWorkers);
    const { findings: __, ...awake } = await exploreWithCode(compileOne(counters(5, 5)), { sleep: false });
    expect(asleep).toEqual(awake);
  });

  it.each([63, 64, 65, 130, 255, 256, 300])('may be many: %d', async (processes) => {
    const distinct = await expectSame(counters(processes, 1), { limits: { depth: 2 } });
    expect(distinct).toBe(1 + processes + (processes * (processes - 1)) / 2);
  });
});

describe('a step that a property of steps is about', () => {
  it('violates it first where it would without sleep', async () => {
    const text = `spec watched;
var a : 0..2 = 0;
var b : 0..2 = 0;
process p { loop { atomic { await a < 2; a = a + 1; } } }
process q { loop { atomic { await b < 2; b = b + 1; } } }
transition p_before_q during q = a == 2 || b' == 0 || a > 0;
transition last = b' != 2 || a != 0;
check c allow deadlock expect violates p_before_q, last;
`;
    await expectSame(text);
    await expectSame(text, { exhaustive: true });
  });
});

describe('outcomes that are no successors', () => {
  it('are counted as they are without sleep', async () => {
    await expectSame(
      `spec failing;
var a : [0..2 -> 0..1] = [_ in 0..2 -> 0];
action up(i: 0..2) { a[i] = a[i] + 1; }
action other(i: 0..2) { either { a[i] = 0; } or { assert a[i] == 0; } }
check c expect violates range, assert;
`,
      { exhaustive: true },
    );
  });
});

describe('the frontier', () => {
  it('lets nothing sleep any more where its entries do not fit', () => {
    const { system } = compileOne(counters(2, 1));
    const independence = independenceOf(system);
    if (!independence) throw new Error('two counters are independent');
    const control = new Int32Array(2 ** 12);
    const bytes = new Uint8Array(2 ** 22);
    let count = 0;
    const memory: FrontierMemory = {
      bytes,
      areas: [0],
      get count() {
        return count;
      },
      get: (offset) => control[offset / 4]! >>> 0,
      set: (offset, value) => void (control[offset / 4] = value),
    };
    const area = areaMap({ words: 1, implications: 0, steps: 1, classes: independence.classes, inspectors: 0 });
    const taken: number[] = [];
    const willTake = (bytes: number): void => void taken.push(bytes);
    const plan = { independence, area, masks: 1, at: 2 ** 20, entries: 2 * FRONTIER, willTake };
    const frontier = new Frontier(memory, plan);
    frontier.reset();
    const slack = slackStates(1);
    expect(frontier.makeRoom()).toBe(FRONTIER - slack);
    count = FRONTIER - slack;
    expect(frontier.makeRoom()).toBe(2 * FRONTIER - slack);
    expect(taken).toEqual([24 * FRONTIER]);
    count = 2 * FRONTIER - slack;
    expect(frontier.makeRoom()).toBe(2 ** 32 - 1);
    expect(memory.get(CONTROL.frontierMask)).toBe(0);
    frontier.reset();
    expect(memory.get(CONTROL.frontierMask)).toBe(FRONTIER - 1);
  });
});
