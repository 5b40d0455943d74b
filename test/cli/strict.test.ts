import { describe, expect, it } from 'vitest';
import { vacuous } from './specs.ts';
import { type Ran, thps, withFiles } from './run.ts';

/** `--strict` and `deny`: findings that make a check fail. */

const both = `${vacuous}check a;\ncheck b;\n`;

function check(spec: string, ...words: readonly string[]): Promise<Ran> {
  return withFiles({ 'spec.thps': spec }, (cwd) => thps(['check', ...words, 'spec.thps'], { cwd }));
}

describe('findings', () => {
  it('fail nothing where nobody denies them', async () => {
    expect((await check(both)).code).toBe(0);
  });

  it('fail every check that has them with --strict, which takes no file for its value', async () => {
    const { code, stdout } = await check(both, '--strict');
    expect(code).toBe(23);
    expect(stdout.match(/not as expected: 3 findings that are denied/g)).toHaveLength(2);
    expect(stdout).toContain('error[THPS5001]: this step of q never ran in both checks');
    expect(stdout).toContain('2 checks: 2 without what was expected');
  });

  it.each([
    ['vacuous', 1],
    ['never-ran', 2],
    ['never_ran,THPS5002', 3],
    ['5002', 1],
    ['no-initial-state', 0],
  ])('are chosen by name or code: --strict=%s', async (names, count) => {
    const { code, stdout } = await check(both, `--strict=${names}`);
    expect(code).toBe(count === 0 ? 0 : 23);
    expect(stdout.match(/error\[THPS500\d\]/g) ?? []).toHaveLength(count);
  });

  it('are denied by the spec itself', async () => {
    const { code, stdout } = await check(both.replace('var x', 'deny vacuous;\nvar x'));
    expect(code).toBe(23);
    expect(stdout).toContain('not as expected: 1 finding that is denied');
    expect(stdout).toContain('warning[THPS5001]');
    expect((await check(both.replace('var x', 'deny no_initial_state, useless_fairness;\nvar x'))).code).toBe(0);
  });

  it('say where they are with -q, and those that nobody denies do not', async () => {
    const { stdout } = await check(both, '-q', '--strict=vacuous');
    expect(stdout).toContain('spec.thps: check a: not as expected');
    expect(stdout).toContain('error[THPS5002]');
    expect(stdout).not.toContain('THPS5001');
  });

  it('are errors in a report for programs', async () => {
    const { code, stdout } = await check(both, '--json', '--strict=vacuous');
    expect(code).toBe(23);
    const report = JSON.parse(stdout) as { checks: { problems: unknown; outcome: string }[] };
    expect(report.checks[0]).toMatchObject({ outcome: 'unfulfilled', problems: [{ kind: 'denied', found: 1 }] });
  });

  it('do not hide a violation', async () => {
    const spec = `${vacuous}invariant zero = x == 0;\n`;
    expect((await check(spec, '--strict')).code).toBe(12);
  });

  it.each([
    ['--strict=nevr_ran', "did you mean 'never_ran'?"],
    ['--strict=everything', '`--strict` alone denies all'],
  ])('have to be there: %s', async (option, help) => {
    const { code, stderr } = await check(both, option);
    expect(code).toBe(64);
    expect(stderr).toContain(help);
  });

  it('cannot be denied by a library', async () => {
    const files = {
      'spec.thps': 'spec s;\nimport "./lib.thps";\nvar x : bool = F;\nprocess p { x = true; }\n',
      'lib.thps': 'library lib;\ndeny vacuous;\nconst F : bool = false;\n',
    };
    await withFiles(files, async (cwd) => {
      const { code, stderr } = await thps(['check', 'spec.thps'], { cwd });
      expect(code).toBe(150);
      expect(stderr).toContain('a library cannot `deny` anything');
    });
  });
});
