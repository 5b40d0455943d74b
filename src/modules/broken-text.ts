import { isError, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { spanText, type Location, type Source, type Span } from '../text/source.ts';
import type { Module, ModuleGraph } from './graph.ts';

/**
 * Which messages about names can be believed while there are syntax errors. The parser keeps what it can, but a
 * declaration with an error may not declare what its author meant, and text between declarations may have been one:
 * whatever word occurs there may be the name that is looked for.
 * @param loading what was found while the modules were parsed
 */
export function believableNames(modules: ModuleGraph, loading: readonly Diagnostic[]): (found: Diagnostic) => boolean {
  const broken = modules.modules
    .map((module) => ({ module, errors: loading.filter((d) => isError(d) && isIn(d, module.source)) }))
    .filter(({ errors }) => errors.length > 0)
    .map(({ module, errors }) => ({ source: module.source, spans: brokenSpans(module, errors) }));
  if (broken.length === 0) return () => true;
  const words = new Set(broken.flatMap(({ source, spans }) => spans.flatMap((span) => wordsOf({ source, span }))));
  return ({ primary }) => {
    if (primary === undefined) return true;
    const { source, span } = primary.location;
    const isInside = broken.some(
      (one) => one.source === source && one.spans.some(({ start, end }) => start <= span.start && span.start < end),
    );
    return !isInside && !words.has(spanText(primary.location));
  };
}

function isIn({ primary }: Diagnostic, source: Source): boolean {
  return primary?.location.source === source;
}

/** Declarations that have an error or were left unfinished, and what lies between declarations. */
function brokenSpans({ source, tree }: Module, errors: readonly Diagnostic[]): readonly Span[] {
  const { declarations } = tree;
  const places = errors.map((d) => d.primary?.location.span.start ?? 0);
  const gaps: Span[] = [];
  let end = tree.header?.span.end ?? 0;
  for (const { span } of declarations) {
    if (span.start > end) gaps.push({ start: end, end: span.start });
    end = Math.max(end, span.end);
  }
  gaps.push({ start: end, end: source.text.length });
  const spans = declarations
    .filter((declaration, i) => {
      const next = declarations[i + 1]?.span.start ?? Infinity;
      return declaration.incomplete === true || places.some((at) => declaration.span.start <= at && at < next);
    })
    .map(({ span }) => span);
  return [...gaps, ...spans];
}

/** The words of a text, comments and quoted texts aside. */
function wordsOf(at: Location): readonly string[] {
  const text = spanText(at).replace(/\/\/.*|\/\*[^]*?\*\/|"[^"\n]*"/g, ' ');
  return text.match(/[A-Za-z_]\w*/g) ?? [];
}
