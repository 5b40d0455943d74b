import { type PropertyData, wantsWitness } from './model.ts';
import type { DiagnosticData } from './diagnostics.ts';
import type { TraceData } from './trace.ts';

/** What `thps simulate --json` prints; `docs/simulation.schema.json` says the same for programs. */
export interface SimulationResult {
  readonly schema: 1;
  /** Version of thps. */
  readonly version: string;
  /** The exit code of the command; see `thps --help`. */
  readonly exitCode: number;
  readonly diagnostics: readonly DiagnosticData[];
  /** In the order in which they were walked through. */
  readonly checks: readonly SimulationData[];
}

/** What random walks through one run have come to. */
export interface SimulationData {
  /** The spec, as the command line named it. */
  readonly file: string;
  /** `before_patch`, `mutants[MUT = m1]` */
  readonly name: string;
  /** `before_patch with N = 3` */
  readonly title: string;
  readonly walks: number;
  readonly steps: number;
  readonly longest: number;
  /** Absent where it is not to be shown: it differs from run to run. */
  readonly seconds?: number;
  /** With what was found of each, in the earliest walk that did; temporal ones are left out. */
  readonly properties: readonly SimulatedProperty[];
  /** Names of temporal properties, which walks say nothing about. */
  readonly temporal: readonly string[];
  /** Places where a step begins: how many there are, how many were taken, and which were not. */
  readonly places: { readonly all: number; readonly never: readonly SimulatedPlace[] };
  readonly implications: { readonly all: number; readonly met: number };
  /** The command that takes the same walks again. */
  readonly command: string;
}

export interface SimulatedProperty extends Pick<PropertyData, 'name' | 'kind' | 'expectViolated'> {
  readonly found?: {
    readonly walk: number;
    readonly steps: number;
    /** Of what was not expected. */
    readonly trace?: TraceData;
  };
}

export interface SimulatedPlace {
  readonly owner: string;
  /** `spec.thps:12` */
  readonly at: string;
  /** The line there. */
  readonly text: string;
}

/** Whether a walk found what the check says does not happen. */
export function isUnexpected({ kind, expectViolated, found }: SimulatedProperty): boolean {
  return found !== undefined && wantsWitness(kind) === expectViolated;
}
