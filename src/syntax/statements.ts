import type { Expression } from './expressions.ts';
import type { Identifier, Node } from './node.ts';
import type { Pattern } from './patterns.ts';
import type { TypeExpression } from './types.ts';

export interface Block extends Node {
  readonly kind: 'block';
  readonly statements: readonly Statement[];
}

export type AssignmentOperator = '=' | '+=' | '-=' | '*=' | '|=' | '&=' | '\\=';

export type Statement =
  | Block
  | (Node & {
      readonly kind: 'assign';
      readonly target: Expression;
      readonly operator: AssignmentOperator;
      readonly value: Expression;
    })
  | (Node & { readonly kind: 'increment'; readonly target: Expression; readonly operator: '++' | '--' })
  | (Node & {
      readonly kind: 'let';
      readonly ghost: boolean;
      readonly pattern: Pattern;
      readonly value: Expression;
      /** `let some(t) = e else { … }` */
      readonly otherwise?: Block;
    })
  | (Node & {
      readonly kind: 'varLocal';
      readonly ghost: boolean;
      readonly name: Identifier;
      readonly type: TypeExpression;
      readonly value: Expression;
    })
  | (Node & { readonly kind: 'await'; readonly condition: Expression })
  | (Node & {
      readonly kind: 'assert';
      readonly name?: Identifier;
      readonly condition: Expression;
      readonly message?: string;
    })
  | IfStatement
  | (Node & {
      readonly kind: 'match';
      readonly value: Expression;
      readonly arms: readonly Arm[];
    })
  | (Node & { readonly kind: 'while'; readonly condition: Expression; readonly body: Block })
  | (Node & { readonly kind: 'loop'; readonly body: Block })
  | (Node & { readonly kind: 'for'; readonly name: Identifier; readonly set: Expression; readonly body: Block })
  | (Node & { readonly kind: 'break' })
  | (Node & { readonly kind: 'continue' })
  | (Node & { readonly kind: 'either'; readonly branches: readonly Block[] })
  | (Node & {
      readonly kind: 'pick';
      readonly name: Identifier;
      readonly set: Expression;
      readonly where?: Expression;
    })
  /** `atomic { … }` has a block, `atomic x++;` and `atomic let r = e;` the one statement; `atomic acquire { … }` an ordering. */
  | (Node & { readonly kind: 'atomic'; readonly ordering?: Identifier; readonly body: Statement })
  /** `fence mb;` */
  | (Node & { readonly kind: 'fence'; readonly fence: Identifier })
  /** A call that stands as a statement; the expression is a `call` unless there was an error. */
  | (Node & { readonly kind: 'callStatement'; readonly call: Expression })
  | (Node & { readonly kind: 'return'; readonly value?: Expression })
  | (Node & { readonly kind: 'goto'; readonly label: Identifier })
  /** `l: statement`; at the end of a block a label may stand alone. */
  | (Node & { readonly kind: 'label'; readonly name: Identifier; readonly doc?: string; readonly body?: Statement })
  | (Node & { readonly kind: 'skip' })
  | (Node & { readonly kind: 'missingStatement' });

export interface IfStatement extends Node {
  readonly kind: 'if';
  readonly condition: Expression;
  readonly then: Block;
  readonly otherwise?: Block | IfStatement;
}

export interface Arm extends Node {
  readonly kind: 'arm';
  readonly pattern: Pattern;
  readonly body: Block;
}
