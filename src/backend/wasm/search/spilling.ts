import { SpillFailed, type SpillFiles } from '../../../explorer/external/files.ts';
import type { Exploration } from '../../../explorer/model.ts';
import type { ExternalOptions, ExternalSearch } from './external-search.ts';
import { type Budget, planBudget } from './reserve.ts';

/** How a search goes on when the memory is full. */
export interface SpillOptions {
  readonly files: () => SpillFiles;
  /** For tests: states that there are in memory, and that are looked up in files together, at most. */
  readonly states?: number;
  readonly batch?: number;
}

/** What keeps a search from going on with files, other than too little memory. */
export type Obstacle = Exclude<Exploration['notSpilled'], 'small'>;

/** Whether a search may go on with files, the files once there are some, and what is reported about them. */
export class Spilling {
  readonly #options: SpillOptions | undefined;
  readonly #obstacle: Obstacle;
  /** How the memory is divided. Absent where the search cannot go on with files. */
  readonly budget: Budget | undefined;
  #files: SpillFiles | undefined;
  /** The search with files, once there is one. */
  search: ExternalSearch | undefined;
  #report: Exploration['spilled'];

  /**
   * @param allowed bytes that the user lets the process take
   * @param used bytes that it takes
   */
  constructor(
    options: SpillOptions | undefined,
    obstacle: Obstacle,
    words: number,
    workers: number,
    allowed: number | undefined,
    used: number,
  ) {
    this.#options = options;
    this.#obstacle = obstacle;
    if (options && !obstacle) this.budget = planBudget(words, workers, allowed, used);
  }

  /** Moves all states to files. */
  async begin(options: Omit<ExternalOptions, 'files' | 'batch'>): Promise<void> {
    const { ExternalSearch } = await import('./external-search.ts');
    const { files, batch = Infinity } = this.#options!;
    this.#report ??= { states: 0, bytes: 0 };
    try {
      this.#files = files();
      this.search = await ExternalSearch.begin({ ...options, files: this.#files, batch });
    } catch (problem) {
      // What is needed to sort states.
      if (problem instanceof RangeError)
        throw new SpillFailed(`there is no memory to sort states: ${problem.message}`, 'memory');
      throw problem;
    }
  }

  failed({ message, lacks }: SpillFailed): void {
    this.#report = { states: 0, bytes: 0, ...this.#report, failed: { reason: message, lacks } };
  }

  /** Removes the files. */
  end(): void {
    this.#look();
    this.search = undefined;
    this.#files?.end();
    this.#files = undefined;
  }

  /** What a report says about files, of a search that ended for that reason. */
  about(end: Exploration['end']): Pick<Exploration, 'spilled' | 'notSpilled'> {
    this.#look();
    if (this.#report) return { spilled: this.#report };
    if (end !== 'max-memory' || !this.#options) return {};
    return { notSpilled: this.#obstacle ?? 'small' };
  }

  /** Where a search is repeated the larger files count. */
  #look(): void {
    if (!this.#report) return;
    const { states, bytes } = this.#report;
    this.#report = {
      ...this.#report,
      states: Math.max(states, this.search?.count ?? 0),
      bytes: Math.max(bytes, this.#files?.peak() ?? 0),
    };
  }
}
