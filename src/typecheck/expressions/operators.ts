import { listOf } from '../../core/values.ts';
import { formatType } from '../../core/format.ts';
import type { BinaryOp, Expr } from '../../core/expression.ts';
import type { IntType, Type } from '../../core/types.ts';
import * as scopes from '../../diagnostics/scopes.ts';
import * as problems from '../../diagnostics/types.ts';
import * as limits from '../../diagnostics/limits.ts';
import * as values from '../../diagnostics/values.ts';
import type { BinaryOperator, Expression } from '../../syntax/tree.ts';
import type { Location } from '../../text/source.ts';
import { condition, evaluate, isConstant, knownCondition, literal, requireFit } from '../types/assign.ts';
import { closed, type Env, fail, locate, type Opening, withoutCalls } from '../names/context.ts';
import { hunger } from './hungry.ts';
import { arithmetic, fits32, GREATEST_INTEGER, isEmpty, negate } from '../types/intervals.ts';
import { inner } from './locals.ts';
import { Scope } from '../names/scope.ts';
import { BOOL, FORMULA, intType, NEVER, setOf, symmetricIn } from '../types/types.ts';
import { join } from '../../core/relations.ts';

type NodeOf<K extends Expression['kind']> = Extract<Expression, { kind: K }>;
type Binary = NodeOf<'binary'>;

export function inferUnary(env: Env, node: NodeOf<'unary'>, expected: Type | undefined): Expr {
  const at = locate(env, node);
  const inside = closed(env);
  switch (node.operator) {
    case '!': {
      const operand = proposition(inside, node.operand);
      return { kind: 'unary', op: 'not', operand, type: operand.type, at };
    }
    case '-': {
      if (node.operand.kind === 'integer' && node.operand.value === BigInt(GREATEST_INTEGER) + 1n) {
        const least = -(GREATEST_INTEGER + 1);
        return literal(least, intType(least, least), at);
      }
      const operand = integer(inside, node.operand);
      if (operand.type.kind !== 'int') return { ...operand, at };
      const interval = negate(operand.type);
      if (!fits32(interval) && !env.dead) fail(values.overflow(at, interval));
      const type = intType(interval.low, interval.high);
      if (operand.kind === 'constant') return literal(interval.low, type, at);
      return { kind: 'unary', op: 'negate', operand, type, at };
    }
    case 'subset': {
      const operand = env.ctx.rules.infer(
        inside,
        node.operand,
        expected?.kind === 'set' ? expected.element : undefined,
      );
      if (operand.type.kind === 'never') return { ...operand, at };
      if (operand.type.kind !== 'set') return fail(problems.notASetToTakeFrom(operand.at, formatType(operand.type)));
      if (isConstant(operand)) {
        const size = listOf(evaluate(env.ctx, operand)).length;
        if (size > 20) fail(limits.tooManyValues(at, 1n << BigInt(size)));
      }
      return { kind: 'unary', op: 'subset', operand, type: setOf(operand.type), at };
    }
    case 'always':
    case 'eventually': {
      requireTemporal(env, at, `\`${node.operator}\``);
      const operand = proposition(inside, node.operand);
      return { kind: 'temporal', op: node.operator, operand, type: FORMULA, at };
    }
  }
}

function requireTemporal(env: Env, at: Location, what: string): void {
  if (env.surrounding !== 'temporal') fail(scopes.onlyInTemporal(at, what, env.surrounding, env.unit.at));
}

/** A condition, or in a temporal property a formula. */
export function proposition(env: Env, node: Expression): Expr {
  if (env.surrounding !== 'temporal') return condition(env, node);
  const expr = env.ctx.rules.infer(env, node, BOOL);
  const { kind } = expr.type;
  if (kind !== 'bool' && kind !== 'formula' && kind !== 'never')
    fail(problems.notACondition(expr.at, formatType(expr.type)));
  return expr;
}

/** A number, or nothing: an expression that never has a value. */
function integer(env: Env, node: Expression): Expr {
  const expr = env.ctx.rules.infer(env, node);
  if (expr.type.kind !== 'int' && expr.type.kind !== 'never')
    fail(problems.notAnInteger(expr.at, formatType(expr.type)));
  return expr;
}

export function inferBinary(env: Env, node: Binary): Expr {
  switch (node.operator) {
    case '&&':
    case '||':
    case '=>':
      return connective(env, node);
    case '<=>': {
      const inside = closed(env);
      const left = proposition(inside, node.left);
      const right = proposition(inside, node.right);
      return { kind: 'binary', op: 'iff', left, right, type: either(left, right), at: locate(env, node) };
    }
    case '~>':
    case 'until': {
      const at = locate(env, node);
      requireTemporal(env, at, `\`${node.operator}\``);
      const inside = closed(env);
      const left = proposition(inside, node.left);
      const right = proposition(inside, node.right);
      return { kind: 'temporalPair', op: node.operator === '~>' ? 'leadsTo' : 'until', left, right, type: FORMULA, at };
    }
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return comparison(env, node);
    case 'in':
    case '!in':
      return membership(env, node);
    case '..': {
      const at = locate(env, node);
      const inside = closed(env);
      const left = integer(inside, node.left);
      const right = integer(inside, node.right);
      if (left.type.kind !== 'int') return { ...left, at };
      if (right.type.kind !== 'int') return { ...right, at };
      const element = intType(left.type.low, right.type.high);
      return { kind: 'binary', op: 'range', left, right, type: setOf(element), at };
    }
    case 'union':
    case '\\':
    case 'intersect':
      return sets(env, node, node.operator);
    case '+':
    case '-':
    case '*':
    case '/':
    case '%': {
      const inside = closed(env);
      const left = integer(inside, node.left);
      const right = integer(inside, node.right);
      return calculate(env, node.operator, left, right, locate(env, node));
    }
  }
}

function either(left: Expr, right: Expr): Type {
  return left.type.kind === 'formula' || right.type.kind === 'formula' ? FORMULA : BOOL;
}

/** `&&`, `||`, `=>`: the right side is evaluated only if the left one does not decide. */
function connective(env: Env, node: Binary): Expr {
  const at = locate(env, node);
  const op = node.operator === '&&' ? 'and' : node.operator === '||' ? 'or' : 'implies';
  // Names of `is` patterns on the left can be used on the right of `&&` and `=>`.
  // Only those along the chain of a statement's head live on in its branch.
  const own = (): Opening => ({ scope: new Scope(env.scope), role: 'bound' });
  const opens = op === 'or' ? undefined : op === 'and' ? (env.opens ?? own()) : own();
  const outer = { ...env, scope: opens?.scope ?? env.scope, opens };
  const left = proposition(outer, node.left);
  const value = knownCondition(left);
  const unused = op === 'or' ? value === true : value === false;
  const guarded = withoutCalls({ ...outer, dead: env.dead || unused }, `after \`${node.operator}\``);
  const right = proposition(op === 'and' ? { ...guarded, opens } : guarded, node.right);
  return { kind: 'binary', op, left, right, type: either(left, right), at };
}

/** Both sides of an operator, each helped by the type of the other where it needs help. */
export function pair(
  env: Env,
  leftNode: Expression,
  rightNode: Expression,
  expected: (other: Type, side: 'left' | 'right') => Type | undefined,
): { left: Expr; right: Expr } {
  if (hunger(env, leftNode) > hunger(env, rightNode)) {
    // Calls keep their order: what is hungry is a name or a literal, and calls nothing.
    const right = env.ctx.rules.infer(env, rightNode);
    return { left: env.ctx.rules.infer(env, leftNode, expected(right.type, 'left')), right };
  }
  const left = env.ctx.rules.infer(env, leftNode);
  return { left, right: env.ctx.rules.infer(env, rightNode, expected(left.type, 'right')) };
}

function comparison(env: Env, node: Binary): Expr {
  const at = locate(env, node);
  const inside = closed(env);
  const { left, right } = pair(inside, node.left, node.right, (other) => other);
  const op = comparisonOp(node.operator);
  const type = join(left.type, right.type);
  if (!type || type.kind === 'formula')
    return fail(problems.notComparable(at, formatType(left.type), formatType(right.type), left.at, right.at));
  if (op !== 'eq' && op !== 'ne') {
    const symmetric = symmetricIn(type);
    if (symmetric) fail(problems.ordersSymmetric(at, node.operator, formatType(symmetric)));
    if (!isOrdered(type)) fail(problems.notOrdered(at, node.operator, formatType(type)));
  }
  return { kind: 'binary', op, left, right, type: BOOL, at };
}

/** Sets have no order that anyone would expect of `<`. */
function isOrdered(type: Type): boolean {
  return type.kind !== 'set' && type.kind !== 'map' && type.kind !== 'process';
}

function comparisonOp(operator: BinaryOperator): BinaryOp {
  switch (operator) {
    case '==':
      return 'eq';
    case '!=':
      return 'ne';
    case '<':
      return 'lt';
    case '<=':
      return 'le';
    case '>':
      return 'gt';
    default:
      return 'ge';
  }
}

function membership(env: Env, node: Binary): Expr {
  const at = locate(env, node);
  const inside = closed(env);
  const { left, right } = pair(inside, node.left, node.right, (other, side) =>
    side === 'right' ? setOf(other) : other.kind === 'set' ? other.element : undefined,
  );
  if (right.type.kind === 'never') return { ...right, at };
  if (right.type.kind !== 'set') return fail(problems.notASet(right.at, formatType(right.type)));
  if (!join(left.type, right.type.element))
    return fail(problems.notAnElement(at, formatType(left.type), formatType(right.type.element), left.at));
  const test: Expr = { kind: 'binary', op: 'in', left, right, type: BOOL, at };
  return node.operator === 'in' ? test : { kind: 'unary', op: 'not', operand: test, type: BOOL, at };
}

function sets(env: Env, node: Binary, operator: SetOperator): Expr {
  const at = locate(env, node);
  const inside = closed(env);
  const { left, right } = pair(inside, node.left, node.right, (other) => other);
  return combineSets(operator, left, right, at);
}

type SetOperator = 'union' | '\\' | 'intersect';

export function combineSets(operator: SetOperator, left: Expr, right: Expr, at: Location): Expr {
  for (const side of [left, right]) {
    if (side.type.kind === 'never') return { ...side, at };
    if (side.type.kind !== 'set') fail(problems.notASet(side.at, formatType(side.type)));
  }
  const joined = join(left.type, right.type);
  if (!joined)
    return fail(problems.notComparable(at, formatType(left.type), formatType(right.type), left.at, right.at));
  switch (operator) {
    case 'union':
      return { kind: 'binary', op: 'union', left, right, type: joined, at };
    case '\\':
      return { kind: 'binary', op: 'difference', left, right, type: left.type, at };
    case 'intersect':
      return { kind: 'binary', op: 'intersect', left, right, type: common(left.type, right.type), at };
  }
}

/** The type of what is in both sets. */
function common(a: Type, b: Type): Type {
  if (a.kind === 'set' && b.kind === 'set' && a.element.kind === 'int' && b.element.kind === 'int')
    return setOf(intType(Math.max(a.element.low, b.element.low), Math.min(a.element.high, b.element.high)));
  return a.kind === 'set' && a.element.kind === 'never' ? b : a;
}

const NAMES = { '+': 'add', '-': 'sub', '*': 'mul', '/': 'div', '%': 'mod' } as const;

/** Arithmetic, typed by its interval. */
export function calculate(env: Env, operator: keyof typeof NAMES, left: Expr, right: Expr, at: Location): Expr {
  const op = NAMES[operator];
  if (left.type.kind === 'never') return { ...left, at };
  if (right.type.kind === 'never') return { ...right, at };
  const a = operand(left);
  const b = operand(right);
  if ((op === 'div' || op === 'mod') && !env.dead && !isEmpty(a) && !isEmpty(b)) {
    if (b.high <= 0) fail(values.badDivisor(right.at, operator, b));
    if (a.high < 0) fail(values.badDividend(left.at, operator, a));
  }
  const interval = arithmetic(op, a, b);
  if (!fits32(interval) && !env.dead) fail(values.overflow(at, interval));
  return { kind: 'binary', op, left, right, type: intType(interval.low, interval.high), at };
}

function operand(expr: Expr): IntType {
  if (expr.type.kind !== 'int') return fail(problems.notAnInteger(expr.at, formatType(expr.type)));
  return expr.type;
}

/** `x += e` and its like: what is assigned. */
export function compound(
  env: Env,
  operator: '+=' | '-=' | '*=' | '|=' | '&=' | '\\=',
  read: Expr,
  value: Expr,
  at: Location,
): Expr {
  switch (operator) {
    case '+=':
      return calculate(env, '+', read, value, at);
    case '-=':
      return calculate(env, '-', read, value, at);
    case '*=':
      return calculate(env, '*', read, value, at);
    case '|=':
    case '&=': {
      if (read.type.kind === 'bool') {
        requireFit(env, value, BOOL);
        return { kind: 'binary', op: operator === '|=' ? 'or' : 'and', left: read, right: value, type: BOOL, at };
      }
      if (read.type.kind !== 'set') return fail(problems.noCompound(at, operator, formatType(read.type)));
      return combineSets(operator === '|=' ? 'union' : 'intersect', read, value, at);
    }
    case '\\=':
      if (read.type.kind !== 'set') return fail(problems.noCompound(at, operator, formatType(read.type)));
      return combineSets('\\', read, value, at);
  }
}

/** `if a then b else c` */
export function inferIf(env: Env, node: NodeOf<'ifExpression'>, expected: Type | undefined): Expr {
  const at = locate(env, node);
  const opened = inner(closed(env));
  const test = condition({ ...opened, opens: { scope: opened.scope, role: 'bound' } }, node.condition);
  const value = knownCondition(test);
  const thenEnv = withoutCalls({ ...opened, dead: env.dead || value === false }, 'in a branch of `if`');
  const elseEnv = withoutCalls({ ...env, dead: env.dead || value === true }, 'in a branch of `if`');
  const branches = joinBranches(
    expected,
    [
      { env: thenEnv, node: node.then },
      { env: elseEnv, node: node.otherwise },
    ],
    value === undefined ? undefined : value ? 0 : 1,
  );
  const [then, otherwise] = branches.exprs;
  if (!then || !otherwise) return fail();
  return { kind: 'if', condition: test, then, otherwise, type: branches.type, at };
}

/** Branches of which one is taken: the ones that need no help first, and one type that holds them all. */
export function joinBranches(
  expected: Type | undefined,
  branches: readonly { readonly env: Env; readonly node: Expression }[],
  taken?: number,
): { exprs: readonly Expr[]; type: Type } {
  const typed: { readonly i: number; readonly expr: Expr }[] = [];
  const inOrder = (): readonly Expr[] => [...typed].sort((a, b) => a.i - b.i).map(({ expr }) => expr);
  const order = branches
    .map((b, i) => ({ ...b, i, hunger: hunger(b.env, b.node) }))
    .sort((a, b) => a.hunger - b.hunger || a.i - b.i);
  let type: Type = NEVER;
  for (const { env, node, i } of order) {
    const expr = env.ctx.rules.infer(env, node, expected ?? (type.kind === 'never' ? undefined : type));
    const joined = join(type, expr.type);
    if (!joined) {
      const [other] = inOrder();
      return fail(problems.branchesDiffer(expr.at, formatType(expr.type), formatType(type), other?.at));
    }
    type = joined;
    typed.push({ i, expr });
  }
  // Of branches that are known not to be taken the interval does not count.
  const exprs = inOrder();
  const live = taken === undefined ? undefined : exprs[taken];
  return { exprs, type: live && type.kind === 'int' ? live.type : type };
}
