import type { IToken } from 'chevrotain';
import { infixOperators } from '../../grammar/operators.ts';
import * as syntax from '../diagnostics/syntax.ts';
import type { AssignmentOperator, Expression, Statement } from '../syntax/tree.ts';
import { ExpressionRules } from './expression-rules.ts';
import { stringValue } from './lexer.ts';
import { spanOf } from './recovery.ts';
import * as t from './tokens.ts';
import { context } from './type-rules.ts';

/** Statements that contain no others. */
export abstract class SimpleStatementRules extends ExpressionRules {
  /** Assignments, `++` and `--`, and calls: they begin with an operand. */
  protected readonly simpleStatement = this.rule('simpleStatement', (): Statement =>
    this.build(this.open<'assign' | 'increment' | 'callStatement'>('callStatement'), (node) => {
      // No statement begins with a record, but `do {` and its like do occur.
      const target = this.within(context.head, () => this.SUBRULE(this.operand));
      this.OR([
        {
          ALT: () => {
            const operator = this.SUBRULE(this.assignmentOperator);
            Object.assign(node, { kind: 'assign', operator, target: this.assigned(target) });
            Object.assign(node, { value: this.SUBRULE(this.expression) });
          },
        },
        {
          ALT: () => {
            const sign = this.OR2([{ ALT: () => this.CONSUME(t.PlusPlus) }, { ALT: () => this.CONSUME(t.MinusMinus) }]);
            Object.assign(node, { kind: 'increment', operator: sign.image, target: this.assigned(target) });
          },
        },
        { ALT: () => Object.assign(node, { call: target }) },
      ]);
      this.ACTION(() => this.checkCall(target, node.kind));
      this.CONSUME(t.Semicolon);
    }),
  );

  /** What stands alone as a statement has to be a call. Where more follows, the missing `;` is the error. */
  private checkCall(target: Expression | undefined, kind: string): void {
    if (kind !== 'callStatement' || target === undefined) return;
    if (target.kind === 'call' || target.incomplete === true) return;
    const next = this.LA(1);
    if (next.tokenType !== t.Semicolon && !infixOperators.has(next.image)) return;
    this.report(syntax.notAStatement(this.location(target.span), this.location(spanOf(next))));
  }

  /** `x' = e` of TLA+ is an assignment to x, and is said to be. */
  private assigned(target: Expression | undefined): Expression {
    if (target?.kind !== 'prime') return this.orMissing(target);
    this.report(syntax.primedAssignment(this.location(target.span), this.location(target.operand.span)));
    return target.operand;
  }

  private readonly assignmentOperator = this.rule('assignmentOperator', (): AssignmentOperator => {
    const token: IToken = this.OR([
      { ALT: () => this.CONSUME(t.Equals) },
      { ALT: () => this.CONSUME(t.PlusEquals) },
      { ALT: () => this.CONSUME(t.MinusEquals) },
      { ALT: () => this.CONSUME(t.StarEquals) },
      { ALT: () => this.CONSUME(t.BarEquals) },
      { ALT: () => this.CONSUME(t.AmpersandEquals) },
      { ALT: () => this.CONSUME(t.BackslashEquals) },
    ]);
    return token.tokenType === t.Equals ? '=' : (token.image as AssignmentOperator);
  });

  protected readonly varStatement = this.rule('varStatement', (ghost?: boolean, start?: number): Statement => {
    return this.build(this.open('varLocal', start), (node) => {
      node.ghost = ghost ?? false;
      this.CONSUME(t.Var);
      node.name = this.SUBRULE(this.name);
      this.CONSUME(t.Colon);
      node.type = this.SUBRULE(this.typeExpression);
      this.CONSUME(t.Equals);
      node.value = this.SUBRULE(this.expression);
      this.CONSUME(t.Semicolon);
    });
  });

  protected readonly awaitStatement = this.node('awaitStatement', 'await', (node) => {
    this.CONSUME(t.Await);
    node.condition = this.SUBRULE(this.expression);
    this.CONSUME(t.Semicolon);
  });

  protected readonly assertStatement = this.node('assertStatement', 'assert', (node) => {
    this.CONSUME(t.Assert);
    this.OPTION({
      GATE: () => this.LA(2).tokenType === t.Colon,
      DEF: () => {
        node.name = this.SUBRULE(this.name);
        this.CONSUME(t.Colon);
      },
    });
    node.condition = this.SUBRULE(this.expression);
    this.OPTION2(() => {
      this.CONSUME(t.Comma);
      node.message = stringValue(this.CONSUME(t.Text).image);
    });
    this.CONSUME(t.Semicolon);
  });

  /** A chain of `else if` is read in a loop, and nests in the tree from its end. */
  protected readonly pickStatement = this.node('pickStatement', 'pick', (node) => {
    this.CONSUME(t.Pick);
    node.name = this.SUBRULE(this.name);
    this.CONSUME(t.In);
    node.set = this.SUBRULE(this.expression);
    this.OPTION(() => {
      this.CONSUME(t.Where);
      node.where = this.SUBRULE2(this.expression);
    });
    this.CONSUME(t.Semicolon);
  });

  protected readonly returnStatement = this.node('returnStatement', 'return', (node) => {
    this.CONSUME(t.Return);
    this.OPTION(() => (node.value = this.SUBRULE(this.expression)));
    this.CONSUME(t.Semicolon);
  });

  protected readonly gotoStatement = this.node('gotoStatement', 'goto', (node) => {
    this.CONSUME(t.Goto);
    node.label = this.SUBRULE(this.name);
    this.CONSUME(t.Semicolon);
  });

  /** `break;`, `continue;`, `skip;` */
  protected readonly wordStatement = this.rule('wordStatement', (): Statement => {
    const start = this.next();
    return this.OR<Statement>([
      {
        ALT: () =>
          this.build(this.open('skip', start), () => {
            this.CONSUME(t.Skip);
            this.CONSUME1(t.Semicolon);
          }),
      },
      {
        ALT: () =>
          this.build(this.open('break', start), () => {
            this.CONSUME(t.Break);
            this.CONSUME2(t.Semicolon);
          }),
      },
      {
        ALT: () =>
          this.build(this.open('continue', start), () => {
            this.CONSUME(t.Continue);
            this.CONSUME3(t.Semicolon);
          }),
      },
    ]);
  });
}
