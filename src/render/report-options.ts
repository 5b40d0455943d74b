import type { CheckData, PropertyData } from '../result/model.ts';
import type { TraceData } from '../result/trace.ts';
import type { Style } from './style.ts';
import type { RaceOptions } from './trace-race.ts';

/** How much of a report to print. */
export interface ReportOptions {
  readonly style: Style;
  readonly trace: 'full' | 'race' | 'none';
  readonly race: RaceOptions;
  /** Show traces of what was expected as well: violations that the check promises, and witnesses. */
  readonly expectedTraces: boolean;
  /** Only what did not come out as expected, one line each. */
  readonly quiet: boolean;
  /** Every warning with its source. */
  readonly verbose: boolean;
  /** How much of a trace is drawn; all of it if absent. */
  readonly seen?: (trace: TraceData) => TraceData;
  /** What stands under the counts of a check; nothing if absent. */
  readonly coverage?: (report: CheckData) => string;
  /** What stands under a trace besides; nothing if absent. */
  readonly under?: (property: PropertyData, trace: TraceData) => string;
}
