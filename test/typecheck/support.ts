import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { libraryModules } from '../../src/driver/files.ts';
import type { Program } from '../../src/core/program.ts';
import type { Run } from '../../src/core/run.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { loadModules, type ModuleReader } from '../../src/modules/modules.ts';
import { makeSource } from '../../src/text/source.ts';
import { planRuns } from '../../src/typecheck/runs/plan.ts';
import type { Override } from '../../src/typecheck/modules/requests.ts';
import type { Tables } from '../../src/typecheck/names/tables.ts';
import { typecheck } from '../../src/typecheck/typecheck.ts';
import { renderDiagnostic as render } from '../support/diagnostics.ts';

const root = resolve(import.meta.dirname, '../..');
const libraries = libraryModules();

/** Reads files of a test by name, and the bundled library. */
export function readerOf(files: Readonly<Record<string, string>>): ModuleReader {
  return (request) => {
    if (request.kind === 'file') {
      if (request.file.startsWith('/')) return { refused: 'it is outside of the project' };
      const text = files[request.file];
      if (text === 'unreadable') return { error: 'it is not UTF-8 text' };
      return text === undefined ? undefined : { source: makeSource(request.file, text), id: request.file };
    }
    if (!libraries.includes(request.name)) return undefined;
    const text = readFileSync(`${root}/specs/${request.name.replaceAll('.', '/')}.thps`, 'utf8');
    return { source: makeSource(request.name, text), id: request.name };
  };
}

export interface CheckedSpec {
  readonly diagnostics: readonly Diagnostic[];
  readonly runs: readonly { readonly program: Program; readonly run: Run; readonly tables: Tables }[];
}

/** Loads, plans and checks all runs of a spec. */
export function checkSpec(
  text: string,
  files: Readonly<Record<string, string>> = {},
  overrides: readonly Override[] = [],
): CheckedSpec {
  const loaded = loadModules(makeSource('spec.thps', text), readerOf(files), () => libraries);
  const plan = planRuns(loaded.modules, overrides);
  const runs = plan.requests.map((request) => typecheck(loaded.modules, request));
  const diagnostics = [...loaded.diagnostics, ...plan.diagnostics, ...runs.flatMap((r) => r.diagnostics)];
  const seen = new Set<string>();
  return {
    // Several runs find the same error.
    diagnostics: diagnostics.filter((d) => {
      const key = renderDiagnostic(d);
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    }),
    runs,
  };
}

export function codesOf(text: string, files: Readonly<Record<string, string>> = {}): readonly string[] {
  return checkSpec(text, files).diagnostics.map((d) => d.code);
}

/** The one run of a spec without errors. */
export function programOf(text: string, files: Readonly<Record<string, string>> = {}): Program {
  const { diagnostics, runs } = checkSpec(text, files);
  const [first] = runs;
  if (diagnostics.length > 0 || !first) throw new Error(diagnostics.map(renderDiagnostic).join('\n'));
  return first.program;
}

/** A body of a process in a spec with a few declarations of every kind. */
export function inProcess(statements: string, declarations = ''): string {
  return `spec s;
const N : 1..4 = 3;
enum Color { red, green }
union Slot { hole, small(0..2), pair(a: 0..2, b: bool) }
struct Page { refs: 0..7; dirty: bool = false; }
var x : 0..7 = 0;
var b : bool = false;
var slot : Slot = hole;
var page : Page = Page { refs: 0 };
var m : [0..2 -> 0..7] = [_ in 0..2 -> 0];
var set : set of 0..7 = {};
var queue : seq[2] of 0..7 = [];
var owner : Process? = none;
ghost var g : 0..7 = 0;
${declarations}
process p {
${statements}
}
`;
}

/** A diagnostic as the golden files of this folder show it. */
export function renderDiagnostic(d: Diagnostic): string {
  return render(d, { main: 'spec.thps', fixes: 'titles' });
}
