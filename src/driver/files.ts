import { closeSync, constants, existsSync, fstatSync, openSync, readdirSync, readSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { fileNotFound, fileTooLarge, fileUnreadable, folderWithoutSpecs, notUtf8 } from '../diagnostics/driver.ts';
import type { ModuleReader } from '../modules/modules.ts';
import { makeSource, type Source } from '../text/source.ts';
import { importRefusal, isWithin } from './project.ts';
import { statusOf } from './status.ts';

/** The most bytes that one file may have. A spec of 10,000 lines has about 400,000. */
export const MAX_BYTES = 4 * 1024 * 1024;

/** A file to check. */
export interface SpecFile {
  /** As the user wrote it, or the folder as written followed by the path in it. */
  readonly name: string;
  /** The file itself, symbolic links followed. */
  readonly path: string;
  /** Named on the command line, not found in a folder. */
  readonly named: boolean;
  /** Found in a folder, as a link to something outside it. */
  readonly isOutside?: true;
  /** What is checked in place of a file; it can import what is bundled, and reads nothing else. */
  readonly text?: string;
}

/**
 * The .thps files that a command line names, each once: files as they are, folders with all folders in them except
 * hidden ones and node_modules, sorted by name. If nothing is named, the current folder.
 * @param reach for a folder: the files in it and in all folders in it, or in this folder alone
 */
export function findSpecs(
  names: readonly string[],
  cwd: string,
  reach: 'all folders' | 'this folder' = 'all folders',
): { readonly files: readonly SpecFile[]; readonly diagnostics: readonly Diagnostic[] } {
  const files = new Map<string, SpecFile>();
  const diagnostics: Diagnostic[] = [];
  const add = (name: string, folder?: string): void => {
    const path = realpathSync(resolve(cwd, name));
    const known = files.get(path);
    if (folder === undefined) files.set(path, { name: known?.name ?? name, path, named: true });
    else if (known === undefined)
      files.set(path, {
        name,
        path,
        named: false,
        ...(isWithin(path, realpathSync(folder)) ? {} : { isOutside: true }),
      });
  };
  for (const name of names.length === 0 ? ['.'] : names) {
    const path = resolve(cwd, name);
    let kind;
    try {
      kind = statusOf(path);
    } catch (error) {
      diagnostics.push(fileUnreadable(name, reason(error)));
      continue;
    }
    if (kind === undefined) {
      diagnostics.push(fileNotFound(name, siblingsOf(name, cwd)));
    } else if (kind.isDirectory()) {
      const { found, unreadable } = specsIn(path, reach);
      if (found.length === 0 && unreadable.length === 0) diagnostics.push(folderWithoutSpecs(name));
      const nameOf = (file: string): string => (name === '.' && file !== '' ? file : join(name, file));
      for (const one of unreadable) diagnostics.push(fileUnreadable(nameOf(one.name), reason(one.problem)));
      for (const file of found) add(nameOf(file), path);
    } else if (kind.isFile()) {
      add(name);
    } else {
      diagnostics.push(fileUnreadable(name, 'it is neither a file nor a folder'));
    }
  }
  return { files: [...files.values()], diagnostics };
}

/** Paths relative to the folder, sorted; what cannot be read does not prevent the rest from being found. */
function specsIn(
  folder: string,
  reach: 'all folders' | 'this folder' = 'all folders',
): {
  readonly found: readonly string[];
  readonly unreadable: readonly { readonly name: string; readonly problem: unknown }[];
} {
  const found: string[] = [];
  const unreadable: { readonly name: string; readonly problem: unknown }[] = [];
  const walk = (inside: string): void => {
    try {
      for (const entry of readdirSync(join(folder, inside), { withFileTypes: true }).sort(byName)) {
        const path = join(inside, entry.name);
        if (entry.isDirectory()) {
          if (reach === 'all folders' && !entry.name.startsWith('.') && entry.name !== 'node_modules') walk(path);
        } else if (entry.name.endsWith('.thps')) {
          try {
            if (statusOf(join(folder, path))?.isFile() === true) found.push(path);
          } catch (problem) {
            unreadable.push({ name: path, problem });
          }
        }
      }
    } catch (problem) {
      unreadable.push({ name: inside, problem });
    }
  };
  walk('');
  return { found, unreadable };
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

/** Names in the same folder, as the user would have to write them. */
export function siblingsOf(name: string, cwd: string): readonly string[] {
  const folder = dirname(name);
  try {
    const names = readdirSync(resolve(cwd, folder));
    return names.map((one) => (name.startsWith(`.${sep}`) ? `.${sep}` : '') + join(folder, one));
  } catch {
    return [];
  }
}

/** The text of a file, under the name that messages print. */
/** The text of a spec, wherever it is. */
export function sourceOf({ name, path, text }: SpecFile): ReturnType<typeof readSource> {
  if (text === undefined) return readSource(name, path);
  const bytes = new TextEncoder().encode(text);
  return bytes.length > MAX_BYTES
    ? { problem: fileTooLarge(name, bytes.length, MAX_BYTES) }
    : decodeSource(name, bytes);
}

export function readSource(name: string, path: string): { readonly source: Source } | { readonly problem: Diagnostic } {
  let bytes: Uint8Array;
  try {
    const read = readRegular(path);
    if (read === 'irregular') return { problem: fileUnreadable(name, 'it is neither a file nor a folder') };
    if (typeof read === 'number') return { problem: fileTooLarge(name, read, MAX_BYTES) };
    bytes = read;
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return { problem: isMissing ? fileNotFound(name, []) : fileUnreadable(name, reason(error)) };
  }
  return decodeSource(name, bytes);
}

/**
 * The bytes of a regular file, or their number where there are too many. What is not one is opened without waiting
 * for a writer, and not read; what grows, or does not report its size, is not read forever.
 */
function readRegular(path: string): Uint8Array | number | 'irregular' {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(file);
    if (stats.isDirectory()) throw Object.assign(new Error('it is a folder'), { code: 'EISDIR' });
    if (!stats.isFile()) return 'irregular';
    if (stats.size > MAX_BYTES) return stats.size;
    let bytes = new Uint8Array(stats.size + 1);
    let length = 0;
    for (;;) {
      const read = readSync(file, bytes, length, bytes.length - length, null);
      if (read === 0) return bytes.subarray(0, length);
      length += read;
      if (length > MAX_BYTES) return length;
      if (length < bytes.length) continue;
      const larger = new Uint8Array(length + 4096);
      larger.set(bytes);
      bytes = larger;
    }
  } finally {
    closeSync(file);
  }
}

/** Decodes a text that has been read. */
export function decodeSource(
  name: string,
  bytes: Uint8Array,
): { readonly source: Source } | { readonly problem: Diagnostic } {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const wrong = firstDifference(new TextEncoder().encode(text), bytes);
  if (wrong !== undefined) return { problem: notUtf8(name, wrong) };
  return { source: makeSource(name, text.replace(/^\ufeff/, '')) };
}

function firstDifference(a: Uint8Array, b: Uint8Array): number | undefined {
  const length = Math.min(a.length, b.length);
  let i = 0;
  while (i < length && a[i] === b[i]) i++;
  return a.length === b.length && i === length ? undefined : i;
}

function reason(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'EISDIR':
      return 'it is a folder';
    case 'ENOENT':
      return 'it is not there';
    case 'ELOOP':
      return 'its symbolic links go round in a circle';
    case 'ENAMETOOLONG':
      return 'its path is too long';
    case undefined:
    default:
      return error instanceof Error ? error.message : String(error);
  }
}

/** Folders that contain `kernel/`: beside the bundle, or in the repository that this file is part of. */
const libraryRoots = [join(import.meta.dirname, 'library'), join(import.meta.dirname, '..', '..', 'specs')];

function libraryRoot(): string | undefined {
  return libraryRoots.find((root) => existsSync(join(root, 'kernel')));
}

/** Names of the bundled modules: `kernel.page`. */
export function libraryModules(): readonly string[] {
  const root = libraryRoot();
  if (root === undefined) return [];
  return specsIn(join(root, 'kernel')).found.map((file) =>
    ['kernel', ...file.replace(/\.thps$/, '').split(sep)].join('.'),
  );
}

/** The path of a bundled module's text. */
export function libraryFile(name: string): string | undefined {
  const root = libraryRoot();
  if (root === undefined || !/^\w+(\.\w+)+$/.test(name)) return undefined;
  return `${join(root, ...name.split('.'))}.thps`;
}

/**
 * Reads what a file imports: bundled modules by name, others by their path from the file that imports them.
 * @param cwd the folder that the command was started in
 */
export function moduleReader(entry: SpecFile, cwd: string): ModuleReader {
  // The paths of the texts that have been handed out, by the names they go by.
  const paths = new Map([[entry.name, entry.path]]);
  const read = (name: string, path: string): ReturnType<ModuleReader> => {
    if (!existsSync(path)) return undefined;
    const real = realpathSync(path);
    const result = readSource(name, real);
    if ('problem' in result) return { error: result.problem.message };
    paths.set(name, real);
    return { source: result.source, id: real === entry.path ? entry.name : real };
  };
  return (request) => {
    switch (request.kind) {
      case 'library': {
        const path = libraryFile(request.name);
        return path === undefined ? undefined : read(request.name, path);
      }
      case 'file': {
        if (entry.text !== undefined) return { refused: 'a text that is no file has no files beside it' };
        const from = paths.get(request.from) ?? request.from;
        const folder = resolve(cwd, dirname(from));
        const path = resolve(folder, request.file);
        const refused = importRefusal(join(folder, basename(from)), path, [cwd]);
        return refused === undefined ? read(join(dirname(request.from), request.file), path) : { refused };
      }
    }
  };
}
