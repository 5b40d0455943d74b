import type { NotRun, PlannedRun, RunCheckResult, WorkerMessage, WorkerTask } from '../protocol.ts';
import { CheckThread, type ThreadEvent } from './check-thread.ts';
import { Schedule } from './schedule.ts';

export interface Listener {
  readonly progress: (message: Extract<WorkerMessage, { kind: 'progress' }>) => void;
  /** A run has ended. One for which its share of the time did not suffice may be run again. */
  readonly run: (message: Extract<WorkerMessage, { kind: 'run' }>) => void;
  readonly notRun: (run: PlannedRun, why: Pick<NotRun, 'outcome' | 'reason'>) => void;
}

type Outcome = Pick<RunCheckResult, 'end' | 'message'>;

/**
 * The runs of a request, one after the other, within a budget. A run that takes its thread with it, because it does not
 * respond or takes too much memory, is the only one: the others continue in a new thread.
 */
export class Execution {
  readonly outcome: Promise<Outcome>;
  readonly #task: WorkerTask;
  readonly #check: string | undefined;
  readonly #listener: Listener;
  readonly #deadline: number;
  #thread: CheckThread;
  #schedule: Schedule | undefined;
  /** Runs for which the time did not suffice so far. */
  readonly #late = new Set<string>();
  /** A run has errors: the others do not suffer for it. */
  #isRefused = false;
  #isCancelled = false;

  /** @param check the one that is run; all if absent */
  constructor(task: WorkerTask, check: string | undefined, listener: Listener) {
    this.#task = task;
    this.#check = check;
    this.#listener = listener;
    this.#deadline = performance.now() + task.maxSeconds * 1000;
    this.#thread = this.#start();
    this.outcome = this.#run();
  }

  cancel(): void {
    this.#isCancelled = true;
    this.#thread.end();
  }

  #start(): CheckThread {
    return new CheckThread(this.#task, this.#listener.progress);
  }

  async #run(): Promise<Outcome> {
    try {
      for (;;) {
        const ended = (await this.#plan()) ?? (await this.#turns());
        if (ended === undefined) this.#thread = this.#start();
        else return this.#isCancelled ? { end: 'cancelled' } : ended;
      }
    } finally {
      this.#thread.end();
    }
  }

  /** Learns which runs there are. @returns how it ended, if it did */
  async #plan(): Promise<Outcome | undefined> {
    const event = await this.#thread.plan(this.#deadline - performance.now());
    switch (event.kind) {
      case 'planned': {
        const runs = event.runs.filter(({ check }) => this.#check === undefined || check === this.#check);
        this.#schedule ??= new Schedule(runs, this.#deadline - performance.now());
        return undefined;
      }
      case 'stuck':
        return { end: 'budget', message: `the budget of ${this.#task.maxSeconds} seconds was used up before any run` };
      default:
        return this.#endedBy(event);
    }
  }

  /** @returns how it ended; undefined if the rest needs a new thread */
  async #turns(): Promise<Outcome | undefined> {
    const { maxSeconds, maxMegabytes } = this.#task;
    this.#schedule?.resume();
    for (let turn = this.#schedule?.next(); turn; turn = this.#schedule?.next()) {
      const event = await this.#thread.run(turn.run, turn.milliseconds);
      switch (event.kind) {
        case 'run':
          this.#ran(event);
          break;
        case 'refused':
          this.#isRefused = true;
          break;
        case 'stuck':
          return this.#given(turn, 'not decided', `its share of the budget of ${maxSeconds} seconds was used up`);
        case 'memory':
          return this.#given(turn, 'not decided', `the budget of ${maxMegabytes} megabytes was used up`);
        default:
          return this.#endedBy(event);
      }
    }
    const unbegun = this.#schedule?.unbegun ?? [];
    for (const run of unbegun) this.#given(run, 'not run', `the budget of ${maxSeconds} seconds was used up before it`);
    if (this.#isRefused) return { end: 'refused' };
    return { end: this.#late.size > 0 ? 'budget' : 'done' };
  }

  #ran(event: Extract<ThreadEvent, { kind: 'run' }>): void {
    if (event.isLate) {
      this.#schedule?.wasLate();
      this.#late.add(event.result.run);
    } else this.#late.delete(event.result.run);
    this.#listener.run(event);
  }

  /** Gives up a run. */
  #given(run: PlannedRun, outcome: NotRun['outcome'], reason: string): undefined {
    this.#late.add(run.run);
    this.#listener.notRun(run, { outcome, reason });
  }

  #endedBy(event: ThreadEvent): Outcome {
    switch (event.kind) {
      case 'cancelled':
        return { end: 'cancelled' };
      case 'refused':
        return { end: 'refused' };
      case 'memory':
        return { end: 'failed', message: `it takes more than ${this.#task.maxMegabytes} megabytes` };
      case 'died':
        return { end: 'failed', message: event.message };
      default:
        return { end: 'failed', message: 'the thread did something else than it was asked for' };
    }
  }
}
