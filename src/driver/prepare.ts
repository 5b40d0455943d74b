import type { Program } from '../core/program.ts';
import { workingOn } from '../core/internal-error.ts';
import type { Run } from '../core/run.ts';
import { assertionsOf } from '../core/traverse.ts';
import { isError, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { unknownProperty } from '../diagnostics/driver.ts';
import { directly } from '../explorer/watch.ts';
import { lower, type Weaken } from '../ir/lower.ts';
import type { TransitionSystem } from '../ir/system.ts';
import { verify } from '../ir/verification/verify.ts';
import type { ModuleGraph } from '../modules/graph.ts';
import type { Location } from '../text/source.ts';
import type { RunRequest } from '../typecheck/modules/requests.ts';
import { type Typechecked, typecheck } from '../typecheck/typecheck.ts';
import { Timings } from './timings.ts';

/** A run that is ready to be explored; without `system` where something is wrong with it. */
export interface Prepared {
  readonly run: Run;
  readonly system?: TransitionSystem;
  readonly diagnostics: readonly Diagnostic[];
}

export interface PrepareOptions {
  /** Names of properties from the command line, instead of those that the check names after `only`. */
  readonly only?: readonly string[] | undefined;
  /** Records how long stages take. */
  readonly timings?: Timings;
  /** Runs what keeps the event loop waiting. */
  readonly atOnce?: <T>(work: () => T) => Promise<T>;
}

/** Types a run and lowers it to steps. */
export async function prepare(
  modules: ModuleGraph,
  request: RunRequest,
  { only, timings = new Timings(), atOnce = directly }: PrepareOptions = {},
): Promise<Prepared> {
  const at = placeOfRun(modules, request);
  const checked = await atOnce(() => workingOn(at, () => timings.measure('types', () => typecheck(modules, request))));
  // Most checks are about the one memory that everybody sees.
  const weaken = checked.run.memory && (await import('../ir/memory/weaken.ts')).weaken;
  return atOnce(() => loweredTo(checked, { at, only, timings, weaken }));
}

function loweredTo(
  { program, run: declared, diagnostics }: Typechecked,
  {
    at,
    only,
    timings,
    weaken,
  }: { at: Location; only: PrepareOptions['only']; timings: Timings; weaken: Weaken | undefined },
): Prepared {
  if (diagnostics.some(isError)) return { run: declared, diagnostics };
  const run = withAsked(only === undefined ? declared : restrict(declared, only));
  const lowered = workingOn(at, () => timings.measure('steps', () => lower(program, run, weaken)));
  const all = [...diagnostics, ...lowered.diagnostics, ...unknownNames(program, only ?? [])];
  if (all.some(isError)) return { run, diagnostics: all };
  workingOn(at, () => {
    timings.measure('steps', () => {
      verify(lowered.system);
    });
  });
  return { run, system: lowered.system, diagnostics: all };
}

/** The check that a run belongs to, or else the beginning of its file. */
export function placeOfRun({ entry }: ModuleGraph, { declaration }: Pick<RunRequest, 'declaration'>): Location {
  const span = declaration?.name.span ?? entry.tree.header?.span ?? { start: 0, end: 0 };
  return { source: entry.source, span };
}

/** Violations that every spec can have, assertions without a name included; they count whatever `--only` names. */
const always = ['deadlock', 'range', 'assert'];

function restrict(run: Run, only: readonly string[]): Run {
  const { expect } = run;
  // It is about its order, whatever else the file declares.
  if (run.scenario) return run;
  const isKept = (name: string): boolean => only.includes(name) || always.includes(name);
  return { ...run, only, expect: { ...expect, violated: expect.violated.filter((one) => isKept(one.property)) } };
}

/** What the command line asks about counts in a run that looks at few properties as well. */
function withAsked(run: Run): Run {
  return run.only === undefined ? run : { ...run, only: [...run.only, ...run.asked] };
}

function unknownNames(program: Program, names: readonly string[]): readonly Diagnostic[] {
  const known = [...new Set([...program.properties.map(({ name }) => name), ...assertionsOf(program)])];
  return names
    .filter((name) => !known.includes(name) && !always.includes(name))
    .map((name) => unknownProperty(name, known));
}
