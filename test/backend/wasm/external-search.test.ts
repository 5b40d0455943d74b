import { problemOf } from '../../../src/backend/problem/problem.ts';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { models, thpsFile } from '../../../bench/models.ts';
import type { CompiledOptions } from '../../../src/backend/wasm/search/options.ts';
import type { Checkpoints, Exploration } from '../../../src/explorer/model.ts';
import { type CompiledRun, compileOne, exploreWithCode } from '../../support/compile.ts';
import { crew } from '../../support/crew.ts';
import { memoryFiles, type MemoryFiles } from '../../support/memory-files.ts';

/** Searches that have room for a few states in memory and go on with files. */

const grid = (rest: string, side = 6): string => `spec grid;
const K : 1..7 = 5;
var c : [0..K - 1 -> 0..${side}] = [_ in 0..K - 1 -> 0];
action up(i: 0..K - 1) when c[i] < ${side} { c[i] += 1; }
${rest}
check all;
`;
const searched = compileOne(
  grid(`terminates when true;
reachable middle = forall i in 0..K - 1: c[i] == 3;
reachable corner = forall i in 0..K - 1: c[i] == 6;`),
);
/** Steps lead back, so that most successors have been known for long. */
const wandering = compileOne(`spec wandering;
var a : 0..29 = 0;
var b : 0..29 = 0;
var c : 0..9 = 0;
action right when a < 29 { a += 1; }
action left when a > 0 { a -= 1; }
action up when b < 29 { b += 1; }
action down when b > 0 { b -= 1; }
action turn { c = (c + 1) % 10; }
action home { a = 0; b = 0; }
invariant below = a + b < 40;
transition slow = c' != 0 || c == 9 || a' + b' < 31;
check all expect violates below, violates slow;
`);

function explored({ system, run }: CompiledRun, options: CompiledOptions = {}): Promise<Exploration> {
  return exploreWithCode({ system, run }, options);
}

/** With room for so many states; the files are looked at afterwards. */
async function withFiles(
  compiled: CompiledRun,
  room: { readonly states: number; readonly batch?: number },
  options: CompiledOptions = {},
  files: MemoryFiles = memoryFiles(),
): Promise<Exploration> {
  const result = await explored(compiled, { ...options, spill: { ...room, files: () => files } });
  expect(files.open()).toBe(0);
  return result;
}

function withoutFiles({ spilled, ...result }: Exploration): Exploration {
  expect(spilled?.failed).toBeUndefined();
  expect(spilled?.states).toBe(result.distinct);
  expect(spilled?.bytes).toBeGreaterThan(0);
  return result;
}

function failed(reason: string): never {
  throw new Error(reason);
}

const rooms = [{ states: 300 }, { states: 900, batch: 70 }, { states: 4_000, batch: 3_000 }];

describe('a search with files', () => {
  for (const [name, compiled] of Object.entries({ searched, wandering, stuck: compileOne(grid('')) }))
    it(`finds the same as one in memory: ${name}`, async () => {
      const plain = await explored(compiled);
      for (const room of rooms) {
        // Every other time with addresses of 64 bits.
        const options = room.states === 900 ? { memory: 12 * 2 ** 30 } : {};
        expect(withoutFiles(await withFiles(compiled, room, options)), JSON.stringify(room)).toEqual(plain);
      }
    });

  for (const { name, quick } of models)
    it(`finds the same as one in memory: ${name} of the benchmark`, async () => {
      const constants = {
        counter: 'K = 4, MX = 6',
        diners: 'N = 8',
        twophase: 'N = 4',
        filter_lock: 'N = 3',
        ring: 'N = 5',
      };
      expect(Object.keys(quick.constants).length).toBeGreaterThan(0);
      const text = readFileSync(thpsFile(name), 'utf8');
      const compiled = compileOne(text.replace(/^check \w+/m, `$& with ${constants[name as keyof typeof constants]}`));
      const plain = await explored(compiled);
      for (const states of [100, 700]) expect(withoutFiles(await withFiles(compiled, { states }))).toEqual(plain);
    });

  it('ends at the same limits', async () => {
    for (const compiled of [searched, wandering]) {
      const all = (await explored(compiled)).distinct;
      for (const limits of [{ states: 5_000 }, { states: all }, { states: all - 1 }, { states: 901 }, { depth: 20 }]) {
        const plain = await explored(compiled, { limits, exhaustive: true });
        for (const room of rooms.slice(0, 2)) {
          const { spilled, ...result } = await withFiles(compiled, room, { limits, exhaustive: true });
          expect(result, JSON.stringify({ limits, room })).toEqual(plain);
          expect(spilled).toBeDefined();
        }
      }
    }
  });

  it('goes on from where several workers were, and shows the same paths', async () => {
    for (const compiled of [searched, wandering]) {
      for (const limits of [{}, { states: 8_000 }]) {
        const plain = await explored(compiled, { limits });
        for (const states of [300, 5_000])
          expect(withoutFiles(await withFiles(compiled, { states }, { ...crew(2), limits }))).toEqual(plain);
      }
    }
  });

  it('ends when it is told to, and leaves no files', async () => {
    for (const breaths of [1, 2, 5]) {
      const interrupt = new AbortController();
      let seen = 0;
      const result = await withFiles(
        compileOne(grid('terminates when true;', 9)),
        { states: 900 },
        {
          signal: interrupt.signal,
          breathe: () => {
            if (++seen > breaths) interrupt.abort();
          },
        },
      );
      expect(result.end).toBe('interrupted');
      expect(result.distinct).toBeLessThan(100_000);
      expect(result.frontier).toBeGreaterThanOrEqual(0);
    }
  });

  it('ends incomplete with what was reached when the disk is full', async () => {
    const plain = await explored(wandering);
    const full = memoryFiles();
    await withFiles(wandering, { states: 500 }, {}, full);
    let before = 0;
    for (let space = 4_000; space < full.peak(); space *= 1.7) {
      const result = await withFiles(wandering, { states: 500 }, {}, memoryFiles(space));
      expect(result.end).toBe('max-memory');
      expect(result.spilled?.failed).toEqual({ reason: 'there is no space left in memory', lacks: 'disk' });
      expect(result.distinct).toBeGreaterThanOrEqual(before);
      expect(result.distinct).toBeLessThan(plain.distinct);
      for (const finding of result.findings) expect(plain.findings).toContainEqual(finding);
      before = result.distinct;
    }
    expect(before).toBeGreaterThan(1_000);
    const enough = await withFiles(wandering, { states: 500 }, {}, memoryFiles(full.peak()));
    expect(withoutFiles(enough)).toEqual(plain);
  });

  it('says when the successors of one state do not fit', async () => {
    const fan = compileOne(`spec fan;
var x : 0..40 = 0;
var y : 0..40 = 0;
var z : bool = false;
action all(i: 0..40, j: 0..40) when x == 0 { x = i; y = j; }
action flip { z = !z; }
`);
    const result = await withFiles(fan, { states: 300 });
    expect(result.end).toBe('max-memory');
    expect(result.spilled?.failed).toEqual({
      reason: 'there is no room for the successors of one state',
      lacks: 'memory',
    });
    expect(withoutFiles(await withFiles(fan, { states: 2_600 }))).toEqual(await explored(fan));
  });
});

describe('a search with files of many small levels', () => {
  it('finds the same as one in memory', async () => {
    const chain = compileOne(`spec chain;
var x : 0..6_000 = 0;
var y : bool = false;
action up when x < 6_000 { x += 1; }
action down when x > 0 { x -= 1; }
action flip { y = !y; }
invariant short = x < 5_900;
check all expect violates short;
check whole expect states 12_002;
`);
    const plain = await explored(chain, { exhaustive: true });
    expect(plain.depth).toBe(6_001);
    expect(withoutFiles(await withFiles(chain, { states: 400 }, { exhaustive: true }))).toEqual(plain);
  });

  it('says when there is no room for the initial states', async () => {
    const many = compileOne('spec many;\nvar x : 0..999;\naction up when x < 999 { x += 1; }\nterminates when true;\n');
    const result = await withFiles(many, { states: 300 });
    expect(result.end).toBe('max-memory');
    expect(result.spilled?.failed).toEqual({ reason: 'there is no room for all initial states', lacks: 'memory' });
  });
});

describe('the memory of the process', () => {
  const large = compileOne(grid('terminates when true;', 11));
  const limit = 300 * 2 ** 20;
  /** Says so many times that there is enough memory. */
  const filling = (times: number): CompiledOptions => {
    let left = times;
    return { memory: limit, limits: { memory: limit }, memoryInUse: () => (left-- > 0 ? 80 * 2 ** 20 : limit - 1) };
  };

  it('has files take over when it is nearly used', async () => {
    const plain = await explored(large);
    expect(plain.distinct).toBe(248_832);
    const result = await explored(large, { ...filling(8), spill: { files: memoryFiles } });
    expect(withoutFiles(result)).toEqual(plain);
  });

  it('ends the run when it is used up although there are files', async () => {
    const result = await withFiles(large, { states: 9_000 }, { ...filling(1e9), memoryInUse: () => limit + 1 });
    expect(result.end).toBe('max-memory');
  });

  it('ends the run where there cannot be files, which is told', async () => {
    const full: CompiledOptions = {
      memory: limit,
      limits: { memory: limit },
      memoryInUse: () => limit + 1,
      spill: { files: () => failed('no files are needed') },
    };
    const checkpoints: Checkpoints = { load: () => undefined, isDue: () => false, save: () => undefined };
    const { system, run } = large;
    const temporal = compileOne(grid('terminates when true;\ntemporal ends = eventually (c[0] == 6);'));
    const liveness = problemOf(temporal.system, temporal.run).liveness!;
    expect(liveness).toBeDefined();
    const ends = {
      checkpoints: await explored(large, { ...full, checkpoints }),
      fingerprints: await explored(compileOne(grid('terminates when true;', 255)), { ...full, fingerprints: true }),
      temporal: await explored(temporal, { ...full, liveness }),
      small: await exploreWithCode(
        { system, run },
        {
          ...full,
          memory: 2 ** 20,
          limits: { memory: 2 ** 20 },
        },
      ),
    };
    for (const [reason, { end, notSpilled }] of Object.entries(ends))
      expect({ end, notSpilled }).toEqual({ end: 'max-memory', notSpilled: reason });
  });
});
