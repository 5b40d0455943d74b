import { isError, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { inTextOrder } from '../diagnostics/lists.ts';
import { believableNames } from '../modules/broken-text.ts';
import type { ModuleGraph } from '../modules/graph.ts';
import { loadModules } from '../modules/modules.ts';
import type { Override, RunRequest } from '../typecheck/modules/requests.ts';
import { planRuns } from '../typecheck/runs/plan.ts';
import { typecheck } from '../typecheck/typecheck.ts';
import { libraryModules, moduleReader, readSource, type SpecFile } from './files.ts';

/** A file with the runs that it promises. Where there are errors there are no runs. */
export interface Plan {
  readonly file: SpecFile;
  readonly modules?: ModuleGraph;
  readonly requests: readonly RunRequest[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * @param constants values from the command line
 * @param cwd the folder that the command was started in
 */
export function plan(file: SpecFile, constants: readonly Override[], cwd: string): Plan {
  const read = readSource(file.name, file.path);
  if ('problem' in read) return { file, requests: [], diagnostics: [read.problem] };
  const { modules, diagnostics } = loadModules(read.source, moduleReader(file, cwd), libraryModules);
  const runs = planRuns(modules, constants);
  if (diagnostics.some(isError)) {
    const all = inTextOrder([...diagnostics, ...unknownNamesIn(modules, runs.requests[0], diagnostics)]);
    return { file, modules, requests: [], diagnostics: all };
  }
  return { file, modules, requests: runs.requests, diagnostics: [...diagnostics, ...runs.diagnostics] };
}

/** What is wrong with names, where the syntax errors of a file leave no doubt: types may follow from what is missing. */
function unknownNamesIn(
  modules: ModuleGraph,
  request: RunRequest | undefined,
  loading: readonly Diagnostic[],
): readonly Diagnostic[] {
  if (request === undefined) return [];
  const isBelievable = believableNames(modules, loading);
  return typecheck(modules, request, false).diagnostics.filter((d) => d.class === 'name' && isBelievable(d));
}
