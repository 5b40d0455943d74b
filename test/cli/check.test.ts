import { describe, expect, it } from 'vitest';
import * as specs from './specs.ts';
import { thps, withFiles, type Ran, type RunOptions } from './run.ts';

/** Checks one spec in a folder of its own, under the name spec.thps. */
function checkSpec(text: string, words: readonly string[] = [], options: RunOptions = {}): Promise<Ran> {
  return withFiles({ 'spec.thps': text }, (cwd) => thps(['check', 'spec.thps', ...words], { ...options, cwd }));
}

/** Source, command line and all that came out, as a golden file shows them. */
async function shown(text: string, words: readonly string[] = [], options: RunOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await checkSpec(text, words, options);
  const command = ['thps', 'check', 'spec.thps', ...words].join(' ');
  return [
    text,
    `\n=== ${command} ===\n`,
    stdout,
    stderr === '' ? '' : `\n=== standard error ===\n${stderr}`,
    `\n=== exit code ${code} ===\n`,
  ].join('');
}

const golden = (name: string): string => `../golden/cli/${name}.golden`;

describe('thps check', () => {
  it.each([
    ['violation', specs.counters, [], 12, 'invariant nothing_lost is violated'],
    ['violation-race', specs.counters, ['--trace', 'race'], 12, 'invariant nothing_lost is violated'],
    ['holds', specs.counters, ['--only', 'within_limit,never_back,both_done'], 0, 'as expected'],
    ['expectations', specs.countersExpected, [], 12, 'THPS5011'],
    ['expected-trace', specs.countersExpected, ['--check', 'lost', '--trace', 'race'], 0, 'as expected'],
    ['another-race', specs.anotherRace, [], 21, 'THPS5014'],
    ['denied', specs.vacuous, ['--strict=vacuous'], 23, 'error[THPS5002]'],
    ['deadlock', specs.philosophers, [], 11, 'deadlock: no step is enabled'],
    ['deadlock-race', specs.philosophers, ['--trace', 'race'], 11, 'deadlock: no step is enabled'],
    ['assertion', specs.asserting, [], 14, 'an assertion fails: x is too large'],
    ['out-of-range', specs.outOfRange, [], 12, 'value 4 for x is outside 0..3'],
    ['assumption', specs.assuming, [], 10, 'THPS3068'],
    ['vacuous', specs.vacuous, [], 0, 'THPS5002'],
    ['no-initial-state', specs.unsatisfiable, [], 0, 'THPS5003'],
    ['temporal', specs.temporal, [], 13, 'temporal property comes_on is violated'],
    // How much was looked at before the limit depends on the engine.
    [
      'max-states',
      specs.huge,
      ['--max-states', '1000', '--engine', 'interpreter'],
      20,
      'incomplete: more than 1,000 states',
    ],
    ['max-depth', specs.huge, ['--max-depth', '2'], 20, 'incomplete: there are states beyond depth 2'],
    ['constant-set', specs.philosophers, ['--const', 'N=3', '--trace', 'none'], 11, 'deadlock: no step is enabled'],
    ['constant-outside-its-type', specs.philosophers, ['--const', 'N=7'], 64, 'THPS3002'],
    ['constant-unknown', specs.philosophers, ['--const', 'M=3'], 64, 'THPS2009'],
    ['constant-nonsense', specs.philosophers, ['--const', 'N=3 +'], 64, 'THPS3072'],
    ['unknown-check', specs.countersExpected, ['--check', 'lots'], 64, 'did you mean'],
    ['unknown-property', specs.counters, ['--only', 'nothing_lots'], 64, 'did you mean'],
    ['no-check', specs.counters, ['--check', 'lots'], 64, 'THPS0011'],
    ['quiet', specs.countersExpected, ['-q'], 12, 'not as expected'],
    ['errors', 'spec a;\nvar x : 0..y = 0;\ninvariant p = x == tru;\n', [], 150, 'THPS2001'],
    ['json', specs.asserting, ['--json'], 14, '"exitCode": 14'],
    ['json-error', specs.philosophers, ['--json', '--const', 'N=7'], 64, 'THPS3002'],
  ] as const)('prints %s', async (name, text, words, code, phrase) => {
    const all = await shown(text, words);
    expect(all).toContain(`=== exit code ${code} ===`);
    expect(all).toContain(phrase);
    await expect(all).toMatchFileSnapshot(golden(name));
  });

  it('prints the same bytes again', async () => {
    for (const words of [[], ['--json'], ['--trace', 'race'], ['--json', '--check', 'lost']]) {
      expect(await checkSpec(specs.countersExpected, words)).toEqual(await checkSpec(specs.countersExpected, words));
    }
  });

  it.each(['wasm', 'interpreter'])('stops at exactly the limit of states with the engine %s', async (engine) => {
    for (const limit of ['1', '999', '60000']) {
      const { code, stdout } = await checkSpec(specs.huge, ['--max-states', limit, '--engine', engine]);
      expect(code).toBe(20);
      expect(stdout).toContain(`incomplete: more than ${Number(limit).toLocaleString('en')} state`);
      expect(stdout).toMatch(
        new RegExp(`^  ${Number(limit).toLocaleString('en')} distinct states?, [\\d,]+ generated`, 'm'),
      );
    }
  });

  it('prints nothing with -q where all is as expected', async () => {
    expect(await checkSpec(specs.countersExpected, ['-q', '--check', 'lost'])).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
  });

  it('exits with the number of what happened', async () => {
    const code = async (text: string, ...words: string[]): Promise<number> => (await checkSpec(text, words)).code;
    expect(await code(specs.counters, '--only', 'within_limit')).toBe(0);
    expect(await code(specs.countersExpected, '--check', 'lost')).toBe(0);
    expect(await code(specs.assuming)).toBe(10);
    expect(await code(specs.philosophers)).toBe(11);
    expect(await code(specs.counters)).toBe(12);
    expect(await code(specs.outOfRange)).toBe(12);
    expect(await code(specs.countersExpected, '--check', 'without_store')).toBe(12);
    expect(await code(specs.asserting)).toBe(14);
    expect(await code(specs.huge, '--max-states', '10')).toBe(20);
    expect(await code(specs.temporal)).toBe(13);
    expect(await code(specs.countersExpected, '--check', 'lost_in_3')).toBe(21);
    expect(await code(specs.countersExpected, '--check', 'wrong_hope')).toBe(21);
    expect(await code(specs.countersExpected, '--check', 'wrong_states')).toBe(21);
    expect(await code(specs.counters, '--check', 'lots')).toBe(64);
    expect(await code(specs.philosophers, '--const', 'N=7')).toBe(64);
    expect(await code('spec a; var x : 0..y = 0;')).toBe(150);
  });

  it('exits with the most severe of several', async () => {
    await withFiles(
      { 'a.thps': specs.philosophers, 'b.thps': specs.asserting, 'c.thps': specs.temporal },
      async (cwd) => {
        const ran = await thps(['check', '--trace', 'none'], { cwd });
        expect(ran.code).toBe(14);
        expect(ran.stdout).toContain('3 checks: 3 with an unexpected violation\n');
        expect((await thps(['check', 'a.thps', 'c.thps'], { cwd })).code).toBe(11);
        expect((await thps(['check', 'a.thps', 'd.thps'], { cwd })).code).toBe(66);
      },
    );
  });

  it('does not run a library, but looks at its types', async () => {
    await withFiles(
      { 'good.thps': 'library good;\nconst N : 1..3;\n', 'bad.thps': 'library bad;\ntype T = Nothing;\n' },
      async (cwd) => {
        const good = await thps(['check', 'good.thps'], { cwd });
        expect(good).toMatchObject({ code: 0, stdout: '' });
        expect(good.stderr).toContain("'good.thps' is a library");
        expect((await thps(['check', 'bad.thps'], { cwd })).code).toBe(150);
        expect(await thps(['check', '.'], { cwd })).toMatchObject({ code: 150, stdout: '' });
      },
    );
  });

  it('imports files and bundled modules', async () => {
    const files = {
      'spec.thps': 'spec s;\nimport kernel.page;\nimport "./lib/own.thps";\nvar x : Own = 0;\nprocess p { x = 1; }\n',
      'lib/own.thps': 'library own;\ntype Own = 0..1;\n',
    };
    await withFiles(files, async (cwd) => {
      expect(await thps(['check', 'spec.thps'], { cwd })).toMatchObject({ code: 0, stderr: '' });
    });
  });

  it('names calls of imported procedures that never ran, and not the parts of one that this spec does not need', async () => {
    const files = {
      'lib.thps':
        'library lib;\nproc wait_until(ref done: bool) {\n  if !done {\n    await done;\n    done = false;\n  }\n}\n',
      'spec.thps':
        'spec s;\nimport "./lib.thps";\nvar x : bool = true;\nvar y : bool = false;\n' +
        'process p {\n  wait_until(x);\n  if y {\n    wait_until(x);\n  }\n}\n',
    };
    await withFiles(files, async (cwd) => {
      const { stdout } = await thps(['check', 'spec.thps'], { cwd });
      expect(stdout.match(/THPS5001.*/g)).toEqual(['THPS5001]: this step of p never ran  spec.thps:8  wait_until(x);']);
    });
  });

  it('points into a procedure at what never ran, once for all calls and checks, and at a call that nobody made', async () => {
    const text = `spec s;
var x : 0..3 = 0;
var y : 0..3 = 0;
const TWO : bool = false;
proc inner() {
  if x == 3 {
    y = 1;
  }
}
proc outer() {
  x = 1;
  inner();
}
proc unused() {
  y = 3;
  inner();
}
proc waits() {
  await y == 3;
}
process p {
  outer();
  if y == 2 || TWO {
    unused();
  }
}
process q daemon {
  outer();
  if x == 1 {
    waits();
  }
}
check a;
check b;
check c with TWO = true;
check d with TWO = true allow deadlock;
`;
    await withFiles({ 'spec.thps': text }, async (cwd) => {
      const warned = async (...args: string[]): Promise<readonly string[]> => {
        const { stdout } = await thps(['check', 'spec.thps', ...args], { cwd });
        return stdout.match(/(?<=THPS5001\]: ).*/g) ?? [];
      };
      expect(await warned()).toEqual([
        'this step of p and q never ran in all 4 checks  spec.thps:7  y = 1;',
        'this step of p never ran in a and b  spec.thps:24  unused();',
        'this step of q never ran in a and b  spec.thps:19  await y == 3;',
      ]);
      expect(await warned('--check', 'a')).toEqual([
        'this step of p and q never ran  spec.thps:7  y = 1;',
        'this step of p never ran  spec.thps:24  unused();',
        'this step of q never ran  spec.thps:19  await y == 3;',
      ]);
      expect(await warned('--check', 'c')).toEqual(['this step of p and q never ran  spec.thps:7  y = 1;']);
    });
  });

  it('runs the spec that init writes', async () => {
    await withFiles({}, async (cwd) => {
      await thps(['init', 'my_first'], { cwd });
      const ran = await thps(['check', 'my_first.thps'], { cwd });
      expect(ran).toMatchObject({ code: 0, stderr: '' });
      expect(ran.stdout).toContain('2 checks: 2 as expected\n');
      for (const command of ['steps', 'ir']) {
        const { code, stdout, stderr } = await thps([command, 'my_first.thps', '--check', 'without_lock'], { cwd });
        expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
        expect(stdout).toContain('check without_lock without worker.take');
      }
      const { code, stderr } = await thps(['steps', 'my_first.thps', '--check', 'with_lok'], { cwd });
      expect(code).toBe(64);
      expect(stderr).toContain("did you mean 'with_lock'?");
    });
  });
});

describe('a terminal', () => {
  // Long enough for a line with either engine.
  it.each([
    ['wasm', '6000000'],
    ['interpreter', '400000'],
  ])('gets colours, times and a progress line of the engine %s that is erased', async (engine, limit) => {
    const words = ['--engine', engine, '--max-states', limit];
    const { stdout, stderr } = await checkSpec(specs.huge, words, { terminal: true, columns: 120 });
    expect(stdout).toContain('\u001b[');
    expect(stdout).toMatch(/\d s, \d+ MB/);
    expect(stderr).toMatch(/\r\u001b\[Kdefault: [\d,]+ states, depth \d+, frontier [\d,]+, [\d,]+ states\/s, \d+ MB/);
    expect(stderr.endsWith('\r\u001b[K')).toBe(true);
  });

  it('gets no colours if they are not wanted', async () => {
    const colour = '\u001b[3';
    expect((await checkSpec(specs.counters, ['--no-color'], { terminal: true })).stdout).not.toContain(colour);
    const environment = { NO_COLOR: '1' };
    expect((await checkSpec(specs.counters, [], { terminal: true, environment })).stdout).not.toContain(colour);
    expect((await checkSpec(specs.counters, [], { environment: { FORCE_COLOR: '1' } })).stdout).toContain(colour);
  });
});

describe('an interruption', () => {
  it('prints what was reached and exits incomplete', async () => {
    const text = `${specs.huge}check first;\ncheck second;\n`;
    const ran = await checkSpec(text, [], { onStart: (interrupt) => void setTimeout(interrupt, 100) });
    expect(ran.code).toBe(20);
    expect(ran.stdout).toMatch(/incomplete: interrupted\n/);
    expect(ran.stdout).toMatch(
      /[\d,]+ distinct states, [\d,]+ generated, depth \d+, [\d,]+ states not explored further/,
    );
    expect(ran.stdout).toContain('interrupted: 1 more check was not run\n');
  });
});

describe('a limit of memory', () => {
  it('ends a run before the process ends', async () => {
    const { code, stdout } = await checkSpec(specs.huge, ['--max-memory', '1M']);
    expect(code).toBe(20);
    expect(stdout).toContain('incomplete: the memory limit was reached; --max-memory sets another limit');
  });

  it('says what the stages took where that is asked for, and not among the results', async () => {
    const asked = await checkSpec(specs.counters, ['--timings', '-q']);
    expect(asked.stderr).toMatch(/^spec\.thps: read [\d.]+ ms\ncheck \w+: types [\d.]+ ms, steps [\d.]+ ms, search /);
    expect((await checkSpec(specs.counters, ['-q'])).stderr).toBe('');
  });
});
