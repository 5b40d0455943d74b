import * as syntax from '../diagnostics/syntax.ts';
import type { CheckEdit, Expectation, Path } from '../syntax/tree.ts';
import type { CheckConstant, CheckRange, Violated } from '../syntax/visit.ts';
import { DeclarationRules } from './declaration-rules.ts';
import { spanOf } from './recovery.ts';
import * as t from './tokens.ts';

/** `check` and its clauses, which may stand in any order. The last class of the chain: the whole grammar. */
export class SpecParser extends DeclarationRules {
  protected override readonly checkDeclaration = this.documented('checkDeclaration', 'check', (node) => {
    const ranges: CheckRange[] = [];
    const constants: CheckConstant[] = [];
    const edits: CheckEdit[] = [];
    const expectations: Expectation[] = [];
    Object.assign(node, { ranges, constants, edits, expectations, allowDeadlock: false, symmetryOff: false });
    this.CONSUME(t.Check);
    node.name = this.SUBRULE(this.name);
    this.MANY(() => {
      const word = this.LA(1);
      this.OR([
        {
          ALT: () => {
            this.CONSUME(t.For);
            this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => ranges.push(this.SUBRULE(this.checkRange)) });
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.With);
            this.AT_LEAST_ONE_SEP2({ SEP: t.Comma, DEF: () => constants.push(this.SUBRULE(this.checkConstant)) });
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.Without);
            this.AT_LEAST_ONE_SEP3({ SEP: t.Comma, DEF: () => edits.push(this.SUBRULE(this.without)) });
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.Moving);
            this.AT_LEAST_ONE_SEP4({ SEP: t.Comma, DEF: () => edits.push(this.SUBRULE(this.moving)) });
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.Only);
            if (node.only !== undefined) this.report(syntax.repeatedClause(this.location(spanOf(word)), 'only'));
            const only: Path[] = node.only ?? [];
            node.only = only;
            this.AT_LEAST_ONE_SEP5({ SEP: t.Comma, DEF: () => only.push(this.SUBRULE(this.propertyName)) });
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.Allow);
            this.CONSUME(t.Deadlock);
            node.allowDeadlock = true;
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.Symmetry);
            this.CONSUME(t.Off);
            node.symmetryOff = true;
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.Expect);
            this.AT_LEAST_ONE_SEP6({ SEP: t.Comma, DEF: () => expectations.push(this.SUBRULE(this.expectation)) });
          },
        },
      ]);
    });
    this.CONSUME(t.Semicolon);
  });

  /** A property's name, or `assert`, which is the name of the property that every unnamed assert belongs to. */
  private readonly propertyName = this.node('propertyName', 'path', (node) => {
    node.parts = [];
    this.OR([
      { ALT: () => node.parts?.push(this.SUBRULE(this.name)) },
      { ALT: () => node.parts?.push(this.identifier(this.CONSUME(t.Assert))) },
    ]);
    this.MANY(() => {
      this.CONSUME(t.Dot);
      node.parts?.push(this.SUBRULE(this.fieldName));
    });
  });

  private readonly checkRange = this.node('checkRange', 'checkRange', (node) => {
    node.name = this.SUBRULE(this.path);
    this.CONSUME(t.In);
    node.set = this.SUBRULE(this.expression);
  });

  private readonly checkConstant = this.node('checkConstant', 'checkConstant', (node) => {
    node.name = this.SUBRULE(this.path);
    this.CONSUME(t.Equals);
    node.value = this.SUBRULE(this.expression);
  });

  private readonly without = this.node('without', 'without', (node) => {
    node.target = this.SUBRULE(this.path);
  });

  private readonly moving = this.node('moving', 'moving', (node) => {
    node.target = this.SUBRULE(this.path);
    this.CONSUME(t.After);
    node.after = this.SUBRULE2(this.path);
  });

  private readonly expectation = this.rule('expectation', (): Expectation => {
    const start = this.next();
    return this.OR<Expectation>({
      DEF: [
        {
          ALT: () => {
            const node = this.open('holds', start);
            this.CONSUME(t.Holds);
            return this.close(node);
          },
        },
        {
          ALT: () => {
            return this.build(this.open('deadlock', start), (node) => {
              this.CONSUME(t.Deadlock);
              this.OPTION(() => {
                this.CONSUME(t.In);
                node.steps = this.SUBRULE2(this.bound);
                this.CONSUME(t.Steps);
              });
            });
          },
        },
        {
          ALT: () => {
            return this.build(this.open('states', start), (node) => {
              this.CONSUME(t.States);
              node.count = this.SUBRULE(this.bound);
            });
          },
        },
        {
          ALT: () => {
            return this.build(this.open('violates', start), (node) => {
              const properties: Violated[] = [];
              node.properties = properties;
              this.CONSUME(t.Violates);
              properties.push(this.SUBRULE(this.violated));
              this.MANY({
                GATE: () => !this.beginsExpectation(2),
                DEF: () => {
                  this.CONSUME(t.Comma);
                  properties.push(this.SUBRULE2(this.violated));
                },
              });
            });
          },
        },
      ],
      ERR_MSG: 'an expectation',
    });
  });

  /** After a comma in a list of violated properties: a new expectation, or one more property? */
  private beginsExpectation(k: number): boolean {
    const type = this.LA(k).tokenType;
    const after = this.LA(k + 1).image;
    const ends = after === ',' || after === ';' || after === 'in' || after === '.';
    if (type === t.Holds || type === t.Deadlock) return true;
    return (type === t.States || type === t.Violates) && !ends;
  }

  private readonly violated = this.node('violated', 'violated', (node) => {
    node.property = this.SUBRULE(this.propertyName);
    this.OPTION(() => {
      this.CONSUME(t.In);
      node.steps = this.SUBRULE(this.bound);
      this.CONSUME(t.Steps);
    });
  });

  constructor(options?: { readonly isTested: boolean }) {
    super(options);
    this.performSelfAnalysis();
  }
}
