import type { Interpreter } from '../backend/interpreter/model.ts';
import type { Finding } from '../explorer/model.ts';
import type { TransitionSystem } from '../ir/system.ts';
import { reasonsFor } from '../trace/reasons.ts';
import { withFewestSwitches } from '../trace/fewest-switches.ts';
import { furtherPaths } from '../trace/further-paths.ts';
import { reconstruct } from '../trace/reconstruct.ts';
import { shownAlong } from '../trace/shown.ts';
import { traceData } from '../result/from-trace.ts';
import { quotesOf } from './quotes.ts';
import type { TraceData } from '../result/trace.ts';

export interface TraceOptions {
  /** Whether the parts of the property that are to blame are in it. */
  readonly explains: boolean;
  /** Whether its steps stand in the order in which they were found, or in one with the fewest context switches. */
  readonly switches: 'as found' | 'fewest';
}

/**
 * Further runs that are as short and show the same, in other orders of the steps that disturb each other; undefined where
 * there are too many steps to look at.
 */
export function furtherTracesOf(
  system: TransitionSystem,
  interpreter: Interpreter,
  finding: Finding,
  most: number,
  options: TraceOptions,
): readonly TraceData[] | undefined {
  return furtherPaths(finding, system, interpreter, most)?.map((path) =>
    traceDataOf(system, interpreter, { ...finding, path }, options),
  );
}

/** The run that shows what was found, as data. */
export function traceDataOf(
  system: TransitionSystem,
  interpreter: Interpreter,
  { path: found, property, loop, kind }: Finding,
  { explains, switches }: TraceOptions = { explains: false, switches: 'as found' },
): TraceData {
  const path = switches === 'fewest' ? withFewestSwitches(found, interpreter) : found;
  const trace = reconstruct(system, interpreter, path, property, loop);
  const declared = interpreter.properties[property];
  const body = declared?.kind === 'invariant' && kind === 'violation' ? declared.symbol?.body : undefined;
  const shown = shownAlong(path.states, system, interpreter);
  const whole = {
    ...trace,
    ...(shown.length === 0 ? {} : { shown }),
    ...(explains && body ? { reasons: reasonsFor(body, path.states, { interpreter, system }) } : {}),
  };
  const data = traceData(whole, quotesOf(system.program));
  return path === found ? data : { ...data, isReordered: true };
}
