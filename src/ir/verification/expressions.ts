import { projectedType } from '../../core/evaluate/access.ts';
import type { BoundSet, Expr, FunctionSymbol, LocalSymbol, MatchPattern, Projection } from '../../core/expression.ts';
import { InternalError } from '../../core/internal-error.ts';
import { itemAt } from '../../core/lists.ts';
import { childrenOf } from '../../core/traverse.ts';
import type { Type } from '../../core/types.ts';
import { formatType } from '../../core/format.ts';
import { isSubtype, sameForm, sameType } from '../../core/relations.ts';
import type { Location } from '../../text/source.ts';
import type { Slot, TransitionSystem } from '../system.ts';
import { type NamesWithValues, verifyPattern } from './patterns.ts';
import { verifyBinary, verifyBuiltin, verifyUnary } from './operators.ts';
import { elementOf, fits, isVerifiedValue, need, partTypes, payloadTypes } from './types.ts';

type OfKind<K extends Expr['kind']> = Extract<Expr, { kind: K }>;

/** Where an expression stands. */
interface Surroundings {
  /** Of the process or action whose expression it is. */
  readonly slots?: readonly Slot[];
  /** Local symbols that have a value. */
  readonly bound?: readonly LocalSymbol[];
  /** There is a state after this one: in properties of transitions. */
  readonly hasNext?: boolean;
}

/**
 * The typing of expressions as the engines take it for granted: what is inside of an expression has a type that goes
 * into the place where it stands without a test, unless the expression is one that tests (`narrow`, an index, a
 * comparison). Engines lay values out by these types, so that a wrong one is a wrong value and no error.
 */
export class ExpressionVerifier {
  readonly #system: TransitionSystem;
  readonly #hasNext: boolean;
  readonly #names: NamesWithValues;
  #read: number[] = [];

  constructor(system: TransitionSystem, { slots = [], bound = [], hasNext = false }: Surroundings = {}) {
    this.#system = system;
    this.#names = { slots, bound: new Set(bound.map(({ id }) => id)), filled: new Set() };
    this.#hasNext = hasNext;
  }

  /** The slots that have been read since the last time, other than those that got their value in the same expression. */
  takeReads(): readonly number[] {
    const read = this.#read;
    this.#read = [];
    this.#names.filled.clear();
    return read;
  }

  /** A condition: of type bool. */
  condition(expr: Expr): void {
    this.expression(expr);
    need(expr.type.kind === 'bool' || expr.type.kind === 'never', 'a condition is of another type', expr);
  }

  expression(expr: Expr): void {
    switch (expr.kind) {
      case 'constant':
      case 'variable':
      case 'slot':
      case 'local':
      case 'self':
        this.#leaf(expr);
        return;
      case 'tuple':
      case 'variant':
      case 'set':
      case 'sequence':
      case 'update':
        this.#construction(expr);
        return;
      case 'if':
      case 'let':
      case 'match':
      case 'is':
      case 'quantifier':
      case 'filter':
      case 'image':
      case 'mapOf':
        this.#binding(expr);
        return;
      case 'instance':
      case 'at':
      case 'processLocal':
        this.#ofProcess(expr);
        return;
      case 'unary':
      case 'binary':
      case 'builtin':
      case 'narrow':
        this.#operation(expr);
        return;
      case 'index':
      case 'field':
        this.expression(expr.object);
        this.#projection(expr.object.type, expr, expr);
        fits(projectedType(expr.object.type, expr), expr.type, expr);
        return;
      case 'call':
        this.#call(expr.function, expr);
        return;
      case 'prime':
        need(this.#hasNext, 'there is no state after this one', expr);
        this.#into(expr.operand, expr.type);
        return;
      case 'allDone':
        return;
      case 'enabled':
      case 'temporal':
      case 'temporalPair':
      case 'error':
        throw new InternalError(`an expression of kind ${expr.kind} has no value in a state`, expr.at);
    }
  }

  /** What has no parts. */
  #leaf(expr: OfKind<'constant' | 'variable' | 'slot' | 'local' | 'self'>): void {
    switch (expr.kind) {
      case 'constant':
        need(isVerifiedValue(expr.type, expr.value), () => `a constant is no value of ${formatType(expr.type)}`, expr);
        return;
      case 'variable':
        need(
          this.#system.variables[expr.symbol.slot] === expr.symbol,
          () => `there is no variable '${expr.symbol.name}'`,
          expr,
        );
        fits(expr.symbol.type, expr.type, expr);
        return;
      case 'slot': {
        const slot = this.#names.slots[expr.slot];
        if (!slot) throw new InternalError(`there is no slot ${expr.slot} for '${expr.name}'`, expr.at);
        if (!this.#names.filled.has(expr.slot)) this.#read.push(expr.slot);
        fits(slot.type, expr.type, expr);
        return;
      }
      case 'local':
        need(this.#names.bound.has(expr.symbol.id), () => `'${expr.symbol.name}' is used before it has a value`, expr);
        fits(expr.symbol.type, expr.type, expr);
        return;
      case 'self':
        need(expr.type.kind === 'process', 'self is no process', expr);
        return;
    }
  }

  #operation(expr: OfKind<'unary' | 'binary' | 'builtin' | 'narrow'>): void {
    for (const operand of childrenOf(expr)) this.expression(operand);
    switch (expr.kind) {
      case 'unary':
        verifyUnary(expr);
        return;
      case 'binary':
        verifyBinary(expr);
        return;
      case 'builtin':
        verifyBuiltin(expr);
        return;
      case 'narrow': {
        const { operand, type } = expr;
        need(sameForm(operand.type, type), () => `${formatType(operand.type)} cannot become ${formatType(type)}`, expr);
      }
    }
  }

  /** What makes a value of its parts. */
  #construction(expr: OfKind<'tuple' | 'variant' | 'set' | 'sequence' | 'update'>): void {
    switch (expr.kind) {
      case 'tuple':
        this.#parts(expr.elements, partTypes(expr.type), expr);
        return;
      case 'variant':
        this.#parts(expr.payload, payloadTypes(expr.type, expr.tag), expr);
        return;
      case 'set':
        for (const element of expr.elements) this.#into(element, elementOf(expr));
        return;
      case 'sequence':
        need(expr.type.kind === 'seq' && expr.elements.length <= expr.type.capacity, 'a sequence is too long', expr);
        for (const element of expr.elements) this.#into(element, elementOf(expr));
        return;
      case 'update':
        this.#into(expr.object, expr.type);
        this.#projection(expr.type, expr.key, expr);
        this.#into(expr.value, projectedType(expr.type, expr.key));
        return;
    }
  }

  /** What gives names a value for some of its parts. */
  #binding(expr: OfKind<'if' | 'let' | 'match' | 'is' | 'quantifier' | 'filter' | 'image' | 'mapOf'>): void {
    switch (expr.kind) {
      case 'if':
        this.condition(expr.condition);
        this.#into(expr.then, expr.type);
        this.#into(expr.otherwise, expr.type);
        return;
      case 'let':
        this.#into(expr.value, expr.symbol.type);
        this.#names.bound.add(expr.symbol.id);
        this.#into(expr.body, expr.type);
        return;
      case 'match':
        this.expression(expr.value);
        for (const arm of expr.arms) {
          this.pattern(arm.pattern, expr.value.type, expr.at);
          this.#into(arm.body, expr.type);
        }
        return;
      case 'is':
        this.expression(expr.value);
        this.pattern(expr.pattern, expr.value.type, expr.at);
        need(expr.type.kind === 'bool', 'a test is of another type than bool', expr);
        return;
      case 'quantifier':
        this.#quantifier(expr);
        return;
      case 'filter':
        this.#binders([{ symbol: expr.symbol, set: expr.set }]);
        this.condition(expr.condition);
        need(
          expr.type.kind === 'set' && isSubtype(expr.symbol.type, expr.type.element),
          'a set of other elements',
          expr,
        );
        return;
      case 'image':
        this.#binders(expr.binders);
        this.#into(expr.element, elementOf(expr));
        return;
      case 'mapOf':
        if (expr.type.kind !== 'map') throw new InternalError('a map is of another type', expr.at);
        need(sameType(expr.symbol.type, expr.type.key), 'a map has other keys than its type', expr);
        this.#names.bound.add(expr.symbol.id);
        this.#into(expr.value, expr.type.value);
        return;
    }
  }

  /** What names a process instance. */
  #ofProcess(expr: OfKind<'instance' | 'at' | 'processLocal'>): void {
    this.#indices(expr.family, expr.indices, expr);
    switch (expr.kind) {
      case 'instance':
        need(expr.type.kind === 'process', 'a process is of another type', expr);
        return;
      case 'at':
        need(expr.type.kind === 'bool', 'a test is of another type than bool', expr);
        return;
      case 'processLocal':
        for (const local of expr.locals) fits(local.type, expr.type, expr);
        return;
    }
  }

  /** A pattern for values of a type; its names have a value from here on. */
  pattern(pattern: MatchPattern, type: Type, at: Location): void {
    verifyPattern(pattern, type, at, this.#names);
  }

  /** The type of a part of a place, found step by step. */
  path(root: Type, path: readonly Projection[], at: Location): Type {
    let type = root;
    for (const step of path) {
      this.#projection(type, step, { at });
      type = projectedType(type, step);
    }
    return type;
  }

  // ------------------------------------------------------------------------------------------------ parts

  #into(expr: Expr, type: Type): void {
    this.expression(expr);
    fits(expr.type, type, expr);
  }

  #parts(parts: readonly Expr[], types: readonly Type[] | undefined, of: Expr): void {
    if (types?.length !== parts.length) throw new InternalError(`${formatType(of.type)} has other parts`, of.at);
    parts.forEach((part, i) => {
      this.#into(part, itemAt(types, i));
    });
  }

  #projection(object: Type, step: Projection, of: { readonly at: Location }): void {
    if (step.kind === 'field') {
      need(partTypes(object)?.[step.field] !== undefined, () => `${formatType(object)} has no part ${step.field}`, of);
      return;
    }
    this.expression(step.index);
    switch (object.kind) {
      case 'map':
        need(sameForm(step.index.type, object.key), 'an index is of another type than the keys', step.index);
        need(step.key === undefined || sameType(step.key, object.key), 'an index of another map', of);
        return;
      case 'seq':
        need(step.index.type.kind === 'int' || step.index.type.kind === 'never', 'an index is no number', step.index);
        return;
      default:
        throw new InternalError(`${formatType(object)} has no elements`, of.at);
    }
  }

  #binders(binders: readonly BoundSet[]): void {
    for (const { symbol, set } of binders) {
      this.expression(set);
      need(
        set.type.kind === 'set' && isSubtype(set.type.element, symbol.type),
        () => `'${symbol.name}' is too narrow`,
        set,
      );
      this.#names.bound.add(symbol.id);
    }
  }

  #quantifier(expr: Extract<Expr, { kind: 'quantifier' }>): void {
    this.#binders(expr.binders);
    switch (expr.quantifier) {
      case 'forall':
      case 'exists':
        this.condition(expr.body);
        return;
      case 'count':
        this.condition(expr.body);
        need(expr.type.kind === 'int', 'a number is of another type', expr);
        return;
      case 'sum':
        this.expression(expr.body);
        need(expr.body.type.kind === 'int' && expr.type.kind === 'int', 'a sum of no numbers', expr);
        return;
      case 'min':
      case 'max':
        this.#into(expr.body, expr.type);
        return;
      case 'choose': {
        this.condition(expr.body);
        const [only] = expr.binders;
        if (!only) throw new InternalError('a choice of nothing', expr.at);
        fits(only.symbol.type, expr.type, expr);
      }
    }
  }

  #call(callee: FunctionSymbol, expr: Extract<Expr, { kind: 'call' }>): void {
    this.#parts(
      expr.arguments,
      callee.parameters.map((p) => p.type),
      expr,
    );
    fits(callee.result, expr.type, expr);
  }

  #indices(family: { readonly indices: readonly LocalSymbol[] }, indices: readonly Expr[], of: Expr): void {
    this.#parts(
      indices,
      family.indices.map((i) => i.type),
      of,
    );
  }
}

/** Function bodies, each once: they read their parameters and nothing else that is local. */
export function verifyFunction(callee: FunctionSymbol, system: TransitionSystem): void {
  const verifier = new ExpressionVerifier(system, { bound: callee.parameters });
  verifier.expression(callee.body);
  fits(callee.body.type, callee.result, callee.body);
}
