import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findSpecs, libraryModules, moduleReader, readSource } from '../../src/driver/files.ts';
import { thps, withFiles } from './run.ts';

const spec = 'spec a;\nvar x : bool = false;\nprocess p { x = true; }\n';

async function names(files: Readonly<Record<string, string>>, wanted: readonly string[]): Promise<readonly string[]> {
  return withFiles(files, (cwd) => Promise.resolve(findSpecs(wanted, cwd).files.map((file) => file.name)));
}

describe('files to check', () => {
  it('of a folder are all .thps files in it, sorted, but hidden ones and those of packages', async () => {
    const files = {
      'b.thps': spec,
      'a.thps': spec,
      'sub/c.thps': spec,
      'notes.txt': '',
      '.hidden/d.thps': spec,
      'node_modules/x/e.thps': spec,
    };
    expect(await names(files, ['.'])).toEqual(['a.thps', 'b.thps', join('sub', 'c.thps')]);
    expect(await names(files, [])).toEqual(['a.thps', 'b.thps', join('sub', 'c.thps')]);
    expect(await names(files, ['sub'])).toEqual([join('sub', 'c.thps')]);
  });

  it('are checked once, however often they are named', async () => {
    const files = { 's/a.thps': spec, 's/b.thps': spec };
    expect(await names(files, ['s', 's', './s/a.thps', 's/'])).toEqual([join('s', 'a.thps'), join('s', 'b.thps')]);
    expect(await names(files, ['./s/b.thps', 's'])).toEqual(['./s/b.thps', join('s', 'a.thps')]);
  });

  it('are found once through symbolic links, which do not make a circle', async () => {
    await withFiles({ 's/a.thps': spec }, (cwd) => {
      symlinkSync('a.thps', join(cwd, 's', 'b.thps'));
      symlinkSync('.', join(cwd, 's', 'circle'));
      symlinkSync('nowhere.thps', join(cwd, 's', 'dangling.thps'));
      expect(findSpecs(['s'], cwd).files.map((file) => file.name)).toEqual([join('s', 'a.thps')]);
      return Promise.resolve();
    });
  });

  it('may have any name if they are named', async () => {
    expect(await names({ 'spec.txt': spec }, ['spec.txt'])).toEqual(['spec.txt']);
  });
});

describe('a text', () => {
  it('loses a byte order mark', async () => {
    await withFiles({ 'a.thps': `\ufeff${spec}` }, (cwd) => {
      expect(readSource('a.thps', join(cwd, 'a.thps'))).toMatchObject({ source: { name: 'a.thps', text: spec } });
      return Promise.resolve();
    });
  });

  it('of a module is found by its library name or beside the file that imports it', async () => {
    const files = { 'x/a.thps': spec, 'x/lib/b.thps': 'library b;\n', 'x/c.thps': 'library c;\n' };
    await withFiles(files, (cwd) => {
      const [file] = findSpecs(['x/a.thps'], cwd).files;
      const read = moduleReader(file!, cwd);
      const b = read({ kind: 'file', from: 'x/a.thps', file: './lib/b.thps' });
      expect(b).toMatchObject({ source: { name: join('x', 'lib', 'b.thps') } });
      expect(read({ kind: 'file', from: join('x', 'lib', 'b.thps'), file: '../c.thps' })).toMatchObject({
        source: { name: join('x', 'c.thps') },
      });
      // The file that is checked has one name, by whatever way it is reached.
      expect(read({ kind: 'file', from: join('x', 'lib', 'b.thps'), file: '../a.thps' })).toMatchObject({
        id: 'x/a.thps',
      });
      expect(read({ kind: 'file', from: 'x/a.thps', file: './d.thps' })).toBeUndefined();
      expect(read({ kind: 'file', from: 'x/a.thps', file: './lib' })).toEqual({
        refused: 'its name does not end in `.thps`',
      });
      return Promise.resolve();
    });
  });

  it('of the library is bundled, and nothing else is reached through its names', () => {
    expect(libraryModules()).toContain('kernel.page');
    const read = moduleReader({ name: 'a.thps', path: 'a.thps', named: true }, '.');
    expect(read({ kind: 'library', name: 'kernel.page' })).toMatchObject({ source: { name: 'kernel.page' } });
    for (const name of ['kernel.none', 'kernel', 'kernel...page', '../kernel.page']) {
      expect(read({ kind: 'library', name })).toBeUndefined();
    }
  });
});

describe('input that is not there or not a spec', () => {
  const files = {
    'specs/ticket_lock.thps': spec,
    'empty/readme.txt': '',
    'latin1.thps': new Uint8Array([0x73, 0x70, 0x65, 0x63, 0x20, 0xe9, 0x3b]),
    'large.thps': ' '.repeat(5_000_000),
    'zero.thps': '',
    'binary.thps': new Uint8Array(256).map((_, i) => i),
  };

  it.each([
    [
      'specs/ticket_lck.thps',
      66,
      "there is no file or folder 'specs/ticket_lck.thps'",
      "did you mean 'specs/ticket_lock.thps'?",
    ],
    ['nothing_like_it', 66, "there is no file or folder 'nothing_like_it'", 'paths are relative to the current folder'],
    ['specs/ticket_lock.thps/x', 66, 'ticket_lock.thps/x', 'help:'],
    ['empty', 66, "there is no .thps file in 'empty'", 'thps init NAME'],
    ['latin1.thps', 66, "'latin1.thps' is not UTF-8 text: byte 5 is not part of a character", 'iconv'],
    ['large.thps', 66, "'large.thps' has 5000000 bytes, more than the 4194304", 'split it into modules'],
    ['zero.thps', 150, 'THPS1', ''],
    ['binary.thps', 66, 'byte 128', ''],
  ])('%s is told', async (name, code, message, hint) => {
    await withFiles(files, async (cwd) => {
      const ran = await thps(['check', name], { cwd });
      expect(ran.stderr).toContain(message);
      expect(ran.stderr).toContain(hint);
      expect({ code: ran.code, stdout: ran.stdout }).toEqual({ code, stdout: '' });
    });
  });

  it('is told for every command', async () => {
    for (const command of ['parse', 'ir', 'steps']) {
      const { code, stderr } = await thps([command, 'no_such_file.thps']);
      expect(code).toBe(66);
      expect(stderr).toContain("there is no file or folder 'no_such_file.thps'");
    }
  });

  it('includes a file without permission', async () => {
    await withFiles({ 'secret.thps': spec }, async (cwd) => {
      chmodSync(join(cwd, 'secret.thps'), 0);
      const ran = await thps(['check', 'secret.thps'], { cwd });
      // The administrator may read everything.
      const isReadable = process.getuid?.() === 0;
      expect(ran.code).toBe(isReadable ? 0 : 66);
      if (!isReadable) expect(ran.stderr).toContain("cannot read 'secret.thps': permission denied");
    });
  });

  it('includes a folder where a file was meant', async () => {
    await withFiles({}, async (cwd) => {
      mkdirSync(join(cwd, 'folder.thps'));
      const { code, stderr } = await thps(['parse', 'folder.thps'], { cwd });
      expect(code).toBe(66);
      expect(stderr).toContain("there is no .thps file in 'folder.thps'");
    });
  });
});
