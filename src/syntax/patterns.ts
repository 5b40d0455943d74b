import type { Identifier, Node, Path } from './node.ts';

export type Pattern =
  | (Node & { readonly kind: 'wildcard' })
  /** A member without payload if the type has one of that name, else a new name. */
  | (Node & { readonly kind: 'namePattern'; readonly name: Identifier })
  /** `E.a`, `small(i)`, `pair(x, _)`. */
  | (Node & { readonly kind: 'variantPattern'; readonly path: Path; readonly arguments: readonly Pattern[] })
  | (Node & { readonly kind: 'nonePattern' })
  | (Node & { readonly kind: 'somePattern'; readonly argument: Pattern })
  | (Node & { readonly kind: 'integerPattern'; readonly value: bigint })
  | (Node & { readonly kind: 'booleanPattern'; readonly value: boolean })
  | (Node & { readonly kind: 'tuplePattern'; readonly elements: readonly Pattern[] })
  | (Node & { readonly kind: 'missingPattern' });
