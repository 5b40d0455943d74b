import type { Expr } from '../core/expression.ts';
import { isClosed } from '../core/closed.ts';
import { InternalError } from '../core/internal-error.ts';
import { childrenOf } from '../core/traverse.ts';
import { CannotExport } from './cannot-export.ts';
import { conditionOf } from './definedness.ts';
import type { Expressions } from './expressions.ts';
import { type ExprOf, nameFor, type Scope, withLocals } from './scope.ts';
import * as tla from './syntax.ts';
import type { Tla } from './syntax.ts';

/** The action that an actor is, from its family or action and its indices or arguments. */
export type ActionOf = (target: Extract<Expr, { kind: 'enabled' }>['of'], indices: readonly Tla[]) => Tla | undefined;

/**
 * A temporal property as a formula. Conditions have no range errors in it: where one has no value, it is false.
 * @throws CannotExport where TLA+ has no such formula
 */
export function temporalFormula(expr: Expr, scope: Scope, to: Expressions, actionOf: ActionOf): Tla {
  const inner = (e: Expr): Tla => temporalFormula(e, scope, to, actionOf);
  if (!isTemporal(expr)) return conditionOf(expr, scope, to);
  switch (expr.kind) {
    case 'temporal':
      return tla.prefix(expr.op === 'always' ? '[]' : '<>', inner(expr.operand));
    case 'temporalPair':
      if (expr.op === 'until') throw new CannotExport('TLA+ has no `until`', expr.at);
      return tla.infix(inner(expr.left), '~>', inner(expr.right));
    case 'unary':
      return tla.not(inner(expr.operand));
    case 'binary':
      return connective(expr, inner(expr.left), inner(expr.right));
    case 'if': {
      const condition = inner(expr.condition);
      return tla.and([
        tla.implies(condition, inner(expr.then)),
        tla.implies(tla.not(condition), inner(expr.otherwise)),
      ]);
    }
    case 'quantifier':
      return quantifier(expr, scope, to, actionOf);
    case 'enabled': {
      const { of } = expr;
      const indices = (of.kind === 'action' ? of.arguments : of.indices).map((e) => to.translate(e, scope));
      const action = actionOf(of, indices);
      return action === undefined ? tla.FALSE : tla.prefix('ENABLED', action);
    }
    default:
      throw new InternalError(`${expr.kind} around a temporal operator`, expr.at);
  }
}

function connective({ op, at }: ExprOf<'binary'>, left: Tla, right: Tla): Tla {
  switch (op) {
    case 'and':
      return tla.and([left, right]);
    case 'or':
      return tla.or([left, right]);
    case 'implies':
      return tla.implies(left, right);
    case 'iff':
    case 'eq':
      return equivalent(left, right);
    case 'ne':
      return equivalent(left, tla.not(right));
    default:
      throw new InternalError(`${op} around a temporal operator`, at);
  }
}

/** TLC knows no `<=>` of temporal formulas. */
function equivalent(left: Tla, right: Tla): Tla {
  return tla.and([tla.implies(left, right), tla.implies(right, left)]);
}

/** The sets of quantifiers around temporal operators are constants in TLA+: those of other sets have all values of a type. */
function quantifier(expr: ExprOf<'quantifier'>, scope: Scope, to: Expressions, actionOf: ActionOf): Tla {
  const [binder, ...rest] = expr.binders;
  const body: Expr = rest.length > 0 ? { ...expr, binders: rest } : expr.body;
  if (!binder) return temporalFormula(expr.body, scope, to, actionOf);
  const name = nameFor(binder.symbol);
  const within = withLocals(scope, [[binder.symbol, tla.named(name)]]);
  const part = temporalFormula(body, within, to, actionOf);
  const isForall = expr.quantifier === 'forall';
  const set = to.translate(binder.set, scope);
  if (isClosed(binder.set)) return isForall ? tla.forall(name, set, part) : tla.exists(name, set, part);
  const all = to.vocabulary.setOf(binder.symbol.type);
  const isIn = tla.member(tla.named(name), set);
  return isForall ? tla.forall(name, all, tla.implies(isIn, part)) : tla.exists(name, all, tla.and([isIn, part]));
}

function isTemporal(expr: Expr): boolean {
  const { kind } = expr;
  return kind === 'temporal' || kind === 'temporalPair' || kind === 'enabled' || childrenOf(expr).some(isTemporal);
}
