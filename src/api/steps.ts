import { isNamed } from '../core/run.ts';
import { isError } from '../diagnostics/diagnostic.ts';
import { unknownCheck } from '../diagnostics/driver.ts';
import { findSpecs } from '../driver/files.ts';
import { plan } from '../driver/plan.ts';
import { prepare } from '../driver/prepare.ts';
import { describeSteps } from '../ir/text/describe-steps.ts';
import { diagnosticData, type DiagnosticData } from '../result/diagnostics.ts';
import type { SpecText } from './spec-text.ts';
import { fileOf } from './specs.ts';

export interface StepsOptions {
  /** The folder that the name of a file starts from; the current one if absent. */
  readonly cwd?: string;
  /** The run that the steps are those of; the first of the spec if absent. */
  readonly check?: string;
  /** Values of constants, as expressions: `{ N: '3' }`. */
  readonly constants?: Readonly<Record<string, string>>;
}

/** A spec with every point where others may run, and what each step reads and writes; or why there is none. */
export type Steps = { readonly text: string } | { readonly diagnostics: readonly DiagnosticData[] };

/** @param spec a file, or a text */
export async function steps(spec: string | SpecText, options: StepsOptions = {}): Promise<Steps> {
  const { cwd = process.cwd(), check, constants = {} } = options;
  const { files, diagnostics: missing } =
    typeof spec === 'string' ? findSpecs([spec], cwd) : { files: [fileOf(spec)], diagnostics: [] };
  const [file] = files;
  if (file === undefined) return { diagnostics: missing.map(diagnosticData) };
  const values = Object.entries(constants).map(([name, text]) => ({ name, text }));
  const { modules, requests, diagnostics } = plan(file, values, cwd);
  if (modules === undefined || diagnostics.some(isError)) return { diagnostics: diagnostics.map(diagnosticData) };
  const request = requests.find((one) => check === undefined || isNamed(one, check));
  if (request === undefined) {
    const names = requests.map(({ name }) => name);
    return { diagnostics: [diagnosticData(unknownCheck(check ?? 'default', names))] };
  }
  const { system, diagnostics: problems } = await prepare(modules, request);
  return system === undefined ? { diagnostics: problems.map(diagnosticData) } : { text: describeSteps(system) };
}
