import type { Span } from '../text/source.ts';

/**
 * What all nodes have: an `id` that is unique in their tree, under which later stages keep what they find
 * out, and the span of their text. `incomplete` marks a node that the parser saved from a syntax error: its
 * parts up to the error are there, the others are `missing` nodes or empty lists.
 */
export interface Node {
  readonly id: number;
  readonly span: Span;
  readonly incomplete?: true;
}

export interface Identifier extends Node {
  readonly kind: 'identifier';
  readonly name: string;
}

/** `kernel.page`, `E.a`, `q.l`: one or more identifiers. */
export interface Path extends Node {
  readonly kind: 'path';
  readonly parts: readonly Identifier[];
}

/** A comment that is not documentation; the formatter puts it back where it was. */
export interface Comment {
  readonly span: Span;
  readonly text: string;
}
