import { parentPort, workerData } from 'node:worker_threads';
import type { Run } from '../../src/core/run.ts';
import { check } from '../../src/driver/check.ts';
import { prepare } from '../../src/driver/prepare.ts';
import { Session } from '../../src/driver/session.ts';
import { isError } from '../../src/diagnostics/diagnostic.ts';
import type { TransitionSystem } from '../../src/ir/system.ts';
import type { Analysis } from '../../src/service/analysis.ts';
import { Workspace } from '../../src/service/workspace.ts';
import type { WorkerMessage, WorkerRequest, WorkerTask } from '../protocol.ts';
import { checkRange, counterexamplesOf, diagnosticsOf, neverMetIn, summaryOf } from './check-report.ts';
import { nodeHost } from './host.ts';

/** The thread that runs checks of one document: it says which runs there are, and does those that it is asked for. */

const MEGABYTE = 1024 * 1024;
/** Between two progress messages of a run. */
const INTERVAL_MILLISECONDS = 200;

function send(message: WorkerMessage): void {
  parentPort?.postMessage(message);
}

interface Turn {
  readonly milliseconds: number;
  /** When they are over. */
  readonly deadline: number;
}

class Execution {
  readonly #task: WorkerTask;
  readonly #analysis: Analysis | undefined;
  #isLate = false;

  constructor(task: WorkerTask) {
    this.#task = task;
    const workspace = new Workspace(
      nodeHost(
        () => [],
        () => task.folders,
      ),
    );
    for (const [name, text] of task.texts) workspace.set(name, 0, text);
    this.#analysis = workspace.analysis(task.uri);
  }

  plan(): void {
    const analysis = this.#analysis;
    if (analysis === undefined || [...analysis.loading, ...analysis.planDiagnostics].some(isError))
      send({ kind: 'refused' });
    // What a library promises is tested by the specs that import it.
    else if (analysis.module.role === 'library') send({ kind: 'planned', runs: [] });
    else {
      const runs = analysis.planned.map(({ check, name }) => ({
        check,
        run: name,
        range: checkRange(analysis, check),
      }));
      send({ kind: 'planned', runs });
    }
  }

  /** @param milliseconds from now on; may be infinite */
  async run(name: string, milliseconds: number): Promise<void> {
    const deadline = performance.now() + milliseconds;
    const request = this.#analysis?.planned.find((one) => one.name === name);
    if (!this.#analysis || !request) return send({ kind: 'refused' });
    send({ kind: 'progress', run: name, states: 0, depth: 0 });
    const { run, system, diagnostics } = await prepare(this.#analysis.modules, request);
    if (system === undefined || diagnostics.some(isError)) send({ kind: 'refused' });
    else await this.#check(this.#analysis, run, system, { deadline, milliseconds });
  }

  async #check(analysis: Analysis, run: Run, system: TransitionSystem, turn: Turn): Promise<void> {
    const { uri, maxMegabytes, maxSeconds } = this.#task;
    const started = performance.now();
    const { told: _, ...bounds } = this.#sessionOf(run, turn.deadline).boundsOfRun();
    const report = await check({ name: uri, path: uri, named: true }, run, system, {
      ...bounds,
      engine: 'wasm',
      interpreted: () => undefined,
      memory: maxMegabytes * MEGABYTE,
      expectedTraces: true,
    });
    const isLate = this.#isLate && report.verdict.problems.some(({ kind }) => kind === 'incomplete');
    const share = { seconds: turn.milliseconds / 1000, of: maxSeconds };
    send({
      kind: 'run',
      result: summaryOf(uri, report, performance.now() - started),
      isLate,
      counterexamples: counterexamplesOf(uri, report),
      diagnostics: diagnosticsOf(analysis, report, isLate ? share : undefined),
      neverMet: neverMetIn(analysis, report),
    });
  }

  #sessionOf(run: Run, deadline: number): Session {
    const { maxStates, maxMegabytes } = this.#task;
    let shown = performance.now();
    this.#isLate = false;
    const session = new Session({
      limits: {
        ...(Number.isFinite(maxStates) ? { states: maxStates } : {}),
        memory: process.memoryUsage.rss() + maxMegabytes * MEGABYTE,
      },
      show: ({ distinct, depth }) => {
        const now = performance.now();
        if (now > deadline) {
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
parentPort?.on('message', ({ run, milliseconds }: WorkerRequest) => {
  // What goes wrong ends the thread, because nobody catches it.
  void execution.run(run, milliseconds);
});
execution.plan();
