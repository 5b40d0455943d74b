import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { formNames } from '../../src/render/forms/forms.ts';
import type { Result } from '../../src/result/model.ts';
import { type Ran, thps, withFiles } from './run.ts';
import * as specs from './specs.ts';

/** Everything that a form may have to show: races, a deadlock, a loop, a failed assertion, warnings. */
const shown: Readonly<Record<string, string>> = {
  counters: specs.countersExpected,
  philosophers: specs.philosophers,
  temporal: specs.temporal,
  asserting: specs.asserting,
  ranges: specs.outOfRange,
  vacuous: specs.vacuous,
  library: `spec freeing;
import kernel.page with MAX_REFS = 3;
var refs : Refs = 1;
process p { put_page(refs); put_page(refs); }
check c;
`,
};

interface Shown {
  readonly result: string;
  readonly show: (...words: readonly string[]) => Promise<Ran>;
}

/** The result of a spec as a file, and `thps show` of it. */
async function withResult(spec: string, use: (about: Shown) => Promise<void>): Promise<void> {
  await withFiles({ 'spec.thps': spec }, async (cwd) => {
    const { stdout } = await thps(['check', 'spec.thps', '--json', '--workers', '1'], { cwd });
    await withFiles({ 'result.json': stdout }, (folder) =>
      use({ result: stdout, show: (...words) => thps(['show', 'result.json', ...words], { cwd: folder }) }),
    );
  });
}

describe('thps show', () => {
  for (const form of formNames)
    it(`draws what thps check has found as ${form}`, async () => {
      const parts: string[] = [];
      for (const name of ['counters', 'philosophers', 'temporal', 'library'])
        await withResult(shown[name]!, async ({ show }) => {
          const { stdout, stderr, code } = await show('--as', form);
          expect([stderr, code], name).toEqual(['', 0]);
          parts.push(`=== ${name} ===\n${stdout.replaceAll(/kernel\.page:\d+/g, 'kernel.page:N')}`);
        });
      await expect(parts.join('\n')).toMatchFileSnapshot(`../golden/show/${form}.golden`);
    });

  it('shows the checks and the properties that are asked for', async () => {
    await withResult(specs.countersExpected, async ({ show }) => {
      const one = await show('--as', 'race', '--check', 'limit_of_1', '--property', 'within_limit');
      expect(one.stdout).toContain('invariant within_limit is violated\n');
      expect(one.stdout).not.toContain('nothing_lost');
      expect((await show('--as', 'race', '--check', 'lots')).stderr).toContain('did you mean');
      expect((await show('--as', 'race', '--property', 'within_limits')).stderr).toContain('did you mean');
    });
  });

  it('reads standard input, and draws as the options of races say', async () => {
    await withResult(specs.counters, async ({ result }) => {
      const words = ['show', '-', '--as', 'race', '--processes', 'adder[0]', '--width', '40'];
      const { stdout, code } = await thps(words, { stdin: result });
      expect(code).toBe(0);
      expect(stdout).toContain('not shown: adder[1]');
    });
  });

  it.each(['race', 'markdown', 'html', 'mermaid', 'svg'])('says in %s what is left out', async (form) => {
    await withResult(specs.counters, async ({ show }) => {
      const { stdout } = await show('--as', form, '--processes', 'adder[0]', '--steps', 'changes');
      expect(stdout).toContain('not shown: adder[1]');
      expect(stdout).toContain('left out: 1 step without a change of shared state');
    });
  });

  it('writes a file, and none that is there unless it is told to', async () => {
    await withResult(specs.counters, async ({ result }) => {
      await withFiles({ 'r.json': result, 'race.txt': 'mine' }, async (cwd) => {
        const words = ['show', 'r.json', '--as', 'race', '--out'];
        expect((await thps([...words, 'race.txt'], { cwd })).code).toBe(66);
        expect(readFileSync(join(cwd, 'race.txt'), 'utf8')).toBe('mine');
        expect((await thps([...words, 'race.txt', '--force'], { cwd })).code).toBe(0);
        expect(readFileSync(join(cwd, 'race.txt'), 'utf8')).toContain('adder[0]');
        expect((await thps([...words, 'new/race.txt'], { cwd })).code).toBe(0);
      });
    });
  });

  it('refuses what is not a result, or only looks like one', async () => {
    await withResult(specs.counters, async ({ result }) => {
      const { checks } = JSON.parse(result) as Result;
      const trace = checks[0]!.properties.find((one) => one.trace !== undefined)!.trace!;
      const wrong = result.replace(JSON.stringify(trace.steps[0]!.statements[0]!.stack, undefined, 2), '[7]');
      expect(wrong).not.toBe(result);
      for (const text of [
        '',
        '{}',
        '[]',
        'null',
        result.slice(0, -10),
        result.replace('"schema": 2', '"schema": 3'),
        wrong,
      ]) {
        const { code, stderr } = await thps(['show', '-', '--as', 'race'], { stdin: text });
        expect([code, stderr.includes('THPS0006')], text.slice(0, 20)).toEqual([66, true]);
      }
    });
  });
});

describe('a page', () => {
  it('loads nothing, and runs nothing but the script that its policy names', async () => {
    await withResult(specs.counters, async ({ result }) => {
      const hostile = result
        .replaceAll('adder[0]', '</script><script>alert(1)</script>')
        .replaceAll('"default"', '"\\"><img src=x>"');
      const words = ['show', '-', '--as', 'html', '--property', 'nothing_lost'];
      const { stdout, code } = await thps(words, { stdin: hostile });
      expect(code).toBe(0);
      expect(stdout).not.toContain('<script>alert');
      expect(stdout).not.toContain('<img');
      expect(stdout.match(/<script/g)).toHaveLength(2); // the states of the one run, and the page's own
      const own = /<script>([^]*)<\/script>\n<\/body>/.exec(stdout)?.[1] ?? '';
      const digest = createHash('sha256').update(own).digest('base64');
      expect(stdout).toContain(`default-src 'none';`);
      expect(stdout).toContain(`script-src 'sha256-${digest}'`);
      expect(stdout).not.toMatch(/https?:|url\(|@import/);
    });
  });

  it('has for each step the state after it, as changes of the one before', async () => {
    await withResult(specs.counters, async ({ result, show }) => {
      const { stdout } = await show('--as', 'html', '--property', 'nothing_lost');
      const json = /<script type="application\/json">([^]*?)<\/script>/.exec(stdout)?.[1] ?? '';
      const { start, changes } = JSON.parse(json) as {
        readonly start: readonly (readonly [string, string])[];
        readonly changes: readonly (readonly (readonly [string, string | null])[])[];
      };
      expect(start).toEqual([
        ['counter', '0'],
        ['adder[0] at', 'start'],
        ['adder[1] at', 'start'],
      ]);
      const { checks } = JSON.parse(result) as Result;
      const trace = checks[0]!.properties.find(({ name }) => name === 'nothing_lost')!.trace!;
      expect(changes).toHaveLength(trace.steps.length);
      const state = new Map<string, string | null>(start);
      for (const [i, step] of trace.steps.entries()) {
        for (const [path, value] of changes[i]!) state.set(path, value);
        expect(state.get('counter')).toBe(JSON.stringify(step.state.variables[0]!.value));
        for (const { name, point } of step.state.processes) expect(state.get(`${name} at`)).toBe(point);
      }
      expect(state.get('adder[0].seen')).toBeNull();
    });
  });
});

describe('a picture', () => {
  it('is 800 pixels wide, and shows every text of the race', async () => {
    await withResult(specs.philosophers, async ({ show }) => {
      const { stdout } = await show('--as', 'svg');
      expect(stdout).toContain('width="800"');
      for (const text of ['philosopher[0]', 'take(fork[1])', 'deadlock: no step is enabled'])
        expect(stdout).toContain(`>${text}</text>`);
      expect(stdout).not.toMatch(/<script|<image|href|url\(/);
    });
  });
});

describe('ITF', () => {
  it('has every state with values that say what they are', async () => {
    const spec = `spec values;
struct Page { refs: 0..3; owner: Process?; }
enum Slot { hole, huge }
var pages : [0..1 -> Page] = [_ in 0..1 -> Page { refs: 1, owner: none }];
var slots : set of Slot = {};
var pair : (bool, Slot) = (true, hole);
var queue : seq[2] of Slot = [];
var pc : 0..1 = 0;
process p { pages[1].owner = some(self); atomic { slots = {hole, huge}; queue = push(queue, huge); pc = 1; } }
invariant never = pc == 0;
check c;
`;
    await withResult(spec, async ({ show }) => {
      const { stdout, stderr } = await show('--as', 'itf');
      expect(stderr).toBe('');
      const { vars, states } = JSON.parse(stdout) as { vars: string[]; states: Record<string, unknown>[] };
      expect(vars).toEqual(['pages', 'slots', 'pair', 'queue', 'pc', 'thps_pc', 'locals']);
      for (const state of states) expect(Object.keys(state).sort()).toEqual(['#meta', ...vars].sort());
      expect(states.at(-1)).toMatchObject({
        pages: {
          '#map': [
            [{ '#bigint': '0' }, { refs: { '#bigint': '1' }, owner: { tag: 'None', value: { '#tup': [] } } }],
            [{ '#bigint': '1' }, { refs: { '#bigint': '1' }, owner: { tag: 'Some', value: 'p' } }],
          ],
        },
        slots: { '#set': ['hole', 'huge'] },
        pair: { '#tup': [true, 'hole'] },
        queue: ['huge'],
        pc: { '#bigint': '1' },
        thps_pc: { '#map': [['p', 'done']] },
      });
      const tla = (await show('--as', 'tla')).stdout;
      expect(tla).toContain('VARIABLES step, thps_pc, locals, pages, slots, pair, queue, pc\n');
      expect(tla).toContain('slots |-> {"hole", "huge"},');
      expect(tla).toContain('pair |-> <<TRUE, "hole">>,');
    });
  });

  it('of a run that goes on for ever says where the loop begins', async () => {
    const spec = `spec blink;
var x : bool = false;
process p fair { loop { x = !x; } }
temporal stays = eventually always x;
check c;
`;
    await withResult(spec, async ({ result, show }) => {
      const { stdout } = await show('--as', 'itf');
      const { states, loop } = JSON.parse(stdout) as { states: unknown[]; loop: number };
      const { checks } = JSON.parse(result) as Result;
      const trace = checks[0]!.properties.find(({ name }) => name === 'stays')!.trace!;
      expect(loop).toBe(trace.backTo);
      expect(states).toHaveLength(trace.steps.length);
    });
  });
});

describe('SARIF', () => {
  const schema = join(import.meta.dirname, '../render/forms/sarif-2.1.0.schema.json');
  const validate = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(
    JSON.parse(readFileSync(schema, 'utf8')) as object,
  );

  it.each(Object.entries(shown))('of %s is valid', async (_, spec) => {
    await withResult(spec, async ({ show }) => {
      const { stdout } = await show('--as', 'sarif');
      expect(validate(JSON.parse(stdout)) ? [] : validate.errors).toEqual([]);
      expect(stdout).toContain('"ruleId"');
    });
  });

  it('of errors in a spec is valid, and wrong SARIF is not', async () => {
    await withResult('spec a;\nvar x : 0..y = 0;\n', async ({ show }) => {
      const { stdout } = await show('--as', 'sarif');
      expect(validate(JSON.parse(stdout)) ? [] : validate.errors).toEqual([]);
      expect(stdout).toContain('THPS2001');
    });
    expect(validate({ version: '2.1.0', runs: [{}] })).toBe(false);
  });
});
