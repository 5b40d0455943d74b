import type { IToken } from 'chevrotain';
import { infixOperators } from '../../grammar/operators.ts';
import * as syntax from '../diagnostics/syntax.ts';
import type { AssignmentOperator, Block, Expression, IfStatement, Statement } from '../syntax/tree.ts';
import type { Arm } from '../syntax/visit.ts';
import { ExpressionRules } from './expression-rules.ts';
import { stringValue } from './lexer.ts';
import type { Draft } from './recovery.ts';
import { spanOf } from './recovery.ts';
import * as t from './tokens.ts';
import { context, inHead } from './type-rules.ts';

/** Blocks and statements. */
export abstract class StatementRules extends ExpressionRules {
  readonly block = this.rule('block', (): Block => {
    const node = this.open('block');
    node.statements = [];
    const outer = this.flags;
    this.flags = 0;
    try {
      this.CONSUME(t.LeftBrace);
      this.MANY({
        GATE: () => !this.beginsSoftDeclaration(),
        DEF: () => {
          const statement = this.SUBRULE(this.statement) as Statement | undefined;
          node.statements?.push(statement ?? this.hole('missingStatement'));
        },
      });
      this.CONSUME(t.RightBrace);
    } catch (error) {
      throw this.rescue(error, node);
    } finally {
      this.flags = outer;
    }
    return this.close(node);
  });

  /** `check NAME` and `init NAME` begin no statement: the block before them was not closed. */
  private beginsSoftDeclaration(): boolean {
    const type = this.LA(1).tokenType;
    const declares =
      type === t.Check || type === t.Init || type === t.Terminates || type === t.Memory || type === t.Spec;
    return declares && this.LA(2).tokenType === t.Identifier;
  }

  readonly statement = this.rule('statement', (): Statement => {
    this.level++;
    try {
      if (this.isTooDeep()) {
        this.skipTooDeep();
        return this.hole('missingStatement');
      }
      return this.OR<Statement>({
        DEF: [
          { GATE: () => this.LA(2).tokenType === t.Colon, ALT: () => this.SUBRULE(this.label) },
          { ALT: () => this.SUBRULE(this.block) },
          { ALT: () => this.SUBRULE(this.localDeclaration) },
          { ALT: () => this.SUBRULE(this.awaitStatement) },
          { ALT: () => this.SUBRULE(this.assertStatement) },
          { ALT: () => this.SUBRULE(this.ifStatement) },
          { ALT: () => this.SUBRULE(this.matchStatement) },
          { ALT: () => this.SUBRULE(this.whileStatement) },
          { ALT: () => this.SUBRULE(this.loopStatement) },
          { ALT: () => this.SUBRULE(this.forStatement) },
          { ALT: () => this.SUBRULE(this.eitherStatement) },
          { ALT: () => this.SUBRULE(this.pickStatement) },
          { ALT: () => this.SUBRULE(this.atomicStatement) },
          { ALT: () => this.SUBRULE(this.returnStatement) },
          { ALT: () => this.SUBRULE(this.gotoStatement) },
          { ALT: () => this.SUBRULE(this.wordStatement) },
          // An operand may begin with `{`, `if`, `match` or `let`, which begin statements first.
          { ALT: () => this.SUBRULE(this.simpleStatement), IGNORE_AMBIGUITIES: true },
        ],
        ERR_MSG: 'a statement',
      });
    } catch (error) {
      throw this.rescueChoice(error, 'statement');
    } finally {
      this.level--;
    }
  });

  private readonly label = this.rule('label', (): Statement => {
    const node = { ...this.open('label'), ...this.doc() };
    try {
      node.name = this.SUBRULE(this.name);
      this.CONSUME(t.Colon);
      this.OPTION({
        GATE: () => !this.beginsSoftDeclaration(),
        DEF: () => (node.body = this.SUBRULE(this.statement)),
      });
    } catch (error) {
      throw this.rescue(error, node);
    }
    return this.close(node);
  });

  /** Assignments, `++` and `--`, and calls: they begin with an operand. */
  private readonly simpleStatement = this.rule('simpleStatement', (): Statement => {
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

  /** `let x = e;`, `let some(t) = e else { … }`, `var x : T = e;`, each also `ghost`. */
  private readonly localDeclaration = this.rule('localDeclaration', (): Statement => {
    const start = this.next();
    let ghost = false;
    try {
      this.OPTION(() => {
        this.CONSUME(t.Ghost);
        ghost = true;
      });
      return this.OR<Statement>([
        { ALT: () => this.SUBRULE(this.letStatement, { ARGS: [ghost, start] }) },
        { ALT: () => this.SUBRULE(this.varStatement, { ARGS: [ghost, start] }) },
      ]);
    } catch (error) {
      throw this.rescueChoice(error, 'statement');
    }
  });

  private readonly letStatement = this.rule('letStatement', (ghost?: boolean, start?: number): Statement => {
    const node = this.open('let', start);
    node.ghost = ghost ?? false;
    try {
      this.CONSUME(t.Let);
      node.pattern = this.SUBRULE(this.pattern);
      this.CONSUME(t.Equals);
      node.value = this.SUBRULE(this.expression);
      this.OR([
        { ALT: () => this.CONSUME(t.Semicolon) },
        {
          ALT: () => {
            this.CONSUME(t.Else);
            node.otherwise = this.SUBRULE(this.block);
          },
        },
      ]);
    } catch (error) {
      throw this.rescue(error, node);
    }
    return this.close(node);
  });

  private readonly varStatement = this.rule('varStatement', (ghost?: boolean, start?: number): Statement => {
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

  private readonly awaitStatement = this.rule('awaitStatement', (): Statement => {
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

  private readonly assertStatement = this.rule('assertStatement', (): Statement => {
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
  private readonly ifStatement = this.rule('ifStatement', (): IfStatement => {
    const chain = [this.open('if')];
    const last = () => chain[chain.length - 1]!;
    try {
      this.CONSUME(t.If);
      last().condition = this.SUBRULE(this.expression, inHead);
      last().then = this.SUBRULE(this.block);
      this.MANY({
        GATE: () => this.LA(2).tokenType === t.If,
        DEF: () => {
          this.CONSUME(t.Else);
          if (!this.tooLong(chain.length)) chain.push(this.open('if'));
          this.CONSUME2(t.If);
          last().condition = this.SUBRULE2(this.expression, inHead);
          last().then = this.SUBRULE2(this.block);
        },
      });
      this.OPTION(() => {
        this.CONSUME2(t.Else);
        last().otherwise = this.SUBRULE3(this.block);
      });
    } catch (error) {
      const passed = this.rescue(error, last());
      const saved = this.takeSaved() as IfStatement;
      throw this.rescueAs(passed, this.joined(chain.slice(0, -1), saved));
    }
    return this.joined(chain.slice(0, -1), this.close(last()));
  });

  private joined(chain: readonly Draft<'if'>[], last: IfStatement): IfStatement {
    return chain.reduceRight<IfStatement>((otherwise, draft) => {
      draft.otherwise = otherwise;
      return this.close(draft);
    }, last);
  }

  private readonly matchStatement = this.rule('matchStatement', (): Statement => {
    const node = this.open('match');
    const arms: Arm[] = [];
    node.arms = arms;
    try {
      this.CONSUME(t.Match);
      node.value = this.SUBRULE(this.expression, inHead);
      this.CONSUME(t.LeftBrace);
      this.MANY(() => {
        arms.push(this.SUBRULE(this.arm));
        this.OPTION(() => this.CONSUME(t.Comma));
      });
      this.CONSUME(t.RightBrace);
    } catch (error) {
      throw this.rescue(error, node);
    }
    return this.close(node);
  });

  private readonly arm = this.rule('arm', (): Arm => {
    const node = this.open('arm');
    try {
      node.pattern = this.SUBRULE(this.pattern);
      this.CONSUME(t.Implies);
      node.body = this.SUBRULE(this.block);
    } catch (error) {
      throw this.rescue(error, node);
    }
    return this.close(node);
  });

  private readonly whileStatement = this.rule('whileStatement', (): Statement => {
    const node = this.open('while');
    try {
      this.CONSUME(t.While);
      node.condition = this.SUBRULE(this.expression, inHead);
      node.body = this.SUBRULE(this.block);
    } catch (error) {
      throw this.rescue(error, node);
    }
    return this.close(node);
  });

  private readonly loopStatement = this.rule('loopStatement', (): Statement => {
    const node = this.open('loop');
    try {
      this.CONSUME(t.Loop);
      node.body = this.SUBRULE(this.block);
    } catch (error) {
      throw this.rescue(error, node);
    }
    return this.close(node);
  });

  private readonly forStatement = this.rule('forStatement', (): Statement => {
    const node = this.open('for');
    try {
      this.CONSUME(t.For);
      node.name = this.SUBRULE(this.name);
      this.CONSUME(t.In);
      node.set = this.SUBRULE(this.expression, inHead);
      node.body = this.SUBRULE(this.block);
    } catch (error) {
      throw this.rescue(error, node);
    }
    return this.close(node);
  });

  private readonly eitherStatement = this.rule('eitherStatement', (): Statement => {
    const node = this.open('either');
    const branches: Block[] = [];
    node.branches = branches;
    try {
      this.CONSUME(t.Either);
      branches.push(this.SUBRULE(this.block));
      this.AT_LEAST_ONE({
        DEF: () => {
          this.CONSUME(t.Or);
          branches.push(this.SUBRULE2(this.block));
        },
        ERR_MSG: "'or' and another block",
      });
    } catch (error) {
      throw this.rescue(error, node);
    }
    return this.close(node);
  });

  private readonly pickStatement = this.rule('pickStatement', (): Statement => {
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

  private readonly atomicStatement = this.rule('atomicStatement', (): Statement => {
    const node = this.open('atomic');
    try {
      this.CONSUME(t.Atomic);
      node.body = this.SUBRULE(this.statement);
    } catch (error) {
      throw this.rescue(error, node);
    }
    return this.close(node);
  });

  private readonly returnStatement = this.rule('returnStatement', (): Statement => {
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

  private readonly gotoStatement = this.rule('gotoStatement', (): Statement => {
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
  private readonly wordStatement = this.rule('wordStatement', (): Statement => {
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
