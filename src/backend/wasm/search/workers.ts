import { Interrupted, type Watch } from '../../../explorer/watch.ts';
import { Crew } from './crew.ts';
import type { Machine } from './machine.ts';
import { type CompiledOptions, HAND_OVER, type HandOver, type WorkerOptions } from './options.ts';

/** How long an interrupted run waits for threads, so that what they were doing is not lost. */
const PATIENCE_MILLISECONDS = 500;

/** When several workers take over from one, and that the one continues alone where they cannot be started. */
export class Workers {
  readonly #machine: Machine;
  readonly #options: WorkerOptions;
  readonly #handOver: HandOver;
  readonly #signal: AbortSignal | undefined;
  readonly #watch: Watch;
  #crew: Crew | undefined;
  #isDismissed = false;

  constructor(machine: Machine, workers: WorkerOptions, options: CompiledOptions, watch: Watch) {
    this.#machine = machine;
    this.#options = workers;
    this.#handOver = options.handOver ?? HAND_OVER;
    this.#signal = options.signal;
    this.#watch = watch;
  }

  /**
   * Starts the workers when there is enough to do, and hands over to them when they are ready.
   * @param level number of states of the level that are to be expanded
   * @param turn lets the event loop turn
   */
  async takeOver(level: number, turn: () => Promise<void>): Promise<void> {
    const { memory, findings } = this.#machine;
    const isWorthIt = memory.count >= this.#handOver.states && level >= this.#handOver.level;
    if (!isWorthIt || this.#isDismissed || (findings.isUnordered && this.#crew?.isReady() === true)) return;
    try {
      this.#crew ??= new Crew(this.#options.start, this.#machine);
      // In tests they begin with the first level.
      while (this.#handOver.states === 0 && !this.#crew.isReady()) await turn();
      if (this.#crew.isReady()) this.#machine.share();
    } catch (problem) {
      // They have done nothing yet: one worker can continue.
      await this.dismiss();
      this.#options.failed?.(problem instanceof Error ? problem.message : String(problem));
    }
  }

  /** The threads, if this many states are enough for them. */
  for(states: number): Crew | undefined {
    const isReady = this.#machine.findings.isUnordered && this.#crew?.isReady() === true;
    return isReady && states >= this.#handOver.level / 4 ? this.#crew : undefined;
  }

  /** Called while they work: threads that spend long on a few states do not keep the run from ending. */
  look(): () => void {
    let asked: number | undefined;
    return () => {
      this.#watch.look();
      if (this.#signal?.aborted !== true) return;
      asked ??= performance.now();
      if (performance.now() - asked > PATIENCE_MILLISECONDS) throw new Interrupted();
    };
  }

  /** Ends the threads: from now on there is one worker. */
  async dismiss(): Promise<void> {
    this.#isDismissed = true;
    await this.#crew?.end();
    this.#crew = undefined;
  }
}
