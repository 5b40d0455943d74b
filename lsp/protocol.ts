import type { EditorDiagnostic } from '../src/service/data.ts';
import type { CheckData } from '../src/result/model.ts';
import type { TraceData } from '../src/result/trace.ts';

/**
 * What client and server exchange besides the language server protocol. Places inside `CheckData` and
 * `TraceData` name their document by its URI (`file`), with lines and columns from 1.
 */

/**
 * Request: runs one check or all checks of a document, in a thread of its own. Answered when the last run has ended;
 * cancelling the request ends the runs. A new request for a document ends the previous one. The command `thps.runCheck`
 * with the same values as its arguments, the last one as the word `unlimited`, does the same
 * without waiting.
 */
export const RUN_CHECK = 'thps/runCheck';

export interface RunCheckParams {
  readonly uri: string;
  /** The name of the check; all checks if absent. */
  readonly check?: string;
  /** Without limits of time and states, whatever the settings say; not without one of memory. */
  readonly unlimited?: boolean;
}

export interface RunCheckResult {
  /**
   * `refused`: the document or a run of it has errors, which are among its diagnostics. `budget`: the time of the budget did not
   * suffice for some of the runs.
   */
  readonly end: 'done' | 'budget' | 'cancelled' | 'refused' | 'failed';
  /** Why it failed. */
  readonly message?: string;
  readonly runs: readonly CheckedRun[];
  readonly notRun: readonly NotRun[];
}

/** A run that had to be given up, or was not begun. */
export interface NotRun {
  readonly check: string;
  readonly run: string;
  readonly outcome: 'not decided' | 'not run';
  /** As a clause: `the budget of 30 seconds was used up before it` */
  readonly reason: string;
}

/** One run of a check with its verdict. */
export interface CheckedRun {
  readonly uri: string;
  /** `mutants` */
  readonly check: string;
  /** `mutants[MUT = m1]` */
  readonly run: string;
  /** Without traces: they are fetched one by one, with `thps/counterexample`. */
  readonly report: CheckData;
  /** Properties with a counterexample or a witness to show. */
  readonly traces: readonly string[];
  readonly milliseconds: number;
}

/** Notification from the server: a run has begun, made progress, or ended. The server refreshes lenses itself. */
export const CHECK_RESULT = 'thps/checkResult';

export type CheckResultParams =
  | {
      readonly uri: string;
      readonly state: 'running';
      readonly run: string;
      readonly states: number;
      readonly depth: number;
    }
  | { readonly uri: string; readonly state: 'finished'; readonly result: CheckedRun }
  | { readonly uri: string; readonly state: 'notRun'; readonly run: NotRun }
  | { readonly uri: string; readonly state: 'ended'; readonly end: RunCheckResult['end']; readonly message?: string };

/** Request: what the last run of a check found about a property; null where there is nothing. */
export const COUNTEREXAMPLE = 'thps/counterexample';

export interface CounterexampleParams {
  readonly uri: string;
  readonly run: string;
  readonly property: string;
}

export interface Counterexample extends CounterexampleParams {
  /** `invariant small is violated` */
  readonly title: string;
  readonly doc?: string;
  /** Every state in full, and for each step its statements with their places and what changed. */
  readonly trace: TraceData;
  /** The same as columns of text, as in a commit message. */
  readonly race: string;
  /** The document has changed since: places may be wrong. */
  readonly outdated: boolean;
}

/**
 * Commands of lenses. The server runs the first one, the client the second: it sends a request and shows a panel, or
 * lets the user choose first where the lens does not say of what.
 */
export const RUN_COMMAND = 'thps.runCheck';
/** The last argument of a run without limits of time and states. */
export const UNLIMITED = 'unlimited';
export const SHOW_COMMAND = 'thps.showCounterexample';

/** Settings, under `thps` in the client's configuration or as the initialization options. */
export interface Settings {
  readonly analysis?: {
    /** How long the server may be busy with a document before it abandons it. Only as an initialization option. */
    readonly maxSeconds?: number;
  };
  readonly check?: {
    /** Run all checks of a document when it is saved. */
    readonly onSave?: boolean;
    /** The budget of all runs of a request together; each has a share of it. */
    readonly maxSeconds?: number;
    /** The budget of each run. */
    readonly maxStates?: number;
    readonly maxMegabytes?: number;
  };
}

/** The initialization options: settings, and what the client does itself. */
export interface Options extends Settings {
  /** It shows how far checks are, from `thps/checkResult`: the server does not tell its window as well. */
  readonly showsChecks?: boolean;
}

/** What the server gives to the thread that runs checks. */
export interface WorkerTask {
  readonly uri: string;
  /** Texts of open documents by URI: the editor's text counts, not the saved one. */
  readonly texts: readonly (readonly [string, string])[];
  /** The folders of the workspace, as URIs. */
  readonly folders: readonly string[];
  /** Seconds that all runs may take together, infinite where there is no limit. */
  readonly maxSeconds: number;
  readonly maxStates: number;
  readonly maxMegabytes: number;
}

/** What the server asks of the thread: one run, for so long. */
export interface WorkerRequest {
  readonly run: string;
  /** May be infinite. */
  readonly milliseconds: number;
}

export interface PlannedRun {
  readonly check: string;
  readonly run: string;
  /** The name of the check in the document. */
  readonly range: EditorDiagnostic['range'];
}

export type WorkerMessage =
  /** First: the runs that the document has, of all its checks. */
  | { readonly kind: 'planned'; readonly runs: readonly PlannedRun[] }
  | { readonly kind: 'progress'; readonly run: string; readonly states: number; readonly depth: number }
  | {
      readonly kind: 'run';
      readonly result: CheckedRun;
      /** It ended because its time was over. */
      readonly isLate: boolean;
      readonly counterexamples: readonly Omit<Counterexample, 'outdated'>[];
      /** For the document. */
      readonly diagnostics: readonly EditorDiagnostic[];
      /** What the run never met; the messages do not say yet which checks that holds for. */
      readonly neverMet: readonly EditorDiagnostic[];
    }
  | { readonly kind: 'refused' };
