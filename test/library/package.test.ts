import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { libraryModules } from '../../src/driver/files.ts';

/** The package as users install it, built into a folder far away from the repository. */

const root = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'thps-package-'));

beforeAll(() => {
  execFileSync(process.execPath, [join(root, 'scripts', 'build.mjs'), join(folder, 'package')]);
}, 60_000);

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Imports a module under a prefix, with any type for each one that it wants to be given. */
function importOf(module: string, i: number): string {
  const text = readFileSync(join(root, 'specs', `${module.replace('.', '/')}.thps`), 'utf8');
  const types = [...text.matchAll(/^type (\w+);/gm)].map((match) => `type ${match[1] ?? ''} = bool`);
  return `import ${module} as m${i}${types.length > 0 ? ` with ${types.join(', ')}` : ''};\n`;
}

it('has every module of the library', () => {
  expect(libraryModules().length).toBeGreaterThan(10);
  const bundled = readdirSync(join(folder, 'package', 'library', 'kernel'));
  expect(bundled.sort()).toEqual(libraryModules().map((name) => `${name.replace('kernel.', '')}.thps`));
  expect(existsSync(join(folder, 'package', 'THIRD-PARTY-LICENSES.txt'))).toBe(true);
});

it('resolves imports of all of them', () => {
  const imports = libraryModules().map(importOf).join('');
  const spec = `spec all;\n${imports}var x : bool = false;\nprocess p { x = true; }\ncheck c expect states 2;\n`;
  writeFileSync(join(folder, 'all.thps'), spec);
  const run = [join(folder, 'package', 'thps.mjs'), 'check', 'all.thps'];
  expect(execFileSync(process.execPath, run, { cwd: folder, encoding: 'utf8' })).toContain('as expected');
});
