import { afterEach, describe, expect, it, vi } from 'vitest';
import { explore } from '../../src/explorer/bfs.ts';
import type { Exploration, Model } from '../../src/explorer/model.ts';
import { gridModel, toyModel } from './toy-models.ts';

/** Paths as text: `a b c`, a failing last step as `a b !1`. */
function found(exploration: Exploration): readonly string[] {
  return exploration.findings.map(
    ({ property, kind, path }) =>
      `${property} ${kind}: ${path.states.join(' ')}${path.failingStep === undefined ? '' : ` !${path.failingStep}`}`,
  );
}

describe('a complete exploration', () => {
  it('counts distinct states, all successors, and levels', async () => {
    const result = await explore(gridModel(10, 7));
    expect(result).toMatchObject({
      end: 'complete',
      distinct: 70,
      generated: 1 + 9 * 7 + 10 * 6,
      depth: 15,
      frontier: 0,
    });
  });

  it('counts an initial state that is given twice as generated twice', async () => {
    const result = await explore(toyModel({ initial: ['a', 'a', 'b'], edges: { a: ['b'] } }));
    expect(result).toMatchObject({ end: 'complete', distinct: 2, generated: 4, depth: 0 });
  });

  it('of nothing has no states', async () => {
    expect(await explore(toyModel({ initial: [], edges: {} }))).toMatchObject({
      end: 'complete',
      distinct: 0,
      depth: 0,
    });
  });

  it('says which steps ran', async () => {
    const result = await explore(toyModel({ initial: ['a'], edges: { a: ['b', 'c'], d: ['a', 'a', 'a'] } }));
    expect(result.stepsRun).toEqual([true, true, false]);
  });

  it('counts a step that only fails as run', async () => {
    const model = toyModel({
      initial: ['a'],
      edges: { a: ['!assert'] },
      properties: [{ name: 'assert', kind: 'assert' }],
    });
    expect((await explore(model)).stepsRun).toEqual([true]);
  });
});

describe('a counterexample', () => {
  const bad = { name: 'bad', kind: 'invariant', at: ['z'] } as const;

  it('is a shortest path', async () => {
    const edges = { a: ['b', 'x'], b: ['c'], c: ['z'], x: ['z'] };
    expect(found(await explore(toyModel({ initial: ['a'], edges, properties: [bad] })))).toEqual([
      '0 violation: a x z',
    ]);
  });

  it('is the least of the shortest in the order of outcomes', async () => {
    const edges = { a: ['y', 'x'], x: ['z'], y: ['z'] };
    expect(found(await explore(toyModel({ initial: ['a'], edges, properties: [bad] })))).toEqual([
      '0 violation: a y z',
    ]);
  });

  it('of an invariant may be an initial state', async () => {
    const result = await explore(toyModel({ initial: ['a', 'z'], edges: { a: ['b'] }, properties: [bad] }));
    expect(found(result)).toEqual(['0 violation: z']);
    expect(result).toMatchObject({ end: 'violation', distinct: 2, depth: 0 });
  });

  it('of a failing step ends with the number of the step', async () => {
    const model = toyModel({
      initial: ['a'],
      edges: { a: ['b'], b: ['a', '!range'] },
      properties: [{ name: 'range', kind: 'range' }],
    });
    expect(found(await explore(model))).toEqual(['0 violation: a b !1']);
  });

  it('of a failing choice of an initial state has no state at all', async () => {
    const model = toyModel({ initial: ['!range'], edges: {}, properties: [{ name: 'range', kind: 'range' }] });
    expect(found(await explore(model))).toEqual(['0 violation:  !-1']);
  });

  it('of a transition property ends in the state after the step, known before or not', async () => {
    const model = toyModel({
      initial: ['a'],
      edges: { a: ['b'], b: ['a !falls'] },
      properties: [{ name: 'falls', kind: 'transition' }],
    });
    expect(found(await explore(model))).toEqual(['0 violation: a b a']);
  });

  it('of a deadlock is a state without outcomes that is no proper end', async () => {
    const edges = { a: ['b', 'c'] };
    const properties = [{ name: 'deadlock', kind: 'deadlock' }] as const;
    expect(found(await explore(toyModel({ initial: ['a'], edges, properties, ends: ['b'] })))).toEqual([
      '0 violation: a c',
    ]);
    expect(found(await explore(toyModel({ initial: ['a'], edges, properties, ends: ['b', 'c'] })))).toEqual([]);
  });

  it('of an assert is not a deadlock as well', async () => {
    const properties = [
      { name: 'assert', kind: 'assert' },
      { name: 'deadlock', kind: 'deadlock' },
    ] as const;
    const model = toyModel({ initial: ['a'], edges: { a: ['!assert'] }, properties, ends: [] });
    expect(found(await explore(model))).toEqual(['0 violation: a !0']);
  });
});

describe('the end of a run', () => {
  it('comes with the level in which something unexpected was found, so that all of that depth is found', async () => {
    const model = toyModel({
      initial: ['a'],
      edges: { a: ['b', 'c'], b: ['y'], c: ['z'], y: ['later'], z: ['later'] },
      properties: [
        { name: 'late', kind: 'invariant', at: ['later'] },
        { name: 'p', kind: 'invariant', at: ['z'] },
        { name: 'q', kind: 'invariant', at: ['y', 'z'] },
      ],
    });
    const result = await explore(model);
    expect(found(result)).toEqual(['1 violation: a c z', '2 violation: a b y']);
    expect(result).toMatchObject({ end: 'violation', distinct: 5, depth: 2, frontier: 2 });
  });

  const chain = { a: ['b'], b: ['c'], c: ['d'], d: ['e'], e: [] };

  it('comes when all expected violations and witnesses are there', async () => {
    const model = toyModel({
      initial: ['a'],
      edges: chain,
      properties: [
        { name: 'p', kind: 'invariant', at: ['b'], expectViolated: true },
        { name: 'r', kind: 'reachable', at: ['d'] },
        { name: 'fine', kind: 'invariant' },
      ],
    });
    const result = await explore(model);
    expect(found(result)).toEqual(['0 violation: a b', '1 witness: a b c d']);
    expect(result).toMatchObject({ end: 'decided', distinct: 4, depth: 3 });
    expect(await explore(model, { exhaustive: true })).toMatchObject({ end: 'complete', distinct: 5 });
  });

  it('does not come early where a reachable is expected never to be reached', async () => {
    const properties = [
      { name: 'p', kind: 'invariant', at: ['b'], expectViolated: true },
      { name: 'r', kind: 'reachable', expectViolated: true },
    ] as const;
    expect(await explore(toyModel({ initial: ['a'], edges: chain, properties }))).toMatchObject({
      end: 'complete',
      distinct: 5,
    });
  });

  it('does not come early for a witness alone', async () => {
    const properties = [{ name: 'r', kind: 'reachable', at: ['a'] }] as const;
    expect(await explore(toyModel({ initial: ['a'], edges: chain, properties }))).toMatchObject({ end: 'complete' });
  });

  it('is a violation where something unexpected comes with the last expected one', async () => {
    const properties = [
      { name: 'p', kind: 'invariant', at: ['b'], expectViolated: true },
      { name: 'q', kind: 'invariant', at: ['b'] },
    ] as const;
    expect(await explore(toyModel({ initial: ['a'], edges: chain, properties }))).toMatchObject({ end: 'violation' });
  });

  it('goes past an expected violation of a state', async () => {
    const properties = [
      { name: 'p', kind: 'invariant', at: ['b'], expectViolated: true },
      { name: 'q', kind: 'invariant', at: ['d'] },
      { name: 'r', kind: 'reachable', at: ['e'] },
    ] as const;
    const result = await explore(toyModel({ initial: ['a'], edges: chain, properties }));
    expect(found(result)).toEqual(['0 violation: a b', '1 violation: a b c d']);
    expect(result.end).toBe('violation');
  });
});

describe('a limit', () => {
  it('of states ends the run when one more is found', async () => {
    expect(await explore(gridModel(5, 5), { limits: { states: 25 } })).toMatchObject({ end: 'complete', distinct: 25 });
    const result = await explore(gridModel(5, 5), { limits: { states: 7 } });
    expect(result).toMatchObject({ end: 'max-states', distinct: 7, depth: 3 });
  });

  it('of states counts initial ones', async () => {
    const model = toyModel({ initial: ['a', 'b', 'c'], edges: {} });
    expect(await explore(model, { limits: { states: 2 } })).toMatchObject({ end: 'max-states', distinct: 2 });
  });

  it('of depth leaves the states of that level unexpanded', async () => {
    const result = await explore(gridModel(5, 5), { limits: { depth: 3 } });
    expect(result).toMatchObject({ end: 'max-depth', distinct: 10, depth: 3, frontier: 4 });
    expect(await explore(gridModel(5, 5), { limits: { depth: 9 } })).toMatchObject({ end: 'complete' });
  });

  it('of depth does not hide what was found at that depth', async () => {
    const model = toyModel({
      initial: ['a'],
      edges: { a: ['z'], z: ['a'] },
      properties: [{ name: 'p', kind: 'invariant', at: ['z'] }],
    });
    expect(await explore(model, { limits: { depth: 1 } })).toMatchObject({ end: 'violation' });
  });

  it('of memory is looked at between states', async () => {
    let used = 0;
    const result = await explore(gridModel(100, 100), { limits: { memory: 3 }, memoryInUse: () => ++used });
    expect(result.end).toBe('max-memory');
    expect(result.distinct).toBeLessThan(10_000);
  });
});

describe('an interruption', () => {
  it('ends the run with what was reached', async () => {
    const controller = new AbortController();
    const seen: number[] = [];
    const result = await explore(gridModel(200, 200), {
      signal: controller.signal,
      breathe: ({ distinct }) => {
        seen.push(distinct);
        if (seen.length === 3) controller.abort();
      },
    });
    expect(seen).toHaveLength(3);
    expect(result.end).toBe('interrupted');
    expect(result.distinct).toBe(seen[2]);
  });

  it('before the start leaves the initial states', async () => {
    const result = await explore(gridModel(3, 3), { signal: AbortSignal.abort() });
    expect(result).toMatchObject({ end: 'interrupted', distinct: 1 });
  });
});

it('two explorations of one model are equal', async () => {
  const properties = [{ name: 'deadlock', kind: 'deadlock', expectViolated: false }] as const;
  const first = await explore(gridModel(50, 50, properties));
  expect(await explore(gridModel(50, 50, properties))).toEqual(first);
});

describe('a state that takes long', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('is expanded again, and counts once, where it is the one that ends the search', async () => {
    const model = toyModel({ initial: ['start'], edges: { start: ['a', 'b', 'c', 'd'] } });
    const limited = { limits: { states: 2 } };
    const quick = await explore(model, limited);
    expect(quick).toMatchObject({ end: 'max-states', distinct: 2, generated: 3 });

    // By the third successor, which the limit leaves out like the second, more time has passed than a search waits.
    let now = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => now);
    const slow: Model = {
      ...model,
      successors(state, visit) {
        model.successors(state, {
          successor(key, step) {
            if (key === 'c') now += 1000;
            visit.successor(key, step);
          },
          violation: visit.violation.bind(visit),
        });
      },
    };
    expect(await explore(slow, limited)).toEqual(quick);
    expect(now).toBe(2000);
  });
});
