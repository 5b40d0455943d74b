import type { RunId } from '../../core/run.ts';
import type { Value } from '../../core/types.ts';
import type { CheckDeclaration, Expression, PropertyDeclaration } from '../../syntax/tree.ts';
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
    /** From the check, in the scope of its file. */
    | { readonly kind: 'expression'; readonly node: Expression }
    /** From the command line, as a text of its own. */
    | { readonly kind: 'foreign'; readonly node: Expression; readonly source: Source };
  readonly at: Location;
  readonly by: 'check' | 'command line';
}

/** An expression of the command line: `--inv`, `--reach` and `--show`. */
export interface Question {
  readonly kind: 'invariant' | 'reachable' | 'shown';
  readonly text: string;
  /** What messages call the text; the option if absent. */
  readonly of?: string;
}

/** A question as a declaration in a text of its own, resolved in the scope of the file that it is asked about. */
export interface Asked extends Question {
  /** What reports call it. */
  readonly name: string;
  readonly declaration: PropertyDeclaration;
  readonly source: Source;
}

/** One run to be checked: a check of the file with values for its `for` constants, or the file as it is. */
export interface RunRequest extends RunId {
  readonly declaration?: CheckDeclaration;
  readonly settings: readonly RequestedConstant[];
  /** What the command line asks about every run. */
  readonly asked?: readonly Asked[];
}
