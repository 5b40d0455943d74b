import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as prettier from 'prettier';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { format } from '../../src/format/format.ts';
import * as plugin from '../../src/format/plugin.ts';
import { makeSource } from '../../src/text/source.ts';

const root = join(import.meta.dirname, '..', '..');
const untidy = 'spec  a;\r\nconst N:0..3=1;  // a comment\r\nvar x:bool;\r\n';
const tidy = 'spec a;\nconst N : 0..3 = 1;  // a comment\nvar x   : bool;\n';

describe('the plugin in prettier', () => {
  it('formats as thps does', async () => {
    for (const name of ['collapse_shmem.thps', 'kernel/page.thps', 'tutorial/03-two-locks.thps']) {
      const text = readFileSync(join(root, 'specs', name), 'utf8');
      const formatted = format(makeSource(name, text));
      const options = { filepath: name, plugins: [plugin] };
      expect({ text: await prettier.format(text, options) }).toEqual(formatted);
    }
    expect(await prettier.format(untidy, { parser: 'thps', plugins: [plugin] })).toBe(tidy);
  });

  it('has the width and indentation that prettier is told', async () => {
    const text = 'spec a;\nassume one_name || another_name;\nproc p() {\n  skip;\n}\n';
    const options = { parser: 'thps', plugins: [plugin], printWidth: 20, tabWidth: 4 };
    const narrow = 'spec a;\nassume one_name\n    || another_name;\nproc p() {\n    skip;\n}\n';
    expect(await prettier.format(text, options)).toBe(narrow);
    const tabs = await prettier.format(text, { ...options, useTabs: true });
    expect(tabs).toBe(narrow.replaceAll('    ', '\t'));
  });

  it('formats examples in Markdown', async () => {
    const text = '# Title\n\n```thps\nspec a ;\nvar x:bool;\n```\n';
    expect(await prettier.format(text, { parser: 'markdown', plugins: [plugin] })).toBe(
      '# Title\n\n```thps\nspec a;\nvar x : bool;\n```\n',
    );
  });

  it('says where a syntax error is', async () => {
    const result = prettier.format('spec a;\nvar x : ;\n', { parser: 'thps', plugins: [plugin] });
    await expect(result).rejects.toMatchObject({ loc: { start: { line: 2, column: 9 } } });
  });
});

/** The package as users install it, beside prettier. */
describe('the plugin in the package', () => {
  const folder = mkdtempSync(join(tmpdir(), 'thps-plugin-'));

  beforeAll(() => {
    mkdirSync(join(folder, 'node_modules'));
    execFileSync(process.execPath, [join(root, 'scripts', 'build.mjs'), join(folder, 'node_modules', 'thps')]);
    symlinkSync(join(root, 'node_modules', 'prettier'), join(folder, 'node_modules', 'prettier'));
    writeFileSync(join(folder, 'a.thps'), untidy);
  }, 60_000);

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('is found by its name', () => {
    const words = ['node_modules/prettier/bin/prettier.cjs', '--plugin', 'thps/prettier-plugin', 'a.thps'];
    expect(execFileSync(process.execPath, words, { cwd: folder, encoding: 'utf8' })).toBe(tidy);
  });

  it('is not needed by thps format', () => {
    rmSync(join(folder, 'node_modules', 'prettier'));
    execFileSync(process.execPath, ['node_modules/thps/thps.mjs', 'format', 'a.thps'], { cwd: folder });
    // Unlike prettier, whose default is LF, it keeps the line ends of the file.
    expect(readFileSync(join(folder, 'a.thps'), 'utf8')).toBe(tidy.replaceAll('\n', '\r\n'));
    const licences = readFileSync(join(folder, 'node_modules', 'thps', 'THIRD-PARTY-LICENSES.txt'), 'utf8');
    expect(licences).toContain('prettier 3.');
  });
});
