import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Checkpoints, Snapshot } from './model.ts';

/**
 * Snapshots in a file for each run. The file is written beside its place and moved there when it is complete, so
 * that a process which is killed at any moment leaves the one before it. Layout: a line `thps checkpoint 1`, the
 * SHA-256 of all that follows in hexadecimal and a line break, a line of JSON, then the regions one after the other.
 */
const MAGIC = 'thps checkpoint 1';

/** A checkpoint that this run cannot go on from; the message is a sentence that says why. */
export class CheckpointRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CheckpointRefused';
  }
}

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

export function checkpointsIn(file: CheckpointFile): Checkpoints {
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

function write(path: string, header: Header, regions: readonly Uint8Array[]): void {
  const line = Buffer.from(`${JSON.stringify(header)}\n`);
  const digest = createHash('sha256').update(line);
  for (const region of regions) digest.update(region);
  const out = openSync(`${path}.new`, 'w');
  try {
    for (const part of [Buffer.from(`${MAGIC}\n${digest.digest('hex')}\n`), line, ...regions]) writeAll(out, part);
    fsyncSync(out);
  } finally {
    closeSync(out);
  }
  renameSync(`${path}.new`, path);
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at, Math.min(bytes.length - at, 1 << 28));
}

function read(path: string, version: string, system: string): Snapshot | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (problem) {
    if ((problem as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new CheckpointRefused(`${path} cannot be read: ${problem instanceof Error ? problem.message : ''}`);
  }
  const start = MAGIC.length + 1 + 64 + 1;
  if (bytes.subarray(0, MAGIC.length).toString('latin1') !== MAGIC)
    throw new CheckpointRefused(`${path} is no checkpoint of this version of thps`);
  const digest = bytes.subarray(MAGIC.length + 1, start - 1).toString('latin1');
  if (createHash('sha256').update(bytes.subarray(start)).digest('hex') !== digest)
    throw new CheckpointRefused(`${path} is damaged`);
  const lineEnd = bytes.indexOf(10, start);
  const header = JSON.parse(bytes.subarray(start, lineEnd).toString('utf8')) as Header;
  if (header.version !== version)
    throw new CheckpointRefused(`${path} is of thps ${header.version}, and this is ${version}`);
  if (header.system !== system)
    throw new CheckpointRefused(`${path} is of another spec, another check or other constants`);
  let at = lineEnd + 1;
  const regions = header.lengths.map((length) => {
    const region = bytes.subarray(at, at + length);
    at += length;
    return region;
  });
  return { progress: header.progress, regions };
}
