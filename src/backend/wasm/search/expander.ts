import type { ExploreOptions } from '../../../explorer/model.ts';
import { directly, TakesLong, type Watch } from '../../../explorer/watch.ts';
import type { Machine } from './machine.ts';
import type { Sample } from './sample.ts';
import type { Workers } from './workers.ts';

/** Milliseconds between two looks at limits and signals; the number of states in between adapts to it. */
const CHUNK_MILLISECONDS = 30;
const FIRST_CHUNK = 1_024;
/** A state that takes this long is slow. */
const SLOW_MILLISECONDS = 50;

/** What helps with expanding. */
export interface Helpers {
  readonly workers?: Workers | undefined;
  /** Compares what was made of some states. */
  readonly sample?: Sample | undefined;
}

/** Expands the states of a level that are in memory, some at a time, by one thread or by several. */
export class Expander {
  readonly #machine: Machine;
  readonly #watch: Watch;
  readonly #options: Pick<ExploreOptions, 'atOnce' | 'signal'>;
  readonly #workers: Workers | undefined;
  readonly #sample: Sample | undefined;
  #chunk = FIRST_CHUNK;
  /** A state that is expected to take long, if any: it is expanded alone, and Ctrl-C ends that at once. */
  #slow: number | undefined;

  constructor(
    machine: Machine,
    watch: Watch,
    options: Pick<ExploreOptions, 'atOnce' | 'signal'>,
    { workers, sample }: Helpers,
  ) {
    this.#machine = machine;
    this.#watch = watch;
    this.#options = options;
    this.#workers = workers;
    this.#sample = sample;
  }

  /**
   * Expands states by number, beginning with `from`, but not all of those up to `levelEnd`; returns the number of the
   * next. Where the memory is full, that is the state for whose successors there was no room. Undefined where one of
   * them took so long that it was abandoned, and all are to be expanded again.
   */
  async expand(from: number, levelEnd: number): Promise<number | undefined> {
    const { memory } = this.#machine;
    const to = this.#endOfChunk(from, levelEnd);
    const { generated, count } = memory;
    const started = performance.now();
    const end = await this.#expandStates(from, to);
    if (end === undefined || memory.isFull) return end;
    const milliseconds = performance.now() - started;
    if (this.#isSampled(from) && end === from + 1 && this.#options.signal?.aborted !== true)
      this.#compare(from, count, memory.generated - generated, milliseconds);
    else if (end - from === this.#chunk || end < to) this.#adapt(milliseconds);
    return end;
  }

  async #expandStates(from: number, to: number): Promise<number | undefined> {
    const crew = this.#workers?.for(to - from);
    if (!crew || !this.#workers) return from === this.#slow ? this.#expandSlow(from, to) : this.#tryToExpand(from, to);
    await crew.expand(from, to, this.#workers.look());
    return to;
  }

  /** Expands slow states, to their end whatever they take. */
  async #expandSlow(from: number, to: number): Promise<number> {
    const { atOnce = directly } = this.#options;
    const started = performance.now();
    this.#watch.turned();
    const end = await atOnce(() => this.#machine.exports.run(from, to) >>> 0);
    // Slow states are often neighbours.
    this.#slow = performance.now() - started >= SLOW_MILLISECONDS ? to : undefined;
    return end;
  }

  #tryToExpand(from: number, to: number): number | undefined {
    const { memory, exports } = this.#machine;
    // Time spent on a snapshot, or on starting threads, makes no state slow.
    this.#watch.turned();
    try {
      return this.#watch.attempt(() => exports.run(from, to) >>> 0);
    } catch (problem) {
      if (!(problem instanceof TakesLong)) throw problem;
      this.#machine.hasSlowStates = true;
      this.#slow = memory.current;
      // Looks up the successors in the batch, as if the state had been expanded.
      exports.run(0, 0);
      return memory.isFull ? this.#slow : undefined;
    }
  }

  /** The end of the next chunk; a state of the sample is expanded alone. */
  #endOfChunk(from: number, levelEnd: number): number {
    const slow = this.#slow ?? Infinity;
    if (this.#isSampled(from) || from === slow) return from + 1;
    const end = Math.min(levelEnd, from + this.#chunk, from < slow ? slow : Infinity);
    const { isUnordered } = this.#machine.findings;
    return isUnordered || !this.#sample || this.#sample.next <= from ? end : Math.min(end, this.#sample.next);
  }

  #isSampled(state: number): boolean {
    return state === this.#sample?.next && !this.#machine.findings.isUnordered;
  }

  /**
   * Compares what was made of a state with what the interpreter makes of it, at most a few hundred successors: too few
   * to leave signals to the system meanwhile, since one can get lost in that moment.
   */
  #compare(state: number, known: number, generated: number, milliseconds: number): void {
    const { memory, states, findings } = this.#machine;
    this.#sample?.compare({
      state: states.keyAt(state),
      generated,
      added: () => Array.from({ length: memory.count - known }, (_, i) => states.keyAt(known + i)),
      milliseconds,
      isFound: (property) => findings.isFound(property),
    });
  }

  #adapt(milliseconds: number): void {
    if (milliseconds < CHUNK_MILLISECONDS / 2) this.#chunk *= 2;
    else if (milliseconds > CHUNK_MILLISECONDS * 2 && this.#chunk > 64) this.#chunk /= 2;
  }
}
