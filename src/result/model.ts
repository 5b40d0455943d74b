import type { Exploration, Limits, ModelProperty } from '../explorer/model.ts';
import type { Problem, PropertyResult } from '../explorer/verdict.ts';
import type { DiagnosticData } from './diagnostics.ts';
import type { PlaceData } from './places.ts';
import type { TraceData } from './trace.ts';

export { wantsWitness } from '../explorer/model.ts';

/**
 * Everything that came out of one `thps check`: what `--json` prints, and all that a renderer reads. `docs/result.schema.json`
 * says the same for programs. While `schema` keeps its number, members are added and never changed or removed. All texts
 * and numbers are the same from run to run except `effort`, which is present only with `-v`.
 */
export interface Result {
  readonly schema: 2;
  /** Version of thps. */
  readonly version: string;
  /** The exit code of the command; see `thps --help`. */
  readonly exitCode: number;
  /** About the command line and the files, with errors and warnings in the specs. */
  readonly diagnostics: readonly DiagnosticData[];
  /** What was read: the specs, and the modules that they import. */
  readonly sources: readonly SourceData[];
  /** In the order in which they were run. */
  readonly checks: readonly CheckData[];
  /** Checks that could not be run: `diagnostics` says why. */
  readonly checksWithErrors: readonly { readonly file: string; readonly name: string }[];
  /** What the checks of a file never met, once for each place. */
  readonly neverMet: readonly {
    readonly file: string;
    /** Names of the checks. */
    readonly checks: readonly string[];
    readonly warning: DiagnosticData;
  }[];
}

/** A text by the name that places give as its file. */
export interface SourceData {
  readonly name: string;
  readonly text: string;
}

/**
 * The outcome of a run: as it promises; with a violation that it does not promise; without something that it promises;
 * or unknown, since it ended early or has a property that cannot be checked yet.
 */
export type Outcome = 'as expected' | 'violated' | 'unfulfilled' | 'incomplete';

/** One run: a check with one choice of its constants. */
export interface CheckData {
  /** The spec, as the command line named it. */
  readonly file: string;
  /** `before_patch`, `mutants[MUT = m1]` */
  readonly name: string;
  /** `mutants`; `default` where the file has no checks. */
  readonly check: string;
  /** What tells the runs of one check apart: a value for each of its `for` constants. */
  readonly values: readonly ConstantData[];
  readonly doc?: string;
  /** The check's declaration; absent for the default run. */
  readonly at?: PlaceData;
  /** Constants that differ from their declared values. */
  readonly constants: readonly ConstantData[];
  /** All constants of the spec. */
  readonly allConstants: readonly ConstantData[];
  /** `without uptodate`, `moving a after b` */
  readonly edits: readonly string[];
  /** Its own constraints, as written; absent where it has none. */
  readonly constraints?: readonly string[];
  /** The properties and named assertions that it looks at, if not at all. */
  readonly only?: readonly string[];
  /** Of a scenario: whether its order has to be possible, and its steps as they are written. */
  readonly scenario?: { readonly outcome: 'possible' | 'impossible'; readonly order: readonly string[] };
  /** Names of the properties that the command line asked about. */
  readonly asked: readonly string[];
  /** What it promises besides that everything else holds. */
  readonly expects: {
    readonly violated: readonly {
      readonly property: string;
      readonly steps?: number;
      /** Steps that the counterexample takes, in this order. */
      readonly passing: readonly string[];
    }[];
    readonly states?: number;
    /** `expect complete`: the search goes on when everything expected was found. */
    readonly complete?: true;
    readonly allowDeadlock: boolean;
    /** What a search of all states must not find: `never_ran`, `vacuous`, … */
    readonly denied: readonly string[];
  };
  readonly outcome: Outcome;
  readonly problems: readonly ProblemData[];
  /** Why the search ended. */
  readonly end: Exploration['end'];
  /** Distinct states. */
  readonly states: number;
  /** Initial states and successors, including repetitions. */
  readonly generated: number;
  /** Transitions to the farthest state found. */
  readonly depth: number;
  /**
   * Where the check has a constraint: how many of these states were looked at and are beyond it, so that no step from them
   * was taken. Verdicts are then about the states that are reached without passing one of them.
   */
  readonly beyond?: number;
  /** States found but not expanded. */
  readonly frontier: number;
  /** What the run was allowed to take; the memory of its container only where that was too little. */
  readonly limits: Limits;
  /** With `--fingerprint`: the probability that a state was missed. */
  readonly missed?: number;
  /** Where memory was full and the run continued with files: what they held, and why they ended it if they did. */
  readonly spilled?: NonNullable<Exploration['spilled']>;
  /** Where memory was full and the run could not continue with files: why not. */
  readonly notSpilled?: NonNullable<Exploration['notSpilled']>;
  readonly properties: readonly PropertyData[];
  readonly coverage: CoverageData;
  /** Expectations that were not met. */
  readonly remarks: readonly DiagnosticData[];
  readonly effort?: { readonly milliseconds: number; readonly bytes: number };
}

export interface ConstantData {
  readonly name: string;
  /** As people write it. */
  readonly value: string;
}

/** Why a run did not come out as it promises. */
export interface ProblemData {
  readonly kind: Problem['kind'];
  readonly property?: string;
  readonly expected?: number;
  readonly found?: number;
  /** The step that the counterexample does not pass. */
  readonly missed?: string;
}

export interface PropertyData {
  readonly name: string;
  readonly kind: ModelProperty['kind'];
  readonly result: PropertyResult;
  readonly expectViolated: boolean;
  /** Where it is declared; absent for what every spec has, and for assertions. */
  readonly at?: PlaceData;
  readonly doc?: string;
  /** Transitions of the shortest counterexample or witness. */
  readonly steps?: number;
  /** For one that is expected to be violated: who took the last shared step, and what it was. */
  readonly lastStep?: string;
  /** Counterexample or witness. */
  readonly trace?: TraceData;
  /** With `--all-traces`: further ones that are as short, with another order of the steps that disturb each other. */
  readonly others?: readonly TraceData[];
  /** With `--all-traces`: no others were looked for, since there are too many steps within that length. */
  readonly othersUnknown?: true;
}

/** What of a spec its states and steps have met. It says little where the search ended early. */
export interface CoverageData {
  /** A place where a step begins, who takes it, and whether anybody did. */
  readonly steps: readonly {
    readonly at: PlaceData;
    readonly owner: string;
    readonly ran: boolean;
    /** With `--coverage`. */
    readonly counts?: StepCountsData;
  }[];
  /** Every `=>` and `~>` of a property, and whether its left side was ever true. */
  readonly implications: readonly {
    readonly at: PlaceData;
    readonly property: string;
    readonly met: boolean;
    /** With `--coverage`, unless it is about behaviours: in how many states, or steps, the left side was true. */
    readonly count?: number;
  }[];
  /** With `--coverage`: statements that go one of several ways, and how often they went each of them. */
  readonly branches?: readonly BranchData[];
}

export interface StepCountsData {
  /** How often a process was there, in the states that were expanded; absent for an action. */
  readonly reached?: number;
  /** How often the step had an outcome: it did not have to wait. */
  readonly enabled: number;
  /** Its outcomes: a step with a choice has several. */
  readonly taken: number;
}

export interface BranchData {
  readonly at: PlaceData;
  readonly owner: string;
  readonly statement: 'if' | 'while' | 'match' | 'let' | 'either';
  /** `true` and `false`; patterns, and `else`; `branch 1`. */
  readonly ways: readonly { readonly name: string; readonly count: number }[];
}
