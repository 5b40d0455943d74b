import { type Compiled, type Env, EvaluationError, type Outside } from '../../core/evaluate/environment.ts';
import { compileExpression } from '../../core/evaluate.ts';
import type { Expr } from '../../core/expression.ts';
import type { Run } from '../../core/run.ts';
import type { Value } from '../../core/types.ts';
import type { Model, StateKey } from '../../explorer/model.ts';
import type { Step, TransitionSystem } from '../../ir/system.ts';
import { product } from '../../core/values.ts';
import type { Location } from '../../text/source.ts';
import { hostFor } from './host.ts';
import { type Layout, layOut, type PlacedInstance } from './layout.ts';
import { eachInitialState } from './initial.ts';
import { isAbout, observedIn, propertiesOf } from './properties.ts';
import { compileStep, type Executed, type Moment, type Outcomes, type RunnableStep } from './step-runner.ts';

/** Who takes a step: a process instance, or an action with its arguments; with its number. */
export type Actor = { readonly number: number } & (
  | { readonly kind: 'process'; readonly placed: PlacedInstance }
  | { readonly kind: 'action'; readonly action: number; readonly arguments: readonly Value[] }
);

/** One outcome of a step, with everything that a trace tells about it. */
export interface Outcome {
  readonly step: Step;
  readonly actor: Actor;
  readonly executed: readonly Executed[];
  /** The state after it; absent where it fails. */
  readonly state?: StateKey;
  /** A failed assert or a range error: the property that it violates and why. */
  readonly failure?: StepFailure;
}

export interface StepFailure {
  readonly property: number;
  readonly message: string;
  readonly at: Location;
  /** Of a value outside its type. */
  readonly outside?: Outside;
}

/**
 * The reference engine: interprets the transition system as it stands. Slow and simple; every other engine is
 * tested against it, and traces of all engines are replayed by it.
 */
export interface Interpreter extends Model {
  readonly layout: Layout;
  /** The value of an expression at a moment of a step that was recorded. Throws `EvaluationError`. */
  evaluate(expr: Expr, moment: Moment): Value;
  /** All outcomes in a state with what was executed, in canonical order; those of initial states are not among them. */
  outcomes(state: StateKey): readonly Outcome[];
  /** Where the steps of a state come to nothing: what each executes up to the statement that waits. */
  waits(state: StateKey): readonly Omit<Outcome, 'state' | 'failure'>[];
  /** All transitions from a state with the numbers of those who take them, in canonical order. */
  transitions(state: StateKey, visit: (actor: number, target: StateKey) => void): void;
  /**
   * Observes states for temporal properties: gives the atoms that a state satisfies, or undefined where one of them
   * ends in a range error.
   */
  observer(): (state: StateKey) => readonly number[] | undefined;
  /**
   * The first range error that evaluating the properties meets: in a state, in a step from `state` to `next`,
   * or without a state in the choice of an initial one.
   */
  rangeErrorIn(
    state?: StateKey,
    next?: { readonly state: StateKey; readonly outcome: Outcome },
  ): FailedEvaluation | undefined;
}

/** A range error in the evaluation of a property or an initialiser. */
export interface FailedEvaluation {
  readonly message: string;
  readonly at: Location;
}

export function interpret(system: TransitionSystem, run: Run): Interpreter {
  const layout = layOut(system);
  const properties = propertiesOf(system, run);
  const numberOf = new Map(properties.map((p, i) => [p.name, i]));
  const rangeProperty = numberOf.get('range') ?? -1;
  const assertProperty = numberOf.get('assert') ?? -1;

  const inRun = new Set(properties.flatMap((p) => (p.symbol ? [p.symbol] : [])));
  // Those of properties that are not part of the run are not asked about.
  const implicationsMet = system.implications.map(({ property }) => !inRun.has(property));
  const host = hostFor(system, layout, (i) => {
    implicationsMet[i] = true;
  });

  const env: Env = { state: [], next: undefined, base: 0, self: -1, work: Infinity, locals: [] };
  const stateProperties = compileStateProperties();
  const transitions = compileTransitions();
  const runnable = compileRunnables();
  const terminates = system.program.terminates.map((e) => compileExpression(e, host));
  const allDone = host.compileAllDone();
  /** The state that was decoded or made last: it is asked about more than once in a row. */
  let recent: { readonly key: StateKey; readonly state: readonly Value[] } | undefined;

  function compileStateProperties(): { number: number; kind: 'invariant' | 'reachable'; holds: (e: Env) => boolean }[] {
    return properties.flatMap((p, number) => {
      if (!p.symbol || (p.kind !== 'invariant' && p.kind !== 'reachable')) return [];
      const body = compileExpression(p.symbol.body, host);
      return [{ number, kind: p.kind, holds: (e: Env) => body(e) !== 0 }];
    });
  }

  /** For each step, the properties of transitions that are about it. */
  function compileTransitions(): { number: number; holds: (e: Env) => boolean }[][] {
    const compiled = properties.flatMap((p, number) => {
      if (!p.symbol || p.kind !== 'transition') return [];
      const body = compileExpression(p.symbol.body, host);
      return [{ number, symbol: p.symbol, holds: (e: Env) => body(e) !== 0 }];
    });
    return system.steps.map((step) => compiled.filter(({ symbol }) => isAbout(symbol, step, system)));
  }

  /** The conditions of states that temporal properties of the run are about. */
  function compileAtoms(): { number: number; holds: (e: Env) => boolean }[] {
    return observedIn(system, properties).map(({ number, condition }) => {
      const holds = compileExpression(condition, host);
      return { number, holds: (e: Env) => holds(e) !== 0 };
    });
  }

  /** Every actor with the steps it can take, in canonical order. */
  function compileRunnables(): {
    actor: Actor;
    base: number;
    self: number;
    prepare: (e: Env) => void;
    stepAt: (e: Env) => RunnableStep | undefined;
  }[] {
    const compiledFamilies = new Map(
      system.families.map((f) => [
        f,
        f.points.map((p) =>
          p.step === undefined ? undefined : compileStep(system.steps[p.step]!, f.slots, system, host),
        ),
      ]),
    );
    const processes = layout.instances.map((placed, number) => {
      const steps = compiledFamilies.get(placed.family)!;
      const { indices } = placed.family.symbol;
      return {
        actor: { kind: 'process' as const, placed, number },
        base: placed.point + 1,
        self: placed.instance.id,
        prepare: (e: Env) => {
          for (let i = 0; i < indices.length; i++) e.locals[indices[i]!.id] = placed.instance.indices[i]!;
        },
        stepAt: (e: Env) => steps[e.state[placed.point] as number],
      };
    });
    let number = processes.length;
    const actions = system.actions.flatMap((code, action) => {
      const step = compileStep(system.steps[code.step]!, code.slots, system, host);
      return product(code.domains).map((values) => ({
        actor: { kind: 'action' as const, action, arguments: values, number: number++ },
        base: layout.scratch,
        self: -1,
        prepare: (e: Env) => {
          for (let i = 0; i < values.length; i++) e.state[layout.scratch + i] = values[i]!;
        },
        stepAt: () => step,
      }));
    });
    return [...processes, ...actions];
  }

  function stateOf(key: StateKey): Value[] {
    return recent?.key === key ? recent.state.slice() : layout.decode(key);
  }

  /** Runs every enabled step of a state. `before` is that state; it is not changed. */
  function runAll(
    before: readonly Value[],
    record: boolean,
    report: {
      stop(actor: Actor, step: Step, state: Value[], executed: readonly Executed[]): void;
      fail(actor: Actor, step: Step, failure: StepFailure, executed: readonly Executed[]): void;
      /** Where the clause `when` is false, nothing was executed. */
      blocked?(actor: Actor, step: Step, executed: readonly Executed[]): void;
    },
  ): void {
    for (const { actor, base, self, prepare, stepAt } of runnable) {
      env.state = before.slice();
      env.next = undefined;
      env.base = base;
      env.self = self;
      const chosen = stepAt(env);
      if (!chosen) continue;
      prepare(env);
      const { step } = chosen;
      const outcomes: Outcomes = {
        stop(point, executed) {
          report.stop(actor, step, settle(actor, env.state, point), executed);
          // A report may have evaluated properties of other processes.
          env.base = base;
          env.self = self;
        },
        assertFailed(name, message, at, executed) {
          const property = (name === undefined ? undefined : numberOf.get(name)) ?? assertProperty;
          report.fail(actor, step, { property, message, at }, executed);
          return name !== undefined && properties[property]?.expectViolated === true;
        },
        rangeError({ message, at, outside }, executed) {
          const failure = { property: rangeProperty, message, at, ...(outside ? { outside } : {}) };
          report.fail(actor, step, failure, executed);
        },
        blocked(executed) {
          report.blocked?.(actor, step, executed);
        },
      };
      try {
        if (!chosen.allowed(env)) {
          report.blocked?.(actor, step, []);
          continue;
        }
      } catch (problem) {
        if (!(problem instanceof EvaluationError)) throw problem;
        outcomes.rangeError(problem, []);
        continue;
      }
      chosen.run(env, outcomes, record);
    }
  }

  /** The state at the end of a step: the control point moved, slots that are not live empty. */
  function settle(actor: Actor, state: readonly Value[], point: number): Value[] {
    const settled = state.slice();
    if (actor.kind === 'action') {
      settled.fill(0, layout.scratch);
      return settled;
    }
    const { family, point: at } = actor.placed;
    settled[at] = point;
    const live = family.points[point]!.live;
    for (let slot = 0, l = 0; slot < family.slots.length; slot++) {
      if (live[l] === slot) l++;
      else settled[at + 1 + slot] = 0;
    }
    return settled;
  }

  /** Evaluates a property in the environment as it is set up; a range error in it counts as one of the run. */
  function violates(holds: (e: Env) => boolean): 'no' | 'yes' | 'range' {
    try {
      return holds(env) ? 'no' : 'yes';
    } catch (problem) {
      if (problem instanceof EvaluationError) return 'range';
      throw problem;
    }
  }

  /** The range error that an evaluation ends in, if it does. */
  function rangeErrorOf(evaluate: () => void): FailedEvaluation | undefined {
    try {
      evaluate();
      return undefined;
    } catch (problem) {
      if (problem instanceof EvaluationError) return { message: problem.message, at: problem.at };
      throw problem;
    }
  }

  function checkTransitions(
    actor: Actor,
    step: Step,
    before: readonly Value[],
    after: Value[],
    violated: (property: number) => void,
  ): void {
    const about = transitions[step.id]!;
    if (about.length === 0) return;
    env.state = before.slice();
    env.next = after;
    env.self = actor.kind === 'process' ? actor.placed.instance.id : -1;
    for (const { number, holds } of about) {
      const result = violates(holds);
      if (result !== 'no') violated(result === 'range' ? rangeProperty : number);
    }
    env.next = undefined;
  }

  const compiled = new WeakMap<Expr, Compiled>();

  return {
    layout,
    properties,
    stepCount: system.steps.length,
    implicationCount: system.implications.length,
    implicationsMet,

    evaluate(expr, { state, base, self, locals }) {
      const evaluator = compiled.get(expr) ?? compileExpression(expr, host);
      compiled.set(expr, evaluator);
      return evaluator({ state: [...state], next: undefined, base, self, work: Infinity, locals: [...locals] });
    },

    initialStates(visit) {
      const failed = rangeErrorOf(() => {
        eachInitialState(system, host, layout, env, (state) => {
          const key = layout.encode(state);
          recent = { key, state };
          visit.successor(key, -1);
        });
      });
      if (failed) visit.violation(rangeProperty, -1);
    },

    successors(key, visit) {
      const before = stateOf(key);
      runAll(before, false, {
        stop(actor, step, state) {
          const reached = layout.encode(state);
          recent = { key: reached, state };
          const { state: running } = env;
          visit.successor(reached, step.id);
          checkTransitions(actor, step, before, state, (p) => {
            visit.violation(p, step.id, reached);
          });
          env.state = running;
        },
        fail(_actor, step, { property }) {
          visit.violation(property, step.id);
        },
      });
    },

    inspect(key, report) {
      const { state, base, self, next } = env;
      env.state = stateOf(key);
      env.next = undefined;
      env.self = -1;
      for (const { number, kind, holds } of stateProperties) {
        const result = violates(holds);
        if (result === 'range') report(rangeProperty);
        else if ((kind === 'invariant') === (result === 'yes')) report(number);
      }
      env.state = state;
      env.base = base;
      env.self = self;
      env.next = next;
    },

    mayStop(key) {
      if (run.allowDeadlock) return true;
      env.state = stateOf(key);
      env.self = -1;
      if (terminates.some((t) => violates((e) => t(e) !== 0) === 'no')) return true;
      return layout.instances.length > 0 && allDone(env) !== 0;
    },

    outcomes(key) {
      const before = stateOf(key);
      const found: Outcome[] = [];
      runAll(before, true, {
        stop(actor, step, state, executed) {
          found.push({ step, actor, executed: [...executed], state: layout.encode(state) });
        },
        fail(actor, step, failure, executed) {
          found.push({ step, actor, executed: [...executed], failure });
        },
      });
      return found;
    },

    waits(key) {
      const found: Omit<Outcome, 'state' | 'failure'>[] = [];
      runAll(stateOf(key), true, {
        stop: () => undefined,
        fail: () => undefined,
        blocked(actor, step, executed) {
          found.push({ step, actor, executed: [...executed] });
        },
      });
      return found;
    },

    transitions(key, visit) {
      runAll(stateOf(key), false, {
        stop(actor, _step, state) {
          visit(actor.number, layout.encode(state));
        },
        fail: () => undefined,
      });
    },

    observer() {
      const atoms = compileAtoms();
      return (key) => {
        env.state = layout.decode(key);
        env.next = undefined;
        env.self = -1;
        const results = atoms.map(({ holds }) => violates(holds));
        if (results.includes('range')) return undefined;
        return atoms.filter((_, i) => results[i] === 'no').map(({ number }) => number);
      };
    },

    rangeErrorIn(key, next) {
      if (key === undefined)
        return rangeErrorOf(() => {
          eachInitialState(system, host, layout, env, () => undefined);
        });
      env.state = layout.decode(key);
      env.next = next && layout.decode(next.state);
      env.self = next?.outcome.actor.kind === 'process' ? next.outcome.actor.placed.instance.id : -1;
      const about = next ? transitions[next.outcome.step.id]! : [...stateProperties, ...compileAtoms()];
      return about.map(({ holds }) => rangeErrorOf(() => holds(env))).find((e) => e !== undefined);
    },
  };
}
