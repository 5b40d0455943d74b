import { isError, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { inWords } from '../text/display.ts';

/** Knows in which of the runs of a file there are errors. */
export interface ErrorsOfRuns {
  /** A message with a note that names the runs that have it, unless all runs have it. */
  readonly sayWhere: (found: Diagnostic) => Diagnostic;
}

/** Runs that a note names before it only counts them. */
const NAMED_RUNS = 3;

/**
 * Constants and edits differ from check to check, so that a file may have errors in some of its runs only: the caret
 * stands in what all of them share, and does not tell which.
 */
export function errorsOfRuns(
  runs: readonly { readonly name: string; readonly diagnostics: readonly Diagnostic[] }[],
): ErrorsOfRuns {
  const runsWith = new Map<string, string[]>();
  for (const { name, diagnostics } of runs) {
    for (const key of new Set(diagnostics.filter(isError).map(keyOf))) {
      const names = runsWith.get(key);
      if (names === undefined) runsWith.set(key, [name]);
      else names.push(name);
    }
  }
  return {
    sayWhere(found) {
      const names = runsWith.get(keyOf(found)) ?? [];
      if (!isError(found) || names.length === 0 || names.length === runs.length) return found;
      const named = names.slice(0, NAMED_RUNS).map((name) => `'${name}'`);
      const more = names.length - named.length;
      const all = [...named, ...(more > 0 ? [`${more} more`] : [])];
      const note = `only in ${names.length === 1 ? 'the check' : 'the checks'} ${inWords(all)}`;
      return { ...found, notes: [...found.notes, note] };
    },
  };
}

function keyOf({ code, message, primary }: Diagnostic): string {
  const { source, span } = primary?.location ?? {};
  return [code, message, source?.name, span?.start, span?.end].join(' ');
}
