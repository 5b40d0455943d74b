import type { Type } from '../../core/types.ts';
import type { Location } from '../../text/source.ts';
import type { Analysis } from '../analysis.ts';
import type { DocumentHighlight, DocumentLink, Place } from '../data.ts';
import { indexOf } from '../file-index.ts';
import { isSameDefinition, type Occurrence } from '../occurrences.ts';
import { toPlace, toRange } from '../positions.ts';
import { resolveUri, type Workspace } from '../workspace.ts';
import { typeOf } from './hover.ts';

export function definition(analysis: Analysis, offset: number): Place | undefined {
  const found = analysis.occurrenceAt(offset);
  if (found?.definition) return toPlace(found.definition);
  const file = importAt(analysis, offset);
  return file && toPlace({ source: file, span: { start: 0, end: 0 } });
}

function importAt(analysis: Analysis, offset: number): Location['source'] | undefined {
  for (const node of analysis.module.tree.declarations) {
    if (node.kind !== 'import') continue;
    const { span } = node.module.kind === 'library' ? node.module.path : node.module;
    if (span.start <= offset && offset <= span.end) return analysis.module.imports.get(node.id)?.source;
  }
  return undefined;
}

/** Where the type of what stands at an offset is declared; the elements of a set, map or option count. */
export function typeDefinition(analysis: Analysis, offset: number): Place | undefined {
  const found = analysis.occurrenceAt(offset);
  const type = found && typeOf(analysis, found);
  const name = type && nominal(type);
  if (name === undefined) return undefined;
  const modules = [analysis.module, ...analysis.modules.modules];
  const declared = modules.map((m) => indexOf(m).names.get(name)).find((d) => d?.kind === 'type');
  return declared && toPlace({ source: declared.source, span: declared.identifier.span });
}

function nominal(type: Type): string | undefined {
  switch (type.kind) {
    case 'enum':
    case 'struct':
    case 'union':
    case 'symmetric':
    case 'opaque':
      return type.name;
    case 'option':
    case 'set':
    case 'seq':
      return nominal(type.element);
    case 'map':
      return nominal(type.value);
    case 'bool':
    case 'int':
    case 'process':
    case 'tuple':
    case 'never':
    case 'formula':
      return undefined;
  }
}

/** The name of what stands at an offset, as its declaration has it. */
export function nameAt(analysis: Analysis, offset: number): string | undefined {
  const target = analysis.occurrenceAt(offset)?.definition;
  return target && nameOf(target);
}

function nameOf({ source, span }: Location): string {
  return source.text.slice(span.start, span.end);
}

/** All uses of what stands at an offset, in every text of the workspace. */
export function findReferences(workspace: Workspace, analysis: Analysis, target: Location): readonly Found[] {
  const found: Found[] = [];
  const texts = new Set([...workspace.uris(), target.source.name, analysis.source.name]);
  // A text without the name in it has no use of it, and needs no analysis.
  const name = nameOf(target);
  for (const uri of texts) {
    if (workspace.source(uri)?.text.includes(name) !== true) continue;
    const other = workspace.analysis(uri);
    if (other === undefined) continue;
    for (const occurrence of other.occurrences)
      if (occurrence.definition && isSameDefinition(occurrence.definition, target))
        found.push({ analysis: other, occurrence });
  }
  return found;
}

export interface Found {
  readonly analysis: Analysis;
  readonly occurrence: Occurrence;
}

export function references(
  workspace: Workspace,
  analysis: Analysis,
  offset: number,
  { includeDeclaration }: { readonly includeDeclaration: boolean },
): readonly Place[] {
  const target = analysis.occurrenceAt(offset)?.definition;
  if (target === undefined) return [];
  return findReferences(workspace, analysis, target)
    .filter(({ occurrence }) => includeDeclaration || occurrence.role !== 'declaration')
    .map(({ analysis: { source }, occurrence: { span } }) => toPlace({ source, span }));
}

export function highlights(analysis: Analysis, offset: number): readonly DocumentHighlight[] {
  const target = analysis.occurrenceAt(offset)?.definition;
  if (target === undefined) return [];
  return analysis.occurrences
    .filter((o) => o.definition && isSameDefinition(o.definition, target))
    .map((o) => ({ range: toRange(analysis.source, o.span), kind: o.role === 'read' ? 'read' : 'write' }));
}

/** The files that imports name, and the texts of bundled modules. */
export function links(workspace: Workspace, analysis: Analysis): readonly DocumentLink[] {
  return analysis.module.tree.declarations.flatMap((node) => {
    if (node.kind !== 'import') return [];
    const target =
      node.module.kind === 'file'
        ? resolveUri(analysis.source.name, node.module.file)
        : workspace.host.libraryUri(node.module.path.parts.map((p) => p.name).join('.'));
    if (target === undefined || workspace.imported(analysis.source, node) === undefined) return [];
    const { span } = node.module.kind === 'file' ? node.module : node.module.path;
    return [{ range: toRange(analysis.source, span), target }];
  });
}
