import { describe, expect, it } from 'vitest';
import { type Interpreter, interpret } from '../../../src/backend/interpreter/model.ts';
import { exploreCompiled } from '../../../src/backend/wasm/search/engine.ts';
import { InternalError } from '../../../src/core/internal-error.ts';
import { directly } from '../../../src/explorer/watch.ts';
import { compileOne } from '../../support/compile.ts';

const RIGHT = `spec s; var x : 0..60 = 0; var y : 0..3 = 0;
process p { while x < 60 { x = x + 1; } }
process q { y = 1; y = 2; }
invariant small = y != 3; check c;`;

/** Explores code compiled from one spec where the interpreter has another one with the same states. */
async function explored(compiledFrom: string, interpreted: string): Promise<unknown> {
  const { system, run } = compileOne(compiledFrom);
  const other = compileOne(interpreted);
  return exploreCompiled(system, run, interpret(other.system, other.run), { exhaustive: true });
}

describe('a run of compiled code', () => {
  it('is compared with the interpreter in a sample of its states', async () => {
    const { system, run } = compileOne(RIGHT);
    const model = interpret(system, run);
    let asked = 0;
    const counting: Interpreter = { ...model, successors: (key, visit) => (asked++, model.successors(key, visit)) };
    const { distinct } = await exploreCompiled(system, run, counting);
    expect(distinct).toBeGreaterThan(180);
    expect(asked).toBeGreaterThan(0);
    expect(asked).toBeLessThan(20);
  });

  it('lets go of signals only where it begins, though states are compared', async () => {
    const { system, run } = compileOne(RIGHT);
    let times = 0;
    const atOnce = <T>(work: () => T): Promise<T> => {
      times++;
      return directly(work);
    };
    await exploreCompiled(system, run, interpret(system, run), { atOnce });
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
