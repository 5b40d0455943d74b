import type { IToken, ParserMethod } from 'chevrotain';
import * as syntax from '../diagnostics/syntax.ts';
import type {
  CheckDeclaration,
  Clause,
  Declaration,
  Expression,
  Field,
  File,
  Header,
  Identifier,
  ImportBinding,
  Parameter,
  PropertyKind,
  TypeExpression,
  Variant,
} from '../syntax/tree.ts';
import type { NodeOf } from '../syntax/visit.ts';
import { stringValue } from './lexer.ts';
import { spanOf } from './recovery.ts';
import { StatementRules } from './statement-rules.ts';
import * as t from './tokens.ts';
import { inClause, inHead } from './type-rules.ts';

/** Files and their declarations, checks excepted. */
export abstract class DeclarationRules extends StatementRules {
  protected abstract readonly checkDeclaration: ParserMethod<[], CheckDeclaration>;

  readonly file = this.rule('file', (): File => {
    const node = this.open('file', 0);
    const declarations: Declaration[] = [];
    node.declarations = declarations;
    try {
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
    } catch (error) {
      throw this.rescue(error, node);
    }
    return this.close(node);
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

  private readonly header = this.rule('header', (): Header => {
    const node = { ...this.open('header'), ...this.doc() };
    node.role = 'spec';
    try {
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
    } catch (error) {
      throw this.rescue(error, node);
    }
    return this.close(node);
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

  /** `=`; TLA+'s `==` is taken for it, with a message. */
  private readonly defines = this.rule('defines', (): void => {
    this.OR([
      { ALT: () => this.CONSUME(t.Equals) },
      {
        ALT: () => {
          const token = this.CONSUME(t.EqualsEquals);
          this.report(syntax.definitionSign(this.location(spanOf(token))));
        },
      },
    ]);
  });

  // ------------------------------------------------------------------------ imports, constants

  private readonly importDeclaration = this.rule('importDeclaration', (): Declaration => {
    const node = { ...this.open('import'), ...this.doc() };
    const bindings: ImportBinding[] = [];
    node.bindings = bindings;
    const library = { kind: 'library', path: undefined } as unknown as { kind: 'library'; path: NodeOf<'path'> };
    node.module = library;
    try {
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
    } catch (error) {
      throw this.rescue(error, node);
    }
    return this.close(node);
  });

  private readonly importBinding = this.rule('importBinding', (): ImportBinding => {
    const start = this.next();
    return this.OR<ImportBinding>([
      {
        ALT: () => {
          const node = this.open('typeBinding', start);
          try {
            this.CONSUME(t.Type);
            node.name = this.SUBRULE(this.name);
            this.CONSUME(t.Equals);
            node.type = this.SUBRULE(this.typeExpression);
          } catch (error) {
            throw this.rescue(error, node);
          }
          return this.close(node);
        },
      },
      {
        ALT: () => {
          const node = this.open('constBinding', start);
          try {
            node.name = this.SUBRULE2(this.name);
            this.CONSUME2(t.Equals);
            node.value = this.SUBRULE(this.expression);
          } catch (error) {
            throw this.rescue(error, node);
          }
          return this.close(node);
        },
      },
    ]);
  });

  private readonly memoryDeclaration = this.rule('memoryDeclaration', (): Declaration => {
    const node = { ...this.open('memory'), ...this.doc() };
    try {
      this.CONSUME(t.Memory);
      node.model = this.SUBRULE(this.name);
      this.CONSUME(t.Semicolon);
    } catch (error) {
      throw this.rescue(error, node);
    }
    return this.close(node);
  });

  private readonly constDeclaration = this.rule('constDeclaration', (): Declaration => {
    const node = { ...this.open('const'), ...this.doc() };
    try {
      this.CONSUME(t.Const);
      node.name = this.SUBRULE(this.name);
      this.CONSUME(t.Colon);
      node.type = this.SUBRULE(this.typeExpression);
      this.OPTION(() => {
        this.SUBRULE(this.defines);
        node.value = this.SUBRULE(this.expression);
      });
      this.CONSUME(t.Semicolon);
    } catch (error) {
      throw this.rescue(error, node);
    }
    return this.close(node);
  });

  /** `assume e;`, `init e;`, `terminates when e;` */
  private readonly conditionDeclaration = this.rule('conditionDeclaration', (): Declaration => {
    const node = { ...this.open<'assume' | 'init' | 'terminates'>('assume'), ...this.doc() };
    const kinds = node as { kind: string };
    try {
      this.OR([
        { ALT: () => this.CONSUME(t.Assume) },
        {
          ALT: () => {
            this.CONSUME(t.Init);
            kinds.kind = 'init';
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.Terminates);
            this.CONSUME(t.When);
            kinds.kind = 'terminates';
          },
        },
      ]);
      node.condition = this.SUBRULE(this.expression);
      this.CONSUME(t.Semicolon);
    } catch (error) {
      throw this.rescue(error, node);
    }
    return this.close(node);
  });

  // ------------------------------------------------------------------------------------ types

  private readonly typeDeclaration = this.rule('typeDeclaration', (): Declaration => {
    const node = { ...this.open('type'), ...this.doc() };
    try {
      this.CONSUME(t.Type);
      node.name = this.SUBRULE(this.name);
      this.OPTION(() => {
        this.SUBRULE(this.defines);
        node.type = this.SUBRULE(this.typeExpression);
      });
      this.CONSUME(t.Semicolon);
    } catch (error) {
      throw this.rescue(error, node);
    }
    return this.close(node);
  });

  private readonly enumDeclaration = this.rule('enumDeclaration', (): Declaration => {
    const node = { ...this.open('enum'), ...this.doc() };
    const members: Identifier[] = [];
    node.members = members;
    let separated = true;
    try {
      this.CONSUME(t.Enum);
      node.name = this.SUBRULE(this.name);
      this.CONSUME(t.LeftBrace);
      this.MANY(() => {
        if (!separated) this.missingComma();
        const doc = this.doc();
        members.push({ ...this.SUBRULE2(this.name), ...doc });
        separated = this.OPTION(() => this.CONSUME(t.Comma)) !== undefined;
      });
      this.CONSUME(t.RightBrace);
    } catch (error) {
      throw this.rescue(error, node);
    }
    return this.close(node);
  });

  private readonly structDeclaration = this.rule('structDeclaration', (): Declaration => {
    const node = { ...this.open('struct'), ...this.doc() };
    const fields: Field[] = [];
    node.fields = fields;
    try {
      this.CONSUME(t.Struct);
      node.name = this.SUBRULE(this.name);
      this.CONSUME(t.LeftBrace);
      this.MANY(() => fields.push(this.SUBRULE(this.field)));
      this.CONSUME(t.RightBrace);
    } catch (error) {
      throw this.rescue(error, node);
    }
    return this.close(node);
  });

  private readonly field = this.rule('field', (): Field => {
    const node = { ...this.open('fieldDeclaration'), ...this.doc() };
    try {
      node.name = this.SUBRULE(this.fieldName);
      this.CONSUME(t.Colon);
      node.type = this.SUBRULE(this.typeExpression);
      this.OPTION(() => {
        this.SUBRULE(this.defines);
        node.value = this.SUBRULE(this.expression);
      });
      this.CONSUME(t.Semicolon);
    } catch (error) {
      throw this.rescue(error, node);
    }
    return this.close(node);
  });

  private readonly unionDeclaration = this.rule('unionDeclaration', (): Declaration => {
    const node = { ...this.open('union'), ...this.doc() };
    const variants: Variant[] = [];
    node.variants = variants;
    let separated = true;
    try {
      this.CONSUME(t.UnionDeclaration);
      node.name = this.SUBRULE(this.name);
      this.CONSUME(t.LeftBrace);
      this.MANY(() => {
        if (!separated) this.missingComma();
        variants.push(this.SUBRULE(this.variant));
        separated = this.OPTION(() => this.CONSUME(t.Comma)) !== undefined;
      });
      this.CONSUME(t.RightBrace);
    } catch (error) {
      throw this.rescue(error, node);
    }
    return this.close(node);
  });

  private readonly variant = this.rule('variant', (): Variant => {
    const node = { ...this.open('variant'), ...this.doc() };
    const payload: { name?: Identifier; type: TypeExpression }[] = [];
    node.payload = payload;
    try {
      node.name = this.SUBRULE(this.name);
      this.OPTION(() => {
        this.CONSUME(t.LeftParen);
        this.AT_LEAST_ONE_SEP({
          SEP: t.Comma,
          DEF: () => {
            const name = this.OPTION2({
              GATE: () => this.LA(2).tokenType === t.Colon,
              DEF: () => {
                const field = this.SUBRULE(this.fieldName);
                this.CONSUME(t.Colon);
                return field;
              },
            });
            const type = this.SUBRULE(this.typeExpression);
            payload.push(name === undefined ? { type } : { name, type });
          },
        });
        this.CONSUME(t.RightParen);
      });
    } catch (error) {
      throw this.rescue(error, node);
    }
    return this.close(node);
  });

  private readonly symmetricDeclaration = this.rule('symmetricDeclaration', (): Declaration => {
    const node = { ...this.open('symmetric'), ...this.doc() };
    try {
      this.CONSUME(t.Symmetric);
      node.name = this.SUBRULE(this.name);
      this.CONSUME(t.LeftBracket);
      node.size = this.SUBRULE(this.expression);
      this.CONSUME(t.RightBracket);
      this.CONSUME(t.Semicolon);
    } catch (error) {
      throw this.rescue(error, node);
    }
    return this.close(node);
  });

  // ------------------------------------------------------------------------- state, behaviour

  private readonly varDeclaration = this.rule('varDeclaration', (): Declaration => {
    const node = { ...this.open('var'), ...this.doc() };
    node.ghost = false;
    try {
      this.OPTION(() => {
        this.CONSUME(t.Ghost);
        node.ghost = true;
      });
      this.CONSUME(t.Var);
      node.name = this.SUBRULE(this.name);
      this.CONSUME(t.Colon);
      node.type = this.SUBRULE(this.typeExpression);
      this.OPTION2(() => {
        this.OR([
          {
            ALT: () => {
              this.SUBRULE(this.defines);
              const initial = { kind: 'value', value: undefined } as unknown as { kind: 'value'; value: Expression };
              node.initial = initial;
              initial.value = this.SUBRULE(this.expression);
            },
          },
          {
            ALT: () => {
              this.CONSUME(t.In);
              const initial = { kind: 'choice', set: undefined } as unknown as { kind: 'choice'; set: Expression };
              node.initial = initial;
              initial.set = this.SUBRULE2(this.expression);
            },
          },
        ]);
      });
      this.CONSUME(t.Semicolon);
    } catch (error) {
      throw this.rescue(error, node);
    }
    return this.close(node);
  });

  private readonly parameter = this.rule('parameter', (): Parameter => {
    const node = this.open('parameter');
    node.ref = false;
    try {
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
    } catch (error) {
      throw this.rescue(error, node);
    }
    return this.close(node);
  });

  private readonly parameters = this.rule('parameters', (into: Parameter[] = []): void => {
    this.CONSUME(t.LeftParen);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => into.push(this.SUBRULE(this.parameter)) });
    this.CONSUME(t.RightParen);
  });

  private readonly funDeclaration = this.rule('funDeclaration', (): Declaration => {
    const node = { ...this.open('fun'), ...this.doc() };
    node.parameters = [];
    try {
      this.CONSUME(t.Fun);
      node.name = this.SUBRULE(this.name);
      this.SUBRULE(this.parameters, { ARGS: [node.parameters] });
      this.CONSUME(t.Colon);
      node.result = this.SUBRULE(this.typeExpression);
      this.SUBRULE(this.defines);
      node.body = this.SUBRULE(this.expression);
      this.CONSUME(t.Semicolon);
    } catch (error) {
      throw this.rescue(error, node);
    }
    return this.close(node);
  });

  private readonly procDeclaration = this.rule('procDeclaration', (): Declaration => {
    const node = { ...this.open('proc'), ...this.doc() };
    node.parameters = [];
    try {
      this.CONSUME(t.Proc);
      node.name = this.SUBRULE(this.name);
      this.SUBRULE(this.parameters, { ARGS: [node.parameters] });
      this.OPTION(() => {
        this.CONSUME(t.Colon);
        node.result = this.SUBRULE(this.typeExpression);
      });
      node.body = this.SUBRULE(this.block);
    } catch (error) {
      throw this.rescue(error, node);
    }
    return this.close(node);
  });

  private readonly actionDeclaration = this.rule('actionDeclaration', (): Declaration => {
    const node = { ...this.open('action'), ...this.doc() };
    node.parameters = [];
    const clauses: Clause[] = [];
    node.clauses = clauses;
    try {
      this.CONSUME(t.Action);
      node.name = this.SUBRULE(this.name);
      this.OPTION(() => this.SUBRULE(this.parameters, { ARGS: [node.parameters] }));
      this.MANY(() => clauses.push(this.SUBRULE(this.clause)));
      node.body = this.SUBRULE(this.block);
    } catch (error) {
      throw this.rescue(error, node);
    }
    return this.close(node);
  });

  private readonly processDeclaration = this.rule('processDeclaration', (): Declaration => {
    const node = { ...this.open('process'), ...this.doc() };
    const indices: Parameter[] = [];
    const clauses: Clause[] = [];
    node.indices = indices;
    node.clauses = clauses;
    try {
      this.CONSUME(t.Process);
      node.name = this.SUBRULE(this.name);
      this.OPTION(() => {
        this.CONSUME(t.LeftBracket);
        this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => indices.push(this.SUBRULE(this.parameter)) });
        this.CONSUME(t.RightBracket);
      });
      this.MANY(() => clauses.push(this.SUBRULE(this.clause)));
      node.body = this.SUBRULE(this.block);
    } catch (error) {
      throw this.rescue(error, node);
    }
    return this.close(node);
  });

  /** `fair`, `strong fair`, `fair while e`, `daemon`, `when e`, `if e` */
  private readonly clause = this.rule('clause', (): Clause => {
    const start = this.next();
    return this.OR<Clause>([
      {
        ALT: () => {
          const node = this.open('fair', start);
          node.strong = false;
          try {
            this.OPTION(() => {
              this.CONSUME(t.Strong);
              node.strong = true;
            });
            this.CONSUME(t.Fair);
            this.OPTION2(() => {
              this.CONSUME(t.While);
              node.condition = this.SUBRULE(this.expression, inHead);
            });
          } catch (error) {
            throw this.rescue(error, node);
          }
          return this.close(node);
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
          const node = this.open('when', start);
          try {
            this.CONSUME(t.When);
            node.condition = this.SUBRULE2(this.expression, inHead);
          } catch (error) {
            throw this.rescue(error, node);
          }
          return this.close(node);
        },
      },
      {
        ALT: () => {
          const node = this.open('existsIf', start);
          try {
            this.CONSUME(t.If);
            node.condition = this.SUBRULE3(this.expression, inHead);
          } catch (error) {
            throw this.rescue(error, node);
          }
          return this.close(node);
        },
      },
    ]);
  });

  // ------------------------------------------------------------------------------- properties

  private readonly propertyDeclaration = this.rule('propertyDeclaration', (): Declaration => {
    const node = { ...this.open('property'), ...this.doc() };
    node.during = [];
    node.except = [];
    try {
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
    } catch (error) {
      throw this.rescue(error, node);
    }
    return this.close(node);
  });

  private onlyTransition(clause: IToken, word: IToken): void {
    if (this.RECORDING_PHASE || word.tokenType === t.Transition) return;
    this.report(syntax.clauseOfTransition(this.location(spanOf(clause)), clause.image, word.image));
  }
}
