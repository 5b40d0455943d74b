import type { TransitionSystem } from '../ir/system.ts';
import type { CheckReport } from '../driver/report.ts';
import type { ModuleGraph } from '../modules/graph.ts';

/** What a page is about: a spec, and what came out when all of its checks were run. */
export interface Subject {
  readonly modules: ModuleGraph;
  /** The spec as the command line named it. */
  readonly file: string;
  /** The way to a file from the folder of the page, if it is one that can be linked to. @param source its name */
  readonly linkTo: (source: string) => string | undefined;
  /** All runs of the spec in the order of its checks; at least one. */
  readonly runs: readonly CheckedRun[];
}

export interface CheckedRun {
  readonly report: CheckReport;
  readonly system: TransitionSystem;
  /** Bits that a state takes, and those of each variable. Absent where the run cannot be compiled. */
  readonly size?: { readonly state: number; readonly variables: readonly number[] };
}

/** The run that sizes and counts are told of: nothing is left out in it, and few constants are changed. */
export function plainRun({ runs }: Subject): CheckedRun {
  const changes = ({ report: { run } }: CheckedRun): number => run.edits.length * 1000 + run.constants.length;
  return runs.reduce((best, one) => (changes(one) < changes(best) ? one : best));
}

/** `before_patch`, `mutants[MUT = m1]` */
export function runName({ report }: CheckedRun): string {
  return report.run.name;
}
