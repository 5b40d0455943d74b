import type { Expr } from '../../core/expression.ts';
import type { SeqType, Type } from '../../core/types.ts';
import * as scopes from '../../diagnostics/scopes.ts';
import * as problems from '../../diagnostics/types.ts';
import * as values from '../../diagnostics/values.ts';
import type { Expression } from '../../syntax/tree.ts';
import type { Location } from '../../text/source.ts';
import { allValues, literal } from '../types/assign.ts';
import { inferCall } from './calls.ts';
import { closed, type Env, fail, locate, noteType, withoutCalls } from '../names/context.ts';
import { missingCase, unreachableCase } from '../types/exhaustive.ts';
import { GREATEST_INTEGER } from '../types/intervals.ts';
import { inferBinary, inferIf, inferUnary, joinBranches } from './operators.ts';
import { checkPattern } from './patterns.ts';
import { inferAt } from './points.ts';
import { inferFilter, inferImage, inferMap, inferQuantifier } from './quantifiers.ts';
import { inferRecord, inferUpdate } from './records.ts';
import { inferField, inferIndex, inferName, inferTupleField } from './references.ts';
import { inner } from './locals.ts';
import { checkParts } from '../types/type-expressions.ts';
import { BOOL, intType, NEVER, optionOf, seqOf, setOf, tupleOf } from '../types/types.ts';

type NodeOf<K extends Expression['kind']> = Extract<Expression, { kind: K }>;

/** The typed form of an expression. `expected` helps names and literals that say nothing by themselves. */
export function inferExpression(env: Env, node: Expression, expected?: Type): Expr {
  const expr = infer(env, node, expected);
  noteType(env, node, expr.type);
  return expr;
}

function infer(env: Env, node: Expression, expected: Type | undefined): Expr {
  const at = locate(env, node);
  switch (node.kind) {
    case 'integer':
      return integerLiteral(node.value, at);
    case 'boolean':
      return literal(node.value ? 1 : 0, BOOL, at);
    case 'boolSet':
      return allValues(env, BOOL, at);
    case 'name':
      return inferName(env, node, expected);
    case 'self':
      return inferSelf(env, at);
    case 'none':
      return literal([0], expected?.kind === 'option' ? expected : optionOf(NEVER), at);
    case 'some':
      return inferSome(closed(env), node, expected);
    case 'unary':
      return inferUnary(env, node, expected);
    case 'binary':
      return inferBinary(env, node);
    case 'index':
      return inferIndex(env, node);
    case 'field':
      return inferField(env, node);
    case 'tupleField':
      return inferTupleField(env, node);
    case 'prime':
      return inferPrime(env, node, expected);
    case 'is':
      return inferIs(env, node);
    case 'at':
      return inferAt(closed(env), node);
    case 'update':
      return inferUpdate(closed(env), node, expected);
    case 'call':
      return inferCall(env, node, expected);
    case 'quantifier':
      return inferQuantifier(env, node);
    case 'filter':
      return inferFilter(env, node, expected);
    case 'image':
      return inferImage(env, node, expected);
    case 'mapLiteral':
      return inferMap(env, node, expected);
    case 'ifExpression':
      return inferIf(env, node, expected);
    case 'letExpression':
      return inferLet(env, node, expected);
    case 'matchExpression':
      return inferMatch(env, node, expected);
    case 'record':
      return inferRecord(closed(env), node);
    case 'sequence':
      return inferSequence(env, node, expected?.kind === 'seq' ? expected : undefined);
    case 'set': {
      const element = expected?.kind === 'set' ? expected.element : undefined;
      const { exprs, type } = inferElements(env, node.elements, element);
      return { kind: 'set', elements: exprs, type: setOf(type), at };
    }
    case 'tuple':
      return inferTuple(closed(env), node, expected);
    case 'parenthesized':
      return { ...env.ctx.rules.infer(env, node.inner, expected), at };
    case 'missing':
      return fail();
  }
}

function integerLiteral(written: bigint, at: Location): Expr {
  if (written > BigInt(GREATEST_INTEGER) || written < -BigInt(GREATEST_INTEGER) - 1n)
    return fail(values.literalTooLarge(at));
  const value = Number(written);
  return literal(value, intType(value, value), at);
}

function inferSome(env: Env, node: NodeOf<'some'>, expected: Type | undefined): Expr {
  const at = locate(env, node);
  const value = env.ctx.rules.infer(env, node.value, expected?.kind === 'option' ? expected.element : undefined);
  const type = optionOf(value.type);
  if (value.kind === 'constant') return literal([1, value.value], type, at);
  return { kind: 'variant', tag: 1, payload: [value], type, at };
}

function inferSequence(env: Env, node: NodeOf<'sequence'>, expected: SeqType | undefined): Expr {
  const { exprs, type } = inferElements(env, node.elements, expected?.element);
  const capacity = Math.max(exprs.length, expected?.capacity ?? 0);
  return { kind: 'sequence', elements: exprs, type: seqOf(capacity, type), at: locate(env, node) };
}

function inferTuple(env: Env, node: NodeOf<'tuple'>, expected: Type | undefined): Expr {
  const at = locate(env, node);
  const types = expected?.kind === 'tuple' ? expected.elements : [];
  const elements = node.elements.map((e, i) => env.ctx.rules.infer(env, e, types[i]));
  const type = tupleOf(elements.map((e) => e.type));
  checkParts(type, at);
  return { kind: 'tuple', elements, type, at };
}

function inferSelf(env: Env, at: Location): Expr {
  const type = env.ctx.processType;
  switch (env.surrounding) {
    case 'code':
      if (!env.body && !env.process) return fail(scopes.selfHere(at));
      if (env.body?.kind === 'action') return fail(scopes.selfInAction(at, undefined, undefined));
      if (env.body) env.body.usesSelf = true;
      return { kind: 'self', type, at };
    case 'clause':
      return env.process ? { kind: 'self', type, at } : fail(scopes.selfHere(at));
    case 'transition':
      return { kind: 'self', type, at };
    case 'constant':
    case 'initial':
    case 'function':
    case 'invariant':
    case 'temporal':
    case 'reachable':
      return fail(scopes.selfHere(at));
  }
}

function inferPrime(env: Env, node: NodeOf<'prime'>, expected: Type | undefined): Expr {
  const at = locate(env, node);
  if (env.surrounding !== 'transition') return fail(scopes.onlyInTransitions(at, "`'`", env.surrounding, env.unit.at));
  if (env.primed) return fail(scopes.primeInPrime(at));
  const operand = env.ctx.rules.infer({ ...env, primed: true, opens: undefined }, node.operand, expected);
  return { kind: 'prime', operand, type: operand.type, at };
}

function inferIs(env: Env, node: NodeOf<'is'>): Expr {
  const value = env.ctx.rules.infer(closed(env), node.value);
  // Where no `&&` or branch follows the names can be used nowhere, but must be well-formed.
  const where = env.opens ? env : inner(env);
  const pattern = checkPattern(where, node.pattern, value.type, {
    scope: env.opens?.scope ?? where.scope,
    role: env.opens?.role ?? 'bound',
    ghost: false,
  });
  return { kind: 'is', value, pattern, type: BOOL, at: locate(env, node) };
}

/** Elements of a set or sequence: the ones that need no help first. */
function inferElements(
  env: Env,
  nodes: readonly Expression[],
  expected: Type | undefined,
): { exprs: readonly Expr[]; type: Type } {
  const inside = closed(env);
  const { exprs, type } = joinBranches(
    expected,
    nodes.map((node) => ({ env: inside, node })),
  );
  return { exprs, type: type.kind === 'never' && expected && nodes.length === 0 ? expected : type };
}

function inferLet(env: Env, node: NodeOf<'letExpression'>, expected: Type | undefined): Expr {
  const at = locate(env, node);
  const value = env.ctx.rules.infer(closed(env), node.value);
  const inside = inner(withoutCalls(env, 'after `in`'));
  const pattern = checkPattern(inside, node.pattern, value.type, {
    scope: inside.scope,
    role: 'bound',
    ghost: false,
    matches: true,
  });
  const body = env.ctx.rules.infer(inside, node.body, expected);
  if (pattern.kind === 'bind') return { kind: 'let', symbol: pattern.symbol, value, body, type: body.type, at };
  const missing = missingCase([pattern], value.type);
  if (missing !== undefined) fail(problems.refutableExpression(locate(env, node.pattern), missing));
  return { kind: 'match', value, arms: [{ pattern, body }], type: body.type, at };
}

function inferMatch(env: Env, node: NodeOf<'matchExpression'>, expected: Type | undefined): Expr {
  const at = locate(env, node);
  const value = env.ctx.rules.infer(closed(env), node.value);
  const heads = node.arms.map((arm) => {
    const inside = inner(withoutCalls(env, 'in an arm of `match`'));
    const binding = { scope: inside.scope, role: 'bound' as const, ghost: false };
    return { inside, pattern: checkPattern(inside, arm.pattern, value.type, binding), arm };
  });
  checkArms(
    env,
    heads.map((h) => ({ pattern: h.pattern, at: locate(env, h.arm.pattern) })),
    value,
    at,
  );
  const { exprs, type } = joinBranches(
    expected,
    heads.map((h) => ({ env: h.inside, node: h.arm.body })),
  );
  const arms = heads.map((h, i) => ({ pattern: h.pattern, body: exprs[i] ?? fail() }));
  return { kind: 'match', value, arms, type, at };
}

/** Every value is matched by some arm, and every arm can match some value. */
export function checkArms(
  env: Env,
  arms: readonly { readonly pattern: Parameters<typeof missingCase>[0][number]; readonly at: Location }[],
  value: Expr,
  at: Location,
): void {
  const patterns = arms.map((a) => a.pattern);
  const unreachable = unreachableCase(patterns, value.type);
  const dead = unreachable === undefined ? undefined : arms[unreachable];
  if (dead) fail(problems.unreachableArm(dead.at));
  const missing = missingCase(patterns, value.type);
  if (missing !== undefined && !env.dead) fail(problems.notExhaustive({ source: at.source, span: at.span }, missing));
}
