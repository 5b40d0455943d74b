import type { TokenType } from 'chevrotain';
import type { TypeExpression } from '../../syntax/tree.ts';
import type { RecoveringParser } from '../recovery.ts';
import * as t from '../tokens.ts';
import type { NameRules } from './names.ts';
import type { ExpressionRules } from './expressions.ts';
import { Rules } from './rules.ts';

/** Types. */
export class TypeRules extends Rules {
  private readonly names: NameRules;
  private readonly expressions: ExpressionRules;

  constructor(p: RecoveringParser, names: NameRules, expressions: ExpressionRules) {
    super(p);
    this.names = names;
    this.expressions = expressions;
  }

  /** How far ahead the token after the bracket is that closes the one that is `k` tokens ahead; 0 where none does. */
  private afterBracket(k: number): number {
    const partner = this.p.partners[this.p.position() + k] ?? -1;
    return partner < 0 ? 0 : partner + 1 - this.p.position();
  }

  readonly typeExpression = this.p.rule('typeExpression', (): TypeExpression => {
    const start = this.p.next();
    return this.p.chooseNested('type', () => {
      let result: TypeExpression = this.p.SUBRULE(this.simpleType);
      let chain = 0;
      this.p.MANY(() => {
        const node = this.p.open('optionType', start);
        this.p.CONSUME(t.Question);
        node.element = result;
        result = this.p.tooLong(++chain) ? result : this.p.close(node);
      });
      return result;
    });
  });

  private readonly simpleType = this.p.rule('simpleType', (): TypeExpression =>
    this.p.choose('type', () =>
      this.p.OR<TypeExpression>({
        DEF: [
          { GATE: () => this.beginsRange(), ALT: () => this.p.SUBRULE(this.rangeType) },
          { ALT: () => this.p.SUBRULE(this.boolType) },
          { ALT: () => this.p.SUBRULE(this.mapType) },
          { ALT: () => this.p.SUBRULE(this.tupleType) },
          { GATE: () => this.p.LA(2).tokenType === t.Of, ALT: () => this.p.SUBRULE(this.setType) },
          { GATE: () => this.p.LA(2).tokenType === t.LeftBracket, ALT: () => this.p.SUBRULE(this.seqType) },
          { ALT: () => this.p.SUBRULE(this.namedType) },
        ],
        ERR_MSG: 'a type',
      }),
    ),
  );

  /**
   * Whether a type that begins like an expression is a range: `0..3`, `N - 1..M`, `(A + 1)..B`, `limits[0].high..9`.
   * What follows the first operand tells: a map, a tuple and an option are followed by neither `..` nor arithmetic.
   */
  private beginsRange(): boolean {
    const first = this.p.LA(1).tokenType;
    if (first === t.Integer || first === t.Minus) return true;
    const bracketed = first === t.LeftParen || first === t.LeftBracket;
    // No type is followed by an argument list: what looks like a call is a bound.
    if (!bracketed && this.p.LA(2).tokenType === t.LeftParen) return true;
    let k = bracketed ? this.afterBracket(1) : 2;
    while (k > 0) {
      const type = this.p.LA(k).tokenType;
      if (isRangeToken(type)) return true;
      if (type === t.Dot) k += 2;
      else if (type === t.LeftBracket || type === t.LeftParen) k = this.afterBracket(k);
      else return false;
    }
    return false;
  }

  private readonly rangeType = this.p.node('rangeType', 'rangeType', (node) => {
    node.low = this.p.SUBRULE(this.expressions.bound);
    this.p.CONSUME(t.DotDot);
    node.high = this.p.SUBRULE2(this.expressions.bound);
  });

  private readonly boolType = this.p.node('boolType', 'boolType', () => {
    this.p.CONSUME(t.Bool);
  });

  private readonly mapType = this.p.node('mapType', 'mapType', (node) => {
    this.p.CONSUME(t.LeftBracket);
    node.key = this.p.SUBRULE(this.typeExpression);
    this.p.CONSUME(t.Arrow);
    node.value = this.p.SUBRULE2(this.typeExpression);
    this.p.CONSUME(t.RightBracket);
  });

  /** `(T, U)`; one type in parentheses is that type. */
  private readonly tupleType = this.p.rule('tupleType', (): TypeExpression => {
    const tuple = this.p.build(this.p.open('tupleType'), (node) => {
      const elements: TypeExpression[] = [];
      node.elements = elements;
      this.p.CONSUME(t.LeftParen);
      this.p.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => elements.push(this.p.SUBRULE(this.typeExpression)) });
      this.p.CONSUME(t.RightParen);
    });
    const [first, ...others] = tuple.elements;
    return first === undefined || others.length > 0 ? tuple : first;
  });

  private readonly setType = this.p.node('setType', 'setType', (node) => {
    this.p.CONSUME(t.SetOf);
    this.p.CONSUME(t.Of);
    node.element = this.p.SUBRULE(this.typeExpression);
  });

  private readonly seqType = this.p.node('seqType', 'seqType', (node) => {
    this.p.CONSUME(t.Seq);
    this.p.CONSUME(t.LeftBracket);
    node.capacity = this.p.SUBRULE(this.expressions.bound);
    this.p.CONSUME(t.RightBracket);
    this.p.CONSUME(t.Of);
    node.element = this.p.SUBRULE(this.typeExpression);
  });

  private readonly namedType = this.p.node('namedType', 'namedType', (node) => {
    node.path = this.p.SUBRULE(this.names.path);
  });
}

function isRangeToken(type: TokenType): boolean {
  return (
    type === t.DotDot ||
    type === t.Plus ||
    type === t.Minus ||
    type === t.Star ||
    type === t.Slash ||
    type === t.Percent
  );
}
