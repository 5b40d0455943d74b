import type { Diagnostic, Label } from '../diagnostics/diagnostic.ts';
import { makeSource, type Location, type Source } from '../text/source.ts';
import { placeData, type PlaceData } from './places.ts';

/** A place, and what is to be said about it there. */
export interface LabelData extends PlaceData {
  readonly text: string;
}

/** A diagnostic as data. Absent parts are omitted; lists may be empty. */
export interface DiagnosticData {
  readonly code: string;
  /** What kind of thing went wrong. */
  readonly class: Diagnostic['class'];
  readonly severity: Diagnostic['severity'];
  readonly message: string;
  readonly primary?: LabelData;
  readonly secondary: readonly LabelData[];
  readonly notes: readonly string[];
  /** The checks that it occurs in, if there are others where it does not. */
  readonly onlyIn?: readonly string[];
  readonly hint?: string;
  readonly fixes: readonly {
    readonly title: string;
    readonly edits: readonly (PlaceData & { readonly text: string })[];
  }[];
}

export function diagnosticData(diagnostic: Diagnostic): DiagnosticData {
  return {
    code: diagnostic.code,
    class: diagnostic.class,
    severity: diagnostic.severity,
    message: diagnostic.message,
    ...(diagnostic.primary === undefined ? {} : { primary: labelData(diagnostic.primary) }),
    secondary: diagnostic.secondary.map(labelData),
    notes: diagnostic.notes,
    ...(diagnostic.onlyIn === undefined ? {} : { onlyIn: diagnostic.onlyIn }),
    ...(diagnostic.hint === undefined ? {} : { hint: diagnostic.hint }),
    fixes: diagnostic.fixes.map(({ title, edits }) => ({
      title,
      edits: edits.map(({ location, text }) => ({ ...placeData(location), text })),
    })),
  };
}

function labelData(label: Label): LabelData {
  return { ...placeData(label.location), text: label.text };
}

/** The texts of a result by the name of their file. */
export type Texts = ReadonlyMap<string, Source>;

export function textsOf(sources: readonly { readonly name: string; readonly text: string }[]): Texts {
  return new Map(sources.map(({ name, text }) => [name, makeSource(name, text)]));
}

/** The diagnostic that the data was made of. Places in texts that are not there are places in an empty text. */
export function diagnosticFrom(data: DiagnosticData, texts: Texts): Diagnostic {
  const label = (one: LabelData): Label => ({ location: locationFrom(one, texts), text: one.text });
  const { primary, secondary, fixes, ...rest } = data;
  return {
    ...rest,
    ...(primary === undefined ? {} : { primary: label(primary) }),
    secondary: secondary.map(label),
    fixes: fixes.map(({ title, edits }) => ({ title, edits: edits.map(label) })),
  };
}

function locationFrom({ file, line, column, endLine, endColumn }: PlaceData, texts: Texts): Location {
  const source = texts.get(file) ?? makeSource(file, '');
  const offset = (l: number, c: number): number => (source.lineStarts[l - 1] ?? 0) + c - 1;
  return { source, span: { start: offset(line, column), end: offset(endLine, endColumn) } };
}
