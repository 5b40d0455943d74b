import { Worker } from 'node:worker_threads';
import { inChecks } from '../../src/diagnostics/exploration.ts';
import type { EditorDiagnostic } from '../../src/service/data.ts';
import type { RunSummary } from '../../src/service/features/hints.ts';
import { outcomeText } from './outcome.ts';
import type {
  CheckedRun,
  CheckResultParams,
  Counterexample,
  CounterexampleParams,
  RunCheckResult,
  Settings,
  WorkerMessage,
  WorkerTask,
} from '../protocol.ts';

/** The worker is next to this file, in the bundle as well as in the sources. */
const workerFile = new URL(
  import.meta.url.endsWith('.ts') ? './check-worker.ts' : './thps-check-worker.mjs',
  import.meta.url,
);

/** How long a thread may take to respond to a cancellation before it is ended, in milliseconds. */
const PATIENCE = 2000;

interface Finished {
  readonly result: CheckedRun;
  readonly counterexamples: readonly Omit<Counterexample, 'outdated'>[];
  readonly diagnostics: readonly EditorDiagnostic[];
  readonly neverMet: readonly EditorDiagnostic[];
}

interface DocumentChecks {
  /** By run. */
  readonly finished: Map<string, Finished>;
  readonly running: Set<string>;
  outdated: boolean;
  cancel?: () => void;
}

/** The runs of all documents: at most one thread for each document, and the latest results. */
export class Checks {
  readonly #documents = new Map<string, DocumentChecks>();
  readonly #tell: (message: CheckResultParams) => void;

  constructor(tell: (message: CheckResultParams) => void) {
    this.#tell = tell;
  }

  /** The text has changed: the results are about an older one. */
  outdate(uri: string): void {
    const document = this.#documents.get(uri);
    if (document) document.outdated = true;
  }

  forget(uri: string): void {
    this.cancel(uri);
    this.#documents.delete(uri);
  }

  cancel(uri: string): void {
    this.#documents.get(uri)?.cancel?.();
  }

  close(): void {
    for (const uri of this.#documents.keys()) this.cancel(uri);
  }

  diagnostics(uri: string): readonly EditorDiagnostic[] {
    const document = this.#documents.get(uri);
    if (!document || document.outdated) return [];
    const finished = [...document.finished.values()];
    return [...finished.flatMap((f) => f.diagnostics), ...neverMetIn(finished)];
  }

  summaries(uri: string): readonly RunSummary[] {
    const document = this.#documents.get(uri);
    if (document === undefined) return [];
    const state = document.outdated ? ('outdated' as const) : ('current' as const);
    const finished = [...document.finished.values()].map(({ result }) => ({
      check: result.check,
      run: result.run,
      outcome: outcomeText(result),
      states: result.report.states,
      traces: result.traces,
      state: document.running.has(result.run) ? ('running' as const) : state,
    }));
    const names = new Set(finished.map((f) => f.run));
    const begun = [...document.running].filter((run) => !names.has(run));
    return [
      ...finished,
      ...begun.map((run) => ({
        check: run.replace(/\[.*$/s, ''),
        run,
        outcome: '',
        states: 0,
        traces: [],
        state: 'running' as const,
      })),
    ];
  }

  counterexample({ uri, run, property }: CounterexampleParams): Counterexample | undefined {
    const document = this.#documents.get(uri);
    const found = document?.finished.get(run)?.counterexamples.find((one) => one.property === property);
    return found && document && { ...found, outdated: document.outdated };
  }

  /** Runs checks of a document to their end; an earlier task of the same document is ended first. */
  async run(task: Omit<WorkerTask, keyof Budget>, settings: Settings, signal?: AbortSignal): Promise<RunCheckResult> {
    const { uri } = task;
    this.cancel(uri);
    const document: DocumentChecks = { finished: new Map(), running: new Set(), outdated: false };
    const earlier = this.#documents.get(uri);
    // Other checks of the same text keep their results.
    if (earlier && !earlier.outdated && task.check !== undefined)
      for (const [run, finished] of earlier.finished)
        if (finished.result.check !== task.check) document.finished.set(run, finished);
    this.#documents.set(uri, document);
    const runs: CheckedRun[] = [];
    const thread = new CheckThread({ ...task, ...budgetOf(settings) }, (message) => {
      switch (message.kind) {
        case 'progress': {
          const { run, states, depth } = message;
          document.running.add(run);
          this.#tell({ uri, state: 'running', run, states, depth });
          break;
        }
        case 'run': {
          const { result } = message;
          document.running.delete(result.run);
          document.finished.set(result.run, message);
          runs.push(result);
          this.#tell({ uri, state: 'finished', result });
          break;
        }
      }
    });
    const cancel = (): void => {
      thread.cancel();
    };
    document.cancel = cancel;
    signal?.addEventListener('abort', cancel);
    if (signal?.aborted) cancel();
    const outcome = await thread.outcome;
    signal?.removeEventListener('abort', cancel);
    delete document.cancel;
    document.running.clear();
    this.#tell({ uri, state: 'ended', ...outcome });
    return { ...outcome, runs };
  }
}

type Outcome = Pick<RunCheckResult, 'end' | 'message'>;

/** A thread that runs checks, from start to end. */
class CheckThread {
  readonly outcome: Promise<Outcome>;
  readonly #worker: Worker;
  /** Ends a thread that does not respond to a cancellation. */
  #patience: NodeJS.Timeout | undefined;
  #end: RunCheckResult['end'] | undefined;
  #message: string | undefined;

  /** @param report receives what the thread reports of its runs */
  constructor(task: WorkerTask, report: (message: Exclude<WorkerMessage, { kind: 'end' }>) => void) {
    const { maxMegabytes, maxSeconds } = task;
    this.#worker = new Worker(workerFile, {
      workerData: task,
      resourceLimits: { maxOldGenerationSizeMb: maxMegabytes },
    });
    // What never reaches a point where it can be asked to stop is stopped from outside.
    const limit = setTimeout(
      () => {
        this.#message = `the budget of ${maxSeconds} seconds is used up`;
        this.#end ??= 'failed';
        void this.#worker.terminate();
      },
      maxSeconds * 1000 + PATIENCE,
    );
    this.#worker.on('message', (message: WorkerMessage) => {
      if (message.kind === 'end') this.#end ??= message.end;
      else report(message);
    });
    this.#worker.on('error', (error) => {
      this.#end ??= 'failed';
      this.#message ??= error.message;
    });
    this.outcome = new Promise((resolve) => {
      this.#worker.on('exit', () => {
        clearTimeout(this.#patience);
        clearTimeout(limit);
        const message = this.#message === undefined ? {} : { message: this.#message };
        resolve({ end: this.#end ?? 'failed', ...message });
      });
    });
  }

  cancel(): void {
    this.#end ??= 'cancelled';
    this.#worker.postMessage('cancel');
    this.#patience ??= setTimeout(() => void this.#worker.terminate(), PATIENCE);
  }
}

/** What was never met, once for each place, with the checks for which that holds. */
function neverMetIn(finished: readonly Finished[]): readonly EditorDiagnostic[] {
  const places = new Map<string, { readonly one: EditorDiagnostic; readonly checks: string[] }>();
  for (const { result, neverMet } of finished) {
    for (const one of neverMet) {
      const key = `${one.code} ${JSON.stringify(one.range)}`;
      const place = places.get(key) ?? { one, checks: [] };
      places.set(key, place);
      place.checks.push(result.run);
    }
  }
  return [...places.values()].map(({ one, checks }) => ({ ...one, message: `${one.message}\n${inChecks(checks)}` }));
}

type Budget = Pick<WorkerTask, 'maxSeconds' | 'maxStates' | 'maxMegabytes'>;

/** The user's settings, as far as they make sense: a timer of Node with too large a delay fires at once. */
export function budgetOf({ check }: Settings): Budget {
  return {
    maxSeconds: within(check?.maxSeconds, 30, { least: 1, most: 24 * 60 * 60 }),
    maxStates: Math.floor(within(check?.maxStates, 2_000_000, { least: 1, most: 2 ** 40 })),
    maxMegabytes: Math.floor(within(check?.maxMegabytes, 1024, { least: 64, most: 2 ** 20 })),
  };
}

/** Clients may send any value as a setting, whatever its type should be. */
function within(
  value: unknown,
  otherwise: number,
  { least, most }: { readonly least: number; readonly most: number },
): number {
  if (typeof value !== 'number' || Number.isNaN(value)) return otherwise;
  return Math.min(most, Math.max(least, value));
}
