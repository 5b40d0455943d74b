import { type CheckData, type PropertyData, type Result, wantsWitness } from '../result/model.ts';
import type { TraceData } from '../result/trace.ts';
import { isExpected } from './report.ts';

/** A run that shows something, with what it shows and where. */
export interface Shown {
  readonly check: CheckData;
  readonly property: PropertyData;
  readonly trace: TraceData;
}

/** What of a result is to be shown: names of checks, or of their runs, and of properties; all of them where absent. */
export interface Choice {
  readonly checks?: readonly string[];
  readonly properties?: readonly string[];
}

/** A result with the chosen checks alone, and with the runs of the chosen properties alone. */
export function chosen(result: Result, { checks, properties }: Choice): Result {
  const isChosen = (check: CheckData): boolean =>
    checks === undefined || checks.some((name) => name === check.check || name === check.name);
  return {
    ...result,
    checks: result.checks.filter(isChosen).map((check) => ({
      ...check,
      properties: check.properties.map((property) => {
        if (properties === undefined || properties.includes(property.name)) return property;
        const { trace: _, others: _others, othersUnknown: _unknown, ...rest } = property;
        return rest;
      }),
    })),
  };
}

/** The counterexample or witness of a property, and others with `--all-traces`. */
export function tracesOf({ trace, others = [] }: PropertyData): readonly TraceData[] {
  return trace === undefined ? [] : [trace, ...others];
}

/** Every run of a result: those that no check expects first, in the order of the checks otherwise; witnesses last. */
export function shownIn({ checks }: Result): readonly Shown[] {
  const all = checks.flatMap((check) =>
    check.properties.flatMap((property) => tracesOf(property).map((trace) => ({ check, property, trace }))),
  );
  const rank = ({ property }: Shown): number => (wantsWitness(property.kind) ? 2 : isExpected(property) ? 1 : 0);
  return all.toSorted((a, b) => rank(a) - rank(b));
}
