import { describe, expect, it } from 'vitest';
import type { Finding, StatePath } from '../../src/explorer/model.ts';
import { checkLiveness } from '../../src/explorer/liveness/check.ts';
import { graphOf } from '../../src/backend/interpreter/graph.ts';
import { reconstruct } from '../../src/trace/reconstruct.ts';
import { exploreSpec, type ExploredRun } from '../support/compile.ts';

const counter = `spec counter;
var x : 0..3 = 0;
var done_once : bool = false;
process up fair { loop { await x < 2; x++; } }
process again { await x == 1; done_once = true; }
invariant small = x < 2;
transition slow = x' <= x;
reachable half = x == 1;
temporal comes = x == 0 ~> done_once;
check c expect violates small, slow, comes, deadlock;`;

async function findings(text: string): Promise<ExploredRun & { readonly all: readonly Finding[] }> {
  const explored = await exploreSpec(text);
  const { system, model, exploration } = explored;
  const liveness = model.problem.liveness;
  if (!liveness) return { ...explored, all: exploration.findings };
  const graph = await graphOf(system, model);
  const { findings: all } = await checkLiveness(exploration, graph, liveness, [...model.implicationsMet]);
  return { ...explored, all };
}

/** The finding about a property, and the same with another path. */
async function about(property: string): Promise<{ path: StatePath; tell: (path: StatePath) => unknown }> {
  const { system, model, all } = await findings(counter);
  const number = model.properties.findIndex((p) => p.name === property);
  const { path, loop } = all.find((f) => f.property === number)!;
  return { path, tell: (other) => reconstruct(system, model, other, number, loop) };
}

describe('a counterexample is judged before it is told', () => {
  it.each(['small', 'slow', 'half', 'comes', 'deadlock'])(
    'and told where it shows that %s is violated',
    async (name) => {
      const { path, tell } = await about(name);
      expect(() => tell(path)).not.toThrow();
    },
  );

  it.each([
    ['small', 'its last state satisfies it'],
    ['half', 'its last state is no witness'],
    ['slow', 'its last step satisfies it'],
    ['deadlock', 'its last state is no deadlock'],
  ])('a run that does not show %s is an error: %s', async (name, why) => {
    const { path, tell } = await about(name);
    expect(() => tell({ ...path, states: path.states.slice(0, 1) })).toThrow(why);
  });

  it('a run that begins elsewhere is an error', async () => {
    const { path, tell } = await about('small');
    expect(() => tell({ states: path.states.slice(1) })).toThrow('it begins in no initial state');
  });

  it('a step that nobody can take is an error', async () => {
    const { path, tell } = await about('small');
    expect(() => tell({ states: [path.states[0]!, path.states.at(-1)!] })).toThrow('could not be replayed');
  });

  it('a loop in which somebody fair is left out is an error', async () => {
    const { path, tell } = await about('comes');
    const stutter: StatePath = { states: path.states.slice(0, 1), backTo: 0, stutters: true };
    expect(() => tell(stutter)).toThrow('its loop is not fair to up');
  });

  it('a run that satisfies its temporal property is an error', async () => {
    const { path, tell } = await about('comes');
    const { system, model } = await exploreSpec(counter);
    // After both steps of `again` nothing is asked for any more.
    const seen = [path.states[0]!];
    for (let i = 0; i < 4; i++) {
      const found = model.outcomes(seen.at(-1)!);
      const next = found.findLast((one) => one.state !== undefined && one.state !== seen.at(-1));
      if (next?.state === undefined) break;
      seen.push(next.state);
    }
    expect(system.temporal.properties).toHaveLength(1);
    expect(() => tell({ states: seen, backTo: seen.length - 1, stutters: true })).toThrow('its run satisfies it');
  });

  it('a range error that does not happen is an error', async () => {
    const { system, model } = await exploreSpec(
      'spec s; var x : 0..3 = 0; process p { x = 1; } invariant i = x < 3; check c;',
    );
    const range = model.properties.findIndex((p) => p.name === 'range');
    let initial = '';
    model.initialStates({ successor: (key) => (initial = key), violation: () => undefined });
    expect(() => reconstruct(system, model, { states: [initial] }, range)).toThrow(
      'nothing in its last state is out of range',
    );
  });
});
