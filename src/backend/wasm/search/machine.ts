import type { Watch } from '../../../explorer/watch.ts';
import type { Interpreter } from '../../interpreter/model.ts';
import type { Problem } from '../../problem/problem.ts';
import { type CompiledSystem, compileSystem } from '../compile.ts';
import { Findings } from './findings.ts';
import { hostModule } from './host-module.ts';
import type { Reserved } from './reserve.ts';
import { type Exports, SearchMemory } from './search-memory.ts';
import { States } from './states.ts';

export interface MachineOptions {
  readonly reserved: Reserved;
  readonly fingerprints: boolean;
  /** Threads that share the memory; 1 if it is not shared. */
  readonly workers: number;
  /** The most states that are to be in memory, whatever room there is. */
  readonly states: number;
  /** States that the user allows. */
  readonly limit: number;
  /** Whether known successors may be left out. */
  readonly sleep: boolean;
  readonly fuel: number | undefined;
  /** Called before the memory takes this many more bytes. May throw. */
  readonly willTake: (bytes: number) => void;
}

/** A running system: an instance of its compiled module with its memory, and what it reports. */
export class Machine {
  readonly compiled: CompiledSystem;
  /** For threads, which make their own instances. */
  readonly module: WebAssembly.Module;
  readonly memory: SearchMemory;
  readonly exports: Exports;
  readonly states: States;
  readonly findings: Findings;
  /** Some states take so long that the event loop cannot wait for them. */
  hasSlowStates = false;
  /** States that fit in memory. */
  readonly #room: number;
  /** States that the user allows. */
  readonly #limit: number;

  /** @param interpreter replays paths of states of which only fingerprints are kept */
  constructor(problem: Problem, interpreter: Interpreter, options: MachineOptions, watch: Watch) {
    const { reserved, fingerprints, workers, sleep, fuel, willTake } = options;
    const { memory: pages, bytes, wide } = reserved;
    const shared = workers > 1;
    const compiled = compileSystem(problem, {
      fingerprints,
      shared,
      wide,
      sleep,
      ...(fuel === undefined ? {} : { fuel }),
    });
    const module = hostModule(compiled.module);
    const instance = new WebAssembly.Instance(module, {
      engine: {
        memory: pages,
        violation: (property: number, step: number, withState: number) => {
          if (withState === 0) findings.stepFails(property, step);
          else findings.stepViolates(property, step);
        },
        found: (state: number, inspector: number, bits: number) => {
          findings.found(state >>> 0, inspector, bits);
        },
        stuck: (state: number) => {
          findings.stuck(state >>> 0);
        },
        room: () => {
          memory.makeRoom();
        },
        tick: () => Number(watch.tick()),
      },
    });
    // Nothing above is called before the module runs.
    const exports = instance.exports as unknown as Exports;
    const memory = new SearchMemory(pages, exports, compiled, { areas: shared ? workers + 1 : 1, bytes, willTake });
    const states = new States(problem.layout, compiled.layout, memory, interpreter);
    const findings = new Findings(problem.properties, compiled.inspected, memory, states);
    this.compiled = compiled;
    this.module = module;
    this.memory = memory;
    this.exports = exports;
    this.states = states;
    this.findings = findings;
    this.#room = Math.min(memory.limit, options.states);
    this.#limit = options.limit;
    this.#begin();
  }

  #begin(): void {
    this.memory.limit = Math.min(this.#room, this.#limit);
    this.memory.makeRoom();
    this.exports.enter(this.memory.ownArea, 0);
  }

  /** Forgets all states and findings, so that one worker can start anew. */
  clear(): void {
    this.memory.frontier?.restart();
    this.memory.clear();
    this.findings.clear();
    this.findings.paths = this.states;
    this.#begin();
  }

  /** From now on several workers are active. */
  share(): void {
    this.findings.isUnordered = true;
    // Sleeping by the order of numbers is meaningless where there is no order.
    this.memory.frontier?.forget(this.memory.oldest);
    this.exports.enter(this.memory.ownArea, 1);
    // Places in blocks may stay free: whether there are too many states is checked after the level.
    if (this.#limit < Infinity) this.memory.allowForBlocks(this.#limit);
    this.memory.makeRoom();
  }
}
