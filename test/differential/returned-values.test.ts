import { describe, expect, it } from 'vitest';
import { exploreCompiled } from '../../src/backend/wasm/search/engine.ts';
import { explore } from '../../src/explorer/bfs.ts';
import { compileOne, interpreterOf } from '../support/compile.ts';

/** Properties violated and the steps to each, which both engines have to find. */
async function violationsOf(text: string): Promise<string[]> {
  const { system, run } = compileOne(text);
  const model = interpreterOf({ system, run });
  const reference = await explore(model, { exhaustive: true });
  const { missed: _, ...compiled } = await exploreCompiled(model.problem, model, { exhaustive: true });
  expect(compiled).toEqual(reference);
  return reference.findings.map(
    ({ property, path }) => `${model.properties[property]!.name} in ${path.states.length - 1 || 1}`,
  );
}

/** The value returned has a type that is laid out otherwise than the result: [result, type of what is returned, value]. */
const pairs: [result: string, returned: string, value: string][] = [
  ['0..3', '1..3', '3'],
  ['0..3', '2..3', '2'],
  ['-1..3', '0..3', '3'],
  ['-4..-1', '-2..-1', '-2'],
  ['(0..3)?', '(1..3)?', 'some(3)'],
  ['(0..3, bool)', '(2..3, bool)', '(3, true)'],
  ['(bool, (0..3)?)', '(bool, (3..3)?)', '(true, some(3))'],
  ['set of 0..3', 'set of 2..3', '{2, 3}'],
  ['set of -2..2', 'set of 0..2', '{0, 2}'],
  ['seq[3] of 0..3', 'seq[2] of 1..3', '[3, 1]'],
  ['seq[2] of -1..3', 'seq[2] of 2..3', '[2, 3]'],
  ['[0..1 -> 0..3]', '[0..1 -> 2..3]', '[i in 0..1 -> 3 - i]'],
  ['[bool -> (0..3)?]', '[bool -> (3..3)?]', '[b in bool -> if b then some(3) else none]'],
];

describe('a value that a procedure returns', () => {
  describe.each(pairs)('as %s, from %s', (result, returned, value) => {
    const uses: Record<string, string> = {
      'assigned to shared state': 'y = some(give());',
      'bound by let': 'let got = give(); y = some(got);',
      'bound by var': 'var got : Result = give(); y = some(got);',
      'passed on by another procedure': 'y = some(pass());',
      'an argument of another procedure': 'store(give());',
      'tested in the head of an if': 'if give() == expected() { y = some(give()); }',
    };
    it.each(Object.entries(uses))('is the same where it is %s', async (_, use) => {
      const text = `spec returned;
type Result = ${result};
type Given = ${returned};
fun expected(): Result = ${value};
var given : Given = ${value};
var y : Result? = none;
proc give(): Result { return given; }
proc pass(): Result { let inner = give(); return inner; }
proc store(v: Result) { y = some(v); }
process p { ${use} }
invariant never = y != some(expected());
check c allow deadlock;`;
      const [first, ...more] = await violationsOf(text);
      expect(first).toMatch(/^never in \d$/);
      expect(more).toEqual([]);
    });
  });

  it('is out of range where the result cannot hold it, used or not', async () => {
    const spec = (use: string): string => `spec narrow;
var x : 0..3 = 3;
var y : 0..3 = 0;
proc give(): 0..2 { return x; }
process p { ${use} }
check c allow deadlock;`;
    expect(await violationsOf(spec('y = give();'))).toEqual(['range in 1']);
    expect(await violationsOf(spec('let got = give();'))).toEqual(['range in 1']);
    expect(await violationsOf(spec('give();'))).toEqual(['range in 1']);
  });

  it('makes the invariant fail that it breaks, one above the lower bound of its own type', async () => {
    const text = `spec z;
var x : 0..2 = 2;
var y : 0..3 = 0;
proc next(): 0..3 { return x + 1; }
process p { y = next(); }
invariant never_three = y != 3;
check c;`;
    expect(await violationsOf(text)).toEqual(['never_three in 2']);
  });
});
