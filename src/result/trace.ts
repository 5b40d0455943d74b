import type { Change } from '../trace/trace.ts';
import type { PlaceData } from './places.ts';
import type { ValueData } from './values.ts';

/**
 * A run of a system as data: what every renderer of a counterexample reads. It has no objects in common with the spec, so
 * that it is the same after it was written to a file.
 */
export interface TraceData {
  /** The calls of the run: `id` is the position in this list. */
  readonly calls: readonly CallData[];
  /** Without variables where no initial state could be made. */
  readonly initial: StateData;
  readonly steps: readonly StepData[];
  /** A range error in a property of the last state, or in the choice of the initial state. */
  readonly failure?: FailureData;
  /** For a deadlock: who waits, and for what. */
  readonly waiting?: readonly WaitingData[];
  /** For an invariant, with `--explain`: the parts of it that are to blame. */
  readonly reasons?: readonly ReasonData[];
  /** With `--show`: expressions, and their values along the run. */
  readonly shown?: readonly ShownData[];
  /** The steps stand in another order than the one in which they were found: with the fewest context switches. */
  readonly isReordered?: true;
  /** Names that what is shown of it leaves out; of no trace that was not given to somebody to draw. */
  readonly hidden?: readonly string[];
  /** For a lasso: the number of steps after which the state is the same as at the end. */
  readonly backTo?: number;
  /** For a lasso: what every actor does in the loop. */
  readonly loop?: {
    /** Nothing happens any more: the loop has no step. */
    readonly stutters: boolean;
    readonly actors: readonly ActorInLoopData[];
  };
}

/** A part of a property that makes it false in the last state. */
export interface ReasonData {
  /** `cache[0] == huge` */
  readonly text: string;
  /** What the quantifiers around it have bound, by the name that they give it. */
  readonly bound: readonly { readonly name: string; readonly text: string }[];
  readonly value: boolean;
  /** What it reads in the last state. */
  readonly reads: readonly ReadData[];
  /** The number of steps after which it has had this value ever since; 0: from the start. */
  readonly since: number;
}

export interface ShownData {
  /** As it was written. */
  readonly text: string;
  /** In the initial state and after each step that has a state, as text; null where its evaluation fails. */
  readonly values: readonly (string | null)[];
}

export interface ActorInLoopData {
  readonly actor: string;
  /** `fair`, `strong fair`, `not fair`, `fair while tree_lock == some(self)` */
  readonly fairness: string;
  /**
   * `cannot`: it waits all the time. `changes nothing`: its steps are stutters. `is blocked`: again and again. `need
   * not`: it could step, but nothing requires it to.
   */
  readonly does: 'steps' | 'done' | 'cannot' | 'changes nothing' | 'is blocked' | 'need not';
  /** The number of steps after which it is blocked or its condition is false. */
  readonly step?: number;
}

export interface StateData {
  readonly variables: readonly NamedData[];
  readonly processes: readonly {
    /** `getter[0]` */
    readonly name: string;
    /** Name of its control point. */
    readonly point: string;
    readonly locals: readonly NamedData[];
  }[];
}

export interface NamedData {
  readonly name: string;
  readonly value: ValueData;
  readonly ghost?: true;
}

export interface StepData {
  /** `khugepaged`, `getter[0]`, or an action with its arguments: `receive(r1)`. */
  readonly actor: string;
  readonly kind: 'process' | 'action';
  /** Its number among the steps of the run. */
  readonly step: number;
  /** Names of the control points before and after (the same for an action). */
  readonly from: string;
  readonly to: string;
  /** What every statement that ran did, in order. */
  readonly statements: readonly StatementData[];
  /** Shared and ghost variables, then the actor's locals; the innermost parts that differ, as text. */
  readonly changes: readonly Change[];
  /** Present where this step ends the run without a state of its own, or violates a property of steps. */
  readonly failure?: FailureData;
  /** The state after it. */
  readonly state: StateData;
}

/** What one statement did. The statements of all steps, one after the other, are the whole run. */
export type StatementData = StatementBase &
  (
    | {
        /** A value was stored: `refs[0] = 1`, `let seen = hits`, `return got`; for `for`, the set that it iterates over. */
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
        /** Number of the local, or of the result of a call, that the condition is, or the negation of it. */
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
        /** Number of the local, or of the result of a call, that the expression is. */
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
    | { readonly kind: 'enter'; readonly call: number }
    /** A call ends. It is no longer part of `stack`. `result`: number of the local that its result is kept in. */
    | { readonly kind: 'leave'; readonly call: number; readonly result?: number }
  );

interface StatementBase {
  readonly at: PlaceData;
  /** The one visible statement of its step (each one in an `atomic` block), a choice, an assert, or a local one. */
  readonly role: 'visible' | 'choice' | 'assert' | 'local' | 'ghost';
  /** The statement with its indices replaced by their values. Absent for what has no text of its own. */
  readonly text?: string;
  /** What was stored, found or chosen, where the text does not show it. */
  readonly note?: string;
  /** Ids of the calls that contain it, outermost first. */
  readonly stack: readonly number[];
  /** Places that it read, in the order of reading, with what they held. */
  readonly reads: readonly ReadData[];
  readonly writes: readonly WriteData[];
  /**
   * Under weak memory: a store that enters a store buffer, a store that reaches memory, one that comes before others to its
   * word, a statement that read a value which was overwritten before.
   */
  readonly memory?: 'buffered' | 'drained' | 'overtaken' | 'stale';
  /** Numbers of the actor's locals that the printed statement names. */
  readonly names: readonly number[];
  /** Where it is a labelled statement, or the condition of one. */
  readonly quote?: QuoteData;
}

/** What the comment of a label quotes: the line of C that the labelled statement stands for. */
export interface QuoteData {
  readonly label: string;
  readonly text: string;
}

/** A variable, a local or a part of one, with indices resolved. */
interface AccessData {
  /** `pages[2].refcount` */
  readonly path: string;
  readonly scope: 'shared' | 'ghost' | 'local';
  /** Name of the variable, or of the local as in `StateData`. */
  readonly root: string;
  /** Number of the variable, or of the local among those of the actor. */
  readonly slot: number;
  /** Whether it is all of its root. */
  readonly whole: boolean;
}

export interface ReadData extends AccessData {
  readonly value: ValueData;
}

export interface WriteData extends AccessData {
  /** Absent for a local that had no value. */
  readonly before?: ValueData;
  readonly after: ValueData;
}

/** One call in one run: a call site that is reached again makes another call. */
export interface CallData {
  readonly id: number;
  readonly procedure: string;
  /** Declared in a module other than the spec itself. */
  readonly library: boolean;
  readonly arguments: readonly {
    readonly parameter: string;
    /** A value, or the place that a `ref` argument refers to. */
    readonly kind: 'value' | 'place';
    readonly text: string;
    /** Number of a value parameter among the locals of the actor. */
    readonly slot?: number;
  }[];
  readonly at: PlaceData;
  /** Where it is a labelled statement, or part of one. */
  readonly quote?: QuoteData;
  /** Doc comment of the procedure. */
  readonly doc?: string;
  /** The local that its result is bound to, as in `let got = …`. */
  readonly into?: string;
  /** Whether it ended within the run; if so, its result as text follows, if it has one. */
  readonly ended: boolean;
  readonly result?: string;
}

export interface FailureData {
  readonly message: string;
  readonly at?: PlaceData;
  /** Ids of the calls in which it happened, outermost first, and who made them. */
  readonly within?: { readonly actor: string; readonly calls: readonly number[] };
}

/** What an unfinished process waits for when no actor can take a step. */
export interface WaitingData {
  readonly actor: string;
  /** The statement, or the call that it is in. */
  readonly at: PlaceData;
  /** One for each way to continue: the condition that is false, the choice that has nothing to choose from. */
  readonly causes: readonly {
    readonly text: string;
    /** What it reads. */
    readonly reads: readonly ReadData[];
    /** Ids of the calls that contain it, outermost first. */
    readonly calls: readonly number[];
  }[];
}
