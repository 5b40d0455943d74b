import { problemOf } from '../../../src/backend/problem/problem.ts';
import { describe, expect, it, vi } from 'vitest';
import { exploreCompiled } from '../../../src/backend/wasm/search/engine.ts';
import { InternalError } from '../../../src/core/internal-error.ts';
import { directly } from '../../../src/explorer/watch.ts';
import { compileOne, exploreWithCode, interpreterOf } from '../../support/compile.ts';

const RIGHT = `spec s; var x : 0..60 = 0; var y : 0..3 = 0;
process p { while x < 60 { x = x + 1; } }
process q { y = 1; y = 2; }
invariant small = y != 3; check c;`;

/** Explores code compiled from one spec where the interpreter has another one with the same states. */
async function explored(compiledFrom: string, interpreted: string): Promise<unknown> {
  const { system, run } = compileOne(compiledFrom);
  const other = compileOne(interpreted);
  return exploreCompiled(problemOf(system, run), interpreterOf(other), { exhaustive: true });
}

describe('a run of compiled code', () => {
  it('is compared with the interpreter in a sample of its states', async () => {
    const { system, run } = compileOne(RIGHT);
    const model = interpreterOf({ system, run });
    const successors = vi.spyOn(model, 'successors');
    const { distinct } = await exploreCompiled(model.problem, model);
    expect(distinct).toBeGreaterThan(180);
    expect(successors.mock.calls.length).toBeGreaterThan(0);
    expect(successors.mock.calls.length).toBeLessThan(20);
  });

  it('lets go of signals only where it begins, though states are compared', async () => {
    const { system, run } = compileOne(RIGHT);
    let times = 0;
    const atOnce = <T>(work: () => T): Promise<T> => {
      times++;
      return directly(work);
    };
    await exploreWithCode({ system, run }, { atOnce });
    // To compile, and to make the initial states.
    expect(times).toBe(2);
  });

  it('ends where a step does something else', async () => {
    const wrong = RIGHT.replace('y = 1;', 'y = 2;');
    await expect(explored(wrong, RIGHT)).rejects.toThrow(InternalError);
    await expect(explored(wrong, RIGHT)).rejects.toThrow(/engine and the interpreter disagree/);
  });

  it('ends where a step can be taken, or cannot', async () => {
    await expect(explored(RIGHT.replace('x < 60', 'x < 0'), RIGHT)).rejects.toThrow(InternalError);
  });

  it('ends where a property holds that does not', async () => {
    await expect(explored(RIGHT, RIGHT.replace('y != 3', 'y != 1'))).rejects.toThrow(/tell about small/);
  });
});
