import { describe, expect, it } from 'vitest';
import { thps, withFiles, type Ran } from './run.ts';

/** What is said about files and checks with errors. */

function checkSpec(text: string, words: readonly string[] = [], files: Record<string, string> = {}): Promise<Ran> {
  return withFiles({ 'spec.thps': text, ...files }, (cwd) => thps(['check', 'spec.thps', ...words], { cwd }));
}

const someBroken = `spec some_broken;
const N : 0..4 = 1;
var a : [0..2 -> bool] = [_ in 0..2 -> false];
process p {
one:
  a[0] = true;
two:
  a[N] = true;
}
invariant ok = true;
check first;
check second with N = 5;
check third with N = 3;
check fourth for N in {2, 3};
check fifth without p.one;
`;

describe('a file in which some checks have errors', () => {
  it('has the others checked and counted, and says which have them', async () => {
    const { code, stdout, stderr } = await checkSpec(someBroken);
    const text = `${someBroken}\n=== standard output ===\n${stdout}\n=== standard error ===\n${stderr}\n=== exit code ${code} ===\n`;
    await expect(text).toMatchFileSnapshot('../golden/cli/some-checks-with-errors.golden');
  });

  it('has them listed in JSON', async () => {
    const { code, stdout } = await checkSpec(someBroken, ['--json']);
    const { checks, checksWithErrors, diagnostics } = JSON.parse(stdout) as {
      checks: { name: string }[];
      checksWithErrors: unknown;
      diagnostics: { onlyIn: string[] }[];
    };
    expect(code).toBe(150);
    expect(checks.map(({ name }) => name)).toEqual(['first', 'fourth[N = 2]', 'fifth']);
    expect(checksWithErrors).toEqual(['second', 'third', 'fourth[N = 3]'].map((name) => ({ file: 'spec.thps', name })));
    expect(diagnostics.map(({ onlyIn }) => onlyIn)).toEqual([['second'], ['third', 'fourth[N = 3]']]);
  });

  it('names three of many', async () => {
    const many = `${someBroken.replace('for N in {2, 3}', 'for N in 1..3')}check sixth with N = 3; check seventh with N = 3;`;
    const { stderr, stdout } = await checkSpec(many);
    expect(stderr).toContain("only in the checks 'third', 'fourth[N = 3]', 'sixth' and 1 more");
    expect(stdout).toContain('9 checks: 4 as expected, 5 with errors\n');
  });

  it('does not say so of an error that all of them have', async () => {
    const { stdout, stderr } = await checkSpec(someBroken.replace('a[0]', 'b[0]'));
    expect(stderr).toContain("unknown name 'b'");
    expect(stderr.match(/only in/g)).toHaveLength(1);
    expect(stdout).toBe('');
  });

  it('does not say so where only that check was asked for', async () => {
    const { stderr, code } = await checkSpec(someBroken, ['--check', 'third']);
    expect(code).toBe(150);
    expect(stderr).toContain('3 is outside 0..2');
    expect(stderr).not.toContain('only in');
  });

  it('is checked beside others', async () => {
    const other = 'spec other;\nvar x : 0..1 = 0;\nprocess p { x = 1; }\n';
    const ran = await withFiles({ 'a.thps': someBroken, 'b.thps': other }, (cwd) => thps(['check'], { cwd }));
    expect(ran.stdout).toContain('7 checks: 4 as expected, 3 with errors\n');
  });
});

describe('a file with syntax errors', () => {
  const messages = async (text: string, files: Record<string, string> = {}): Promise<readonly string[]> => {
    const { stdout } = await checkSpec(text, ['--json'], files);
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string; message: string }[] };
    return diagnostics.map(({ code, message }) => `${code} ${message}`);
  };
  const broken = 'process broken { y = 1 +; }\n';
  const syntax = "THPS1009 expected an expression after '+', found ';'";

  it.each([
    ['an unknown name', 'process p { x = nothing; }', "THPS2001 unknown name 'nothing'"],
    ['an unknown procedure', 'process p { x = 1; wibble(x); }', "THPS2001 unknown name 'wibble'"],
    ['an unknown type', 'var z : Flag = false;', "THPS2001 unknown name 'Flag'"],
    [
      'a misspelt name',
      'var counter : 0..1 = 0; process p { countr = 1; }',
      "THPS2001 unknown name 'countr': did you mean 'counter'?",
    ],
    [
      'a name of another language',
      'process p { if x == NIL { skip; } x = Cardinality(x); }',
      "THPS2001 unknown name 'NIL'",
    ],
    ['an unknown label', 'process p { goto nowhere; }', "THPS2007 'p' has no label 'nowhere'"],
    ['an unknown property', 'check c only sound;', "THPS2008 there is no property 'sound'"],
    ['an unknown constant', 'check c with LIMIT = 3;', "THPS2009 there is no constant 'LIMIT'"],
    ['a name that is there twice', 'const x : 0..1 = 1;', "THPS2003 'x' is already declared"],
    ['a name in a property', 'invariant sound = wibble == 0;', "THPS2001 unknown name 'wibble'"],
  ])('still has %s reported', async (_, declaration, message) => {
    const found = await messages(`spec s;\nvar x : 0..1 = 0;\nvar y : 0..3 = 0;\n${declaration}\n${broken}`);
    expect(found).toContain(syntax);
    expect(found).toContain(message);
    expect(found).toHaveLength(2);
  });

  it.each([
    ['a broken declaration may declare it', 'var 3wibble : 0..3 = 0;\nprocess p { wibble = 1; }'],
    ['text between declarations may have declared it', 'int wibble = 3;\nprocess p { wibble = 1; }'],
    ['a broken enum may have it', 'enum E { a; wibble }\nvar e : E = a;\nprocess p { e = wibble; }'],
    ['it is used in the broken declaration itself', 'process p { wibble = 1 +; }'],
    ['a broken process may have the label', 'process q { one: await ; wibble: skip; }\ninvariant i = q at wibble;'],
    ['a broken procedure may be it', 'proc wibble( { skip; }\nprocess p { wibble(); }'],
    ['the import may bring it in', 'import kernel. ;\nprocess p { wibble(); }'],
    ['a broken property may be it', 'invariant wibble = 1 +;\ncheck c only wibble;'],
  ])('does not call a name unknown where %s', async (_, declarations) => {
    const found = await messages(`spec s;\nvar x : 0..1 = 0;\n${declarations}\n`);
    expect(found.map((text) => text.slice(0, 5))).toEqual(['THPS1']);
  });

  it('may be a library that is imported', async () => {
    const found = await messages('spec s;\nimport "./l.thps";\nprocess p { known(); wibble(); missing(); }\n', {
      'l.thps': 'library l;\nproc known() { skip; }\nproc wibble( { skip; }\nproc other() { nowhere(); }\n',
    });
    expect(found).toEqual([
      expect.stringContaining('THPS1'),
      "THPS2001 unknown name 'nowhere'",
      "THPS2001 unknown name 'missing'",
    ]);
  });

  it('is one message where it is no spec at all', async () => {
    const notes = 'this is\nno spec at all: it is (text) [of] {some} kind\n#include <x>\nint main() { return 0; }\n';
    const found = await messages('spec s;\nimport "./notes.thps";\nprocess p { wibble(); skip; }\n', {
      'notes.thps': notes,
    });
    expect(found).toHaveLength(1);
  });
});
