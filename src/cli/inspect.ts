import { isNamed } from '../core/run.ts';
import { dumpLayout } from '../backend/wasm/layout/dump-layout.ts';
import { workingOn } from '../core/internal-error.ts';
import type { Run } from '../core/run.ts';
import { isError, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { unknownCheck } from '../diagnostics/driver.ts';
import { describeSteps } from '../ir/text/describe-steps.ts';
import { dumpSystem } from '../ir/text/dump.ts';
import type { TransitionSystem } from '../ir/system.ts';
import { parse } from '../parser/parse.ts';
import { renderDiagnostics } from '../render/diagnostics-terminal.ts';
import { titleOfRun } from '../render/report.ts';
import { runWords } from '../driver/results.ts';
import { dump } from '../syntax/dump.ts';
import type { ModuleGraph } from '../modules/graph.ts';
import type { Override, RunRequest } from '../typecheck/modules/requests.ts';
import { exitCodeOfDiagnostic, exitCodes, mostSevere, type ExitCode } from './exit-codes.ts';
import { findSpecs, readSource, type SpecFile } from '../driver/files.ts';
import { styleFor, type Host } from './host.ts';
import { plan } from '../driver/plan.ts';
import { placeOfRun, prepare } from '../driver/prepare.ts';

/** `thps parse`, `thps ir` and `thps steps`: one file as the stages of the checker see it. */

export interface InspectOptions {
  /** Name of the run; the first of the file where it is absent. */
  readonly check?: string;
  readonly constants: readonly Override[];
  /** Chooses a run where none is named. */
  readonly prefer?: (modules: ModuleGraph, requests: readonly RunRequest[]) => Promise<RunRequest | undefined>;
}

/** The syntax tree, with the spans of the nodes if `positions`. */
export function parseCommand(name: string, { positions }: { readonly positions: boolean }, host: Host): ExitCode {
  const found = oneFile(name, host);
  if ('problems' in found) return report(found.problems, host);
  const read = readSource(found.file.name, found.file.path);
  if ('problem' in read) return report([read.problem], host);
  const { tree, diagnostics } = parse(read.source);
  host.stdout.write(dump(tree, { positions }));
  return report(diagnostics, host);
}

/** The transition system of one run, or the bits of its states if `layout`. */
export function irCommand(
  name: string,
  options: InspectOptions & { readonly layout: boolean },
  host: Host,
): Promise<ExitCode> {
  return showSystem(name, options, host, options.layout ? dumpLayout : dumpSystem);
}

/** The source of one run with its control points, and what each step reads and writes. */
export function stepsCommand(name: string, options: InspectOptions, host: Host): Promise<ExitCode> {
  return showSystem(name, options, host, describeSteps);
}

function showSystem(
  name: string,
  options: InspectOptions,
  host: Host,
  show: (system: TransitionSystem) => string,
): Promise<ExitCode> {
  return withSystem(name, options, host, ({ system, title }) => {
    if (title !== undefined) host.stdout.write(`// ${title}\n\n`);
    host.stdout.write(show(system));
    return [];
  });
}

/** The run that a command line chose. */
export interface ChosenRun {
  readonly run: Run;
  readonly system: TransitionSystem;
  readonly modules: ModuleGraph;
  readonly request: RunRequest;
  readonly file: SpecFile;
  /** What tells it from the other runs of its file, where there are some. */
  readonly title?: string;
}

/** Compiles one run of a file for `use`, which returns what goes wrong with it. */
export async function withSystem(
  name: string,
  options: InspectOptions,
  host: Host,
  use: (chosen: ChosenRun) => readonly Diagnostic[] | Promise<readonly Diagnostic[]>,
): Promise<ExitCode> {
  const found = oneFile(name, host);
  if ('problems' in found) return report(found.problems, host);
  const { modules, requests, diagnostics } = plan(found.file, options.constants, host.cwd);
  if (modules === undefined || diagnostics.some(isError)) return report(diagnostics, host);
  const names = requests.map((request) => request.name);
  const { check, prefer } = options;
  const preferred = check === undefined ? await prefer?.(modules, requests) : undefined;
  const request = preferred ?? requests.find((one) => check === undefined || isNamed(one, check));
  if (request === undefined) return report([unknownCheck(check ?? 'default', names)], host);

  const { run, system, diagnostics: problems } = await prepare(modules, request);
  const title = requests.length > 1 ? { title: titleOfRun(runWords(run)) } : {};
  const failures =
    system === undefined
      ? []
      : await workingOn(placeOfRun(modules, request), () =>
          use({ run, system, modules, request, file: found.file, ...title }),
        );
  return report([...[...diagnostics, ...problems].filter(isError), ...failures], host);
}

function oneFile(name: string, host: Host): { readonly file: SpecFile } | { readonly problems: readonly Diagnostic[] } {
  const { files, diagnostics } = findSpecs([name], host.cwd);
  const [file] = files;
  return file === undefined ? { problems: diagnostics } : { file };
}

function report(diagnostics: readonly Diagnostic[], host: Host): ExitCode {
  if (diagnostics.length > 0) host.stderr.write(renderDiagnostics(diagnostics, styleFor(host.stderr, host)));
  return mostSevere([exitCodes.asExpected, ...diagnostics.map(exitCodeOfDiagnostic)]);
}
