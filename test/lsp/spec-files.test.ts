import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SpecFiles } from '../../lsp/server/spec-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'thps-files-'));
  for (const inside of ['b/c', '.git', 'node_modules/m']) mkdirSync(join(folder, inside), { recursive: true });
  for (const file of ['z.thps', 'a.thps', 'b/c/x.thps', 'b/notes.md', '.git/h.thps', 'node_modules/m/n.thps'])
    writeFileSync(join(folder, file), '');
  symlinkSync('a.thps', join(folder, 'same.thps'));
  symlinkSync('nowhere', join(folder, 'broken.thps'));
  // Whoever renames a name must not write there.
  symlinkSync('/etc/passwd', join(folder, 'outside.thps'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const names = ({ uris }: SpecFiles): string[] => uris.map((uri) => fileURLToPath(uri).slice(folder.length + 1)).sort();

describe('the specs of a workspace', () => {
  it('are those of all folders but hidden ones and node_modules, each once', async () => {
    const files = new SpecFiles();
    files.setFolders([pathToFileURL(folder).href, pathToFileURL(join(folder, 'b')).href, 'untitled:new']);
    await files.find();
    expect(names(files)).toEqual(['a.thps', 'b/c/x.thps', 'z.thps']);
  });

  it('are looked for again only when something has changed, also in the middle of a search', async () => {
    const files = new SpecFiles();
    files.setFolders([pathToFileURL(folder).href]);
    const search = files.find();
    writeFileSync(join(folder, 'new.thps'), '');
    files.changed();
    await search;
    expect(names(files)).toContain('new.thps');
    rmSync(join(folder, 'new.thps'));
    await files.find();
    expect(names(files)).toContain('new.thps');
    files.changed();
    await files.find();
    expect(names(files)).not.toContain('new.thps');
  });
});
