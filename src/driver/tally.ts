import type { Coverage, Interpreter } from '../backend/interpreter/model.ts';
import { valueAt } from '../core/lists.ts';
import type { ExploreOptions, FoundStates } from '../explorer/model.ts';
import { directly, Interrupted, TakesLong, Watch } from '../explorer/watch.ts';
import type { Operation, Step, TransitionSystem } from '../ir/system.ts';
import { leftsMetIn } from '../ir/temporal/lefts.ts';

/** How often a step could be taken. */
export interface StepCounts {
  /** How often a process was at its control point, in the states that were expanded; of an action, how often it was tried. */
  readonly reached: number;
  /** How often it had an outcome. */
  readonly enabled: number;
  /** Its outcomes: transitions, and failures. */
  readonly taken: number;
}

const NOTHING: StepCounts = { reached: 0, enabled: 0, taken: 0 };

/**
 * Counts what all states of a search met, once it has ended: the search leaves out what it knows already, and is as fast as
 * without. Whichever engine has found the states, the reference says what is met in them.
 */
export class Tally {
  readonly #interpreter: Interpreter;
  readonly #leftsMet: (atoms: readonly number[]) => readonly number[];
  readonly #steps: StepCounts[];
  readonly #implications: number[];
  readonly #ways = new Map<Operation, number[]>();
  /** Whether all states were counted. */
  isComplete = false;
  /** What the state that is looked at adds: it may have to be looked at once more. */
  #added: (() => void)[] = [];

  constructor(system: TransitionSystem, interpreter: Interpreter) {
    this.#interpreter = interpreter;
    this.#leftsMet = leftsMetIn(system);
    this.#steps = system.steps.map(() => NOTHING);
    this.#implications = system.implications.map(() => 0);
    for (const { operations } of system.steps)
      for (const operation of operations) this.#ways.set(operation, waysOf(operation));
  }

  /** By the number of the step. */
  get steps(): readonly StepCounts[] {
    return this.#steps;
  }

  /** By the number of the implication: in how many states, or outcomes of steps, its left side was true. */
  get implications(): readonly number[] {
    return this.#implications;
  }

  /** How often an operation went each of its ways. */
  waysOf(operation: Operation): readonly number[] {
    return valueAt(this.#ways, operation);
  }

  /** Counts what all states meet. Throws `Interrupted`. */
  async count({ count, expanded, keyAt }: FoundStates, options: ExploreOptions): Promise<void> {
    const { atOnce = directly, signal, breathe } = options;
    const watch = new Watch(options);
    const turn = async (): Promise<void> => {
      await breathe?.({ distinct: count, generated: 0, depth: 0, frontier: 0 });
      watch.turned();
      if (signal?.aborted) throw new Interrupted();
    };
    const pause = watch.pause(turn);
    for (let state = 0; state < count; state++) {
      const look = (): void => {
        this.#added = [];
        this.#interpreter.cover(keyAt(state), state < expanded, this.#coverage(watch));
      };
      try {
        watch.attempt(look);
      } catch (problem) {
        if (!(problem instanceof TakesLong)) throw problem;
        await turn();
        await atOnce(look);
      }
      for (const add of this.#added) add();
      const others = pause();
      if (others) await others;
    }
    this.isComplete = true;
  }

  #coverage(watch: Watch): Coverage {
    const meet = (met: ReadonlySet<number>): void => {
      const all = [...met];
      if (all.length === 0) return;
      this.#added.push(() => {
        for (const i of all) this.#implications[i] = (this.#implications[i] ?? 0) + 1;
      });
    };
    return {
      state: (met, atoms) => {
        meet(new Set([...met, ...this.#leftsMet(atoms)]));
      },
      step: (step, outcomes) => {
        this.#added.push(() => {
          this.#addStep(step, outcomes);
        });
      },
      outcome: (met) => {
        watch.tick();
        meet(met);
      },
      ways: (operation, way) => {
        this.#added.push(() => {
          const ways = valueAt(this.#ways, operation);
          ways[way] = (ways[way] ?? 0) + 1;
        });
      },
    };
  }

  #addStep({ id }: Step, outcomes: number): void {
    const { reached, enabled, taken } = this.#steps[id] ?? NOTHING;
    this.#steps[id] = { reached: reached + 1, enabled: enabled + (outcomes > 0 ? 1 : 0), taken: taken + outcomes };
  }
}

/** A zero for each way. */
function waysOf(operation: Operation): number[] {
  switch (operation.kind) {
    case 'branch':
      return [0, 0];
    case 'match':
      return [...operation.arms.map(() => 0), ...(operation.otherwise === undefined ? [] : [0])];
    case 'either':
      return operation.branches.map(() => 0);
    default:
      return [];
  }
}
