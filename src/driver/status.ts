import { lstatSync, statSync, type Stats } from 'node:fs';

/** Codes for a path at which nothing can exist: a part of it is not a folder, or is longer than a name may be. */
const NOTHING_THERE = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG']);

function ifAny(look: () => Stats | undefined): Stats | undefined {
  try {
    return look();
  } catch (problem) {
    if (NOTHING_THERE.has((problem as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw problem;
  }
}

/** What is at a path, links followed; undefined where there is nothing. Throws where access is denied. */
export function statusOf(path: string): Stats | undefined {
  return ifAny(() => statSync(path, { throwIfNoEntry: false }));
}

/** What is at a path, which may be a link; undefined where there is nothing. Throws where access is denied. */
export function statusOfLink(path: string): Stats | undefined {
  return ifAny(() => lstatSync(path, { throwIfNoEntry: false }));
}
