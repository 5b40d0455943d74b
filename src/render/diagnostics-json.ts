import type { Diagnostic, Label } from '../diagnostics/diagnostic.ts';
import { positionAt, type Location } from '../text/source.ts';

/** A place in a file: lines and columns from 1, columns in UTF-16 code units; the end is the position after the last. */
export interface LocationJson {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface LabelJson extends LocationJson {
  readonly text: string;
}

/** A diagnostic as data. Absent parts are left out, lists may be empty. */
export interface DiagnosticJson {
  readonly code: string;
  /** What kind of thing went wrong. */
  readonly class: Diagnostic['class'];
  readonly severity: Diagnostic['severity'];
  readonly message: string;
  readonly primary?: LabelJson;
  readonly secondary: readonly LabelJson[];
  readonly notes: readonly string[];
  /** The checks that have it, where others have not. */
  readonly onlyIn?: readonly string[];
  readonly hint?: string;
  readonly fixes: readonly {
    readonly title: string;
    readonly edits: readonly (LocationJson & { readonly text: string })[];
  }[];
}

export function locationToJson({ source, span }: Location): LocationJson {
  const start = positionAt(source, span.start);
  const end = positionAt(source, span.end);
  return {
    file: source.name,
    line: start.line + 1,
    column: start.column + 1,
    endLine: end.line + 1,
    endColumn: end.column + 1,
  };
}

function labelToJson(label: Label): LabelJson {
  return { ...locationToJson(label.location), text: label.text };
}

export function diagnosticToJson(diagnostic: Diagnostic): DiagnosticJson {
  return {
    code: diagnostic.code,
    class: diagnostic.class,
    severity: diagnostic.severity,
    message: diagnostic.message,
    ...(diagnostic.primary === undefined ? {} : { primary: labelToJson(diagnostic.primary) }),
    secondary: diagnostic.secondary.map(labelToJson),
    notes: diagnostic.notes,
    ...(diagnostic.onlyIn === undefined ? {} : { onlyIn: diagnostic.onlyIn }),
    ...(diagnostic.hint === undefined ? {} : { hint: diagnostic.hint }),
    fixes: diagnostic.fixes.map(({ title, edits }) => ({
      title,
      edits: edits.map(({ location, text }) => ({ ...locationToJson(location), text })),
    })),
  };
}
