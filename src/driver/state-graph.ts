import type { Interpreter, Outcome } from '../backend/interpreter/model.ts';
import { itemAt } from '../core/lists.ts';
import { initialStatesOf } from '../explorer/initial-states.ts';
import type { StateKey } from '../explorer/model.ts';
import { Enough } from '../explorer/watch.ts';
import type { TransitionSystem } from '../ir/system.ts';
import { traceData } from '../result/from-trace.ts';
import type { GraphStateData, GraphStepData, StateGraphData } from '../result/graph.ts';
import type { StepData } from '../result/trace.ts';
import { CallsOfActor } from '../trace/calls.ts';
import { describeStep } from '../trace/reconstruct.ts';
import type { TraceStep } from '../trace/trace.ts';
import { viewState } from '../trace/view.ts';

/** Outcomes that are looked at in one state. */
const MOST_OUTCOMES = 500;

/**
 * The state graph of a run as far as a picture can show it, in breadth-first order.
 * @param most states
 */
export function stateGraphOf(system: TransitionSystem, interpreter: Interpreter, most: number): StateGraphData {
  return new Building(system, interpreter, most).graph();
}

class Building {
  readonly #system: TransitionSystem;
  readonly #interpreter: Interpreter;
  readonly #most: number;
  readonly #numbers = new Map<StateKey, number>();
  readonly #left = new Set<StateKey>();
  readonly #steps: GraphStepData[] = [];
  #isMore = false;

  constructor(system: TransitionSystem, interpreter: Interpreter, most: number) {
    this.#system = system;
    this.#interpreter = interpreter;
    this.#most = most;
  }

  graph(): StateGraphData {
    const initial = initialStatesOf(this.#interpreter, this.#most);
    if (!initial.isAll) this.#isMore = true;
    for (const key of initial.states) this.#numberOf(key);
    const states: GraphStateData[] = [];
    // A map is iterated over in the order of insertion, what is added meanwhile included.
    for (const [key, number] of this.#numbers) states.push(this.#expand(key, number, number < initial.states.length));
    return {
      states,
      steps: this.#steps,
      left: { states: this.#left.size, isMore: this.#isMore || this.#left.size > 0 },
    };
  }

  /** Of a state that is drawn. */
  #numberOf(key: StateKey): number | undefined {
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    if (this.#numbers.size >= this.#most) {
      this.#left.add(key);
      return undefined;
    }
    const number = this.#numbers.size;
    this.#numbers.set(key, number);
    return number;
  }

  #expand(key: StateKey, from: number, isInitial: boolean): GraphStateData {
    const interpreter = this.#interpreter;
    const outcomes = interpreter.outcomes(key, MOST_OUTCOMES);
    if (outcomes.length === MOST_OUTCOMES) this.#isMore = true;
    const violated = this.#violatedBySteps(key);
    const { initial: state, steps } = this.#described(key, outcomes);
    let further = 0;
    for (const [i, outcome] of outcomes.entries()) {
      const to = outcome.state === undefined ? undefined : this.#numberOf(outcome.state);
      if (outcome.state !== undefined && to === undefined) {
        further++;
        continue;
      }
      const violates = violated.get(`${outcome.step.id} ${outcome.state ?? ''}`) ?? [];
      this.#steps.push(graphStep(itemAt(steps, i), from, to, violates));
    }
    const found: number[] = [];
    interpreter.inspect(key, (property) => found.push(property));
    const named = (isReachable: boolean): readonly string[] =>
      [...new Set(found)]
        .map((number) => itemAt(interpreter.properties, number))
        .filter(({ kind, isBound }) => isBound === undefined && (kind === 'reachable') === isReachable)
        .map(({ name }) => name);
    return {
      state,
      isInitial,
      violates: named(false),
      reaches: named(true),
      ...(outcomes.length > 0 ? {} : { end: endOf(key, interpreter) }),
      further,
    };
  }

  /** Properties of steps by the step and the state that it leads to. */
  #violatedBySteps(key: StateKey): ReadonlyMap<string, readonly string[]> {
    const { properties } = this.#interpreter;
    const violated = new Map<string, string[]>();
    if (!properties.some(({ kind }) => kind === 'transition')) return violated;
    let seen = 0;
    try {
      this.#interpreter.successors(key, {
        successor() {
          if (seen++ >= MOST_OUTCOMES) throw new Enough();
        },
        violation(property, step, state) {
          if (state === undefined) return;
          const about = `${step} ${state}`;
          violated.set(about, [...(violated.get(about) ?? []), itemAt(properties, property).name]);
        },
      });
    } catch (problem) {
      if (!(problem instanceof Enough)) throw problem;
    }
    return violated;
  }

  /** The state, and what each outcome did. */
  #described(key: StateKey, outcomes: readonly Outcome[]): ReturnType<typeof traceData> {
    const context = { system: this.#system, interpreter: this.#interpreter };
    const before = viewState(key, this.#system, this.#interpreter);
    const values = this.#interpreter.layout.decode(key);
    const counter = { next: 0 };
    const steps = outcomes.map((outcome): TraceStep => {
      const { actor, state } = outcome;
      const after = state === undefined ? before : viewState(state, this.#system, this.#interpreter);
      const placed = actor.kind === 'process' ? this.#interpreter.layout.byId.get(actor.instance.id) : undefined;
      const frame = placed && itemAt(placed.family.points, values[placed.point] as number).frame;
      const calls = CallsOfActor.inside(frame, counter, this.#system.program.name);
      return describeStep(outcome, before, after, context, calls);
    });
    return traceData({ initial: before, steps });
  }
}

function graphStep(step: StepData, from: number, to: number | undefined, violates: readonly string[]): GraphStepData {
  const { actor, kind, changes, failure } = step;
  const statements = step.statements.flatMap(({ role, text, note }) => {
    if (text === undefined || role === 'local' || role === 'ghost') return [];
    return [note === undefined ? text : `${text} -> ${note}`];
  });
  return {
    from,
    ...(to === undefined ? {} : { to }),
    actor,
    kind,
    statements,
    changes,
    ...(failure === undefined ? {} : { failure: failure.message }),
    violates,
  };
}

/** Of a state without a step. */
function endOf(key: StateKey, interpreter: Interpreter): NonNullable<GraphStateData['end']> {
  if (interpreter.isBeyond(key)) return 'beyond';
  return interpreter.mayStop(key) ? 'proper' : 'deadlock';
}
