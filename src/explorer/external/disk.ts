import { closeSync, mkdirSync, mkdtempSync, openSync, readSync, rmSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { SpillFailed, type SpillFile, type SpillFiles } from './files.ts';

/** What a disk does, so that a test can let one be full. */
export interface Disk {
  readonly write: (file: number, bytes: Uint8Array, at: number, length: number) => number;
}

/**
 * Makes a folder of its own below `parent`, with the files of one search. Where the system lets it, a file loses its
 * name as soon as it is open: its space is given back however the process ends, even by SIGKILL.
 */
export function spillBelow(parent: string, disk: Disk = { write: writeSync }): SpillFiles {
  const attempt = <T>(work: () => T): T => {
    try {
      return work();
    } catch (problem) {
      throw new SpillFailed(reasonOf(problem, parent), 'disk');
    }
  };
  const folder = attempt(() => {
    mkdirSync(parent, { recursive: true });
    return mkdtempSync(join(parent, 'thps-spill-'));
  });
  const open = new Set<number>();
  let created = 0;
  let used = 0;
  let peak = 0;

  const end = (): void => {
    process.off('exit', end);
    for (const file of open) closeSync(file);
    open.clear();
    rmSync(folder, { recursive: true, force: true });
  };
  // The second Ctrl-C ends the process at once.
  process.once('exit', end);

  const create = (): SpillFile => {
    const path = join(folder, String(created++));
    const file = attempt(() => openSync(path, 'wx+'));
    open.add(file);
    let size = 0;
    const unlink = (): boolean => {
      try {
        unlinkSync(path);
        return true;
      } catch {
        return false;
      }
    };
    const isUnlinked = unlink();
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
        if (!isUnlinked) unlink();
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
