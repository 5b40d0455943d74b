import { chmodSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { thps, withFiles } from './run.ts';

/**
 * A bug: systems of the name `broken` cannot be lowered, those of the name `bottomless` take more of the stack than there
 * is, and the text of one file cannot even be parsed.
 */
vi.mock(import('../../src/ir/lower.ts'), async (original) => {
  const { lower } = await original();
  return {
    lower: (program, run, weaken) => {
      if (program.name === 'broken') throw new TypeError('this should not happen');
      const forever = (): number => 1 + forever();
      if (program.name === 'bottomless') forever();
      return lower(program, run, weaken);
    },
  };
});
vi.mock(import('../../src/modules/modules.ts'), async (original) => {
  const modules = await original();
  return {
    ...modules,
    loadModules: (...given) => {
      if (given[0].text.includes('unparsable')) throw new RangeError('nor this');
      return modules.loadModules(...given);
    },
  };
});

const spec = (name: string): string =>
  `spec ${name};\nvar x : bool = false;\nprocess p { x = true; }\ncheck one;\ncheck two;\n`;

/** What is printed about the pages of specs: the short one of each, and the one with its details. */
const written = (...names: readonly string[]): string =>
  names.map((name) => `pages/${name}.md is written\npages/details/${name}.md is written\n`).join('');

describe('an error of thps itself', () => {
  it('in one file leaves the results of the others', async () => {
    const files = { 'a.thps': spec('a'), 'b.thps': spec('broken'), 'c.thps': spec('unparsable'), 'd.thps': spec('d') };
    await withFiles(files, async (cwd) => {
      const { code, stdout, stderr } = await thps(['check'], { cwd });
      expect(code).toBe(70);
      expect(stdout).toMatch(/^a\.thps$[^]*^d\.thps$/m);
      expect(stdout).toContain('4 as expected');
      expect(stderr).toContain('this is a bug in thps: TypeError: this should not happen');
      expect(stderr).toContain('it happened in check one of b.thps');
      expect(stderr).toContain('this is a bug in thps: RangeError: nor this');
      expect(stderr).toContain('it happened in c.thps');
    });
  });

  it('is in the report for other programs as well', async () => {
    await withFiles({ 'a.thps': spec('a'), 'b.thps': spec('broken') }, async (cwd) => {
      const { code, stdout } = await thps(['check', '--json'], { cwd });
      expect(code).toBe(70);
      const report = JSON.parse(stdout) as { exitCode: number; diagnostics: { code: string }[]; checks: unknown[] };
      expect(report).toMatchObject({ exitCode: 70, checks: [{}, {}] });
      expect(report.diagnostics.map((one) => one.code)).toContain('THPS9001');
    });
  });
});

describe('an error of thps itself while pages are written', () => {
  it('in one file leaves the pages of the others', async () => {
    const files = { 'a.thps': spec('a'), 'b.thps': spec('broken'), 'c.thps': spec('unparsable'), 'd.thps': spec('d') };
    await withFiles(files, async (cwd) => {
      const { code, stdout, stderr } = await thps(['doc', '.', '--out', 'pages'], { cwd });
      expect(code).toBe(70);
      expect(stdout).toBe(written('a', 'd'));
      expect(readdirSync(join(cwd, 'pages'))).toEqual(['a.md', 'd.md', 'details']);
      expect(readdirSync(join(cwd, 'pages/details'))).toEqual(['a.md', 'd.md']);
      expect(stderr).toContain('this is a bug in thps: TypeError: this should not happen');
      expect(stderr).toContain('it happened in b.thps');
      expect(stderr).toContain('this is a bug in thps: RangeError: nor this');
      expect(stderr).toContain('it happened in c.thps');
    });
  });

  it('in one file leaves the comparison of the others', async () => {
    await withFiles({ 'a.thps': spec('broken'), 'b.thps': spec('b') }, async (cwd) => {
      const { code, stderr } = await thps(['doc', '.', '--out', 'pages', '--check'], { cwd });
      expect(code).toBe(70);
      expect(stderr).toContain('it happened in a.thps');
      expect(stderr).toContain('pages/b.md');
    });
  });

  it('is what the stack is not enough for, and leaves the pages of the others', async () => {
    await withFiles({ 'a.thps': spec('bottomless'), 'b.thps': spec('b') }, async (cwd) => {
      const { code, stdout, stderr } = await thps(['doc', '.', '--out', 'pages'], { cwd });
      expect(code).toBe(150);
      expect(stdout).toBe(written('b'));
      expect(stderr).toContain('error[THPS0071]');
    });
  });
});

describe('what the stack is not enough for', () => {
  it('is refused at the check or the spec that it is in, and the other files are checked', async () => {
    const files = {
      'a.thps': spec('a'),
      'b.thps': spec('bottomless'),
      'c.thps': 'spec bottomless;\nvar x : bool = true;\n',
    };
    await withFiles(files, async (cwd) => {
      const { code, stdout, stderr } = await thps(['check'], { cwd });
      expect(code).toBe(150);
      expect(stdout).toContain('2 as expected');
      await expect(stderr).toMatchFileSnapshot('../golden/cli/beyond-stack.golden');
      const shown = await thps(['ir', 'c.thps'], { cwd });
      expect(shown.code).toBe(150);
      expect(shown.stderr).toContain('error[THPS0071]');
      expect(shown.stderr).toContain('c.thps:1:1');
    });
  });
});

describe('a folder in a folder', () => {
  it('that goes round in a circle is told, and leaves the results of the others', async () => {
    await withFiles({ 'a.thps': spec('a'), 'z/b.thps': spec('b') }, async (cwd) => {
      symlinkSync('loop.thps', join(cwd, 'loop.thps'));
      symlinkSync('one.thps', join(cwd, 'two.thps'));
      symlinkSync('two.thps', join(cwd, 'one.thps'));
      symlinkSync('..', join(cwd, 'z', 'up'));
      const { code, stdout, stderr } = await thps(['check'], { cwd });
      expect(code).toBe(66);
      expect(stdout).toContain('4 checks: 4 as expected');
      for (const name of ['loop.thps', 'one.thps', 'two.thps'])
        expect(stderr).toContain(`cannot read '${name}': its symbolic links go round in a circle`);
    });
  });

  it('that cannot be read is told, and leaves the results of the others', async () => {
    await withFiles({ 'a.thps': spec('a'), 'b/c.thps': spec('c'), 'd/e.thps': spec('e') }, async (cwd) => {
      expect((await thps(['check'], { cwd })).code).toBe(0);
      chmodSync(cwd, 0o755);
      chmodSync(join(cwd, 'b'), 0);
      const { code, stdout, stderr } = await asNobody(() => thps(['check'], { cwd }));
      chmodSync(join(cwd, 'b'), 0o755);
      expect(code).toBe(66);
      expect(stdout).toContain('4 checks: 4 as expected');
      expect(stderr).toContain("cannot read 'b': permission denied");
    });
  });

  it('that cannot be read has no pages, and leaves those of the others', async () => {
    await withFiles({ 'a/a.thps': spec('a'), 'b/b.thps': spec('b') }, async (cwd) => {
      chmodSync(join(cwd, 'b'), 0);
      symlinkSync('loop.thps', join(cwd, 'a', 'loop.thps'));
      const { code, stdout, stderr } = await thps(['doc', 'a', 'b', '--out', 'pages'], { cwd });
      chmodSync(join(cwd, 'b'), 0o755);
      expect(code).toBe(66);
      expect(stdout).toContain('pages/a.md is written\n');
      expect(stderr).toContain("cannot read 'a/loop.thps': its symbolic links go round in a circle");
      if (process.getuid?.() !== 0) expect(stderr).toContain("cannot read 'b': permission denied");
    });
  });

  it('is told from one that has no specs', async () => {
    await withFiles({ 'empty/notes.txt': '' }, async (cwd) => {
      mkdirSync(join(cwd, 'empty', 'folder.thps'));
      const { code, stderr } = await thps(['check', 'empty'], { cwd });
      expect(code).toBe(66);
      expect(stderr).toContain("there is no .thps file in 'empty'");
    });
  });
});

/** As a user who may not read everything, as the administrator may. */
async function asNobody<T>(work: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return work();
  const nobody = 65_534;
  process.seteuid?.(nobody);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}
