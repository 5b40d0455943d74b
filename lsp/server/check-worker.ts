import { setImmediate as eventLoop } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { check } from '../../src/driver/check.ts';
import { prepare } from '../../src/driver/prepare.ts';
import { Session } from '../../src/driver/session.ts';
import { isError } from '../../src/diagnostics/diagnostic.ts';
import type { CheckReport } from '../../src/driver/report.ts';
import { Workspace } from '../../src/service/workspace.ts';
import type { WorkerMessage, WorkerTask } from '../protocol.ts';
import { counterexamplesOf, diagnosticsOf, neverMetIn, summaryOf } from './check-report.ts';
import { nodeHost } from './host.ts';

/** The thread that runs the checks of one document, and ends with them. */

const MEGABYTE = 1024 * 1024;

function send(message: WorkerMessage): void {
  parentPort?.postMessage(message);
}

async function run(task: WorkerTask): Promise<'done' | 'refused' | 'cancelled'> {
  const state = { isCancelled: false, isLate: false };
  const isCancelled = (): boolean => state.isCancelled;
  let session: Session | undefined;
  parentPort?.once('message', () => {
    state.isCancelled = true;
    session?.stop();
  });
  const deadline = performance.now() + task.maxSeconds * 1000;
  const workspace = new Workspace(
    nodeHost(
      () => [],
      () => task.folders,
    ),
  );
  for (const [uri, text] of task.texts) workspace.set(uri, 0, text);
  const analysis = workspace.analysis(task.uri);
  if (analysis === undefined) return 'refused';
  // What a library promises is tested in the specs that import it.
  if (analysis.module.role === 'library') return 'done';
  if ([...analysis.loading, ...analysis.planDiagnostics].some(isError)) return 'refused';
  const requests = analysis.requests.filter((one) => task.check === undefined || one.check === task.check);
  for (const request of requests) {
    const { run, system, diagnostics } = prepare(analysis.modules, request);
    if (system === undefined || diagnostics.some(isError)) return 'refused';
    const started = performance.now();
    let told = started;
    session = new Session({
      limits: { states: task.maxStates, memory: process.memoryUsage.rss() + task.maxMegabytes * MEGABYTE },
      show: ({ distinct, depth }) => {
        const now = performance.now();
        if (now > deadline) {
          state.isLate = true;
          session?.stop();
        }
        if (now - told < 200) return;
        told = now;
        send({ kind: 'progress', run: run.name, states: distinct, depth });
      },
    });
    const { told: _, ...bounds } = session.boundsOfRun();
    send({ kind: 'progress', run: run.name, states: 0, depth: 0 });
    const report: CheckReport = await check({ name: task.uri, path: task.uri, named: true }, run, system, {
      ...bounds,
      engine: 'wasm',
      interpreted: () => undefined,
      memory: task.maxMegabytes * MEGABYTE,
      expectedTraces: true,
    });
    if (isCancelled()) return 'cancelled';
    send({
      kind: 'run',
      result: summaryOf(task.uri, report, performance.now() - started),
      counterexamples: counterexamplesOf(task.uri, report),
      diagnostics: diagnosticsOf(analysis, report, state.isLate ? task.maxSeconds : undefined),
      neverMet: neverMetIn(analysis, report),
    });
    await eventLoop();
    if (isCancelled()) return 'cancelled';
  }
  return 'done';
}

send({ kind: 'end', end: await run(workerData as WorkerTask) });
parentPort?.close();
