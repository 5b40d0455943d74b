import type { Program } from '../core/expression.ts';
import { workingOn } from '../core/internal-error.ts';
import type { Run } from '../core/run.ts';
import { assertionsOf } from '../core/traverse.ts';
import { isError, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { unknownProperty } from '../diagnostics/driver.ts';
import { lower } from '../ir/lower.ts';
import type { TransitionSystem } from '../ir/system.ts';
import { verify } from '../ir/verify.ts';
import type { ModuleGraph } from '../modules/graph.ts';
import type { Location } from '../text/source.ts';
import type { RunRequest } from '../typecheck/modules/requests.ts';
import { typecheck } from '../typecheck/typecheck.ts';
import { Timings } from './timings.ts';

/** A run that is ready to be explored; without `system` where something is wrong with it. */
export interface Prepared {
  readonly run: Run;
  readonly system?: TransitionSystem;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * @param only names of properties from the command line, in place of those that the check names after `only`
 * @param timings is told what it takes
 */
export function prepare(
  modules: ModuleGraph,
  request: RunRequest,
  only?: readonly string[],
  timings = new Timings(),
): Prepared {
  const at = placeOfRun(modules, request);
  const {
    program,
    run: declared,
    diagnostics,
  } = workingOn(at, () => timings.measure('types', () => typecheck(modules, request)));
  if (diagnostics.some(isError)) return { run: declared, diagnostics };
  const run = only === undefined ? declared : restrict(declared, only);
  const lowered = workingOn(at, () => timings.measure('steps', () => lower(program, run)));
  const all = [...diagnostics, ...lowered.diagnostics, ...unknownNames(program, only ?? [])];
  if (all.some(isError)) return { run, diagnostics: all };
  workingOn(at, () => {
    timings.measure('steps', () => {
      verify(lowered.system);
    });
  });
  return { run, system: lowered.system, diagnostics: all };
}

/** The check that a run is of, or what its file begins with. */
export function placeOfRun({ entry }: ModuleGraph, { declaration }: Pick<RunRequest, 'declaration'>): Location {
  const span = declaration?.name.span ?? entry.tree.header?.span ?? { start: 0, end: 0 };
  return { source: entry.source, span };
}

/** Violations that every spec can have, assertions without a name among them; they count whatever `--only` names. */
const always = ['deadlock', 'range', 'assert'];

function restrict(run: Run, only: readonly string[]): Run {
  const { expect } = run;
  const isKept = (name: string): boolean => only.includes(name) || always.includes(name);
  return { ...run, only, expect: { ...expect, violated: expect.violated.filter((one) => isKept(one.property)) } };
}

function unknownNames(program: Program, names: readonly string[]): readonly Diagnostic[] {
  const known = [...new Set([...program.properties.map(({ name }) => name), ...assertionsOf(program)])];
  return names
    .filter((name) => !known.includes(name) && !always.includes(name))
    .map((name) => unknownProperty(name, known));
}
