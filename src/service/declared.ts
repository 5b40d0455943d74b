import type { AnyNode, File, Identifier } from '../syntax/tree.ts';
import type { Source, Span } from '../text/source.ts';
import type { SymbolKind } from './data.ts';

/** Something with a name in a text. Found from the syntax alone, so that it is there in broken text too. */
export interface Declared {
  readonly kind: SymbolKind;
  readonly name: string;
  readonly source: Source;
  readonly identifier: Identifier;
  readonly doc: string | undefined;
  /** What declares it: a declaration, statement, field, variant, binder or pattern. */
  readonly node: AnyNode;
  /** The type of a member or a field, the body of a label or a local. */
  readonly owner: Declared | undefined;
  /** Of a local: where it can be used. */
  readonly visible: Span | undefined;
}

/** A text with its tree. */
export interface ParsedText {
  readonly source: Source;
  readonly tree: File;
}
