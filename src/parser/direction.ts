import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { directionControls } from '../diagnostics/text.ts';
import type { Source, Span } from '../text/source.ts';

/** Embeddings, overrides and isolates of UAX #9: what reorders the text around it (Trojan Source, CVE-2021-42574). */
const control = /[\u202a-\u202e\u2066-\u2069]/g;

/**
 * Warns of characters that let a text look different from what is read. They can stand in comments and strings; anywhere
 * else they are an error besides. One message for a text, whatever the number of them.
 */
export function lintDirection(source: Source): readonly Diagnostic[] {
  const spans: Span[] = [];
  for (const { index } of source.text.matchAll(control)) spans.push({ start: index, end: index + 1 });
  const [first, ...others] = spans.map((span) => ({ source, span }));
  return first === undefined ? [] : [directionControls(first, others)];
}
