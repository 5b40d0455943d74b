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
  readonly failure?: Failure;
  /** For a deadlock: who waits, and for what. */
  readonly waiting?: readonly Waiting[];
  /** For an invariant, where it was asked for: the parts of it that are to blame. */
  readonly reasons?: readonly Reason[];
  /** Expressions whose values were asked for. */
  readonly shown?: readonly Shown[];
  /** For a lasso: the index of the step (0: the initial state) to whose state the last step goes back. */
  readonly backTo?: number;
  /** For a lasso: what every actor does in the loop. */
  readonly loop?: {
    /** Nothing happens any more: the loop has no step. */
    readonly stutters: boolean;
    readonly actors: readonly ActorInLoop[];
  };
}

/** A part of a property that makes it false in the last state. */
export interface Reason {
  /** `cache[0] == huge` */
  readonly text: string;
  /** What the quantifiers around it have bound, by the name that they give it. */
  readonly bound: readonly { readonly name: string; readonly text: string }[];
  readonly value: boolean;
  /** What it reads in the last state. */
  readonly reads: readonly Read[];
  /** The number of steps after which it has had this value ever since; 0: from the start. */
  readonly since: number;
}

/** An expression of the command line along a trace. */
export interface Shown {
  readonly text: string;
  /** In the initial state and after each step that has a state; absent where its evaluation fails. */
  readonly values: readonly (string | undefined)[];
}

/** What an unfinished process waits for when no actor can take a step. */
export interface Waiting {
  readonly actor: string;
  /** The statement, or the call that it is in. */
  readonly at: Location;
  /** One for each way to continue: the condition that is false, the choice that has nothing to choose from. */
  readonly causes: readonly {
    readonly text: string;
    /** What it reads. */
    readonly reads: readonly Read[];
    /** Calls that contain it, outermost first. */
    readonly calls: readonly CallRecord[];
  }[];
}

export interface Failure {
  readonly message: string;
  readonly at?: Location;
  /** Calls in which it happened, outermost first, and who made them. */
  readonly within?: { readonly actor: string; readonly calls: readonly CallRecord[] };
}

export interface ActorInLoop {
  readonly actor: string;
  /** `fair`, `strong fair`, `not fair`, `fair while tree_lock == some(self)` */
  readonly fairness: string;
  /**
   * `cannot`: it waits all the time. `changes nothing`: its steps are stutters. `is blocked`: again and again. `need
   * not`: it could step, but nothing requires it to.
   */
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
  /** Its number in the system. */
  readonly step: number;
  /** Names of the control points before and after (the same for an action). */
  readonly from: string;
  readonly to: string;
  /** What every statement that ran did, in order. */
  readonly records: readonly StatementRecord[];
  /** Shared and ghost variables, then the actor's locals; the innermost parts that differ. */
  readonly changes: readonly Change[];
  /** Present where this step ends the trace without a state of its own, or violates a property of steps. */
  readonly failure?: Failure;
  readonly state: StateView;
}

/** What one statement did. The records of all steps, one after the other, are the whole run. */
export type StatementRecord = RecordBase &
  (
    | {
        /**
         * A value was stored: `refs[0] = 1`, `let seen = hits`, `return got`; for `for`, the set that it iterates over.
         */
        readonly kind: 'store';
        readonly form: 'assign' | 'update' | 'let' | 'var' | 'return' | 'for';
        /** `pages[2].refcount`; for `for`, the name that its elements get. */
        readonly place: string;
        /** What was evaluated, with indices and arguments as values; of a conditional, the branch taken. */
        readonly expression: string;
        /** What was evaluated is worth showing beside the value: the value was loaded from shared places. */
        readonly loads: boolean;
        /** `x += e`, `x++`: the operator, and what follows it. */
        readonly update?: { readonly operator: string; readonly operand?: string };
        /** As text; absent where evaluation failed. */
        readonly stored?: string;
      }
    | {
        readonly kind: 'branch';
        readonly form: 'if' | 'while';
        readonly condition: string;
        /** Slot of the local, or of the result of a call, that the condition is, or the negation of it. */
        readonly bare?: number;
        /** Absent where evaluation failed. */
        readonly result?: boolean;
      }
    | {
        readonly kind: 'match';
        readonly form: 'match' | 'let';
        /** Of `let some(t) = …`. */
        readonly pattern?: string;
        readonly expression: string;
        /** Slot of the local, or of the result of a call, that the expression is. */
        readonly bare?: number;
        readonly found?: string;
      }
    | { readonly kind: 'await'; readonly condition: string }
    | {
        readonly kind: 'assert';
        readonly name?: string;
        readonly condition: string;
        readonly message?: string;
        /** Absent where evaluation failed. */
        readonly holds?: boolean;
      }
    | {
        readonly kind: 'pick';
        readonly name: string;
        readonly set: string;
        readonly where?: string;
        readonly chosen?: string;
      }
    /** `branch` counts from 1. */
    | { readonly kind: 'either'; readonly branch: number }
    /** A `for` takes its next element. */
    | { readonly kind: 'next'; readonly name: string; readonly element: string }
    /** `skip`, `goto retry`, `break`, `continue`, `return` without a value. */
    | { readonly kind: 'jump'; readonly statement: string }
    /** A call begins: its arguments are evaluated. It is not yet part of `stack`. */
    | { readonly kind: 'enter'; readonly call: CallRecord }
    /** A call ends. It is no longer part of `stack`. */
    | {
        readonly kind: 'leave';
        readonly call: CallRecord;
        /** Slot that its result is kept in. */ readonly result?: number;
      }
  );

interface RecordBase {
  readonly at: Location;
  /** The one visible statement of its step (each one in an `atomic` block), a choice, an assert, or a local one. */
  readonly role: 'visible' | 'choice' | 'assert' | 'local' | 'ghost';
  /** Calls that contain it, outermost first. */
  readonly stack: readonly CallRecord[];
  /** Places that it read, in the order of reading, with what they held. */
  readonly reads: readonly Read[];
  readonly writes: readonly Write[];
  /**
   * Under weak memory: a store that enters a store buffer, a store that reaches memory, one that comes before others to its
   * word, a statement that read a value which was overwritten before.
   */
  readonly memory?: 'buffered' | 'drained' | 'overtaken' | 'stale';
  /** Slots of the actor's locals that the printed statement names. */
  readonly names: readonly number[];
}

/** One call in one run: a call site that is reached again makes another call. */
export interface CallRecord {
  /** Counts the calls of a trace from 0. */
  readonly id: number;
  readonly procedure: string;
  /** Declared in a module other than the spec itself. */
  readonly library: boolean;
  readonly arguments: readonly CallArgument[];
  readonly callAt: Location;
  /** Doc comment of the procedure. */
  readonly doc?: string;
  /** The local that its result is bound to, as in `let got = …`. */
  readonly into?: string;
  /** Whether it ended within the trace; if so, its result as text follows, if it has one. */
  readonly ended: boolean;
  readonly result?: string;
}

export interface CallArgument {
  readonly parameter: string;
  /** A value, or the place that a `ref` argument refers to. */
  readonly kind: 'value' | 'place';
  readonly text: string;
  /** Slot of a value parameter. */
  readonly slot?: number;
}

/** A variable, a local or a part of one, with indices resolved. */
export interface PlaceView {
  /** `pages[2].refcount` */
  readonly path: string;
  readonly scope: 'shared' | 'ghost' | 'local';
  /** Name of the variable, or of the local as in `StateView`. */
  readonly root: string;
  /** Slot of the variable, or of the local among those of the actor. */
  readonly slot: number;
  /** Positions in the value of the root, outermost first. */
  readonly position: readonly number[];
  readonly type: Type;
}

export interface Read {
  readonly place: PlaceView;
  readonly value: Value;
}

export interface Write {
  readonly place: PlaceView;
  /** Absent for a local that had no value. */
  readonly before?: Value;
  readonly after: Value;
}

/** `cache[0]: hole → huge` */
export interface Change {
  /** Path to what changed: `cache[0]`, `new.refs`, `getter[0].i`. */
  readonly path: string;
  /** As text; absent where there was or is no value (a local that came into or went out of scope). */
  readonly before?: string;
  readonly after?: string;
  readonly scope: 'shared' | 'ghost' | 'local';
}
