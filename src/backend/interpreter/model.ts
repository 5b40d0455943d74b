import { type Compiled, type Env, EvaluationError, type Outside } from '../../core/evaluate/environment.ts';
import { compileExpression } from '../../core/evaluate.ts';
import type { Expr } from '../../core/expression.ts';
import { itemAt } from '../../core/lists.ts';
import type { Value } from '../../core/types.ts';
import type { Model, StateKey, Visitor } from '../../explorer/model.ts';
import { Enough } from '../../explorer/watch.ts';
import type { Actor, Step } from '../../ir/system.ts';
import type { Location } from '../../text/source.ts';
import type { Layout } from '../problem/layout.ts';
import type { Problem } from '../problem/problem.ts';
import { ProcessHost } from '../problem/process-host.ts';
import type { RunProperty } from '../problem/properties.ts';
import { type FailedEvaluation, rangeErrorOf } from '../problem/range-error.ts';
import { answer, compileQuestions, type Questions, questionsOf } from './questions.ts';
import { compileRunnables, type Runnable } from './runnables.ts';
import type { Executed, Moment, Outcomes, RunnableStep, Ways } from './step-runner.ts';

/** One outcome of a step, with everything that a trace shows of it. */
export interface Outcome {
  readonly step: Step;
  readonly actor: Actor;
  readonly executed: readonly Executed[];
  /** The state after it; absent where the step fails. */
  readonly state?: StateKey;
  /** A failed assert or a range error: the property that it violates, and why. */
  readonly failure?: StepFailure;
}

export interface StepFailure {
  readonly property: number;
  readonly message: string;
  readonly at: Location;
  /** Of a value outside its type. */
  readonly outside?: Outside;
}

/** A step that is blocked. */
export type Wait = Omit<Outcome, 'state' | 'failure'>;

/** Receives what all steps of a state lead to. */
interface Report {
  /** Whether executed operations are recorded. */
  readonly isRecorded: boolean;
  stop(runnable: Runnable, step: Step, state: Value[], executed: readonly Executed[]): void;
  fail(runnable: Runnable, step: Step, failure: StepFailure, executed: readonly Executed[]): void;
  /** Called with each step at whose control point its process is. */
  at?(step: Step): void;
  /** Called after all outcomes of a step. */
  after?(step: Step): void;
  readonly ways?: Ways;
  /** Called where a step is blocked; if its clause `when` is false, nothing was executed. */
  blocked?(runnable: Runnable, step: Step, executed: readonly Executed[]): void;
}

const nothing = (): void => undefined;

/** Is told what a state and its steps meet of a spec. */
export interface Coverage {
  /** Implications whose left sides are true in the state, and the atoms of temporal properties that are. */
  state(met: ReadonlySet<number>, atoms: readonly number[]): void;
  /** A step at whose control point its process is, and how many outcomes it has: none where it has to wait. */
  step(step: Step, outcomes: number): void;
  /** One outcome of a step, with the implications of properties of steps whose left sides are true in it. */
  outcome(met: ReadonlySet<number>): void;
  readonly ways: Ways;
}

/**
 * The reference engine: interprets the transition system directly. Slow and simple; every other engine is
 * tested against it, and traces of all engines are replayed by it.
 */
export class Interpreter implements Model {
  readonly layout: Layout;
  readonly properties: readonly RunProperty[];
  readonly stepCount: number;
  readonly implicationCount: number;
  readonly implicationsMet: boolean[];
  readonly problem: Problem;
  readonly #host: ProcessHost;
  readonly #questions: Questions;
  readonly #runnables: readonly Runnable[];
  readonly #allDone: Compiled;
  #observe: ReturnType<Interpreter['observer']> | undefined;
  /** Implications met since it was emptied. */
  readonly #met = new Set<number>();
  /** Numbers of properties by their names. */
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #rangeProperty: number;
  readonly #assertProperty: number;
  readonly #env: Env = { state: [], next: undefined, base: 0, self: -1, work: Infinity, locals: [] };
  /** Compiled expressions that were evaluated for traces. */
  readonly #compiled = new WeakMap<Expr, Compiled>();
  /** The state that was last decoded or made: it is often asked about again. */
  #recent: { readonly key: StateKey; readonly state: readonly Value[] } | undefined;

  constructor(problem: Problem) {
    const { system, properties, layout } = problem;
    this.problem = problem;
    this.layout = layout;
    this.properties = properties;
    this.stepCount = system.steps.length;
    this.implicationCount = system.implications.length;
    this.#numbers = new Map(this.properties.map(({ name }, i) => [name, i]));
    this.#rangeProperty = problem.range;
    this.#assertProperty = this.#numbers.get('assert') ?? -1;
    this.implicationsMet = [...problem.isUnasked];
    this.#host = new ProcessHost(system, this.layout, (i) => {
      this.implicationsMet[i] = true;
      this.#met.add(i);
    });
    this.#questions = compileQuestions(problem, this.#host);
    this.#runnables = compileRunnables(system, this.layout, this.#host);
    this.#allDone = this.#host.compileAllDone();
  }

  // ------------------------------------------------------------------------------------------- model

  initialStates(visit: Visitor): void {
    const { initial } = this.problem;
    const failed = initial.each((state) => {
      visit.successor(this.#remember(state), -1);
    });
    for (const implication of initial.implicationsMet) this.implicationsMet[implication] = true;
    if (failed) visit.violation(this.#rangeProperty, -1);
  }

  successors(key: StateKey, visit: Visitor): void {
    const before = this.#stateOf(key);
    this.#runAll(before, {
      isRecorded: false,
      stop: (runnable, step, state) => {
        const reached = this.#remember(state);
        const { state: running } = this.#env;
        visit.successor(reached, step.id);
        this.#checkTransition(runnable, step, before, state, (property) => {
          visit.violation(property, step.id, reached);
        });
        this.#env.state = running;
      },
      fail: (_runnable, step, { property }) => {
        visit.violation(property, step.id);
      },
    });
  }

  inspect(key: StateKey, report: (property: number) => void): void {
    const env = this.#env;
    const { state, base, self, next } = env;
    this.#enter(this.#stateOf(key));
    for (const question of this.#questions.ofStates) {
      const result = answer(question, env);
      if (result === 'range') report(this.#rangeProperty);
      else if (question.wantsWitness === (result === 'yes')) report(question.number);
    }
    env.state = state;
    env.base = base;
    env.self = self;
    env.next = next;
  }

  mayStop(key: StateKey): boolean {
    if (this.problem.run.allowDeadlock || this.isBeyond(key)) return true;
    const env = this.#env;
    env.state = this.#stateOf(key);
    env.self = -1;
    if (this.#questions.terminates.some((holds) => answer({ holds }, env) === 'yes')) return true;
    return this.layout.instances.length > 0 && this.#allDone(env) !== 0;
  }

  isBeyond(key: StateKey): boolean {
    return this.#questions.constraints.length > 0 && this.#isBeyond(this.#stateOf(key));
  }

  /** Whether a constraint keeps a state from being expanded; one that ends in a range error does as well. */
  #isBeyond(state: Value[]): boolean {
    const { constraints } = this.#questions;
    if (constraints.length === 0) return false;
    this.#enter(state);
    return constraints.some((holds) => answer({ holds }, this.#env) !== 'yes');
  }

  // ---------------------------------------------------------------------------------------- coverage

  /**
   * Tells what a state meets.
   * @param isExpanded whether its steps are part of what was searched
   */
  cover(key: StateKey, isExpanded: boolean, coverage: Coverage): void {
    this.#met.clear();
    this.inspect(key, nothing);
    this.#observe ??= this.observer();
    // Notes the implications within atoms as well.
    const atoms = this.#observe(key) ?? [];
    coverage.state(this.#met, atoms);
    if (!isExpanded) return;
    const before = this.layout.decode(key);
    let outcomes = 0;
    this.#runAll(before, {
      isRecorded: false,
      ways: coverage.ways,
      at: () => {
        outcomes = 0;
      },
      after: (step) => {
        coverage.step(step, outcomes);
      },
      stop: (runnable, step, state) => {
        outcomes++;
        const { state: running } = this.#env;
        this.#met.clear();
        this.#checkTransition(runnable, step, before, state, nothing);
        coverage.outcome(this.#met);
        this.#env.state = running;
      },
      fail: (_runnable, _step, { property }) => {
        if (this.#goesOn(property)) return;
        outcomes++;
        this.#met.clear();
        coverage.outcome(this.#met);
      },
    });
  }

  /** Whether a step goes on past what violates a property: an assertion with a name that is expected to fail. */
  #goesOn(property: number): boolean {
    const isAssertion = property !== this.#assertProperty && property !== this.#rangeProperty;
    return isAssertion && this.properties[property]?.expectViolated === true;
  }

  // ------------------------------------------------------------------------------------------ traces

  /** The value of an expression at a moment of a step that was recorded. Throws `EvaluationError`. */
  evaluate(expr: Expr, { state, base, self, locals }: Moment): Value {
    const evaluator = this.#compiled.get(expr) ?? compileExpression(expr, this.#host);
    this.#compiled.set(expr, evaluator);
    return evaluator({ state: [...state], next: undefined, base, self, work: Infinity, locals: [...locals] });
  }

  /**
   * The outcomes in a state with what was executed, in canonical order, without those of initial states.
   * @param most the first ones of more than so many
   */
  outcomes(key: StateKey, most = Infinity): readonly Outcome[] {
    const found: Outcome[] = [];
    const add = (outcome: Outcome): void => {
      if (found.length >= most) throw new Enough();
      found.push(outcome);
    };
    try {
      this.#runAll(this.#stateOf(key), {
        isRecorded: true,
        stop: ({ actor }, step, state, executed) => {
          add({ step, actor, executed: [...executed], state: this.layout.encode(state) });
        },
        fail: ({ actor }, step, failure, executed) => {
          add({ step, actor, executed: [...executed], failure });
        },
      });
    } catch (problem) {
      if (!(problem instanceof Enough)) throw problem;
    }
    return found;
  }

  /** The blocked steps of a state: what each executes up to the statement that waits. */
  waits(key: StateKey): readonly Wait[] {
    const found: Wait[] = [];
    this.#runAll(this.#stateOf(key), {
      isRecorded: true,
      stop: nothing,
      fail: nothing,
      blocked: ({ actor }, step, executed) => {
        found.push({ step, actor, executed: [...executed] });
      },
    });
    return found;
  }

  /**
   * The first range error in evaluating the properties: in a state, in a step from `state` to `next`, or, without a
   * state, in the choice of an initial one.
   */
  rangeErrorIn(
    key?: StateKey,
    next?: { readonly state: StateKey; readonly outcome: Outcome },
  ): FailedEvaluation | undefined {
    if (key === undefined) return this.problem.initial.each(nothing);
    const env = this.#env;
    env.state = this.layout.decode(key);
    env.next = next && this.layout.decode(next.state);
    env.self = next?.outcome.actor.kind === 'process' ? next.outcome.actor.instance.id : -1;
    const { ofStates, atoms } = this.#questions;
    const asked = next ? questionsOf(this.#questions, next.outcome.step.id) : [...ofStates, ...atoms()];
    return asked.map(({ holds }) => rangeErrorOf(() => holds(env))).find((e) => e !== undefined);
  }

  // ------------------------------------------------------------------------------------- state graph

  /** All transitions from a state with the numbers of the actors that take them, in canonical order. */
  transitions(key: StateKey, visit: (actor: number, target: StateKey) => void): void {
    this.#runAll(this.#stateOf(key), {
      isRecorded: false,
      stop: ({ actor }, _step, state) => {
        visit(actor.number, this.layout.encode(state));
      },
      fail: nothing,
    });
  }

  /**
   * Observes states for temporal properties: returns the atoms that a state satisfies, or undefined where one of them
   * ends in a range error.
   */
  observer(): (state: StateKey) => readonly number[] | undefined {
    const atoms = this.#questions.atoms();
    return (key) => {
      this.#enter(this.layout.decode(key));
      const answers = atoms.map((atom) => ({ number: atom.number, result: answer(atom, this.#env) }));
      if (answers.some(({ result }) => result === 'range')) return undefined;
      return answers.filter(({ result }) => result === 'yes').map(({ number }) => number);
    };
  }

  // ------------------------------------------------------------------------------------------- steps

  /** Runs every enabled step of a state. `before` is that state; it is not changed. */
  #runAll(before: readonly Value[], report: Report): void {
    const env = this.#env;
    if (this.#isBeyond(before.slice())) return;
    for (const runnable of this.#runnables) {
      env.state = before.slice();
      env.next = undefined;
      env.base = runnable.base;
      env.self = runnable.self;
      const chosen = runnable.stepAt(env);
      if (!chosen) continue;
      runnable.prepare(env);
      this.#runOne(runnable, chosen, report);
    }
  }

  #runOne(runnable: Runnable, chosen: RunnableStep, report: Report): void {
    report.at?.(chosen.step);
    this.#runAllowed(runnable, chosen, report);
    report.after?.(chosen.step);
  }

  #runAllowed(runnable: Runnable, chosen: RunnableStep, report: Report): void {
    const env = this.#env;
    const outcomes = this.#outcomesFor(runnable, chosen.step, report);
    try {
      if (!chosen.allowed(env)) {
        report.blocked?.(runnable, chosen.step, []);
        return;
      }
    } catch (problem) {
      if (!(problem instanceof EvaluationError)) throw problem;
      outcomes.rangeError(problem, []);
      return;
    }
    chosen.run(env, outcomes, report.isRecorded ? [] : undefined, report.ways);
  }

  /** Translates what a step reports, by numbers of operations, into states and properties. */
  #outcomesFor(runnable: Runnable, step: Step, report: Report): Outcomes {
    const env = this.#env;
    return {
      stop: (point, executed) => {
        report.stop(runnable, step, this.#settle(runnable, env.state, point), executed);
        // A report may have evaluated properties of other processes.
        env.base = runnable.base;
        env.self = runnable.self;
      },
      assertFailed: (name, message, at, executed) => {
        const property = (name === undefined ? undefined : this.#numbers.get(name)) ?? this.#assertProperty;
        report.fail(runnable, step, { property, message, at }, executed);
        return name !== undefined && this.properties[property]?.expectViolated === true;
      },
      rangeError: ({ message, at, outside }, executed) => {
        const failure = { property: this.#rangeProperty, message, at, ...(outside ? { outside } : {}) };
        report.fail(runnable, step, failure, executed);
      },
      blocked: (executed) => {
        report.blocked?.(runnable, step, executed);
      },
    };
  }

  /** The state at the end of a step: the control point is updated, and slots that are not live are cleared. */
  #settle({ actor, base, point: at }: Runnable, state: readonly Value[], point: number): Value[] {
    const settled = state.slice();
    if (actor.kind === 'action' || at === undefined) {
      settled.fill(0, this.layout.scratch);
      return settled;
    }
    const { family } = actor;
    settled[at] = point;
    const { live } = itemAt(family.points, point);
    for (let slot = 0, l = 0; slot < family.slots.length; slot++) {
      if (live[l] === slot) l++;
      else settled[base + slot] = 0;
    }
    return settled;
  }

  #checkTransition(
    { self }: Runnable,
    step: Step,
    before: readonly Value[],
    after: Value[],
    violated: (property: number) => void,
  ): void {
    const asked = questionsOf(this.#questions, step.id);
    if (asked.length === 0) return;
    const env = this.#env;
    env.state = before.slice();
    env.next = after;
    env.self = self;
    for (const question of asked) {
      const result = answer(question, env);
      if (result !== 'yes') violated(result === 'range' ? this.#rangeProperty : question.number);
    }
    env.next = undefined;
  }

  // ------------------------------------------------------------------------------------------ states

  /** Expressions are evaluated in a state without a process of their own. */
  #enter(state: Value[]): void {
    this.#env.state = state;
    this.#env.next = undefined;
    this.#env.self = -1;
  }

  #stateOf(key: StateKey): Value[] {
    return this.#recent?.key === key ? this.#recent.state.slice() : this.layout.decode(key);
  }

  #remember(state: readonly Value[]): StateKey {
    const key = this.layout.encode(state);
    this.#recent = { key, state };
    return key;
  }
}
