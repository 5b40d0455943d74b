/** What the time of a check is spent on: reading files, types, steps, the search including compilation, traces. */
export type Stage = 'read' | 'types' | 'steps' | 'search' | 'traces';

/** Milliseconds by stage, in the order in which the stages began. */
export class Timings {
  readonly #spent = new Map<Stage, number>();

  measure<T>(stage: Stage, work: () => T): T {
    const started = performance.now();
    try {
      return work();
    } finally {
      this.#add(stage, performance.now() - started);
    }
  }

  async measureAsync<T>(stage: Stage, work: () => Promise<T>): Promise<T> {
    const started = performance.now();
    try {
      return await work();
    } finally {
      this.#add(stage, performance.now() - started);
    }
  }

  get all(): readonly { readonly stage: Stage; readonly milliseconds: number }[] {
    return [...this.#spent].map(([stage, milliseconds]) => ({ stage, milliseconds }));
  }

  #add(stage: Stage, milliseconds: number): void {
    this.#spent.set(stage, (this.#spent.get(stage) ?? 0) + milliseconds);
  }
}
