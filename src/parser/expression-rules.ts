import type { IToken } from 'chevrotain';
import * as syntax from '../diagnostics/syntax.ts';
import type { Binder, Expression } from '../syntax/tree.ts';
import type { ArmExpression, FieldValue, NodeOf, Update } from '../syntax/visit.ts';
import { climb, type FlatItem } from './climb.ts';
import { QuantifierRules } from './quantifier-rules.ts';
import { spanOf } from './recovery.ts';
import * as t from './tokens.ts';
import { context, inHead, inLetValue, inMapKey } from './type-rules.ts';

/** Expressions: flat rows of operands and operators, and the forms that begin with a word or a bracket. */
export abstract class ExpressionRules extends QuantifierRules {
  readonly expression = this.rule('expression', (flags?: number): Expression => {
    const outer = this.flags;
    this.flags = flags ?? 0;
    this.level++;
    const start = this.next();
    const items: FlatItem[] = [];
    try {
      if (this.isTooDeep()) {
        this.skipTooDeep();
        return this.missing();
      }
      this.MANY(() => {
        this.addOperator(items, 'prefix', this.CONSUME(t.PrefixOperator));
      });
      this.addOperand(items, this.SUBRULE(this.operand));
      this.MANY2({
        GATE: () => this.continuesExpression(),
        DEF: () => {
          this.addOperator(items, 'infix', this.CONSUME(t.InfixOperator));
          this.MANY3(() => {
            this.addOperator(items, 'prefix', this.CONSUME2(t.PrefixOperator));
          });
          this.addOperand(items, this.SUBRULE2(this.operand));
        },
      });
      const whole = this.grouped(items);
      return this.OPTION(() => this.SUBRULE(this.conditional, { ARGS: [whole] })) ?? whole;
    } catch (error) {
      const saved = this.takeSaved();
      if (saved !== undefined) this.addOperand(items, saved as Expression);
      const whole = this.grouped(items);
      throw this.rescueAs(error, { ...whole, span: { start: Math.min(start, whole.span.start), end: whole.span.end } });
    } finally {
      this.flags = outer;
      this.level--;
    }
  });

  /** The bounds of ranges in types: `+ - * / %` only, since `=`, `->` and braces belong to what follows. */
  protected override readonly bound = this.rule('bound', (): Expression => {
    const outer = this.flags;
    this.flags = context.head | context.beforeEquals | context.beforeArrow;
    const items: FlatItem[] = [];
    try {
      this.MANY(() => {
        this.addOperator(items, 'prefix', this.CONSUME(t.PrefixOperator));
      });
      this.addOperand(items, this.SUBRULE(this.operand));
      this.MANY2({
        GATE: () => this.isArithmetic(this.LA(1)),
        DEF: () => {
          this.addOperator(items, 'infix', this.CONSUME(t.InfixOperator));
          this.MANY3(() => {
            this.addOperator(items, 'prefix', this.CONSUME2(t.PrefixOperator));
          });
          this.addOperand(items, this.SUBRULE2(this.operand));
        },
      });
      return this.grouped(items);
    } catch (error) {
      const saved = this.takeSaved();
      if (saved !== undefined) this.addOperand(items, saved as Expression);
      throw this.rescueAs(error, this.grouped(items));
    } finally {
      this.flags = outer;
    }
  });

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
    const node = this.open('ifExpression', condition?.span.start ?? 0);
    if (condition !== undefined) node.condition = condition;
    try {
      const question = this.CONSUME(t.Question);
      node.then = this.SUBRULE(this.expression);
      this.CONSUME(t.Colon);
      node.otherwise = this.SUBRULE2(this.expression, { ARGS: [this.flags] });
      this.ACTION(() => this.report(syntax.ternary(this.location(spanOf(question)), this.source, node)));
    } catch (error) {
      throw this.rescue(error, node);
    }
    return this.close(node);
  });

  // -------------------------------------------------------------------------- forms with a word

  protected override readonly ifExpression = this.rule('ifExpression', (): Expression => {
    const node = this.open('ifExpression');
    try {
      this.CONSUME(t.If);
      node.condition = this.SUBRULE(this.expression);
      this.CONSUME(t.Then);
      node.then = this.SUBRULE2(this.expression);
      this.CONSUME(t.Else);
      node.otherwise = this.SUBRULE3(this.expression, { ARGS: [this.flags] });
    } catch (error) {
      throw this.rescue(error, node);
    }
    return this.close(node);
  });

  protected override readonly letExpression = this.rule('letExpression', (): Expression => {
    const node = this.open('letExpression');
    try {
      this.CONSUME(t.Let);
      node.pattern = this.SUBRULE(this.pattern);
      this.CONSUME(t.Equals);
      node.value = this.SUBRULE(this.expression, inLetValue);
      this.CONSUME(t.In);
      node.body = this.SUBRULE2(this.expression, { ARGS: [this.flags] });
    } catch (error) {
      throw this.rescue(error, node);
    }
    return this.close(node);
  });

  protected override readonly matchExpression = this.rule('matchExpression', (): Expression => {
    const node = this.open('matchExpression');
    const arms: ArmExpression[] = [];
    node.arms = arms;
    let separated = true;
    try {
      this.CONSUME(t.Match);
      node.value = this.SUBRULE(this.expression, inHead);
      this.CONSUME(t.LeftBrace);
      this.MANY(() => {
        if (!separated) this.missingComma();
        arms.push(this.SUBRULE(this.armExpression));
        separated = this.OPTION(() => this.CONSUME(t.Comma)) !== undefined;
      });
      this.CONSUME(t.RightBrace);
    } catch (error) {
      throw this.rescue(error, node);
    }
    return this.close(node);
  });

  private readonly armExpression = this.rule('armExpression', (): ArmExpression => {
    const node = this.open('armExpression');
    try {
      node.pattern = this.SUBRULE(this.pattern);
      this.CONSUME(t.Implies);
      node.body = this.SUBRULE(this.expression);
    } catch (error) {
      throw this.rescue(error, node);
    }
    return this.close(node);
  });

  // ------------------------------------------------------------------------ forms with brackets

  /** `S { f: e }` */
  protected override readonly record = this.rule('record', (): Expression => {
    const node = this.open('record');
    const fields: FieldValue[] = [];
    node.fields = fields;
    let separated = true;
    try {
      node.type = this.SUBRULE(this.path);
      this.CONSUME(t.LeftBrace);
      this.MANY(() => {
        if (!separated) this.missingComma();
        fields.push(this.SUBRULE(this.fieldValue));
        separated = this.OPTION(() => this.CONSUME(t.Comma)) !== undefined;
      });
      this.CONSUME(t.RightBrace);
    } catch (error) {
      throw this.rescue(error, node);
    }
    return this.close(node);
  });

  private readonly fieldValue = this.rule('fieldValue', (): FieldValue => {
    const node = this.open('fieldValue');
    try {
      node.name = this.SUBRULE(this.fieldName);
      this.CONSUME(t.Colon);
      node.value = this.SUBRULE(this.expression);
    } catch (error) {
      throw this.rescue(error, node);
    }
    return this.close(node);
  });

  /** `e with { [k] = v, f = w }` */
  protected override readonly update = this.rule('update', (object?: Expression): Expression => {
    const node = this.open('update', object?.span.start);
    if (object !== undefined) node.object = object;
    const updates: Update[] = [];
    node.updates = updates;
    let separated = true;
    try {
      this.CONSUME(t.With);
      this.CONSUME(t.LeftBrace);
      this.MANY(() => {
        if (!separated) this.missingComma();
        updates.push(
          this.OR<Update>([{ ALT: () => this.SUBRULE(this.keyUpdate) }, { ALT: () => this.SUBRULE(this.fieldUpdate) }]),
        );
        separated = this.OPTION(() => this.CONSUME(t.Comma)) !== undefined;
      });
      this.CONSUME(t.RightBrace);
    } catch (error) {
      throw this.rescue(error, node);
    }
    return this.close(node);
  });

  private readonly keyUpdate = this.rule('keyUpdate', (): NodeOf<'keyUpdate'> => {
    const node = this.open('keyUpdate');
    try {
      this.CONSUME(t.LeftBracket);
      node.key = this.SUBRULE(this.expression);
      this.CONSUME(t.RightBracket);
      this.CONSUME(t.Equals);
      node.value = this.SUBRULE2(this.expression);
    } catch (error) {
      throw this.rescue(error, node);
    }
    return this.close(node);
  });

  private readonly fieldUpdate = this.rule('fieldUpdate', (): NodeOf<'fieldUpdate'> => {
    const node = this.open('fieldUpdate');
    try {
      node.name = this.SUBRULE(this.fieldName);
      this.CONSUME(t.Equals);
      node.value = this.SUBRULE(this.expression);
    } catch (error) {
      throw this.rescue(error, node);
    }
    return this.close(node);
  });

  /** `(e)` and `(a, b)` */
  protected override readonly parentheses = this.rule('parentheses', (): Expression => {
    const node = this.open('tuple');
    node.elements = [];
    try {
      this.CONSUME(t.LeftParen);
      this.AT_LEAST_ONE_SEP({
        SEP: t.Comma,
        DEF: () => node.elements?.push(this.orMissing(this.SUBRULE(this.expression))),
        ERR_MSG: 'an expression',
      });
      this.CONSUME(t.RightParen);
    } catch (error) {
      throw this.rescue(error, node);
    }
    const tuple = this.close(node);
    if (tuple.elements.length !== 1) return tuple;
    return { kind: 'parenthesized', id: tuple.id, span: tuple.span, inner: tuple.elements[0]! };
  });

  /** `{ x in S: e }` */
  protected override readonly filter = this.rule('filter', (): Expression => {
    const node = this.open('filter');
    try {
      this.CONSUME(t.LeftBrace);
      node.binder = this.SUBRULE(this.binder);
      this.CONSUME(t.Colon);
      node.condition = this.SUBRULE(this.expression);
      this.CONSUME(t.RightBrace);
    } catch (error) {
      throw this.rescue(error, node);
    }
    return this.close(node);
  });

  /** `{}`, `{a, b}`, and `{ e for x in S }` */
  protected override readonly braces = this.rule('braces', (): Expression => {
    const node = this.open('set');
    const elements: Expression[] = [];
    node.elements = elements;
    let binders: Binder[] | undefined;
    let separated = true;
    try {
      this.CONSUME(t.LeftBrace);
      this.MANY(() => {
        if (!separated) this.missingComma();
        elements.push(this.orMissing(this.SUBRULE(this.expression)));
        separated = this.OPTION(() => this.CONSUME(t.Comma)) !== undefined;
      });
      this.OPTION2({
        GATE: () => elements.length === 1 && !separated,
        DEF: () => {
          this.CONSUME(t.For);
          binders = [];
          this.SUBRULE(this.binders, { ARGS: [binders] });
        },
      });
      this.CONSUME(t.RightBrace);
    } catch (error) {
      throw this.rescue(error, node);
    }
    const set = this.close(node);
    if (binders === undefined) return set;
    return { kind: 'image', id: set.id, span: set.span, element: elements[0]!, binders };
  });

  /** `[x in K -> e]` */
  protected override readonly mapLiteral = this.rule('mapLiteral', (): Expression => {
    const node = this.open('mapLiteral');
    try {
      this.CONSUME(t.LeftBracket);
      node.binder = this.SUBRULE(this.binder, inMapKey);
      this.CONSUME(t.Arrow);
      node.value = this.SUBRULE(this.expression);
      this.CONSUME(t.RightBracket);
    } catch (error) {
      throw this.rescue(error, node);
    }
    return this.close(node);
  });

  /** `[]`, `[a, b]` */
  protected override readonly sequence = this.rule('sequence', (): Expression => {
    const node = this.open('sequence');
    const elements: Expression[] = [];
    node.elements = elements;
    let separated = true;
    try {
      this.CONSUME(t.LeftBracket);
      this.MANY(() => {
        if (!separated) this.missingComma();
        elements.push(this.orMissing(this.SUBRULE(this.expression)));
        separated = this.OPTION(() => this.CONSUME(t.Comma)) !== undefined;
      });
      this.CONSUME(t.RightBracket);
    } catch (error) {
      throw this.rescue(error, node);
    }
    return this.close(node);
  });
}
