/** In UTF-16 code units. */
const LONGEST_WORD = 100;
/** Between a word and what may be meant by it, in edits. */
const LONGEST_DIFFERENCE = 3;

/**
 * The candidate that a misspelt word most likely stands for, if one is close enough: at most one edit for
 * words of up to 4 letters, two for up to 8, three beyond. An edit inserts, deletes or replaces a letter
 * or swaps two neighbours (Damerau 1964; the "optimal string alignment" form of the distance).
 * Of equally close candidates the first one wins. Failing that, the only one that begins with the word. A word that is
 * longer than any that people write has none: the distance takes time with the square of the length.
 */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > LONGEST_WORD) return undefined;
  const limit = word.length <= 2 ? 0 : word.length <= 4 ? 1 : word.length <= 8 ? 2 : LONGEST_DIFFERENCE;
  let best: string | undefined;
  let bestDistance = limit + 1;
  // A prefix of fewer letters is one of too much.
  const longer = new Set<string>();
  for (const candidate of candidates) {
    if (word.length >= 4 && candidate !== word && candidate.startsWith(word)) longer.add(candidate);
    if (candidate === word || Math.abs(candidate.length - word.length) >= bestDistance + 1) continue;
    const distance =
      candidate.toLowerCase() === word.toLowerCase() ? 0 : editDistance(word, candidate, Math.min(limit, bestDistance));
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best ?? (longer.size === 1 ? [...longer][0] : undefined);
}

/** The rows of the table of distances, of which three are needed at a time: a text may have thousands of unknown names. */
const rows = { beforePrevious: emptyRow(), previous: emptyRow(), current: emptyRow() };

function emptyRow(): Int32Array {
  return new Int32Array(LONGEST_WORD + LONGEST_DIFFERENCE + 2);
}

/** More than any limit. */
const FAR = 1_000;

/** The number of edits between two words, or a number above `limit` where there are more than that. */
function editDistance(a: string, b: string, limit: number): number {
  let { beforePrevious, previous, current } = rows;
  for (let j = 0; j <= b.length; j++) previous[j] = j;
  for (let i = 1; i <= a.length; i++) {
    // Cells further from the diagonal than the limit are above it.
    const from = Math.max(1, i - limit);
    const to = Math.min(b.length, i + limit);
    let least = from === 1 ? i : FAR;
    current[from - 1] = least;
    for (let j = from; j <= to; j++) {
      const replaced = at(previous, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let edits = Math.min(replaced, at(previous, j) + 1, at(current, j - 1) + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        edits = Math.min(edits, at(beforePrevious, j - 2) + 1);
      current[j] = edits;
      least = Math.min(least, edits);
    }
    if (least > limit) return limit + 1;
    current[to + 1] = FAR;
    [beforePrevious, previous, current] = [previous, current, beforePrevious];
  }
  return at(previous, b.length);
}

function at(row: Int32Array, column: number): number {
  return row[column] ?? FAR;
}
