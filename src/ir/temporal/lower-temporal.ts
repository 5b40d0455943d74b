import type { Expr } from '../../core/expression.ts';
import { itemAt } from '../../core/lists.ts';
import type { Fairness, PropertySymbol } from '../../core/program.ts';
import { childrenOf, mapChildren, symbolsBoundAt, walkExpression } from '../../core/traverse.ts';
import type { Value } from '../../core/types.ts';
import { TooManyValues, valuesOf } from '../../core/enumerate.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { acrossTemporal, formulaTooLarge } from '../../diagnostics/steps.ts';
import { FormulaTooLarge } from '../../temporal/automaton.ts';
import * as ltl from '../../temporal/formula.ts';
import type { Formula } from '../../temporal/formula.ts';
import { violationsOf } from '../../temporal/violations.ts';
import { actorsOf } from '../actors.ts';
import { fold, foldNode } from '../fold.ts';
import type { Actor, Atom, FairnessConstraint, TemporalProperty, TemporalSystem, TransitionSystem } from '../system.ts';

/**
 * Lowers temporal properties: quantifiers around temporal operators are unrolled, since their variables are rigid;
 * what is left between temporal and boolean operators are the atoms.
 */

/** Atoms in one run at most: more come only from quantifiers over very large sets. */
const MAX_ATOMS = 4_096;

/** @param system whose properties are folded and whose implications are numbered */
export function lowerTemporal(system: Pick<TransitionSystem, 'families' | 'actions' | 'properties' | 'implications'>): {
  readonly temporal: TemporalSystem;
  readonly diagnostics: readonly Diagnostic[];
} {
  const lowering = new TemporalLowering(system);
  const properties = system.properties.flatMap((symbol) => lowering.property(symbol));
  // Only a property counts on it.
  const { fairness, atoms: fairnessAtoms } = properties.length > 0 ? lowering.fairness() : { fairness: [], atoms: [] };
  const { actors, atoms, origins, lefts, diagnostics } = lowering;
  return { temporal: { actors, atoms, fairness, fairnessAtoms, properties, origins, lefts }, diagnostics };
}

/** Values of the names that are bound around a part of a formula, by the ids of their symbols. */
type Rigid = ReadonlyMap<number, Value>;

/** Where a part of a formula stands. */
interface Context {
  readonly rigid: Rigid;
  /** A condition of the same state without which the part does not matter: it is not evaluated where this is false. */
  readonly given?: Expr;
}

/** A temporal operator or `enabled` where it has no meaning. */
class Misplaced extends Error {
  readonly expr: Expr;
  constructor(expr: Expr) {
    super('misplaced');
    this.expr = expr;
  }
}

class TemporalLowering {
  readonly actors: readonly Actor[];
  readonly atoms: Atom[] = [];
  readonly origins = new Map<Expr, number>();
  readonly lefts: { implication: number; left: Formula }[] = [];
  readonly diagnostics: Diagnostic[] = [];
  readonly #actions: TransitionSystem['actions'];
  readonly #objects = new Map<unknown, number>();
  readonly #numbers = new Map<string, number>();
  /** Atoms of what is being lowered. */
  readonly #used = new Set<number>();
  readonly #implications: ReadonlyMap<Expr, number>;
  readonly #constraints: readonly Expr[];

  constructor(system: Parameters<typeof lowerTemporal>[0]) {
    this.actors = actorsOf(system);
    this.#actions = system.actions;
    this.#implications = new Map(system.implications.map(({ expr }, i) => [expr, i]));
    this.#constraints = system.properties.flatMap(({ property, body }) => (property === 'constraint' ? [body] : []));
  }

  property(symbol: PropertySymbol): TemporalProperty[] {
    if (symbol.property !== 'temporal') return [];
    this.#used.clear();
    try {
      const formula = ltl.normalForm(this.#formula(symbol.body, { rigid: new Map() }));
      const conjuncts = ltl.conjuncts(formula).map((one) => violationsOf(this.#withinConstraints(one)));
      return [{ symbol, atoms: [...this.#used], conjuncts }];
    } catch (problem) {
      if (problem instanceof Misplaced) this.diagnostics.push(acrossTemporal(problem.expr.at));
      else if (problem instanceof FormulaTooLarge || problem instanceof TooManyValues)
        this.diagnostics.push(formulaTooLarge(symbol.at, symbol.name));
      else throw problem;
      return [];
    }
  }

  /** A formula of the behaviours that stay within the constraints: nothing is known of how another goes on. */
  #withinConstraints(formula: Formula): Formula {
    if (this.#constraints.length === 0) return formula;
    const within = this.#constraints.map((one) => this.#condition(one, { rigid: new Map() })).reduce(ltl.and, ltl.TRUE);
    return ltl.normalForm(ltl.implies(ltl.always(within), formula));
  }

  fairness(): { readonly fairness: readonly FairnessConstraint[]; readonly atoms: readonly number[] } {
    this.#used.clear();
    const fairness = this.#fairnessOfActors();
    return { fairness, atoms: [...this.#used] };
  }

  #fairnessOfActors(): readonly FairnessConstraint[] {
    return this.actors.flatMap((actor, number): FairnessConstraint[] => {
      const fairness = fairnessOf(actor, this.#actions);
      if (fairness.kind === 'none') return [];
      if (fairness.kind === 'strong') return [{ actor: number, strength: 'strong' }];
      if (!fairness.condition) return [{ actor: number, strength: 'weak' }];
      const isProcess = actor.kind === 'process';
      const names = isProcess ? actor.family.symbol.indices : itemAt(this.#actions, actor.action).symbol.parameters;
      const values = isProcess ? actor.instance.indices : actor.values;
      const rigid = new Map(names.map((symbol, i) => [symbol.id, itemAt(values, i)]));
      const condition = this.#condition(fold(fairness.condition), { rigid }, isProcess ? actor.instance.id : undefined);
      return [{ actor: number, strength: 'weak', condition, clause: fairness.condition }];
    });
  }

  #formula(expr: Expr, context: Context): Formula {
    if (!isTemporal(expr)) return this.#condition(expr, context);
    const { rigid } = context;
    /** In the same state, and in this or later ones. */
    const inner = (e: Expr): Formula => this.#formula(e, context);
    const later = (e: Expr): Formula => this.#formula(e, { rigid });
    switch (expr.kind) {
      case 'temporal':
        return expr.op === 'always' ? ltl.always(later(expr.operand)) : ltl.eventually(later(expr.operand));
      case 'temporalPair': {
        const left = later(expr.left);
        if (expr.op === 'until') return ltl.until(left, later(expr.right));
        this.#noteLeft(expr, left);
        return ltl.leadsTo(left, later(expr.right));
      }
      case 'unary':
        if (expr.op !== 'not') throw new Misplaced(expr);
        return ltl.not(inner(expr.operand));
      case 'binary':
        return this.#connective(expr, context);
      case 'if': {
        const condition = inner(expr.condition);
        const branch = (e: Expr, taken: boolean): Formula =>
          this.#formula(e, given(context, this.#mayBe(taken, expr.condition, rigid)));
        const then = ltl.and(condition, branch(expr.then, true));
        return ltl.or(then, ltl.and(ltl.not(condition), branch(expr.otherwise, false)));
      }
      case 'quantifier':
        return this.#quantifier(expr, context);
      case 'enabled':
        return this.#enabled(expr, context);
      default:
        throw new Misplaced(expr);
    }
  }

  #connective(expr: Extract<Expr, { kind: 'binary' }>, context: Context): Formula {
    const left = this.#formula(expr.left, context);
    const decides = expr.op === 'or' ? true : expr.op === 'and' || expr.op === 'implies' ? false : undefined;
    const undecided = decides === undefined ? undefined : this.#mayBe(!decides, expr.left, context.rigid);
    const right = this.#formula(expr.right, given(context, undecided));
    switch (expr.op) {
      case 'and':
        return ltl.and(left, right);
      case 'or':
        return ltl.or(left, right);
      case 'implies':
        this.#noteLeft(expr, left);
        return ltl.implies(left, right);
      case 'iff':
      case 'eq':
        return ltl.iff(left, right);
      case 'ne':
        return ltl.not(ltl.iff(left, right));
      default:
        throw new Misplaced(expr);
    }
  }

  /**
   * A condition of states that is true wherever a formula may have a value, as far as the conditions in it tell;
   * undefined where they tell nothing.
   */
  #mayBe(value: boolean, expr: Expr, rigid: Rigid): Expr | undefined {
    if (!isTemporal(expr)) {
      const closed = this.#closed(expr, rigid, undefined);
      return value ? closed : foldNode({ kind: 'unary', op: 'not', operand: closed, type: expr.type, at: expr.at });
    }
    if (expr.kind === 'unary' && expr.op === 'not') return this.#mayBe(!value, expr.operand, rigid);
    if (expr.kind !== 'binary') return undefined;
    const { op } = expr;
    if (op !== 'and' && op !== 'or' && op !== 'implies') return undefined;
    const left = this.#mayBe(op === 'implies' ? !value : value, expr.left, rigid);
    const right = this.#mayBe(value, expr.right, rigid);
    if ((op === 'and') === value) return left && right ? both('and', left, right) : (left ?? right);
    return left && right && both('or', left, right);
  }

  /** Vacuity is measured where the left side is a condition of states. */
  #noteLeft(expr: Extract<Expr, { kind: 'binary' | 'temporalPair' }>, left: Formula): void {
    const implication = this.#implications.get(expr);
    if (implication === undefined) return;
    this.lefts.push({ implication, left });
  }

  /** Over a set that depends on the state: over all values, of those that are in the set. */
  #quantifier(expr: Extract<Expr, { kind: 'quantifier' }>, context: Context): Formula {
    const isForall = expr.quantifier === 'forall';
    if (!isForall && expr.quantifier !== 'exists') throw new Misplaced(expr);
    const [binder, ...more] = expr.binders;
    if (!binder) return this.#formula(expr.body, context);
    const { symbol, set } = binder;
    const body: Expr = more.length > 0 ? { ...expr, binders: more } : expr.body;
    const closed = this.#closed(set, context.rigid, undefined);
    const members = closed.kind === 'constant' ? (closed.value as readonly Value[]) : undefined;
    const parts = (members ?? valuesOf(symbol.type)).map((value) => {
      const rigid = new Map([...context.rigid, [symbol.id, value]]);
      if (members) return this.#formula(body, { ...context, rigid });
      const element: Expr = { kind: 'constant', value, type: symbol.type, at: set.at };
      const isIn: Expr = { kind: 'binary', op: 'in', left: element, right: closed, type: { kind: 'bool' }, at: set.at };
      const member = this.#condition(isIn, context);
      const part = this.#formula(body, { ...given(context, isIn), rigid });
      return isForall ? ltl.implies(member, part) : ltl.and(member, part);
    });
    return isForall ? parts.reduce(ltl.and, ltl.TRUE) : parts.reduce(ltl.or, ltl.FALSE);
  }

  /** `enabled(p[e])` is about whichever instance e names. */
  #enabled(expr: Extract<Expr, { kind: 'enabled' }>, context: Context): Formula {
    const { of } = expr;
    const indices = of.kind === 'action' ? of.arguments : of.indices;
    const parts = this.actors.flatMap((actor, number): Formula[] => {
      const isMeant =
        of.kind === 'action'
          ? actor.kind === 'action' && itemAt(this.#actions, actor.action).symbol === of.action
          : actor.kind === 'process' && actor.family.symbol === of.family;
      if (!isMeant) return [];
      const values = actor.kind === 'action' ? actor.values : actor.instance.indices;
      const isThis = indices.map((index, i) => {
        const value: Expr = { kind: 'constant', value: itemAt(values, i), type: index.type, at: index.at };
        const equal: Expr = { kind: 'binary', op: 'eq', left: index, right: value, type: expr.type, at: index.at };
        return this.#condition(equal, context);
      });
      return [isThis.reduce(ltl.and, this.#atom({ kind: 'enabled', actors: [number] }))];
    });
    return parts.reduce(ltl.or, ltl.FALSE);
  }

  /** What is given decides first, where the condition may fail or uses its names. */
  #condition(expr: Expr, context: Context, self?: number): Formula {
    const closed = this.#closed(expr, context.rigid, self);
    const isOpen = context.given && (mayFail(closed) || freeLocal(closed) !== undefined);
    const whole = isOpen === true ? both('and', context.given, closed) : closed;
    if (whole.kind === 'constant') return whole.value === 0 ? ltl.FALSE : ltl.TRUE;
    const free = freeLocal(whole);
    if (free) throw new Misplaced(free);
    return this.#atom({ kind: 'state', expr: whole });
  }

  /** Equal conditions are one atom. */
  #atom(atom: Atom): Formula {
    const key = atom.kind === 'state' ? textOf(atom.expr, this.#objects) : `enabled ${atom.actors.join()}`;
    const existing = this.#numbers.get(key);
    if (existing === undefined && this.atoms.length >= MAX_ATOMS) throw new FormulaTooLarge();
    const number = existing ?? this.atoms.push(atom) - 1;
    this.#numbers.set(key, number);
    this.#used.add(number);
    return ltl.atom(number);
  }

  /**
   * Puts values in the place of rigid names and of `self`, and folds what becomes constant. What was a formula only by a
   * branch that constants left out is a condition.
   */
  #closed(expr: Expr, rigid: Rigid, self: number | undefined): Expr {
    const bound = expr.kind === 'local' ? rigid.get(expr.symbol.id) : undefined;
    if (bound !== undefined) return { kind: 'constant', value: bound, type: expr.type, at: expr.at };
    if (expr.kind === 'self' && self !== undefined)
      return { kind: 'constant', value: self, type: expr.type, at: expr.at };
    const closed = new Map(childrenOf(expr).map((child) => [child, this.#closed(child, rigid, self)]));
    const isFormula = expr.type.kind === 'formula';
    if (!isFormula && [...closed].every(([child, same]) => child === same)) return expr;
    const mapped = mapChildren(expr, (child) => closed.get(child) ?? child);
    const folded = foldNode(isFormula ? { ...mapped, type: { kind: 'bool' } } : mapped);
    const implication = this.#implications.get(expr);
    if (implication !== undefined) this.origins.set(folded, implication);
    return folded;
  }
}

function fairnessOf(actor: Actor, actions: TransitionSystem['actions']): Fairness {
  return actor.kind === 'process' ? actor.family.fairness : itemAt(actions, actor.action).fairness;
}

function given(context: Context, condition: Expr | undefined): Context {
  if (!condition) return context;
  return { ...context, given: context.given ? both('and', context.given, condition) : condition };
}

function both(op: 'and' | 'or', left: Expr, right: Expr): Expr {
  return foldNode({ kind: 'binary', op, left, right, type: { kind: 'bool' }, at: right.at });
}

/** Whether evaluating an expression may end in a range error, as far as its form tells. */
function mayFail(expr: Expr): boolean {
  switch (expr.kind) {
    case 'index':
    case 'narrow':
    case 'update':
    case 'processLocal':
    case 'instance':
    case 'at':
      return true;
    case 'builtin':
      if (expr.builtin !== 'size' && expr.builtin !== 'int') return true;
      break;
    case 'binary':
      if (expr.op === 'div' || expr.op === 'mod') return true;
      break;
    case 'quantifier':
      if (expr.quantifier !== 'forall' && expr.quantifier !== 'exists') return true;
      break;
    case 'call':
      if (mayFail(expr.function.body)) return true;
      break;
    default:
      break;
  }
  return childrenOf(expr).some(mayFail);
}

function isTemporal(expr: Expr): boolean {
  const { kind } = expr;
  return kind === 'temporal' || kind === 'temporalPair' || kind === 'enabled' || childrenOf(expr).some(isTemporal);
}

/** A name that is bound outside of an expression: by an `is` on the other side of a temporal operator. */
function freeLocal(expr: Expr): Expr | undefined {
  const bound = new Set<number>();
  const used: Extract<Expr, { kind: 'local' }>[] = [];
  walkExpression(expr, (e) => {
    if (e.kind === 'local') used.push(e);
    for (const symbol of symbolsBoundAt(e)) bound.add(symbol.id);
    return true;
  });
  return used.find((e) => !bound.has(e.symbol.id));
}

/** Equal texts mean equal conditions. Symbols and types are distinguished by identity. */
function textOf(expr: Expr, objects: Map<unknown, number>): string {
  const named = new Set(['symbol', 'family', 'function', 'action', 'label', 'procedure', 'locals', 'key']);
  return JSON.stringify(expr, (key, value: unknown) => {
    if (key === 'at' || key === 'type') return undefined;
    if (!named.has(key) || typeof value !== 'object' || value === null) return value;
    if (key === 'key' && 'kind' in value && (value.kind === 'index' || value.kind === 'field')) return value;
    const number = objects.get(value) ?? objects.size;
    objects.set(value, number);
    return `#${number}`;
  });
}
