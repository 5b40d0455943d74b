import { execFileSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { noGit, notAWorkTree } from '../diagnostics/driver.ts';

/** Bytes of output of git that are taken. */
const MOST = 256 * 1024 * 1024;

/** Runs git in a folder, and gives what it prints. @throws where it fails */
export type Git = (words: readonly string[], input?: string) => Buffer;

/** Git in a work tree, without what the configuration of a repository could make it run. */
export function gitIn(cwd: string): { readonly git: Git } | { readonly problem: Diagnostic } {
  const plain = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null'];
  const git: Git = (words, input = '') =>
    execFileSync('git', [...plain, ...words], { cwd, input, maxBuffer: MOST, stdio: ['pipe', 'pipe', 'ignore'] });
  try {
    rootOf(git);
    return { git };
  } catch (problem) {
    return { problem: (problem as NodeJS.ErrnoException).code === 'ENOENT' ? noGit() : notAWorkTree(cwd) };
  }
}

/** The folder of the work tree, with links followed. */
export function rootOf(git: Git): string {
  return realpathSync(text(git(['rev-parse', '--show-toplevel'])));
}

/**
 * The commit that a name stands for. A word that begins with a dash is no option of git.
 * @throws where git knows no such revision
 */
export function commitOf(revision: string, git: Git): string {
  return text(git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]));
}

/** One line of output. */
export function text(output: Buffer): string {
  return output.toString('utf8').trimEnd();
}
