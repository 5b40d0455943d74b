import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The pages of the documentation, which are part of the package. */

export interface Page {
  /** `language.md` */
  readonly name: string;
  readonly text: string;
}

/** A part of a page under one heading. */
export interface Section {
  /** `language.md: Checks` */
  readonly title: string;
  readonly text: string;
}

/** In the package, and in the repository. */
const folders = [join(import.meta.dirname, 'docs'), join(import.meta.dirname, '..', '..', 'docs')];

export function readPages(): readonly Page[] {
  const folder = folders.find((one) => existsSync(join(one, 'language.md')));
  if (folder === undefined) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
}

function sectionsOf({ name, text }: Page): readonly Section[] {
  return text.split(/^(?=#{1,3} )/m).flatMap((part) => {
    const [heading = '', ...lines] = part.split('\n');
    const body = lines.join('\n').trim();
    return body === '' ? [] : [{ title: `${name}: ${heading.replace(/^#+ */, '')}`, text: body }];
  });
}

/**
 * The sections that have most of the words of a query, the best ones first: a word in a heading counts more than in a text,
 * and a rare word more than one that is everywhere.
 */
export function searchPages(pages: readonly Page[], query: string, most: number): readonly Section[] {
  const words = [...new Set(query.toLowerCase().match(/[a-z0-9_]+/g) ?? [])];
  const sections = pages.flatMap(sectionsOf);
  const lower = sections.map(({ title, text }) => ({ title: title.toLowerCase(), text: text.toLowerCase() }));
  const weights = words.map((word) => {
    const count = lower.filter(({ title, text }) => title.includes(word) || text.includes(word)).length;
    return count === 0 ? 0 : Math.log(1 + sections.length / count);
  });
  const scores = lower.map(({ title, text }) =>
    words.reduce((sum, word, i) => {
      const weight = weights[i] ?? 0;
      return sum + (title.includes(word) ? 3 * weight : text.includes(word) ? weight : 0);
    }, 0),
  );
  return sections
    .map((section, i) => ({ section, score: scores[i] ?? 0 }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, most)
    .map(({ section }) => section);
}
