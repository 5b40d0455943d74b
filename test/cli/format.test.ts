import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { replaceFile } from '../../src/driver/replace-file.ts';
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

  it('ends lines as most of them end', async () => {
    const windows = (text: string): string => text.replaceAll('\n', '\r\n');
    const format = async (stdin: string): Promise<string> => (await thps(['format', '-'], { stdin })).stdout;
    expect(await format(`\ufeff${windows(untidy)}`)).toBe(windows(tidy));
    expect(await format(windows(untidy).replace('\r\n', '\n'))).toBe(windows(tidy));
    expect(await format(untidy.replace('\n', '\r\n'))).toBe(tidy);
    expect(await format(untidy.replaceAll('\n', '\r'))).toBe(tidy);
    await withFiles({ 'a.thps': windows(tidy), 'b.thps': tidy }, async (cwd) => {
      expect(await thps(['format', '--check'], { cwd })).toEqual({ code: 0, stdout: '', stderr: '' });
      expect(await thps(['format'], { cwd })).toEqual({ code: 0, stdout: '', stderr: '' });
    });
    await withFiles({ 'a.thps': windows(untidy) }, async (cwd) => {
      await thps(['format'], { cwd });
      expect(readFileSync(join(cwd, 'a.thps'), 'utf8')).toBe(windows(tidy));
      expect((await thps(['format', '--check'], { cwd })).code).toBe(0);
    });
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

  it('keeps permissions, and follows a link that is named', async () => {
    await withFiles({ 'a.thps': untidy, 'sub/notes.txt': '' }, async (cwd) => {
      chmodSync(join(cwd, 'a.thps'), 0o640);
      symlinkSync('a.thps', join(cwd, 'link.thps'));
      expect((await thps(['format', 'link.thps'], { cwd })).code).toBe(0);
      expect(lstatSync(join(cwd, 'link.thps')).isSymbolicLink()).toBe(true);
      expect(readFileSync(join(cwd, 'a.thps'), 'utf8')).toBe(tidy);
      expect(statSync(join(cwd, 'a.thps')).mode & 0o777).toBe(0o640);
      expect(readdirSync(cwd).sort()).toEqual(['a.thps', 'link.thps', 'sub']);
    });
  });

  it('writes nothing through a link that leads out of a folder', async () => {
    await withFiles({ 'in/a.thps': untidy, 'out/b.thps': untidy }, async (cwd) => {
      symlinkSync('../out/b.thps', join(cwd, 'in', 'b.thps'));
      const { code, stdout, stderr } = await thps(['format', 'in'], { cwd });
      expect({ code, stdout }).toEqual({ code: 66, stdout: `${join('in', 'a.thps')}\n` });
      expect(stderr).toContain('it is a link to a file outside of the folder');
      expect(readFileSync(join(cwd, 'out', 'b.thps'), 'utf8')).toBe(untidy);
      // Whoever names it means it.
      expect((await thps(['format', 'in/b.thps'], { cwd })).code).toBe(0);
      expect(readFileSync(join(cwd, 'out', 'b.thps'), 'utf8')).toBe(tidy);
    });
  });
});

describe('a file that is replaced', () => {
  it('stays as it is where the disk is full, whenever that is', async () => {
    await withFiles({ 'a.thps': untidy }, (cwd) => {
      for (const room of [0, 1, 10, tidy.length - 1]) {
        let left = room;
        const write = (file: number, bytes: Uint8Array, at: number, length: number): number => {
          if (left === 0) throw new Error('ENOSPC: no space left on device, write');
          const part = Math.min(left, length);
          left -= part;
          return writeSync(file, bytes, at, part);
        };
        expect(() => {
          replaceFile(join(cwd, 'a.thps'), tidy, { write });
        }).toThrow('ENOSPC');
        expect(readFileSync(join(cwd, 'a.thps'), 'utf8')).toBe(untidy);
        expect(readdirSync(cwd)).toEqual(['a.thps']);
      }
      return Promise.resolve();
    });
  });

  it('is no link and no folder', async () => {
    await withFiles({ 'a.thps': untidy }, (cwd) => {
      symlinkSync('a.thps', join(cwd, 'link'));
      mkdirSync(join(cwd, 'folder'));
      for (const name of ['link', 'folder'])
        expect(() => {
          replaceFile(join(cwd, name), tidy);
        }).toThrow('it is no regular file');
      expect(readFileSync(join(cwd, 'a.thps'), 'utf8')).toBe(untidy);
      return Promise.resolve();
    });
  });
});
