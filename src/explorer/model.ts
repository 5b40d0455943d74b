/**
 * What the explorer knows of a system: nothing of the language. An engine makes a `Model` of a
 * transition system; a state is handed about as its canonical encoding, a string that two states share
 * only if they are equal and that does not depend on the engine.
 */
export type StateKey = string;

/** A property as the explorer sees it: a name, when it is decided, and what the run expects of it. */
export interface ModelProperty {
  readonly name: string;
  /**
   * `invariant`: of states. `transition`: of steps. `reachable`: violated if no state is a witness.
   * `assert`: failed asserts (unnamed ones share the name `assert`); `range`: range errors; `deadlock`.
   * `temporal`: of whole behaviours, once the state graph is complete; no search of states decides it.
   */
  readonly kind: 'invariant' | 'transition' | 'reachable' | 'assert' | 'range' | 'deadlock' | 'temporal';
  /** The run expects it to be violated: it goes on until the property has its shortest counterexample. */
  readonly expectViolated: boolean;
}

export interface Model {
  readonly properties: readonly ModelProperty[];
  /** How many steps and how many implications there are, for vacuity. */
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

  /** Whether a state without successors is a proper end. */
  mayStop(state: StateKey): boolean;

  /** Implications whose left side has been true so far, by number. */
  readonly implicationsMet: readonly boolean[];
  /** Where fingerprints were kept instead of states: the probability that a state was missed. */
  readonly missed?: number;
}

export interface Visitor {
  successor(state: StateKey, step: number): void;
  /**
   * A step (or the choice of an initial state) violates a property: a failed assert or a range error, which
   * have no successor, or a transition property, of which `successor` is reported with the same state right before.
   */
  violation(property: number, step: number, state?: StateKey): void;
}

/** A path through the state graph. `states[0]` is initial. */
export interface StatePath {
  readonly states: readonly StateKey[];
  /** Set where the last step ends in a failure and has no state of its own: the number of that step. */
  readonly failingStep?: number;
  /** Set where a property of steps is broken: the number of the last step, which other steps may resemble. */
  readonly lastStep?: number;
  /** A lasso: index in `states` to which the last state's step goes back. */
  readonly backTo?: number;
  /** Of a lasso: nothing happens any more in the last state, which is then the one it goes back to. */
  readonly stutters?: boolean;
  /** Of a lasso: who takes the step from each state, by number. */
  readonly actors?: readonly number[];
}

/** What an actor does while the loop of a lasso goes round. */
export interface LoopActor {
  readonly actor: number;
  readonly fairness: 'none' | 'weak' | 'strong';
  /**
   * `cannot`: it is blocked all the time. `changes nothing`: where it is not, its steps are stutters. `is blocked`: again and again, so that weak fairness asks for nothing.
   * `need not`: it could step, but is not fair, or its condition is false again and again.
   */
  readonly does: 'steps' | 'cannot' | 'changes nothing' | 'is blocked' | 'need not';
  /** Index in `states` of a state of the loop where it is blocked, or its condition is false. */
  readonly at?: number;
}

/** The shortest evidence about a property; among the shortest, the least in canonical order. */
export interface Finding {
  readonly property: number;
  /** `violation`, or `witness` of a reachable. */
  readonly kind: 'violation' | 'witness';
  readonly path: StatePath;
  /** Of a lasso: what everybody does in its loop. */
  readonly loop?: readonly LoopActor[];
}

export interface Limits {
  /** Distinct states; when more are found the run ends. */
  readonly states?: number;
  /** Levels of the breadth-first search: transitions from an initial state. */
  readonly depth?: number;
  /** Bytes of memory of the process. */
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

/** What a search knows at a moment: enough to go on from there in another process. */
export interface Snapshot {
  readonly progress: {
    readonly count: number;
    readonly expanded: number;
    readonly level: number;
    readonly levelEnd: number;
    readonly generated: number;
    readonly findings: readonly (Finding | null)[];
    /** States are in breadth-first order, so that paths are known. */
    readonly isOrdered: boolean;
    /** Properties that something was found out about; not all of them have a path yet. */
    readonly marked: readonly number[];
    /** Sizes of the engine's store. */
    readonly store: Readonly<Record<string, number>>;
  };
  /** Bytes that the engine gives a meaning to, always in the same order. */
  readonly regions: readonly Uint8Array[];
}

/** A snapshot that was kept: its regions are read to where they belong when that is known. */
export interface SavedSnapshot {
  readonly progress: Snapshot['progress'];
  /** @param regions of the sizes that they had */
  readonly read: (regions: readonly Uint8Array[]) => void;
  /** Says that this search cannot go on from it; `reason` is the end of a sentence that begins with its name. */
  readonly refuse: (reason: string) => never;
}

/** Where snapshots go, and come from. Damaged and foreign ones are refused before the search begins. */
export interface Checkpoints {
  load(): SavedSnapshot | undefined;
  /** Whether it is time for another one. */
  isDue(): boolean;
  save(snapshot: Snapshot): void;
}

export interface ExploreOptions {
  readonly limits?: Limits;
  /** Explore everything even if all is decided earlier (`expect states n`). */
  readonly exhaustive?: boolean;
  /** Called every so many states with nothing else going on; may wait for the event loop. */
  readonly breathe?: (progress: Progress) => Promise<void> | void;
  readonly signal?: AbortSignal;
  /** Told, maybe several times, that the event loop waits for long already: the search is still at one state. */
  readonly late?: () => void;
  /** Runs what keeps the event loop waiting and can be given up in the middle: then it throws `Interrupted`. */
  readonly atOnce?: <T>(work: () => T) => Promise<T>;
  /** Only of engines that can go on from a snapshot. */
  readonly checkpoints?: Checkpoints;
  /** Bytes in use now, for `limits.memory`. */
  readonly memoryInUse?: () => number;
}

export interface Exploration extends Progress {
  /**
   * `complete`: every reachable state was expanded. `decided`: everything that the run expects was found.
   * `violation`: something unexpected was. Otherwise what stopped it.
   */
  readonly end: 'complete' | 'decided' | 'violation' | 'max-states' | 'max-depth' | 'max-memory' | 'interrupted';
  /** One for each property at most, in order of properties. */
  readonly findings: readonly Finding[];
  readonly stepsRun: readonly boolean[];
  readonly implicationsMet: readonly boolean[];
  /** Properties about which a complete exploration says nothing: one of their conditions ends in a range error. */
  readonly undecided?: readonly number[];
  /** Once temporal properties are checked: fairness constraints that never ask for a step, by number. */
  readonly neverOwed?: readonly number[];
  /** Where fingerprints were kept instead of states: the probability that a state was missed. */
  readonly missed?: number;
  /** Where the memory was full and the search went on with files: what was in them, and what went wrong if they end it. */
  readonly spilled?: {
    readonly states: number;
    /** The most that the files took on the disk. */
    readonly bytes: number;
    /** Why there could be no more, as a clause, and what there is too little of. */
    readonly failed?: { readonly reason: string; readonly lacks: 'disk' | 'memory' };
  };
  /** Where it should have gone on with files: why it did not. `small`: less memory is allowed than files need. */
  readonly notSpilled?: 'fingerprints' | 'temporal' | 'checkpoints' | 'small';
}
