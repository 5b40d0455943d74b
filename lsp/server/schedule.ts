import type { PlannedRun } from '../protocol.ts';

/** A run to begin now, and the milliseconds that it may take. */
export interface Turn extends PlannedRun {
  readonly milliseconds: number;
}

/** Runs that do not end, until those behind them lose the time for it. */
const MAX_RESUMED = 5;

/**
 * Shares a budget of time among runs: first among checks and then among the runs of each, so that neither a check that
 * is too large nor one with hundreds of runs keeps the others from being run. What a run leaves, those after it have.
 * When all had their turn, what is left goes to those that their share did not suffice for: they begin again, where
 * they can have at least twice as much as before. So less than half of the time is spent twice.
 */
export class Schedule {
  readonly #now: () => number;
  #deadline: number;
  /** Checks with runs that had no turn yet, in order. */
  readonly #waiting: { readonly check: string; readonly runs: PlannedRun[] }[] = [];
  /** When the time of the first of them is over, once it has begun. */
  #share: number | undefined;
  /** Runs whose turn was too short, with what they had. */
  #late: Turn[] = [];
  #current: Turn | undefined;
  /** When its turn is over. */
  #end = -Infinity;
  #resumed = 0;

  /** @param milliseconds from now on, for all runs together; may be infinite */
  constructor(runs: readonly PlannedRun[], milliseconds: number, now = () => performance.now()) {
    this.#now = now;
    this.#deadline = now() + milliseconds;
    for (const run of runs) {
      const last = this.#waiting.at(-1);
      if (last?.check === run.check) last.runs.push(run);
      else this.#waiting.push({ check: run.check, runs: [run] });
    }
  }

  /** The next run; undefined where no time is left, or nothing to do with it. */
  next(): Turn | undefined {
    const left = this.#deadline - this.#now();
    if (left <= 0) return undefined;
    this.#current = this.#first(left) ?? this.#again(left);
    this.#end = this.#now() + (this.#current?.milliseconds ?? 0);
    return this.#current;
  }

  /**
   * Another thread continues, because a run did not end when its turn was over: the others do not lose the time that
   * this took, a few times.
   */
  resume(): void {
    const late = this.#now() - this.#end;
    if (this.#current === undefined || late <= 0 || ++this.#resumed > MAX_RESUMED) return;
    this.#deadline += late;
    if (this.#share !== undefined) this.#share += late;
  }

  /** The run that began last ended because its turn was over. */
  wasLate(): void {
    if (this.#current) this.#late.push(this.#current);
  }

  /** Runs that had no turn. */
  get unbegun(): readonly PlannedRun[] {
    return this.#waiting.flatMap(({ runs }) => runs);
  }

  #first(left: number): Turn | undefined {
    const [first] = this.#waiting;
    if (first === undefined) return undefined;
    const now = this.#now();
    this.#share ??= now + left / this.#waiting.length;
    const milliseconds = Math.max(0, this.#share - now) / first.runs.length;
    const run = first.runs.shift();
    if (first.runs.length === 0) {
      this.#waiting.shift();
      this.#share = undefined;
    }
    return run && { ...run, milliseconds };
  }

  #again(left: number): Turn | undefined {
    const milliseconds = left / Math.max(1, this.#late.length);
    const [again, ...rest] = this.#late;
    if (again === undefined) return undefined;
    this.#late = rest;
    // Where there is not enough for this one, there may be for one that had less.
    return milliseconds >= 2 * again.milliseconds ? { ...again, milliseconds } : this.#again(left);
  }
}
