import { createHash } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { lock } from './checkpoint-lock.ts';
import { CheckpointRefused } from './checkpoint-refused.ts';
import type { Checkpoints, SavedSnapshot, Snapshot } from './model.ts';

/**
 * Snapshots in a file for each run. The file is written beside its place and moved there when it is complete, so
 * that a process killed at any moment leaves the previous one intact. Layout: a line `thps checkpoint 4`, the
 * SHA-256 of all that follows in hexadecimal and a line break, a line of JSON, then the regions one after the other.
 * Nothing is read or written through a symbolic link: the folder may be one that others write to.
 */
const MAGIC = 'thps checkpoint 4';

/** Bytes read or written at once. */
const PIECE = 1 << 24;

/** Disk operations, so that a test can simulate a full disk. */
export interface Files {
  readonly open: (path: string, flags: string) => number;
  readonly write: (file: number, bytes: Uint8Array, at: number, length: number) => number;
}

const disk: Files = { open: openSync, write: writeSync };

interface Header {
  /** What the snapshot was taken of: the version of thps, and a digest of the transition system and the run. */
  readonly version: string;
  readonly system: string;
  /** The spec's file. */
  readonly spec: string;
  readonly progress: Snapshot['progress'];
  readonly lengths: readonly number[];
}

export interface CheckpointFile {
  readonly folder: string;
  /** Name of the spec and the run, for people who look at the folder. */
  readonly run: string;
  /** The spec's file. */
  readonly spec: string;
  readonly version: string;
  /** Everything that the meaning of the bytes depends on. */
  readonly system: string;
  /** Milliseconds between two snapshots. */
  readonly interval: number;
  /** Continue from the snapshot in the folder, if there is one; if false, there must be none. */
  readonly resume: boolean;
  /** Called with the reason when a snapshot could not be written; the search continues. */
  readonly failed: (reason: string) => void;
}

/**
 * The snapshots of one run. Their file is named after what they belong to, so that specs with the same name have a file
 * each; while the run lasts no other process may write it. `close` has to be called in the end.
 * @throws CheckpointRefused where the run cannot continue from what is there, or where a snapshot would be lost
 */
export function checkpointsIn(file: CheckpointFile, files: Files = disk): Checkpoints & { readonly close: () => void } {
  const system = createHash('sha256').update(file.version).update('\n').update(file.system).digest('hex');
  const prefix = `${file.run.replace(/[^A-Za-z0-9_=.-]+/g, '_').slice(0, 120)}-`;
  const path = join(file.folder, `${prefix}${system.slice(0, 16)}.checkpoint`);
  let end: (() => void) | undefined;
  try {
    mkdirSync(file.folder, { recursive: true });
    end = lock(`${path}.lock`, path);
  } catch (problem) {
    if (problem instanceof CheckpointRefused) throw problem;
    file.failed(reasonOf(problem));
  }
  const close = (): void => end?.();
  try {
    if (!file.resume && end !== undefined && lstatSync(path, { throwIfNoEntry: false }) !== undefined)
      throw new CheckpointRefused(
        `${path} has the progress of an earlier run`,
        `go on from it with \`--resume ${file.folder}\`, or remove it to begin anew`,
      );
  } catch (problem) {
    close();
    throw problem;
  }
  let last = performance.now();
  return {
    close,
    load() {
      if (!file.resume) return undefined;
      const saved = read(path, file.version, system);
      if (saved === undefined) refuseOthers(file, prefix);
      return saved;
    },
    isDue: () => performance.now() - last >= file.interval,
    save(snapshot) {
      last = performance.now();
      try {
        mkdirSync(file.folder, { recursive: true });
        write(
          path,
          {
            version: file.version,
            system,
            spec: file.spec,
            progress: snapshot.progress,
            lengths: snapshot.regions.map((r) => r.length),
          },
          snapshot.regions,
          files,
        );
      } catch (problem) {
        removeQuietly(`${path}.new`);
        file.failed(reasonOf(problem));
      }
    },
  };
}

function reasonOf(problem: unknown): string {
  return problem instanceof Error ? problem.message : String(problem);
}

/**
 * Refuses where there is no snapshot of this run, but one of an earlier version of the same file and check: it is not
 * silently ignored.
 */
function refuseOthers(file: CheckpointFile, prefix: string): void {
  const names = readdirSync(file.folder).filter((name) => name.startsWith(prefix) && name.endsWith('.checkpoint'));
  for (const name of names.sort()) {
    const path = join(file.folder, name);
    const header = headerOf(path);
    if (header?.spec !== file.spec) continue;
    throw new CheckpointRefused(
      header.version === file.version
        ? `${path} is of another spec, another check or other constants`
        : `${path} is of thps ${header.version}, and this is ${file.version}`,
    );
  }
}

/** A snapshot's header; undefined where it cannot be read. */
function headerOf(path: string): Header | undefined {
  let file: number | undefined;
  try {
    file = openRegular(path);
    return file === undefined ? undefined : verified(file, path).header;
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Undefined where there is none. */
function openRegular(path: string): number | undefined {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (problem) {
    const { code } = problem as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new CheckpointRefused(
      code === 'ELOOP' ? `${path} is a symbolic link` : `${path} cannot be read: ${reasonOf(problem)}`,
    );
  }
  if (fstatSync(file).isFile()) return file;
  closeSync(file);
  throw new CheckpointRefused(`${path} is no regular file`);
}

/** Removes what is left of a snapshot that could not be written; where that fails too, it does no harm. */
function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // It is in the way of nothing: the next snapshot overwrites it.
  }
}

function write(path: string, header: Header, regions: readonly Uint8Array[], files: Files): void {
  const line = Buffer.from(`${JSON.stringify(header)}\n`);
  const digest = createHash('sha256');
  for (const part of [line, ...regions]) eachPiece(part, (piece) => digest.update(piece));
  // Left over from a process that was killed, or a link that somebody put there
  rmSync(`${path}.new`, { force: true });
  const out = files.open(`${path}.new`, 'wx');
  try {
    for (const part of [Buffer.from(`${MAGIC}\n${digest.digest('hex')}\n`), line, ...regions])
      eachPiece(part, (piece) => {
        for (let at = 0; at < piece.length;) at += files.write(out, piece, at, piece.length - at);
      });
    fsyncSync(out);
  } finally {
    closeSync(out);
  }
  renameSync(`${path}.new`, path);
}

/** Pieces that every function of Node accepts: it refuses 2 GiB and more, and in places shared memory. */
function eachPiece(bytes: Uint8Array, use: (piece: Uint8Array) => void): void {
  for (let at = 0; at < bytes.length; at += PIECE) use(Buffer.from(bytes.subarray(at, at + PIECE)));
}

/** Fills `into` from the file; a shorter read means that the file ends too early. */
function readInto(file: number, into: Uint8Array, path: string): void {
  for (let at = 0; at < into.length;) {
    const read = readSync(file, into, at, into.length - at, null);
    if (read === 0) throw damaged(path);
    at += read;
  }
}

function damaged(path: string): CheckpointRefused {
  return new CheckpointRefused(`${path} is damaged`);
}

function read(path: string, version: string, system: string): SavedSnapshot | undefined {
  const file = openRegular(path);
  if (file === undefined) return undefined;
  try {
    const { header, begin } = verified(file, path);
    if (header.version !== version)
      throw new CheckpointRefused(`${path} is of thps ${header.version}, and this is ${version}`);
    if (header.system !== system)
      throw new CheckpointRefused(`${path} is of another spec, another check or other constants`);
    return {
      progress: header.progress,
      refuse(reason) {
        throw new CheckpointRefused(`${path} ${reason}`);
      },
      read(regions) {
        if (regions.length !== header.lengths.length || regions.some((r, i) => r.length !== header.lengths[i]))
          throw damaged(path);
        readRegions(path, begin, regions);
      },
    };
  } finally {
    closeSync(file);
  }
}

/** Reads the whole file and checks its digest: nothing from a damaged one is used. */
function verified(file: number, path: string): { readonly header: Header; readonly begin: number } {
  const start = Buffer.alloc(MAGIC.length + 1 + 64 + 1);
  const length = readSync(file, start, 0, start.length, null);
  if (start.toString('latin1', 0, MAGIC.length) !== MAGIC)
    throw new CheckpointRefused(`${path} is no checkpoint of this version of thps`);
  if (length < start.length) throw damaged(path);
  const digest = createHash('sha256');
  const piece = Buffer.alloc(PIECE);
  let line = Buffer.alloc(0);
  let isLineComplete = false;
  for (;;) {
    const read = readSync(file, piece, 0, piece.length, null);
    if (read === 0) break;
    digest.update(piece.subarray(0, read));
    if (isLineComplete) continue;
    line = Buffer.concat([line, piece.subarray(0, read)]);
    const end = line.indexOf(10);
    isLineComplete = end >= 0;
    if (isLineComplete) line = line.subarray(0, end);
  }
  if (digest.digest('hex') !== start.toString('latin1', MAGIC.length + 1, start.length - 1)) throw damaged(path);
  return { header: JSON.parse(line.toString('utf8')) as Header, begin: start.length + line.length + 1 };
}

function readRegions(path: string, begin: number, regions: readonly Uint8Array[]): void {
  const file = openRegular(path);
  if (file === undefined) throw damaged(path);
  try {
    // Skips to where the regions begin.
    readInto(file, Buffer.alloc(begin), path);
    const piece = Buffer.alloc(PIECE);
    for (const region of regions) {
      for (let at = 0; at < region.length; at += PIECE) {
        const part = piece.subarray(0, Math.min(PIECE, region.length - at));
        readInto(file, part, path);
        region.set(part, at);
      }
    }
  } finally {
    closeSync(file);
  }
}
