import { chmodSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { thps, withFiles } from './run.ts';

const untidy = 'spec a;\nvar x:bool=false;   // whether\nprocess p {x=true;}\n';
const tidy = 'spec a;\nvar x : bool = false;  // whether\nprocess p { x = true; }\n';
const wrong = 'spec a;\nvar x : ;\n  process p { x=true; }\n';

describe('thps format', () => {
  it('writes the files that change, and names them', async () => {
    await withFiles({ 'a.thps': untidy, 'b/c.thps': tidy, 'notes.txt': untidy }, async (cwd) => {
      const before = statSync(join(cwd, 'b', 'c.thps')).mtimeMs;
      expect(await thps(['format'], { cwd })).toEqual({ code: 0, stdout: 'a.thps\n', stderr: '' });
      expect(readFileSync(join(cwd, 'a.thps'), 'utf8')).toBe(tidy);
      expect(readFileSync(join(cwd, 'notes.txt'), 'utf8')).toBe(untidy);
      expect(statSync(join(cwd, 'b', 'c.thps')).mtimeMs).toBe(before);
      expect(await thps(['format', 'a.thps', 'b'], { cwd })).toEqual({ code: 0, stdout: '', stderr: '' });
    });
  });

  it('with --check only says which files would change', async () => {
    await withFiles({ 'a.thps': untidy, 'b.thps': tidy }, async (cwd) => {
      const { code, stdout, stderr } = await thps(['format', '--check'], { cwd });
      expect({ code, stdout }).toEqual({ code: 22, stdout: '' });
      expect(stderr).toContain("error[THPS0061]: 'a.thps' is not formatted: line 2 would change");
      expect(stderr).toContain('run `thps format a.thps`');
      expect(stderr).not.toContain('b.thps');
      expect(readFileSync(join(cwd, 'a.thps'), 'utf8')).toBe(untidy);
      expect(await thps(['format', '--check', 'b.thps'], { cwd })).toEqual({ code: 0, stdout: '', stderr: '' });
    });
  });

  it('leaves a file with a syntax error as it is, and goes on with the others', async () => {
    await withFiles({ 'a.thps': wrong, 'b.thps': untidy }, async (cwd) => {
      const { code, stdout, stderr } = await thps(['format'], { cwd });
      expect({ code, stdout }).toEqual({ code: 150, stdout: 'b.thps\n' });
      expect(stderr).toContain('a.thps:2:9');
      expect(readFileSync(join(cwd, 'a.thps'), 'utf8')).toBe(wrong);
      expect((await thps(['format', '--check', 'a.thps'], { cwd })).code).toBe(150);
    });
  });

  it('reads standard input where the file is -', async () => {
    expect(await thps(['format', '-'], { stdin: untidy })).toEqual({ code: 0, stdout: tidy, stderr: '' });
    expect(await thps(['format', '--check', '-'], { stdin: tidy })).toEqual({ code: 0, stdout: '', stderr: '' });
    expect((await thps(['format', '--check', '-'], { stdin: untidy })).code).toBe(22);
    const broken = await thps(['format', '-'], { stdin: wrong });
    expect(broken).toMatchObject({ code: 150, stdout: '' });
    expect(broken.stderr).toContain('<stdin>:2:9');
  });

  it('ends lines in line feeds', async () => {
    const text = `\ufeff${untidy.replaceAll('\n', '\r\n')}`;
    expect((await thps(['format', '-'], { stdin: text })).stdout).toBe(tidy);
    const { stderr } = await thps(['format', '-'], { stdin: wrong.replaceAll('\n', '\r\n') });
    expect(stderr).toContain('<stdin>:2:9');
  });

  it('says what it cannot read or write', async () => {
    await withFiles({ 'a.thps': untidy }, async (cwd) => {
      expect((await thps(['format', 'none.thps'], { cwd })).code).toBe(66);
      chmodSync(join(cwd, 'a.thps'), 0o444);
      // The superuser may write everything.
      if (process.getuid?.() !== 0) expect((await thps(['format', 'a.thps'], { cwd })).code).toBe(66);
    });
  });
});
