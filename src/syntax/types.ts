import type { Expression } from './expressions.ts';
import type { Node, Path } from './node.ts';

export type TypeExpression =
  | (Node & { readonly kind: 'boolType' })
  | (Node & { readonly kind: 'rangeType'; readonly low: Expression; readonly high: Expression })
  | (Node & { readonly kind: 'namedType'; readonly path: Path })
  | (Node & { readonly kind: 'mapType'; readonly key: TypeExpression; readonly value: TypeExpression })
  | (Node & { readonly kind: 'setType'; readonly element: TypeExpression })
  | (Node & { readonly kind: 'seqType'; readonly capacity: Expression; readonly element: TypeExpression })
  | (Node & { readonly kind: 'optionType'; readonly element: TypeExpression })
  | (Node & { readonly kind: 'tupleType'; readonly elements: readonly TypeExpression[] })
  | (Node & { readonly kind: 'missingType' });
