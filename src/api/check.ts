import { availableParallelism } from 'node:os';
import { checkToResult } from '../cli/check.ts';
import { checkOptions, MAX_WORKERS } from '../cli/check-options.ts';
import type { FindingName } from '../core/findings.ts';
import type { Result } from '../result/model.ts';
import { quietHost } from './quiet-host.ts';
import type { Specs } from './spec-text.ts';
import { specsIn } from './specs.ts';

/** What `check` can be told; each is an option of `thps check` as well. */
export interface CheckOptions {
  /** The folder that names of files start from; the current one if absent. */
  readonly cwd?: string;
  /** Only these checks. */
  readonly checks?: readonly string[];
  /** Values of constants, as expressions: `{ N: '3' }`. */
  readonly constants?: Readonly<Record<string, string>>;
  /** Only these properties. */
  readonly only?: readonly string[];
  /** Invariants that are not in the spec. */
  readonly invariants?: readonly string[];
  /** Conditions of states that are not in the spec, to which a shortest way is looked for. */
  readonly reach?: readonly string[];
  /** Findings that make a check fail, besides those that its spec denies. */
  readonly strict?: readonly FindingName[];
  /** Distinct states of a run. */
  readonly maxStates?: number;
  /** Transitions from the start. */
  readonly maxDepth?: number;
  /** Bytes. */
  readonly maxMemory?: number;
  /** Threads that explore together; as many as the machine has processors if absent. */
  readonly workers?: number;
  readonly engine?: 'wasm' | 'interpreter';
  /** Say in traces which parts of a violated invariant are to blame. */
  readonly explain?: boolean;
  /** Ends the search: what is known so far is the result. */
  readonly signal?: AbortSignal;
}

/**
 * Checks specs. What is wrong with a file, a spec or an option is in `diagnostics` of the result, and what did not come out
 * as its check expects in `checks`; `exitCode` is 0 where all did. Nothing is printed, and no file is written.
 * @param specs files, folders with all .thps files in them, and texts
 */
export async function check(specs: Specs, options: CheckOptions = {}): Promise<Result> {
  const { names, given } = specsIn(specs);
  const { cwd = process.cwd(), signal, constants = {}, workers = availableParallelism() } = options;
  const { checks, only, invariants, reach, strict, maxStates, maxDepth, maxMemory, engine = 'wasm' } = options;
  const all = checkOptions({
    const: Object.entries(constants).map(([name, text]) => ({ name, text })),
    ...(checks === undefined ? {} : { check: checks }),
    ...(only === undefined ? {} : { only }),
    ...(invariants === undefined ? {} : { inv: invariants }),
    ...(reach === undefined ? {} : { reach }),
    ...(strict === undefined ? {} : { strict }),
    ...(maxStates === undefined ? {} : { maxStates }),
    ...(maxDepth === undefined ? {} : { maxDepth }),
    ...(maxMemory === undefined ? {} : { maxMemory }),
    ...(options.explain === true ? { explain: true as const } : {}),
    engine,
    workers: Math.max(1, Math.min(MAX_WORKERS, Math.trunc(workers))),
    checkpointEvery: 0,
    spill: false,
    sleep: true,
    width: 72,
    steps: 'shared',
  });
  return checkToResult(names, given, all, quietHost(cwd, signal));
}
