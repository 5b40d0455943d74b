import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { CheckpointRefused } from './checkpoint-refused.ts';
import type { Checkpoints, SavedSnapshot, Snapshot } from './model.ts';

/**
 * Snapshots in a file for each run. The file is written beside its place and moved there when it is complete, so
 * that a process which is killed at any moment leaves the one before it. Layout: a line `thps checkpoint 3`, the
 * SHA-256 of all that follows in hexadecimal and a line break, a line of JSON, then the regions one after the other.
 */
const MAGIC = 'thps checkpoint 3';

/** Bytes that are read and written at once. */
const PIECE = 1 << 24;

/** What a disk does, so that a test can let one be full. */
export interface Files {
  readonly open: (path: string, flags: string) => number;
  readonly write: (file: number, bytes: Uint8Array, at: number, length: number) => number;
}

const disk: Files = { open: openSync, write: writeSync };

interface Header {
  /** Of what the snapshot is: the version of thps, and a digest of the transition system and the run. */
  readonly version: string;
  readonly system: string;
  readonly progress: Snapshot['progress'];
  readonly lengths: readonly number[];
}

export interface CheckpointFile {
  readonly folder: string;
  /** Name of the run, for the file. */
  readonly run: string;
  readonly version: string;
  /** Everything that the meaning of the bytes depends on. */
  readonly system: string;
  /** Milliseconds between two snapshots. */
  readonly interval: number;
  /** Go on from the snapshot in the folder, if there is one. */
  readonly resume: boolean;
  /** Told when a snapshot could not be written, with the reason; the search goes on. */
  readonly failed: (reason: string) => void;
}

export function checkpointsIn(file: CheckpointFile, files: Files = disk): Checkpoints {
  const path = join(file.folder, `${file.run.replace(/[^A-Za-z0-9_=.-]+/g, '_')}.checkpoint`);
  const system = createHash('sha256').update(file.system).digest('hex');
  let last = performance.now();
  return {
    load: () => (file.resume ? read(path, file.version, system) : undefined),
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
            progress: snapshot.progress,
            lengths: snapshot.regions.map((r) => r.length),
          },
          snapshot.regions,
          files,
        );
      } catch (problem) {
        removeQuietly(`${path}.new`);
        file.failed(problem instanceof Error ? problem.message : String(problem));
      }
    },
  };
}

/** What is left of a snapshot that could not be written; where that cannot be removed either, it does no harm. */
function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // It is in nobody's way: the next snapshot is written over it.
  }
}

function write(path: string, header: Header, regions: readonly Uint8Array[], files: Files): void {
  const line = Buffer.from(`${JSON.stringify(header)}\n`);
  const digest = createHash('sha256');
  for (const part of [line, ...regions]) eachPiece(part, (piece) => digest.update(piece));
  const out = files.open(`${path}.new`, 'w');
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

/** Pieces that every function of Node takes: it refuses 2 GiB and more, and shared memory in places. */
function eachPiece(bytes: Uint8Array, use: (piece: Uint8Array) => void): void {
  for (let at = 0; at < bytes.length; at += PIECE) use(Buffer.from(bytes.subarray(at, at + PIECE)));
}

/** Reads so many bytes into `into`; fewer are an end of the file that should not be there. */
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
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (problem) {
    if ((problem as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new CheckpointRefused(`${path} cannot be read: ${problem instanceof Error ? problem.message : ''}`);
  }
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

/** Reads the whole file and holds it against its digest: nothing of a damaged one is used. */
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
  const file = openSync(path, 'r');
  try {
    // To where the regions begin.
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
