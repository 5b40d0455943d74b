import type { IToken } from 'chevrotain';
import * as habits from '../../diagnostics/habits.ts';
import type { Expression } from '../../syntax/tree.ts';
import { climb, type FlatItem } from '../climb.ts';
import type { RecoveringParser } from '../recovery.ts';
import { spanOf } from '../token.ts';
import * as t from '../tokens.ts';
import type { NameRules } from './names.ts';
import type { PatternRules } from './patterns.ts';
import { FormRules } from './forms.ts';
import { OperandRules } from './operands.ts';
import { context, Rules, type Whole } from './rules.ts';

/** Expressions: rows of operands and operators. */
export class ExpressionRules extends Rules implements Whole {
  readonly operands: OperandRules;

  constructor(p: RecoveringParser, names: NameRules, patterns: PatternRules) {
    super(p);
    this.operands = new OperandRules(p, names, patterns, new FormRules(p, names, patterns, this), this);
  }

  readonly expression = this.p.rule('expression', (flags?: number): Expression =>
    this.p.within(flags ?? 0, () =>
      this.p.chooseNested('expression', () =>
        this.row(
          () => this.continuesExpression(),
          (whole) => this.p.OPTION(() => this.p.SUBRULE(this.conditional, { ARGS: [whole] })) ?? whole,
        ),
      ),
    ),
  );

  /** The bounds of ranges in types: `+ - * / %` only, since `=`, `->` and braces belong to what follows. */
  readonly bound = this.p.rule('bound', (): Expression =>
    this.p.within(context.head | context.beforeEquals | context.beforeArrow, () =>
      this.row(
        () => this.isArithmetic(this.p.LA(1)),
        (whole) => whole,
      ),
    ),
  );

  /** Operands with operators before and between them, read flat and then grouped. */
  private row(continues: () => boolean, finish: (whole: Expression) => Expression): Expression {
    const start = this.p.next();
    const items: FlatItem[] = [];
    try {
      this.p.MANY(() => {
        this.addOperator(items, 'prefix', this.p.CONSUME(t.PrefixOperator));
      });
      this.addOperand(items, this.p.SUBRULE(this.operands.operand));
      this.p.MANY2({
        GATE: continues,
        DEF: () => {
          this.addOperator(items, 'infix', this.p.CONSUME(t.InfixOperator));
          this.p.MANY3(() => {
            this.addOperator(items, 'prefix', this.p.CONSUME2(t.PrefixOperator));
          });
          this.addOperand(items, this.p.SUBRULE2(this.operands.operand));
        },
      });
      return finish(this.grouped(items));
    } catch (error) {
      const saved = this.p.takeSaved();
      if (saved !== undefined) this.addOperand(items, saved as Expression);
      const whole = this.grouped(items);
      throw this.p.rescueAs(error, {
        ...whole,
        span: { start: Math.min(start, whole.span.start), end: whole.span.end },
      });
    }
  }

  private isArithmetic(token: IToken): boolean {
    const type = token.tokenType;
    return type === t.Plus || type === t.Minus || type === t.Star || type === t.Slash || type === t.Percent;
  }

  private addOperator(items: FlatItem[], kind: 'prefix' | 'infix', token: IToken): void {
    if (this.p.RECORDING_PHASE) return;
    if (token.tokenType === t.Equals && token.image === '=') {
      this.p.report(habits.equalsInExpression(this.p.location(spanOf(token))));
    }
    if (!this.p.tooLong(items.length >> 1)) items.push({ kind, token });
  }

  private addOperand(items: FlatItem[], operand: Expression | undefined): void {
    const last = items[items.length - 1];
    // Behind the limit of a chain the operators are gone, and so go their operands.
    if (last?.kind === 'operand') return;
    items.push({ kind: 'operand', operand: this.p.orMissing(operand) });
  }

  private grouped(items: readonly FlatItem[]): Expression {
    const first = items[0];
    if (items.length === 1 && first?.kind === 'operand') return first.operand;
    if (this.p.RECORDING_PHASE) return this.p.missing();
    return climb(items, {
      newId: () => this.p.nodes.newId(),
      missing: () => this.p.missing(),
      locate: (span) => this.p.location(span),
      report: (d) => this.p.report(d),
    });
  }

  private continuesExpression(): boolean {
    const type = this.p.LA(1).tokenType;
    if (type === t.In) return (this.p.flags & context.letValue) === 0;
    if (type === t.Equals) return (this.p.flags & context.beforeEquals) === 0;
    return true;
  }

  /** `c ? a : b` of C, read as `if c then a else b` with a message. */
  private readonly conditional = this.p.rule('conditional', (condition?: Expression): Expression => {
    return this.p.build(this.p.open('ifExpression', condition?.span.start ?? 0), (node) => {
      if (condition !== undefined) node.condition = condition;
      const question = this.p.CONSUME(t.Question);
      node.then = this.p.SUBRULE(this.expression);
      this.p.CONSUME(t.Colon);
      node.otherwise = this.p.SUBRULE2(this.expression, { ARGS: [this.p.flags] });
      this.p.ACTION(() => this.p.report(habits.ternary(this.p.location(spanOf(question)), this.p.source, node)));
    });
  });
}
