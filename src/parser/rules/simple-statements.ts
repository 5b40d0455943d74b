import type { IToken } from 'chevrotain';
import { infixOperators } from '../../../grammar/operators.ts';
import * as habits from '../../diagnostics/habits.ts';
import type { AssignmentOperator, Expression, Statement } from '../../syntax/tree.ts';
import { stringValue } from '../lexer.ts';
import type { RecoveringParser } from '../recovery.ts';
import { spanOf } from '../token.ts';
import * as t from '../tokens.ts';
import type { NameRules } from './names.ts';
import type { TypeRules } from './types.ts';
import type { ExpressionRules } from './expressions.ts';
import type { OperandRules } from './operands.ts';
import { context, Rules } from './rules.ts';

/** What was read of a local variable before its word. */
export interface LocalStart {
  readonly ghost: boolean;
  readonly start: number;
}

/** Statements that contain no others. */
export class SimpleStatementRules extends Rules {
  private readonly names: NameRules;
  private readonly types: TypeRules;
  private readonly expressions: ExpressionRules;
  private readonly operands: OperandRules;

  constructor(
    p: RecoveringParser,
    names: NameRules,
    types: TypeRules,
    expressions: ExpressionRules,
    operands: OperandRules,
  ) {
    super(p);
    this.names = names;
    this.types = types;
    this.expressions = expressions;
    this.operands = operands;
  }

  /** Assignments, `++` and `--`, and calls: they begin with an operand. */
  readonly simpleStatement = this.p.rule('simpleStatement', (): Statement =>
    this.p.build(this.p.open<'assign' | 'increment' | 'callStatement'>('callStatement'), (node) => {
      // No statement begins with a record, but `do {` and its like do occur.
      const target = this.p.within(context.head, () => this.p.SUBRULE(this.operands.operand));
      this.p.OR([
        {
          ALT: () => {
            const operator = this.p.SUBRULE(this.assignmentOperator);
            Object.assign(node, { kind: 'assign', operator, target: this.assigned(target) });
            Object.assign(node, { value: this.p.SUBRULE(this.expressions.expression) });
          },
        },
        {
          ALT: () => {
            const sign = this.p.OR2([
              { ALT: () => this.p.CONSUME(t.PlusPlus) },
              { ALT: () => this.p.CONSUME(t.MinusMinus) },
            ]);
            Object.assign(node, { kind: 'increment', operator: sign.image, target: this.assigned(target) });
          },
        },
        { ALT: () => Object.assign(node, { call: target }) },
      ]);
      this.p.ACTION(() => this.checkCall(target, node.kind));
      this.p.CONSUME(t.Semicolon);
    }),
  );

  /** What stands alone as a statement has to be a call. Where more follows, the missing `;` is the error. */
  private checkCall(target: Expression | undefined, kind: string): void {
    if (kind !== 'callStatement' || target === undefined) return;
    if (target.kind === 'call' || target.incomplete === true) return;
    const next = this.p.LA(1);
    if (next.tokenType !== t.Semicolon && !infixOperators.has(next.image)) return;
    this.p.report(habits.notAStatement(this.p.location(target.span), this.p.location(spanOf(next))));
  }

  /** `x' = e` of TLA+ is an assignment to x, and is said to be. */
  private assigned(target: Expression | undefined): Expression {
    if (target?.kind !== 'prime') return this.p.orMissing(target);
    this.p.report(habits.primedAssignment(this.p.location(target.span), this.p.location(target.operand.span)));
    return target.operand;
  }

  private readonly assignmentOperator = this.p.rule('assignmentOperator', (): AssignmentOperator => {
    const token: IToken = this.p.OR([
      { ALT: () => this.p.CONSUME(t.Equals) },
      { ALT: () => this.p.CONSUME(t.PlusEquals) },
      { ALT: () => this.p.CONSUME(t.MinusEquals) },
      { ALT: () => this.p.CONSUME(t.StarEquals) },
      { ALT: () => this.p.CONSUME(t.BarEquals) },
      { ALT: () => this.p.CONSUME(t.AmpersandEquals) },
      { ALT: () => this.p.CONSUME(t.BackslashEquals) },
    ]);
    return token.tokenType === t.Equals ? '=' : (token.image as AssignmentOperator);
  });

  readonly varStatement = this.p.rule('varStatement', (local?: LocalStart): Statement =>
    this.p.build(this.p.open('varLocal', local?.start), (node) => {
      node.ghost = local?.ghost ?? false;
      this.p.CONSUME(t.Var);
      node.name = this.p.SUBRULE(this.names.name);
      this.p.CONSUME(t.Colon);
      node.type = this.p.SUBRULE(this.types.typeExpression);
      this.p.CONSUME(t.Equals);
      node.value = this.p.SUBRULE(this.expressions.expression);
      this.p.CONSUME(t.Semicolon);
    }),
  );

  readonly awaitStatement = this.p.node('awaitStatement', 'await', (node) => {
    this.p.CONSUME(t.Await);
    node.condition = this.p.SUBRULE(this.expressions.expression);
    this.p.CONSUME(t.Semicolon);
  });

  readonly assertStatement = this.p.node('assertStatement', 'assert', (node) => {
    this.p.CONSUME(t.Assert);
    this.p.OPTION({
      GATE: () => this.p.LA(2).tokenType === t.Colon,
      DEF: () => {
        node.name = this.p.SUBRULE(this.names.name);
        this.p.CONSUME(t.Colon);
      },
    });
    node.condition = this.p.SUBRULE(this.expressions.expression);
    this.p.OPTION2(() => {
      this.p.CONSUME(t.Comma);
      node.message = stringValue(this.p.CONSUME(t.Text).image);
    });
    this.p.CONSUME(t.Semicolon);
  });

  readonly pickStatement = this.p.node('pickStatement', 'pick', (node) => {
    this.p.CONSUME(t.Pick);
    node.name = this.p.SUBRULE(this.names.name);
    this.p.CONSUME(t.In);
    node.set = this.p.SUBRULE(this.expressions.expression);
    this.p.OPTION(() => {
      this.p.CONSUME(t.Where);
      node.where = this.p.SUBRULE2(this.expressions.expression);
    });
    this.p.CONSUME(t.Semicolon);
  });

  readonly returnStatement = this.p.node('returnStatement', 'return', (node) => {
    this.p.CONSUME(t.Return);
    this.p.OPTION(() => (node.value = this.p.SUBRULE(this.expressions.expression)));
    this.p.CONSUME(t.Semicolon);
  });

  readonly gotoStatement = this.p.node('gotoStatement', 'goto', (node) => {
    this.p.CONSUME(t.Goto);
    node.label = this.p.SUBRULE(this.names.name);
    this.p.CONSUME(t.Semicolon);
  });

  /** `fence mb;` */
  readonly fenceStatement = this.p.node('fenceStatement', 'fence', (node) => {
    this.p.CONSUME(t.Fence);
    node.fence = this.p.SUBRULE(this.names.name);
    this.p.CONSUME(t.Semicolon);
  });

  /** `break;`, `continue;`, `skip;` */
  readonly wordStatement = this.p.rule('wordStatement', (): Statement =>
    this.p.OR<Statement>([
      {
        ALT: () =>
          this.p.build(this.p.open('skip'), () => {
            this.p.CONSUME(t.Skip);
            this.p.CONSUME1(t.Semicolon);
          }),
      },
      {
        ALT: () =>
          this.p.build(this.p.open('break'), () => {
            this.p.CONSUME(t.Break);
            this.p.CONSUME2(t.Semicolon);
          }),
      },
      {
        ALT: () =>
          this.p.build(this.p.open('continue'), () => {
            this.p.CONSUME(t.Continue);
            this.p.CONSUME3(t.Semicolon);
          }),
      },
    ]),
  );
}
