import type { SpecFile } from '../driver/files.ts';
import type { Specs, SpecText } from './spec-text.ts';

/** The files that are named, and the texts. */
export function specsIn(specs: Specs): { readonly names: readonly string[]; readonly given: readonly SpecFile[] } {
  const all = isList(specs) ? specs : [specs];
  const names = all.filter((one) => typeof one === 'string');
  const given = all.flatMap((one) => (typeof one === 'string' ? [] : [fileOf(one)]));
  return { names, given };
}

export function fileOf({ name = 'spec.thps', text }: SpecText): SpecFile {
  return { name, path: name, named: true, text };
}

function isList(specs: Specs): specs is readonly (string | SpecText)[] {
  return Array.isArray(specs);
}
