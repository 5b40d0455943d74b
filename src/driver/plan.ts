import { isError, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { inTextOrder } from '../diagnostics/lists.ts';
import { believableNames } from '../modules/broken-text.ts';
import type { ModuleGraph } from '../modules/graph.ts';
import { loadModules } from '../modules/modules.ts';
import type { Override, Question, RunRequest } from '../typecheck/modules/requests.ts';
import { planRuns } from '../typecheck/runs/plan.ts';
import { typecheck } from '../typecheck/typecheck.ts';
import { libraryModules, moduleReader, type SpecFile, sourceOf } from './files.ts';

/** A file with the runs that it specifies. Where there are errors there are no runs. */
export interface Plan {
  readonly file: SpecFile;
  readonly modules?: ModuleGraph;
  readonly requests: readonly RunRequest[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * @param constants values from the command line
 * @param cwd the folder that the command was started in
 * @param questions expressions from the command line
 */
export function plan(
  file: SpecFile,
  constants: readonly Override[],
  cwd: string,
  questions: readonly Question[] = [],
): Plan {
  const read = sourceOf(file);
  if ('problem' in read) return { file, requests: [], diagnostics: [read.problem] };
  const { modules, diagnostics } = loadModules(read.source, moduleReader(file, cwd), libraryModules);
  const runs = planRuns(modules, constants, questions);
  if (diagnostics.some(isError)) {
    const all = inTextOrder([...diagnostics, ...unknownNamesIn(modules, runs.requests[0], diagnostics)]);
    return { file, modules, requests: [], diagnostics: all };
  }
  return { file, modules, requests: runs.requests, diagnostics: [...diagnostics, ...runs.diagnostics] };
}

/**
 * Errors about names, as far as a file's syntax errors leave no doubt; errors about types may come from what is
 * missing.
 */
function unknownNamesIn(
  modules: ModuleGraph,
  request: RunRequest | undefined,
  loading: readonly Diagnostic[],
): readonly Diagnostic[] {
  if (request === undefined) return [];
  const isBelievable = believableNames(modules, loading);
  return typecheck(modules, request, { keepsBodies: false }).diagnostics.filter(
    (d) => d.class === 'name' && isBelievable(d),
  );
}

/**
 * The files that a plan was made of, with links followed. Undefined stands for a file that could not be read: nobody
 * knows what it was.
 */
export function filesOf({ file, modules }: Plan): readonly (string | undefined)[] {
  if (modules === undefined) return [file.path, undefined];
  return modules.modules.flatMap((module) => [
    module === modules.entry ? file.path : module.id,
    ...(module.incomplete ? [undefined] : []),
  ]);
}
