import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs', 'architecture.md'), 'utf8');

function foldersIn(path: string): readonly string[] {
  return readdirSync(join(root, path), { withFileTypes: true }).flatMap((entry) => {
    const folder = `${path}/${entry.name}`;
    return entry.isDirectory() ? [folder, ...foldersIn(folder)] : [];
  });
}

describe('docs/architecture.md', () => {
  it('says what each folder is for', () => {
    const folders = [...foldersIn('src'), ...foldersIn('lsp')].filter((folder) => !folder.includes('/assets'));
    expect(folders.length).toBeGreaterThan(30);
    expect(folders.filter((folder) => !page.includes(`\`${folder}\``))).toEqual([]);
  });

  it('names only what exists', () => {
    const paths = [...page.matchAll(/`((?:src|lsp|test|grammar|docs)\/[\w./-]*)`/g)].map((match) => match[1]!);
    expect(paths.length).toBeGreaterThan(60);
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('names functions and classes where they are', () => {
    const named = [...page.matchAll(/`(\w+)`\s+\(`((?:src|lsp)\/[\w./-]+\.ts)`\)/g)];
    expect(named.length).toBeGreaterThan(20);
    const lost = named.filter(([, name, path]) => !readFileSync(join(root, path!), 'utf8').includes(name!));
    expect(lost.map(([text]) => text)).toEqual([]);
  });
});
