import { parentPort, workerData } from 'node:worker_threads';
import { plan } from './plan.ts';
import { prepare } from './prepare.ts';
import { type SimulationPart, walkAll } from './simulate.ts';
import type { SimulationThread } from './simulation-threads.ts';

/** What runs in a thread: reads the spec by itself, and takes every so manieth walk. */
async function main(task: SimulationThread, tell: (part: SimulationPart) => void): Promise<void> {
  const { modules, requests } = plan(task.file, task.constants, task.cwd, task.questions);
  const request = requests.find(({ name }) => name === task.name);
  if (modules === undefined || request === undefined) return;
  const { run, system } = await prepare(modules, request, { only: task.only });
  if (system === undefined) return;
  const end = new Int32Array(task.end);
  await walkAll(system, run, task, { tell, isEnding: (walk) => walk >= Atomics.load(end, 0) });
}

const port = parentPort;
if (port)
  await main(workerData as SimulationThread, (part) => {
    port.postMessage(part);
  });
