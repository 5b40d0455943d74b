import { tokenMatcher } from 'chevrotain';
import type { Arm, Block, IfStatement, Statement } from '../../syntax/tree.ts';
import type { Draft } from '../nodes.ts';
import type { RecoveringParser } from '../recovery.ts';
import * as t from '../tokens.ts';
import type { NameRules } from './names.ts';
import type { PatternRules } from './patterns.ts';
import type { ExpressionRules } from './expressions.ts';
import type { LocalStart, SimpleStatementRules } from './simple-statements.ts';
import { inHead, Rules } from './rules.ts';

/** Blocks, and statements that contain others. */
export class StatementRules extends Rules {
  private readonly names: NameRules;
  private readonly patterns: PatternRules;
  private readonly expressions: ExpressionRules;
  private readonly simple: SimpleStatementRules;

  constructor(
    p: RecoveringParser,
    names: NameRules,
    patterns: PatternRules,
    expressions: ExpressionRules,
    simple: SimpleStatementRules,
  ) {
    super(p);
    this.names = names;
    this.patterns = patterns;
    this.expressions = expressions;
    this.simple = simple;
  }

  readonly block = this.p.rule('block', (): Block =>
    this.p.within(0, () =>
      this.p.build(this.p.open('block'), (node) => {
        const statements: Statement[] = [];
        node.statements = statements;
        this.p.CONSUME(t.LeftBrace);
        this.p.MANY({
          GATE: () => !this.beginsSoftDeclaration(),
          DEF: () => {
            const statement = this.p.SUBRULE(this.statement) as Statement | undefined;
            statements.push(statement ?? this.p.hole('missingStatement'));
          },
        });
        this.p.CONSUME(t.RightBrace);
      }),
    ),
  );

  /** `check NAME`, `scenario NAME` and `init NAME` begin no statement: the block before them was not closed. */
  private beginsSoftDeclaration(): boolean {
    const type = this.p.LA(1).tokenType;
    const declares =
      type === t.Check ||
      type === t.Scenario ||
      type === t.Deny ||
      type === t.Init ||
      type === t.Terminates ||
      type === t.Memory ||
      type === t.Spec;
    const isWeak = type === t.Weak && this.p.LA(2).tokenType === t.Var;
    return isWeak || (declares && this.p.LA(2).tokenType === t.Identifier);
  }

  private readonly statement = this.p.rule('statement', (): Statement =>
    this.p.chooseNested<Statement>('statement', () =>
      this.p.OR<Statement>({
        DEF: [
          { GATE: () => this.p.LA(2).tokenType === t.Colon, ALT: () => this.p.SUBRULE(this.label) },
          { ALT: () => this.p.SUBRULE(this.block) },
          { ALT: () => this.p.SUBRULE(this.localDeclaration) },
          { ALT: () => this.p.SUBRULE(this.simple.awaitStatement) },
          { ALT: () => this.p.SUBRULE(this.simple.assertStatement) },
          { ALT: () => this.p.SUBRULE(this.ifStatement) },
          { ALT: () => this.p.SUBRULE(this.matchStatement) },
          { ALT: () => this.p.SUBRULE(this.whileStatement) },
          { ALT: () => this.p.SUBRULE(this.loopStatement) },
          { ALT: () => this.p.SUBRULE(this.forStatement) },
          { ALT: () => this.p.SUBRULE(this.eitherStatement) },
          { ALT: () => this.p.SUBRULE(this.simple.pickStatement) },
          { ALT: () => this.p.SUBRULE(this.atomicStatement) },
          { ALT: () => this.p.SUBRULE(this.simple.returnStatement) },
          { ALT: () => this.p.SUBRULE(this.simple.gotoStatement) },
          {
            GATE: () => tokenMatcher(this.p.LA(2), t.NameLike),
            ALT: () => this.p.SUBRULE(this.simple.fenceStatement),
          },
          { ALT: () => this.p.SUBRULE(this.simple.wordStatement) },
          // An operand may begin with `{`, `if`, `match` or `let`, which begin statements first.
          { ALT: () => this.p.SUBRULE(this.simple.simpleStatement), IGNORE_AMBIGUITIES: true },
        ],
        ERR_MSG: 'a statement',
      }),
    ),
  );

  private readonly label = this.p.documented('label', 'label', (node) => {
    node.name = this.p.SUBRULE(this.names.name);
    this.p.CONSUME(t.Colon);
    this.p.OPTION({
      GATE: () => !this.beginsSoftDeclaration(),
      DEF: () => (node.body = this.p.SUBRULE(this.statement)),
    });
  });

  /** `let x = e;`, `let some(t) = e else { … }`, `var x : T = e;`, each also `ghost`. */
  private readonly localDeclaration = this.p.rule('localDeclaration', (): Statement => {
    const start = this.p.next();
    let ghost = false;
    return this.p.choose('statement', () => {
      this.p.OPTION(() => {
        this.p.CONSUME(t.Ghost);
        ghost = true;
      });
      return this.p.OR<Statement>([
        { ALT: () => this.p.SUBRULE(this.letStatement, { ARGS: [{ ghost, start }] }) },
        { ALT: () => this.p.SUBRULE(this.simple.varStatement, { ARGS: [{ ghost, start }] }) },
      ]);
    });
  });

  private readonly letStatement = this.p.rule('letStatement', (local?: LocalStart): Statement =>
    this.p.build(this.p.open('let', local?.start), (node) => {
      node.ghost = local?.ghost ?? false;
      this.p.CONSUME(t.Let);
      node.pattern = this.p.SUBRULE(this.patterns.pattern);
      this.p.CONSUME(t.Equals);
      node.value = this.p.SUBRULE(this.expressions.expression);
      this.p.OR([
        { ALT: () => this.p.CONSUME(t.Semicolon) },
        {
          ALT: () => {
            this.p.CONSUME(t.Else);
            node.otherwise = this.p.SUBRULE(this.block);
          },
        },
      ]);
    }),
  );

  /** A chain of `else if` is read in a loop, and nests in the tree from its end. */
  private readonly ifStatement = this.p.rule('ifStatement', (): IfStatement => {
    /** Those whose `else if` has been read. */
    const outer: Draft<'if'>[] = [];
    let last = this.p.open('if');
    try {
      this.p.CONSUME(t.If);
      last.condition = this.p.SUBRULE(this.expressions.expression, inHead);
      last.then = this.p.SUBRULE(this.block);
      this.p.MANY({
        GATE: () => this.p.LA(2).tokenType === t.If,
        DEF: () => {
          this.p.CONSUME(t.Else);
          if (!this.p.tooLong(outer.length + 1)) {
            outer.push(last);
            last = this.p.open('if');
          }
          this.p.CONSUME2(t.If);
          last.condition = this.p.SUBRULE2(this.expressions.expression, inHead);
          last.then = this.p.SUBRULE2(this.block);
        },
      });
      this.p.OPTION(() => {
        this.p.CONSUME2(t.Else);
        last.otherwise = this.p.SUBRULE3(this.block);
      });
    } catch (error) {
      const passed = this.p.rescue(error, last);
      const saved = this.p.takeSaved() as IfStatement;
      throw this.p.rescueAs(passed, this.joined(outer, saved));
    }
    return this.joined(outer, this.p.close(last));
  });

  private joined(chain: readonly Draft<'if'>[], last: IfStatement): IfStatement {
    return chain.reduceRight<IfStatement>((otherwise, draft) => {
      draft.otherwise = otherwise;
      return this.p.close(draft);
    }, last);
  }

  private readonly matchStatement = this.p.node('matchStatement', 'match', (node) => {
    const arms: Arm[] = [];
    node.arms = arms;
    this.p.CONSUME(t.Match);
    node.value = this.p.SUBRULE(this.expressions.expression, inHead);
    this.p.CONSUME(t.LeftBrace);
    this.p.MANY(() => {
      arms.push(this.p.SUBRULE(this.arm));
      this.p.OPTION(() => this.p.CONSUME(t.Comma));
    });
    this.p.CONSUME(t.RightBrace);
  });

  private readonly arm = this.p.node('arm', 'arm', (node) => {
    node.pattern = this.p.SUBRULE(this.patterns.pattern);
    this.p.CONSUME(t.Implies);
    node.body = this.p.SUBRULE(this.block);
  });

  private readonly whileStatement = this.p.node('whileStatement', 'while', (node) => {
    this.p.CONSUME(t.While);
    node.condition = this.p.SUBRULE(this.expressions.expression, inHead);
    node.body = this.p.SUBRULE(this.block);
  });

  private readonly loopStatement = this.p.node('loopStatement', 'loop', (node) => {
    this.p.CONSUME(t.Loop);
    node.body = this.p.SUBRULE(this.block);
  });

  private readonly forStatement = this.p.node('forStatement', 'for', (node) => {
    this.p.CONSUME(t.For);
    node.name = this.p.SUBRULE(this.names.name);
    this.p.CONSUME(t.In);
    node.set = this.p.SUBRULE(this.expressions.expression, inHead);
    node.body = this.p.SUBRULE(this.block);
  });

  private readonly eitherStatement = this.p.node('eitherStatement', 'either', (node) => {
    const branches: Block[] = [];
    node.branches = branches;
    this.p.CONSUME(t.Either);
    branches.push(this.p.SUBRULE(this.block));
    this.p.AT_LEAST_ONE({
      DEF: () => {
        this.p.CONSUME(t.Or);
        branches.push(this.p.SUBRULE2(this.block));
      },
      ERR_MSG: "'or' and another block",
    });
  });

  /** `atomic acquire x = 1;`: no statement begins with two names, or with a name before a block. */
  private beginsOrdering(): boolean {
    const { tokenType } = this.p.LA(2);
    return tokenType === t.LeftBrace || tokenMatcher(this.p.LA(2), t.Word);
  }

  private readonly atomicStatement = this.p.node('atomicStatement', 'atomic', (node) => {
    this.p.CONSUME(t.Atomic);
    this.p.OPTION({
      GATE: () => this.beginsOrdering(),
      DEF: () => (node.ordering = this.p.SUBRULE(this.names.name)),
    });
    node.body = this.p.SUBRULE(this.statement);
  });
}
