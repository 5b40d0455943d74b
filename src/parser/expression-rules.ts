import type { IToken } from 'chevrotain';
import * as syntax from '../diagnostics/syntax.ts';
import type { Binder, Expression } from '../syntax/tree.ts';
import type { ArmExpression, FieldValue, Update } from '../syntax/visit.ts';
import { climb, type FlatItem } from './climb.ts';
import { QuantifierRules } from './quantifier-rules.ts';
import { spanOf } from './recovery.ts';
import * as t from './tokens.ts';
import { context, inHead, inLetValue, inMapKey } from './type-rules.ts';

/** Expressions: flat rows of operands and operators, and the forms that begin with a word or a bracket. */
export abstract class ExpressionRules extends QuantifierRules {
  readonly expression = this.rule('expression', (flags?: number): Expression =>
    this.within(flags ?? 0, () =>
      this.chooseNested('expression', () =>
        this.row(
          () => this.continuesExpression(),
          (whole) => this.OPTION(() => this.SUBRULE(this.conditional, { ARGS: [whole] })) ?? whole,
        ),
      ),
    ),
  );

  /** The bounds of ranges in types: `+ - * / %` only, since `=`, `->` and braces belong to what follows. */
  protected override readonly bound = this.rule('bound', (): Expression =>
    this.within(context.head | context.beforeEquals | context.beforeArrow, () =>
      this.row(
        () => this.isArithmetic(this.LA(1)),
        (whole) => whole,
      ),
    ),
  );

  /** Operands with operators before and between them, read flat and then grouped. */
  private row(continues: () => boolean, finish: (whole: Expression) => Expression): Expression {
    const start = this.next();
    const items: FlatItem[] = [];
    try {
      this.MANY(() => {
        this.addOperator(items, 'prefix', this.CONSUME(t.PrefixOperator));
      });
      this.addOperand(items, this.SUBRULE(this.operand));
      this.MANY2({
        GATE: continues,
        DEF: () => {
          this.addOperator(items, 'infix', this.CONSUME(t.InfixOperator));
          this.MANY3(() => {
            this.addOperator(items, 'prefix', this.CONSUME2(t.PrefixOperator));
          });
          this.addOperand(items, this.SUBRULE2(this.operand));
        },
      });
      return finish(this.grouped(items));
    } catch (error) {
      const saved = this.takeSaved();
      if (saved !== undefined) this.addOperand(items, saved as Expression);
      const whole = this.grouped(items);
      throw this.rescueAs(error, { ...whole, span: { start: Math.min(start, whole.span.start), end: whole.span.end } });
    }
  }

  private isArithmetic(token: IToken): boolean {
    const type = token.tokenType;
    return type === t.Plus || type === t.Minus || type === t.Star || type === t.Slash || type === t.Percent;
  }

  private addOperator(items: FlatItem[], kind: 'prefix' | 'infix', token: IToken): void {
    if (this.RECORDING_PHASE) return;
    if (token.tokenType === t.Equals && token.image === '=') {
      this.report(syntax.equalsInExpression(this.location(spanOf(token))));
    }
    if (!this.tooLong(items.length >> 1)) items.push({ kind, token });
  }

  private addOperand(items: FlatItem[], operand: Expression | undefined): void {
    const last = items[items.length - 1];
    // Behind the limit of a chain the operators are gone, and so go their operands.
    if (last?.kind === 'operand') return;
    items.push({ kind: 'operand', operand: this.orMissing(operand) });
  }

  private grouped(items: readonly FlatItem[]): Expression {
    const first = items[0];
    if (items.length === 1 && first?.kind === 'operand') return first.operand;
    if (this.RECORDING_PHASE) return this.missing();
    return climb(items, {
      newId: () => this.newId(),
      missing: () => this.missing(),
      locate: (span) => this.location(span),
      report: (d) => this.report(d),
    });
  }

  private continuesExpression(): boolean {
    const type = this.LA(1).tokenType;
    if (type === t.In) return (this.flags & context.letValue) === 0;
    if (type === t.Equals) return (this.flags & context.beforeEquals) === 0;
    return true;
  }

  /** `c ? a : b` of C, read as `if c then a else b` with a message. */
  private readonly conditional = this.rule('conditional', (condition?: Expression): Expression => {
    return this.build(this.open('ifExpression', condition?.span.start ?? 0), (node) => {
      if (condition !== undefined) node.condition = condition;
      const question = this.CONSUME(t.Question);
      node.then = this.SUBRULE(this.expression);
      this.CONSUME(t.Colon);
      node.otherwise = this.SUBRULE2(this.expression, { ARGS: [this.flags] });
      this.ACTION(() => this.report(syntax.ternary(this.location(spanOf(question)), this.source, node)));
    });
  });

  // -------------------------------------------------------------------------- forms with a word

  protected override readonly ifExpression = this.node('ifExpression', 'ifExpression', (node) => {
    this.CONSUME(t.If);
    node.condition = this.SUBRULE(this.expression);
    this.CONSUME(t.Then);
    node.then = this.SUBRULE2(this.expression);
    this.CONSUME(t.Else);
    node.otherwise = this.SUBRULE3(this.expression, { ARGS: [this.flags] });
  });

  protected override readonly letExpression = this.node('letExpression', 'letExpression', (node) => {
    this.CONSUME(t.Let);
    node.pattern = this.SUBRULE(this.pattern);
    this.CONSUME(t.Equals);
    node.value = this.SUBRULE(this.expression, inLetValue);
    this.CONSUME(t.In);
    node.body = this.SUBRULE2(this.expression, { ARGS: [this.flags] });
  });

  protected override readonly matchExpression = this.node('matchExpression', 'matchExpression', (node) => {
    const arms: ArmExpression[] = [];
    node.arms = arms;
    this.CONSUME(t.Match);
    node.value = this.SUBRULE(this.expression, inHead);
    this.CONSUME(t.LeftBrace);
    this.commaList(arms, () => this.SUBRULE(this.armExpression));
    this.CONSUME(t.RightBrace);
  });

  private readonly armExpression = this.node('armExpression', 'armExpression', (node) => {
    node.pattern = this.SUBRULE(this.pattern);
    this.CONSUME(t.Implies);
    node.body = this.SUBRULE(this.expression);
  });

  // ------------------------------------------------------------------------ forms with brackets

  /** `S { f: e }` */
  protected override readonly record = this.node('record', 'record', (node) => {
    const fields: FieldValue[] = [];
    node.fields = fields;
    node.type = this.SUBRULE(this.path);
    this.CONSUME(t.LeftBrace);
    this.commaList(fields, () => this.SUBRULE(this.fieldValue));
    this.CONSUME(t.RightBrace);
  });

  private readonly fieldValue = this.node('fieldValue', 'fieldValue', (node) => {
    node.name = this.SUBRULE(this.fieldName);
    this.CONSUME(t.Colon);
    node.value = this.SUBRULE(this.expression);
  });

  /** `e with { [k] = v, f = w }` */
  protected override readonly update = this.rule('update', (object?: Expression): Expression => {
    return this.build(this.open('update', object?.span.start), (node) => {
      if (object !== undefined) node.object = object;
      const updates: Update[] = [];
      node.updates = updates;
      this.CONSUME(t.With);
      this.CONSUME(t.LeftBrace);
      this.commaList(updates, () =>
        this.OR<Update>([{ ALT: () => this.SUBRULE(this.keyUpdate) }, { ALT: () => this.SUBRULE(this.fieldUpdate) }]),
      );
      this.CONSUME(t.RightBrace);
    });
  });

  private readonly keyUpdate = this.node('keyUpdate', 'keyUpdate', (node) => {
    this.CONSUME(t.LeftBracket);
    node.key = this.SUBRULE(this.expression);
    this.CONSUME(t.RightBracket);
    this.CONSUME(t.Equals);
    node.value = this.SUBRULE2(this.expression);
  });

  private readonly fieldUpdate = this.node('fieldUpdate', 'fieldUpdate', (node) => {
    node.name = this.SUBRULE(this.fieldName);
    this.CONSUME(t.Equals);
    node.value = this.SUBRULE(this.expression);
  });

  /** `(e)` and `(a, b)` */
  protected override readonly parentheses = this.rule('parentheses', (): Expression => {
    const tuple = this.build(this.open('tuple'), (node) => {
      node.elements = [];
      this.CONSUME(t.LeftParen);
      this.AT_LEAST_ONE_SEP({
        SEP: t.Comma,
        DEF: () => node.elements?.push(this.orMissing(this.SUBRULE(this.expression))),
        ERR_MSG: 'an expression',
      });
      this.CONSUME(t.RightParen);
    });
    if (tuple.elements.length !== 1) return tuple;
    return { kind: 'parenthesized', id: tuple.id, span: tuple.span, inner: tuple.elements[0]! };
  });

  /** `{ x in S: e }` */
  protected override readonly filter = this.node('filter', 'filter', (node) => {
    this.CONSUME(t.LeftBrace);
    node.binder = this.SUBRULE(this.binder);
    this.CONSUME(t.Colon);
    node.condition = this.SUBRULE(this.expression);
    this.CONSUME(t.RightBrace);
  });

  /** `{}`, `{a, b}`, and `{ e for x in S }` */
  protected override readonly braces = this.rule('braces', (): Expression => {
    const elements: Expression[] = [];
    let binders: Binder[] | undefined;
    const set = this.build(this.open('set'), (node) => {
      node.elements = elements;
      this.CONSUME(t.LeftBrace);
      const separated = this.commaList(elements, () => this.orMissing(this.SUBRULE(this.expression)));
      this.OPTION2({
        GATE: () => elements.length === 1 && !separated,
        DEF: () => {
          this.CONSUME(t.For);
          binders = [];
          this.SUBRULE(this.binders, { ARGS: [binders] });
        },
      });
      this.CONSUME(t.RightBrace);
    });
    if (binders === undefined) return set;
    return { kind: 'image', id: set.id, span: set.span, element: elements[0]!, binders };
  });

  /** `[x in K -> e]` */
  protected override readonly mapLiteral = this.node('mapLiteral', 'mapLiteral', (node) => {
    this.CONSUME(t.LeftBracket);
    node.binder = this.SUBRULE(this.binder, inMapKey);
    this.CONSUME(t.Arrow);
    node.value = this.SUBRULE(this.expression);
    this.CONSUME(t.RightBracket);
  });

  /** `[]`, `[a, b]` */
  protected override readonly sequence = this.node('sequence', 'sequence', (node) => {
    const elements: Expression[] = [];
    node.elements = elements;
    this.CONSUME(t.LeftBracket);
    this.commaList(elements, () => this.orMissing(this.SUBRULE(this.expression)));
    this.CONSUME(t.RightBracket);
  });
}
