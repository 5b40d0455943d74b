import type { IToken } from 'chevrotain';
import { infixEntry, infixOperators, type OperatorEntry, prefixOperators } from '../../grammar/operators.ts';
import * as syntax from '../diagnostics/syntax.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { BinaryOperator, Expression, UnaryOperator } from '../syntax/tree.ts';
import { covering, type Location, type Span } from '../text/source.ts';
import { spanOf } from './token.ts';

/** What an expression is read as first: operands with operators before and between them. */
export type FlatItem =
  | { readonly kind: 'operand'; readonly operand: Expression }
  | { readonly kind: 'prefix' | 'infix'; readonly token: IToken };

export interface ClimbContext {
  readonly newId: () => number;
  readonly missing: () => Expression;
  readonly locate: (span: Span) => Location;
  readonly report: (diagnostic: Diagnostic) => void;
}

/** Groups a flat expression by the precedence table: precedence climbing (Richards 1979; Clarke 1986). */
export function climb(items: readonly FlatItem[], context: ClimbContext): Expression {
  let at = 0;

  function operand(): Expression {
    // Prefix operators are collected and applied from the inside: a long row of them is no deep recursion.
    const item = items[at];
    if (item === undefined || item.kind === 'infix') return context.missing();
    at++;
    if (item.kind === 'operand') return item.operand;
    const entry = prefixEntry(item.token);
    const id = context.newId();
    const inner = expression(entry.precedence);
    const span = covering(spanOf(item.token), inner.span);
    return { kind: 'unary', id, span, operator: entry.text as UnaryOperator, operand: inner };
  }

  function expression(least: number): Expression {
    let left = operand();
    let chained: IToken | undefined;
    for (;;) {
      const item = items[at];
      if (item?.kind !== 'infix') return left;
      const operator = operatorOf(item.token);
      const entry = infixEntry(operator);
      if (entry.precedence < least) return left;
      if (entry.associativity === 'none' && chained !== undefined) {
        const earlier = infixEntry(operatorOf(chained));
        if (earlier.precedence === entry.precedence) {
          const places = [context.locate(spanOf(chained)), context.locate(spanOf(item.token))] as const;
          context.report(syntax.chainedOperator(places[1], places[0], operator, operatorOf(chained)));
        }
      }
      chained = item.token;
      at++;
      const id = context.newId();
      const right = expression(entry.associativity === 'right' ? entry.precedence : entry.precedence + 1);
      left = {
        kind: 'binary',
        id,
        span: covering(left.span, right.span),
        operator,
        operatorSpan: spanOf(item.token),
        left,
        right,
      };
    }
  }

  return expression(0);
}

/** The row of the table for what a token is read as. */
function prefixEntry({ image, tokenType }: IToken): OperatorEntry {
  const entry = prefixOperators.get(image) ?? prefixOperators.get((tokenType.LABEL ?? '').slice(1, -1));
  if (entry === undefined) throw new Error(`'${image}' is no prefix operator`);
  return entry;
}

/** The operator that a token is read as, also where another language's spelling stands for it. */
export function operatorOf(token: IToken): BinaryOperator {
  if (infixOperators.has(token.image)) return token.image as BinaryOperator;
  switch (token.tokenType.name) {
    case 'Equals':
      return '==';
    case 'BitOperator':
      return token.image === '|' ? '||' : token.image === '&' ? '&&' : '+';
    default:
      return (token.tokenType.LABEL ?? "'=='").slice(1, -1) as BinaryOperator;
  }
}
