import { compileNarrow, compilePath, compilePattern } from '../../core/evaluate/access.ts';
import { type Compiled, type Env, EvaluationError, type Host } from '../../core/evaluate/environment.ts';
import { compileExpression } from '../../core/evaluate.ts';
import type { Expr } from '../../core/expression.ts';
import type { Value } from '../../core/types.ts';
import type { IrPlace, Operation, Slot, Step, TransitionSystem } from '../../ir/system.ts';
import type { Location } from '../../text/source.ts';

/** What expressions are evaluated in at one moment of a step: a copy of the environment. */
export interface Moment {
  /** Laid out as the interpreter's states are. */
  readonly state: readonly Value[];
  readonly base: number;
  readonly self: number;
  /** Values of local symbols by id: the indices of the process among them. */
  readonly locals: readonly Value[];
}

/** An operation that ran, for traces: the moments before and after it. */
export interface Executed {
  readonly operation: Operation;
  readonly before: Moment;
  /** The state after it; absent where it failed. */
  after?: readonly Value[];
  /** Of `either`: which branch was taken. Of an assert: 0 where it failed. */
  taken?: number;
}

/** Told about each outcome of a step. `env.state` is the state at the end; `executed` is what was run, if recorded. */
export interface Outcomes {
  /** Control stops at a control point. */
  stop(point: number, executed: readonly Executed[]): void;
  /** An assert is false. Returns whether the step goes on past it. */
  assertFailed(name: string | undefined, message: string, at: Location, executed: readonly Executed[]): boolean;
  rangeError(problem: EvaluationError, executed: readonly Executed[]): void;
  /** What ran last waits: its condition is false, or it has nothing to choose from. */
  blocked(executed: readonly Executed[]): void;
}

export interface RunnableStep {
  readonly step: Step;
  /** False where the clause `when` is. May throw `EvaluationError`. */
  readonly allowed: (env: Env) => boolean;
  run(env: Env, outcomes: Outcomes, record: boolean): void;
}

/** An operation with its expressions compiled. `act` gives the next operation, or `ended`. */
type Act = (machine: Machine) => number;

const ENDED = -1;

/** The run of one outcome. */
interface Machine {
  readonly env: Env;
  readonly outcomes: Outcomes;
  readonly executed: Executed[] | undefined;
  /** Runs from an operation on; used for each branch of a choice. */
  run(from: number): void;
}

/** Turns a step into something that can be run: its outcomes in canonical order, choices by value. */
export function compileStep(step: Step, slots: readonly Slot[], system: TransitionSystem, host: Host): RunnableStep {
  const acts = step.operations.map((operation) => compileOperation(operation, slots, system, host));
  const guard = step.guard && compileExpression(step.guard, host);

  const runFrom = (from: number, env: Env, outcomes: Outcomes, executed: Executed[] | undefined): void => {
    const machine: Machine = { env, outcomes, executed, run: (at) => runFrom(at, env, outcomes, executed) };
    try {
      let at = from;
      while (at !== ENDED) at = acts[at]!(machine);
    } catch (problem) {
      if (!(problem instanceof EvaluationError)) throw problem;
      outcomes.rangeError(problem, executed ?? []);
    }
  };
  return {
    step,
    allowed: guard ? (env) => guard(env) !== 0 : () => true,
    run: (env, outcomes, record) => {
      runFrom(step.entry, env, outcomes, record ? [] : undefined);
    },
  };
}

function compileOperation(operation: Operation, slots: readonly Slot[], system: TransitionSystem, host: Host): Act {
  const compile = (e: Expr): Compiled => compileExpression(e, host);
  /** First told, then done: a failure is told with the statement that fails. */
  const begin = ({ executed, env }: Machine): Executed | undefined => {
    if (!executed) return undefined;
    const { base, self } = env;
    const entry: Executed = { operation, before: { state: env.state.slice(), base, self, locals: env.locals.slice() } };
    executed.push(entry);
    return entry;
  };
  const end = (entry: Executed | undefined, { env }: Machine): void => {
    if (entry) entry.after = env.state.slice();
  };
  switch (operation.kind) {
    case 'assign': {
      const write = compileWrite(operation.target, operation.value, slots, system, compile);
      return (machine) => {
        const entry = begin(machine);
        write(machine.env);
        end(entry, machine);
        return operation.next;
      };
    }
    case 'match': {
      const value = compile(operation.value);
      const arms = operation.arms.map((arm) => ({ matches: compilePattern(arm.pattern), next: arm.next }));
      const choose = (env: Env): number => {
        const v = value(env);
        for (const arm of arms) if (arm.matches(env, v)) return arm.next;
        if (operation.otherwise === undefined) throw new EvaluationError('no case matches', operation.at);
        return operation.otherwise;
      };
      return (machine) => {
        const entry = begin(machine);
        const next = choose(machine.env);
        end(entry, machine);
        return next;
      };
    }
    case 'branch': {
      const condition = compile(operation.condition);
      return (machine) => {
        const entry = begin(machine);
        const next = condition(machine.env) === 0 ? operation.otherwise : operation.then;
        end(entry, machine);
        return next;
      };
    }
    case 'await': {
      const condition = compile(operation.condition);
      return (machine) => {
        const entry = begin(machine);
        if (condition(machine.env) === 0) {
          machine.outcomes.blocked(machine.executed ?? []);
          return ENDED;
        }
        end(entry, machine);
        return operation.next;
      };
    }
    case 'assert': {
      const condition = compile(operation.condition);
      return (machine) => {
        const entry = begin(machine);
        const holds = condition(machine.env) !== 0;
        end(entry, machine);
        if (entry) entry.taken = holds ? 1 : 0;
        if (holds) return operation.next;
        const message =
          operation.message ?? (operation.name ? `${operation.name} does not hold` : 'the assertion does not hold');
        const goOn = machine.outcomes.assertFailed(operation.name, message, operation.at, machine.executed ?? []);
        return goOn ? operation.next : ENDED;
      };
    }
    case 'either':
      return (machine) => {
        const state = machine.env.state.slice();
        const mark = machine.executed?.length ?? 0;
        operation.branches.forEach((branch, i) => {
          restore(machine, state, mark);
          const entry = begin(machine);
          end(entry, machine);
          if (entry) entry.taken = i;
          machine.run(branch);
        });
        return ENDED;
      };
    case 'pick': {
      const set = compile(operation.set);
      const where = operation.where && compile(operation.where);
      return (machine) => {
        const { env } = machine;
        const state = env.state.slice();
        const mark = machine.executed?.length ?? 0;
        const entry = begin(machine);
        let isBlocked = true;
        for (const value of set(env) as readonly Value[]) {
          restore(machine, state, mark);
          const chosen = begin(machine);
          env.state[env.base + operation.slot] = value;
          if (where && where(env) === 0) continue;
          isBlocked = false;
          end(chosen, machine);
          machine.run(operation.next);
        }
        if (isBlocked) {
          restore(machine, state, mark);
          begin(machine);
          machine.outcomes.blocked(machine.executed ?? []);
        }
        if (entry && machine.executed) machine.executed.length = mark;
        return ENDED;
      };
    }
    case 'forNext':
      return (machine) => {
        const { env } = machine;
        const rest = env.state[env.base + operation.rest] as readonly Value[];
        const first = rest[0];
        if (first === undefined) return operation.next;
        const entry = begin(machine);
        env.state[env.base + operation.slot] = first;
        env.state[env.base + operation.rest] = rest.slice(1);
        end(entry, machine);
        return operation.body;
      };
    case 'skip':
    case 'leave':
      return (machine) => {
        end(begin(machine), machine);
        return operation.next;
      };
    case 'enter': {
      const values = operation.values.map(({ slot, value }) => ({
        slot,
        value: compile(value),
        narrow: compileNarrow(value.type, slots[slot]!.type, value.at),
      }));
      return (machine) => {
        const { env } = machine;
        const entry = begin(machine);
        const evaluated = values.map((v) => v.narrow(v.value(env)));
        for (let i = 0; i < values.length; i++) env.state[env.base + values[i]!.slot] = evaluated[i]!;
        end(entry, machine);
        return operation.next;
      };
    }
    case 'stop':
      return (machine) => {
        machine.outcomes.stop(operation.point, machine.executed ?? []);
        return ENDED;
      };
  }
}

/** Puts the state back to what it was before the last branch of a choice, in a fresh array. */
function restore(machine: Machine, state: readonly Value[], mark: number): void {
  machine.env.state = state.slice();
  if (machine.executed) machine.executed.length = mark;
}

/** Closure that assigns: the value is checked against the type of the place. */
function compileWrite(
  target: IrPlace,
  value: Expr,
  slots: readonly Slot[],
  system: TransitionSystem,
  compile: (e: Expr) => Compiled,
): (env: Env) => void {
  const evaluate = compile(value);
  const narrow = compileNarrow(value.type, target.type, value.at);
  const { root, path } = target;
  const rootType = root.kind === 'variable' ? system.variables[root.slot]!.type : slots[root.slot]!.type;
  const { name } = root.kind === 'variable' ? system.variables[root.slot]! : slots[root.slot]!;
  const write = compilePath(rootType, path, compile, name);
  if (root.kind === 'variable') {
    const { slot } = root;
    return (env) => {
      const v = narrow(evaluate(env));
      env.state[slot] = write(env, env.state[slot]!, v);
    };
  }
  const { slot } = root;
  return (env) => {
    const v = narrow(evaluate(env));
    const at = env.base + slot;
    env.state[at] = write(env, env.state[at]!, v);
  };
}
