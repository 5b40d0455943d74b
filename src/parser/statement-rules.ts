import type { Block, IfStatement, Statement } from '../syntax/tree.ts';
import type { Arm } from '../syntax/visit.ts';
import type { Draft } from './recovery.ts';
import { SimpleStatementRules } from './simple-statement-rules.ts';
import * as t from './tokens.ts';
import { inHead } from './type-rules.ts';

/** Blocks, and statements that contain others. */
export abstract class StatementRules extends SimpleStatementRules {
  readonly block = this.rule('block', (): Block =>
    this.within(0, () =>
      this.build(this.open('block'), (node) => {
        const statements: Statement[] = [];
        node.statements = statements;
        this.CONSUME(t.LeftBrace);
        this.MANY({
          GATE: () => !this.beginsSoftDeclaration(),
          DEF: () => {
            const statement = this.SUBRULE(this.statement) as Statement | undefined;
            statements.push(statement ?? this.hole('missingStatement'));
          },
        });
        this.CONSUME(t.RightBrace);
      }),
    ),
  );

  /** `check NAME` and `init NAME` begin no statement: the block before them was not closed. */
  private beginsSoftDeclaration(): boolean {
    const type = this.LA(1).tokenType;
    const declares =
      type === t.Check || type === t.Init || type === t.Terminates || type === t.Memory || type === t.Spec;
    return declares && this.LA(2).tokenType === t.Identifier;
  }

  readonly statement = this.rule('statement', (): Statement =>
    this.chooseNested<Statement>('statement', () =>
      this.OR<Statement>({
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
      }),
    ),
  );

  private readonly label = this.documented('label', 'label', (node) => {
    node.name = this.SUBRULE(this.name);
    this.CONSUME(t.Colon);
    this.OPTION({
      GATE: () => !this.beginsSoftDeclaration(),
      DEF: () => (node.body = this.SUBRULE(this.statement)),
    });
  });

  /** `let x = e;`, `let some(t) = e else { … }`, `var x : T = e;`, each also `ghost`. */
  private readonly localDeclaration = this.rule('localDeclaration', (): Statement => {
    const start = this.next();
    let ghost = false;
    return this.choose('statement', () => {
      this.OPTION(() => {
        this.CONSUME(t.Ghost);
        ghost = true;
      });
      return this.OR<Statement>([
        { ALT: () => this.SUBRULE(this.letStatement, { ARGS: [ghost, start] }) },
        { ALT: () => this.SUBRULE(this.varStatement, { ARGS: [ghost, start] }) },
      ]);
    });
  });

  private readonly letStatement = this.rule('letStatement', (ghost?: boolean, start?: number): Statement => {
    return this.build(this.open('let', start), (node) => {
      node.ghost = ghost ?? false;
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
    });
  });

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

  private readonly matchStatement = this.node('matchStatement', 'match', (node) => {
    const arms: Arm[] = [];
    node.arms = arms;
    this.CONSUME(t.Match);
    node.value = this.SUBRULE(this.expression, inHead);
    this.CONSUME(t.LeftBrace);
    this.MANY(() => {
      arms.push(this.SUBRULE(this.arm));
      this.OPTION(() => this.CONSUME(t.Comma));
    });
    this.CONSUME(t.RightBrace);
  });

  private readonly arm = this.node('arm', 'arm', (node) => {
    node.pattern = this.SUBRULE(this.pattern);
    this.CONSUME(t.Implies);
    node.body = this.SUBRULE(this.block);
  });

  private readonly whileStatement = this.node('whileStatement', 'while', (node) => {
    this.CONSUME(t.While);
    node.condition = this.SUBRULE(this.expression, inHead);
    node.body = this.SUBRULE(this.block);
  });

  private readonly loopStatement = this.node('loopStatement', 'loop', (node) => {
    this.CONSUME(t.Loop);
    node.body = this.SUBRULE(this.block);
  });

  private readonly forStatement = this.node('forStatement', 'for', (node) => {
    this.CONSUME(t.For);
    node.name = this.SUBRULE(this.name);
    this.CONSUME(t.In);
    node.set = this.SUBRULE(this.expression, inHead);
    node.body = this.SUBRULE(this.block);
  });

  private readonly eitherStatement = this.node('eitherStatement', 'either', (node) => {
    const branches: Block[] = [];
    node.branches = branches;
    this.CONSUME(t.Either);
    branches.push(this.SUBRULE(this.block));
    this.AT_LEAST_ONE({
      DEF: () => {
        this.CONSUME(t.Or);
        branches.push(this.SUBRULE2(this.block));
      },
      ERR_MSG: "'or' and another block",
    });
  });

  private readonly atomicStatement = this.node('atomicStatement', 'atomic', (node) => {
    this.CONSUME(t.Atomic);
    node.body = this.SUBRULE(this.statement);
  });
}
