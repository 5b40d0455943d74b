import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Result } from '../../src/result/model.ts';
import { readTrace } from '../../src/tla/traces/read.ts';
import { thps, withFiles } from '../cli/run.ts';
import { importTrace, type KeptTrace, readKept } from '../tlc/traces.ts';
import { asItf, asTlcJson } from './foreign.ts';

/**
 * Counterexamples of TLC, kept by `npm run test:tlc -- --traces --keep`, come back as runs of their specs: of the same
 * property and the same length as those of `thps check`.
 */

const root = join(import.meta.dirname, '..', '..');
const folder = join(import.meta.dirname, 'traces');
const kept: readonly KeptTrace[] = readdirSync(folder).map((file) => readKept(join(folder, file)));

const known = new Map<string, Promise<ReadonlyMap<string, number | undefined>>>();

/** The steps that `thps check` finds, by property; of those of which it finds none, since the check ends before, undefined. */
function ownSteps(spec: string, check: string): Promise<ReadonlyMap<string, number | undefined>> {
  const found = known.get(`${spec} ${check}`) ?? findSteps(spec, check);
  known.set(`${spec} ${check}`, found);
  return found;
}

async function findSteps(spec: string, check: string): Promise<ReadonlyMap<string, number | undefined>> {
  const { stdout } = await thps(['check', join(root, spec), '--check', check, '--json']);
  const { checks } = JSON.parse(stdout) as Result;
  return new Map(checks[0]?.properties.map(({ name, steps }) => [name, steps]));
}

describe('a counterexample of TLC', () => {
  it('is there for specs of many kinds', () => {
    expect(new Set(kept.map(({ spec }) => spec)).size).toBeGreaterThanOrEqual(8);
    expect(kept.filter(({ steps }) => steps === undefined).length).toBeGreaterThanOrEqual(4);
  });

  it.each(kept.map((one, i) => [`${one.spec} ${one.check}: ${one.property}`, one, i] as const))(
    'comes back: %s',
    async (_, { spec, check, property, steps, text }, number) => {
      const back = await importTrace(spec, check, text);
      if (typeof back === 'string') throw new Error(back);
      const own = await ownSteps(spec, check);
      if (back.kind === 'temporal') expect(own.get(back.property)).toBeDefined();
      else {
        expect({ property: back.property, steps: back.steps }).toEqual({ property, steps });
        expect([undefined, steps]).toContain(own.get(property));
      }
      // In another form, which does not say which property it is.
      const form = number % 2 === 0 ? asTlcJson : asItf;
      expect(await importTrace(spec, check, form(readTrace(text)))).toMatchObject({ steps: back.steps });
    },
  );
});

const turns = `spec turns;
var x : 0..2 = 0;
var y : bool = false;
process a { loop { s: x = (x + 1) % 3; } }
process b fair { loop { y = !y; } }
temporal settles = eventually always y;
reachable two = x == 2;
invariant small = x < 2;
check c expect violates settles, small;
check d;
`;

const state = (number: number, x: number, y: boolean): string =>
  `State ${number}: <who knows>\n/\\ x = ${x}\n/\\ y = ${y ? 'TRUE' : 'FALSE'}\n/\\ pc = (<<"a">> :> "s" @@ <<"b">> :> "start")\n\n`;

async function imported(
  trace: string,
  words: readonly string[] = [],
  spec = turns,
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  return withFiles({ 'turns.thps': spec, 'trace.txt': trace }, (cwd) =>
    thps(['import-trace', 'turns.thps', 'trace.txt', ...words], { cwd }),
  );
}

describe('thps import-trace', () => {
  it('shows statements, and what is violated', async () => {
    const { code, stdout, stderr } = await imported(state(1, 0, false) + state(2, 1, false) + state(3, 2, false));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('invariant small is violated, in 2 steps:');
    expect(stdout).toContain('turns.thps:4  x = (x + 1) % 3  (2)');
  });

  it('draws the race', async () => {
    const { stdout } = await imported(state(1, 0, false) + state(2, 0, true) + state(3, 1, true), ['--as', 'race']);
    expect(stdout).toMatch(/^b +a$/m);
    expect(stdout).toMatch(/^y = !y -> true$/m);
  });

  it('reads lassos that go back to a state', async () => {
    const text = `Error: Temporal properties were violated.\n\n${state(1, 0, false)}${state(2, 0, true)}Back to state 1: <b_start line 1, col 1 to line 2, col 2 of module turns_c>\n`;
    const { stdout } = await imported(text);
    expect(stdout).toContain('temporal property settles is violated, in 2 steps:');
    expect(stdout).toContain('back to the state at the start');
  });

  it('reads what TLC prints for tools, and states that only say what changes', async () => {
    const text = `@!@!@STARTMSG 2217:4 @!@!@
1: <Initial predicate>
/\\ x = 0
/\\ y = FALSE
/\\ pc = (<<"a">> :> "s" @@ <<"b">> :> "start")

@!@!@ENDMSG 2217 @!@!@
@!@!@STARTMSG 2217:4 @!@!@
2: <b_start line 47, col 3 to line 49, col 24 of module turns_d>
/\\ y = TRUE

@!@!@ENDMSG 2217 @!@!@
@!@!@STARTMSG 2122:4 @!@!@
1: Back to state: <b_start line 47, col 3 to line 49, col 24 of module turns_d>

@!@!@ENDMSG 2122 @!@!@
`;
    const { stdout } = await imported(text);
    // The module says which check it is.
    expect(stdout).toContain('check d\n');
    expect(stdout).toContain('temporal property settles is violated, in 2 steps:');
  });

  it('drops steps in which nothing changes', async () => {
    const text = state(1, 0, false) + state(2, 0, false) + state(3, 1, false) + state(4, 1, false) + state(5, 2, false);
    const { stdout } = await imported(text);
    expect(stdout).toContain('invariant small is violated, in 2 steps:');
  });

  it('reads a violation by the initial state', async () => {
    const spec = 'spec s;\nvar x : 0..1 = 1;\nprocess p { x = 0; }\ninvariant zero = x == 0;\n';
    const text =
      'Error: Invariant zero is violated by the initial state:\n/\\ x = 1\n/\\ pc = (<<"p">> :> "start")\n\nFinished';
    const { code, stdout } = await imported(text, [], spec);
    expect(code).toBe(0);
    expect(stdout).toContain('invariant zero is violated, in 0 steps:');
  });

  it('takes the step that is named where several lead to the same state', async () => {
    const spec =
      'spec s;\nvar x : 0..1 = 0;\naction first when x == 0 { x = 1; }\naction second when x == 0 { x = 1; }\ninvariant zero = x == 0;\n';
    const text = (name: string): string =>
      `State 1: <Initial predicate>\nx = 0\n\nState 2: <${name} line 3, col 1 to line 4, col 2 of module s>\nx = 1\n\n`;
    expect((await imported(text('second'), ['--as', 'race'], spec)).stdout).toContain('second');
    expect((await imported(text('first'), ['--as', 'race'], spec)).stdout).not.toContain('second');
  });

  it('finds the steps of a fair loop in which two actors do the same in turn', async () => {
    const spec = `spec s;
var x : bool = false;
process p fair { loop { x = !x; } }
process q fair { loop { x = !x; } }
temporal settles = eventually always x;
`;
    const text =
      'State 1: <Initial predicate>\n/\\ x = FALSE\n/\\ pc = (<<"p">> :> "start" @@ <<"q">> :> "start")\n\nState 2: <?>\n/\\ x = TRUE\n\nBack to state 1\n';
    const { code, stdout, stderr } = await imported(text, ['--as', 'race'], spec);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('p takes steps (fair)');
    expect(stdout).toContain('q takes steps (fair)');
  });

  it('shows a run that violates something that the spec does not have, and says so', async () => {
    const text = `Error: Invariant Mine is violated.\n${state(1, 0, false)}${state(2, 0, true)}`;
    const { code, stdout, stderr } = await imported(text);
    expect(code).toBe(0);
    expect(stderr).toContain('THPS0009');
    expect(stdout).toContain('invariant Mine is violated, in 1 step:');
  });

  it('shows a loop that is not fair, and to whom', async () => {
    const text = `${state(1, 0, false)}State 2: Stuttering\n`;
    const { code, stderr } = await imported(text);
    expect(code).toBe(0);
    expect(stderr).toContain('its loop is not fair to b');
  });

  it('writes what `thps show` reads', async () => {
    const { stdout } = await imported(state(1, 0, false) + state(2, 1, false) + state(3, 2, false), ['--json']);
    const shown = await thps(['show', '-', '--as', 'race'], { stdin: stdout });
    expect(shown.stdout).toContain('invariant small is violated');
  });
});

describe('a trace that is none of the spec', () => {
  const begin = state(1, 0, false);
  it.each([
    ['a variable is missing', begin.replace('/\\ x = 0\n', ''), 'state 1: it has no value for `x`'],
    ['a variable is new', begin.replace('/\\ y', '/\\ z = 1\n/\\ y'), 'state 1: the module has no variable `z`'],
    ['a value is outside its type', state(1, 3, false), 'state 1: `x`: 3 is no value of 0..2'],
    ['a value is of another type', begin.replace('FALSE', '{1, 2}'), 'state 1: `y`: {1, 2} is no value of bool'],
    ['a process is nowhere', begin.replace('"s"', '"t"'), 'state 1: a is at "t", which is no point where it can be'],
    ['it begins elsewhere', state(1, 1, false), 'the spec cannot begin in its first state'],
    [
      'no step leads on',
      begin + state(2, 1, false) + state(3, 0, true),
      'no step leads from state 2 to state 3, which changes `x` and `y`',
    ],
    [
      'no step leads back',
      `${begin}${state(2, 1, false)}Back to state 1`,
      'no step leads from state 2 back to state 1',
    ],
  ])('is refused where %s', async (_, text, reason) => {
    const { code, stdout, stderr } = await imported(text);
    expect({ code, stdout }).toEqual({ code: 66, stdout: '' });
    expect(stderr).toContain(`THPS0008]: the trace in 'trace.txt' is none of check c: ${reason}`);
  });

  it.each([
    ['nothing', '', 'there is no line `State 1:` in it'],
    ['a text', 'good morning\n', 'there is no line `State 1:` in it'],
    [
      'half a value',
      'State 1: <Initial predicate>\n/\\ x = <<1, \n',
      'line 2: there should be a value, and there is nothing',
    ],
    ['a gap', state(1, 0, false) + state(3, 0, true), 'line 6: state 2 is missing before state 3'],
    ['half of JSON', '{"counterexample": ', 'it begins like JSON and is none'],
    ['other JSON', '{"a": 1}', 'its JSON has neither'],
    ['states that are none', '{"states": [1]}', '`states` has something at 0 that is no state'],
    ['no states', '{"states": [], "vars": []}', 'it has no state'],
    ['a loop to nowhere', '{"states": [{"x": 1}], "loop": 7}', 'there is no state 7 for its `loop`'],
    ['gaps in JSON', '{"state": [[1, {}], [3, {}]]}', 'the numbers of its states have gaps'],
    ['null', '{"states": [{"x": null}]}', 'state 1: x: `null` is no value'],
    ['nests', `{"states": [{"x": ${'['.repeat(5000)}${']'.repeat(5000)}}]}`, 'nested too deeply'],
    ['nests of TLC', `State 1: <?>\nx = ${'<<'.repeat(5000)}`, 'nested too deeply'],
    ['a huge range', 'State 1: <?>\nx = 1..999999999', 'the range 1..999999999 is too large'],
  ])('is refused where it is %s', async (_, text, reason) => {
    const { code, stdout, stderr } = await imported(text);
    expect({ code, stdout }).toEqual({ code: 66, stdout: '' });
    expect(stderr).toContain('THPS0007');
    expect(stderr).toContain(reason);
  });

  it('is refused where it is not UTF-8', async () => {
    const { code, stderr } = await withFiles({ 'turns.thps': turns }, (cwd) =>
      thps(['import-trace', 'turns.thps', process.execPath], { cwd }),
    );
    expect(code).toBe(66);
    expect(stderr).toMatch(/more than the 67108864 that are read|THPS0007/);
  });

  it('is refused where it is cut at any place, or comes back as a shorter run', async () => {
    const text = readFileSync(join(folder, 'failures.failing.range.txt'), 'utf8');
    const whole = text.slice(text.indexOf('\n') + 1);
    for (let length = 0; length < whole.length; length += 37) {
      const back = await importTrace('test/tla/specs/failures.thps', 'failing', whole.slice(0, length));
      if (typeof back === 'string') expect(back).toMatch(/THPS000[789]/);
    }
  });
});
