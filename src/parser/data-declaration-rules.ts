import * as syntax from '../diagnostics/syntax.ts';
import type { Declaration, Expression, Field, Identifier, TypeExpression, Variant } from '../syntax/tree.ts';
import { spanOf } from './recovery.ts';
import { StatementRules } from './statement-rules.ts';
import * as t from './tokens.ts';

/** Declarations of data: constants, types, variables, and conditions on them. */
export abstract class DataDeclarationRules extends StatementRules {
  /** `=`; TLA+'s `==` is taken for it, with a message. */
  protected readonly defines = this.rule('defines', (): void => {
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

  protected readonly constDeclaration = this.documented('constDeclaration', 'const', (node) => {
    this.CONSUME(t.Const);
    node.name = this.SUBRULE(this.name);
    this.CONSUME(t.Colon);
    node.type = this.SUBRULE(this.typeExpression);
    this.OPTION(() => {
      this.SUBRULE(this.defines);
      node.value = this.SUBRULE(this.expression);
    });
    this.CONSUME(t.Semicolon);
  });

  /** `assume e;`, `init e;`, `terminates when e;` */
  protected readonly conditionDeclaration = this.rule('conditionDeclaration', (): Declaration => {
    return this.build({ ...this.open<'assume' | 'init' | 'terminates'>('assume'), ...this.doc() }, (node) => {
      const kinds = node as { kind: string };
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
    });
  });

  // ------------------------------------------------------------------------------------ types

  protected readonly typeDeclaration = this.documented('typeDeclaration', 'type', (node) => {
    this.CONSUME(t.Type);
    node.name = this.SUBRULE(this.name);
    this.OPTION(() => {
      this.SUBRULE(this.defines);
      node.type = this.SUBRULE(this.typeExpression);
    });
    this.CONSUME(t.Semicolon);
  });

  protected readonly enumDeclaration = this.documented('enumDeclaration', 'enum', (node) => {
    const members: Identifier[] = [];
    node.members = members;
    this.CONSUME(t.Enum);
    node.name = this.SUBRULE(this.name);
    this.CONSUME(t.LeftBrace);
    this.commaList(members, () => {
      const doc = this.doc();
      return { ...this.SUBRULE2(this.name), ...doc };
    });
    this.CONSUME(t.RightBrace);
  });

  protected readonly structDeclaration = this.documented('structDeclaration', 'struct', (node) => {
    const fields: Field[] = [];
    node.fields = fields;
    this.CONSUME(t.Struct);
    node.name = this.SUBRULE(this.name);
    this.CONSUME(t.LeftBrace);
    this.MANY(() => fields.push(this.SUBRULE(this.field)));
    this.CONSUME(t.RightBrace);
  });

  protected readonly field = this.documented('field', 'fieldDeclaration', (node) => {
    node.name = this.SUBRULE(this.fieldName);
    this.CONSUME(t.Colon);
    node.type = this.SUBRULE(this.typeExpression);
    this.OPTION(() => {
      this.SUBRULE(this.defines);
      node.value = this.SUBRULE(this.expression);
    });
    this.CONSUME(t.Semicolon);
  });

  protected readonly unionDeclaration = this.documented('unionDeclaration', 'union', (node) => {
    const variants: Variant[] = [];
    node.variants = variants;
    this.CONSUME(t.UnionDeclaration);
    node.name = this.SUBRULE(this.name);
    this.CONSUME(t.LeftBrace);
    this.commaList(variants, () => this.SUBRULE(this.variant));
    this.CONSUME(t.RightBrace);
  });

  protected readonly variant = this.documented('variant', 'variant', (node) => {
    const payload: { name?: Identifier; type: TypeExpression }[] = [];
    node.payload = payload;
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
  });

  protected readonly symmetricDeclaration = this.documented('symmetricDeclaration', 'symmetric', (node) => {
    this.CONSUME(t.Symmetric);
    node.name = this.SUBRULE(this.name);
    this.CONSUME(t.LeftBracket);
    node.size = this.SUBRULE(this.expression);
    this.CONSUME(t.RightBracket);
    this.CONSUME(t.Semicolon);
  });

  // ------------------------------------------------------------------------- state, behaviour

  protected readonly varDeclaration = this.documented('varDeclaration', 'var', (node) => {
    node.ghost = false;
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
  });
}
