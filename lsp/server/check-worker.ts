import { setImmediate as eventLoop } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import type { Run } from '../../src/core/run.ts';
import { check } from '../../src/driver/check.ts';
import { prepare } from '../../src/driver/prepare.ts';
import { Session } from '../../src/driver/session.ts';
import { isError } from '../../src/diagnostics/diagnostic.ts';
import type { TransitionSystem } from '../../src/ir/system.ts';
import type { Analysis } from '../../src/service/analysis.ts';
import { Workspace } from '../../src/service/workspace.ts';
import type { WorkerMessage, WorkerTask } from '../protocol.ts';
import { counterexamplesOf, diagnosticsOf, neverMetIn, summaryOf } from './check-report.ts';
import { nodeHost } from './host.ts';

/** The thread that runs the checks of one document, and ends with them. */

const MEGABYTE = 1024 * 1024;
/** Between two progress messages of a run. */
const INTERVAL_MILLISECONDS = 200;

function send(message: WorkerMessage): void {
  parentPort?.postMessage(message);
}

type End = Extract<WorkerMessage, { kind: 'end' }>['end'];

/** The checks of a document, one after the other, until they are done, cancelled or out of time. */
class Execution {
  readonly #task: WorkerTask;
  readonly #deadline: number;
  #session: Session | undefined;
  #isCancelled = false;
  #isLate = false;

  constructor(task: WorkerTask) {
    this.#task = task;
    this.#deadline = performance.now() + task.maxSeconds * 1000;
  }

  cancel(): void {
    this.#isCancelled = true;
    this.#session?.stop();
  }

  async run(): Promise<End> {
    const { folders, texts, uri, check: wanted } = this.#task;
    const workspace = new Workspace(
      nodeHost(
        () => [],
        () => folders,
      ),
    );
    for (const [name, text] of texts) workspace.set(name, 0, text);
    const analysis = workspace.analysis(uri);
    if (analysis === undefined) return 'refused';
    // What a library promises is tested by the specs that import it.
    if (analysis.module.role === 'library') return 'done';
    if ([...analysis.loading, ...analysis.planDiagnostics].some(isError)) return 'refused';
    for (const request of analysis.requests) {
      if (wanted !== undefined && request.check !== wanted) continue;
      const { run, system, diagnostics } = await prepare(analysis.modules, request);
      if (system === undefined || diagnostics.some(isError)) return 'refused';
      await this.#check(analysis, run, system);
      await eventLoop();
      if (this.#isCancelled) return 'cancelled';
    }
    return 'done';
  }

  async #check(analysis: Analysis, run: Run, system: TransitionSystem): Promise<void> {
    const { uri, maxMegabytes, maxSeconds } = this.#task;
    const started = performance.now();
    this.#session = this.#sessionOf(run);
    const { told: _, ...bounds } = this.#session.boundsOfRun();
    send({ kind: 'progress', run: run.name, states: 0, depth: 0 });
    const report = await check({ name: uri, path: uri, named: true }, run, system, {
      ...bounds,
      engine: 'wasm',
      interpreted: () => undefined,
      memory: maxMegabytes * MEGABYTE,
      expectedTraces: true,
    });
    if (this.#isCancelled) return;
    send({
      kind: 'run',
      result: summaryOf(uri, report, performance.now() - started),
      counterexamples: counterexamplesOf(uri, report),
      diagnostics: diagnosticsOf(analysis, report, this.#isLate ? maxSeconds : undefined),
      neverMet: neverMetIn(analysis, report),
    });
  }

  #sessionOf(run: Run): Session {
    const { maxStates, maxMegabytes } = this.#task;
    let shown = performance.now();
    const session = new Session({
      limits: { states: maxStates, memory: process.memoryUsage.rss() + maxMegabytes * MEGABYTE },
      show: ({ distinct, depth }) => {
        const now = performance.now();
        if (now > this.#deadline) {
          this.#isLate = true;
          session.stop();
        }
        if (now - shown < INTERVAL_MILLISECONDS) return;
        shown = now;
        send({ kind: 'progress', run: run.name, states: distinct, depth });
      },
    });
    return session;
  }
}

const execution = new Execution(workerData as WorkerTask);
parentPort?.once('message', () => {
  execution.cancel();
});
send({ kind: 'end', end: await execution.run() });
parentPort?.close();
