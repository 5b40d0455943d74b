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

  protected readonly constDeclaration = this.rule('constDeclaration', (): Declaration => {
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
  protected readonly conditionDeclaration = this.rule('conditionDeclaration', (): Declaration => {
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

  protected readonly typeDeclaration = this.rule('typeDeclaration', (): Declaration => {
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

  protected readonly enumDeclaration = this.rule('enumDeclaration', (): Declaration => {
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

  protected readonly structDeclaration = this.rule('structDeclaration', (): Declaration => {
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

  protected readonly field = this.rule('field', (): Field => {
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

  protected readonly unionDeclaration = this.rule('unionDeclaration', (): Declaration => {
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

  protected readonly variant = this.rule('variant', (): Variant => {
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

  protected readonly symmetricDeclaration = this.rule('symmetricDeclaration', (): Declaration => {
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

  protected readonly varDeclaration = this.rule('varDeclaration', (): Declaration => {
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
}
