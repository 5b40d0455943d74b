import type { Override } from '../typecheck/modules/requests.ts';
import { MAX_WORKERS } from './check-options.ts';
import type { SimulateOptions } from './simulate.ts';

/** What the option parser makes of the options of `thps simulate`. */
export interface RawSimulateOptions {
  readonly check?: readonly string[];
  readonly const?: readonly Override[];
  readonly only?: readonly string[];
  readonly inv?: readonly string[];
  readonly reach?: readonly string[];
  readonly seed?: number;
  readonly walk?: number;
  readonly walks?: number;
  readonly depth: number;
  readonly time?: number;
  readonly workers: number;
  readonly trace: 'full' | 'race' | 'none';
  readonly json?: true;
}

/** Seconds, where nobody says how long, or how many. */
const SECONDS = 10;
/** More walks than there is time for; a walk has a 32-bit number. */
const MOST_WALKS = 2 ** 31 - 2;

export function simulateOptions(raw: RawSimulateOptions): SimulateOptions {
  const { walk, walks, time } = raw;
  const seconds = time ?? (walk === undefined && walks === undefined ? SECONDS : Infinity);
  return {
    checks: raw.check ?? [],
    constants: raw.const ?? [],
    questions: [
      ...(raw.inv ?? []).map((text) => ({ kind: 'invariant' as const, text })),
      ...(raw.reach ?? []).map((text) => ({ kind: 'reachable' as const, text })),
    ],
    ...(raw.only === undefined ? {} : { only: raw.only }),
    bounds: {
      seed: raw.seed ?? Math.floor(Math.random() * 2 ** 31),
      depth: raw.depth,
      milliseconds: seconds * 1000,
      first: Math.min(walk ?? 0, MOST_WALKS),
      last: Math.min(walk ?? (walks ?? MOST_WALKS) - 1, MOST_WALKS),
    },
    workers: Math.min(MAX_WORKERS, raw.workers),
    trace: raw.trace,
    json: raw.json ?? false,
  };
}
