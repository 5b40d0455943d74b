import { describe, expect, it } from 'vitest';
import { checkSpec, renderDiagnostic } from './support.ts';

const spec = `spec s;
enum Mutant { original, m1, m2 }
enum Env { truncation, fault }
const MUT : Mutant = original;
const ENV : set of Env = {};
const N : 1..4 = 2;
type Id = 0..N - 1;
var x : Id = 0;
process p {
l:
  x = N - 1;
m:
  assert named: x >= 0;
}
invariant small = x < N;
temporal live = eventually x == N - 1;
`;

function runsOf(checks: string, overrides: Parameters<typeof checkSpec>[2] = []): readonly string[] {
  const { runs, diagnostics } = checkSpec(spec + checks, {}, overrides);
  expect(diagnostics.map(renderDiagnostic)).toEqual([]);
  return runs.map(({ run }) => `${run.name}: ${run.constants.map((c) => `${c.name} = ${c.value}`).join(', ')}`);
}

describe('the runs of a file', () => {
  it('are one with the default constants where there is no check', () => {
    expect(runsOf('')).toEqual(['default: ']);
  });

  it('are its checks in textual order', () => {
    expect(runsOf('check b with N = 3;\ncheck a with ENV = {truncation, fault};')).toEqual([
      'b: N = 3',
      'a: ENV = {truncation, fault}',
    ]);
  });

  it('are one for each combination of constants, the last changing fastest', () => {
    expect(runsOf('check c for MUT in {m2, m1}, N in 1..2;').map((r) => r.split(':')[0])).toEqual([
      'c[MUT = m1, N = 1]',
      'c[MUT = m1, N = 2]',
      'c[MUT = m2, N = 1]',
      'c[MUT = m2, N = 2]',
    ]);
  });

  it('may go through a set that depends on an earlier constant', () => {
    expect(runsOf('check c for N in 1..2, MUT in {m in Mutant: N == 2 || m == original};').length).toBe(4);
  });

  it('may set a constant by another', () => {
    expect(runsOf('check c with N = if MUT == m1 then 3 else 4, MUT = m1;')).toEqual(['c: N = 3, MUT = m1']);
  });

  it('have the constants of the command line in each of them', () => {
    expect(runsOf('check a;\ncheck b with N = 3;\ncheck c for N in 1..4;', [{ name: 'N', text: '1' }])).toEqual([
      'a: N = 1',
      'b: N = 1',
      'c: N = 1',
    ]);
  });

  it('understand members on the command line as in the spec', () => {
    const overrides = [
      { name: 'MUT', text: 'm1' },
      { name: 'ENV', text: '{truncation}' },
    ];
    expect(runsOf('', overrides)).toEqual(['default: MUT = m1, ENV = {truncation}']);
  });

  it('set constants of imported modules, with and without a prefix', () => {
    const files = { './lib.thps': 'library lib;\nconst SIZE : 1..4 = 1;\n' };
    const named = checkSpec(
      'spec s;\nimport "./lib.thps" as lib;\nvar x : 0..lib.SIZE = 0;\nprocess p { x = 0; }\ncheck c with lib.SIZE = 3;\n',
      files,
    );
    const bare = checkSpec(
      'spec s;\nimport "./lib.thps";\nvar x : 0..SIZE = 0;\nprocess p { x = 0; }\ncheck c with SIZE = 3;\n',
      files,
    );
    for (const { runs, diagnostics } of [named, bare]) {
      expect(diagnostics).toEqual([]);
      expect(runs[0]?.program.variables[0]?.type).toEqual({ kind: 'int', low: 0, high: 3 });
    }
  });

  it.each([
    ['Q', '1', 'THPS2009'],
    ['N', '9', 'THPS3002'],
    ['N', 'm1', 'THPS3001'],
    ['N', '1; var y : bool = true', 'THPS3072'],
    ['N', '', 'THPS3072'],
    ['x', '1', 'THPS2006'],
    ['N', 'x', 'THPS3013'],
  ])('refuse --const %s=%s', (name, text, code) => {
    const { diagnostics } = checkSpec(spec, {}, [{ name, text }]);
    expect(diagnostics.map((d) => d.code)).toEqual([code]);
  });
});

describe('what a check expects', () => {
  it('is resolved with its steps, edits and switches', () => {
    const { runs, diagnostics } = checkSpec(
      `${spec}check c without p.l moving p.m after p.l only small, named allow deadlock symmetry off expect violates small in 2 steps, named, range, states 7;\n`,
    );
    expect(diagnostics.map(renderDiagnostic)).toEqual([]);
    const run = runs[0]?.run;
    expect(run?.edits.map((e) => `${e.kind} ${e.label.name}`)).toEqual(['without l', 'moving m']);
    expect(run?.only).toEqual(['small', 'named']);
    expect([run?.allowDeadlock, run?.symmetryOff]).toEqual([true, true]);
    expect(run?.expect.violated.map((v) => [v.property, v.steps])).toEqual([
      ['small', 2],
      ['named', undefined],
      ['range', undefined],
    ]);
    expect(run?.expect.states?.count).toBe(7);
  });

  it('may be a deadlock', () => {
    const { runs } = checkSpec(`${spec}check c expect deadlock;\n`);
    expect(runs[0]?.run.expect.violated.map((v) => v.property)).toEqual(['deadlock']);
  });

  it('may be a deadlock in a number of steps', () => {
    for (const what of [
      'deadlock in N + 7 steps',
      'violates deadlock in 9 steps',
      'violates small, deadlock in 9 steps',
    ]) {
      const { runs, diagnostics } = checkSpec(`${spec}check c expect ${what};\n`);
      expect(diagnostics).toEqual([]);
      expect(runs[0]?.run.expect.violated.at(-1)).toMatchObject({ property: 'deadlock', steps: 9 });
    }
  });
});
