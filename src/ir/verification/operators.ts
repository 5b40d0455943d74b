import type { Expr } from '../../core/expression.ts';
import { InternalError } from '../../core/internal-error.ts';
import type { IntType, Type } from '../../core/types.ts';
import { formatType } from '../../core/format.ts';
import { isSubtype, sameForm } from '../../core/relations.ts';
import { arithmetic, isEmpty } from '../../typecheck/types/intervals.ts';
import { fits, need } from './types.ts';

/** The typing of operators and predeclared functions, given that of their operands. */

export function verifyUnary(expr: Extract<Expr, { kind: 'unary' }>): void {
  const { type } = expr.operand;
  switch (expr.op) {
    case 'not':
      need(isCondition(type) && isCondition(expr.type), 'the opposite of no condition', expr);
      return;
    case 'subset':
      need(
        expr.type.kind === 'set' && type.kind === 'set' && isSubtype(type, expr.type.element),
        'other subsets',
        expr,
      );
      return;
    case 'negate': {
      const { low, high } = number(type, expr);
      if (high >= low) fits({ kind: 'int', low: -high, high: -low }, expr.type, expr);
    }
  }
}

export function verifyBinary(expr: Extract<Expr, { kind: 'binary' }>): void {
  const { left, right, op, type } = expr;
  switch (op) {
    case 'and':
    case 'or':
    case 'implies':
    case 'iff':
      need(isCondition(left.type) && isCondition(right.type) && isCondition(type), 'no conditions', expr);
      return;
    case 'eq':
    case 'ne':
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
      need(
        sameForm(left.type, right.type) && isCondition(type),
        () => `${formatType(left.type)} compared with ${formatType(right.type)}`,
        expr,
      );
      return;
    case 'in':
      need(right.type.kind === 'set' && sameForm(left.type, right.type.element), 'an element of another set', expr);
      return;
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
    case 'mod': {
      const interval = arithmetic(op, number(left.type, left), number(right.type, right));
      if (!isEmpty(interval)) fits({ kind: 'int', ...interval }, type, expr);
      return;
    }
    case 'range': {
      const [from, to] = [number(left.type, left), number(right.type, right)];
      fits({ kind: 'set', element: { kind: 'int', low: from.low, high: to.high } }, type, expr);
      return;
    }
    case 'union':
      fits(left.type, type, left);
      fits(right.type, type, right);
      return;
    case 'difference':
      need(type.kind === 'set' && sameForm(left.type, right.type), 'sets of different elements', expr);
      fits(left.type, type, expr);
      return;
    case 'intersect':
      need(type.kind === 'set' && sameForm(left.type, right.type), 'sets of different elements', expr);
      need(sameForm(left.type, type), 'a set of other elements', expr);
  }
}

export function verifyBuiltin(expr: Extract<Expr, { kind: 'builtin' }>): void {
  const [first, second] = expr.arguments;
  if (!first) throw new InternalError('a function without an argument', expr.at);
  const { type } = first;
  switch (expr.builtin) {
    case 'int':
      need(isCondition(type) && expr.type.kind === 'int', 'the number of no condition', expr);
      return;
    case 'size':
      need((type.kind === 'seq' || type.kind === 'set') && expr.type.kind === 'int', 'the size of no set', expr);
      return;
    case 'head':
    case 'last':
      if (type.kind !== 'seq') throw new InternalError('an end of no sequence', expr.at);
      fits(type.element, expr.type, expr);
      return;
    case 'tail':
      if (type.kind !== 'seq') throw new InternalError('the rest of no sequence', expr.at);
      fits({ ...type, capacity: Math.max(0, type.capacity - 1) }, expr.type, expr);
      return;
    case 'push':
      if (expr.type.kind !== 'seq' || !second) throw new InternalError('an element for no sequence', expr.at);
      fits(type, expr.type, expr);
      fits(second.type, expr.type.element, second);
  }
}

function isCondition({ kind }: Type): boolean {
  return kind === 'bool' || kind === 'never';
}

function number(type: Type, of: Expr): IntType {
  if (type.kind !== 'int') throw new InternalError(`${formatType(type)} is no number`, of.at);
  return type;
}
