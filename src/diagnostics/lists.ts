import { inWords } from '../text/display.ts';
import { type Diagnostic, isError } from './diagnostic.ts';

/** What all who collect messages do with them: repeats are dropped, the rest is put in the order of the text. */

/** Equal for two messages that say the same about the same place. */
export function keyOf({ code, message, primary }: Diagnostic): string {
  const { source, span } = primary?.location ?? {};
  return [code, source?.name ?? '', span?.start ?? '', span?.end ?? '', message].join(' ');
}

/** The same error is found in each of several runs. */
export function withoutRepeats(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter((d) => {
    const key = keyOf(d);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Sorted by place; the texts stay in the order in which they first occur. */
export function inTextOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const sources = new Map<string, number>();
  const keyed = diagnostics.map((d) => {
    const at = d.primary?.location;
    const name = at?.source.name ?? '';
    const known = sources.get(name);
    if (known === undefined) sources.set(name, sources.size);
    return { d, source: known ?? sources.size - 1, start: at?.span.start ?? 0 };
  });
  return keyed.sort((a, b) => a.source - b.source || a.start - b.start).map((k) => k.d);
}

/**
 * Says of each error in which runs it is, unless all have it: constants and edits differ from check to check, and the
 * caret stands in what they share, so that it does not tell.
 * @param runs all runs of a file, with what was found in each
 */
export function sayingWhere(
  runs: readonly { readonly name: string; readonly diagnostics: readonly Diagnostic[] }[],
): (found: Diagnostic) => Diagnostic {
  const runsWith = new Map<string, string[]>();
  for (const { name, diagnostics } of runs) {
    for (const key of new Set(diagnostics.filter(isError).map(keyOf))) {
      const names = runsWith.get(key);
      if (names === undefined) runsWith.set(key, [name]);
      else names.push(name);
    }
  }
  return (found) => {
    const names = runsWith.get(keyOf(found)) ?? [];
    return !isError(found) || names.length === 0 || names.length === runs.length ? found : { ...found, onlyIn: names };
  };
}

/** Runs that a note names before it only counts them. */
const NAMED_RUNS = 3;

/** What is to be read besides the message: its notes, and in which checks it is. */
export function notesOf({ notes, onlyIn }: Diagnostic): readonly string[] {
  if (onlyIn === undefined) return notes;
  const named = onlyIn.slice(0, NAMED_RUNS).map((name) => `'${name}'`);
  const more = onlyIn.length - named.length;
  const all = [...named, ...(more > 0 ? [`${more} more`] : [])];
  return [...notes, `only in ${onlyIn.length === 1 ? 'the check' : 'the checks'} ${inWords(all)}`];
}
