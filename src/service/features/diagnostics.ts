import { type Diagnostic, isError } from '../../diagnostics/diagnostic.ts';
import { inTextOrder, notesOf, sayingWhere, withoutRepeats } from '../../diagnostics/lists.ts';
import { believableNames } from '../../modules/broken-text.ts';
import type { Module } from '../../modules/graph.ts';
import type { ImportDeclaration } from '../../syntax/tree.ts';
import type { Location, Source } from '../../text/source.ts';
import type { Analysis } from '../analysis.ts';
import type { CodeAction, EditorDiagnostic, Range } from '../data.ts';
import { toPlace, toRange, toWorkspaceEdit } from '../positions.ts';

/** What has a fix: what is found with the constants of the first run, in its steps as well. */
export function fixableDiagnostics(analysis: Analysis): readonly EditorDiagnostic[] {
  const steps = toEditorDiagnostics(analysis, analysis.lowered?.diagnostics ?? []);
  return [...quickDiagnostics(analysis), ...steps];
}

/** What is found with the constants of the first run: what there is time for after every key. */
export function quickDiagnostics(analysis: Analysis): readonly EditorDiagnostic[] {
  return toEditorDiagnostics(analysis, [
    ...analysis.loading,
    ...analysis.planDiagnostics,
    ...(analysis.run(0)?.diagnostics ?? []),
  ]);
}

/**
 * What is found in all runs of the file, steps included. Each `next()` looks at one run, so that the caller can do
 * something else in between; what it returns at the end is everything.
 */
export function* allDiagnostics(analysis: Analysis): Generator<undefined, readonly EditorDiagnostic[]> {
  const ofSteps = analysis.lowered?.diagnostics ?? [];
  const runs: { readonly name: string; readonly diagnostics: readonly Diagnostic[] }[] = [];
  for (const [i, { name }] of analysis.requests.entries()) {
    runs.push({ name, diagnostics: analysis.run(i)?.diagnostics ?? [] });
    yield;
  }
  const found = runs.flatMap(({ diagnostics }) => diagnostics).map(sayingWhere(runs));
  return toEditorDiagnostics(analysis, [...analysis.loading, ...analysis.planDiagnostics, ...found, ...ofSteps]);
}

/** The fixes of diagnostics that touch a range. */
export function codeActions(diagnostics: readonly EditorDiagnostic[], range: Range): readonly CodeAction[] {
  return diagnostics
    .filter((d) => !isBefore(d.range.end, range.start) && !isBefore(range.end, d.range.start))
    .flatMap((diagnostic) => diagnostic.fixes.map(({ title, edit }) => ({ title, diagnostic, edit })));
}

function isBefore(a: Range['start'], b: Range['start']): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}

/** Diagnostics of the checker as an editor shows them at places of one document. */
export function toEditorDiagnostics(analysis: Analysis, found: readonly Diagnostic[]): readonly EditorDiagnostic[] {
  const isBelievable = believableNames(analysis.modules, analysis.loading);
  const wanted = inTextOrder(withoutRepeats(found)).filter(
    (d) => d.class !== 'name' || d.missing === undefined || isBelievable(d),
  );
  const own = wanted.filter((d) => d.primary?.location.source === analysis.source);
  const others = wanted.filter((d) => d.primary?.location.source !== analysis.source && isError(d));
  return [...own.map((d) => toEditor(analysis, d)), ...elsewhere(analysis, others)];
}

function toEditor(analysis: Analysis, d: Diagnostic): EditorDiagnostic {
  const span = d.primary?.location.span ?? { start: 0, end: 0 };
  const lines = [
    d.message,
    ...(d.primary?.text ? [d.primary.text] : []),
    ...notesOf(d),
    ...(d.hint === undefined ? [] : [`Hint: ${d.hint}`]),
  ];
  return {
    range: toRange(analysis.source, span),
    severity: d.severity,
    code: d.code,
    message: lines.join('\n'),
    related: d.secondary.map(({ location, text }) => ({ ...toPlace(location), message: text })),
    fixes: d.fixes.map(({ title, edits }) => ({ title, edit: toWorkspaceEdit(edits) })),
  };
}

/** Errors of files that this one imports, at the imports: one message for each, however many there are. */
function elsewhere(analysis: Analysis, found: readonly Diagnostic[]): readonly EditorDiagnostic[] {
  const byImport = new Map<ImportDeclaration, { readonly d: Diagnostic; readonly at: Location }[]>();
  for (const d of found) {
    const at = d.primary?.location;
    const node = at && importOf(analysis.module, at.source);
    if (!node) continue;
    const group = byImport.get(node);
    if (group) group.push({ d, at });
    else byImport.set(node, [{ d, at }]);
  }
  return [...byImport].flatMap(([{ module }, errors]): readonly EditorDiagnostic[] => {
    const [first] = errors;
    if (!first) return [];
    const { code, message } = first.d;
    const text =
      errors.length === 1
        ? `an error in the imported file: ${message}`
        : `${errors.length} errors in the imported file, the first: ${message}`;
    return [
      {
        range: toRange(analysis.source, module.kind === 'library' ? module.path.span : module.span),
        severity: 'error',
        code,
        message: text,
        related: errors.map(({ d, at }) => ({ ...toPlace(at), message: d.message })),
        fixes: [],
      },
    ];
  });
}

/** The import that brings in a text, directly or through others. */
function importOf({ tree, imports }: Module, source: Source): ImportDeclaration | undefined {
  for (const node of tree.declarations) {
    if (node.kind !== 'import') continue;
    const open = [imports.get(node.id)];
    for (let next = open.pop(); next; next = open.pop()) {
      if (next.source === source) return node;
      open.push(...next.imports.values());
    }
  }
  return undefined;
}
