import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { thps, withFiles, type Ran } from './run.ts';

const library = 'library flags;\nproc set_flag(ref flag: bool) { flag = true; }\n';
const secret = 'root:$6$secret:0:0\n';

/** A project with a spec that imports something, beside a folder that is none of its business. */
function importing(
  what: string,
  prepare: (folder: string) => void = () => undefined,
  marker = 'project/.git/HEAD',
  from = 'project/specs/a.thps',
): Promise<Ran> {
  const files = {
    [from]: `spec a;\nimport ${JSON.stringify(what)};\nvar x : bool = false;\nprocess p { set_flag(x); }\n`,
    'project/specs/b.thps': library,
    'project/lib/c.thps': library,
    'project/lib/notes.txt': secret,
    'outside/d.thps': library,
    'outside/shadow': secret,
    ...(marker === '' ? {} : { [marker]: '' }),
  };
  return withFiles(files, async (folder) => {
    prepare(folder);
    const { code, stdout, stderr } = await thps(['check', from.replace(/^project\//, '')], {
      cwd: join(folder, from.split('/')[0]!),
    });
    expect(stdout + stderr).not.toContain('secret');
    return { code, stdout, stderr: stderr.replaceAll(folder, 'FOLDER') };
  });
}

describe('an import by a path', () => {
  it.each(['b.thps', './b.thps', '../lib/c.thps', '../specs/../lib/c.thps', '../../project/lib/c.thps'])(
    'may be %s, in the project',
    async (what) => {
      expect(await importing(what)).toMatchObject({ code: 0, stderr: '' });
    },
  );

  it.each([
    ['/etc/shadow', 'its name does not end in `.thps`'],
    ['/etc/passwd', 'its name does not end in `.thps`'],
    ['/proc/self/environ', 'its name does not end in `.thps`'],
    ['/dev/zero', 'its name does not end in `.thps`'],
    ['/dev/stdin', 'its name does not end in `.thps`'],
    ['../lib/notes.txt', 'its name does not end in `.thps`'],
    ['../lib', 'its name does not end in `.thps`'],
    ['.', 'its name does not end in `.thps`'],
    ['../../outside/d.thps', 'it is outside of the project'],
    ['../../outside/none.thps', 'it is outside of the project'],
    ['/srv/none.thps', 'it is outside of the project'],
  ])('must not be %s', async (what, why) => {
    const { code, stderr } = await importing(what);
    expect(code).toBe(150);
    expect(stderr).toContain(`error[THPS2059]: '${what}' cannot be imported: ${why}`);
  });

  it.each(['', ' '])('must not be %j', async (what) => {
    const { code, stderr } = await importing(what);
    expect(code).toBe(150);
    expect(stderr).toContain('error[THPS2060]: this import names no file');
  });

  it.each(['none.thps', '../lib/none.thps', 'none/none.thps', `${'x'.repeat(300)}.thps`, 'a\u0000.thps'])(
    'may be missing: %j',
    async (what) => {
      const { code, stderr } = await importing(what);
      expect(code).toBe(150);
      expect(stderr).toMatch(/THPS(2051|1\d\d\d)/);
    },
  );

  it.each([
    ['../../outside/d.thps', 'it is a link to what is outside of the project'],
    ['../../outside/shadow', 'it is a link to what is outside of the project'],
    ['/etc/passwd', 'it is a link to what is outside of the project'],
    ['../lib/notes.txt', 'it is a link to a file, and its name does not end in `.thps`'],
  ])('must not be a link to %s', async (target, why) => {
    const { code, stderr } = await importing('link.thps', (folder) => {
      symlinkSync(target, join(folder, 'project/specs/link.thps'));
    });
    expect(code).toBe(150);
    expect(stderr).toContain(`'link.thps' cannot be imported: ${why}`);
  });

  it('may be a link within the project, and must not go through a folder that is outside', async () => {
    const link = (to: string) => (folder: string) => {
      symlinkSync(to, join(folder, 'project/specs/link'));
    };
    expect(await importing('link/c.thps', link('../lib'))).toMatchObject({ code: 0 });
    const { stderr } = await importing('link/d.thps', link('../../outside'));
    expect(stderr).toContain("'link/d.thps' cannot be imported: it is outside of the project");
  });

  it('must not be something to wait for, or a folder', async () => {
    const path = (folder: string): string => join(folder, 'project/specs/special.thps');
    const fifo = await importing('special.thps', (folder) => execFileSync('mkfifo', [path(folder)]));
    expect(fifo.stderr).toContain("'special.thps' cannot be imported: it is no regular file");
    const folder = await importing('special.thps', (inside) => {
      mkdirSync(path(inside));
    });
    expect(folder.stderr).toContain("'special.thps' cannot be imported: it is no regular file");
    const device = await importing('special.thps', (inside) => {
      symlinkSync('/dev/zero', path(inside));
    });
    expect(device.stderr).toContain('cannot be imported');
  });

  it('is looked for in the package, or in the folder that thps was started in, where there is no repository', async () => {
    const outside = '../../outside/d.thps';
    expect(await importing('../lib/c.thps', undefined, 'project/package.json')).toMatchObject({ code: 0 });
    expect((await importing(outside, undefined, 'project/package.json')).code).toBe(150);
    // No marker: the current folder is `project`.
    expect(await importing('../lib/c.thps', undefined, '')).toMatchObject({ code: 0 });
    expect((await importing(outside, undefined, '')).code).toBe(150);
    // A repository around a package
    expect(await importing(outside, undefined, 'package.json')).toMatchObject({ code: 0 });
  });

  it('is decided in the same way for what is imported', async () => {
    const { stderr } = await withFiles(
      {
        'p/.git/x': '',
        'p/a.thps': 'spec a;\nimport "./b.thps";\nvar x : bool = false;\nprocess p { x = true; }\n',
        'p/b.thps': 'library b;\nimport "../c.thps";\n',
        'c.thps': 'library c;\n',
      },
      (cwd) => thps(['check', 'p/a.thps'], { cwd }),
    );
    expect(stderr).toContain("'../c.thps' cannot be imported: it is outside of the project");
  });
});

describe('a file that is named on the command line', () => {
  it('is not waited for where it is no regular file', async () => {
    await withFiles({}, async (cwd) => {
      execFileSync('mkfifo', [join(cwd, 'fifo.thps')]);
      for (const [command, name] of [
        ['check', 'fifo.thps'],
        ['check', '/dev/zero'],
        ['parse', 'fifo.thps'],
        ['format', 'fifo.thps'],
      ] as const) {
        const { code, stderr } = await thps([command, name], { cwd });
        expect(stderr).toContain(`cannot read '${name}': it is neither a file nor a folder`);
        expect(code).toBe(66);
      }
    });
  });
});
