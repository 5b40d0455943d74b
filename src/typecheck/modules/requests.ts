import type { RunId } from '../../core/run.ts';
import type { Value } from '../../core/types.ts';
import type { CheckDeclaration, Expression } from '../../syntax/tree.ts';
import type { Location, Source } from '../../text/source.ts';

/** A constant set on the command line: `--const GUARD=freeze_refcount`. */
export interface Override {
  /** `N`, or `pg.N` under an import's prefix. */
  readonly name: string;
  /** An expression. */
  readonly text: string;
}

/** A constant that a run sets, and to what. */
export interface RequestedConstant {
  readonly path: readonly string[];
  readonly value:
    | { readonly kind: 'value'; readonly value: Value }
    /** Of the check, with the names of its file. */
    | { readonly kind: 'expression'; readonly node: Expression }
    /** Of the command line: a text of its own. */
    | { readonly kind: 'foreign'; readonly node: Expression; readonly source: Source };
  readonly at: Location;
  readonly by: 'check' | 'command line';
}

/** One run to be checked: a check of the file with values for its `for` constants, or the file as it is. */
export interface RunRequest extends RunId {
  readonly declaration?: CheckDeclaration;
  readonly settings: readonly RequestedConstant[];
}
