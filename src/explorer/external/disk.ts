import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { SpillFailed, type SpillFile, type SpillFiles } from './files.ts';

/** What a disk does, so that a test can let one be full. */
export interface Disk {
  readonly write: (file: number, bytes: Uint8Array, at: number, length: number) => number;
}

/**
 * Makes the files of one search in a folder. Where the system lets it, a file loses its name as soon as it is open: its
 * space is given back however the process ends, even by SIGKILL, and nothing is left.
 */
export function spillBelow(parent: string, disk: Disk = { write: writeSync }): SpillFiles {
  const attempt = <T>(work: () => T): T => {
    try {
      return work();
    } catch (problem) {
      throw new SpillFailed(reasonOf(problem, parent), 'disk');
    }
  };
  attempt(() => mkdirSync(parent, { recursive: true }));
  const name = `thps-spill-${randomBytes(6).toString('hex')}`;
  /** With what removes the name of each, where it has one. */
  const open = new Map<number, () => void>();
  let created = 0;
  let used = 0;
  let peak = 0;

  const end = (): void => {
    process.off('exit', end);
    for (const [file, unlink] of open) {
      closeSync(file);
      unlink();
    }
    open.clear();
  };
  // The second Ctrl-C ends the process at once.
  process.once('exit', end);

  const create = (): SpillFile => {
    const path = join(parent, `${name}-${created++}`);
    const file = attempt(() => openSync(path, 'wx+', 0o600));
    let size = 0;
    let hasName = true;
    const unlink = (): void => {
      if (!hasName) return;
      try {
        unlinkSync(path);
        hasName = false;
      } catch {
        // It is tried again at the end.
      }
    };
    unlink();
    open.set(file, unlink);
    return {
      append(bytes) {
        attempt(() => {
          for (let at = 0; at < bytes.length;) at += disk.write(file, bytes, at, bytes.length - at);
        });
        size += bytes.length;
        used += bytes.length;
        peak = Math.max(peak, used);
      },
      read(into, at) {
        attempt(() => {
          for (let done = 0; done < into.length;) {
            const count = readSync(file, into, done, into.length - done, at + done);
            if (count === 0) throw new Error('a file ends before its end');
            done += count;
          }
        });
      },
      remove() {
        closeSync(file);
        open.delete(file);
        used -= size;
        unlink();
      },
    };
  };
  return { create, peak: () => peak, end };
}

function reasonOf(problem: unknown, parent: string): string {
  const { code, message } = problem as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') return `there is no space left in ${parent}`;
  return `${parent} cannot be used for files: ${message}`;
}
