import { Interpreter } from '../backend/interpreter/model.ts';
import { problemOf } from '../backend/problem/problem.ts';
import { EvaluationError } from '../core/evaluate.ts';
import { formatValue } from '../core/format.ts';
import { itemAt } from '../core/lists.ts';
import type { Run } from '../core/run.ts';
import { type Diagnostic, isError } from '../diagnostics/diagnostic.ts';
import { initialStatesOf } from '../explorer/initial-states.ts';
import type { ModelProperty, StateKey } from '../explorer/model.ts';
import { fold } from '../ir/fold.ts';
import type { Actor, Step, TransitionSystem } from '../ir/system.ts';
import type { ModuleGraph } from '../modules/graph.ts';
import { traceData } from '../result/from-trace.ts';
import type { StateData, TraceData } from '../result/trace.ts';
import { choicesIn } from '../trace/choices.ts';
import { reconstruct } from '../trace/reconstruct.ts';
import { viewState } from '../trace/view.ts';
import type { RunRequest } from '../typecheck/modules/requests.ts';
import { readQuestions } from '../typecheck/runs/asked.ts';
import { typecheck } from '../typecheck/typecheck.ts';
import { quotesOf } from './quotes.ts';

/** Steps, and initial states, that are offered at most, the first ones in canonical order. */
export const MOST_CHOICES = 1000;

/** A run that is walked through by hand. */
export interface Walked {
  readonly modules: ModuleGraph;
  readonly request: RunRequest;
  readonly run: Run;
  readonly system: TransitionSystem;
}

/** A state of the walk, and how it was reached. */
export interface Visited {
  readonly state: StateKey;
  /** Absent in the initial state. */
  readonly taken?: { readonly actor: Actor; readonly step: Step };
}

/** What can be done next: a step with what it changes, or one of several states to begin in. */
export interface NextStep {
  /** A run of this one step, or of none. */
  readonly trace: TraceData;
  /** Absent where the step fails: it leads nowhere. */
  readonly visited?: Visited;
}

/** What an expression comes to, or why it has no value. */
export type Evaluated =
  { readonly value: string } | { readonly problems: readonly Diagnostic[] } | { readonly failure: string };

/**
 * A walk through one run, step by step: what has been done, what can be done next, and the way back. The steps behind the
 * current state stay until another one is taken.
 */
export class Stepping {
  readonly walked: Walked;
  readonly interpreter: Interpreter;
  #path: readonly Visited[] = [];
  /** How many of the visited states lead to where the walk is; 0: it has not begun. */
  #length = 0;
  #next: readonly NextStep[] | undefined;

  /** Begins where there is only one state to begin in. */
  constructor(walked: Walked) {
    this.walked = walked;
    this.interpreter = new Interpreter(problemOf(walked.system, walked.run));
    this.restart();
  }

  /** The visited states up to the current one. */
  get path(): readonly Visited[] {
    return this.#path.slice(0, this.#length);
  }

  /** Steps that were taken. */
  get steps(): number {
    return Math.max(0, this.#length - 1);
  }

  /** Steps of the walk, those behind the current state included. */
  get known(): number {
    return Math.max(0, this.#path.length - 1);
  }

  get current(): StateKey | undefined {
    return this.#path[this.#length - 1]?.state;
  }

  /** What can be done next, in canonical order. */
  get next(): readonly NextStep[] {
    this.#next ??= this.current === undefined ? this.#starts() : this.#stepsFrom(this.current);
    return this.#next;
  }

  #starts(): readonly NextStep[] {
    const { states } = initialStatesOf(this.interpreter, MOST_CHOICES);
    return states.map((state) => ({
      trace: traceData({ initial: viewState(state, this.walked.system, this.interpreter), steps: [] }),
      visited: { state },
    }));
  }

  #stepsFrom(from: StateKey): readonly NextStep[] {
    const { system } = this.walked;
    return choicesIn(from, system, this.interpreter, MOST_CHOICES).map(({ actor, step, state, trace }) => ({
      trace: traceData(trace, quotesOf(system.program)),
      ...(state === undefined ? {} : { visited: { state, taken: { actor, step } } }),
    }));
  }

  /** Does what has this number, from 1. @returns whether it leads anywhere */
  take(number: number): boolean {
    const visited = this.next[number - 1]?.visited;
    if (!visited) return false;
    this.#path = [...this.path, visited];
    this.#moveTo(this.#path.length);
    return true;
  }

  /** Goes to where so many steps of the walk have been taken. @returns whether there are so many */
  goTo(steps: number): boolean {
    if (steps < 0 || steps >= this.#path.length) return false;
    this.#moveTo(steps + 1);
    return true;
  }

  /** Goes back to where nothing has been done. */
  restart(): void {
    this.#moveTo(0);
    if (this.next.length === 1) this.take(1);
  }

  #moveTo(length: number): void {
    this.#length = length;
    this.#next = undefined;
  }

  /**
   * Takes the steps of a run that was found before, up to one of them; where that cannot be done the walk stays as it is.
   * @returns the number of the first step that cannot be taken, 0 for its initial state; undefined where all can be
   */
  follow({ initial, steps }: TraceData, upTo: number): number | undefined {
    const [path, length] = [this.#path, this.#length];
    const failed = this.#firstMissing(initial, steps.slice(0, upTo));
    if (failed !== undefined) {
      this.#path = path;
      this.#moveTo(length);
    }
    return failed;
  }

  #firstMissing(initial: StateData, steps: TraceData['steps']): number | undefined {
    this.#moveTo(0);
    const start = this.next.findIndex(({ trace }) => isSame(trace.initial, initial));
    if (!this.take(start + 1)) return 0;
    for (const [i, { actor, state }] of steps.entries()) {
      const found = this.next.findIndex(({ trace }) =>
        trace.steps.some((one) => one.actor === actor && isSame(one.state, state)),
      );
      if (!this.take(found + 1)) return i + 1;
    }
    return undefined;
  }

  /** The walk as a run; without variables where it has not begun. */
  trace(): TraceData {
    const { system } = this.walked;
    const states = this.path.map(({ state }) => state);
    const actors = this.path.flatMap(({ taken }) => taken?.actor.number ?? []);
    if (states.length === 0) return { calls: [], initial: { variables: [], processes: [] }, steps: [] };
    return traceData(reconstruct(system, this.interpreter, { states, actors }), quotesOf(system.program));
  }

  /** Properties that the current state violates or reaches. */
  found(): readonly ModelProperty[] {
    const found = new Set<number>();
    if (this.current !== undefined) this.interpreter.inspect(this.current, (property) => found.add(property));
    return [...found].flatMap((property) => {
      const one = itemAt(this.interpreter.properties, property);
      return one.isBound === undefined ? [one] : [];
    });
  }

  /** Whether a constraint keeps the current state from being left. */
  isBeyond(): boolean {
    return this.current !== undefined && this.interpreter.isBeyond(this.current);
  }

  /** Whether the current state is a proper end where nothing can happen. */
  mayEnd(): boolean {
    return this.current !== undefined && this.interpreter.mayStop(this.current);
  }

  /** The value of an expression, with the names of the spec, in the current state. */
  evaluate(text: string): Evaluated {
    const { modules, request } = this.walked;
    if (this.current === undefined) return { failure: 'the run has not begun: choose a state to begin in' };
    const { asked, diagnostics } = readQuestions([{ kind: 'shown', text, of: 'eval' }]);
    if (asked.length === 0)
      return { problems: diagnostics.map((one) => ({ ...one, hint: 'write it as in the spec' })) };
    const checked = typecheck(modules, { ...request, asked });
    const [shown] = checked.program.shown;
    const problems = checked.diagnostics.filter(isError);
    if (shown === undefined || problems.length > 0) return { problems };
    const expr = fold(shown.expr);
    const state = this.interpreter.layout.decode(this.current);
    try {
      return {
        value: formatValue(this.interpreter.evaluate(expr, { state, base: 0, self: -1, locals: [] }), expr.type),
      };
    } catch (problem) {
      if (problem instanceof EvaluationError) return { failure: problem.message };
      throw problem;
    }
  }
}

/** Whether two states say the same; the second may come from a file. */
function isSame(one: StateData, other: StateData): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
