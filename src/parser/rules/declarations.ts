import type { IToken } from 'chevrotain';
import * as syntax from '../../diagnostics/syntax.ts';
import * as habits from '../../diagnostics/habits.ts';
import type { Clause, Declaration, File, Header, ImportBinding, Parameter, PropertyKind } from '../../syntax/tree.ts';
import { stringValue } from '../lexer.ts';
import type { RecoveringParser } from '../recovery.ts';
import { spanOf } from '../token.ts';
import * as t from '../tokens.ts';
import type { NameRules } from './names.ts';
import type { TypeRules } from './types.ts';
import type { ExpressionRules } from './expressions.ts';
import type { StatementRules } from './statements.ts';
import type { DataDeclarationRules } from './data-declarations.ts';
import type { CheckRules } from './checks.ts';
import { inHead, inClause, Rules } from './rules.ts';

/** Files and their declarations. */
export class DeclarationRules extends Rules {
  private readonly names: NameRules;
  private readonly types: TypeRules;
  private readonly expressions: ExpressionRules;
  private readonly statements: StatementRules;
  private readonly data: DataDeclarationRules;
  private readonly checks: CheckRules;

  constructor(
    p: RecoveringParser,
    names: NameRules,
    types: TypeRules,
    expressions: ExpressionRules,
    statements: StatementRules,
    data: DataDeclarationRules,
    checks: CheckRules,
  ) {
    super(p);
    this.names = names;
    this.types = types;
    this.expressions = expressions;
    this.statements = statements;
    this.data = data;
    this.checks = checks;
  }

  readonly file = this.p.rule('file', (): File =>
    this.p.build(this.p.open('file', 0), (node) => {
      const declarations: Declaration[] = [];
      node.declarations = declarations;
      this.p.MANY(() => {
        this.p.OR([
          { ALT: () => this.addHeader(node, declarations.length, this.p.SUBRULE(this.header)) },
          {
            ALT: () => {
              const declaration = this.p.SUBRULE(this.declaration) as Declaration | undefined;
              if (declaration !== undefined && !this.p.RECORDING_PHASE) declarations.push(declaration);
            },
          },
          { ALT: () => this.strayed(this.p.CONSUME(t.Semicolon)) },
        ]);
      });
    }),
  );

  private strayed(semicolon: IToken): void {
    this.p.report(habits.straySemicolon(this.p.location(spanOf(semicolon))));
  }

  private addHeader(node: { header?: Header }, before: number, header: Header | undefined): void {
    if (this.p.RECORDING_PHASE || header === undefined) return;
    const place = this.p.location(header.span);
    if (node.header !== undefined)
      this.p.report(syntax.secondHeader(place, this.p.location(node.header.span), header.role));
    else if (before > 0) this.p.report(syntax.headerNotFirst(place, header.role));
    node.header ??= header;
  }

  private readonly header = this.p.documented('header', 'header', (node) => {
    node.role = 'spec';
    this.p.OR([
      { ALT: () => this.p.CONSUME(t.Spec) },
      {
        ALT: () => {
          this.p.CONSUME(t.Library);
          node.role = 'library';
        },
      },
    ]);
    node.name = this.p.SUBRULE(this.names.path);
    this.p.CONSUME(t.Semicolon);
  });

  private readonly declaration = this.p.rule('declaration', (): Declaration =>
    this.p.OR<Declaration>({
      DEF: [
        { ALT: () => this.p.SUBRULE(this.importDeclaration) },
        { ALT: () => this.p.SUBRULE(this.memoryDeclaration) },
        { ALT: () => this.p.SUBRULE(this.data.constDeclaration) },
        { ALT: () => this.p.SUBRULE(this.data.conditionDeclaration) },
        { ALT: () => this.p.SUBRULE(this.data.typeDeclaration) },
        { ALT: () => this.p.SUBRULE(this.data.enumDeclaration) },
        { ALT: () => this.p.SUBRULE(this.data.structDeclaration) },
        { ALT: () => this.p.SUBRULE(this.data.unionDeclaration) },
        { ALT: () => this.p.SUBRULE(this.data.symmetricDeclaration) },
        { ALT: () => this.p.SUBRULE(this.data.varDeclaration) },
        { ALT: () => this.p.SUBRULE(this.funDeclaration) },
        { ALT: () => this.p.SUBRULE(this.procDeclaration) },
        { ALT: () => this.p.SUBRULE(this.actionDeclaration) },
        { ALT: () => this.p.SUBRULE(this.processDeclaration) },
        { ALT: () => this.p.SUBRULE(this.propertyDeclaration) },
        { ALT: () => this.p.SUBRULE(this.checks.checkDeclaration) },
        { ALT: () => this.p.SUBRULE(this.checks.scenarioDeclaration) },
        { ALT: () => this.p.SUBRULE(this.checks.denyDeclaration) },
      ],
      ERR_MSG: 'a declaration',
    }),
  );

  // ------------------------------------------------------------------------ imports, constants

  private readonly importDeclaration = this.p.documented('importDeclaration', 'import', (node) => {
    const bindings: ImportBinding[] = [];
    node.bindings = bindings;
    node.module = { kind: 'library', path: undefined };
    this.p.CONSUME(t.Import);
    this.p.OR([
      { ALT: () => (node.module = { kind: 'library', path: this.p.SUBRULE(this.names.path) }) },
      {
        ALT: () => {
          const text = this.p.CONSUME(t.Text);
          node.module = { kind: 'file', file: stringValue(text.image), span: spanOf(text) };
        },
      },
    ]);
    this.p.MANY(() => {
      this.p.OR2([
        {
          ALT: () => {
            this.p.CONSUME(t.As);
            node.alias = this.p.SUBRULE(this.names.name);
          },
        },
        {
          ALT: () => {
            this.p.CONSUME(t.With);
            this.p.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => bindings.push(this.p.SUBRULE(this.importBinding)) });
          },
        },
      ]);
    });
    this.p.CONSUME(t.Semicolon);
  });

  private readonly importBinding = this.p.rule('importBinding', (): ImportBinding =>
    this.p.OR<ImportBinding>([
      {
        ALT: () =>
          this.p.build(this.p.open('typeBinding'), (node) => {
            this.p.CONSUME(t.Type);
            node.name = this.p.SUBRULE(this.names.name);
            this.p.CONSUME(t.Equals);
            node.type = this.p.SUBRULE(this.types.typeExpression);
          }),
      },
      {
        ALT: () =>
          this.p.build(this.p.open('constBinding'), (node) => {
            node.name = this.p.SUBRULE2(this.names.name);
            this.p.CONSUME2(t.Equals);
            node.value = this.p.SUBRULE(this.expressions.expression);
          }),
      },
    ]),
  );

  private readonly memoryDeclaration = this.p.documented('memoryDeclaration', 'memory', (node) => {
    this.p.CONSUME(t.Memory);
    node.model = this.p.SUBRULE(this.names.name);
    this.p.CONSUME(t.Semicolon);
  });

  private readonly parameter = this.p.node('parameter', 'parameter', (node) => {
    node.ref = false;
    this.p.OPTION({
      GATE: () => this.p.LA(2).tokenType !== t.Colon,
      DEF: () => {
        this.p.CONSUME(t.Ref);
        node.ref = true;
      },
    });
    node.name = this.p.SUBRULE(this.names.name);
    this.p.CONSUME(t.Colon);
    node.type = this.p.SUBRULE(this.types.typeExpression);
  });

  private readonly parameters = this.p.rule('parameters', (into: Parameter[] = []): void => {
    this.p.CONSUME(t.LeftParen);
    this.p.MANY_SEP({ SEP: t.Comma, DEF: () => into.push(this.p.SUBRULE(this.parameter)) });
    this.p.CONSUME(t.RightParen);
  });

  private readonly funDeclaration = this.p.documented('funDeclaration', 'fun', (node) => {
    node.parameters = [];
    this.p.CONSUME(t.Fun);
    node.name = this.p.SUBRULE(this.names.name);
    this.p.SUBRULE(this.parameters, { ARGS: [node.parameters] });
    this.p.CONSUME(t.Colon);
    node.result = this.p.SUBRULE(this.types.typeExpression);
    this.p.SUBRULE(this.names.defines);
    node.body = this.p.SUBRULE(this.expressions.expression);
    this.p.CONSUME(t.Semicolon);
  });

  private readonly procDeclaration = this.p.documented('procDeclaration', 'proc', (node) => {
    node.parameters = [];
    this.p.CONSUME(t.Proc);
    node.name = this.p.SUBRULE(this.names.name);
    this.p.SUBRULE(this.parameters, { ARGS: [node.parameters] });
    this.p.OPTION(() => {
      this.p.CONSUME(t.Colon);
      node.result = this.p.SUBRULE(this.types.typeExpression);
    });
    node.body = this.p.SUBRULE(this.statements.block);
  });

  private readonly actionDeclaration = this.p.documented('actionDeclaration', 'action', (node) => {
    node.parameters = [];
    const clauses: Clause[] = [];
    node.clauses = clauses;
    this.p.CONSUME(t.Action);
    node.name = this.p.SUBRULE(this.names.name);
    this.p.OPTION(() => this.p.SUBRULE(this.parameters, { ARGS: [node.parameters] }));
    this.p.MANY(() => clauses.push(this.p.SUBRULE(this.clause)));
    node.body = this.p.SUBRULE(this.statements.block);
  });

  private readonly processDeclaration = this.p.documented('processDeclaration', 'process', (node) => {
    const indices: Parameter[] = [];
    const clauses: Clause[] = [];
    node.indices = indices;
    node.clauses = clauses;
    this.p.CONSUME(t.Process);
    node.name = this.p.SUBRULE(this.names.name);
    this.p.OPTION(() => {
      this.p.CONSUME(t.LeftBracket);
      this.p.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => indices.push(this.p.SUBRULE(this.parameter)) });
      this.p.CONSUME(t.RightBracket);
    });
    this.p.MANY(() => clauses.push(this.p.SUBRULE(this.processClause)));
    node.body = this.p.SUBRULE(this.statements.block);
  });

  /** Those of actions, and `on e`. */
  private readonly processClause = this.p.rule('processClause', (): Clause =>
    this.p.OR<Clause>([
      {
        ALT: () =>
          this.p.build(this.p.open('on'), (node) => {
            this.p.CONSUME(t.On);
            node.cpu = this.p.SUBRULE(this.expressions.expression, inHead);
          }),
      },
      { ALT: () => this.p.SUBRULE(this.clause) },
    ]),
  );

  /** `fair`, `strong fair`, `fair while e`, `daemon`, `when e`, `if e` */
  private readonly clause = this.p.rule('clause', (): Clause =>
    this.p.OR<Clause>([
      {
        ALT: () =>
          this.p.build(this.p.open('fair'), (node) => {
            node.strong = false;
            this.p.OPTION(() => {
              this.p.CONSUME(t.Strong);
              node.strong = true;
            });
            this.p.CONSUME(t.Fair);
            this.p.OPTION2(() => {
              this.p.CONSUME(t.While);
              node.condition = this.p.SUBRULE(this.expressions.expression, inHead);
            });
          }),
      },
      { ALT: () => this.p.leaf('daemon', t.Daemon) },
      {
        ALT: () =>
          this.p.build(this.p.open('when'), (node) => {
            this.p.CONSUME(t.When);
            node.condition = this.p.SUBRULE2(this.expressions.expression, inHead);
          }),
      },
      {
        ALT: () =>
          this.p.build(this.p.open('existsIf'), (node) => {
            this.p.CONSUME(t.If);
            node.condition = this.p.SUBRULE3(this.expressions.expression, inHead);
          }),
      },
    ]),
  );

  // ------------------------------------------------------------------------------- properties

  private readonly propertyDeclaration = this.p.documented('propertyDeclaration', 'property', (node) => {
    node.during = [];
    node.except = [];
    const word = this.p.OR([
      { ALT: () => this.p.CONSUME(t.Invariant) },
      { ALT: () => this.p.CONSUME(t.Transition) },
      { ALT: () => this.p.CONSUME(t.Temporal) },
      { ALT: () => this.p.CONSUME(t.Reachable) },
    ]);
    // By its type: the word itself may be misspelt.
    node.property = (this.p.RECORDING_PHASE ? 'invariant' : word.tokenType.name.toLowerCase()) as PropertyKind;
    node.name = this.p.SUBRULE(this.names.name);
    this.p.MANY(() => {
      const clause = this.p.LA(1);
      this.p.OR2([
        {
          ALT: () => {
            this.p.CONSUME(t.If);
            if (node.existsIf !== undefined)
              this.p.report(habits.repeatedClause(this.p.location(spanOf(clause)), 'if'));
            node.existsIf = this.p.SUBRULE(this.expressions.expression, inClause);
          },
        },
        {
          ALT: () => {
            this.p.CONSUME(t.During);
            this.onlyTransition(clause, word);
            this.p.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => node.during?.push(this.p.SUBRULE(this.names.path)) });
          },
        },
        {
          ALT: () => {
            this.p.CONSUME(t.Except);
            this.onlyTransition(clause, word);
            this.p.AT_LEAST_ONE_SEP2({ SEP: t.Comma, DEF: () => node.except?.push(this.p.SUBRULE2(this.names.path)) });
          },
        },
      ]);
    });
    this.p.SUBRULE(this.names.defines);
    node.body = this.p.SUBRULE2(this.expressions.expression);
    this.p.CONSUME(t.Semicolon);
  });

  private onlyTransition(clause: IToken, word: IToken): void {
    if (this.p.RECORDING_PHASE || word.tokenType === t.Transition) return;
    this.p.report(habits.clauseOfTransition(this.p.location(spanOf(clause)), clause.image, word.image));
  }
}
