import type { ParserMethod, TokenType } from 'chevrotain';
import type { Expression, Identifier, Pattern, TypeExpression } from '../syntax/tree.ts';
import { integerValue } from './lexer.ts';
import { RecoveringParser } from './recovery.ts';
import * as t from './tokens.ts';

/** Where an expression stands decides which tokens it may take: a set of these. */
export const context = {
  /** In the head of a statement `S {` is no record: the brace opens the block. */
  head: 1,
  /** In the value of a `let … in …` the first `in` ends the value. */
  letValue: 2,
  /** Before the `=` of a property or a type's initial value. */
  beforeEquals: 4,
  /** Before the `->` of a map. */
  beforeArrow: 8,
} as const;

export const inHead = { ARGS: [context.head] as [number] };
export const inLetValue = { ARGS: [context.letValue] as [number] };
export const inClause = { ARGS: [context.beforeEquals] as [number] };
export const inMapKey = { ARGS: [context.beforeArrow] as [number] };

/** Names, paths, types and patterns. */
export abstract class TypeRules extends RecoveringParser {
  /** An expression of `+ - * / %`: the bounds of ranges. */
  protected abstract readonly bound: ParserMethod<[], Expression>;

  /** How far ahead the token after the bracket is that closes the one that is `k` tokens ahead; 0 where none does. */
  private afterBracket(k: number): number {
    const partner = this.partners[this.position() + k] ?? -1;
    return partner < 0 ? 0 : partner + 1 - this.position();
  }

  readonly name = this.rule('name', (): Identifier => this.identifier(this.CONSUME(t.NameLike)));

  /** A field may have any name. */
  readonly fieldName = this.rule('fieldName', (): Identifier => this.identifier(this.CONSUME(t.Word)));

  readonly path = this.node('path', 'path', (node) => {
    node.parts = [];
    node.parts.push(this.SUBRULE(this.name));
    this.MANY(() => {
      this.CONSUME(t.Dot);
      node.parts?.push(this.SUBRULE(this.fieldName));
    });
  });

  // ------------------------------------------------------------------------------------ types

  readonly typeExpression = this.rule('typeExpression', (): TypeExpression => {
    const start = this.next();
    return this.chooseNested('type', () => {
      let result: TypeExpression = this.SUBRULE(this.simpleType);
      let chain = 0;
      this.MANY(() => {
        const node = this.open('optionType', start);
        this.CONSUME(t.Question);
        node.element = result;
        result = this.tooLong(++chain) ? result : this.close(node);
      });
      return result;
    });
  });

  readonly simpleType = this.rule('simpleType', (): TypeExpression =>
    this.choose('type', () =>
      this.OR<TypeExpression>({
        DEF: [
          { GATE: () => this.beginsRange(), ALT: () => this.SUBRULE(this.rangeType) },
          { ALT: () => this.SUBRULE(this.boolType) },
          { ALT: () => this.SUBRULE(this.mapType) },
          { ALT: () => this.SUBRULE(this.tupleType) },
          { GATE: () => this.LA(2).tokenType === t.Of, ALT: () => this.SUBRULE(this.setType) },
          { GATE: () => this.LA(2).tokenType === t.LeftBracket, ALT: () => this.SUBRULE(this.seqType) },
          { ALT: () => this.SUBRULE(this.namedType) },
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
    const first = this.LA(1).tokenType;
    if (first === t.Integer || first === t.Minus) return true;
    const bracketed = first === t.LeftParen || first === t.LeftBracket;
    // No type is followed by an argument list: what looks like a call is a bound.
    if (!bracketed && this.LA(2).tokenType === t.LeftParen) return true;
    let k = bracketed ? this.afterBracket(1) : 2;
    while (k > 0) {
      const type = this.LA(k).tokenType;
      if (isRangeToken(type)) return true;
      if (type === t.Dot) k += 2;
      else if (type === t.LeftBracket || type === t.LeftParen) k = this.afterBracket(k);
      else return false;
    }
    return false;
  }

  readonly rangeType = this.node('rangeType', 'rangeType', (node) => {
    node.low = this.SUBRULE(this.bound);
    this.CONSUME(t.DotDot);
    node.high = this.SUBRULE2(this.bound);
  });

  readonly boolType = this.node('boolType', 'boolType', () => {
    this.CONSUME(t.Bool);
  });

  readonly mapType = this.node('mapType', 'mapType', (node) => {
    this.CONSUME(t.LeftBracket);
    node.key = this.SUBRULE(this.typeExpression);
    this.CONSUME(t.Arrow);
    node.value = this.SUBRULE2(this.typeExpression);
    this.CONSUME(t.RightBracket);
  });

  /** `(T, U)`; one type in parentheses is that type. */
  readonly tupleType = this.rule('tupleType', (): TypeExpression => {
    const tuple = this.build(this.open('tupleType'), (node) => {
      const elements: TypeExpression[] = [];
      node.elements = elements;
      this.CONSUME(t.LeftParen);
      this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => elements.push(this.SUBRULE(this.typeExpression)) });
      this.CONSUME(t.RightParen);
    });
    return tuple.elements.length === 1 ? tuple.elements[0]! : tuple;
  });

  readonly setType = this.node('setType', 'setType', (node) => {
    this.CONSUME(t.SetOf);
    this.CONSUME(t.Of);
    node.element = this.SUBRULE(this.typeExpression);
  });

  readonly seqType = this.node('seqType', 'seqType', (node) => {
    this.CONSUME(t.Seq);
    this.CONSUME(t.LeftBracket);
    node.capacity = this.SUBRULE(this.bound);
    this.CONSUME(t.RightBracket);
    this.CONSUME(t.Of);
    node.element = this.SUBRULE(this.typeExpression);
  });

  readonly namedType = this.node('namedType', 'namedType', (node) => {
    node.path = this.SUBRULE(this.path);
  });

  // --------------------------------------------------------------------------------- patterns

  readonly pattern = this.rule('pattern', (): Pattern =>
    this.chooseNested<Pattern>('pattern', () =>
      this.OR({
        DEF: [
          { ALT: () => this.SUBRULE(this.namePattern) },
          { ALT: () => this.SUBRULE(this.constantPattern) },
          { ALT: () => this.SUBRULE(this.somePattern) },
          { ALT: () => this.SUBRULE(this.tuplePattern) },
        ],
        ERR_MSG: 'a pattern',
      }),
    ),
  );

  /** `_`, a new name or a member, `E.a`, `small(i)`. */
  readonly namePattern = this.rule('namePattern', (): Pattern => {
    let applied = false;
    const variant = this.build(this.open('variantPattern'), (node) => {
      node.arguments = [];
      node.path = this.SUBRULE(this.path);
      this.OPTION(() => {
        applied = true;
        this.CONSUME(t.LeftParen);
        this.MANY_SEP({ SEP: t.Comma, DEF: () => node.arguments?.push(this.SUBRULE(this.pattern)) });
        this.CONSUME(t.RightParen);
      });
    });
    // Assigned by the option above.
    const isApplied = applied as boolean;
    if (isApplied || this.RECORDING_PHASE || variant.path.parts.length > 1) return variant;
    const name = variant.path.parts[0]!;
    const { id, span } = variant;
    return name.name === '_' ? { kind: 'wildcard', id, span } : { kind: 'namePattern', id, span, name };
  });

  readonly constantPattern = this.rule('constantPattern', (): Pattern => {
    const start = this.next();
    return this.OR<Pattern>([
      {
        ALT: () => {
          const node = this.open('integerPattern', start);
          const minus = this.OPTION(() => this.CONSUME(t.Minus));
          const value = integerValue(this.CONSUME(t.Integer).image);
          node.value = minus === undefined ? value : -value;
          return this.close(node);
        },
      },
      {
        ALT: () => {
          const node = this.open('booleanPattern', start);
          this.CONSUME(t.True);
          node.value = true;
          return this.close(node);
        },
      },
      {
        ALT: () => {
          const node = this.open('booleanPattern', start);
          this.CONSUME(t.False);
          node.value = false;
          return this.close(node);
        },
      },
      {
        ALT: () => {
          const node = this.open('nonePattern', start);
          this.CONSUME(t.None);
          return this.close(node);
        },
      },
    ]);
  });

  readonly somePattern = this.node('somePattern', 'somePattern', (node) => {
    this.CONSUME(t.Some);
    this.CONSUME(t.LeftParen);
    node.argument = this.SUBRULE(this.pattern);
    this.CONSUME(t.RightParen);
  });

  /** `(a, b)`; one pattern in parentheses is that pattern. */
  readonly tuplePattern = this.rule('tuplePattern', (): Pattern => {
    const tuple = this.build(this.open('tuplePattern'), (node) => {
      const elements: Pattern[] = [];
      node.elements = elements;
      this.CONSUME(t.LeftParen);
      this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => elements.push(this.SUBRULE(this.pattern)) });
      this.CONSUME(t.RightParen);
    });
    return tuple.elements.length === 1 ? tuple.elements[0]! : tuple;
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
