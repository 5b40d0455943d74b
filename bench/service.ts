import { isDeepStrictEqual } from 'node:util';
import { createService, type ServiceHost } from '../src/service/service.ts';
import { answers, edits, freshAnswers, positionOf } from './edits.ts';
import { longSpec } from './long-spec.ts';

/**
 * How soon an editor has its answers after a key: `npm run bench:service -- [lines] [edits] [seed]`. Replays random
 * edits of a long spec and prints milliseconds from a key to diagnostics, and of a hover and a completion after it, as a
 * clock on the wall shows them and as the thread uses the processor, which is what an idle machine would take; the
 * heap at ten points of the run; and how often the answers differ from those of a service that knows this text alone,
 * which is asked after every `COMPARE`th edit. Exits with 1 if they ever do.
 */
const lines = Number(process.argv[2] ?? 2000);
const count = Number(process.argv[3] ?? 10_000);
const seed = Number(process.argv[4] ?? 1);
/** Asking both costs more than the edit. */
const COMPARE = 20;
/** Until the code is compiled. */
const WARM = 200;

const host: ServiceHost = { read: () => undefined, libraries: [], libraryUri: () => undefined };
const uri = 'file:///long.thps';
const original = longSpec(lines);
const service = createService(host);
const none = (): { wall: number[]; cpu: number[] } => ({ wall: [], cpu: [] });
const times = { diagnostics: none(), hover: none(), completion: none() };

function timed<T>(name: keyof typeof times, work: () => T): T {
  const [start, cpu] = [performance.now(), process.threadCpuUsage()];
  const result = work();
  times[name].wall.push(performance.now() - start);
  const { user, system } = process.threadCpuUsage(cpu);
  times[name].cpu.push((user + system) / 1000);
  return result;
}

function heap(): string {
  (globalThis as { gc?: () => void }).gc?.();
  return `${(process.memoryUsage().heapUsed / 1024 / 1024).toFixed(1)} MB`;
}

console.log(`${original.split('\n').length - 1} lines, ${count} edits, seed ${seed}`);
if (!('gc' in globalThis)) console.log('the heap is that before a collection: run with --expose-gc');

let version = 0;
let compared = 0;
let different = 0;
for (const edited of edits(original, seed)) {
  version++;
  if (version > count) break;
  const at = positionOf(edited);
  timed('diagnostics', () => {
    service.set(uri, version, edited.text);
    return service.diagnostics(uri);
  });
  timed('hover', () => service.hover(uri, at));
  timed('completion', () => service.completion(uri, at));
  if (version % COMPARE === 0) {
    compared++;
    if (!isDeepStrictEqual(answers(service, uri, at), freshAnswers(host, uri, edited))) {
      different++;
      console.log(`edit ${version}: the answers differ from those of a fresh service`);
    }
  }
  if (version % Math.max(1, Math.floor(count / 10)) === 0) console.log(`after ${version} edits: heap ${heap()}`);
}
for (const [name, both] of Object.entries(times)) {
  for (const [clock, all] of Object.entries(both)) {
    const sorted = all.slice(Math.min(WARM, all.length >> 1)).sort((a, b) => a - b);
    const share = (p: number): string => (sorted[Math.floor(sorted.length * p)] ?? 0).toFixed(1).padStart(7);
    console.log(
      `${name.padEnd(12)} ${clock.padEnd(4)} ${share(0.5)} ms median ${share(0.95)} ms 95th percentile ${share(0.99)} ms 99th`,
    );
  }
}
console.log(`${compared} answers compared with those of a fresh service: ${different} differ`);
process.exitCode = different === 0 ? 0 : 1;
