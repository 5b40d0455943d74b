import type { EditorDiagnostic } from '../src/service/data.ts';
import type { CheckJson, TraceJson } from '../src/render/json.ts';

/**
 * What client and server say to each other besides the language server protocol. Places inside `CheckJson` and
 * `TraceJson` name their document by its URI (`file`), with lines and columns from 1.
 */

/**
 * Request: runs a check, or all checks of a document, in a thread of its own. Answered when the last run has ended;
 * cancelling the request ends them. A new request for a document ends the one before. The command `thps.runCheck`
 * with the same two values as its arguments does the same and does not wait.
 */
export const RUN_CHECK = 'thps/runCheck';

export interface RunCheckParams {
  readonly uri: string;
  /** The name of the check; all checks if left out. */
  readonly check?: string;
}

export interface RunCheckResult {
  /** `refused`: the document has errors, which are among its diagnostics. */
  readonly end: 'done' | 'cancelled' | 'refused' | 'failed';
  /** Why it failed. */
  readonly message?: string;
  readonly runs: readonly CheckedRun[];
}

/** One run of a check with its verdict. */
export interface CheckedRun {
  readonly uri: string;
  /** `mutants` */
  readonly check: string;
  /** `mutants[MUT = m1]` */
  readonly run: string;
  /** Without traces: they come one by one, with `thps/counterexample`. */
  readonly report: CheckJson;
  /** Properties that have a counterexample or a witness to be shown. */
  readonly traces: readonly string[];
  readonly milliseconds: number;
}

/** Notification from the server: a run has begun, goes on, or has ended. Lenses are refreshed by the server itself. */
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
  readonly trace: TraceJson;
  /** The same as columns of text, as in a commit message. */
  readonly race: string;
  /** The document has changed since: places may be off. */
  readonly outdated: boolean;
}

/** Commands of lenses. The server carries out the first one, the client the second: it asks and shows a panel. */
export const RUN_COMMAND = 'thps.runCheck';
export const SHOW_COMMAND = 'thps.showCounterexample';

/** Settings, under `thps` in the client's configuration or as the initialization options. */
export interface Settings {
  readonly analysis?: {
    /** How long the server may be busy with a document before it gives it up. Only as an initialization option. */
    readonly maxSeconds?: number;
  };
  readonly check?: {
    /** Run all checks of a document when it is saved. */
    readonly onSave?: boolean;
    /** The budget of all runs of a request together. */
    readonly maxSeconds?: number;
    /** The budget of each run. */
    readonly maxStates?: number;
    readonly maxMegabytes?: number;
  };
}

/** What the server asks of the thread that runs checks. */
export interface WorkerTask {
  readonly uri: string;
  /** Texts of open documents by URI: what is typed counts, not what is saved. */
  readonly texts: readonly (readonly [string, string])[];
  /** Those of the workspace, as URIs. */
  readonly folders: readonly string[];
  readonly check?: string;
  readonly maxSeconds: number;
  readonly maxStates: number;
  readonly maxMegabytes: number;
}

export type WorkerMessage =
  | { readonly kind: 'progress'; readonly run: string; readonly states: number; readonly depth: number }
  | {
      readonly kind: 'run';
      readonly result: CheckedRun;
      readonly counterexamples: readonly Omit<Counterexample, 'outdated'>[];
      /** For the document. */
      readonly diagnostics: readonly EditorDiagnostic[];
      /** What the run never met; the message does not say yet of which checks that is true. */
      readonly neverMet: readonly EditorDiagnostic[];
    }
  | { readonly kind: 'end'; readonly end: 'done' | 'refused' | 'cancelled' };
