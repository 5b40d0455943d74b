import type { Span } from '../text/source.ts';
import type { Identifier, Node, Path } from './node.ts';
import type { Pattern } from './patterns.ts';

export type BinaryOperator =
  | '<=>'
  | '=>'
  | '||'
  | '&&'
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | 'in'
  | '!in'
  | '..'
  | 'union'
  | '\\'
  | 'intersect'
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '~>'
  | 'until';

export type UnaryOperator = '!' | '-' | 'subset' | 'always' | 'eventually';

export type Quantifier = 'forall' | 'exists' | 'count' | 'sum' | 'min' | 'max' | 'choose';

export interface Binder extends Node {
  readonly kind: 'binder';
  /** `_` binds nothing. */
  readonly name: Identifier;
  readonly set: Expression;
  /** In `x, y in S` x's set is a copy of y's: it stands in the text once. */
  readonly sharesSet?: true;
}

export type Expression =
  | (Node & { readonly kind: 'integer'; readonly value: bigint })
  | (Node & { readonly kind: 'boolean'; readonly value: boolean })
  /** Any bare name, the predeclared functions, `self` excepted. */
  | (Node & { readonly kind: 'name'; readonly name: string })
  | (Node & { readonly kind: 'self' })
  | (Node & { readonly kind: 'none' })
  | (Node & { readonly kind: 'some'; readonly value: Expression })
  /** `bool` as the set of its values. */
  | (Node & { readonly kind: 'boolSet' })
  | (Node & { readonly kind: 'unary'; readonly operator: UnaryOperator; readonly operand: Expression })
  | (Node & {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly operatorSpan: Span;
      readonly left: Expression;
      readonly right: Expression;
    })
  | (Node & { readonly kind: 'index'; readonly object: Expression; readonly indices: readonly Expression[] })
  /** `a.b`: a field, a member of an enum, a name under an import's prefix, a local of a process. */
  | (Node & { readonly kind: 'field'; readonly object: Expression; readonly name: Identifier })
  | (Node & { readonly kind: 'tupleField'; readonly object: Expression; readonly index: number })
  | (Node & { readonly kind: 'prime'; readonly operand: Expression })
  | (Node & { readonly kind: 'is'; readonly value: Expression; readonly pattern: Pattern })
  /** `khugepaged at scan`, `getter[g] at done`, `p at q.l`. */
  | (Node & { readonly kind: 'at'; readonly process: Expression; readonly label: Path })
  | (Node & {
      readonly kind: 'update';
      readonly object: Expression;
      readonly updates: readonly Update[];
    })
  /** Functions, procedures, variants with a payload, `size` and its like, `enabled(a)`. */
  | (Node & { readonly kind: 'call'; readonly callee: Expression; readonly arguments: readonly Expression[] })
  | (Node & {
      readonly kind: 'quantifier';
      readonly quantifier: Quantifier;
      readonly binders: readonly Binder[];
      readonly body: Expression;
    })
  /** `{ x in S: e }` */
  | (Node & { readonly kind: 'filter'; readonly binder: Binder; readonly condition: Expression })
  /** `{ e for x in S, y in T }` */
  | (Node & { readonly kind: 'image'; readonly element: Expression; readonly binders: readonly Binder[] })
  /** `[x in K -> e]` */
  | (Node & { readonly kind: 'mapLiteral'; readonly binder: Binder; readonly value: Expression })
  | (Node & {
      readonly kind: 'ifExpression';
      readonly condition: Expression;
      readonly then: Expression;
      readonly otherwise: Expression;
    })
  | (Node & {
      readonly kind: 'letExpression';
      readonly pattern: Pattern;
      readonly value: Expression;
      readonly body: Expression;
    })
  | (Node & {
      readonly kind: 'matchExpression';
      readonly value: Expression;
      readonly arms: readonly ArmExpression[];
    })
  | (Node & {
      readonly kind: 'record';
      readonly type: Path;
      readonly fields: readonly FieldValue[];
    })
  | (Node & { readonly kind: 'sequence'; readonly elements: readonly Expression[] })
  | (Node & { readonly kind: 'set'; readonly elements: readonly Expression[] })
  | (Node & { readonly kind: 'tuple'; readonly elements: readonly Expression[] })
  /** Parentheses are kept, for the formatter and for exact spans. */
  | (Node & { readonly kind: 'parenthesized'; readonly inner: Expression })
  /** Where an expression was expected and none was found. */
  | (Node & { readonly kind: 'missing' });

/** `[k] = e` and `f = e` in a changed copy. */
export type Update =
  | (Node & { readonly kind: 'keyUpdate'; readonly key: Expression; readonly value: Expression })
  | (Node & { readonly kind: 'fieldUpdate'; readonly name: Identifier; readonly value: Expression });

export interface ArmExpression extends Node {
  readonly kind: 'armExpression';
  readonly pattern: Pattern;
  readonly body: Expression;
}

export interface FieldValue extends Node {
  readonly kind: 'fieldValue';
  readonly name: Identifier;
  readonly value: Expression;
}
