import type { CheckData, ProblemData, PropertyData, Result } from '../result/model.ts';
import type { PlaceData } from '../result/places.ts';
import type { TraceData } from '../result/trace.ts';
import { problemText } from './problems.ts';

/** Why a check did not come out as expected, as one item of a list that another tool shows. */
export interface Finding {
  readonly check: CheckData;
  readonly problem: ProblemData;
  /** One sentence without a final stop. */
  readonly message: string;
  /** The property that it is about, if it is about one. */
  readonly property?: PropertyData;
  /** Where it went wrong: the last statement of the run, or else the property, or the check. */
  readonly at?: PlaceData;
}

/** One for each problem of each check. */
export function findingsOf({ checks }: Result): readonly Finding[] {
  return checks.flatMap((check) =>
    check.problems.map((problem): Finding => {
      const property = check.properties.find(({ name }) => name === problem.property);
      const at = placeOf(problem, property) ?? check.at;
      return {
        check,
        problem,
        message: problemText(problem, check),
        ...(property === undefined ? {} : { property }),
        ...(at === undefined ? {} : { at }),
      };
    }),
  );
}

function placeOf({ kind }: ProblemData, property: PropertyData | undefined): PlaceData | undefined {
  // What is wrong about an expectation is wrong about the check.
  if (property === undefined || kind !== 'violation') return undefined;
  const { trace, at } = property;
  if (trace === undefined) return at;
  const last = trace.steps.at(-1);
  const failure = last?.failure ?? trace.failure;
  const failed = failure?.at && placeInSpec(failure.at, failure.within?.calls ?? [], trace);
  const one = last?.statements.findLast(({ role }) => role === 'visible' || role === 'assert');
  const ran = one && placeInSpec(one.at, one.stack, trace);
  return property.kind === 'range' || property.kind === 'assert' ? (failed ?? ran ?? at) : (at ?? failed ?? ran);
}

/**
 * The place in a file: what a procedure of the bundled library does has its place where it is called.
 * @param stack ids of the calls around, outermost first
 */
export function placeInSpec(at: PlaceData, stack: readonly number[], { calls }: TraceData): PlaceData {
  const places = [at, ...stack.toReversed().flatMap((id) => calls[id]?.at ?? [])];
  return places.find(({ file }) => file.endsWith('.thps')) ?? at;
}
