import type { Run } from '../core/run.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Exploration, Limits } from '../explorer/model.ts';
import type { Verdict } from '../explorer/verdict.ts';
import type { ConstantData, CoverageData, Outcome } from '../result/model.ts';
import type { TraceData } from '../result/trace.ts';
import type { Location } from '../text/source.ts';
import type { Vacuity } from './vacuity.ts';

/** Everything about one run that is shown, or asked. */
export interface CheckReport {
  /** The spec's file as the user named it. */
  readonly file: string;
  readonly run: Run;
  readonly verdict: Verdict;
  readonly exploration: Exploration;
  readonly limits: Limits;
  /** What the check promises and does not hold, with its place in the file. */
  readonly remarks: readonly Diagnostic[];
  /** What was never met: reported once for all checks of a file. */
  readonly vacuity: readonly Vacuity[];
  /** Counterexamples and witnesses by name of property. */
  readonly traces: ReadonlyMap<string, TraceData>;
  /** With `--all-traces`: further ones that are as short; undefined where there was too much to look at. */
  readonly others: ReadonlyMap<string, readonly TraceData[] | undefined>;
  /** For properties that the check expects to be violated, by name: who took the last shared step, and what it was. */
  readonly lastSteps: ReadonlyMap<string, string>;
  /** All constants of the spec. */
  readonly constants: readonly ConstantData[];
  readonly coverage: CoverageData;
  /** The declarations of the properties that the spec declares, by name. */
  readonly declared: ReadonlyMap<string, { readonly at: Location; readonly doc?: string }>;
  /** Present where it is to be shown; it differs from run to run. */
  readonly effort?: { readonly milliseconds: number; readonly bytes: number };
}

export function outcomeOf({ problems }: Verdict): Outcome {
  if (problems.length === 0) return 'as expected';
  if (problems.some((one) => one.kind === 'violation')) return 'violated';
  if (problems.some((one) => one.kind !== 'incomplete')) return 'unfulfilled';
  return 'incomplete';
}
