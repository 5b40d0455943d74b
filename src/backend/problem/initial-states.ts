import type { Env } from '../../core/evaluate/environment.ts';
import { compileExpression } from '../../core/evaluate.ts';
import type { Value } from '../../core/types.ts';
import type { TransitionSystem } from '../../ir/system.ts';
import type { Layout } from './layout.ts';
import { ProcessHost } from './process-host.ts';
import { type FailedEvaluation, rangeErrorOf } from './range-error.ts';

/** The states in which runs of a system begin. There may be more of them than fit in memory: none is kept. */
export class InitialStates {
  readonly #system: TransitionSystem;
  readonly #layout: Layout;
  /** Numbers of the implications whose left side was true in an evaluation. */
  readonly implicationsMet = new Set<number>();

  constructor(system: TransitionSystem, layout: Layout) {
    this.#system = system;
    this.#layout = layout;
  }

  /**
   * Calls `found` for all initial values that satisfy `init`, in canonical order, until a range error ends that. The
   * same values may come more than once.
   * @throws what `found` throws
   */
  each(found: (state: readonly Value[]) => void): FailedEvaluation | undefined {
    return rangeErrorOf(() => {
      this.#each(found);
    });
  }

  #each(found: (state: readonly Value[]) => void): void {
    const { program } = this.#system;
    const host = new ProcessHost(this.#system, this.#layout, (implication) => this.implicationsMet.add(implication));
    const initialisers = program.initialisers.map((i) => ({
      slot: i.variable.slot,
      values: i.kind === 'value' ? single(compileExpression(i.value, host)) : many(compileExpression(i.set, host)),
    }));
    const conditions = program.initConditions.map((e) => compileExpression(e, host));
    const state: Value[] = new Array<Value>(this.#layout.size).fill(0);
    const env: Env = { state, next: undefined, base: 0, self: -1, work: Infinity, locals: [] };
    // The values still to be tried for each of the first variables. No recursion: there may be thousands of variables.
    const open: { readonly slot: number; readonly values: Iterator<Value> }[] = [];
    for (;;) {
      const initialiser = initialisers[open.length];
      if (initialiser) open.push({ slot: initialiser.slot, values: initialiser.values(env)[Symbol.iterator]() });
      else if (conditions.every((c) => c(env) !== 0)) found(state.slice());
      for (;;) {
        const last = open.at(-1);
        if (!last) return;
        const next = last.values.next();
        if (next.done !== true) {
          state[last.slot] = next.value;
          break;
        }
        open.pop();
      }
    }
  }
}

function single(value: (env: Env) => Value): (env: Env) => readonly Value[] {
  return (env) => [value(env)];
}

function many(set: (env: Env) => Value): (env: Env) => readonly Value[] {
  return (env) => set(env) as readonly Value[];
}
