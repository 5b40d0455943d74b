import type { Declaration, Field, Identifier, TypeExpression, Variant } from '../../syntax/tree.ts';
import type { Draft } from '../nodes.ts';
import type { RecoveringParser } from '../recovery.ts';
import * as t from '../tokens.ts';
import type { NameRules } from './names.ts';
import type { TypeRules } from './types.ts';
import type { ExpressionRules } from './expressions.ts';
import { Rules } from './rules.ts';

/** Declarations of data: constants, types, variables, and conditions on them. */
export class DataDeclarationRules extends Rules {
  private readonly names: NameRules;
  private readonly types: TypeRules;
  private readonly expressions: ExpressionRules;

  constructor(p: RecoveringParser, names: NameRules, types: TypeRules, expressions: ExpressionRules) {
    super(p);
    this.names = names;
    this.types = types;
    this.expressions = expressions;
  }

  readonly constDeclaration = this.p.documented('constDeclaration', 'const', (node) => {
    this.p.CONSUME(t.Const);
    node.name = this.p.SUBRULE(this.names.name);
    this.typeAndValue(node);
  });

  /** `assume e;`, `init e;`, `constraint e;`, `terminates when e;` */
  readonly conditionDeclaration = this.p.rule('conditionDeclaration', (): Declaration =>
    this.p.build(
      { ...this.p.open<'assume' | 'init' | 'terminates' | 'constraint'>('assume'), ...this.p.doc() },
      (node) => {
        this.p.OR([
          { ALT: () => this.p.CONSUME(t.Assume) },
          {
            ALT: () => {
              this.p.CONSUME(t.Init);
              Object.assign(node, { kind: 'init' });
            },
          },
          {
            ALT: () => {
              this.p.CONSUME(t.Terminates);
              this.p.CONSUME(t.When);
              Object.assign(node, { kind: 'terminates' });
            },
          },
          {
            ALT: () => {
              this.p.CONSUME(t.Constraint);
              Object.assign(node, { kind: 'constraint' });
            },
          },
        ]);
        node.condition = this.p.SUBRULE(this.expressions.expression);
        this.p.CONSUME(t.Semicolon);
      },
    ),
  );

  // ------------------------------------------------------------------------------------ types

  readonly typeDeclaration = this.p.documented('typeDeclaration', 'type', (node) => {
    this.p.CONSUME(t.Type);
    node.name = this.p.SUBRULE(this.names.name);
    this.p.OPTION(() => {
      this.p.SUBRULE(this.names.defines);
      node.type = this.p.SUBRULE(this.types.typeExpression);
    });
    this.p.CONSUME(t.Semicolon);
  });

  readonly enumDeclaration = this.p.documented('enumDeclaration', 'enum', (node) => {
    const members: Identifier[] = [];
    node.members = members;
    this.p.CONSUME(t.Enum);
    this.nameAndBraces(node, () => {
      this.p.commaList(members, () => {
        const doc = this.p.doc();
        return { ...this.p.SUBRULE2(this.names.name), ...doc };
      });
    });
  });

  readonly structDeclaration = this.p.documented('structDeclaration', 'struct', (node) => {
    const fields: Field[] = [];
    node.fields = fields;
    this.p.CONSUME(t.Struct);
    this.nameAndBraces(node, () => {
      this.p.MANY(() => fields.push(this.p.SUBRULE(this.field)));
    });
  });

  private readonly field = this.p.documented('field', 'fieldDeclaration', (node) => {
    node.name = this.p.SUBRULE(this.names.fieldName);
    this.typeAndValue(node);
  });

  /** `: TYPE = VALUE;`, the value if there is one. */
  private typeAndValue(node: Draft<'const'> | Draft<'fieldDeclaration'>): void {
    this.p.CONSUME(t.Colon);
    node.type = this.p.SUBRULE(this.types.typeExpression);
    this.p.OPTION(() => {
      this.p.SUBRULE(this.names.defines);
      node.value = this.p.SUBRULE(this.expressions.expression);
    });
    this.p.CONSUME(t.Semicolon);
  }

  readonly unionDeclaration = this.p.documented('unionDeclaration', 'union', (node) => {
    const variants: Variant[] = [];
    node.variants = variants;
    this.p.CONSUME(t.UnionDeclaration);
    this.nameAndBraces(node, () => {
      this.p.commaList(variants, () => this.p.SUBRULE(this.variant));
    });
  });

  /** `NAME { … }` */
  private nameAndBraces(node: Draft<'enum'> | Draft<'struct'> | Draft<'union'>, inside: () => void): void {
    node.name = this.p.SUBRULE(this.names.name);
    this.p.CONSUME(t.LeftBrace);
    inside();
    this.p.CONSUME(t.RightBrace);
  }

  private readonly variant = this.p.documented('variant', 'variant', (node) => {
    const payload: { name?: Identifier; type: TypeExpression }[] = [];
    node.payload = payload;
    node.name = this.p.SUBRULE(this.names.name);
    this.p.OPTION(() => {
      this.p.CONSUME(t.LeftParen);
      this.p.AT_LEAST_ONE_SEP({
        SEP: t.Comma,
        DEF: () => {
          const name = this.p.OPTION2({
            GATE: () => this.p.LA(2).tokenType === t.Colon,
            DEF: () => {
              const field = this.p.SUBRULE(this.names.fieldName);
              this.p.CONSUME(t.Colon);
              return field;
            },
          });
          const type = this.p.SUBRULE(this.types.typeExpression);
          payload.push(name === undefined ? { type } : { name, type });
        },
      });
      this.p.CONSUME(t.RightParen);
    });
  });

  readonly symmetricDeclaration = this.p.documented('symmetricDeclaration', 'symmetric', (node) => {
    this.p.CONSUME(t.Symmetric);
    node.name = this.p.SUBRULE(this.names.name);
    this.p.CONSUME(t.LeftBracket);
    node.size = this.p.SUBRULE(this.expressions.expression);
    this.p.CONSUME(t.RightBracket);
    this.p.CONSUME(t.Semicolon);
  });

  // ------------------------------------------------------------------------- state, behaviour

  readonly varDeclaration = this.p.documented('varDeclaration', 'var', (node) => {
    node.ghost = false;
    this.p.OPTION(() => {
      this.p.OR2([
        {
          ALT: () => {
            this.p.CONSUME(t.Ghost);
            node.ghost = true;
          },
        },
        {
          GATE: () => this.p.LA(2).tokenType !== t.Packed,
          ALT: () => {
            this.p.CONSUME(t.Weak);
            node.weak = 'parts';
          },
        },
        {
          ALT: () => {
            this.p.CONSUME2(t.Weak);
            this.p.CONSUME(t.Packed);
            node.weak = 'packed';
          },
        },
      ]);
    });
    this.p.CONSUME(t.Var);
    node.name = this.p.SUBRULE(this.names.name);
    this.p.CONSUME(t.Colon);
    node.type = this.p.SUBRULE(this.types.typeExpression);
    this.p.OPTION2(() => {
      this.p.OR([
        {
          ALT: () => {
            this.p.SUBRULE(this.names.defines);
            node.initial = { kind: 'value', value: undefined };
            node.initial = { kind: 'value', value: this.p.SUBRULE(this.expressions.expression) };
          },
        },
        {
          ALT: () => {
            this.p.CONSUME(t.In);
            node.initial = { kind: 'choice', set: undefined };
            node.initial = { kind: 'choice', set: this.p.SUBRULE2(this.expressions.expression) };
          },
        },
      ]);
    });
    this.p.CONSUME(t.Semicolon);
  });
}
