import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as specs from './specs.ts';
import { thps, withFiles, type Ran } from './run.ts';

const run = (text: string, words: readonly string[]): Promise<Ran> =>
  withFiles({ 'spec.thps': text }, (cwd) => thps([...words, 'spec.thps'], { cwd }));

describe('thps emit', () => {
  it('prints the module with the statements of the spec', async () => {
    const { code, stdout, stderr } = await run(specs.counters, ['emit', '--wat']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^\(module\n {2}\(import "engine" .*\n\)\n$/s);
    expect(stdout).toMatch(/^ {2}\(func \$run \(export "run"\) \(param \$at i32\) /m);
    expect(stdout).toMatch(/^ {2}\(func \$adder\.1 /m);
    expect(stdout).toMatch(/^ +;; step 1, spec\.thps:10: counter = seen \+ 1;$/m);
    expect(stdout).toMatch(/^ +;; spec\.thps:8: let seen = counter;$/m);
    expect(await run(specs.counters, ['emit'])).toEqual({ code, stdout, stderr });
  });

  it('takes one run of several, and constants', async () => {
    const second = await run(specs.countersExpected, ['emit', '--check', 'limit_of_1']);
    expect(second.stdout).toMatch(/^;; check limit_of_1 with LIMIT = 1\n\n\(module\n/);
    const functions = async (n: number): Promise<number> => {
      const { stdout } = await run(specs.philosophers, ['emit', '--const', `N=${n}`]);
      return stdout.match(/\(func \$philosopher/g)?.length ?? 0;
    };
    expect([await functions(2), await functions(4)]).toEqual([2, 4]);
    const unknown = await run(specs.countersExpected, ['emit', '--check', 'lots']);
    expect(unknown).toMatchObject({ code: 64, stdout: '' });
  });

  it('says what is wrong with a spec', async () => {
    const { code, stdout, stderr } = await run('spec a;\nvar x : bool = 3;\n', ['emit', '--wasm', 'out.wasm']);
    expect({ code, stdout }).toEqual({ code: 150, stdout: '' });
    expect(stderr).toMatch(/^error\[THPS3\d+\]/);
  });

  it('writes the module', async () => {
    await withFiles({ 'spec.thps': specs.philosophers }, async (cwd) => {
      const ran = await thps(['emit', '--wasm', 'out.wasm', 'spec.thps'], { cwd });
      expect(ran).toMatchObject({ code: 0, stderr: '' });
      expect(ran.stdout).toMatch(/^out\.wasm is written: [\d,]+ bytes\n$/);
      const bytes = readFileSync(join(cwd, 'out.wasm'));
      expect(WebAssembly.validate(bytes)).toBe(true);
      const exported = WebAssembly.Module.exports(new WebAssembly.Module(bytes)).map(({ name }) => name);
      expect(exported).toEqual(expect.arrayContaining(['run', 'emit', 'flush']));

      const both = await thps(['emit', '--wat', '--wasm', 'other.wasm', 'spec.thps'], { cwd });
      expect(both.stdout).toMatch(/^\(module\n.*\n\)\n$/s);
      expect(readFileSync(join(cwd, 'other.wasm'))).toEqual(bytes);
    });
  });

  it('writes over a file only if it is told to', async () => {
    await withFiles({ 'spec.thps': specs.counters, 'out.wasm': 'mine' }, async (cwd) => {
      const refused = await thps(['emit', '--wasm', 'out.wasm', 'spec.thps'], { cwd });
      expect(refused).toMatchObject({ code: 66, stdout: '' });
      expect(refused.stderr).toContain("'out.wasm' already exists and was left unchanged");
      expect(refused.stderr).toContain('--force');
      expect(readFileSync(join(cwd, 'out.wasm'), 'utf8')).toBe('mine');
      expect((await thps(['emit', '--force', '--wasm', 'out.wasm', 'spec.thps'], { cwd })).code).toBe(0);
      expect(WebAssembly.validate(readFileSync(join(cwd, 'out.wasm')))).toBe(true);
    });
  });

  it('says that it cannot write', async () => {
    const { code, stderr } = await run(specs.counters, ['emit', '--wasm', 'none/out.wasm']);
    expect(code).toBe(66);
    expect(stderr).toContain("cannot write 'none/out.wasm'");
  });

  it('does not take an option for the name of a file', async () => {
    await withFiles({ 'spec.thps': specs.counters }, async (cwd) => {
      const { code, stdout, stderr } = await thps(['emit', '--wasm', '--force', 'spec.thps'], { cwd });
      expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
      expect(stderr).toContain("--wasm takes the name of a file, not '--force'");
      expect(existsSync(join(cwd, '--force'))).toBe(false);
    });
  });

  it('never writes over the spec itself', async () => {
    await withFiles({ 'spec.thps': specs.counters }, async (cwd) => {
      const again = await thps(['emit', '--force', '--wasm', './spec.thps', 'spec.thps'], { cwd });
      expect(again).toMatchObject({ code: 66, stdout: '' });
      expect(readFileSync(join(cwd, 'spec.thps'), 'utf8')).toBe(specs.counters);
    });
  });
});

/** Every kind of type, and locals that are never in scope together. */
const everyType = `spec every_type;
enum Color { red, green, blue }
struct Page { refs: 0..3; owner: Process?; dirty: bool; }
union Slot { hole, small(-1..2), pair(a: Color, b: bool), huge }
symmetric Node[3];
type Index = 0..39;

var colors : [Color -> Color] = [_ in Color -> red];
var pages : [bool -> Page] = [_ in bool -> Page { refs: 0, owner: none, dirty: false }];
var slot : Slot = hole;
var seen : set of Index = {};
var queue : seq[3] of Color = [];
var point : (bool, 5..6) = (true, 5);
var nobody : 7..7 = 7;
var nodes : set of Node = {};
var table : [0..1 -> [Index -> bool]] = [_ in 0..1 -> [_ in Index -> false]];
ghost var steps : 0..9 = 0;

process worker[i: 0..1] {
  pick c in { red, green };
  colors[c] = green;
  if c == red {
    let first = colors[green];
    colors[red] = first;
  } else {
    let wide = seen;
    let second = pages[true].refs;
    pages[false].refs = second;
    seen = wide;
  }
}
process idle daemon { await slot == huge; }
`;

describe('thps ir --layout', () => {
  it.each([
    [
      'layout',
      everyType,
      [],
      [
        // 2 sets of 40 elements, 2 maps of them: what has more than a word begins with one.
        'words 0..1: seen',
        'words 2..5: table',
        // The payloads of a union lie over each other.
        '    small: -1..2                    word 12, bits 20..21  0 means -1',
        '    pair.a: Color                   word 12, bits 20..21  0 red, 1 green, 2 blue',
        // 3 colours in 2 bits each, at most 3 of them and their number: 8 bits.
        '  queue: seq[3] of Color            word 12, bits 23..30',
        '  nobody: 7..7                      no bits               always 7',
        '    [0]: [0..39 -> bool]            words 2..3            40 elements, 1 bit apart, 32 to a word',
        '    second: 0..3                    word 6, bits 5..6     in scope at 3..4; shares bits with first',
      ],
    ],
    [
      'layout-shared',
      specs.philosophers,
      ['--const', 'N=4'],
      // 4 forks of a bit; 6 control points in 3 bits and an index of 2 for each of 4 philosophers.
      [
        'state: 4 bytes, 1 word of 32 bits; 24 of 32 bits are taken',
        'process philosopher: 4 instances, 5 bits each, the first in full',
      ],
    ],
    [
      'layout-words',
      specs.huge,
      [],
      // 31 elements of 2 bits are 62, but no element lies in two words: 16 and 15 of them.
      ['words 0..1: bits', '    [30]: 0..3           word 1, bits 28..29'],
    ],
    [
      'layout-check',
      specs.countersExpected,
      ['--check', 'limit_of_1'],
      ['// check limit_of_1 with LIMIT = 1', 'state: 4 bytes, 1 word of 32 bits; 10 of 32 bits are taken'],
    ],
  ])('prints %s', async (name, text, words, expected) => {
    const { code, stdout, stderr } = await run(text, ['ir', '--layout', ...words]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.split('\n');
    expect(lines.filter((line) => expected.includes(line))).toEqual(expected);
    const command = ['thps', 'ir', '--layout', ...words, 'spec.thps'].join(' ');
    await expect(`${text}\n=== ${command} ===\n${stdout}`).toMatchFileSnapshot(`../golden/cli/${name}.golden`);
  });

  it('prints a state without anything in it', async () => {
    const { code, stdout } = await run('spec a;\naction nothing when true { skip; }\n', ['ir', '--layout']);
    expect(code).toBe(0);
    expect(stdout).toContain('0 of 32 bits');
  });
});
