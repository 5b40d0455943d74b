import { children } from '../../../src/syntax/visit.ts';
import type { AnyNode, Expression } from '../../../src/syntax/tree.ts';
import { evaluate } from './evaluate.ts';
import type { Program } from './program.ts';
import { NotCovered, OutOfRange, type Value } from './value.ts';

class NotConstant extends Error {}

/** What names stand for where an expression is. */
export interface Meaning {
  readonly program: Program;
  /** Is this the name of a `ref` parameter for a place of a variable that is no ghost? */
  readonly refersToShared: (name: string) => boolean;
}

const known = new WeakMap<Program, Map<Expression, Value | undefined>>();

/** The value of an expression that needs no state to be evaluated. */
export function constant(e: Expression, program: Program): Value | undefined {
  const found = known.get(program) ?? new Map<Expression, Value | undefined>();
  known.set(program, found);
  if (!found.has(e)) found.set(e, evaluateConstant(e, program));
  return found.get(e);
}

function evaluateConstant(e: Expression, program: Program): Value | undefined {
  const refuse = (): never => {
    throw new NotConstant();
  };
  try {
    return evaluate(e, { program, shared: refuse, local: () => undefined, at: refuse, allDone: refuse });
  } catch (problem) {
    if (problem instanceof NotConstant || problem instanceof NotCovered || problem instanceof OutOfRange)
      return undefined;
    throw problem;
  }
}

/** Does an expression read a variable that is no ghost, once constants are substituted and conditions folded? */
export function readsShared(e: Expression, m: Meaning): boolean {
  if (constant(e, m.program) !== undefined) return false;
  switch (e.kind) {
    case 'name':
      return isShared(e.name, m);
    case 'at':
      return true;
    case 'parenthesized':
      return readsShared(e.inner, m);
    case 'binary': {
      const left = constant(e.left, m.program);
      if (e.operator === '&&' && left === false) return false;
      if ((e.operator === '||' && left === true) || (e.operator === '=>' && left === false)) return false;
      return readsShared(e.left, m) || readsShared(e.right, m);
    }
    case 'ifExpression': {
      const known = constant(e.condition, m.program);
      if (known === true) return readsShared(e.then, m);
      if (known === false) return readsShared(e.otherwise, m);
      return readsShared(e.condition, m) || readsShared(e.then, m) || readsShared(e.otherwise, m);
    }
    case 'call':
      return callReadsShared(e, m);
    case 'field':
      return readsShared(e.object, m);
    default:
      return expressionsIn(e).some((part) => readsShared(part, m));
  }
}

function callReadsShared(e: Extract<Expression, { kind: 'call' }>, m: Meaning): boolean {
  if (e.callee.kind === 'name') {
    // What a procedure gave back is a local by now.
    if (m.program.procedures.has(e.callee.name)) return false;
    const fun = m.program.functions.get(e.callee.name);
    if (fun && readsShared(fun.declaration.body, { ...m, refersToShared: () => false })) return true;
  }
  return e.arguments.some((argument) => readsShared(argument, m));
}

export function isShared(name: string, m: Meaning): boolean {
  const variable = m.program.variables.get(name);
  return variable ? !variable.declaration.ghost : m.refersToShared(name);
}

/** The expressions directly inside of one. */
function expressionsIn(node: AnyNode): readonly Expression[] {
  return children(node).flatMap((part) => (isExpression(part) ? [part] : isBetween(part) ? expressionsIn(part) : []));
}

const BETWEEN = new Set<AnyNode['kind']>(['binder', 'armExpression', 'fieldValue', 'keyUpdate', 'fieldUpdate']);
const NOT_EXPRESSIONS = new Set<AnyNode['kind']>([
  ...BETWEEN,
  ...(['identifier', 'path', 'wildcard', 'namePattern', 'variantPattern', 'nonePattern', 'somePattern'] as const),
  ...(['integerPattern', 'booleanPattern', 'tuplePattern', 'missingPattern'] as const),
]);

function isBetween(node: AnyNode): boolean {
  return BETWEEN.has(node.kind);
}

function isExpression(node: AnyNode): node is Expression {
  return !NOT_EXPRESSIONS.has(node.kind);
}

/** The procedure calls in an expression, in the order in which they run: left to right, inner ones first. */
export function callsIn(e: Expression, program: Program): readonly Extract<Expression, { kind: 'call' }>[] {
  const inner = expressionsIn(e).flatMap((part) => callsIn(part, program));
  if (e.kind === 'call' && e.callee.kind === 'name' && program.procedures.has(e.callee.name)) return [...inner, e];
  const conditional: readonly Expression['kind'][] = ['ifExpression', 'matchExpression', 'letExpression'];
  if (inner.length > 0 && conditional.includes(e.kind)) throw new NotCovered('a call in a part of an expression');
  return inner;
}

/** The variable or local at the root of a place. */
export function rootOf(place: Expression): string {
  switch (place.kind) {
    case 'name':
      return place.name;
    case 'parenthesized':
      return rootOf(place.inner);
    case 'index':
    case 'field':
    case 'tupleField':
      return rootOf(place.object);
    default:
      throw new NotCovered('a place');
  }
}

/** The expressions of the indices of a place. */
export function indicesOf(place: Expression): readonly Expression[] {
  switch (place.kind) {
    case 'index':
      return [...indicesOf(place.object), ...place.indices];
    case 'parenthesized':
      return indicesOf(place.inner);
    case 'field':
    case 'tupleField':
      return indicesOf(place.object);
    default:
      return [];
  }
}
