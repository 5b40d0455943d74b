import type { CheckDeclaration, File, Path } from '../../../src/syntax/tree.ts';
import { parse } from '../../../src/parser/parse.ts';
import { makeSource } from '../../../src/text/source.ts';
import { readLibrary } from '../../support/library.ts';
import { explore, type Reading } from './explore.ts';
import type { Run, Setting } from './program.ts';
import { readProgram } from './read.ts';
import { constant } from './shared.ts';
import { elements, inOrder, NotCovered } from './value.ts';

/**
 * What a spec means by the definition, one entry for each run. Reading a run gives undefined where it has more states
 * than the limit, and throws `NotCovered` where it has what the reading leaves out.
 */
export function readSpec(text: string, states: number): readonly (() => Reading | undefined)[] {
  const file = treeOf(text);
  const checks = file.declarations.filter((one) => one.kind === 'check');
  const all = checks.length === 0 ? [PLAIN] : checks.flatMap((check) => runsOf(file, check));
  return all.map((run) => () => {
    if (!run) throw new NotCovered('edits or constraints of a check');
    return explore(readProgram(file, run, library), { states });
  });
}

const PLAIN: Run = { constants: new Map(), expected: new Set() };

function treeOf(text: string): File {
  return parse(makeSource('test.thps', text)).tree;
}

function library(name: string): File | undefined {
  const found = readLibrary({ kind: 'library', name });
  return found && 'source' in found ? treeOf(found.source.text) : undefined;
}

/** `for` makes one run for each combination, in declaration order; undefined where the check edits the spec or has constraints. */
function runsOf(file: File, check: CheckDeclaration): readonly (Run | undefined)[] {
  const nameOf = (path: Path): string => path.parts.map((part) => part.name).join('.');
  let rows = [new Map(check.constants.map((one): [string, Setting] => [nameOf(one.name), { expression: one.value }]))];
  // What a check ranges over is the file's own, and known even where a library has what the reading leaves out.
  const own = { ...file, declarations: file.declarations.filter((one) => one.kind !== 'import') };
  for (const range of check.ranges) {
    const set = constant(range.set, readProgram(own, PLAIN, library));
    if (set === undefined) throw new NotCovered('the constants of a check');
    const values = inOrder(elements(set));
    rows = rows.flatMap((row) => values.map((value) => new Map(row).set(nameOf(range.name), { value })));
  }
  const violated = check.expectations.flatMap((one) => (one.kind === 'violates' ? one.properties : []));
  const expected = new Set(violated.map((one) => nameOf(one.property)));
  const only = check.only && new Set(check.only.map(nameOf));
  return rows.map((constants) =>
    check.edits.length > 0 || check.constraints.length > 0 ? undefined : { constants, expected, only },
  );
}

/** What the reading and an engine have to say the same of. */
export type Verdict = Omit<Reading, 'evidence'> & { readonly evidence: Readonly<Record<string, number>> };

export function verdictOf({ states, depth, evidence }: Reading): Verdict {
  return { states, depth, evidence: Object.fromEntries([...evidence].sort(([a], [b]) => (a < b ? -1 : 1))) };
}
