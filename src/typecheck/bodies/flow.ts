import type { Expr, Statement } from '../../core/expression.ts';
import { boundBy, childrenOf, substatements } from '../../core/traverse.ts';
import { knownCondition } from '../types/assign.ts';

/**
 * Whether control can come to the end of a statement: it ends there, or goes on behind it. Conditions that are not
 * constant may be true or false, and whatever a `goto` names may be reached.
 */
export function canEnd(statement: Statement): boolean {
  return endsAt(statement, jumpsIn(statement, new Set()));
}

function jumpsIn(statement: Statement, found: Set<number>): ReadonlySet<number> {
  if (statement.kind === 'goto') found.add(statement.label.id);
  for (const part of substatements(statement)) jumpsIn(part, found);
  return found;
}

/** @param targets ids of labels that something jumps to */
function endsAt(statement: Statement, targets: ReadonlySet<number>): boolean {
  switch (statement.kind) {
    case 'goto':
    case 'return':
    case 'break':
    case 'continue':
      return false;
    case 'block':
    case 'sequence': {
      let isReached = true;
      for (const part of statement.statements)
        isReached = (isReached || isTarget(part, targets)) && endsAt(part, targets);
      return isReached;
    }
    case 'if': {
      const value = decided(statement.condition);
      const otherwise = statement.otherwise === undefined || endsAt(statement.otherwise, targets);
      return (value !== false && endsAt(statement.then, targets)) || (value !== true && otherwise);
    }
    case 'match':
      return statement.arms.some((arm) => endsAt(arm.body, targets));
    case 'either':
      return statement.branches.some((branch) => endsAt(branch, targets));
    case 'labelled':
      return statement.body === undefined || endsAt(statement.body, targets);
    case 'atomic':
      return endsAt(statement.body, targets);
    case 'while':
      return (statement.condition !== undefined && decided(statement.condition) !== true) || canBreak(statement.body);
    case 'assign':
    case 'declare':
    case 'declarePattern':
    case 'await':
    case 'assert':
    case 'for':
    case 'skip':
    case 'fence':
    case 'pick':
    case 'call':
      return true;
  }
}

/** Whether something jumps to a label of a statement, of which there may be several. */
function isTarget(statement: Statement, targets: ReadonlySet<number>): boolean {
  if (statement.kind !== 'labelled') return false;
  return targets.has(statement.label.id) || (statement.body !== undefined && isTarget(statement.body, targets));
}

/** The value of a constant condition. A condition that binds names is evaluated whatever its value. */
function decided(condition: Expr): boolean | undefined {
  return bindsNames(condition) ? undefined : knownCondition(condition);
}

function bindsNames(expr: Expr): boolean {
  return (expr.kind === 'is' && boundBy(expr.pattern).length > 0) || childrenOf(expr).some(bindsNames);
}

/** Whether a `break` in the body of a loop leaves that loop. */
function canBreak(statement: Statement): boolean {
  if (statement.kind === 'break') return true;
  if (statement.kind === 'while' || statement.kind === 'for') return false;
  return substatements(statement).some(canBreak);
}
