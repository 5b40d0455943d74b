import { compileNarrow, compilePath, compilePattern } from '../../core/evaluate/access.ts';
import { type Compiled, type Env, EvaluationError, type Host } from '../../core/evaluate/environment.ts';
import { compileExpression } from '../../core/evaluate.ts';
import type { Expr } from '../../core/expression.ts';
import { itemAt } from '../../core/lists.ts';
import type { Value } from '../../core/types.ts';
import type { IrPlace, Operation, Slot, Step, TransitionSystem } from '../../ir/system.ts';
import type { Location } from '../../text/source.ts';

/** What expressions are evaluated in at one moment of a step: a copy of the environment. */
export interface Moment {
  /** In the layout of the interpreter's states. */
  readonly state: readonly Value[];
  readonly base: number;
  readonly self: number;
  /** Values of local symbols by id, the indices of the process included. */
  readonly locals: readonly Value[];
}

/** An operation that ran, for traces: the moments before and after it. */
export interface Executed {
  readonly operation: Operation;
  readonly before: Moment;
  /** The state after it; absent where it failed. */
  after?: readonly Value[];
  /** For `either`: which branch was taken. For an assert: 0 where it failed. */
  taken?: number;
}

/** Called for each outcome of a step. `env.state` is the state at the end; `executed` is what was run, if recorded. */
export interface Outcomes {
  /** Control stops at a control point. */
  stop(point: number, executed: readonly Executed[]): void;
  /** An assert is false. Returns whether the step continues past it. */
  assertFailed(name: string | undefined, message: string, at: Location, executed: readonly Executed[]): boolean;
  rangeError(problem: EvaluationError, executed: readonly Executed[]): void;
  /** The last operation waits: its condition is false, or it has nothing to choose from. */
  blocked(executed: readonly Executed[]): void;
}

/** Called where a step goes one of several ways: a branch, an arm, the body of a loop or what follows it, by number. */
export type Ways = (operation: Operation, way: number) => void;

export interface RunnableStep {
  readonly step: Step;
  /** False where the clause `when` is false. May throw `EvaluationError`. */
  readonly allowed: (env: Env) => boolean;
  /**
   * @param executed receives what was run, if it is wanted
   * @param ways is told which ways the step goes, if that is wanted
   */
  run(env: Env, outcomes: Outcomes, executed: Executed[] | undefined, ways?: Ways): void;
}

/** Whose step it is, and what its expressions mean. */
interface Owner {
  readonly system: TransitionSystem;
  readonly slots: readonly Slot[];
  readonly host: Host;
}

/** An operation with its expressions compiled: runs it, and returns the next operation, or `ENDED`. */
type Act = (run: StepRun) => number;

type OperationOf<K extends Operation['kind']> = Extract<Operation, { readonly kind: K }>;

const ENDED = -1;

/** Compiles a step so that it can be run: its outcomes in canonical order, choices by value. */
export function compileStep(step: Step, slots: readonly Slot[], system: TransitionSystem, host: Host): RunnableStep {
  const acts = step.operations.map((operation) => compileOperation(operation, { slots, system, host }));
  const guard = step.guard && compileExpression(step.guard, host);
  return {
    step,
    allowed: guard ? (env) => guard(env) !== 0 : () => true,
    run: (env, outcomes, executed, ways) => {
      new StepRun(acts, env, outcomes, executed, ways).from(step.entry);
    },
  };
}

/** One step in one state, with all its outcomes. */
class StepRun {
  readonly env: Env;
  readonly outcomes: Outcomes;
  readonly #acts: readonly Act[];
  readonly #record: Executed[] | undefined;
  readonly #ways: Ways | undefined;

  constructor(
    acts: readonly Act[],
    env: Env,
    outcomes: Outcomes,
    record: Executed[] | undefined,
    ways: Ways | undefined,
  ) {
    this.#acts = acts;
    this.env = env;
    this.outcomes = outcomes;
    this.#record = record;
    this.#ways = ways;
  }

  /** Notes which way an operation goes. */
  went(operation: Operation, way: number): void {
    this.#ways?.(operation, way);
  }

  /** What has run so far, if it is recorded. */
  get executed(): readonly Executed[] {
    return this.#record ?? [];
  }

  /** Runs from an operation to the end of this outcome; used for each branch of a choice. */
  from(operation: number): void {
    try {
      let at = operation;
      while (at !== ENDED) at = itemAt(this.#acts, at)(this);
    } catch (problem) {
      if (!(problem instanceof EvaluationError)) throw problem;
      this.outcomes.rangeError(problem, this.executed);
    }
  }

  /** Recorded before it runs: a failure is reported with the statement that fails. */
  begin(operation: Operation): Executed | undefined {
    if (!this.#record) return undefined;
    const { state, base, self, locals } = this.env;
    const entry: Executed = { operation, before: { state: state.slice(), base, self, locals: locals.slice() } };
    this.#record.push(entry);
    return entry;
  }

  end(entry: Executed | undefined): void {
    if (entry) entry.after = this.env.state.slice();
  }

  /** Where the branches of a choice begin. */
  mark(): Mark {
    return { state: this.env.state.slice(), recorded: this.executed.length };
  }

  /** Restores the state before the last branch of a choice, in a fresh array. */
  restore({ state, recorded }: Mark): void {
    this.env.state = state.slice();
    this.forget(recorded);
  }

  /** Drops all but the first `recorded` records. */
  forget(recorded: number): void {
    if (this.#record) this.#record.length = recorded;
  }
}

interface Mark {
  readonly state: readonly Value[];
  readonly recorded: number;
}

function compileOperation(operation: Operation, owner: Owner): Act {
  switch (operation.kind) {
    case 'assign':
      return compileAssign(operation, owner);
    case 'match':
      return compileMatch(operation, owner);
    case 'branch':
      return compileBranch(operation, owner);
    case 'await':
      return compileAwait(operation, owner);
    case 'assert':
      return compileAssert(operation, owner);
    case 'either':
      return compileEither(operation);
    case 'pick':
      return compilePick(operation, owner);
    case 'forNext':
      return compileForNext(operation);
    case 'skip':
    case 'leave':
      return (run) => {
        run.end(run.begin(operation));
        return operation.next;
      };
    case 'enter':
      return compileEnter(operation, owner);
    case 'stop':
      return (run) => {
        run.outcomes.stop(operation.point, run.executed);
        return ENDED;
      };
  }
}

function compileAssign(operation: OperationOf<'assign'>, owner: Owner): Act {
  const write = compileWrite(operation.target, operation.value, owner);
  return (run) => {
    const entry = run.begin(operation);
    write(run.env);
    run.end(entry);
    return operation.next;
  };
}

function compileMatch(operation: OperationOf<'match'>, { host }: Owner): Act {
  const value = compileExpression(operation.value, host);
  const arms = operation.arms.map((arm) => ({ matches: compilePattern(arm.pattern), next: arm.next }));
  const choose = (env: Env): number => {
    const v = value(env);
    const arm = arms.findIndex(({ matches }) => matches(env, v));
    if (arm >= 0) return arm;
    if (operation.otherwise === undefined) throw new EvaluationError('no case matches', operation.at);
    return arms.length;
  };
  return (run) => {
    const entry = run.begin(operation);
    const way = choose(run.env);
    run.end(entry);
    run.went(operation, way);
    return arms[way]?.next ?? operation.otherwise ?? ENDED;
  };
}

function compileBranch(operation: OperationOf<'branch'>, { host }: Owner): Act {
  const condition = compileExpression(operation.condition, host);
  return (run) => {
    const entry = run.begin(operation);
    const holds = condition(run.env) !== 0;
    run.end(entry);
    run.went(operation, holds ? 0 : 1);
    return holds ? operation.then : operation.otherwise;
  };
}

function compileAwait(operation: OperationOf<'await'>, { host }: Owner): Act {
  const condition = compileExpression(operation.condition, host);
  return (run) => {
    const entry = run.begin(operation);
    if (condition(run.env) === 0) {
      run.outcomes.blocked(run.executed);
      return ENDED;
    }
    run.end(entry);
    return operation.next;
  };
}

function compileAssert(operation: OperationOf<'assert'>, { host }: Owner): Act {
  const condition = compileExpression(operation.condition, host);
  const { name, at, next } = operation;
  const message = operation.message ?? (name ? `${name} does not hold` : 'the assertion does not hold');
  return (run) => {
    const entry = run.begin(operation);
    const holds = condition(run.env) !== 0;
    run.end(entry);
    if (entry) entry.taken = holds ? 1 : 0;
    if (holds) return next;
    return run.outcomes.assertFailed(name, message, at, run.executed) ? next : ENDED;
  };
}

function compileEither(operation: OperationOf<'either'>): Act {
  return (run) => {
    const mark = run.mark();
    operation.branches.forEach((branch, i) => {
      run.restore(mark);
      const entry = run.begin(operation);
      run.end(entry);
      if (entry) entry.taken = i;
      run.went(operation, i);
      run.from(branch);
    });
    return ENDED;
  };
}

function compilePick(operation: OperationOf<'pick'>, { host }: Owner): Act {
  const set = compileExpression(operation.set, host);
  const where = operation.where && compileExpression(operation.where, host);
  return (run) => {
    const { env } = run;
    const mark = run.mark();
    // Recorded also where evaluating the set fails.
    run.begin(operation);
    let isBlocked = true;
    for (const value of set(env) as readonly Value[]) {
      run.restore(mark);
      const chosen = run.begin(operation);
      env.state[env.base + operation.slot] = value;
      if (where && where(env) === 0) continue;
      isBlocked = false;
      run.end(chosen);
      run.from(operation.next);
    }
    if (isBlocked) {
      run.restore(mark);
      run.begin(operation);
      run.outcomes.blocked(run.executed);
    }
    run.forget(mark.recorded);
    return ENDED;
  };
}

function compileForNext(operation: OperationOf<'forNext'>): Act {
  return (run) => {
    const { env } = run;
    const rest = env.state[env.base + operation.rest] as readonly Value[];
    const [first] = rest;
    if (first === undefined) return operation.next;
    const entry = run.begin(operation);
    env.state[env.base + operation.slot] = first;
    env.state[env.base + operation.rest] = rest.slice(1);
    run.end(entry);
    return operation.body;
  };
}

function compileEnter(operation: OperationOf<'enter'>, { slots, host }: Owner): Act {
  const values = operation.values.map(({ slot, value }) => {
    const evaluate = compileExpression(value, host);
    const narrow = compileNarrow(value.type, itemAt(slots, slot).type, value.at);
    return { slot, evaluate: (env: Env) => narrow(evaluate(env)) };
  });
  return (run) => {
    const { env } = run;
    const entry = run.begin(operation);
    // All are evaluated before the first is stored: arguments may read what the slots hold.
    const evaluated = values.map(({ slot, evaluate }) => ({ slot, value: evaluate(env) }));
    for (const { slot, value } of evaluated) env.state[env.base + slot] = value;
    run.end(entry);
    return operation.next;
  };
}

/** Compiles an assignment: the value is checked against the type of the place. */
function compileWrite(target: IrPlace, value: Expr, { slots, system, host }: Owner): (env: Env) => void {
  const compile = (e: Expr): Compiled => compileExpression(e, host);
  const evaluate = compile(value);
  const narrow = compileNarrow(value.type, target.type, value.at);
  const { root, path } = target;
  const { slot } = root;
  const { type, name } = root.kind === 'variable' ? itemAt(system.variables, slot) : itemAt(slots, slot);
  const write = compilePath(type, path, compile, name);
  if (root.kind === 'variable')
    return (env) => {
      const v = narrow(evaluate(env));
      env.state[slot] = write(env, itemAt(env.state, slot), v);
    };
  return (env) => {
    const v = narrow(evaluate(env));
    const at = env.base + slot;
    env.state[at] = write(env, itemAt(env.state, at), v);
  };
}
