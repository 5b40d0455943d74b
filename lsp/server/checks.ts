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

/** The bundle has the worker beside it; the sources run as they are. */
const workerFile = new URL(
  import.meta.url.endsWith('.ts') ? './check-worker.ts' : './thps-check-worker.mjs',
  import.meta.url,
);

/** How long a thread may take to answer to a cancellation before it is ended, in milliseconds. */
const PATIENCE = 2000;

interface Finished {
  readonly result: CheckedRun;
  readonly counterexamples: readonly Omit<Counterexample, 'outdated'>[];
  readonly diagnostics: readonly EditorDiagnostic[];
  readonly neverMet: readonly EditorDiagnostic[];
}

interface DocumentChecks {
  /** By runs. */
  readonly finished: Map<string, Finished>;
  readonly running: Set<string>;
  outdated: boolean;
  cancel?: () => void;
}

/** The runs of all documents: one thread at a time for each, and what came out last. */
export class Checks {
  readonly #documents = new Map<string, DocumentChecks>();
  readonly #tell: (message: CheckResultParams) => void;

  constructor(tell: (message: CheckResultParams) => void) {
    this.#tell = tell;
  }

  /** The text has changed: what was found is about an older one. */
  outdate(uri: string): void {
    const known = this.#documents.get(uri);
    if (known) known.outdated = true;
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
    const known = this.#documents.get(uri);
    if (!known || known.outdated) return [];
    const finished = [...known.finished.values()];
    return [...finished.flatMap((f) => f.diagnostics), ...neverMetIn(finished)];
  }

  summaries(uri: string): readonly RunSummary[] {
    const known = this.#documents.get(uri);
    if (known === undefined) return [];
    const state = known.outdated ? ('outdated' as const) : ('current' as const);
    const finished = [...known.finished.values()].map(({ result }) => ({
      check: result.check,
      run: result.run,
      outcome: outcomeText(result),
      states: result.report.states,
      traces: result.traces,
      state: known.running.has(result.run) ? ('running' as const) : state,
    }));
    const names = new Set(finished.map((f) => f.run));
    const begun = [...known.running].filter((run) => !names.has(run));
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
    const known = this.#documents.get(uri);
    const found = known?.finished.get(run)?.counterexamples.find((one) => one.property === property);
    return found && known && { ...found, outdated: known.outdated };
  }

  /** Runs checks of a document to their end; an earlier task of the same document is ended first. */
  async run(task: Omit<WorkerTask, keyof Budget>, settings: Settings, signal?: AbortSignal): Promise<RunCheckResult> {
    const { uri } = task;
    this.cancel(uri);
    const known: DocumentChecks = { finished: new Map(), running: new Set(), outdated: false };
    const earlier = this.#documents.get(uri);
    // Other checks of the same text keep what came out of them.
    if (earlier && !earlier.outdated && task.check !== undefined)
      for (const [run, finished] of earlier.finished)
        if (finished.result.check !== task.check) known.finished.set(run, finished);
    this.#documents.set(uri, known);
    const runs: CheckedRun[] = [];
    const budget = budgetOf(settings);
    const outcome = await new Promise<Pick<RunCheckResult, 'end' | 'message'>>((resolve) => {
      const worker = new Worker(workerFile, {
        workerData: { ...task, ...budget } satisfies WorkerTask,
        resourceLimits: { maxOldGenerationSizeMb: budget.maxMegabytes },
      });
      let timer: NodeJS.Timeout | undefined;
      let end: RunCheckResult['end'] | undefined;
      let message: string | undefined;
      const cancel = (): void => {
        end ??= 'cancelled';
        worker.postMessage('cancel');
        timer ??= setTimeout(() => void worker.terminate(), PATIENCE);
      };
      // Whatever does not come to a point where it can be asked to stop is stopped from outside.
      const limit = setTimeout(
        () => {
          message = `the budget of ${budget.maxSeconds} seconds is used up`;
          end ??= 'failed';
          void worker.terminate();
        },
        budget.maxSeconds * 1000 + PATIENCE,
      );
      known.cancel = cancel;
      signal?.addEventListener('abort', cancel);
      if (signal?.aborted) cancel();
      worker.on('message', (told: WorkerMessage) => {
        switch (told.kind) {
          case 'progress':
            known.running.add(told.run);
            this.#tell({ uri, state: 'running', run: told.run, states: told.states, depth: told.depth });
            break;
          case 'run':
            known.running.delete(told.result.run);
            known.finished.set(told.result.run, told);
            runs.push(told.result);
            this.#tell({ uri, state: 'finished', result: told.result });
            break;
          case 'end':
            end ??= told.end;
            break;
        }
      });
      worker.on('error', (error) => {
        end ??= 'failed';
        message ??= error.message;
      });
      worker.on('exit', () => {
        clearTimeout(timer);
        clearTimeout(limit);
        signal?.removeEventListener('abort', cancel);
        delete known.cancel;
        known.running.clear();
        resolve({ end: end ?? 'failed', ...(message === undefined ? {} : { message }) });
      });
    });
    this.#tell({ uri, state: 'ended', ...outcome });
    return { ...outcome, runs };
  }
}

/** What was never met, once for each place, with the checks of which that is true. */
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

/** The settings of the user, as far as they make sense: a timer of Node that is given too much goes off at once. */
export function budgetOf({ check }: Settings): Budget {
  return {
    maxSeconds: within(check?.maxSeconds, 30, { least: 1, most: 24 * 60 * 60 }),
    maxStates: Math.floor(within(check?.maxStates, 2_000_000, { least: 1, most: 2 ** 40 })),
    maxMegabytes: Math.floor(within(check?.maxMegabytes, 1024, { least: 64, most: 2 ** 20 })),
  };
}

/** Clients may send anything as a setting, whatever its type should be. */
function within(
  value: unknown,
  otherwise: number,
  { least, most }: { readonly least: number; readonly most: number },
): number {
  if (typeof value !== 'number' || Number.isNaN(value)) return otherwise;
  return Math.min(most, Math.max(least, value));
}
