import { ProcessHost } from '../../src/backend/problem/process-host.ts';
import type { Interpreter } from '../../src/backend/interpreter/model.ts';
import { compileExpression, EvaluationError } from '../../src/core/evaluate.ts';
import { emptyEnv } from '../../src/core/evaluate/environment.ts';
import type { EnabledTarget, Expr, LocalSymbol } from '../../src/core/expression.ts';
import type { Fairness } from '../../src/core/program.ts';
import { childrenOf } from '../../src/core/traverse.ts';
import type { Value } from '../../src/core/types.ts';
import { equalValues } from '../../src/core/values.ts';
import { valuesOf } from '../../src/core/enumerate.ts';
import type { TransitionSystem } from '../../src/ir/system.ts';
import type { StateKey } from '../../src/explorer/model.ts';
import * as naive from './naive-liveness.ts';

/** Typed temporal properties for the naive checker: quantifiers unrolled, conditions evaluated in every state. */

/** The reachable states of a system, with what it takes to judge its temporal properties. */
export interface PlainSystem {
  readonly graph: naive.PlainGraph;
  readonly keys: readonly StateKey[];
  readonly fairness: readonly naive.PlainFairness[];
  readonly formulas: ReadonlyMap<string, naive.Ltl>;
  /** A condition of a formula or of fairness ends in a range error in some state. */
  readonly fails: boolean;
}

/** @returns undefined where there are more than `limit` states */
export function plainSystem(system: TransitionSystem, model: Interpreter, limit: number): PlainSystem | undefined {
  const explored = exploreAll(model, limit);
  if (!explored) return undefined;
  const { keys, graph } = explored;
  const reading = new Reading(system, model, keys, graph);
  const fairness = reading.fairness();
  const within = system.properties
    .filter((p) => p.property === 'constraint')
    .map((p) => naive.always(reading.formula(p.body, new Map())));
  // Of a behaviour that comes to a state beyond a constraint nothing is said.
  const formulas = new Map(
    system.properties
      .filter((p) => p.property === 'temporal')
      .map(
        (p) =>
          [
            p.name,
            within.reduceRight((rest, one) => naive.implies(one, rest), reading.formula(p.body, new Map())),
          ] as const,
      ),
  );
  return { graph, keys, fairness, formulas, fails: reading.fails };
}

function exploreAll(
  model: Interpreter,
  limit: number,
): { keys: readonly StateKey[]; graph: naive.PlainGraph } | undefined {
  const keys: StateKey[] = [];
  const numbers = new Map<StateKey, number>();
  const numberOf = (key: StateKey): number => {
    if (!numbers.has(key)) numbers.set(key, keys.push(key) - 1);
    return numbers.get(key)!;
  };
  const initial = new Set<number>();
  model.initialStates({ successor: (key) => initial.add(numberOf(key)), violation: () => undefined });
  const steps: { actor: number; to: number }[][] = [];
  // Grows while it is gone through.
  for (const key of keys) {
    if (keys.length > limit) return undefined;
    steps.push(
      model
        .outcomes(key)
        .flatMap(({ actor, state }) => (state === undefined ? [] : [{ actor: actor.number, to: numberOf(state) }])),
    );
  }
  return { keys, graph: { initial: [...initial], steps } };
}

/** Values of rigid names. */
type Names = ReadonlyMap<LocalSymbol, Value>;

/** The states in which a part of a formula is evaluated. */
type Where = (state: number) => boolean;

const everywhere: Where = () => true;

class Reading {
  fails = false;
  readonly #system: TransitionSystem;
  readonly #model: Interpreter;
  readonly #states: readonly Value[][];
  readonly #graph: naive.PlainGraph;

  constructor(system: TransitionSystem, model: Interpreter, keys: readonly StateKey[], graph: naive.PlainGraph) {
    this.#system = system;
    this.#model = model;
    this.#states = keys.map((key) => model.layout.decode(key));
    this.#graph = graph;
  }

  /** Values of an expression in some states; false where it ends in a range error. */
  #values(expr: Expr, names: Names, where: Where, self = -1): readonly Value[] {
    const value = compileExpression(expr, new ProcessHost(this.#system, this.#model.layout, () => undefined));
    return this.#states.map((state, number) => {
      if (!where(number)) return 0;
      const env = { ...emptyEnv(Infinity), state: [...state], self };
      for (const [symbol, v] of names) env.locals[symbol.id] = v;
      try {
        return value(env);
      } catch (problem) {
        if (!(problem instanceof EvaluationError)) throw problem;
        this.fails = true;
        return 0;
      }
    });
  }

  #condition(expr: Expr, names: Names, where: Where): naive.Ltl {
    const values = this.#values(expr, names, where);
    return naive.condition((state) => values[state] !== 0);
  }

  /** Right of `&&`, `||` and `=>` a part is evaluated only where the left side leaves it open. */
  formula(expr: Expr, names: Names, where: Where = everywhere): naive.Ltl {
    if (!speaksOfTime(expr)) return this.#condition(expr, names, where);
    const here = (e: Expr): naive.Ltl => this.formula(e, names, where);
    const later = (e: Expr): naive.Ltl => this.formula(e, names);
    const under = (e: Expr, condition: Expr, value: boolean): naive.Ltl =>
      this.formula(e, names, (state) => where(state) && this.#verdict(condition, names, state) !== !value);
    switch (expr.kind) {
      case 'temporal':
        return expr.op === 'always' ? naive.always(later(expr.operand)) : naive.eventually(later(expr.operand));
      case 'temporalPair':
        return (expr.op === 'until' ? naive.until : naive.leadsTo)(later(expr.left), later(expr.right));
      case 'unary':
        return naive.not(here(expr.operand));
      case 'binary':
        switch (expr.op) {
          case 'and':
            return naive.and(here(expr.left), under(expr.right, expr.left, true));
          case 'or':
            return naive.or(here(expr.left), under(expr.right, expr.left, false));
          case 'implies':
            return naive.implies(here(expr.left), under(expr.right, expr.left, true));
          case 'iff':
            return naive.iff(here(expr.left), here(expr.right));
          default:
            throw new Error(`no connective: ${expr.op}`);
        }
      case 'if': {
        const test = here(expr.condition);
        const then = naive.implies(test, under(expr.then, expr.condition, true));
        return naive.and(then, naive.implies(naive.not(test), under(expr.otherwise, expr.condition, false)));
      }
      case 'quantifier':
        return this.#quantifier(expr, names, where);
      case 'enabled':
        return this.#enabled(expr.of, names, where);
      default:
        throw new Error(`no formula: ${expr.kind}`);
    }
  }

  /** What the conditions of one state say about a formula, whatever comes later. */
  #verdict(expr: Expr, names: Names, state: number): boolean | undefined {
    if (!speaksOfTime(expr)) return this.#values(expr, names, (s) => s === state)[state] !== 0;
    if (expr.kind === 'unary') {
      const operand = this.#verdict(expr.operand, names, state);
      return operand === undefined ? undefined : !operand;
    }
    if (expr.kind !== 'binary' || expr.op === 'iff') return undefined;
    const decides = expr.op === 'or';
    const left = this.#verdict(expr.left, names, state);
    const positive = expr.op === 'implies' && left !== undefined ? !left : left;
    const decided = expr.op === 'implies' ? true : decides;
    if (positive === decided) return decided;
    const right = this.#verdict(expr.right, names, state);
    if (right === decided) return decided;
    return positive === undefined || right === undefined ? undefined : !decided;
  }

  /** Rigid: the value is chosen in the state where the quantifier is evaluated. */
  #quantifier(expr: Extract<Expr, { kind: 'quantifier' }>, names: Names, where: Where): naive.Ltl {
    const [binder, ...more] = expr.binders;
    if (!binder) return this.formula(expr.body, names, where);
    const sets = this.#values(binder.set, names, where);
    const parts = valuesOf(binder.symbol.type).map((value) => {
      const isMember = (state: number): boolean =>
        where(state) && membersOf(sets[state]!).some((v) => equalValues(v, value));
      const named = new Map([...names, [binder.symbol, value]]);
      const part = this.#quantifier({ ...expr, binders: more }, named, isMember);
      return (expr.quantifier === 'forall' ? naive.implies : naive.and)(naive.condition(isMember), part);
    });
    return expr.quantifier === 'forall'
      ? parts.reduce(naive.and, naive.constant(true))
      : parts.reduce(naive.or, naive.constant(false));
  }

  #enabled(of: EnabledTarget, names: Names, where: Where): naive.Ltl {
    const given = (of.kind === 'action' ? of.arguments : of.indices).map((e) => this.#values(e, names, where));
    const actors = this.#actors().filter((a) => a.symbol === (of.kind === 'action' ? of.action : of.family));
    return naive.condition((state) =>
      actors.some(
        ({ number, values }) =>
          given.every((g, i) => equalValues(g[state]!, values[i]!)) &&
          this.#graph.steps[state]!.some((step) => step.actor === number),
      ),
    );
  }

  fairness(): naive.PlainFairness[] {
    return this.#actors().flatMap(({ number, values, names, fairness, self }) => {
      if (fairness.kind === 'none') return [];
      const holds =
        fairness.kind === 'weak' && fairness.condition
          ? this.#values(fairness.condition, new Map(names.map((n, i) => [n, values[i]!])), everywhere, self)
          : undefined;
      return [
        { actor: number, strong: fairness.kind === 'strong', condition: (state: number) => holds?.[state] !== 0 },
      ];
    });
  }

  /** As the interpreter numbers them: it names them in its outcomes. */
  #actors(): {
    number: number;
    symbol: unknown;
    values: readonly Value[];
    names: readonly LocalSymbol[];
    fairness: Fairness;
    self: number;
  }[] {
    const processes = this.#model.layout.instances.map(({ family, instance }, number) => ({
      number,
      symbol: family.symbol,
      values: instance.indices,
      names: family.symbol.indices,
      fairness: family.fairness,
      self: instance.id,
    }));
    let number = processes.length;
    const actions = this.#system.actions.flatMap(({ symbol, fairness }) =>
      tuples(symbol.parameters).map((values) => ({
        number: number++,
        symbol,
        values,
        names: symbol.parameters,
        fairness,
        self: -1,
      })),
    );
    return [...processes, ...actions];
  }
}

/** Nothing, where the set ends in a range error. */
function membersOf(set: Value): readonly Value[] {
  return typeof set === 'number' ? [] : set;
}

function tuples([first, ...rest]: readonly LocalSymbol[]): readonly (readonly Value[])[] {
  if (!first) return [[]];
  return valuesOf(first.type).flatMap((value) => tuples(rest).map((more) => [value, ...more]));
}

function speaksOfTime(expr: Expr): boolean {
  return ['temporal', 'temporalPair', 'enabled'].includes(expr.kind) || childrenOf(expr).some(speaksOfTime);
}
