import type { Expr } from '../../../core/expression.ts';
import { slotsBoundIn, symbolsBoundAt, walkExpression } from '../../../core/traverse.ts';

type Quantifier = Extract<Expr, { kind: 'quantifier' }>;
type Binary = Extract<Expr, { kind: 'binary' }>;

/** A quantifier as a connective of which only one side has the quantifier. */
export interface Narrowed {
  /** In what the quantifier was around: what is met is the left side of this. */
  readonly origin: Binary;
  readonly left: Expr;
  readonly right: Expr;
  readonly isNegated: boolean;
}

/**
 * Which quantifier one side of a connective has when the other side, in which the bound name does not occur, leaves it:
 * `forall x: a || b(x)` is `a || forall x: b(x)`. A side is only moved where it is evaluated in the same cases as before,
 * because it may fail: `forall x: a(x) && b` evaluates b if some a(x) is true, `(forall x: a(x)) && b` only if all are.
 */
const narrowing = {
  forall: {
    and: { left: 'forall', right: undefined },
    or: { left: 'forall', right: 'forall' },
    implies: { left: 'forall', right: 'exists' },
  },
  exists: {
    and: { left: 'exists', right: 'exists' },
    or: { left: 'exists', right: undefined },
    implies: { left: 'exists', right: undefined },
  },
} as const;

/**
 * Miniscoping (Nonnengart and Weidenbach, Computing Small Clause Normal Forms, in: Handbook of Automated Reasoning, 2001):
 * over n elements, two nested quantifiers about one name each take 2n evaluations and not n². The set may not be empty,
 * or else what was evaluated for no element would be evaluated.
 */
export function narrowed(expr: Quantifier): Narrowed | undefined {
  const [binder, ...others] = expr.binders;
  if (!binder || others.length > 0 || (expr.quantifier !== 'forall' && expr.quantifier !== 'exists')) return undefined;
  const isNegated = expr.body.kind === 'unary' && expr.body.op === 'not';
  const origin = expr.body.kind === 'unary' ? expr.body.operand : expr.body;
  // `forall x: !e` is `!exists x: e`.
  const quantifier = isNegated ? dual[expr.quantifier] : expr.quantifier;
  if (origin.kind !== 'binary' || !isConnective(origin.op) || slotsBoundIn(origin).length > 0) return undefined;
  const within = narrowing[quantifier][origin.op];
  const over = (kind: 'forall' | 'exists', body: Expr): Expr => ({ ...expr, quantifier: kind, body });
  const bound = new Set([binder.symbol.id]);
  if (!mentions(origin.left, bound))
    return { origin, left: origin.left, right: over(within.left, origin.right), isNegated };
  // The right side may use what the left side binds.
  walkExpression(origin.left, (e) => {
    for (const symbol of symbolsBoundAt(e)) bound.add(symbol.id);
    return true;
  });
  if (within.right === undefined || mentions(origin.right, bound)) return undefined;
  return { origin, left: over(within.right, origin.left), right: origin.right, isNegated };
}

const dual = { forall: 'exists', exists: 'forall' } as const;

function isConnective(op: Binary['op']): op is 'and' | 'or' | 'implies' {
  return op === 'and' || op === 'or' || op === 'implies';
}

function mentions(expr: Expr, symbols: ReadonlySet<number>): boolean {
  let found = false;
  walkExpression(expr, (e) => {
    if (e.kind === 'local' && symbols.has(e.symbol.id)) found = true;
    return !found;
  });
  return found;
}
