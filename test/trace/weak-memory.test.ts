import { expect, it } from 'vitest';
import { explore } from '../../src/explorer/bfs.ts';
import { reconstruct } from '../../src/trace/reconstruct.ts';
import { compileOne, interpreterOf } from '../support/compile.ts';

it('an assertion about weak memory is shown as it is written, with what its CPU sees', async () => {
  const { system, run } = compileOne(`spec s;
weak var x : [0..1 -> 0..3] = [_ in 0..1 -> 0];
weak var y : 0..3 = 0;
process p { x[0] = 1; assert mine: x[0] == 2 || (forall i in 0..1: x[i] == y); }
check weak memory pso;
`);
  const model = interpreterOf({ system, run });
  const { findings } = await explore(model);
  const [{ path, property } = { path: { states: [] }, property: -1 }] = findings;
  const assertion = reconstruct(system, model, path, property)
    .steps.flatMap(({ records }) => records)
    .find(({ kind }) => kind === 'assert');
  expect(assertion).toMatchObject({ condition: 'x[0] == 2 || (forall i in 0..1: x[i] == y)', holds: false });
  expect(assertion?.reads.map(({ place, value }) => `${place.path} = ${String(value)}`)).toEqual([
    'x[0] = 1',
    'y = 0',
    'x[1] = 0',
  ]);
});
