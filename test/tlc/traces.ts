import { readFileSync } from 'node:fs';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Result } from '../../src/result/model.ts';
import type { TlaModule } from '../../src/tla/module.ts';
import { thps } from '../cli/run.ts';
import type { CompiledRun } from '../support/compile.ts';
import { type Comparison, exploreAll, exported } from './compare.ts';
import { counterexample, type Tlc } from './tlc.ts';

/** The way back: TLC's own counterexamples of an exported module, imported into the spec. */

const root = join(import.meta.dirname, '..', '..');

/** A counterexample of TLC that is kept, so that tests have it where there is no Java. */
export interface KeptTrace {
  /** From the root of the repository. */
  readonly spec: string;
  readonly check: string;
  readonly property: string;
  /** Of the shortest counterexample; TLC promises none of a temporal property. */
  readonly steps?: number;
  readonly text: string;
}

/** Where a kept counterexample is. */
export function keptFile({ spec, check, property }: Omit<KeptTrace, 'text'>): string {
  const base = spec.replace(/^.*\//, '').replace(/\.thps$/, '');
  const name = [base, check, property].join('.').replaceAll(/[^\w.-]+/g, '_');
  return join(root, 'test', 'tla', 'traces', `${name}.txt`);
}

/** The first line of a kept counterexample says what it is about. */
export function writeKept(kept: KeptTrace): void {
  const { text, ...about } = kept;
  const path = keptFile(kept);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(about)}\n${text}`);
}

export function readKept(path: string): KeptTrace {
  const [first = '', ...rest] = readFileSync(path, 'utf8').split('\n');
  return { ...(JSON.parse(first) as Omit<KeptTrace, 'text'>), text: rest.join('\n') };
}

/** What an imported trace is shown to be: the property, and the number of steps. */
export interface CameBack {
  readonly property: string;
  readonly kind: string;
  readonly steps: number | undefined;
}

/** Imports a trace as the command does. @returns what is wrong, or what it is */
export async function importTrace(spec: string, check: string, trace: string): Promise<CameBack | string> {
  const words = ['import-trace', join(root, spec), '-', '--check', check, '--json'];
  const { code, stdout, stderr } = await thps(words, { stdin: trace });
  if (code !== 0 || stderr !== '') return `exit code ${code}: ${stderr}`;
  const { checks } = JSON.parse(stdout) as Result;
  const shown = checks[0]?.properties.find((one) => one.trace !== undefined);
  return shown === undefined
    ? 'nothing is shown'
    : { property: shown.name, kind: shown.kind, steps: shown.trace?.steps.length };
}

/** Has TLC find a counterexample of each property that is violated, and imports it. */
export async function tracesComeBack(
  file: string,
  compiled: CompiledRun,
  tlc: Tlc,
  { most, keep }: { readonly most: number; readonly keep: boolean },
): Promise<Comparison> {
  const { module, without } = exported(compiled.system, compiled.run);
  const own = await exploreAll(compiled, most);
  if (own === undefined) return { kind: 'left out', reason: `more than ${most} states` };
  const differences: string[] = [];
  const spec = relative(root, file);
  const check = compiled.run.name;
  const temporal = [...own.violated].map((property) => [property, undefined] as const);
  for (const [property, steps] of [...own.evidence, ...temporal]) {
    const asked = askedOf(module, property);
    // Violated where a property is evaluated, which TLC ends with an error of its own.
    if (asked === undefined) continue;
    const text = await counterexample(module, asked, tlc);
    const back = await importTrace(spec, check, text);
    if (typeof back === 'string') differences.push(`${property}: ${back}`);
    else if (steps === undefined ? back.kind !== 'temporal' : back.property !== property || back.steps !== steps)
      differences.push(`${property}: in ${steps} steps, came back as ${back.property} in ${back.steps}`);
    else if (keep) writeKept({ spec, check, property, ...(steps === undefined ? {} : { steps }), text });
  }
  if (differences.length > 0) return { kind: 'different', differences };
  return { kind: 'same', states: own.states, findings: own.evidence.size, temporal: own.violated.size, without };
}

function askedOf({ properties }: TlaModule, name: string): TlaModule['properties'][number] | 'deadlock' | undefined {
  return name === 'deadlock' ? name : properties.find((one) => one.name === name);
}
