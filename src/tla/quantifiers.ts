import type { BoundSet, Expr } from '../core/expression.ts';
import { InternalError } from '../core/internal-error.ts';
import { itemAt } from '../core/lists.ts';
import { type ExprOf, nameFor, type Scope, type Translator, withLocals } from './scope.ts';
import * as tla from './syntax.ts';
import type { Name, Tla } from './syntax.ts';

/** Where sets and conditions stand, and what translates them. */
interface Within {
  readonly scope: Scope;
  readonly to: Translator;
}

/** Quantifiers and reductions over sets. */
export function translateQuantifier(expr: ExprOf<'quantifier'>, scope: Scope, to: Translator): Tla {
  const { quantifier, binders, body } = expr;
  switch (quantifier) {
    case 'forall':
    case 'exists':
      return quantified(quantifier, binders, { scope, to }, (within) => to.translate(body, within));
    case 'count':
      return tla.apply('Cardinality', chosen(binders, { scope, to }, body));
    case 'sum':
      return sum(expr, scope, to);
    case 'min':
    case 'max': {
      const values = image(binders, { scope, to }, (within) => to.translate(body, within));
      return to.orders.extreme(body.type, values, quantifier === 'min' ? 'least' : 'greatest');
    }
    case 'choose': {
      const { symbol } = itemAt(binders, 0);
      const candidates = chosen(binders, { scope, to }, body);
      // Where it has no order, there is only one.
      if (symbol.type.kind === 'symmetric')
        return { kind: 'quantifier', op: 'CHOOSE', name: nameFor(symbol), set: candidates, body: tla.TRUE };
      return to.orders.extreme(symbol.type, candidates, 'least');
    }
  }
}

/** `\\A x \\in S : …` with a binder for each name. */
export function quantified(
  quantifier: 'forall' | 'exists',
  binders: readonly BoundSet[],
  { scope, to }: Within,
  body: (within: Scope) => Tla,
): Tla {
  const [first, ...rest] = binders;
  if (!first) return body(scope);
  const name = nameFor(first.symbol);
  const set = to.translate(first.set, scope);
  const within = withLocals(scope, [[first.symbol, tla.named(name)]]);
  const inner = quantified(quantifier, rest, { scope: within, to }, body);
  return quantifier === 'forall' ? tla.forall(name, set, inner) : tla.exists(name, set, inner);
}

/** The elements, or the tuples of them, for which a condition holds. */
function chosen(binders: readonly BoundSet[], { scope, to }: Within, condition: Expr): Tla {
  const [first, ...rest] = binders;
  if (!first) throw new InternalError('a quantifier without names');
  const name = nameFor(first.symbol);
  const set = to.translate(first.set, scope);
  const within = withLocals(scope, [[first.symbol, tla.named(name)]]);
  if (rest.length === 0) return { kind: 'filter', name, set, condition: to.translate(condition, within) };
  const inner = chosen(rest, { scope: within, to }, condition);
  const other: Name = { base: 'rest' };
  const pair: Tla = {
    kind: 'image',
    binders: [[other, inner]],
    element: tla.tuple([tla.named(name), tla.named(other)]),
  };
  return tla.prefix('UNION', { kind: 'image', binders: [[name, set]], element: pair });
}

/** Sets that depend on names before them need an image for each name. */
export function image(binders: readonly BoundSet[], { scope, to }: Within, element: (within: Scope) => Tla): Tla {
  const [first, ...rest] = binders;
  if (!first) return element(scope);
  const name = nameFor(first.symbol);
  const set = to.translate(first.set, scope);
  const within = withLocals(scope, [[first.symbol, tla.named(name)]]);
  const inner = image(rest, { scope: within, to }, element);
  const whole: Tla = { kind: 'image', binders: [[name, set]], element: inner };
  return rest.length === 0 ? whole : tla.prefix('UNION', whole);
}

function sum({ binders, body }: ExprOf<'quantifier'>, scope: Scope, to: Translator): Tla {
  const [first, ...rest] = binders;
  if (!first) return to.translate(body, scope);
  const name = nameFor(first.symbol);
  const within = withLocals(scope, [[first.symbol, tla.named(name)]]);
  const inner: ExprOf<'quantifier'> = {
    kind: 'quantifier',
    quantifier: 'sum',
    binders: rest,
    body,
    type: body.type,
    at: body.at,
  };
  const set = to.translate(first.set, scope);
  return to.orders.sum({ kind: 'function', name, set, body: sum(inner, within, to) });
}
