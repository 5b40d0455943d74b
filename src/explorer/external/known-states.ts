import type { Pause } from '../watch.ts';
import type { Batch } from './batch.ts';
import type { SpillFiles } from './files.ts';
import { Lookup, RunReader, RunWriter, type SortedRun, spanBuffer } from './sorted-run.ts';

/** Number of runs of about the same size that are merged into one. */
const FAN = 4;
/** States between two pauses. */
const SLICE = 65_536;

/**
 * A set of states in files. Batches are looked up and added as a whole: delayed duplicate detection (U. Stern, D. Dill,
 * Using Magnetic Disk instead of Main Memory in the Murφ Verifier, CAV 1998; R. Korf, Best-First Frontier Search with
 * Delayed Duplicate Detection, AAAI 2004). The files are sorted runs; four of one tier are merged into one of the next
 * (a log-structured merge tree: P. O'Neil and others, 1996), so a state is rewritten log4(number of batches) times, and
 * looking a few states up costs one block in each of a few runs.
 */
export class KnownStates {
  readonly #files: SpillFiles;
  readonly #width: number;
  readonly #pause: Pause;
  readonly #buffer: Uint32Array;
  /** The runs of a tier are about `FAN` times as long as those of the tier before. */
  readonly #tiers: SortedRun[][] = [];

  /** @param width words of a state */
  constructor(files: SpillFiles, width: number, pause: Pause) {
    this.#files = files;
    this.#width = width;
    this.#pause = pause;
    this.#buffer = spanBuffer(width);
  }

  /** Removes those states from the batch that are in the set. */
  async strain(batch: Batch): Promise<void> {
    // The largest first: what is found there need not be looked up in the others.
    for (const run of this.#tiers.flat().sort((a, b) => b.count - a.count)) {
      const lookup = new Lookup(run, batch.count, this.#buffer);
      let kept = 0;
      for (let from = 0; from < batch.count; from += SLICE) {
        kept = lookup.strain(batch, from, Math.min(batch.count, from + SLICE), kept);
        await this.#pause();
      }
      batch.count = kept;
    }
  }

  /** Adds a batch of states that are not in the set. */
  async add(batch: Batch): Promise<void> {
    if (batch.count === 0) return;
    const { pairs, words, width, count } = batch;
    const writer = new RunWriter(this.#files.create(), width, count);
    for (let from = 0; from < count; from += SLICE) {
      const to = Math.min(count, from + SLICE);
      for (let i = from; i < to; i++) writer.add(pairs[i * 2 + 1]!, words, pairs[i * 2]! * width);
      await this.#pause();
    }
    let run = writer.finish();
    for (let i = 0; ; i++) {
      const tier = (this.#tiers[i] ??= []);
      tier.push(run);
      if (tier.length < FAN) return;
      run = await this.#merge(tier);
      tier.length = 0;
    }
  }

  async #merge(runs: readonly SortedRun[]): Promise<SortedRun> {
    const width = this.#width;
    const most = runs.reduce((sum, { count }) => sum + count, 0);
    const writer = new RunWriter(this.#files.create(), width, most);
    const readers = runs.map((run) => new RunReader(run)).filter((reader) => reader.next());
    for (let written = 1; readers.length > 0; written++) {
      let least = readers[0]!;
      for (let i = 1; i < readers.length; i++) if (isBefore(readers[i]!, least, width)) least = readers[i]!;
      writer.add(least.buffer[least.at]!, least.buffer, least.at);
      if (!least.next()) readers.splice(readers.indexOf(least), 1);
      if (written % SLICE === 0) await this.#pause();
    }
    const merged = writer.finish();
    for (const run of runs) run.remove();
    return merged;
  }
}

function isBefore(a: RunReader, b: RunReader, width: number): boolean {
  for (let i = 0; i < width; i++) {
    const difference = a.buffer[a.at + i]! - b.buffer[b.at + i]!;
    if (difference !== 0) return difference < 0;
  }
  return false;
}
