import { projectedType } from '../../core/evaluate/access.ts';
import type { Expr, LocalSymbol, MatchPattern, Place, Projection } from '../../core/expression.ts';
import { boundBy, mapChildren, mapProjection, patternsOpened } from '../../core/traverse.ts';
import type { Location } from '../../text/source.ts';
import { fold } from '../fold.ts';
import type { IrPlace } from '../system.ts';

/** What a local symbol has become in one inlined copy of its body. */
export type Binding =
  | { readonly kind: 'slot'; readonly slot: number }
  /** A `ref` parameter: the caller's place, its indices captured. */
  | { readonly kind: 'place'; readonly place: IrPlace; readonly rootExpr: Expr };

/** The symbols of one inlined copy of a body. Each is declared once in it, so one table serves the whole copy. */
export type Bindings = Map<number, Binding>;

/** Puts slots and places in the place of locals, and folds constants. */
export function rewrite(expr: Expr, bindings: Bindings): Expr {
  return fold(substitute(expr, bindings));
}

function substitute(expr: Expr, bindings: Bindings): Expr {
  if (expr.kind === 'local') {
    const { symbol } = expr;
    const binding = bindings.get(symbol.id);
    if (binding?.kind === 'slot')
      return { kind: 'slot', slot: binding.slot, name: symbol.name, type: expr.type, at: expr.at };
    if (binding?.kind === 'place') return readOf(binding, expr);
    if (symbol.role === 'bound' || symbol.role === 'index') return expr;
    throw new Error(`'${symbol.name}' is not in scope`);
  }
  return mapChildren(
    expr,
    (e) => substitute(e, bindings),
    (p) => rewritePattern(p, bindings),
  );
}

/** The expression that reads what a `ref` parameter refers to, typed as the parameter is. */
function readOf(binding: Extract<Binding, { kind: 'place' }>, use: Expr): Expr {
  return { ...binding.rootExpr, type: use.type, at: use.at };
}

export function rewritePattern(pattern: MatchPattern, bindings: Bindings): MatchPattern {
  switch (pattern.kind) {
    case 'bind': {
      const binding = bindings.get(pattern.symbol.id);
      return binding?.kind === 'slot' ? { kind: 'bindSlot', slot: binding.slot } : pattern;
    }
    case 'variant':
      return { ...pattern, payload: pattern.payload.map((p) => rewritePattern(p, bindings)) };
    case 'tuple':
      return { ...pattern, elements: pattern.elements.map((p) => rewritePattern(p, bindings)) };
    case 'any':
    case 'bindSlot':
    case 'value':
      return pattern;
  }
}

/** The place that an assignment or a `ref` argument means in this copy. */
export function rewritePlace(place: Place, bindings: Bindings): IrPlace {
  const path = place.path.map((step) => mapProjection(step, (e) => rewrite(e, bindings)));
  if (place.root.kind === 'variable')
    return { root: { kind: 'variable', slot: place.root.slot }, path, type: place.type, at: place.at };
  const binding = bindings.get(place.root.id);
  if (!binding) throw new Error(`'${place.root.name}' is not in scope`);
  if (binding.kind === 'slot')
    return { root: { kind: 'slot', slot: binding.slot }, path, type: place.type, at: place.at };
  const { place: referred } = binding;
  return {
    root: referred.root,
    path: [...referred.path, ...path],
    // The argument may be narrower than the parameter: writes are checked against the argument.
    type: path.reduce(projectedType, referred.type),
    at: place.at,
  };
}

/** The expression that reads a place, for `ref` parameters. `root` reads its root. */
export function placeExpression(root: Expr, path: readonly Projection[], at: Location): Expr {
  let expr = root;
  for (const step of path) {
    const type = projectedType(expr.type, step);
    expr =
      step.kind === 'field'
        ? { kind: 'field', object: expr, field: step.field, type, at }
        : { kind: 'index', object: expr, index: step.index, type, at };
  }
  return expr;
}

/** Names that a condition's `is` patterns bind for the branch that the condition opens. */
export function openedBy(condition: Expr): readonly LocalSymbol[] {
  return patternsOpened(condition)
    .flatMap(boundBy)
    .filter((symbol) => symbol.role !== 'bound');
}
