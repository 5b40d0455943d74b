import type { Expr, LocalSymbol, MatchPattern, Program, Projection, Statement } from './expression.ts';

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
        binders: expr.binders.map((b) => ({ symbol: b.symbol, set: change(b.set) })),
        body: change(expr.body),
      };
    case 'filter':
      return { ...expr, set: change(expr.set), condition: change(expr.condition) };
    case 'image':
      return {
        ...expr,
        binders: expr.binders.map((b) => ({ symbol: b.symbol, set: change(b.set) })),
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
      return {
        ...expr,
        of:
          expr.of.kind === 'action'
            ? { ...expr.of, arguments: expr.of.arguments.map(change) }
            : { ...expr.of, indices: expr.of.indices.map(change) },
      };
  }
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
