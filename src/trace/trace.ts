import type { Type, Value } from '../core/types.ts';
import type { Location } from '../text/source.ts';

/**
 * A run of a system as people read it: states with names and types, and for every step who ran, where,
 * which statements, and what changed.
 */
export interface Trace {
  /** Without variables where no initial state could be made. */
  readonly initial: StateView;
  readonly steps: readonly TraceStep[];
  /** A range error in a property of the last state, or in the choice of the initial state. */
  readonly failure?: { readonly message: string; readonly at?: Location };
  /** Of a lasso: the index of the step (0: the initial state) to whose state the last step goes back. */
  readonly backTo?: number;
  /** Of a lasso: what everybody does in the loop. */
  readonly loop?: {
    /** Nothing happens any more: the loop has no step. */
    readonly stutters: boolean;
    readonly actors: readonly ActorInLoop[];
  };
}

export interface ActorInLoop {
  readonly actor: string;
  /** `fair`, `strong fair`, `not fair`, `fair while tree_lock == some(self)` */
  readonly fairness: string;
  /** `cannot`: it waits all the time. `changes nothing`: its steps are stutters. `is blocked`: again and again. `need not`: it could step, but nothing asks it to. */
  readonly does: 'steps' | 'done' | 'cannot' | 'changes nothing' | 'is blocked' | 'need not';
  /** A step of the trace after which it is blocked or its condition is false. */
  readonly step?: number;
}

export interface NamedValue {
  readonly name: string;
  readonly type: Type;
  readonly value: Value;
}

export interface StateView {
  readonly variables: readonly (NamedValue & { readonly ghost: boolean })[];
  readonly processes: readonly {
    /** `getter[0]` */
    readonly name: string;
    /** Name of its control point. */
    readonly point: string;
    readonly at: Location;
    /** `g` of `getter[g]` */
    readonly indices: readonly NamedValue[];
    readonly locals: readonly NamedValue[];
  }[];
}

export interface TraceStep {
  /** `khugepaged`, `getter[0]`, or an action with its arguments: `receive(r1)`. */
  readonly actor: string;
  readonly kind: 'process' | 'action';
  /** Names of the control points before and after (equal texts for an action). */
  readonly from: string;
  readonly to: string;
  /** The statements that ran, in order. */
  readonly statements: readonly ExecutedStatement[];
  /** Shared and ghost variables, then locals of the actor; the innermost parts that differ. */
  readonly changes: readonly Change[];
  /** Present where this step ends the trace without a state of its own, or breaks a property of steps. */
  readonly failure?: { readonly message: string; readonly at?: Location };
  readonly state: StateView;
}

export interface ExecutedStatement {
  readonly at: Location;
  /** Source text on one line. */
  readonly text: string;
  readonly role: 'visible' | 'choice' | 'assert' | 'local' | 'ghost';
  /** What a choice took (`i = 1`), what a branch found (`true`). */
  readonly note?: string;
  /** Calls around it, outermost first. */
  readonly stack: readonly CallView[];
}

export interface CallView {
  readonly procedure: string;
  /** The call as written at its call site, on one line: `get_page_unless_zero(new.refs)`. */
  readonly text: string;
  readonly callAt: Location;
  /** Distinguishes calls within one trace: the same static call site has the same id. */
  readonly id: number;
  /** This step ran the call from its beginning, and to its end. */
  readonly began: boolean;
  readonly ended: boolean;
  /** Printed result, where it ended in this step with one. */
  readonly result?: string;
  /** Doc comment of the procedure. */
  readonly doc?: string;
}

/** `cache[0]: hole → huge` */
export interface Change {
  /** Path to what changed: `cache[0]`, `new.refs`, `getter[0].i`. */
  readonly path: string;
  /** Printed values; absent where there was or is none (a local that came into or went out of scope). */
  readonly before?: string;
  readonly after?: string;
  readonly scope: 'shared' | 'ghost' | 'local';
}
