import { setImmediate as eventLoop } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { boundMemory } from '../../src/cli/memory.ts';
import { check, prepare } from '../../src/cli/pipeline.ts';
import { isError } from '../../src/diagnostics/diagnostic.ts';
import type { CheckReport } from '../../src/render/report.ts';
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
  const cancelled = new AbortController();
  const isCancelled = (): boolean => cancelled.signal.aborted;
  parentPort?.once('message', () => cancelled.abort());
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
    const budget = new AbortController();
    const memory = process.memoryUsage.rss() + task.maxMegabytes * MEGABYTE;
    const bound = boundMemory({ states: task.maxStates, memory });
    let told = started;
    send({ kind: 'progress', run: run.name, states: 0, depth: 0 });
    const report: CheckReport = await check({ name: task.uri, path: task.uri, named: true }, run, system, {
      limits: bound.limits,
      engine: 'wasm',
      interpreted: () => undefined,
      explore: {
        breathe: async ({ distinct, depth }) => {
          await eventLoop();
          const now = performance.now();
          if (now > deadline) budget.abort();
          if (now - told < 200) return;
          told = now;
          send({ kind: 'progress', run: run.name, states: distinct, depth });
        },
        signal: AbortSignal.any([cancelled.signal, budget.signal]),
        memoryInUse: bound.inUse,
      },
      memory: task.maxMegabytes * MEGABYTE,
      expectedTraces: true,
    });
    if (isCancelled()) return 'cancelled';
    send({
      kind: 'run',
      result: summaryOf(task.uri, report, performance.now() - started),
      counterexamples: counterexamplesOf(task.uri, report),
      diagnostics: diagnosticsOf(analysis, report, budget.signal.aborted ? task.maxSeconds : undefined),
      neverMet: neverMetIn(analysis, report),
    });
    await eventLoop();
    if (isCancelled()) return 'cancelled';
  }
  return 'done';
}

send({ kind: 'end', end: await run(workerData as WorkerTask) });
parentPort?.close();
