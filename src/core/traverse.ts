import type { BoundSet, EnabledTarget, Expr, LocalSymbol, MatchPattern, Projection, Statement } from './expression.ts';
import type { Program } from './program.ts';

/** Rebuilds an expression with `change` applied to its direct subexpressions and `pattern` to its patterns. */
export function mapChildren(
  expr: Expr,
  change: (e: Expr) => Expr,
  pattern: (p: MatchPattern) => MatchPattern = (p) => p,
): Expr {
  switch (expr.kind) {
    case 'constant':
    case 'variable':
    case 'local':
    case 'slot':
    case 'self':
    case 'allDone':
    case 'error':
      return expr;
    case 'unary':
    case 'prime':
    case 'narrow':
    case 'temporal':
      return { ...expr, operand: change(expr.operand) };
    case 'binary':
    case 'temporalPair':
      return { ...expr, left: change(expr.left), right: change(expr.right) };
    case 'index':
      return { ...expr, object: change(expr.object), index: change(expr.index) };
    case 'field':
      return { ...expr, object: change(expr.object) };
    case 'if':
      return {
        ...expr,
        condition: change(expr.condition),
        then: change(expr.then),
        otherwise: change(expr.otherwise),
      };
    case 'let':
      return { ...expr, value: change(expr.value), body: change(expr.body) };
    case 'match':
      return {
        ...expr,
        value: change(expr.value),
        arms: expr.arms.map((arm) => ({ pattern: pattern(arm.pattern), body: change(arm.body) })),
      };
    case 'is':
      return { ...expr, value: change(expr.value), pattern: pattern(expr.pattern) };
    case 'quantifier':
      return {
        ...expr,
        binders: mapBinders(expr.binders, change),
        body: change(expr.body),
      };
    case 'filter':
      return { ...expr, set: change(expr.set), condition: change(expr.condition) };
    case 'image':
      return {
        ...expr,
        binders: mapBinders(expr.binders, change),
        element: change(expr.element),
      };
    case 'mapOf':
      return { ...expr, value: change(expr.value) };
    case 'tuple':
    case 'set':
    case 'sequence':
      return { ...expr, elements: expr.elements.map(change) };
    case 'variant':
      return { ...expr, payload: expr.payload.map(change) };
    case 'update':
      return {
        ...expr,
        object: change(expr.object),
        key: mapProjection(expr.key, change),
        value: change(expr.value),
      };
    case 'call':
    case 'builtin':
      return { ...expr, arguments: expr.arguments.map(change) };
    case 'instance':
    case 'at':
    case 'processLocal':
      return { ...expr, indices: expr.indices.map(change) };
    case 'enabled':
      return { ...expr, of: mapTarget(expr.of, change) };
  }
}

function mapBinders(binders: readonly BoundSet[], change: (e: Expr) => Expr): readonly BoundSet[] {
  return binders.map(({ symbol, set }) => ({ symbol, set: change(set) }));
}

function mapTarget(of: EnabledTarget, change: (e: Expr) => Expr): EnabledTarget {
  return of.kind === 'action'
    ? { ...of, arguments: of.arguments.map(change) }
    : { ...of, indices: of.indices.map(change) };
}

export function mapProjection(step: Projection, change: (e: Expr) => Expr): Projection {
  return step.kind === 'field' ? step : { ...step, index: change(step.index) };
}

/** Direct subexpressions in source order. Bodies of called functions are not among them. */
export function childrenOf(expr: Expr): readonly Expr[] {
  const found: Expr[] = [];
  mapChildren(expr, (e) => {
    found.push(e);
    return e;
  });
  return found;
}

/** Calls `enter` for an expression and everything in it, outermost first; does not go below where it returns false. */
export function walkExpression(expr: Expr, enter: (e: Expr) => boolean): void {
  if (!enter(expr)) return;
  for (const child of childrenOf(expr)) walkExpression(child, enter);
}

/** Direct substatements in source order. */
export function substatements(statement: Statement): readonly Statement[] {
  switch (statement.kind) {
    case 'block':
    case 'sequence':
      return statement.statements;
    case 'if':
      return statement.otherwise ? [statement.then, statement.otherwise] : [statement.then];
    case 'match':
      return statement.arms.map((arm) => arm.body);
    case 'while':
      return [...statement.before, statement.body];
    case 'for':
    case 'atomic':
      return [statement.body];
    case 'either':
      return statement.branches;
    case 'labelled':
      return statement.body ? [statement.body] : [];
    case 'declarePattern':
      return statement.otherwise ? [statement.otherwise] : [];
    case 'assign':
    case 'declare':
    case 'await':
    case 'assert':
    case 'break':
    case 'continue':
    case 'skip':
    case 'fence':
    case 'pick':
    case 'call':
    case 'return':
    case 'goto':
      return [];
  }
}

/** The names of all assertions that have one, each once. */
export function assertionsOf({ processes, actions, procedures }: Program): readonly string[] {
  const found = new Set<string>();
  const visit = (statement: Statement): void => {
    if (statement.kind === 'assert' && statement.name !== undefined) found.add(statement.name);
    for (const part of substatements(statement)) visit(part);
  };
  for (const { body } of [...processes, ...actions, ...procedures]) visit(body);
  return [...found];
}

/** The symbols that a pattern binds, left to right. */
export function boundBy(pattern: MatchPattern): readonly LocalSymbol[] {
  switch (pattern.kind) {
    case 'bind':
      return [pattern.symbol];
    case 'variant':
      return pattern.payload.flatMap(boundBy);
    case 'tuple':
      return pattern.elements.flatMap(boundBy);
    case 'any':
    case 'bindSlot':
    case 'value':
      return [];
  }
}

/** The slots that a pattern gives values, left to right. */
export function slotsBoundBy(pattern: MatchPattern): readonly number[] {
  switch (pattern.kind) {
    case 'bindSlot':
      return [pattern.slot];
    case 'variant':
      return pattern.payload.flatMap(slotsBoundBy);
    case 'tuple':
      return pattern.elements.flatMap(slotsBoundBy);
    case 'any':
    case 'bind':
    case 'value':
      return [];
  }
}

/** The slots that patterns anywhere in an expression give values. */
export function slotsBoundIn(expr: Expr): readonly number[] {
  const bound: number[] = [];
  walkExpression(expr, (e) => {
    for (const pattern of patternsOf(e)) bound.push(...slotsBoundBy(pattern));
    return true;
  });
  return bound;
}

/** The patterns of an expression itself. */
function patternsOf(expr: Expr): readonly MatchPattern[] {
  switch (expr.kind) {
    case 'is':
      return [expr.pattern];
    case 'match':
      return expr.arms.map((arm) => arm.pattern);
    default:
      return [];
  }
}

/** The symbols that an expression binds for parts of itself, or, with an `is`, for what is to the right of it. */
export function symbolsBoundAt(expr: Expr): readonly LocalSymbol[] {
  switch (expr.kind) {
    case 'let':
    case 'filter':
    case 'mapOf':
      return [expr.symbol];
    case 'quantifier':
    case 'image':
      return expr.binders.map((b) => b.symbol);
    default:
      return patternsOf(expr).flatMap(boundBy);
  }
}

/** The patterns that have matched wherever a condition is true: those of the `is` along its chain of `&&`. */
export function patternsOpened(condition: Expr): readonly MatchPattern[] {
  if (condition.kind === 'is') return [condition.pattern];
  if (condition.kind !== 'binary' || condition.op !== 'and') return [];
  return [...patternsOpened(condition.left), ...patternsOpened(condition.right)];
}
