import type { ParserMethod } from 'chevrotain';
import * as syntax from '../diagnostics/syntax.ts';
import type { Expression } from '../syntax/tree.ts';
import { integerValue } from './lexer.ts';
import { spanOf } from './recovery.ts';
import * as t from './tokens.ts';
import { context, TypeRules } from './type-rules.ts';

type ExpressionRule = ParserMethod<[], Expression>;
type Postfix = ParserMethod<[object?: Expression], Expression>;

/** Operands: a primary expression and what is written behind it. */
export abstract class OperandRules extends TypeRules {
  protected abstract readonly expression: ParserMethod<[flags?: number | undefined], Expression>;
  protected abstract readonly quantifier: ExpressionRule;
  protected abstract readonly ifExpression: ExpressionRule;
  protected abstract readonly letExpression: ExpressionRule;
  protected abstract readonly matchExpression: ExpressionRule;
  protected abstract readonly record: ExpressionRule;
  protected abstract readonly parentheses: ExpressionRule;
  protected abstract readonly filter: ExpressionRule;
  protected abstract readonly braces: ExpressionRule;
  protected abstract readonly mapLiteral: ExpressionRule;
  protected abstract readonly sequence: ExpressionRule;
  protected abstract readonly update: Postfix;

  readonly operand = this.rule('operand', (): Expression =>
    this.choose('expression', () => {
      let node = this.orMissing(this.SUBRULE(this.primary));
      let links = 0;
      this.MANY({
        GATE: () => this.continuesOperand(),
        DEF: () => {
          const inner = node;
          const outer = this.OR<Expression>([
            { ALT: () => this.SUBRULE(this.access, { ARGS: [inner] }) },
            { ALT: () => this.SUBRULE(this.index, { ARGS: [inner] }) },
            { ALT: () => this.SUBRULE(this.call, { ARGS: [inner] }) },
            { ALT: () => this.SUBRULE(this.prime, { ARGS: [inner] }) },
            { ALT: () => this.SUBRULE(this.isPattern, { ARGS: [inner] }) },
            { ALT: () => this.SUBRULE(this.atLabel, { ARGS: [inner] }) },
            { ALT: () => this.SUBRULE(this.update, { ARGS: [inner] }) },
          ]);
          node = this.tooLong(++links) ? inner : this.orMissing(outer);
        },
      });
      return node;
    }),
  );

  private continuesOperand(): boolean {
    const type = this.LA(1).tokenType;
    if (type === t.With) return this.LA(2).tokenType === t.LeftBrace;
    if (type === t.Arrow) return (this.flags & context.beforeArrow) === 0;
    return true;
  }

  private readonly primary = this.rule('primary', (): Expression =>
    this.choose('expression', () =>
      this.OR<Expression>({
        DEF: [
          { GATE: () => this.beginsQuantifier(), ALT: () => this.SUBRULE(this.quantifier) },
          { GATE: () => this.beginsRecord(), ALT: () => this.SUBRULE(this.record) },
          { ALT: () => this.SUBRULE(this.nameExpression) },
          { ALT: () => this.SUBRULE(this.literal) },
          { ALT: () => this.SUBRULE(this.some) },
          { ALT: () => this.SUBRULE(this.parentheses) },
          { GATE: () => this.beginsComprehension(), ALT: () => this.SUBRULE(this.filter) },
          { ALT: () => this.SUBRULE(this.braces) },
          { GATE: () => this.beginsComprehension(), ALT: () => this.SUBRULE(this.mapLiteral) },
          { ALT: () => this.SUBRULE(this.sequence) },
          { ALT: () => this.SUBRULE(this.ifExpression) },
          { ALT: () => this.SUBRULE(this.letExpression) },
          { ALT: () => this.SUBRULE(this.matchExpression) },
          { ALT: () => this.SUBRULE(this.text) },
        ],
        ERR_MSG: 'an expression',
      }),
    ),
  );

  /** `count`, `sum` and their like are words only before `IDENT in` and `IDENT IDENT ,`. */
  private beginsQuantifier(): boolean {
    const first = this.LA(1).tokenType;
    if (first === t.Forall || first === t.Exists) return true;
    if (!this.isName(2)) return false;
    const after = this.LA(3).tokenType;
    return after === t.In || after === t.Comma;
  }

  private beginsComprehension(): boolean {
    return this.isName(2) && this.LA(3).tokenType === t.In;
  }

  private isName(k: number): boolean {
    const type = this.LA(k).tokenType;
    return type === t.Identifier || t.NameLike.categoryMatchesMap?.[type.tokenTypeIdx!] === true;
  }

  private beginsRecord(): boolean {
    let k = 2;
    while (this.LA(k).tokenType === t.Dot) k += 2;
    if (this.LA(k).tokenType !== t.LeftBrace) return false;
    if ((this.flags & context.head) === 0) return true;
    if (!this.isRecordInHead(k)) return false;
    const first = this.LA(1);
    const close = this.input[this.partners[this.position() + k]!]!;
    this.report(syntax.recordInHead(this.location({ start: first.startOffset, end: close.endOffset! + 1 })));
    return true;
  }

  /**
   * Whether `S {` in the head of a statement must be a record all the same: `{ word: …` without a `;`
   * at its level, and not a label with a statement that needs none.
   */
  private isRecordInHead(brace: number): boolean {
    if (this.LA(brace + 2).tokenType !== t.Colon) return false;
    const at = this.position() + brace;
    const close = this.partners[at] ?? -1;
    const value = this.input[at + 3];
    if (close < 0 || value === undefined || close === at + 3 || blockWords.has(value.image)) return false;
    for (let i = at + 3; i < close; i++) {
      if (this.input[i]!.tokenType === t.Semicolon) return false;
      const partner = this.partners[i] ?? -1;
      if (partner > i) i = partner;
    }
    return true;
  }

  private readonly nameExpression = this.rule('nameExpression', (): Expression => {
    const node = this.open('name');
    const token = this.CONSUME(t.NameLike);
    node.name = token.image;
    if (token.image === 'NULL') {
      this.report(syntax.nullWord(this.location(spanOf(token))));
      return { kind: 'none', id: node.id, span: spanOf(token) };
    }
    return this.close(node);
  });

  private readonly literal = this.rule('literal', (): Expression => {
    const start = this.next();
    return this.OR<Expression>([
      {
        ALT: () => {
          const node = this.open('integer', start);
          node.value = integerValue(this.CONSUME(t.Integer).image);
          return this.close(node);
        },
      },
      {
        ALT: () => {
          const node = this.open('boolean', start);
          this.CONSUME(t.True);
          node.value = true;
          return this.close(node);
        },
      },
      {
        ALT: () => {
          const node = this.open('boolean', start);
          this.CONSUME(t.False);
          node.value = false;
          return this.close(node);
        },
      },
      {
        ALT: () => {
          const node = this.open('self', start);
          this.CONSUME(t.Self);
          return this.close(node);
        },
      },
      {
        ALT: () => {
          const node = this.open('none', start);
          this.CONSUME(t.None);
          return this.close(node);
        },
      },
      {
        ALT: () => {
          const node = this.open('boolSet', start);
          this.CONSUME(t.Bool);
          return this.close(node);
        },
      },
    ]);
  });

  private readonly some = this.node('some', 'some', (node) => {
    this.CONSUME(t.Some);
    this.CONSUME(t.LeftParen);
    node.value = this.SUBRULE(this.expression);
    this.CONSUME(t.RightParen);
  });

  /** A string is no value: reported, and read as a hole. */
  private readonly text = this.rule('text', (): Expression => {
    const token = this.CONSUME(t.Text);
    this.report(syntax.textAsValue(this.location(spanOf(token))));
    return { ...this.missing(), span: spanOf(token) };
  });

  // ------------------------------------------------------------------------------- postfixes

  /** `.f`, `.0`, and C's `->f` with a message. */
  private readonly access = this.rule('access', (object?: Expression): Expression => {
    let index: number | undefined;
    const field = this.build(this.open('field', object?.span.start), (node) => {
      if (object !== undefined) node.object = object;
      this.OR([
        { ALT: () => this.CONSUME(t.Dot) },
        {
          ALT: () => {
            const arrow = this.CONSUME(t.Arrow);
            this.report(syntax.arrowAccess(this.location(spanOf(arrow))));
          },
        },
      ]);
      this.OR2({
        DEF: [
          { ALT: () => (node.name = this.SUBRULE(this.fieldName)) },
          { ALT: () => (index = Number(integerValue(this.CONSUME(t.Integer).image))) },
        ],
        ERR_MSG: "a field's name",
      });
    });
    if (index === undefined) return field;
    return {
      kind: 'tupleField',
      id: field.id,
      span: field.span,
      object: field.object,
      index: Math.min(index, Number.MAX_SAFE_INTEGER),
    };
  });

  private readonly index = this.rule('index', (object?: Expression): Expression => {
    return this.build(this.open('index', object?.span.start), (node) => {
      if (object !== undefined) node.object = object;
      node.indices = [];
      this.CONSUME(t.LeftBracket);
      this.AT_LEAST_ONE_SEP({
        SEP: t.Comma,
        DEF: () => node.indices?.push(this.orMissing(this.SUBRULE(this.expression))),
        ERR_MSG: 'an expression',
      });
      this.CONSUME(t.RightBracket);
    });
  });

  private readonly call = this.rule('call', (callee?: Expression): Expression => {
    return this.build(this.open('call', callee?.span.start), (node) => {
      if (callee !== undefined) node.callee = callee;
      node.arguments = [];
      this.CONSUME(t.LeftParen);
      this.MANY_SEP({
        SEP: t.Comma,
        DEF: () => node.arguments?.push(this.orMissing(this.SUBRULE(this.expression))),
      });
      this.CONSUME(t.RightParen);
    });
  });

  private readonly prime = this.rule('prime', (operand?: Expression): Expression => {
    const node = this.open('prime', operand?.span.start);
    if (operand !== undefined) node.operand = operand;
    this.CONSUME(t.Prime);
    return this.close(node);
  });

  private readonly isPattern = this.rule('isPattern', (value?: Expression): Expression => {
    return this.build(this.open('is', value?.span.start), (node) => {
      if (value !== undefined) node.value = value;
      this.CONSUME(t.Is);
      node.pattern = this.SUBRULE(this.pattern);
    });
  });

  private readonly atLabel = this.rule('atLabel', (process?: Expression): Expression => {
    return this.build(this.open('at', process?.span.start), (node) => {
      if (process !== undefined) node.process = process;
      this.CONSUME(t.At);
      node.label = this.SUBRULE(this.path);
    });
  });
}

/** What a labelled statement that ends without `;` begins with. */
const blockWords = new Set(['{', 'if', 'match', 'while', 'loop', 'for', 'either', 'atomic', 'let']);
