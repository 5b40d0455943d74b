import type { Type } from '../../core/types.ts';
import { meaningOf, membersOf, nameOf } from '../chain-type.ts';
import { chainBefore } from '../context.ts';
import type { Declared } from '../declared.ts';
import { headOf } from '../describe.ts';
import { statementSnippets, typeSnippets } from '../snippets.ts';
import { builtinDocs, expressionWords, statementWords } from '../words.ts';
import { namesToImport } from './library-names.ts';
import type { Suggestions } from './suggestions.ts';

/** Inside of bodies and values: statements, types, expressions. */

export function statements(list: Suggestions): void {
  list.addSnippets(statementSnippets, 2);
  list.addWords(statementWords, 3);
  for (const one of localsHere(list)) list.addDeclared(one, 0);
  list.addNames(['variable', 'procedure', 'module'], 1);
  namesToImport(list, ['procedure']);
}

/** Behind `goto`. */
export function labelsHere(list: Suggestions): void {
  const body = list.bodyHere();
  if (body) for (const one of list.partsOf(body, 'label')) list.addDeclared(one, 1);
}

function localsHere({ context: { start, offsets, head }, names }: Suggestions): readonly Declared[] {
  const from = offsets[head] ?? 0;
  return names.localsAt(start).filter((d) => d.identifier.span.start >= from);
}

/** What has steps, by its name alone. */
export function stepBodies(list: Suggestions, kinds: readonly ('process' | 'procedure' | 'action')[]): void {
  const wanted: readonly Declared['kind'][] = [...kinds, 'module'];
  for (const one of list.names.all())
    if (wanted.includes(one.kind) && one.kind !== 'check') list.add(one.name, one.kind, 1, { detail: headOf(one) });
}

export function types(list: Suggestions): void {
  list.addNames(['type', 'module'], 1);
  list.add('Process', 'type', 2, { documentation: builtinDocs['Process'] ?? '' });
  list.addWords(expressionWords, 2, ['bool', 'seq', 'set']);
  list.addSnippets(typeSnippets, 3);
  list.addNames(['constant'], 3);
  namesToImport(list, ['type']);
}

export function expressions(list: Suggestions): void {
  const expected = expectedType(list);
  const members = expected && membersOf(expected);
  for (const one of localsHere(list)) list.addDeclared(one, 1);
  for (const one of list.names.all()) list.addDeclared(one, 2);
  for (const one of list.names.allMembers())
    list.addDeclared(one, members?.includes(one.name) && one.owner?.name === nameOf(expected) ? 0 : 3);
  if (expected?.kind === 'bool') list.addWords(expressionWords, 0, ['true', 'false']);
  for (const [name, documentation] of Object.entries(builtinDocs)) {
    if (name === 'done') continue;
    if (name === 'Process') list.add(name, 'type', 4, { documentation });
    else if (name === 'all_done') list.add(name, 'function', 4, { documentation });
    else list.add(name, 'function', 4, { documentation, insertText: `${name}($1)`, isSnippet: true });
  }
  list.addWords(expressionWords, 5);
  list.addWords(statementWords, 5, ['if', 'else', 'let', 'match']);
  namesToImport(list, ['procedure', 'function', 'constant']);
}

const beforeValues: ReadonlySet<string> = new Set(['=', '==', '!=', 'in', '!in', '+=', '-=', '|=']);

/** Of what stands left of `=`, `==` and their like before the cursor. */
function expectedType(list: Suggestions): Type | undefined {
  const { before, start } = list.context;
  if (!beforeValues.has(before.at(-1) ?? '')) return undefined;
  const chain = chainBefore(list.context, before.length - 1);
  const meaning = chain && meaningOf(list.analysis, chain, start);
  if (meaning?.kind === 'value') return meaning.type;
  // `const GUARD : Guard = `
  const declared = list.bodyHere();
  return declared && list.analysis.tableOf(declared.source)?.types.get(declared.identifier.id);
}
