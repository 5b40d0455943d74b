import type { PropertyVerdict } from '../explorer/verdict.ts';
import { countOf } from '../render/layout.ts';
import { blocks, code, linkTo } from '../render/markdown.ts';
import { prose } from '../render/prose.ts';
import { describeEvidence } from '../render/report.ts';
import type { TraceData } from '../result/trace.ts';
import { drawTrace } from './counterexamples.ts';
import { groupsOf } from './results.ts';
import { changesOf, mainViolation } from './runs.ts';
import { runName, type CheckedRun, type Subject } from './subject.ts';

/** The few races that a page shows in full. */

const MOST = 3;

interface Race {
  readonly run: CheckedRun;
  readonly property: PropertyVerdict;
  readonly trace: TraceData;
}

/** The races that the spec is about, in the order of its checks. @param page the details, which have all of them */
export function describeRaces(subject: Subject, page: string): string {
  const races = racesThatMatter(subject);
  if (races.length === 0) return '';
  const every = linkTo('Counterexamples', 'All counterexamples', page);
  return blocks([
    '## Races',
    [
      'The shortest run that shows each of them: a column for each process, a line for each step (or more, where it does',
      'several things at once), and after `->` what a load or a call returned. Under it is what the property looks at, at the',
      `end of the run. ${every} are in the details.`,
    ].join(' '),
    ...races.map((race) => describeRace(race)),
  ]);
}

/**
 * Of the checks that leave nothing out, since they are the versions that people have written; of all checks where none
 * of them is wrong. Races of several processes come first, then the first one under each heading of the spec, and no
 * property is shown twice.
 */
function racesThatMatter(subject: Subject): readonly Race[] {
  const groups = groupsOf(subject).map(({ runs }) => runs.flatMap(mainRace));
  const all = groups.flat();
  const written = all.filter(isWritten);
  const candidates = (written.length > 0 ? written : all).filter((race, _, some) => isRace(race) || !some.some(isRace));
  const leading = groups.flatMap((races) => races.filter((race) => candidates.includes(race)).slice(0, 1));
  const chosen = new Map<string, Race>();
  for (const race of [...leading, ...candidates])
    if (chosen.size < MOST && !chosen.has(race.property.name)) chosen.set(race.property.name, race);
  const shown = [...chosen.values()];
  return all.filter((race) => shown.includes(race));
}

function mainRace(run: CheckedRun): readonly Race[] {
  const property = mainViolation(run);
  const trace = property === undefined ? undefined : run.report.traces.get(property.name);
  return property === undefined || trace === undefined ? [] : [{ run, property, trace }];
}

function isWritten({ run }: Race): boolean {
  return run.report.run.edits.length === 0;
}

/** Whether several processes take part. */
function isRace({ trace }: Race): boolean {
  return new Set(trace.steps.map(({ actor }) => actor)).size > 1;
}

function describeRace({ run, property, trace }: Race): string {
  const changes = changesOf(run);
  const finding = describeEvidence(property, trace).replace(property.name, code(property.name));
  const steps = countOf(property.steps ?? 0, 'step');
  return blocks([
    `### ${code(runName(run))}`,
    prose(run.report.run.doc ?? ''),
    `${changes.length === 0 ? '' : `With ${changes.map(code).join(', ')}: `}${finding}, in ${steps}.`,
    drawTrace(trace, property, run),
  ]);
}
