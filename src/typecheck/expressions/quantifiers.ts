import type { BoundSet, Expr, LocalSymbol } from '../../core/expression.ts';
import type { Type } from '../../core/types.ts';
import * as problems from '../../diagnostics/types.ts';
import * as limits from '../../diagnostics/limits.ts';
import * as values from '../../diagnostics/values.ts';
import type { Binder, Expression } from '../../syntax/tree.ts';
import { formatType } from '../../core/format.ts';
import { sameType } from '../../core/relations.ts';
import { cardinality, MAX_ENUMERATED } from '../../core/enumerate.ts';
import { condition, countOf, isEmptySet, rangeSize } from '../types/assign.ts';
import { proposition } from './operators.ts';
import { closed, type Env, fail, locate, noteType, withoutCalls } from '../names/context.ts';
import { entityOf } from '../names/lookup.ts';
import { fits32 } from '../types/intervals.ts';
import { declareLocal, inner } from './locals.ts';
import { checkKeys, constantInteger } from '../types/type-expressions.ts';
import { BOOL, FORMULA, intType, mapOf, mentionsProcess, NEVER, setOf, symmetricIn } from '../types/types.ts';

type NodeOf<K extends Expression['kind']> = Extract<Expression, { kind: K }>;

/** A set and the type of its elements. */
export function elements(env: Env, node: Expression, expected?: Type): { set: Expr; element: Type } {
  const set = env.ctx.rules.infer(closed(env), node, expected);
  if (set.type.kind === 'never')
    return { set: { kind: 'narrow', operand: set, type: setOf(NEVER), at: set.at }, element: NEVER };
  if (set.type.kind !== 'set') return fail(problems.notASet(set.at, formatType(set.type)));
  const size = rangeSize(set);
  if (size !== undefined && size > MAX_ENUMERATED && !env.dead) fail(limits.tooManyValues(set.at, BigInt(size)));
  return { set, element: set.type.element };
}

/** Brings the names of binders into scope one after the other; later sets may use earlier names. */
function bindAll(env: Env, binders: readonly Binder[]): { bound: readonly BoundSet[]; body: Env } {
  let body = withoutCalls(env, 'inside a quantifier');
  const bound: BoundSet[] = [];
  for (const binder of binders) {
    const { set, element } = elements(body, binder.set);
    body = inner(body);
    // Nothing runs for the elements of the empty set.
    if (isEmptySet(set)) body = { ...body, dead: true };
    bound.push({ symbol: declareLocal(body, binder.name, element, 'bound'), set });
  }
  return { bound, body };
}

function isEmptyType(type: Type): boolean {
  return !mentionsProcess(type) && cardinality(type) === 0n;
}

/** How many elements a set has at most. */
function mostElements(env: Env, set: Expr): number {
  if (set.kind === 'constant' && typeof set.value !== 'number') return set.value.length;
  return set.type.kind === 'set' ? Number(countOf(env, set.type.element, set.at)) : 0;
}

export function inferQuantifier(env: Env, node: NodeOf<'quantifier'>): Expr {
  const at = locate(env, node);
  const { bound, body: inside } = bindAll(env, node.binders);
  const { quantifier } = node;
  switch (quantifier) {
    case 'forall':
    case 'exists': {
      const body = proposition(inside, node.body);
      const type = body.type.kind === 'formula' ? FORMULA : BOOL;
      return bound.reduceRight<Expr>(
        (nested, binder) => ({ kind: 'quantifier', quantifier, binders: [binder], body: nested, type, at }),
        body,
      );
    }
    case 'count': {
      const body = condition(inside, node.body);
      const most = bound.reduce((n, b) => n * mostElements(env, b.set), 1);
      if (!fits32({ low: 0, high: most }) && !env.dead) fail(values.overflow(at, { low: 0, high: most }));
      return { kind: 'quantifier', quantifier, binders: bound, body, type: intType(0, most), at };
    }
    case 'sum': {
      const body = env.ctx.rules.infer(inside, node.body);
      if (body.type.kind === 'never')
        return { kind: 'quantifier', quantifier, binders: bound, body, type: intType(0, 0), at };
      if (body.type.kind !== 'int') return fail(problems.notAnInteger(body.at, formatType(body.type)));
      const most = bound.reduce((n, b) => n * mostElements(env, b.set), 1);
      const { low, high } = body.type;
      // The set may have fewer elements than its type, unless it is a constant.
      const exact = bound.every((b) => b.set.kind === 'constant');
      const interval =
        high < low || most === 0
          ? { low: 0, high: 0 }
          : exact
            ? { low: low * most, high: high * most }
            : { low: Math.min(0, low * most), high: Math.max(0, high * most) };
      if (!fits32(interval) && !env.dead) fail(values.overflow(at, interval));
      return { kind: 'quantifier', quantifier, binders: bound, body, type: intType(interval.low, interval.high), at };
    }
    case 'min':
    case 'max': {
      const body = env.ctx.rules.infer(inside, node.body);
      const symmetric = symmetricIn(body.type);
      if (symmetric) fail(problems.ordersSymmetric(at, quantifier, formatType(symmetric)));
      if (body.type.kind === 'set' || body.type.kind === 'map' || body.type.kind === 'process')
        fail(problems.notOrdered(at, quantifier, formatType(body.type)));
      return { kind: 'quantifier', quantifier, binders: bound, body, type: body.type, at };
    }
    case 'choose': {
      const [only, second] = bound;
      if (!only) return fail();
      if (second) return fail(problems.chooseSeveral(at));
      const body = condition(inside, node.body);
      return { kind: 'quantifier', quantifier, binders: [only], body, type: only.symbol.type, at };
    }
  }
}

export function inferFilter(env: Env, node: NodeOf<'filter'>, expected: Type | undefined): Expr {
  const { set, element } = elements(env, node.binder.set, expected);
  const inside = inner(withoutCalls(env, 'in a set'));
  const symbol = declareLocal(inside, node.binder.name, element, 'bound');
  const test = condition(inside, node.condition);
  return { kind: 'filter', symbol, set, condition: test, type: setOf(element), at: locate(env, node) };
}

export function inferImage(env: Env, node: NodeOf<'image'>, expected: Type | undefined): Expr {
  const { bound, body } = bindAll(env, node.binders);
  const element = env.ctx.rules.infer(body, node.element, expected?.kind === 'set' ? expected.element : undefined);
  return { kind: 'image', binders: bound, element, type: setOf(element.type), at: locate(env, node) };
}

export function inferMap(env: Env, node: NodeOf<'mapLiteral'>, expected: Type | undefined): Expr {
  const key = keyType(env, node.binder.set);
  if (expected?.kind === 'map' && !sameType(key, expected.key))
    fail(problems.wrongKeys(locate(env, node.binder.set), formatType(expected.key), formatType(key)));
  const inside = inner(withoutCalls({ ...env, dead: env.dead || isEmptyType(key) }, 'in a map'));
  const symbol: LocalSymbol = declareLocal(inside, node.binder.name, key, 'bound');
  const value = env.ctx.rules.infer(inside, node.value, expected?.kind === 'map' ? expected.value : undefined);
  return { kind: 'mapOf', symbol, value, type: mapOf(key, value.type), at: locate(env, node) };
}

/** The keys of a map are all values of a type. */
function keyType(env: Env, node: Expression): Type {
  const key = typeNamed(env, node);
  if (!key) return fail(problems.keysNotAType(locate(env, node)));
  checkKeys(env, key, locate(env, node));
  noteType(env, node, setOf(key));
  return key;
}

/** The type that an expression names, as in `[i in OldId -> e]`. */
function typeNamed(env: Env, node: Expression): Type | undefined {
  switch (node.kind) {
    case 'parenthesized':
      return typeNamed(env, node.inner);
    case 'boolSet':
      return BOOL;
    case 'binary':
      return node.operator === '..'
        ? intType(constantInteger(env, node.left), constantInteger(env, node.right))
        : undefined;
    case 'tuple': {
      const types = node.elements.map((e) => typeNamed(env, e));
      return types.every((t) => t !== undefined) ? { kind: 'tuple', elements: types } : undefined;
    }
    case 'name':
    case 'field': {
      const entity = entityOf(env, node);
      if (entity?.kind === 'type') return env.ctx.rules.type(env.ctx, entity);
      if (!entity && node.kind === 'name' && node.name === 'Process') return env.ctx.processType;
      // An unknown name is reported as such.
      if (!entity && node.kind === 'name' && !env.scope.find(node.name)) env.ctx.rules.infer(env, node);
      return undefined;
    }
    default:
      return undefined;
  }
}
