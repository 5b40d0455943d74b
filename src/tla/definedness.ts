import { isSubtype } from '../core/relations.ts';
import type { BoundSet, Expr, Projection } from '../core/expression.ts';
import { itemAt } from '../core/lists.ts';
import { childrenOf } from '../core/traverse.ts';
import type { Type } from '../core/types.ts';
import { projectedType } from '../core/evaluate/access.ts';
import type { Expressions } from './expressions.ts';
import { existence, placesOf, pointOf } from './processes.ts';
import { quantified } from './quantifiers.ts';
import { type ExprOf, nameFor, primed, type Scope, withLocals, withSlots, wrapped } from './scope.ts';
import * as tla from './syntax.ts';
import type { Tla } from './syntax.ts';

/**
 * Where an expression has a value: TLA+ has no range errors, so what would be one is asked beforehand. `TRUE` where types
 * show that there is none, as in nearly all specs.
 */

/** Whether an expression may end in a range error, as far as its types tell. */
export function mayFail(expr: Expr): boolean {
  return failsItself(expr) || childrenOf(expr).some(mayFail) || (expr.kind === 'call' && mayFail(expr.function.body));
}

function failsItself(expr: Expr): boolean {
  switch (expr.kind) {
    case 'index':
      return !isWithin(expr.object.type, expr.index.type);
    case 'update':
      return indexMayFail(expr.object.type, expr.key);
    case 'narrow':
      return !isSubtype(expr.operand.type, expr.type);
    case 'binary':
      return (
        (expr.op === 'div' || expr.op === 'mod') && !(isAtLeast(expr.left.type, 0) && isAtLeast(expr.right.type, 1))
      );
    case 'builtin':
      return !['size', 'int'].includes(expr.builtin);
    case 'quantifier':
      return ['min', 'max', 'choose'].includes(expr.quantifier);
    case 'processLocal':
      return true;
    case 'instance':
    case 'at':
      return expr.indices.some((e, i) => !isSubtype(e.type, itemAt(expr.family.indices, i).type));
    default:
      return false;
  }
}

function isWithin(object: Type, index: Type): boolean {
  return object.kind === 'map' && isSubtype(index, object.key);
}

function indexMayFail(object: Type, key: Projection): boolean {
  return key.kind === 'index' && (!isWithin(object, key.index.type) || mayFail(key.index));
}

function isAtLeast(type: Type, bound: number): boolean {
  return type.kind === 'int' && type.low >= bound;
}

/** Where an expression has a value, in a scope. */
export function definedness(expr: Expr, scope: Scope, to: Expressions): Tla {
  if (!mayFail(expr)) return tla.TRUE;
  const inner = (e: Expr): Tla => definedness(e, scope, to);
  const all = (): Tla => tla.and(childrenOf(expr).map(inner));
  switch (expr.kind) {
    case 'binary':
      return definedBinary(expr, scope, to);
    case 'if': {
      const { test, scope: then, bindings } = to.open(expr.condition, scope);
      const branches = tla.conditional(test, definedness(expr.then, then, to), inner(expr.otherwise));
      return tla.and([inner(expr.condition), wrapped(bindings, branches)]);
    }
    case 'let': {
      const binding = { name: nameFor(expr.symbol), value: to.translate(expr.value, scope) };
      const body = definedness(expr.body, withLocals(scope, [[expr.symbol, tla.use(binding)]]), to);
      return tla.and([inner(expr.value), tla.bind(binding, body)]);
    }
    case 'match': {
      const binding = { name: { base: 'v' }, value: to.translate(expr.value, scope) };
      const arms = expr.arms.map(({ pattern, body }) => {
        const { test, symbols, slots } = to.matched(pattern, tla.use(binding), expr.value.type);
        return { test, value: definedness(body, withSlots(withLocals(scope, symbols), slots), to) };
      });
      const last = itemAt(arms, arms.length - 1).value;
      const chain = arms.slice(0, -1).reduceRight((rest, { test, value }) => tla.conditional(test, value, rest), last);
      return tla.and([inner(expr.value), tla.bind(binding, chain)]);
    }
    case 'quantifier':
      return definedQuantifier(expr, scope, to);
    case 'filter': {
      const binders = [{ symbol: expr.symbol, set: expr.set }];
      return each(binders, scope, to, (within) => definedness(expr.condition, within, to));
    }
    case 'image':
      return each(expr.binders, scope, to, (within) => definedness(expr.element, within, to));
    case 'mapOf': {
      const name = nameFor(expr.symbol);
      const key = expr.type.kind === 'map' ? expr.type.key : expr.symbol.type;
      const body = definedness(expr.value, withLocals(scope, [[expr.symbol, tla.named(name)]]), to);
      return tla.forall(name, to.vocabulary.setOf(key), body);
    }
    case 'index':
      return tla.and([all(), indexDefined(expr.object, expr.object.type, expr.index, scope, to)]);
    case 'update': {
      const { key, object } = expr;
      const keyDefined = key.kind === 'field' ? tla.TRUE : indexDefined(object, object.type, key.index, scope, to);
      return tla.and([all(), keyDefined]);
    }
    case 'narrow':
      return tla.and([all(), to.fits(to.translate(expr.operand, scope), expr.operand.type, expr.type)]);
    case 'builtin':
      return tla.and([all(), builtinDefined(expr, scope, to)]);
    case 'call':
      return tla.and([all(), to.inlined(expr, scope, (within) => definedness(expr.function.body, within, to))]);
    case 'prime':
      return definedness(expr.operand, primed(scope), to);
    case 'instance':
    case 'at':
      return tla.and([all(), indicesDefined(expr, scope, to)]);
    case 'processLocal':
      return tla.and([all(), indicesDefined(expr, scope, to), localDefined(expr, scope, to)]);
    default:
      return all();
  }
}

/** A condition that is false where it has no value. */
export function conditionOf(expr: Expr, scope: Scope, to: Expressions): Tla {
  return tla.and([definedness(expr, scope, to), to.translate(expr, scope)]);
}

/** Whether the parts of a path to an assigned place are there. */
export function pathDefined(root: Tla, type: Type, path: readonly Projection[], scope: Scope, to: Expressions): Tla {
  const [first, ...rest] = path;
  if (!first) return tla.TRUE;
  const key = first.kind === 'index' ? first.index : undefined;
  const here =
    key === undefined ? tla.TRUE : tla.and([definedness(key, scope, to), boundsOf(root, type, key, scope, to)]);
  const part = to.partAt(root, type, first, scope);
  return tla.and([here, pathDefined(part, projectedType(type, first), rest, scope, to)]);
}

function definedBinary(expr: ExprOf<'binary'>, scope: Scope, to: Expressions): Tla {
  const left = definedness(expr.left, scope, to);
  if (expr.op === 'and' || expr.op === 'implies') {
    const { test, scope: then, bindings } = to.open(expr.left, scope);
    return tla.and([left, wrapped(bindings, tla.implies(test, definedness(expr.right, then, to)))]);
  }
  const right = definedness(expr.right, scope, to);
  if (expr.op === 'or') return tla.and([left, tla.implies(tla.not(to.translate(expr.left, scope)), right)]);
  if (expr.op !== 'div' && expr.op !== 'mod') return tla.and([left, right]);
  const dividend = isAtLeast(expr.left.type, 0)
    ? tla.TRUE
    : tla.infix(to.translate(expr.left, scope), '>=', tla.number(0));
  const divisor = isAtLeast(expr.right.type, 1)
    ? tla.TRUE
    : tla.infix(to.translate(expr.right, scope), '>', tla.number(0));
  return tla.and([left, right, dividend, divisor]);
}

function definedQuantifier(expr: ExprOf<'quantifier'>, scope: Scope, to: Expressions): Tla {
  const { quantifier, binders, body } = expr;
  const bodies = each(binders, scope, to, (within) => definedness(body, within, to));
  switch (quantifier) {
    case 'forall':
    case 'exists':
    case 'count':
    case 'sum':
      return bodies;
    case 'min':
    case 'max': {
      const some = quantified('exists', binders, { scope, to }, () => tla.TRUE);
      return tla.and([bodies, some]);
    }
    case 'choose': {
      const some = quantified('exists', binders, { scope, to }, (within) => to.translate(body, within));
      return tla.and([bodies, some, isUnique(expr, scope, to)]);
    }
  }
}

/** Of a symmetric type no element is first. */
function isUnique({ binders, body }: ExprOf<'quantifier'>, scope: Scope, to: Expressions): Tla {
  const binder = itemAt(binders, 0);
  if (binder.symbol.type.kind !== 'symmetric') return tla.TRUE;
  const count: Expr = {
    kind: 'quantifier',
    quantifier: 'count',
    binders,
    body,
    type: { kind: 'int', low: 0, high: 0 },
    at: body.at,
  };
  return tla.equal(to.translate(count, scope), tla.number(1));
}

/** For each element of each set. */
function each(binders: readonly BoundSet[], scope: Scope, to: Expressions, body: (within: Scope) => Tla): Tla {
  const [first, ...rest] = binders;
  if (!first) return body(scope);
  const name = nameFor(first.symbol);
  const within = withLocals(scope, [[first.symbol, tla.named(name)]]);
  const inner = each(rest, within, to, body);
  return tla.and([definedness(first.set, scope, to), tla.forall(name, to.translate(first.set, scope), inner)]);
}

function indexDefined(object: Expr, type: Type, index: Expr, scope: Scope, to: Expressions): Tla {
  return isWithin(type, index.type) ? tla.TRUE : boundsOf(to.translate(object, scope), type, index, scope, to);
}

function boundsOf(object: Tla, type: Type, index: Expr, scope: Scope, to: Expressions): Tla {
  const value = to.translate(index, scope);
  if (type.kind === 'map') return to.fits(value, index.type, type.key);
  const bounds = tla.infix(tla.number(0), '..', tla.infix(tla.apply('Len', object), '-', tla.number(1)));
  return tla.member(value, bounds);
}

function builtinDefined(expr: ExprOf<'builtin'>, scope: Scope, to: Expressions): Tla {
  const first = itemAt(expr.arguments, 0);
  switch (expr.builtin) {
    case 'head':
    case 'tail':
    case 'last':
      return tla.infix(to.translate(first, scope), '#', tla.NOTHING);
    case 'push': {
      const capacity = expr.type.kind === 'seq' ? expr.type.capacity : 0;
      if (first.type.kind === 'seq' && first.type.capacity < capacity) return tla.TRUE;
      return tla.infix(tla.apply('Len', to.translate(first, scope)), '<', tla.number(capacity));
    }
    case 'size':
    case 'int':
      return tla.TRUE;
  }
}

function indicesDefined(expr: ExprOf<'instance' | 'at' | 'processLocal'>, scope: Scope, to: Expressions): Tla {
  return tla.and(
    expr.indices.map((e, i) => to.fits(to.translate(e, scope), e.type, itemAt(expr.family.indices, i).type)),
  );
}

/** Whether a process is where a local of it is in scope. */
function localDefined(expr: ExprOf<'processLocal'>, scope: Scope, to: Expressions): Tla {
  const points = placesOf(expr, to).flatMap((place) => place.points);
  if (points.length === 0) return tla.FALSE;
  const indices = expr.indices.map((e) => to.translate(e, scope));
  const point = pointOf(to.vocabulary.process(expr.family.name, indices), scope, to);
  const exists = existence(to.state.processOf(expr.family), expr.indices, scope, to);
  return tla.and([exists, tla.member(point, tla.set(points))]);
}
