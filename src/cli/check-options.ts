import { tmpdir } from 'node:os';
import type { FindingName } from '../core/findings.ts';
import type { Limits } from '../explorer/model.ts';
import { noFingerprints, noSnapshots, noSpilling } from '../diagnostics/driver.ts';
import type { Override, Question } from '../typecheck/modules/requests.ts';
import type { RaceOptions } from '../render/trace-race.ts';
import { raceOptions, type RawRaceOptions } from './race-options.ts';
import { BadOption } from './options.ts';

/** Options of `thps check`, parsed. */
export interface CheckOptions {
  readonly checks: readonly string[];
  readonly constants: readonly Override[];
  readonly only?: readonly string[];
  /** A revision of git: specs that do not differ from it, nor import what does, are left out. */
  readonly changedSince?: string;
  /** Expressions that are checked, or shown along traces, without being in the spec. */
  readonly questions: readonly Question[];
  /** Findings that make a check fail, besides those that its spec denies. */
  readonly strict: readonly FindingName[];
  readonly limits: Limits;
  readonly engine: 'wasm' | 'interpreter';
  /** Threads that explore together. */
  readonly workers: number;
  /** Keep fingerprints of states instead of the states. */
  readonly fingerprints: boolean;
  /** Leave out successors that are known for sure. */
  readonly sleep: boolean;
  /** A folder for snapshots, so that an interrupted run can go on; `resume`: go on from those that are there. */
  readonly checkpoint?: { readonly folder: string; readonly interval: number; readonly resume: boolean };
  /** The folder for files when memory is full. Absent where the run is to stop then. */
  readonly spill?: { readonly folder: string; readonly isNamed: boolean };
  readonly json: boolean;
  /** One table for the checks of a file instead of a report for each. */
  readonly table: boolean;
  /** Absent where the user did not choose. */
  readonly trace?: 'full' | 'race' | 'none';
  /** Counterexamples of each property that are shown. */
  readonly allTraces: number;
  /** Count what was met of the spec, and print it. */
  readonly coverage: boolean;
  /** Say why a property is violated. */
  readonly explain: boolean;
  /** Show the steps of a trace in an order with the fewest context switches. */
  readonly fewestSwitches: boolean;
  /** Names that traces are printed without. */
  readonly hide: readonly string[];
  /** How a race is drawn. */
  readonly race: RaceOptions;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** Print what the stages take. */
  readonly timings: boolean;
}

/** Threads at most: each has some room for itself in the memory. */
export const MAX_WORKERS = 128;

/** What the option parser makes of the options of `thps check`. */
export interface RawCheckOptions extends RawRaceOptions {
  readonly check?: readonly string[];
  readonly const?: readonly Override[];
  readonly only?: readonly string[];
  readonly changedSince?: string;
  readonly inv?: readonly string[];
  readonly reach?: readonly string[];
  readonly show?: readonly string[];
  readonly strict?: readonly FindingName[];
  readonly maxStates?: number;
  readonly maxDepth?: number;
  readonly maxMemory?: number;
  readonly json?: true;
  readonly table?: true;
  readonly trace?: 'full' | 'race' | 'none';
  readonly allTraces?: number;
  readonly coverage?: true;
  readonly explain?: true;
  readonly fewestSwitches?: true;
  readonly hide?: readonly string[];
  readonly engine: 'wasm' | 'interpreter';
  readonly workers: number;
  readonly fingerprint?: true;
  readonly checkpoint?: string;
  readonly checkpointEvery: number;
  readonly resume?: string;
  readonly spill?: string | false;
  readonly sleep: boolean;
  readonly quiet?: true;
  readonly verbose?: true;
  readonly timings?: true;
}

export function checkOptions(raw: RawCheckOptions): CheckOptions {
  return {
    checks: raw.check ?? [],
    constants: raw.const ?? [],
    ...(raw.only === undefined ? {} : { only: raw.only }),
    ...(raw.changedSince === undefined ? {} : { changedSince: raw.changedSince }),
    questions: questionsOf(raw),
    strict: raw.strict ?? [],
    limits: {
      ...(raw.maxStates === undefined ? {} : { states: raw.maxStates }),
      ...(raw.maxDepth === undefined ? {} : { depth: raw.maxDepth }),
      ...(raw.maxMemory === undefined ? {} : { memory: raw.maxMemory }),
    },
    engine: raw.engine,
    workers: Math.min(MAX_WORKERS, raw.workers),
    fingerprints: fingerprintOption(raw),
    sleep: raw.sleep,
    ...checkpointOption(raw),
    ...spillOption(raw),
    json: raw.json ?? false,
    table: raw.table ?? false,
    ...(raw.trace === undefined ? {} : { trace: raw.trace }),
    race: raceOptions(raw),
    allTraces: raw.allTraces ?? 1,
    coverage: raw.coverage ?? false,
    explain: raw.explain ?? false,
    fewestSwitches: raw.fewestSwitches ?? false,
    hide: raw.hide ?? [],
    quiet: raw.quiet ?? false,
    verbose: raw.verbose ?? false,
    timings: raw.timings ?? false,
  };
}

function questionsOf({ inv = [], reach = [], show = [] }: RawCheckOptions): readonly Question[] {
  return [
    ...inv.map((text) => ({ kind: 'invariant' as const, text })),
    ...reach.map((text) => ({ kind: 'reachable' as const, text })),
    ...show.map((text) => ({ kind: 'shown' as const, text })),
  ];
}

function checkpointOption({
  checkpoint,
  checkpointEvery,
  resume,
  engine,
}: RawCheckOptions): Pick<CheckOptions, 'checkpoint'> {
  const folder = resume ?? checkpoint;
  if (folder === undefined) return {};
  if (engine === 'interpreter') throw new BadOption(noSnapshots());
  return { checkpoint: { folder, interval: checkpointEvery * 1000, resume: resume !== undefined } };
}

function fingerprintOption({ fingerprint, engine }: RawCheckOptions): boolean {
  if (fingerprint === true && engine === 'interpreter') throw new BadOption(noFingerprints());
  return fingerprint === true;
}

/** A limit of memory that the user sets is no reason to stop. */
function spillOption({ spill, maxMemory, engine }: RawCheckOptions): Pick<CheckOptions, 'spill'> {
  if (spill === false || engine === 'interpreter') {
    if (typeof spill === 'string') throw new BadOption(noSpilling());
    return {};
  }
  if (spill !== undefined) return { spill: { folder: spill, isNamed: true } };
  return maxMemory === undefined ? {} : { spill: { folder: tmpdir(), isNamed: false } };
}
