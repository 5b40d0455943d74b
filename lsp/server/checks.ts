import { inChecks } from '../../src/diagnostics/exploration.ts';
import type { EditorDiagnostic } from '../../src/service/data.ts';
import type { RunSummary } from '../../src/service/features/lenses.ts';
import { Execution } from './execution.ts';
import { type Budget, budgetOf, howToGoOn, INCOMPLETE, UNLIMITED } from './budget.ts';
import { outcomeText, tracesOf } from './outcome.ts';
import type {
  CheckedRun,
  CheckResultParams,
  Counterexample,
  CounterexampleParams,
  NotRun,
  PlannedRun,
  RunCheckParams,
  RunCheckResult,
  Settings,
  WorkerMessage,
  WorkerTask,
} from '../protocol.ts';

type Finished = Extract<WorkerMessage, { kind: 'run' }>;

/** A run that was not run. */
type Missed = PlannedRun & NotRun;

interface DocumentChecks {
  /** By run. */
  readonly finished: Map<string, Finished>;
  readonly notRun: Map<string, Missed>;
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

  isRunning(uri: string): boolean {
    return this.#documents.get(uri)?.cancel !== undefined;
  }

  close(): void {
    for (const uri of this.#documents.keys()) this.cancel(uri);
  }

  diagnostics(uri: string): readonly EditorDiagnostic[] {
    const document = this.#documents.get(uri);
    if (!document || document.outdated) return [];
    const finished = [...document.finished.values()];
    const all = [...finished.flatMap((f) => f.diagnostics), ...[...document.notRun.values()].map(toDiagnostic)];
    const isIncomplete = ({ code }: EditorDiagnostic): boolean => code === INCOMPLETE;
    return [
      ...all.filter((one) => !isIncomplete(one)),
      ...oncePerCheck(all.filter(isIncomplete)),
      ...neverMetIn(finished),
    ];
  }

  summaries(uri: string): readonly RunSummary[] {
    const document = this.#documents.get(uri);
    if (document === undefined) return [];
    const state = document.outdated ? ('outdated' as const) : ('current' as const);
    const ofRun = (run: string): RunSummary['state'] => (document.running.has(run) ? 'running' : state);
    const finished = [...document.finished.values()].map(({ result }) => ({
      check: result.check,
      run: result.run,
      outcome: outcomeText(result),
      isDecided: result.report.outcome !== 'incomplete',
      states: result.report.states,
      traces: tracesOf(result),
      state: ofRun(result.run),
    }));
    const notRun = [...document.notRun.values()].map(({ check, run, outcome }) => ({
      check,
      run,
      outcome: `… ${outcome}: budget`,
      isDecided: false,
      states: 0,
      traces: [],
      state: ofRun(run),
    }));
    const known = new Set([...finished, ...notRun].map((f) => f.run));
    const begun = [...document.running].filter((run) => !known.has(run));
    return [
      ...finished,
      ...notRun,
      ...begun.map((run) => ({
        check: run.replace(/\[.*$/s, ''),
        run,
        outcome: '',
        isDecided: true,
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
  async run(task: Task, settings: Settings, signal?: AbortSignal): Promise<RunCheckResult> {
    const { uri, check, unlimited = false, ...texts } = task;
    this.cancel(uri);
    const document = this.#begin(uri, check);
    const runs = new Map<string, CheckedRun>();
    const budget = unlimited ? { ...budgetOf(settings), ...UNLIMITED } : budgetOf(settings);
    const execution = new Execution({ uri, ...texts, ...budget }, check, {
      progress: ({ run, states, depth }) => {
        document.running.add(run);
        this.#tell({ uri, state: 'running', run, states, depth });
      },
      run: (message) => {
        const { result } = message;
        document.running.delete(result.run);
        document.finished.set(result.run, message);
        runs.set(result.run, result);
        this.#tell({ uri, state: 'finished', result });
      },
      notRun: ({ check, run, range }, why) => {
        document.running.delete(run);
        // In its first turn it was incomplete, and that is said already.
        if (document.finished.has(run)) return;
        document.notRun.set(run, { check, run, range, ...why });
        this.#tell({ uri, state: 'notRun', run: { check, run, ...why } });
      },
    });
    const cancel = (): void => {
      execution.cancel();
    };
    document.cancel = cancel;
    signal?.addEventListener('abort', cancel);
    if (signal?.aborted) cancel();
    const outcome = await execution.outcome;
    signal?.removeEventListener('abort', cancel);
    delete document.cancel;
    document.running.clear();
    this.#tell({ uri, state: 'ended', ...outcome });
    const notRun = [...document.notRun.values()].filter((one) => check === undefined || one.check === check);
    return { ...outcome, runs: [...runs.values()], notRun: notRun.map(({ range: _, ...one }) => one) };
  }

  /** Other checks of the same text keep their results. */
  #begin(uri: string, check: string | undefined): DocumentChecks {
    const earlier = this.#documents.get(uri);
    const isKept = (one: string): boolean => earlier?.outdated === false && check !== undefined && one !== check;
    const begun: DocumentChecks = {
      finished: new Map([...(earlier?.finished ?? [])].filter(([, { result }]) => isKept(result.check))),
      notRun: new Map([...(earlier?.notRun ?? [])].filter(([, one]) => isKept(one.check))),
      running: new Set(),
      outdated: false,
    };
    this.#documents.set(uri, begun);
    return begun;
  }
}

function toDiagnostic({ run, range, outcome, reason }: Missed): EditorDiagnostic {
  const setting = reason.includes('megabytes') ? 'maxMegabytes' : 'maxSeconds';
  const message = `check '${run}' was ${outcome}: ${reason}\n${howToGoOn(setting)}`;
  return { range, severity: 'information', code: INCOMPLETE, message, related: [], fixes: [] };
}

/** Of what is said about several runs at the name of their check, the first in full. */
function oncePerCheck(found: readonly EditorDiagnostic[]): readonly EditorDiagnostic[] {
  const checks = new Map<string, EditorDiagnostic[]>();
  for (const one of found) {
    const key = JSON.stringify(one.range);
    checks.set(key, [...(checks.get(key) ?? []), one]);
  }
  return [...checks.values()].flatMap(([first, ...others]) => {
    if (first === undefined || others.length === 0) return first ?? [];
    const [what, ...hints] = first.message.split('\n');
    return [{ ...first, message: [what, `so are ${others.length} more of its runs`, ...hints].join('\n') }];
  });
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

/** What is to be run: `check`, or all checks of the document. */
type Task = Omit<WorkerTask, keyof Budget> & Pick<RunCheckParams, 'check' | 'unlimited'>;
