import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import type { ComparisonResult } from '../../src/result/compare.ts';
import { problemsOf } from '../result/schema.ts';
import { type Ran, thps, withFiles } from './run.ts';

/** `thps diff OLD NEW`: what differs between two versions of a spec. */

const racy = `spec counters;
var counter : 0..3 = 0;
process adder[i: 0..1] {
  let seen = counter;
  counter = seen + 1;
}
invariant small = counter < 3;
invariant nothing_lost = all_done => counter == 2;
reachable both = counter == 2;
check a expect violates nothing_lost;
check b only small;
`;
const mended = racy
  .replace(/ {2}let seen.*\n.*seen \+ 1;/, '  atomic counter++;')
  .replace(' expect violates nothing_lost', '');

function diff(before: string, after: string): Promise<Ran> {
  return withFiles({ 'old.thps': before, 'new.thps': after }, (cwd) => thps(['diff', 'old.thps', 'new.thps'], { cwd }));
}

describe('thps diff', () => {
  it('says the same as data', async () => {
    const { code, stdout } = await withFiles({ 'old.thps': racy, 'new.thps': mended }, (cwd) =>
      thps(['diff', 'old.thps', 'new.thps', '--json'], { cwd }),
    );
    const result = JSON.parse(stdout) as ComparisonResult;
    expect(code).toBe(24);
    expect(problemsOf(result, 'comparison')).toEqual([]);
    expect(result).toMatchObject({
      exitCode: 24,
      checks: [
        {
          name: 'a',
          isChanged: true,
          before: { states: 12, isComplete: false },
          after: { states: 4, isComplete: true },
          properties: [
            { name: 'small', before: { result: 'undecided' }, after: { result: 'holds' } },
            { name: 'nothing_lost', before: { result: 'violated', steps: 4 } },
            { name: 'both', parting: 0, after: { steps: 2 } },
          ],
        },
        { name: 'b', properties: [] },
      ],
    });
  });

  it('has errors in the data, where the data was wanted', async () => {
    const { code, stdout, stderr } = await withFiles({ 'old.thps': racy }, (cwd) =>
      thps(['diff', 'old.thps', 'nowhere.thps', '--json'], { cwd }),
    );
    const result = JSON.parse(stdout) as ComparisonResult;
    expect(problemsOf(result, 'comparison')).toEqual([]);
    expect([stderr, result.exitCode, result.checks]).toEqual(['', code, []]);
    expect(code).toBeGreaterThan(1);
    expect(result.diagnostics[0]?.message).toContain('nowhere.thps');
  });

  it('says what a repair has changed', async () => {
    const { code, stdout } = await diff(racy, mended);
    expect(code).toBe(24);
    expect(stdout).toMatchInlineSnapshot(`
      "check a
        states: 12+ → 4
        depth: 4 → 2
        small: not decided → holds
        nothing_lost: violated in 4 steps → holds
        both: reached in 4 steps → reached in 2 steps
          from step 1 on:
          - 1  adder[0]: let seen = counter -> 0
          - 2  adder[0]: counter = 1
          - 3  adder[1]: let seen = counter -> 1
          - 4  adder[1]: counter = 2
          + 1  adder[0]: counter++ -> 1
          + 2  adder[1]: counter++ -> 2

      check b
        states: 12 → 4
        depth: 4 → 2

      2 checks: 2 changed
      "
    `);
  });

  it('finds nothing where only comments, names of the file and places differ', async () => {
    const { code, stdout } = await diff(racy, `// A comment.\n\n${racy.replace('process', '\n/// Adds.\nprocess')}`);
    expect([code, stdout]).toEqual([0, '2 checks: nothing has changed\n']);
  });

  it('shows a counterexample from where it differs', async () => {
    const other = racy.replace(
      'invariant small',
      'var other : bool = false;\nprocess also { other = true; }\ninvariant small',
    );
    const { code, stdout } = await diff(racy, other);
    expect(code).toBe(24);
    expect(stdout).toContain('nothing_lost: violated in 4 steps → violated in 5 steps');
    expect(stdout).toContain('    from step 5 on:\n    + 5  also: other = true\n');
  });

  it('tells of checks and properties that are new or gone', async () => {
    const { stdout } = await diff(racy, racy.replace('check b only small', 'invariant more = true;\ncheck c'));
    expect(stdout).toContain('check c\n  is new: violated\n');
    expect(stdout).toContain('check b\n  is gone: as expected\n');
    expect(stdout).toContain('  more: not there → not decided\n');
  });

  it('compares with a revision of git, and with what the spec imported then', async () => {
    const files = {
      'specs/a.thps':
        'spec a;\nimport "../lib/n.thps";\nvar x : 0..3 = 0;\nprocess p { x = N; }\ninvariant small = x < 2;\n',
      'lib/n.thps': 'library n;\nconst N : 0..3 = 2;\n',
    };
    await withFiles(files, async (cwd) => {
      const git = (...words: readonly string[]): void => {
        const who = ['-c', 'user.name=A', '-c', 'user.email=a@example.org', '-c', 'commit.gpgsign=false'];
        execFileSync('git', [...who, ...words], { cwd, stdio: 'pipe' });
      };
      git('init', '-q', '-b', 'main');
      git('add', '-A');
      git('commit', '-q', '-m', 'first');
      execFileSync('sed', ['-i', 's/= 2/= 1/', 'lib/n.thps'], { cwd });
      const { code, stdout } = await thps(['diff', 'main:specs/a.thps', 'specs/a.thps'], { cwd });
      expect(code).toBe(24);
      expect(stdout).toContain('small: violated in 1 step → holds');
      const below = await thps(['diff', 'main:./a.thps', 'a.thps'], { cwd: `${cwd}/specs` });
      expect(below.stdout).toBe(stdout);
      for (const [name, message] of [
        ['main:specs/b.thps', "there is no file or folder 'main:specs/b.thps'"],
        ['nowhere:specs/a.thps', "git knows no revision 'nowhere'"],
        ['main:../a.thps', 'there is no file'],
      ] as const) {
        const { code: exit, stderr } = await thps(['diff', name, 'specs/a.thps'], { cwd });
        expect([64, 66]).toContain(exit);
        expect(stderr).toContain(message);
      }
    });
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('thps-revision-'))).toEqual([]);
  });

  it.each([
    ['a folder', ['diff', '.', 'new.thps'], "'.' is no file", 64],
    ['a file that is not there', ['diff', 'olt.thps', 'new.thps'], "did you mean 'old.thps'?", 66],
    ['a spec with an error', ['diff', 'old.thps', 'wrong.thps'], 'THPS2001', 150],
    ['one version', ['diff', 'old.thps'], 'missing required argument', 64],
  ])('says what is wrong with %s', async (_, words, message, code) => {
    const files = { 'old.thps': racy, 'new.thps': mended, 'wrong.thps': racy.replace('counter < 3', 'countr < 3') };
    const ran = await withFiles(files, (cwd) => thps(words, { cwd }));
    expect(ran.code).toBe(code);
    expect(ran.stderr).toContain(message);
  });
});
