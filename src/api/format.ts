import { format as formatSource } from '../format/format.ts';
import { diagnosticData, type DiagnosticData } from '../result/diagnostics.ts';
import { makeSource } from '../text/source.ts';

/** A spec in the one layout, or why it could not be read. */
export type Formatted = { readonly text: string } | { readonly diagnostics: readonly DiagnosticData[] };

/** The text of a spec as `thps format` lays it out. Only white space changes; a text with a syntax error has none. */
export function format(text: string): Formatted {
  const formatted = formatSource(makeSource('spec.thps', text));
  return 'text' in formatted ? formatted : { diagnostics: formatted.problems.map(diagnosticData) };
}
