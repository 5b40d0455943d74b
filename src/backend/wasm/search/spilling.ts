import { SpillFailed, type SpillFiles } from '../../../explorer/external/files.ts';
import type { Exploration } from '../../../explorer/model.ts';
import type { ExternalOptions, ExternalSearch } from './external-search.ts';
import type { SpillOptions } from './options.ts';
import { type Budget, planBudget } from './reserve.ts';

/** What keeps a search from continuing with files. `small`: less memory is allowed than files need. */
type Obstacle = Exclude<Exploration['notSpilled'], undefined>;

/** How a search continues with files. */
export interface SpillPlan {
  readonly options: SpillOptions;
  /** How the memory is divided. */
  readonly budget: Budget;
}

/** What decides whether a search may continue with files. */
export interface SpillQuestion {
  readonly options: SpillOptions | undefined;
  /** What it cannot do with files, if anything. */
  readonly obstacle: Obstacle | undefined;
  /** Words of a state. */
  readonly words: number;
  readonly workers: number;
  /** Bytes that the user allows the process, and those that it takes. */
  readonly allowed: number | undefined;
  readonly used: number;
}

/** Whether a search may continue with files, the files once there are any, and what is reported about them. */
export class Spilling {
  /** Absent where the search cannot continue with files. */
  readonly plan: SpillPlan | undefined;
  /** Why not, where the user wants files. */
  readonly #obstacle: Obstacle | undefined;
  #files: SpillFiles | undefined;
  /** The search with files, once there is one. */
  search: ExternalSearch | undefined;
  #report: Exploration['spilled'];

  constructor({ options, obstacle, words, workers, allowed, used }: SpillQuestion) {
    if (!options) return;
    this.#obstacle = obstacle ?? 'small';
    const budget = obstacle ? undefined : planBudget(words, workers, allowed, used);
    if (budget) this.plan = { options, budget };
  }

  /** Moves all states to files. */
  async begin(
    { options: { files, batch = Infinity } }: SpillPlan,
    from: Omit<ExternalOptions, 'files' | 'batch'>,
  ): Promise<void> {
    const { ExternalSearch } = await import('./external-search.ts');
    this.#report ??= { states: 0, bytes: 0 };
    try {
      this.#files = files();
      this.search = await ExternalSearch.begin({ ...from, files: this.#files, batch });
    } catch (problem) {
      // The arrays needed to sort states.
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

  /** What a report says about files, for a search that ended for this reason. */
  about(end: Exploration['end']): Pick<Exploration, 'spilled' | 'notSpilled'> {
    this.#look();
    if (this.#report) return { spilled: this.#report };
    return end === 'max-memory' && this.#obstacle ? { notSpilled: this.#obstacle } : {};
  }

  /** Where a search is repeated, the larger files count. */
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
