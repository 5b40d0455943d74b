import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withFiles } from './run.ts';

const main = resolve(import.meta.dirname, '../../src/main.ts');
const spec = 'spec small;\nvar x : bool = false;\nprocess p { x = true; }\ncheck c;\n';

function check(cwd: string, environment: Readonly<Record<string, string>>): string {
  const { PATH = '' } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'check', 'a.thps'], {
    cwd,
    encoding: 'utf8',
    env: { PATH, ...environment },
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

describe('what Node compiled of thps', () => {
  it('is kept in the cache folder of the user', async () => {
    await withFiles({ 'a.thps': spec }, (cwd) => {
      const first = check(cwd, { XDG_CACHE_HOME: join(cwd, 'cache') });
      expect(readdirSync(join(cwd, 'cache', 'thps', 'code'))).not.toEqual([]);
      expect(check(cwd, { XDG_CACHE_HOME: join(cwd, 'cache') })).toBe(first);
    });
  });

  it('is kept in the home folder where no other is named', async () => {
    await withFiles({ 'a.thps': spec }, (cwd) => {
      check(cwd, { HOME: cwd });
      expect(existsSync(join(cwd, '.cache', 'thps', 'code'))).toBe(true);
    });
  });

  it('is not kept where the user forbids it, or where it cannot be', async () => {
    await withFiles({ 'a.thps': spec }, (cwd) => {
      check(cwd, { HOME: cwd, NODE_DISABLE_COMPILE_CACHE: '1' });
      expect(readdirSync(cwd)).toEqual(['a.thps']);
      writeFileSync(join(cwd, 'file'), '');
      check(cwd, { XDG_CACHE_HOME: join(cwd, 'file') });
    });
  });
});
