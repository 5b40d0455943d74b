import type { AnyNode, File, ImportDeclaration } from '../../syntax/tree.ts';
import type { TextEdit } from '../data.ts';
import type { Declared, ParsedText } from '../declared.ts';
import { indexOf } from '../file-index.ts';
import { toRange } from '../positions.ts';
import type { Suggestions } from './suggestions.ts';

/** Names of bundled modules that are not imported: whoever takes one has the import written as well. */
export function namesToImport(list: Suggestions, kinds: readonly Declared['kind'][]): void {
  const { analysis, context, workspace } = list;
  // All of them would be more than what there is already.
  if (context.word === '') return;
  const { tree } = analysis.module;
  const imported = new Set(tree.declarations.filter((d) => d.kind === 'import').map(libraryOf));
  for (const name of workspace.host.libraries) {
    if (imported.has(name)) continue;
    const module = workspace.library(name);
    const edit = importOf(list, name);
    if (module === undefined || edit === undefined || !canBeAdded(module, list)) continue;
    for (const one of indexOf(module).names.values())
      if (kinds.includes(one.kind)) list.addDeclared(one, 6, { detail: `import ${name}`, further: [edit] });
  }
}

function libraryOf({ module }: ImportDeclaration): string | undefined {
  return module.kind === 'library' ? module.path.parts.map(({ name }) => name).join('.') : undefined;
}

/** Whether an import of a module needs no values, and brings no name that there is already. */
function canBeAdded(module: ParsedText, { analysis }: Suggestions): boolean {
  const own = analysis.index;
  return (
    !module.tree.declarations.some(isOpen) && [...indexOf(module).names.keys()].every((name) => !own.names.has(name))
  );
}

/** What an importer has to give a value to. */
function isOpen(node: AnyNode): boolean {
  return (node.kind === 'type' && node.type === undefined) || (node.kind === 'const' && node.value === undefined);
}

/** Behind the last import, or the header. */
function importOf({ analysis: { source, module } }: Suggestions, name: string): TextEdit | undefined {
  const place = lastImport(module.tree) ?? module.tree.header;
  if (place === undefined) return undefined;
  const { end } = place.span;
  const between = place.kind === 'import' ? '\n' : '\n\n';
  return { range: toRange(source, { start: end, end }), newText: `${between}import ${name};` };
}

function lastImport({ declarations }: File): ImportDeclaration | undefined {
  return declarations.findLast((d): d is ImportDeclaration => d.kind === 'import');
}
