import type { Expr, Fairness, LocalSymbol, PropertySymbol } from '../core/expression.ts';
import { boundBy, childrenOf, mapChildren, walkExpression } from '../core/traverse.ts';
import type { Value } from '../core/types.ts';
import { TooManyValues, valuesOf } from '../core/values.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { acrossTemporal, formulaTooLarge } from '../diagnostics/steps.ts';
import { automatonOf, FormulaTooLarge } from '../temporal/automaton.ts';
import * as ltl from '../temporal/formula.ts';
import type { Formula } from '../temporal/formula.ts';
import { actorsOf } from './actors.ts';
import { foldNode } from './fold.ts';
import type { Actor, Atom, FairnessConstraint, TemporalProperty, TemporalSystem, TransitionSystem } from './system.ts';

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
  const { fairness, atoms: fairnessAtoms } = lowering.fairness(properties.length > 0);
  const { actors, atoms, origins, lefts, diagnostics } = lowering;
  return { temporal: { actors, atoms, fairness, fairnessAtoms, properties, origins, lefts }, diagnostics };
}

/** Values of the names that are bound around a part of a formula, by the ids of their symbols. */
type Rigid = ReadonlyMap<number, Value>;

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
  readonly #known = new Map<string, number>();
  /** Atoms of what is being lowered. */
  readonly #used = new Set<number>();
  readonly #implications: ReadonlyMap<Expr, number>;

  constructor(system: Parameters<typeof lowerTemporal>[0]) {
    this.actors = actorsOf(system);
    this.#actions = system.actions;
    this.#implications = new Map(system.implications.map(({ expr }, i) => [expr, i]));
  }

  property(symbol: PropertySymbol): TemporalProperty[] {
    if (symbol.property !== 'temporal') return [];
    this.#used.clear();
    try {
      const formula = ltl.normalForm(this.#formula(symbol.body, new Map()));
      const conjuncts = ltl.conjuncts(formula).map((one) => ({ formula: one, automaton: automatonOf(ltl.not(one)) }));
      return [{ symbol, atoms: [...this.#used], conjuncts }];
    } catch (problem) {
      if (problem instanceof Misplaced) this.diagnostics.push(acrossTemporal(problem.expr.at));
      else if (problem instanceof FormulaTooLarge || problem instanceof TooManyValues)
        this.diagnostics.push(formulaTooLarge(symbol.at, symbol.name));
      else throw problem;
      return [];
    }
  }

  /** @param isAsked whether there is a property that counts on it */
  fairness(isAsked: boolean): { fairness: readonly FairnessConstraint[]; atoms: readonly number[] } {
    this.#used.clear();
    const fairness = isAsked ? this.#constraints() : [];
    return { fairness, atoms: [...this.#used] };
  }

  #constraints(): readonly FairnessConstraint[] {
    return this.actors.flatMap((actor, number): FairnessConstraint[] => {
      const fairness = fairnessOf(actor, this.#actions);
      if (fairness.kind === 'none') return [];
      if (fairness.kind === 'strong') return [{ actor: number, strength: 'strong' }];
      if (!fairness.condition) return [{ actor: number, strength: 'weak' }];
      const isProcess = actor.kind === 'process';
      const names = isProcess ? actor.family.symbol.indices : this.#actions[actor.action]!.symbol.parameters;
      const values = isProcess ? actor.instance.indices : actor.values;
      const rigid = new Map(names.map((symbol, i) => [symbol.id, values[i]!]));
      const condition = this.#condition(fairness.condition, rigid, isProcess ? actor.instance.id : undefined);
      return [{ actor: number, strength: 'weak', condition, clause: fairness.condition }];
    });
  }

  #formula(expr: Expr, rigid: Rigid): Formula {
    if (!isTemporal(expr)) return this.#condition(expr, rigid);
    const inner = (e: Expr): Formula => this.#formula(e, rigid);
    switch (expr.kind) {
      case 'temporal':
        return expr.op === 'always' ? ltl.always(inner(expr.operand)) : ltl.eventually(inner(expr.operand));
      case 'temporalPair': {
        const left = inner(expr.left);
        if (expr.op === 'until') return ltl.until(left, inner(expr.right));
        this.#noteLeft(expr, left);
        return ltl.leadsTo(left, inner(expr.right));
      }
      case 'unary':
        if (expr.op !== 'not') throw new Misplaced(expr);
        return ltl.not(inner(expr.operand));
      case 'binary':
        return this.#connective(expr, inner);
      case 'if': {
        const condition = inner(expr.condition);
        return ltl.or(ltl.and(condition, inner(expr.then)), ltl.and(ltl.not(condition), inner(expr.otherwise)));
      }
      case 'quantifier':
        return this.#quantifier(expr, rigid);
      case 'enabled':
        return this.#enabled(expr, rigid);
      default:
        throw new Misplaced(expr);
    }
  }

  #connective(expr: Extract<Expr, { kind: 'binary' }>, inner: (e: Expr) => Formula): Formula {
    const left = inner(expr.left);
    switch (expr.op) {
      case 'and':
        return ltl.and(left, inner(expr.right));
      case 'or':
        return ltl.or(left, inner(expr.right));
      case 'implies':
        this.#noteLeft(expr, left);
        return ltl.implies(left, inner(expr.right));
      case 'iff':
      case 'eq':
        return ltl.iff(left, inner(expr.right));
      case 'ne':
        return ltl.not(ltl.iff(left, inner(expr.right)));
      default:
        throw new Misplaced(expr);
    }
  }

  /** Vacuity is measured where the left side is a condition of states. */
  #noteLeft(expr: Extract<Expr, { kind: 'binary' | 'temporalPair' }>, left: Formula): void {
    const implication = this.#implications.get(expr);
    if (implication === undefined) return;
    this.lefts.push({ implication, left });
  }

  /** Over a set that depends on the state: over all values, of those that are in the set. */
  #quantifier(expr: Extract<Expr, { kind: 'quantifier' }>, rigid: Rigid): Formula {
    const isForall = expr.quantifier === 'forall';
    if (!isForall && expr.quantifier !== 'exists') throw new Misplaced(expr);
    const [binder, ...more] = expr.binders;
    if (!binder) return this.#formula(expr.body, rigid);
    const { symbol, set } = binder;
    const body: Expr = more.length > 0 ? { ...expr, binders: more } : expr.body;
    const given = this.#closed(set, rigid, undefined);
    const members = given.kind === 'constant' ? (given.value as readonly Value[]) : undefined;
    const parts = (members ?? valuesOf(symbol.type)).map((value) => {
      const part = this.#formula(body, new Map([...rigid, [symbol.id, value]]));
      if (members) return part;
      const element: Expr = { kind: 'constant', value, type: symbol.type, at: set.at };
      const isIn = this.#condition(
        { kind: 'binary', op: 'in', left: element, right: given, type: { kind: 'bool' }, at: set.at },
        rigid,
      );
      return isForall ? ltl.implies(isIn, part) : ltl.and(isIn, part);
    });
    return isForall ? parts.reduce(ltl.and, ltl.TRUE) : parts.reduce(ltl.or, ltl.FALSE);
  }

  /** `enabled(p[e])` is about whichever instance e names. */
  #enabled(expr: Extract<Expr, { kind: 'enabled' }>, rigid: Rigid): Formula {
    const { of } = expr;
    const given = of.kind === 'action' ? of.arguments : of.indices;
    const parts = this.actors.flatMap((actor, number): Formula[] => {
      const isMeant =
        of.kind === 'action'
          ? actor.kind === 'action' && this.#actions[actor.action]!.symbol === of.action
          : actor.kind === 'process' && actor.family.symbol === of.family;
      if (!isMeant) return [];
      const values = actor.kind === 'action' ? actor.values : actor.instance.indices;
      const isThis = given.map((index, i) => {
        const value: Expr = { kind: 'constant', value: values[i]!, type: index.type, at: index.at };
        const equal: Expr = { kind: 'binary', op: 'eq', left: index, right: value, type: expr.type, at: index.at };
        return this.#condition(equal, rigid);
      });
      return [isThis.reduce(ltl.and, this.#atom({ kind: 'enabled', actors: [number] }))];
    });
    return parts.reduce(ltl.or, ltl.FALSE);
  }

  #condition(expr: Expr, rigid: Rigid, self?: number): Formula {
    const closed = this.#closed(expr, rigid, self);
    if (closed.kind === 'constant') return closed.value === 0 ? ltl.FALSE : ltl.TRUE;
    const free = freeLocal(closed);
    if (free) throw new Misplaced(free);
    return this.#atom({ kind: 'state', expr: closed });
  }

  /** Equal conditions are one atom. */
  #atom(atom: Atom): Formula {
    const key = atom.kind === 'state' ? textOf(atom.expr, this.#objects) : `enabled ${atom.actors.join()}`;
    const known = this.#known.get(key);
    if (known === undefined && this.atoms.length >= MAX_ATOMS) throw new FormulaTooLarge();
    const number = known ?? this.atoms.push(atom) - 1;
    this.#known.set(key, number);
    this.#used.add(number);
    return ltl.atom(number);
  }

  /** Puts values in the place of rigid names and of `self`, and folds what becomes constant. */
  #closed(expr: Expr, rigid: Rigid, self: number | undefined): Expr {
    if (expr.kind === 'local' && rigid.has(expr.symbol.id))
      return { kind: 'constant', value: rigid.get(expr.symbol.id)!, type: expr.type, at: expr.at };
    if (expr.kind === 'self' && self !== undefined)
      return { kind: 'constant', value: self, type: expr.type, at: expr.at };
    const closed = new Map(childrenOf(expr).map((child) => [child, this.#closed(child, rigid, self)]));
    if ([...closed].every(([child, same]) => child === same)) return expr;
    const folded = foldNode(mapChildren(expr, (child) => closed.get(child)!));
    const implication = this.#implications.get(expr);
    if (implication !== undefined) this.origins.set(folded, implication);
    return folded;
  }
}

function fairnessOf(actor: Actor, actions: TransitionSystem['actions']): Fairness {
  return actor.kind === 'process' ? actor.family.fairness : actions[actor.action]!.symbol.fairness;
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
    for (const symbol of boundIn(e)) bound.add(symbol.id);
    return true;
  });
  return used.find((e) => !bound.has(e.symbol.id));
}

function boundIn(expr: Expr): readonly LocalSymbol[] {
  switch (expr.kind) {
    case 'let':
    case 'filter':
    case 'mapOf':
      return [expr.symbol];
    case 'quantifier':
    case 'image':
      return expr.binders.map((b) => b.symbol);
    case 'is':
      return boundBy(expr.pattern);
    case 'match':
      return expr.arms.flatMap((arm) => boundBy(arm.pattern));
    default:
      return [];
  }
}

/** Equal texts mean equal conditions. Symbols and types are told apart by who they are. */
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
