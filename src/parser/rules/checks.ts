import * as habits from '../../diagnostics/habits.ts';
import type { Expectation, Expression, Path, ScenarioStep, StepName, Violated } from '../../syntax/tree.ts';
import type { Draft } from '../nodes.ts';
import type { RecoveringParser } from '../recovery.ts';
import { isName, spanOf } from '../token.ts';
import { declarationWords } from '../tokens.ts';
import * as t from '../tokens.ts';
import type { NameRules } from './names.ts';
import type { ExpressionRules } from './expressions.ts';
import { context, Rules } from './rules.ts';

/** The clauses that checks and scenarios have, of a declaration that is being read. */
type RunClauses = Pick<Draft<'check'>, 'ranges' | 'constants' | 'edits' | 'constraints' | 'symmetryOff' | 'memory'>;

/** `check` and `scenario` with their clauses, which may stand in any order. */
export class CheckRules extends Rules {
  private readonly names: NameRules;
  private readonly expressions: ExpressionRules;

  constructor(p: RecoveringParser, names: NameRules, expressions: ExpressionRules) {
    super(p);
    this.names = names;
    this.expressions = expressions;
  }

  readonly checkDeclaration = this.p.documented('checkDeclaration', 'check', (node) => {
    Object.assign(node, { ranges: [], constants: [], edits: [], constraints: [], expectations: [], order: [] });
    Object.assign(node, { allowDeadlock: false, symmetryOff: false });
    this.p.CONSUME(t.Check);
    node.name = this.p.SUBRULE(this.names.name);
    this.p.MANY(() => this.readClause(node));
    this.p.CONSUME(t.Semicolon);
  });

  readonly denyDeclaration = this.p.documented('denyDeclaration', 'deny', (node) => {
    node.findings = [];
    this.p.CONSUME(t.Deny);
    this.p.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => node.findings?.push(this.p.SUBRULE(this.names.name)) });
    this.p.CONSUME(t.Semicolon);
  });

  readonly scenarioDeclaration = this.p.documented('scenarioDeclaration', 'check', (node) => {
    Object.assign(node, { ranges: [], constants: [], edits: [], constraints: [], expectations: [] });
    // What else happens in its run is no question of the order.
    Object.assign(node, { allowDeadlock: true, symmetryOff: false, scenario: 'possible' });
    const order: ScenarioStep[] = [];
    node.order = order;
    this.p.CONSUME(t.Scenario);
    node.name = this.p.SUBRULE(this.names.name);
    this.p.OPTION(() => {
      this.p.OR([
        { ALT: () => this.p.CONSUME(t.Possible) },
        {
          ALT: () => {
            this.p.CONSUME(t.Impossible);
            node.scenario = 'impossible';
          },
        },
      ]);
    });
    // The brace after a clause begins the steps.
    this.p.within(context.head, () => this.p.MANY(() => this.p.SUBRULE(this.runClause, { ARGS: [node] })));
    this.p.CONSUME(t.LeftBrace);
    this.p.MANY2({
      GATE: () => !this.beginsDeclaration(),
      DEF: () => order.push(this.p.SUBRULE(this.scenarioStep)),
    });
    this.p.CONSUME(t.RightBrace);
  });

  private readClause(node: Draft<'check'>): void {
    const word = this.p.LA(1);
    this.p.OR([
      { ALT: () => this.p.SUBRULE(this.runClause, { ARGS: [node] }) },
      {
        ALT: () => {
          this.p.CONSUME(t.Only);
          if (node.only !== undefined) this.p.report(habits.repeatedClause(this.p.location(spanOf(word)), 'only'));
          const only: Path[] = node.only ?? [];
          node.only = only;
          this.p.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => only.push(this.p.SUBRULE(this.propertyName)) });
        },
      },
      {
        ALT: () => {
          this.p.CONSUME(t.Allow);
          this.p.CONSUME(t.Deadlock);
          node.allowDeadlock = true;
        },
      },
      {
        ALT: () => {
          this.p.CONSUME(t.Expect);
          this.p.AT_LEAST_ONE_SEP2({
            SEP: t.Comma,
            DEF: () => node.expectations?.push(this.p.SUBRULE(this.expectation)),
          });
        },
      },
    ]);
  }

  /** What a run is of: constants, edits, a model of memory. */
  private readonly runClause = this.p.rule(
    'runClause',
    (node: RunClauses = { ranges: [], constants: [], edits: [], constraints: [] }): void => {
      const word = this.p.LA(1);
      this.p.OR([
        {
          ALT: () => {
            this.p.CONSUME(t.For);
            this.p.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => node.ranges?.push(this.p.SUBRULE(this.checkRange)) });
          },
        },
        {
          ALT: () => {
            this.p.CONSUME(t.With);
            this.p.AT_LEAST_ONE_SEP2({
              SEP: t.Comma,
              DEF: () => node.constants?.push(this.p.SUBRULE(this.checkConstant)),
            });
          },
        },
        {
          ALT: () => {
            this.p.CONSUME(t.Without);
            this.p.AT_LEAST_ONE_SEP3({ SEP: t.Comma, DEF: () => node.edits?.push(this.p.SUBRULE(this.without)) });
          },
        },
        {
          ALT: () => {
            this.p.CONSUME(t.Moving);
            this.p.AT_LEAST_ONE_SEP4({ SEP: t.Comma, DEF: () => node.edits?.push(this.p.SUBRULE(this.moving)) });
          },
        },
        {
          ALT: () => {
            this.p.CONSUME(t.Constraint);
            node.constraints?.push(this.p.SUBRULE(this.expressions.expression, { ARGS: [this.p.flags] }));
          },
        },
        {
          ALT: () => {
            this.p.CONSUME(t.Symmetry);
            this.p.CONSUME(t.Off);
            node.symmetryOff = true;
          },
        },
        {
          ALT: () => {
            this.p.CONSUME(t.Memory);
            if (node.memory !== undefined)
              this.p.report(habits.repeatedClause(this.p.location(spanOf(word)), 'memory'));
            node.memory = this.p.SUBRULE2(this.names.name);
          },
        },
      ]);
    },
  );

  /** `next p.l before q.m;` */
  private readonly scenarioStep = this.p.node('scenarioStep', 'scenarioStep', (node) => {
    const before: StepName[] = [];
    Object.assign(node, { isNext: false, before });
    this.p.OPTION({
      GATE: () => this.isNext(),
      DEF: () => {
        this.p.CONSUME(t.Next);
        node.isNext = true;
      },
    });
    node.step = this.p.SUBRULE(this.stepName);
    this.p.OPTION2(() => {
      this.p.CONSUME(t.Before);
      this.p.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => before.push(this.p.SUBRULE2(this.stepName)) });
    });
    this.p.CONSUME(t.Semicolon);
  });

  /** Whether `next` is the word and not a process of that name: a name follows it. */
  private isNext(): boolean {
    const isBefore = this.p.LA(2).tokenType === t.Before && isName(this.p.LA(3).tokenType);
    return isName(this.p.LA(2).tokenType) && !isBefore;
  }

  /** In a scenario that was not closed: `check NAME` is no step. */
  private beginsDeclaration(): boolean {
    const begins = declarationWords.includes(this.p.LA(1).image);
    return begins && isName(this.p.LA(2).tokenType) && this.p.LA(2).tokenType !== t.Before;
  }

  /** A property's name, or `assert`, which is the name of the property that every unnamed assert belongs to. */
  private readonly propertyName = this.p.node('propertyName', 'path', (node) => {
    node.parts = [];
    this.p.OR([
      { ALT: () => node.parts?.push(this.p.SUBRULE(this.names.name)) },
      { ALT: () => node.parts?.push(this.p.identifier(this.p.CONSUME(t.Assert))) },
    ]);
    this.p.MANY(() => {
      this.p.CONSUME(t.Dot);
      node.parts?.push(this.p.SUBRULE(this.names.fieldName));
    });
  });

  private readonly checkRange = this.p.node('checkRange', 'checkRange', (node) => {
    node.name = this.p.SUBRULE(this.names.path);
    this.p.CONSUME(t.In);
    node.set = this.p.SUBRULE(this.expressions.expression, { ARGS: [this.p.flags] });
  });

  private readonly checkConstant = this.p.node('checkConstant', 'checkConstant', (node) => {
    node.name = this.p.SUBRULE(this.names.path);
    this.p.CONSUME(t.Equals);
    node.value = this.p.SUBRULE(this.expressions.expression, { ARGS: [this.p.flags] });
  });

  private readonly without = this.p.node('without', 'without', (node) => {
    node.target = this.p.SUBRULE(this.names.path);
  });

  private readonly moving = this.p.node('moving', 'moving', (node) => {
    node.target = this.p.SUBRULE(this.names.path);
    this.p.CONSUME(t.After);
    node.after = this.p.SUBRULE2(this.names.path);
  });

  private readonly expectation = this.p.rule('expectation', (): Expectation =>
    this.p.OR<Expectation>({
      DEF: [
        { ALT: () => this.p.leaf('holds', t.Holds) },
        { ALT: () => this.p.leaf('complete', t.Complete) },
        {
          ALT: () =>
            this.p.build(this.p.open('deadlock'), (node) => {
              node.passing = [];
              this.p.CONSUME(t.Deadlock);
              this.p.OPTION(() => {
                this.p.CONSUME(t.In);
                node.steps = this.p.SUBRULE2(this.expressions.bound);
                this.p.CONSUME(t.Steps);
              });
              this.p.OPTION2(() => this.p.SUBRULE(this.passing, { ARGS: [node.passing] }));
            }),
        },
        {
          ALT: () =>
            this.p.build(this.p.open('states'), (node) => {
              this.p.CONSUME(t.States);
              node.count = this.p.SUBRULE(this.expressions.bound);
            }),
        },
        {
          ALT: () =>
            this.p.build(this.p.open('violates'), (node) => {
              const properties: Violated[] = [];
              node.properties = properties;
              this.p.CONSUME(t.Violates);
              properties.push(this.p.SUBRULE(this.violated));
              this.p.MANY({
                GATE: () => !this.beginsExpectation(2),
                DEF: () => {
                  this.p.CONSUME(t.Comma);
                  properties.push(this.p.SUBRULE2(this.violated));
                },
              });
            }),
        },
      ],
      ERR_MSG: 'an expectation',
    }),
  );

  /** After a comma in a list of violated properties: a new expectation, or one more property? */
  private beginsExpectation(k: number): boolean {
    const type = this.p.LA(k).tokenType;
    const after = this.p.LA(k + 1).image;
    const ends = after === ',' || after === ';' || after === 'in' || after === '.' || after === 'passing';
    if (type === t.Holds || type === t.Complete || type === t.Deadlock) return true;
    return (type === t.States || type === t.Violates) && !ends;
  }

  private readonly violated = this.p.node('violated', 'violated', (node) => {
    node.passing = [];
    node.property = this.p.SUBRULE(this.propertyName);
    this.p.OPTION(() => {
      this.p.CONSUME(t.In);
      node.steps = this.p.SUBRULE(this.expressions.bound);
      this.p.CONSUME(t.Steps);
    });
    this.p.OPTION2(() => this.p.SUBRULE(this.passing, { ARGS: [node.passing] }));
  });

  /** `passing p.l then q.m`: a comma would begin the next property. */
  private readonly passing = this.p.rule('passing', (into: StepName[] = []): void => {
    this.p.CONSUME(t.Passing);
    this.p.AT_LEAST_ONE_SEP({ SEP: t.Then, DEF: () => into.push(this.p.SUBRULE(this.stepName)) });
  });

  private readonly stepName = this.p.node('stepName', 'stepName', (node) => {
    const indices: Expression[] = [];
    node.indices = indices;
    node.actor = this.p.SUBRULE(this.names.path);
    this.p.OPTION(() => {
      this.p.CONSUME(t.LeftBracket);
      this.p.AT_LEAST_ONE_SEP({
        SEP: t.Comma,
        DEF: () => indices.push(this.p.SUBRULE(this.expressions.expression)),
      });
      this.p.CONSUME(t.RightBracket);
      this.p.OPTION2(() => {
        this.p.CONSUME(t.Dot);
        node.label = this.p.SUBRULE2(this.names.path);
      });
    });
  });
}
