import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { SpillFailed, type SpillFile, type SpillFiles } from './files.ts';

/** Disk operations, so that a test can simulate a full disk. */
export interface Disk {
  readonly write: (file: number, bytes: Uint8Array, at: number, length: number) => number;
}

/** Creates the files of one search in a folder. */
export function spillBelow(parent: string, disk: Disk = { write: writeSync }): SpillFiles {
  return new SpillFolder(parent, disk);
}

class SpillFolder implements SpillFiles {
  readonly #parent: string;
  readonly #disk: Disk;
  readonly #name = `thps-spill-${randomBytes(6).toString('hex')}`;
  readonly #open = new Set<OpenFile>();
  #created = 0;
  #used = 0;
  #peak = 0;

  constructor(parent: string, disk: Disk) {
    this.#parent = parent;
    this.#disk = disk;
    this.attempt(() => mkdirSync(parent, { recursive: true }));
    // The second Ctrl-C ends the process at once.
    process.once('exit', this.end);
  }

  readonly create = (): SpillFile => {
    const path = join(this.#parent, `${this.#name}-${this.#created++}`);
    const file = new OpenFile(path, this, this.#disk);
    this.#open.add(file);
    return file;
  };

  readonly peak = (): number => this.#peak;

  readonly end = (): void => {
    process.off('exit', this.end);
    for (const file of this.#open) file.close();
    this.#open.clear();
  };

  /** Does what the disk may refuse to do. Throws `SpillFailed`. */
  attempt<T>(work: () => T): T {
    try {
      return work();
    } catch (problem) {
      throw new SpillFailed(reasonOf(problem, this.#parent), 'disk');
    }
  }

  grew(bytes: number): void {
    this.#used += bytes;
    this.#peak = Math.max(this.#peak, this.#used);
  }

  removed(file: OpenFile, bytes: number): void {
    this.#open.delete(file);
    this.#used -= bytes;
  }
}

/**
 * Where the system allows it, a file is unlinked as soon as it is open: its space is freed however the process ends,
 * even by SIGKILL, and nothing is left behind.
 */
class OpenFile implements SpillFile {
  readonly #path: string;
  readonly #folder: SpillFolder;
  readonly #disk: Disk;
  readonly #file: number;
  #size = 0;
  #hasName = true;

  constructor(path: string, folder: SpillFolder, disk: Disk) {
    this.#path = path;
    this.#folder = folder;
    this.#disk = disk;
    this.#file = folder.attempt(() => openSync(path, 'wx+', 0o600));
    this.#unlink();
  }

  append(bytes: Uint8Array): void {
    this.#folder.attempt(() => {
      for (let at = 0; at < bytes.length;) at += this.#disk.write(this.#file, bytes, at, bytes.length - at);
    });
    this.#size += bytes.length;
    this.#folder.grew(bytes.length);
  }

  read(into: Uint8Array, at: number): void {
    this.#folder.attempt(() => {
      for (let done = 0; done < into.length;) {
        const count = readSync(this.#file, into, done, into.length - done, at + done);
        if (count === 0) throw new Error('a file ends before its end');
        done += count;
      }
    });
  }

  remove(): void {
    closeSync(this.#file);
    this.#folder.removed(this, this.#size);
    this.#unlink();
  }

  /** Does not tell the folder, which forgets all of its files itself. */
  close(): void {
    closeSync(this.#file);
    this.#unlink();
  }

  #unlink(): void {
    if (!this.#hasName) return;
    try {
      unlinkSync(this.#path);
      this.#hasName = false;
    } catch {
      // Tried again at the end.
    }
  }
}

function reasonOf(problem: unknown, parent: string): string {
  const { code, message } = problem as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') return `there is no space left in ${parent}`;
  return `${parent} cannot be used for files: ${message}`;
}
