import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { statusOf } from './status.ts';

/**
 * What a file may import by its path. A spec is untrusted input, and messages show lines of what it imports: so an
 * import is a regular file whose name ends in `.thps`, in the project of the file that imports it, links followed.
 */

/** A folder with one of these is a project; a package within a repository is part of the repository. */
const markers = ['.git', 'package.json'];

/**
 * The folder that a file's imports must stay in: the nearest one around it that contains `.git`, else `package.json`;
 * else the one of `bases` that it is in, else its own folder.
 * @param file links followed
 * @param bases folders to use where there is no marker: the current one, or those open in an editor
 */
function projectOf(file: string, bases: readonly string[]): string {
  const own = dirname(file);
  for (const marker of markers) {
    for (let folder = own; ; folder = dirname(folder)) {
      if (existsSync(join(folder, marker))) return folder;
      if (dirname(folder) === folder) break;
    }
  }
  const around = bases.flatMap((base) => realPath(base) ?? []).filter((base) => isWithin(file, base));
  return around.sort((a, b) => b.length - a.length)[0] ?? own;
}

/** Whether a path leads into a folder; both with links followed. */
export function isWithin(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

/**
 * Why a file must not be imported, as a clause; undefined where it may be, or does not exist. It is not read, and for a
 * path outside the project the answer does not reveal whether it exists.
 * @param from the file that imports it
 * @param imported the file that it imports
 */
export function importRefusal(from: string, imported: string, bases: readonly string[]): string | undefined {
  const ending = 'its name does not end in `.thps`';
  if (!imported.endsWith('.thps')) return ending;
  const path = join(realPath(dirname(imported)) ?? dirname(imported), basename(imported));
  const importing = realPath(from) ?? join(realPath(dirname(from)) ?? dirname(from), basename(from));
  const project = projectOf(importing, bases);
  if (!isWithin(path, project)) return 'it is outside of the project';
  const real = realPath(path);
  if (real === undefined) return undefined;
  if (!isWithin(real, project)) return 'it is a link to what is outside of the project';
  if (!real.endsWith('.thps')) return `it is a link to a file, and ${ending}`;
  if (statusOf(real)?.isFile() === false) return 'it is no regular file';
  return undefined;
}
