/**
 * What the explorer knows of a system: nothing of the language. An engine makes a `Model` of a transition system; a
 * state is passed around as its canonical encoding, a string that two states share only if they are equal and that does
 * not depend on the engine.
 */
export type StateKey = string;

/** A property as the explorer sees it: a name, when it is decided, and what the run expects of it. */
export interface ModelProperty {
  readonly name: string;
  /**
   * `invariant`: about states. `transition`: about steps. `reachable`: violated if no state is a witness.
   * `possible` and `impossible`: an order of steps, which is violated if no state is a witness, or if one is.
   * `assert`: failed asserts (unnamed ones share the name `assert`); `range`: range errors; `deadlock`.
   * `temporal`: about whole behaviours, once the state graph is complete; no search of states decides it.
   */
  readonly kind:
    'invariant' | 'transition' | 'reachable' | 'possible' | 'impossible' | 'assert' | 'range' | 'deadlock' | 'temporal';
  /** The run expects it to be violated, and continues until the property has its shortest counterexample. */
  readonly expectViolated: boolean;
  /** Somebody wants to know for sure: a run that has found everything it expects goes on. */
  readonly isAsked?: true;
  /**
   * No promise: where it is violated, a bound of the model kept something from being explored. It decides nothing.
   * `constraint`: the spec says which states are not expanded.
   */
  readonly isBound?: 'memory' | 'constraint';
}

/** Whether a state is to be found that has the property, rather than none that has not. */
export function wantsWitness(kind: ModelProperty['kind']): boolean {
  return kind === 'reachable' || kind === 'possible';
}

export interface Model {
  readonly properties: readonly ModelProperty[];
  /** The number of steps and of implications, for vacuity. */
  readonly stepCount: number;
  readonly implicationCount: number;

  /** Calls `visit.successor(state, -1)` for every initial state in order; violations with step -1. */
  initialStates(visit: Visitor): void;

  /**
   * All outcomes of all enabled steps in `state`, in canonical order: instances of processes in order,
   * then actions; choices in order of their values. Equal successors are visited as often as they occur.
   */
  successors(state: StateKey, visit: Visitor): void;

  /** Properties of a state: invariants violated by it, reachables that it witnesses, range errors in either. */
  inspect(state: StateKey, report: (property: number) => void): void;

  /** Whether a state without successors is a proper termination. */
  mayStop(state: StateKey): boolean;

  /** Whether a constraint keeps a state from being expanded: it has no successors. */
  isBeyond(state: StateKey): boolean;

  /** By number: whether an implication's left side has been true so far. */
  readonly implicationsMet: readonly boolean[];
  /** Where fingerprints were kept instead of states: the probability that a state was missed. */
  readonly missed?: number;
}

export interface Visitor {
  successor(state: StateKey, step: number): void;
  /**
   * A step (or the choice of an initial state) violates a property: a failed assert or a range error, which have no
   * successor, or a transition property, for which `successor` was called with the same state just before.
   */
  violation(property: number, step: number, state?: StateKey): void;
}

/** A path through the state graph. `states[0]` is initial. */
export interface StatePath {
  readonly states: readonly StateKey[];
  /** Set where the last step ends in a failure and has no state of its own: the number of that step. */
  readonly failingStep?: number;
  /** Set where a property of steps is violated: the number of the last step, which other steps may resemble. */
  readonly lastStep?: number;
  /** For a lasso: the index in `states` that the last state's step goes back to. */
  readonly backTo?: number;
  /** For a lasso: nothing happens any more after the last state, which `backTo` then names. */
  readonly stutters?: boolean;
  /** For a lasso: who takes the step from each state, by number. */
  readonly actors?: readonly number[];
}

/** What an actor does while the loop of a lasso goes round. */
export interface LoopActor {
  readonly actor: number;
  readonly fairness: 'none' | 'weak' | 'strong';
  /**
   * `cannot`: it is blocked all the time. `changes nothing`: where it is not blocked, its steps are stutters.
   * `is blocked`: again and again, so that weak fairness requires nothing.
   * `need not`: it could step, but is not fair, or its condition is false again and again.
   */
  readonly does: 'steps' | 'cannot' | 'changes nothing' | 'is blocked' | 'need not';
  /** Index in `states` of a state of the loop where it is blocked, or its condition is false. */
  readonly at?: number;
}

/** The shortest evidence about a property; among the shortest, the least in canonical order. */
export interface Finding {
  readonly property: number;
  /** `violation`, or `witness` of a `reachable`. */
  readonly kind: 'violation' | 'witness';
  readonly path: StatePath;
  /** For a lasso: what every actor does in its loop. */
  readonly loop?: readonly LoopActor[];
}

export interface Limits {
  /** Distinct states; the run ends when more are found. */
  readonly states?: number;
  /** Levels of the breadth-first search: transitions from an initial state. */
  readonly depth?: number;
  /** Bytes of memory that the process may take. */
  readonly memory?: number;
  /** Bytes that the process may take of the memory of its container, where that is the limit. */
  readonly container?: number;
}

export interface Progress {
  readonly distinct: number;
  readonly generated: number;
  readonly depth: number;
  /** States found and not yet expanded. */
  readonly frontier: number;
}

/** What a search knows at one moment: enough to continue from there in another process. */
export interface Snapshot {
  readonly progress: {
    readonly count: number;
    readonly expanded: number;
    readonly level: number;
    readonly levelEnd: number;
    readonly generated: number;
    readonly beyond: number;
    readonly findings: readonly (Finding | null)[];
    /** States are in breadth-first order, so that paths are known. */
    readonly isOrdered: boolean;
    /** Properties that something was found about; not all of them have a path yet. */
    readonly marked: readonly number[];
    /** Sizes of the engine's store. */
    readonly store: Readonly<Record<string, number>>;
  };
  /** Bytes that only the engine interprets, always in the same order. */
  readonly regions: readonly Uint8Array[];
}

/** A saved snapshot: its regions are read when it is known where they belong. */
export interface SavedSnapshot {
  readonly progress: Snapshot['progress'];
  /** @param regions of the sizes that were saved */
  readonly read: (regions: readonly Uint8Array[]) => void;
  /** Says that this search cannot continue from it; `reason` is the end of a sentence that begins with its name. */
  readonly refuse: (reason: string) => never;
}

/** Where snapshots are saved to and loaded from. Damaged and foreign ones are refused before the search begins. */
export interface Checkpoints {
  load(): SavedSnapshot | undefined;
  /** Whether it is time for the next one. */
  isDue(): boolean;
  save(snapshot: Snapshot): void;
}

/** The states that a search has found, while they are at hand. */
export interface FoundStates {
  readonly count: number;
  /** Those before this number were expanded. */
  readonly expanded: number;
  /** @param state its number, from 0 */
  readonly keyAt: (state: number) => StateKey;
}

export interface ExploreOptions {
  /** Is given all states at the end of the search, if they are in memory and nothing interrupted it. */
  readonly visit?: (states: FoundStates) => Promise<void>;
  readonly limits?: Limits;
  /** Explore everything even if all is decided earlier (`expect states n`, `expect complete`). */
  readonly exhaustive?: boolean;
  /** Called regularly, while nothing else is in progress; may wait for the event loop. */
  readonly breathe?: (progress: Progress) => Promise<void> | void;
  readonly signal?: AbortSignal;
  /** Called, maybe several times, when the event loop has been waiting for long: the search is still at one state. */
  readonly late?: () => void;
  /** Runs what keeps the event loop waiting and can be abandoned in the middle: then it throws `Interrupted`. */
  readonly atOnce?: <T>(work: () => T) => Promise<T>;
  /** Only for engines that can continue from a snapshot. */
  readonly checkpoints?: Checkpoints;
  /** Bytes in use now, compared with `limits.memory`. */
  readonly memoryInUse?: () => number;
}

export interface Exploration extends Progress {
  /**
   * `complete`: every reachable state was expanded. `decided`: everything that the run expects was found.
   * `violation`: something unexpected was found. `bound`: every state was expanded that a bound of the model leaves.
   * Otherwise, what stopped it.
   */
  readonly end:
    'complete' | 'decided' | 'violation' | 'max-states' | 'max-depth' | 'max-memory' | 'interrupted' | 'bound';
  /** At most one for each property, in order of properties. */
  readonly findings: readonly Finding[];
  readonly stepsRun: readonly boolean[];
  readonly implicationsMet: readonly boolean[];
  /** Where the run has a constraint: how many of the expanded states are beyond it, and so have no successors. */
  readonly beyond?: number;
  /** Properties about which a complete exploration says nothing: one of their conditions ends in a range error. */
  readonly undecided?: readonly number[];
  /** Once temporal properties are checked: fairness constraints that never require a step, by number. */
  readonly neverOwed?: readonly number[];
  /** Where fingerprints were kept instead of states: the probability that a state was missed. */
  readonly missed?: number;
  /**
   * Where the memory was full and the search continued with files: what they held, and what failed if they ended it.
   */
  readonly spilled?: {
    readonly states: number;
    /** The most bytes that the files took on the disk. */
    readonly bytes: number;
    /** Why the files could not grow, as a clause, and what there is not enough of. */
    readonly failed?: { readonly reason: string; readonly lacks: 'disk' | 'memory' };
  };
  /** Where it should have continued with files: why it did not. `small`: less memory is allowed than files need. */
  readonly notSpilled?: 'fingerprints' | 'temporal' | 'checkpoints' | 'small';
}
