import type { Analysis } from '../analysis.ts';
import type { CallHierarchyCall, CallHierarchyItem, DocumentSymbol, WorkspaceSymbol } from '../data.ts';
import type { Declared } from '../declared.ts';
import { indexOf } from '../file-index.ts';
import { headOf } from '../describe.ts';
import { isSameDefinition } from '../occurrences.ts';
import { toPlace, toRange } from '../positions.ts';
import type { Workspace } from '../workspace.ts';
import { findReferences } from './navigation.ts';

/** The outline: declarations with their fields, members and labels. */
export function documentSymbols(analysis: Analysis): readonly DocumentSymbol[] {
  const { index } = analysis;
  return index.all
    .filter(isTop)
    .map((one) => symbolOf(one, [...parts(one, 'field'), ...parts(one, 'member'), ...parts(one, 'label')]));

  function parts(owner: Declared, kind: 'field' | 'member' | 'label'): readonly Declared[] {
    return index.partsOf(owner, kind);
  }
}

function isTop(one: Declared): boolean {
  return one.owner === undefined && one.kind !== 'local' && one.kind !== 'label' && one.node.kind !== 'assert';
}

function symbolOf(one: Declared, children: readonly Declared[]): DocumentSymbol {
  return {
    name: one.name,
    detail: detailOf(one),
    kind: one.kind,
    range: toRange(one.source, {
      start: Math.min(one.node.span.start, one.identifier.span.start),
      end: Math.max(one.node.span.end, one.identifier.span.end),
    }),
    selectionRange: toRange(one.source, one.identifier.span),
    children: children.map((child) => symbolOf(child, [])),
  };
}

/** What stands after the name in its head. */
function detailOf(one: Declared): string {
  if (one.kind === 'label' || one.kind === 'property' || one.kind === 'check') return '';
  const { end } = one.identifier.span;
  const rest = headOf(one, end);
  return end > one.node.span.end || rest === one.name ? '' : rest.replace(/^\s*:?\s*/, '').slice(0, 60);
}

/** Declarations of all texts whose names contain the letters of the query in order. */
export function workspaceSymbols(workspace: Workspace, query: string): readonly WorkspaceSymbol[] {
  const isWanted = matcher(query);
  return workspace.uris().flatMap((uri) => {
    const analysis = workspace.analysis(uri);
    if (analysis === undefined) return [];
    return analysis.index.all
      .filter((one) => one.kind !== 'local' && isWanted(one.name))
      .map((one) => ({
        name: one.name,
        kind: one.kind,
        place: toPlace({ source: one.source, span: one.identifier.span }),
        container: one.owner?.name ?? analysis.module.name,
      }));
  });
}

function matcher(query: string): (name: string) => boolean {
  const letters = query.toLowerCase();
  return (name) => {
    let at = 0;
    for (const letter of name.toLowerCase()) if (letter === letters[at]) at++;
    return at === letters.length;
  };
}

const callable: ReadonlySet<Declared['kind']> = new Set(['procedure', 'function', 'process', 'action']);

export function prepareCalls(analysis: Analysis, offset: number): CallHierarchyItem | undefined {
  const declared = analysis.occurrenceAt(offset)?.declared;
  return declared && callable.has(declared.kind) ? itemOf(declared) : undefined;
}

function itemOf(one: Declared): CallHierarchyItem {
  return {
    name: one.name,
    kind: one.kind,
    uri: one.source.name,
    range: toRange(one.source, one.node.span),
    selectionRange: toRange(one.source, one.identifier.span),
  };
}

/** Who calls what is declared at an offset. */
export function incomingCalls(workspace: Workspace, analysis: Analysis, offset: number): readonly CallHierarchyCall[] {
  const target = analysis.occurrenceAt(offset)?.definition;
  if (target === undefined) return [];
  const calls = new Map<Declared, CallHierarchyCall['ranges'][number][]>();
  for (const { analysis: other, occurrence } of findReferences(workspace, analysis, target)) {
    if (occurrence.role === 'declaration') continue;
    const caller = callerAt(other, occurrence.span.start);
    if (caller === undefined) continue;
    const range = toRange(other.source, occurrence.span);
    const earlier = calls.get(caller);
    if (earlier) earlier.push(range);
    else calls.set(caller, [range]);
  }
  return [...calls].map(([caller, ranges]) => ({ item: itemOf(caller), ranges }));
}

function callerAt(analysis: Analysis, offset: number): Declared | undefined {
  return [...indexOf(analysis.module).names.values()].find(
    (d) => callable.has(d.kind) && d.node.span.start <= offset && offset < d.node.span.end,
  );
}

/** What the declaration at an offset calls. */
export function outgoingCalls(analysis: Analysis, offset: number): readonly CallHierarchyCall[] {
  const caller = analysis.occurrenceAt(offset)?.declared;
  if (caller?.source !== analysis.source) return [];
  const { start, end } = caller.node.span;
  const calls = new Map<Declared, CallHierarchyCall['ranges'][number][]>();
  for (const { span, declared, definition } of analysis.occurrences) {
    if (span.start < start || span.end > end || declared === undefined || definition === undefined) continue;
    if (declared.kind !== 'procedure' && declared.kind !== 'function') continue;
    if (isSameDefinition(definition, { source: caller.source, span: caller.identifier.span })) continue;
    calls.set(declared, [...(calls.get(declared) ?? []), toRange(analysis.source, span)]);
  }
  return [...calls].map(([callee, ranges]) => ({ item: itemOf(callee), ranges }));
}
