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
  protected readonly simpleStatement = this.rule('simpleStatement', (): Statement => {
    const start = this.next();
    let target: Expression | undefined;
    let node = this.open<'assign' | 'increment' | 'callStatement'>('callStatement', start);
    try {
      // No statement begins with a record, but `do {` and its like do occur.
      this.flags = context.head;
      target = this.SUBRULE(this.operand);
      this.flags = 0;
      this.OR([
        {
          ALT: () => {
            const operator = this.SUBRULE(this.assignmentOperator);
            const draft = { ...node, kind: 'assign', operator, target: this.assigned(target) } as typeof node;
            node = draft;
            const value = this.SUBRULE(this.expression);
            node = { ...draft, value } as typeof node;
          },
        },
        {
          ALT: () => {
            const sign = this.OR2([{ ALT: () => this.CONSUME(t.PlusPlus) }, { ALT: () => this.CONSUME(t.MinusMinus) }]);
            const operator = sign.image;
            node = { ...node, kind: 'increment', operator, target: this.assigned(target) } as typeof node;
          },
        },
        {
          ALT: () => {
            node = { ...node, call: target } as typeof node;
          },
        },
      ]);
      this.ACTION(() => this.checkCall(target, node.kind));
      this.CONSUME(t.Semicolon);
    } catch (error) {
      throw this.rescue(error, node);
    } finally {
      this.flags = 0;
    }
    return this.close(node);
  });

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
    const node = this.open('varLocal', start);
    node.ghost = ghost ?? false;
    try {
      this.CONSUME(t.Var);
      node.name = this.SUBRULE(this.name);
      this.CONSUME(t.Colon);
      node.type = this.SUBRULE(this.typeExpression);
      this.CONSUME(t.Equals);
      node.value = this.SUBRULE(this.expression);
      this.CONSUME(t.Semicolon);
    } catch (error) {
      throw this.rescue(error, node);
    }
    return this.close(node);
  });

  protected readonly awaitStatement = this.rule('awaitStatement', (): Statement => {
    const node = this.open('await');
    try {
      this.CONSUME(t.Await);
      node.condition = this.SUBRULE(this.expression);
      this.CONSUME(t.Semicolon);
    } catch (error) {
      throw this.rescue(error, node);
    }
    return this.close(node);
  });

  protected readonly assertStatement = this.rule('assertStatement', (): Statement => {
    const node = this.open('assert');
    try {
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
    } catch (error) {
      throw this.rescue(error, node);
    }
    return this.close(node);
  });

  /** A chain of `else if` is read in a loop, and nests in the tree from its end. */
  protected readonly pickStatement = this.rule('pickStatement', (): Statement => {
    const node = this.open('pick');
    try {
      this.CONSUME(t.Pick);
      node.name = this.SUBRULE(this.name);
      this.CONSUME(t.In);
      node.set = this.SUBRULE(this.expression);
      this.OPTION(() => {
        this.CONSUME(t.Where);
        node.where = this.SUBRULE2(this.expression);
      });
      this.CONSUME(t.Semicolon);
    } catch (error) {
      throw this.rescue(error, node);
    }
    return this.close(node);
  });

  protected readonly returnStatement = this.rule('returnStatement', (): Statement => {
    const node = this.open('return');
    try {
      this.CONSUME(t.Return);
      this.OPTION(() => (node.value = this.SUBRULE(this.expression)));
      this.CONSUME(t.Semicolon);
    } catch (error) {
      throw this.rescue(error, node);
    }
    return this.close(node);
  });

  protected readonly gotoStatement = this.rule('gotoStatement', (): Statement => {
    const node = this.open('goto');
    try {
      this.CONSUME(t.Goto);
      node.label = this.SUBRULE(this.name);
      this.CONSUME(t.Semicolon);
    } catch (error) {
      throw this.rescue(error, node);
    }
    return this.close(node);
  });

  /** `break;`, `continue;`, `skip;` */
  protected readonly wordStatement = this.rule('wordStatement', (): Statement => {
    let node: { kind: 'break' | 'continue' | 'skip' } & ReturnType<typeof this.open<'skip'>> = this.open('skip');
    try {
      this.OR([
        { ALT: () => this.CONSUME(t.Skip) },
        {
          ALT: () => {
            this.CONSUME(t.Break);
            node = { ...node, kind: 'break' } as unknown as typeof node;
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.Continue);
            node = { ...node, kind: 'continue' } as unknown as typeof node;
          },
        },
      ]);
      this.CONSUME(t.Semicolon);
    } catch (error) {
      throw this.rescue(error, node);
    }
    return this.close(node);
  });
}
