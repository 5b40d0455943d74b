import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { commitOf, type Git, rootOf } from './git.ts';

/** The specs of a revision of git, in a folder of their own for as long as somebody reads them. */
export interface RevisionFiles {
  readonly folder: string;
  readonly remove: () => void;
}

/**
 * Writes all `.thps` files of a revision to a temporary folder, so that a spec of it finds what it imports.
 * @throws where git knows no such revision
 */
export function specsAt(revision: string, git: Git): RevisionFiles {
  const commit = commitOf(revision, git);
  const files = git(['ls-tree', '-r', '-z', '--full-tree', commit])
    .toString('utf8')
    .split('\0')
    .flatMap((line) => {
      const [, id, name] = /^100\d{3} blob ([0-9a-f]+)\t(.+\.thps)$/s.exec(line) ?? [];
      return id === undefined || name === undefined || !isPlain(name) ? [] : [{ id, name }];
    });
  const folder = mkdtempSync(join(tmpdir(), 'thps-revision-'));
  const remove = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    // What is imported has to be in the project: this is one.
    writeFileSync(join(folder, '.git'), '');
    const texts = contentsOf(
      files.map(({ id }) => id),
      git,
    );
    for (const [i, { name }] of files.entries()) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), texts[i] ?? '');
    }
  } catch (problem) {
    remove();
    throw problem;
  }
  return { folder, remove };
}

/** A tree that somebody made by hand could lead out of the folder. */
function isPlain(name: string): boolean {
  return name.split('/').every((part) => part !== '' && part !== '.' && part !== '..' && part !== '.git');
}

/** `<id> blob <bytes>\n<content>\n`, for each id. */
function contentsOf(ids: readonly string[], git: Git): readonly Uint8Array[] {
  if (ids.length === 0) return [];
  const all = git(['cat-file', '--batch'], ids.map((id) => `${id}\n`).join(''));
  const contents: Uint8Array[] = [];
  for (let at = 0; contents.length < ids.length;) {
    const end = all.indexOf('\n', at);
    const bytes = Number(all.toString('utf8', at, end).split(' ')[2]);
    if (end < 0 || !Number.isSafeInteger(bytes)) throw new Error('git answers in a way that thps does not know');
    contents.push(all.subarray(end + 1, end + 1 + bytes));
    at = end + 1 + bytes + 1;
  }
  return contents;
}

/** `HEAD~1:specs/a.thps`: a revision, and the path of a file from the root of the work tree; undefined for a path. */
export function revisionOf(name: string): { readonly revision: string; readonly path: string } | undefined {
  const colon = name.indexOf(':');
  // `C:\a.thps` is a path.
  return colon < 2 ? undefined : { revision: name.slice(0, colon), path: name.slice(colon + 1) };
}

/** Where a file of the work tree stands, from its root; with `./` in front a path from the current folder. */
export function pathInTree(path: string, git: Git, cwd: string): string {
  if (!path.startsWith('./') && !path.startsWith('../')) return path;
  return join(cwd, path).slice(rootOf(git).length + 1);
}
