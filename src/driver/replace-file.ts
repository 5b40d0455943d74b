import { randomBytes } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  type Stats,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { uninterrupted } from './interrupts.ts';
import { statusOfLink } from './status.ts';

/** Disk operations, so that a test can simulate a full disk. */
export interface Files {
  readonly write: (file: number, bytes: Uint8Array, at: number, length: number) => number;
}

const disk: Files = { write: writeSync };

/**
 * Replaces a file's content, or leaves the file as it is: the content is written beside it, and moved into place when
 * all of it is on the disk. Owner and permissions are kept. A link is not written to: its owner may be somebody else.
 * @param path of a regular file, or of one that does not exist yet
 * @throws where the file cannot be written; then nothing of the attempt is left
 */
export function replaceFile(path: string, content: string | Uint8Array, files: Files = disk): void {
  uninterrupted(() => {
    replace(path, content, files);
  });
}

/**
 * Writes a file that does not exist yet, completely or not at all.
 * @throws where it exists (EEXIST), and where it cannot be written
 */
export function createFile(path: string, content: string | Uint8Array, files: Files = disk): void {
  uninterrupted(() => {
    const file = openSync(path, 'wx');
    try {
      writeAll(file, content, files);
    } catch (problem) {
      rmSync(path, { force: true });
      throw problem;
    } finally {
      closeSync(file);
    }
  });
}

function writeAll(file: number, content: string | Uint8Array, files: Files): void {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  for (let at = 0; at < bytes.length;) at += files.write(file, bytes, at, bytes.length - at);
  fsyncSync(file);
}

function replace(path: string, content: string | Uint8Array, files: Files): void {
  const before = statusOfLink(path);
  if (before?.isFile() === false) throw new Error('it is no regular file');
  // Whoever makes a file read-only does not want it replaced either.
  if (before !== undefined) accessSync(path, constants.W_OK);
  const beside = join(dirname(path), `.${basename(path).slice(0, 100)}.${randomBytes(6).toString('hex')}.new`);
  const mode = before === undefined ? 0o666 : before.mode & 0o7777;
  const file = openSync(beside, 'wx', mode);
  try {
    try {
      if (before !== undefined) keepOwner(file, before, mode);
      writeAll(file, content, files);
    } finally {
      closeSync(file);
    }
    renameSync(beside, path);
  } catch (problem) {
    rmSync(beside, { force: true });
    throw problem;
  }
}

/** Where the owner cannot be kept, neither can bits that would grant somebody else's rights. */
function keepOwner(file: number, { uid, gid }: Stats, mode: number): void {
  try {
    fchownSync(file, uid, gid);
    fchmodSync(file, mode);
  } catch {
    fchmodSync(file, mode & 0o777);
  }
}
