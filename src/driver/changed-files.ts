import { join } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { notARevision } from '../diagnostics/driver.ts';
import { commitOf, type Git, gitIn, rootOf, text } from './git.ts';

/**
 * The files of a git work tree that differ from a revision, changes that are not committed and files that git does not
 * know yet included. Where the branches have parted, from the commit at which they did: what others have changed since
 * then is none of ours.
 * @returns paths with links followed; those of files that are gone do not exist
 */
export function changedSince(
  revision: string,
  cwd: string,
): { readonly files: ReadonlySet<string> } | { readonly problem: Diagnostic } {
  const found = gitIn(cwd);
  if ('problem' in found) return found;
  const { git } = found;
  let commit: string;
  try {
    commit = commitOf(revision, git);
  } catch {
    return { problem: notARevision(revision) };
  }
  const root = rootOf(git);
  const base = parting(git, commit);
  const names = [
    git(['diff', '--name-only', '-z', '--no-ext-diff', '--no-textconv', '--no-renames', base, '--']),
    git(['ls-files', '-z', '--others', '--exclude-standard', '--full-name', '--', root]),
  ].flatMap((output) => output.toString('utf8').split('\0'));
  return { files: new Set(names.filter((name) => name !== '').map((name) => join(root, name))) };
}

/** Where the branch of the work tree and that of a commit have parted; the commit itself where that is not known. */
function parting(git: Git, commit: string): string {
  try {
    return text(git(['merge-base', commit, 'HEAD']));
  } catch {
    return commit;
  }
}
