import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { nothingToShow, unknownCheck, unknownProperty } from '../diagnostics/driver.ts';
import { renderDiagnostics } from '../render/diagnostics-terminal.ts';
import { type FormName, forms, type FormLoader } from '../render/forms/forms.ts';
import { chosen, shownIn } from '../render/selection.ts';
import type { RaceOptions } from '../render/trace-race.ts';
import type { Result } from '../result/model.ts';
import { exitCodeOfDiagnostic, exitCodes, mostSevere, type ExitCode } from './exit-codes.ts';
import { type ShieldedHost, styleFor } from './host.ts';
import { readResult } from './read-result.ts';
import { type Destination, writeText } from './write-text.ts';

/** `thps show`: a result in the form that its reader uses, without checking again. */
export interface ShowOptions {
  readonly form: FormName;
  readonly checks?: readonly string[];
  readonly properties?: readonly string[];
  readonly race: RaceOptions;
  readonly out?: Destination;
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
  return writeText(text, options.out, host);
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
