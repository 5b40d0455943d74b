import type { SpillFiles } from '../../../explorer/external/files.ts';
import type { LivenessProblem } from '../../../explorer/liveness/check.ts';
import type { ExploreOptions } from '../../../explorer/model.ts';
import type { StartThreads } from '../../../explorer/threads.ts';
import type { SpareMemory } from './spare-memory.ts';

/** How the compiled engine explores. */
export interface CompiledOptions extends ExploreOptions {
  /** Threads that explore together; one if absent. */
  readonly workers?: WorkerOptions;
  /** Keep fingerprints of states instead of the states. */
  readonly fingerprints?: boolean;
  /**
   * Whether successors that are certainly known are left out, which is the default. Nothing that is reported depends on
   * it.
   */
  readonly sleep?: boolean;
  /** Bytes that the user allows the run: beyond what 32-bit addresses reach, 64-bit ones are used. */
  readonly memory?: number;
  /** Memory that searches of a process leave to each other; each has a new one if absent. */
  readonly spare?: SpareMemory;
  /** The temporal properties: decided when all states are known. They need the states, not their fingerprints. */
  readonly liveness?: LivenessProblem;
  /** When workers take over. */
  readonly handOver?: HandOver;
  /** When the memory is full the search continues with files; without this option, it ends. */
  readonly spill?: SpillOptions;
  /** For tests: how much work compiled code does between two looks at time and memory; see `poll.ts`. */
  readonly fuel?: number;
}

export interface WorkerOptions {
  readonly count: number;
  readonly start: StartThreads;
  /** Called with the reason why there is only one thread after all. */
  readonly failed?: (reason: string) => void;
}

/** When workers take over: the number of known states, and of states in a level. */
export interface HandOver {
  readonly states: number;
  readonly level: number;
}

/** Below these numbers starting and waking threads costs more than it gains. */
export const HAND_OVER: HandOver = { states: 200_000, level: 4_096 };

/** How a search continues when the memory is full. */
export interface SpillOptions {
  readonly files: () => SpillFiles;
  /** For tests: the most states in memory, and looked up in files together. */
  readonly states?: number;
  readonly batch?: number;
}
