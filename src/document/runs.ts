import { furtherConstants } from '../core/run.ts';
import { editText } from '../driver/results.ts';
import type { PropertyVerdict } from '../explorer/verdict.ts';
import { code } from '../render/markdown.ts';
import { runName, type CheckedRun, type Subject } from './subject.ts';

/** What sentences and tables say about runs and their properties. */

/** `every check`, or their names, or those that are missing, whichever is shorter. */
export function listOfRuns(some: readonly CheckedRun[], { runs }: Subject): string {
  const others = runs.filter((one) => !some.includes(one));
  if (others.length === 0) return 'every check';
  const names = (list: readonly CheckedRun[]): string => list.map((one) => code(runName(one))).join(', ');
  return others.length < some.length ? `every check but ${names(others)}` : names(some);
}

/** What a run changes: constants, then statements left out or moved. */
export function changesOf({ report: { run } }: CheckedRun): readonly string[] {
  const constants = furtherConstants(run).map(({ name, value }) => `${name} = ${value}`);
  return [
    ...constants,
    ...run.edits.map(editText),
    ...(run.constraints ?? []).map((one) => `constraint ${one}`),
    ...(run.only === undefined || run.scenario ? [] : [`only ${run.only.join(', ')}`]),
  ];
}

/** Whether a property is what a spec has to avoid and did not: violated, or never reached. */
export function isBroken({ result }: PropertyVerdict): boolean {
  return result === 'violated' || result === 'unreached';
}

/** Those that are broken, the shortest evidence first. */
export function brokenIn({ report }: CheckedRun): readonly PropertyVerdict[] {
  const length = ({ steps }: PropertyVerdict): number => steps ?? Infinity;
  return report.verdict.properties.filter(isBroken).sort((a, b) => {
    const [p, q] = [length(a), length(b)];
    return p === q ? 0 : p - q;
  });
}

/** The violation that the check names first, or else the one with the shortest evidence. */
export function mainViolation(run: CheckedRun): PropertyVerdict | undefined {
  const violated = brokenIn(run).filter(({ result }) => result === 'violated');
  const [first] = run.report.run.expect.violated.flatMap(({ property }) =>
    violated.filter(({ name }) => name === property),
  );
  return first ?? violated[0];
}
