import { type Diagnostic, isError } from '../../diagnostics/diagnostic.ts';
import { inTextOrder, withoutRepeats } from '../../typecheck/plan.ts';
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
  const found = [...analysis.loading, ...analysis.planDiagnostics, ...(analysis.run(0)?.diagnostics ?? [])];
  found.push(...(analysis.lowered?.diagnostics ?? []));
  yield;
  for (let i = 1; i < analysis.requests.length; i++) {
    found.push(...(analysis.run(i)?.diagnostics ?? []));
    yield;
  }
  return toEditorDiagnostics(analysis, found);
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
  // A declaration that the parser had to give up may be the one that a name means.
  const isBroken = analysis.parsed.diagnostics.length > 0;
  const wanted = inTextOrder(withoutRepeats(found)).filter((d) => !isBroken || !aboutUnknownNames.has(d.code));
  return wanted.flatMap((d) => {
    const at = d.primary?.location;
    if (at?.source === analysis.source) return [toEditor(analysis, d)];
    return isError(d) ? elsewhere(analysis, d) : [];
  });
}

/** Unknown names, labels, properties and constants. */
const aboutUnknownNames: ReadonlySet<string> = new Set(['THPS2001', 'THPS2007', 'THPS2008', 'THPS2009']);

function toEditor(analysis: Analysis, d: Diagnostic): EditorDiagnostic {
  const span = d.primary?.location.span ?? { start: 0, end: 0 };
  const lines = [
    d.message,
    ...(d.primary?.text ? [d.primary.text] : []),
    ...d.notes,
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

/** An error of a file that this one imports, at the import. */
function elsewhere(analysis: Analysis, d: Diagnostic): readonly EditorDiagnostic[] {
  const at = d.primary?.location;
  if (at === undefined) return [];
  const { module } = analysis;
  const node = module.tree.declarations.find((one) => {
    if (one.kind !== 'import') return false;
    const open = [module.imports.get(one.id)];
    for (let next = open.pop(); next; next = open.pop()) {
      if (next.source === at.source) return true;
      open.push(...next.imports.values());
    }
    return false;
  });
  if (node?.kind !== 'import') return [];
  const span = node.module.kind === 'library' ? node.module.path.span : node.module.span;
  return [
    {
      range: toRange(analysis.source, span),
      severity: 'error',
      code: d.code,
      message: `an error in the imported file: ${d.message}`,
      related: [{ ...toPlace(at), message: d.message }],
      fixes: [],
    },
  ];
}
