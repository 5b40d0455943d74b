import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { cannotWrite, nothingToShow, unknownCheck, unknownProperty } from '../diagnostics/driver.ts';
import { createFile, replaceFile } from '../driver/replace-file.ts';
import { renderDiagnostics } from '../render/diagnostics-terminal.ts';
import { type FormName, forms, type FormLoader } from '../render/forms/forms.ts';
import { chosen, shownIn } from '../render/selection.ts';
import type { RaceOptions } from '../render/trace-race.ts';
import type { Result } from '../result/model.ts';
import { exitCodeOfDiagnostic, exitCodes, mostSevere, type ExitCode } from './exit-codes.ts';
import { type ShieldedHost, styleFor } from './host.ts';
import { readResult } from './read-result.ts';

/** `thps show`: a result in the form that its reader uses, without checking again. */
export interface ShowOptions {
  readonly form: FormName;
  readonly checks?: readonly string[];
  readonly properties?: readonly string[];
  readonly race: RaceOptions;
  /** A file to write to, and whether one that is there is replaced. */
  readonly out?: { readonly file: string; readonly mode: 'create' | 'replace' };
}

export async function showCommand(name: string, options: ShowOptions, host: ShieldedHost): Promise<ExitCode> {
  const problems = await show(name, options, host);
  if (problems.length > 0) host.stderr.write(renderDiagnostics(problems, styleFor(host.stderr, host)));
  return mostSevere([exitCodes.asExpected, ...problems.map(exitCodeOfDiagnostic)]);
}

async function show(name: string, options: ShowOptions, host: ShieldedHost): Promise<readonly Diagnostic[]> {
  const read = readResult(name, host);
  if ('problem' in read) return [read.problem];
  const unknown = unknownNames(read.result, options);
  if (unknown.length > 0) return unknown;
  const text = await formOf(chosen(read.result, options), options);
  if (text === undefined) return [nothingToShow(options.form)];
  const { out } = options;
  if (out === undefined) {
    // What a terminal would obey is shown; a file or a program gets what the form says.
    if (host.stdout.isTerminal) host.stdout.write(text);
    else host.verbatim(text);
    return [];
  }
  try {
    const path = resolve(host.cwd, out.file);
    mkdirSync(dirname(path), { recursive: true });
    (out.mode === 'replace' ? replaceFile : createFile)(path, text);
    return [];
  } catch (error) {
    return [cannotWrite(out.file, reasonOf(error))];
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'EEXIST')
    return 'it exists, and `--force` was not given';
  return error instanceof Error ? error.message : String(error);
}

/** Undefined where the form is one of a run, and there is none. */
async function formOf(result: Result, { form, race }: ShowOptions): Promise<string | undefined> {
  const loader: FormLoader = forms[form];
  if (loader.of === 'result') return (await loader.load())(result, { race });
  const [first] = shownIn(result);
  return first && (await loader.load())(first, { race });
}

function unknownNames({ checks }: Result, { checks: names = [], properties = [] }: ShowOptions): readonly Diagnostic[] {
  const known = [...new Set(checks.flatMap(({ check, name }) => [check, name]))];
  const declared = [...new Set(checks.flatMap((check) => check.properties.map(({ name }) => name)))];
  return [
    ...names.filter((name) => !known.includes(name)).map((name) => unknownCheck(name, known)),
    ...properties.filter((name) => !declared.includes(name)).map((name) => unknownProperty(name, declared)),
  ];
}
