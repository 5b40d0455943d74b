import type { Expr, FunctionSymbol, Place, ProcedureSymbol, Statement } from '../../core/expression.ts';
import { substatements, walkExpression } from '../../core/traverse.ts';
import type { Type } from '../../core/types.ts';
import { formatType } from '../../core/format.ts';
import * as rules from '../../diagnostics/bodies.ts';
import type { Location } from '../../text/source.ts';
import { fail } from '../names/context.ts';

/**
 * A `for` over interchangeable values visits them in an order that means nothing, so its outcome must not
 * depend on it (language.md, section 3, `symmetric`; Ip and Dill, "Better verification through symmetry",
 * CHDL 1993, restrict Murphi's scalarset loops in the same way).
 */
export function checkSymmetricLoop(
  loop: Extract<Statement, { kind: 'for' }>,
  type: Type,
  { inAtomic }: { readonly inAtomic: boolean },
): void {
  const name = formatType(type);
  const own = new Set<number>([loop.symbol.id]);
  const visit = (statement: Statement, steps: 'one' | 'many'): void => {
    if (steps === 'many') requireLocal(statement, name, loop.head);
    requireUnordered(statement, name, loop, own);
    for (const part of substatements(statement)) visit(part, statement.kind === 'atomic' ? 'one' : steps);
  };
  visit(loop.body, inAtomic ? 'one' : 'many');
}

/** Outside `atomic` its statements are local: a visible one would end the step between two elements. */
function requireLocal(statement: Statement, type: string, head: Location): void {
  const visible = visiblePart(statement);
  if (visible) fail(rules.symmetricLoopVisible(visible, type, head));
}

function visiblePart(statement: Statement): Location | undefined {
  switch (statement.kind) {
    case 'await':
    case 'skip':
    case 'fence':
    case 'atomic':
      return statement.at;
    case 'assign':
      if (statement.target.root.ghost) return undefined;
      if (statement.target.root.kind === 'variable' || statement.target.root.role === 'ref') return statement.at;
      return readsShared(statement.value) || placeReadsShared(statement.target) ? statement.at : undefined;
    case 'declare':
      return !statement.symbol.ghost && readsShared(statement.value) ? statement.at : undefined;
    case 'declarePattern':
      return readsShared(statement.value) ? statement.at : undefined;
    case 'if':
      return readsShared(statement.condition) && !onlyGhosts(statement) ? statement.head : undefined;
    case 'while':
      return statement.condition && readsShared(statement.condition) ? statement.head : undefined;
    case 'match':
      return readsShared(statement.value) && !onlyGhosts(statement) ? statement.head : undefined;
    case 'for':
      return readsShared(statement.set) && !onlyGhosts(statement) ? statement.head : undefined;
    case 'return':
      return statement.value && readsShared(statement.value) ? statement.at : undefined;
    case 'call':
      return callIsVisible(statement) ? statement.at : undefined;
    case 'block':
    case 'sequence':
    case 'assert':
    case 'break':
    case 'continue':
    case 'either':
    case 'pick':
    case 'goto':
    case 'labelled':
      return undefined;
  }
}

function onlyGhosts(statement: Statement): boolean {
  if (statement.kind === 'assign') return statement.target.root.ghost;
  if (statement.kind === 'declare') return statement.symbol.ghost;
  const parts = substatements(statement);
  return (
    (statement.kind === 'block' || statement.kind === 'if' || statement.kind === 'match' || statement.kind === 'for') &&
    parts.every(onlyGhosts)
  );
}

function callIsVisible(call: Extract<Statement, { kind: 'call' }>): boolean {
  return (
    call.arguments.some((a) => (a.kind === 'value' ? readsShared(a.value) : !a.place.root.ghost)) ||
    procedureIsVisible(call.procedure)
  );
}

function procedureIsVisible(procedure: ProcedureSymbol): boolean {
  const visible = (s: Statement): boolean => visiblePart(s) !== undefined || substatements(s).some(visible);
  return visible(procedure.body);
}

function readsShared(expr: Expr): boolean {
  let reads = false;
  walkExpression(expr, (e) => {
    if (e.kind === 'variable' && !e.symbol.ghost) reads = true;
    if (e.kind === 'local' && e.symbol.role === 'ref') reads = true;
    if (e.kind === 'at' || e.kind === 'allDone' || e.kind === 'processLocal') reads = true;
    if (e.kind === 'call' && functionReadsShared(e.function)) reads = true;
    return !reads;
  });
  return reads;
}

function functionReadsShared(callee: FunctionSymbol): boolean {
  return readsShared(callee.body);
}

function placeReadsShared(place: Place): boolean {
  return place.path.some((step) => step.kind === 'index' && readsShared(step.index));
}

/** Assignments go to places of the element at hand, or come to the same in any order. */
function requireUnordered(
  statement: Statement,
  type: string,
  loop: Extract<Statement, { kind: 'for' }>,
  own: Set<number>,
): void {
  switch (statement.kind) {
    case 'declare':
      own.add(statement.symbol.id);
      return;
    case 'break':
    case 'return':
    case 'goto':
      fail(rules.symmetricLoopLeft(statement.at, type, loop.head));
      return;
    case 'either':
    case 'pick':
      fail(rules.symmetricLoopChoice(statement.at, type, loop.head));
      return;
    case 'call':
      for (const argument of statement.arguments)
        if (argument.kind === 'ref' && !isOwn(argument.place, loop, own))
          fail(rules.symmetricLoopOrder(argument.place.at, loop.symbol.name, type, loop.head));
      return;
    case 'assign':
      if (!isOwn(statement.target, loop, own) && !isCommutative(statement))
        fail(rules.symmetricLoopOrder(statement.target.at, loop.symbol.name, type, loop.head));
      return;
    default:
      return;
  }
}

function isOwn(place: Place, loop: Extract<Statement, { kind: 'for' }>, own: ReadonlySet<number>): boolean {
  if (place.root.kind === 'local' && own.has(place.root.id)) return true;
  return place.path.some(
    (step) => step.kind === 'index' && step.index.kind === 'local' && step.index.symbol.id === loop.symbol.id,
  );
}

/** `x += e`, `x |= e` and their like, where e does not depend on what the loop has done to x. */
function isCommutative(statement: Extract<Statement, { kind: 'assign' }>): boolean {
  const { value, target } = statement;
  if (value.kind === 'constant') return true;
  if (value.kind !== 'binary') return false;
  switch (value.op) {
    case 'add':
    case 'sub':
    case 'mul':
    case 'and':
    case 'or':
    case 'union':
    case 'intersect':
    case 'difference':
      return readsOnlyTarget(value.left, target) && !mentions(value.right, target);
    default:
      return false;
  }
}

function readsOnlyTarget(expr: Expr, target: Place): boolean {
  if (target.path.length > 0) return expr.kind === 'index' || expr.kind === 'field';
  return (expr.kind === 'variable' || expr.kind === 'local') && expr.symbol === target.root;
}

function mentions(expr: Expr, target: Place): boolean {
  let found = false;
  walkExpression(expr, (e) => {
    if ((e.kind === 'variable' || e.kind === 'local') && e.symbol === target.root) found = true;
    return !found;
  });
  return found;
}
