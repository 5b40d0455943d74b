import type { IToken, ParserMethod } from 'chevrotain';
import * as syntax from '../diagnostics/syntax.ts';
import type {
  CheckDeclaration,
  Clause,
  Declaration,
  File,
  Header,
  ImportBinding,
  Parameter,
  PropertyKind,
} from '../syntax/tree.ts';
import type { NodeOf } from '../syntax/visit.ts';
import { stringValue } from './lexer.ts';
import { spanOf } from './recovery.ts';
import { DataDeclarationRules } from './data-declaration-rules.ts';
import * as t from './tokens.ts';
import { inClause, inHead } from './type-rules.ts';

/** Files and their declarations, checks excepted. */
export abstract class DeclarationRules extends DataDeclarationRules {
  protected abstract readonly checkDeclaration: ParserMethod<[], CheckDeclaration>;

  readonly file = this.rule('file', (): File => {
    return this.build(this.open('file', 0), (node) => {
      const declarations: Declaration[] = [];
      node.declarations = declarations;
      this.MANY(() => {
        this.OR([
          { ALT: () => this.addHeader(node, declarations.length, this.SUBRULE(this.header)) },
          {
            ALT: () => {
              const declaration = this.SUBRULE(this.declaration) as Declaration | undefined;
              if (declaration !== undefined && !this.RECORDING_PHASE) declarations.push(declaration);
            },
          },
          { ALT: () => this.strayed(this.CONSUME(t.Semicolon)) },
        ]);
      });
    });
  });

  private strayed(semicolon: IToken): void {
    this.report(syntax.straySemicolon(this.location(spanOf(semicolon))));
  }

  private addHeader(node: { header?: Header }, before: number, header: Header | undefined): void {
    if (this.RECORDING_PHASE || header === undefined) return;
    const place = this.location(header.span);
    if (node.header !== undefined)
      this.report(syntax.secondHeader(place, this.location(node.header.span), header.role));
    else if (before > 0) this.report(syntax.headerNotFirst(place, header.role));
    node.header ??= header;
  }

  private readonly header = this.documented('header', 'header', (node) => {
    node.role = 'spec';
    this.OR([
      { ALT: () => this.CONSUME(t.Spec) },
      {
        ALT: () => {
          this.CONSUME(t.Library);
          node.role = 'library';
        },
      },
    ]);
    node.name = this.SUBRULE(this.path);
    this.CONSUME(t.Semicolon);
  });

  private readonly declaration = this.rule('declaration', (): Declaration =>
    this.OR<Declaration>({
      DEF: [
        { ALT: () => this.SUBRULE(this.importDeclaration) },
        { ALT: () => this.SUBRULE(this.memoryDeclaration) },
        { ALT: () => this.SUBRULE(this.constDeclaration) },
        { ALT: () => this.SUBRULE(this.conditionDeclaration) },
        { ALT: () => this.SUBRULE(this.typeDeclaration) },
        { ALT: () => this.SUBRULE(this.enumDeclaration) },
        { ALT: () => this.SUBRULE(this.structDeclaration) },
        { ALT: () => this.SUBRULE(this.unionDeclaration) },
        { ALT: () => this.SUBRULE(this.symmetricDeclaration) },
        { ALT: () => this.SUBRULE(this.varDeclaration) },
        { ALT: () => this.SUBRULE(this.funDeclaration) },
        { ALT: () => this.SUBRULE(this.procDeclaration) },
        { ALT: () => this.SUBRULE(this.actionDeclaration) },
        { ALT: () => this.SUBRULE(this.processDeclaration) },
        { ALT: () => this.SUBRULE(this.propertyDeclaration) },
        { ALT: () => this.SUBRULE(this.checkDeclaration) },
      ],
      ERR_MSG: 'a declaration',
    }),
  );

  // ------------------------------------------------------------------------ imports, constants

  private readonly importDeclaration = this.documented('importDeclaration', 'import', (node) => {
    const bindings: ImportBinding[] = [];
    node.bindings = bindings;
    const library = { kind: 'library', path: undefined } as unknown as { kind: 'library'; path: NodeOf<'path'> };
    node.module = library;
    this.CONSUME(t.Import);
    this.OR([
      { ALT: () => (library.path = this.SUBRULE(this.path)) },
      {
        ALT: () => {
          const text = this.CONSUME(t.Text);
          node.module = { kind: 'file', file: stringValue(text.image), span: spanOf(text) };
        },
      },
    ]);
    this.MANY(() => {
      this.OR2([
        {
          ALT: () => {
            this.CONSUME(t.As);
            node.alias = this.SUBRULE(this.name);
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.With);
            this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => bindings.push(this.SUBRULE(this.importBinding)) });
          },
        },
      ]);
    });
    this.CONSUME(t.Semicolon);
  });

  private readonly importBinding = this.rule('importBinding', (): ImportBinding => {
    const start = this.next();
    return this.OR<ImportBinding>([
      {
        ALT: () => {
          return this.build(this.open('typeBinding', start), (node) => {
            this.CONSUME(t.Type);
            node.name = this.SUBRULE(this.name);
            this.CONSUME(t.Equals);
            node.type = this.SUBRULE(this.typeExpression);
          });
        },
      },
      {
        ALT: () => {
          return this.build(this.open('constBinding', start), (node) => {
            node.name = this.SUBRULE2(this.name);
            this.CONSUME2(t.Equals);
            node.value = this.SUBRULE(this.expression);
          });
        },
      },
    ]);
  });

  private readonly memoryDeclaration = this.documented('memoryDeclaration', 'memory', (node) => {
    this.CONSUME(t.Memory);
    node.model = this.SUBRULE(this.name);
    this.CONSUME(t.Semicolon);
  });

  private readonly parameter = this.node('parameter', 'parameter', (node) => {
    node.ref = false;
    this.OPTION({
      GATE: () => this.LA(2).tokenType !== t.Colon,
      DEF: () => {
        this.CONSUME(t.Ref);
        node.ref = true;
      },
    });
    node.name = this.SUBRULE(this.name);
    this.CONSUME(t.Colon);
    node.type = this.SUBRULE(this.typeExpression);
  });

  private readonly parameters = this.rule('parameters', (into: Parameter[] = []): void => {
    this.CONSUME(t.LeftParen);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => into.push(this.SUBRULE(this.parameter)) });
    this.CONSUME(t.RightParen);
  });

  private readonly funDeclaration = this.documented('funDeclaration', 'fun', (node) => {
    node.parameters = [];
    this.CONSUME(t.Fun);
    node.name = this.SUBRULE(this.name);
    this.SUBRULE(this.parameters, { ARGS: [node.parameters] });
    this.CONSUME(t.Colon);
    node.result = this.SUBRULE(this.typeExpression);
    this.SUBRULE(this.defines);
    node.body = this.SUBRULE(this.expression);
    this.CONSUME(t.Semicolon);
  });

  private readonly procDeclaration = this.documented('procDeclaration', 'proc', (node) => {
    node.parameters = [];
    this.CONSUME(t.Proc);
    node.name = this.SUBRULE(this.name);
    this.SUBRULE(this.parameters, { ARGS: [node.parameters] });
    this.OPTION(() => {
      this.CONSUME(t.Colon);
      node.result = this.SUBRULE(this.typeExpression);
    });
    node.body = this.SUBRULE(this.block);
  });

  private readonly actionDeclaration = this.documented('actionDeclaration', 'action', (node) => {
    node.parameters = [];
    const clauses: Clause[] = [];
    node.clauses = clauses;
    this.CONSUME(t.Action);
    node.name = this.SUBRULE(this.name);
    this.OPTION(() => this.SUBRULE(this.parameters, { ARGS: [node.parameters] }));
    this.MANY(() => clauses.push(this.SUBRULE(this.clause)));
    node.body = this.SUBRULE(this.block);
  });

  private readonly processDeclaration = this.documented('processDeclaration', 'process', (node) => {
    const indices: Parameter[] = [];
    const clauses: Clause[] = [];
    node.indices = indices;
    node.clauses = clauses;
    this.CONSUME(t.Process);
    node.name = this.SUBRULE(this.name);
    this.OPTION(() => {
      this.CONSUME(t.LeftBracket);
      this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => indices.push(this.SUBRULE(this.parameter)) });
      this.CONSUME(t.RightBracket);
    });
    this.MANY(() => clauses.push(this.SUBRULE(this.clause)));
    node.body = this.SUBRULE(this.block);
  });

  /** `fair`, `strong fair`, `fair while e`, `daemon`, `when e`, `if e` */
  private readonly clause = this.rule('clause', (): Clause => {
    const start = this.next();
    return this.OR<Clause>([
      {
        ALT: () => {
          return this.build(this.open('fair', start), (node) => {
            node.strong = false;
            this.OPTION(() => {
              this.CONSUME(t.Strong);
              node.strong = true;
            });
            this.CONSUME(t.Fair);
            this.OPTION2(() => {
              this.CONSUME(t.While);
              node.condition = this.SUBRULE(this.expression, inHead);
            });
          });
        },
      },
      {
        ALT: () => {
          const node = this.open('daemon', start);
          this.CONSUME(t.Daemon);
          return this.close(node);
        },
      },
      {
        ALT: () => {
          return this.build(this.open('when', start), (node) => {
            this.CONSUME(t.When);
            node.condition = this.SUBRULE2(this.expression, inHead);
          });
        },
      },
      {
        ALT: () => {
          return this.build(this.open('existsIf', start), (node) => {
            this.CONSUME(t.If);
            node.condition = this.SUBRULE3(this.expression, inHead);
          });
        },
      },
    ]);
  });

  // ------------------------------------------------------------------------------- properties

  private readonly propertyDeclaration = this.documented('propertyDeclaration', 'property', (node) => {
    node.during = [];
    node.except = [];
    const word = this.OR([
      { ALT: () => this.CONSUME(t.Invariant) },
      { ALT: () => this.CONSUME(t.Transition) },
      { ALT: () => this.CONSUME(t.Temporal) },
      { ALT: () => this.CONSUME(t.Reachable) },
    ]);
    // By its type: the word itself may be misspelt.
    node.property = (this.RECORDING_PHASE ? 'invariant' : word.tokenType.name.toLowerCase()) as PropertyKind;
    node.name = this.SUBRULE(this.name);
    this.MANY(() => {
      const clause = this.LA(1);
      this.OR2([
        {
          ALT: () => {
            this.CONSUME(t.If);
            if (node.existsIf !== undefined) this.report(syntax.repeatedClause(this.location(spanOf(clause)), 'if'));
            node.existsIf = this.SUBRULE(this.expression, inClause);
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.During);
            this.onlyTransition(clause, word);
            this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => node.during?.push(this.SUBRULE(this.path)) });
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.Except);
            this.onlyTransition(clause, word);
            this.AT_LEAST_ONE_SEP2({ SEP: t.Comma, DEF: () => node.except?.push(this.SUBRULE2(this.path)) });
          },
        },
      ]);
    });
    this.SUBRULE(this.defines);
    node.body = this.SUBRULE2(this.expression);
    this.CONSUME(t.Semicolon);
  });

  private onlyTransition(clause: IToken, word: IToken): void {
    if (this.RECORDING_PHASE || word.tokenType === t.Transition) return;
    this.report(syntax.clauseOfTransition(this.location(spanOf(clause)), clause.image, word.image));
  }
}
