import { makeSource, type Location, type Source } from '../../src/text/source.ts';

/** The n-th occurrence of a text in a source. */
export function at(source: Source, text: string, n = 1): Location {
  let start = -1;
  for (let i = 0; i < n; i++) start = source.text.indexOf(text, start + 1);
  if (start < 0) throw new Error(`'${text}' does not stand in ${source.name} ${n} times`);
  return { source, span: { start, end: start + text.length } };
}

export { makeSource };
