import { reservedWords } from '../../parser/tokens.ts';
import type { Source } from '../../text/source.ts';
import type { Analysis } from '../analysis.ts';
import type { Range, RenameResult } from '../data.ts';
import type { Declared } from '../declared.ts';
import { indexOf } from '../file-index.ts';
import { namesOf } from '../names.ts';
import { toRange, toWorkspaceEdit } from '../positions.ts';
import { keyOf, type Workspace } from '../workspace.ts';
import { findReferences, type Found } from './navigation.ts';

/** The name that would be renamed, or why it cannot be. */
export function prepareRename(
  workspace: Workspace,
  analysis: Analysis,
  offset: number,
): { readonly range: Range; readonly name: string } | { readonly refused: string } {
  const found = analysis.occurrenceAt(offset);
  if (found === undefined) return { refused: 'there is no name here' };
  if (found.declared === undefined)
    return {
      refused: found.info ? `'${found.name}' belongs to the language` : `it is not known what '${found.name}' means`,
    };
  if (isBundled(workspace, found.declared))
    return { refused: `'${found.name}' belongs to a bundled module, which cannot be changed` };
  const outside = isOurs(workspace, found.declared.source.name) ? undefined : found.declared.source;
  if (outside !== undefined)
    return { refused: `'${found.name}' is declared in ${baseName(outside)}, which is not in this workspace` };
  return { range: toRange(analysis.source, found.span), name: found.name };
}

/** Renames in all texts of the workspace; refused where the new name would mean something else, or nothing. */
export function rename(workspace: Workspace, analysis: Analysis, offset: number, name: string): RenameResult {
  const prepared = prepareRename(workspace, analysis, offset);
  if ('refused' in prepared) return prepared;
  const found = analysis.occurrenceAt(offset);
  if (!found?.declared || !found.definition) return { refused: 'there is no name here' };
  const { declared } = found;
  if (name === declared.name) return { edit: {} };
  const wrong = wrongName(name, declared);
  if (wrong !== undefined) return { refused: wrong };
  const uses = findReferences(workspace, analysis, found.definition);
  const outside = uses.find(({ analysis: { source } }) => !isOurs(workspace, source.name));
  if (outside !== undefined)
    return { refused: `${baseName(outside.analysis.source)} uses '${declared.name}' and is not in this workspace` };
  for (const use of uses) {
    const clash = clashOf(use, declared, name);
    if (clash !== undefined) return { refused: clash };
  }
  const edits = uses.map(({ analysis: { source }, occurrence }) => ({
    location: { source, span: occurrence.span },
    text: name,
  }));
  const broken = meansSomethingElse(workspace, analysis, declared, uses, name);
  return broken === undefined ? { edit: toWorkspaceEdit(edits) } : { refused: broken };
}

/** Whether a text may be changed: a file of the workspace, or a document that is open. */
function isOurs(workspace: Workspace, uri: string): boolean {
  const key = keyOf(uri);
  return workspace.uris().some((one) => keyOf(one) === key);
}

function baseName({ name }: Source): string {
  return name.replace(/^.*\//, '');
}

function isBundled(workspace: Workspace, declared: Declared): boolean {
  const key = keyOf(declared.source.name);
  return workspace.host.libraries.some((one) => {
    const uri = workspace.host.libraryUri(one);
    return uri !== undefined && keyOf(uri) === key;
  });
}

function wrongName(name: string, declared: Declared): string | undefined {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || name === '_') return `'${name}' is not a name`;
  if (reservedWords.has(name) && declared.kind !== 'field') return `'${name}' is a word of the language`;
  if (declared.kind === 'label' && (name === 'done' || name === 'start')) return `'${name}' cannot name a label`;
  return undefined;
}

/** Something of the new name that is in scope where the old one is used. Nothing may be shadowed. */
function clashOf({ analysis, occurrence }: Found, declared: Declared, name: string): string | undefined {
  const names = namesOf(analysis.module);
  const say = (other: Declared | undefined, what: string): string | undefined =>
    other === undefined || other === declared ? undefined : `${what} '${name}' already, ${whereIs(other)}`;
  const part = (kind: 'field' | 'member' | 'label', what: string): string | undefined => {
    const module = analysis.modules.modules.find((m) => m.source === declared.source);
    const others = module && declared.owner ? indexOf(module).partsOf(declared.owner, kind) : [];
    return say(
      others.find((d) => d.name === name),
      what,
    );
  };
  switch (declared.kind) {
    case 'field':
      return part('field', `'${declared.owner?.name ?? ''}' has a field`);
    case 'label':
      return part('label', `'${declared.owner?.name ?? ''}' has a label`);
    case 'property':
      return say(names.property(name), 'there is a property');
    case 'check':
      return say(
        indexOf(analysis.module).checks.find((d) => d.name === name),
        'there is a check',
      );
    case 'member':
      return (
        part('member', `'${declared.owner?.name ?? ''}' has a member`) ??
        say(names.local(name, occurrence.span.start) ?? names.find(name), 'there is')
      );
    case 'local':
      return (
        say(
          indexOf(analysis.module).locals.find((d) => d.name === name && overlap(d, declared)),
          'there is',
        ) ?? say(names.find(name) ?? names.members(name)[0], 'there is')
      );
    case 'constant':
    case 'type':
    case 'variable':
    case 'function':
    case 'procedure':
    case 'action':
    case 'process':
    case 'module':
      return (
        say(names.find(name), 'there is') ??
        say(names.members(name)[0], 'there is a member') ??
        say(
          indexOf(analysis.module).locals.find((d) => d.name === name),
          'there is a local',
        )
      );
  }
}

function overlap(a: Declared, b: Declared): boolean {
  if (a.owner !== b.owner || !a.visible || !b.visible) return false;
  const startOfA = Math.min(a.identifier.span.start, a.visible.start);
  const startOfB = Math.min(b.identifier.span.start, b.visible.start);
  return startOfA < b.visible.end && startOfB < a.visible.end;
}

function whereIs({ source, identifier }: Declared): string {
  const { line } = toRange(source, identifier.span).start;
  return `in line ${line + 1} of ${baseName(source)}`;
}

/** Carries the edit out on copies: each use has to mean the renamed thing, and nothing else may come to mean it. */
function meansSomethingElse(
  workspace: Workspace,
  analysis: Analysis,
  declared: Declared,
  uses: readonly Found[],
  name: string,
): string | undefined {
  const texts = new Map<string, string>();
  const shift = name.length - declared.name.length;
  const spans = new Map<string, number[]>();
  for (const { analysis: other, occurrence } of uses) {
    const { name: uri } = other.source;
    spans.set(uri, [...(spans.get(uri) ?? []), occurrence.span.start]);
  }
  for (const [uri, starts] of spans) {
    let text = workspace.source(uri)?.text ?? '';
    for (const start of [...new Set(starts)].sort((a, b) => b - a))
      text = text.slice(0, start) + name + text.slice(start + declared.name.length);
    texts.set(uri, text);
  }
  const copy = workspace.copyWith(texts);
  const moved = (uri: string, offset: number): number =>
    offset + shift * new Set((spans.get(uri) ?? []).filter((start) => start < offset)).size;
  for (const uri of new Set([analysis.source.name, ...spans.keys()])) {
    const before = workspace.analysis(uri);
    const after = copy.analysis(uri);
    if (!before || !after) continue;
    const now = new Map(after.occurrences.map((o) => [o.span.start, o]));
    for (const old of before.occurrences) {
      const one = now.get(moved(uri, old.span.start));
      const at = old.definition;
      const then = one?.definition;
      if (at === undefined) continue;
      const isKept =
        then !== undefined &&
        keyOf(then.source.name) === keyOf(at.source.name) &&
        then.span.start === moved(at.source.name, at.span.start);
      if (!isKept)
        return `'${old.name}' in line ${toRange(before.source, old.span).start.line + 1} would mean something else`;
    }
  }
  return undefined;
}
