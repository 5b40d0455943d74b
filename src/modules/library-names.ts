import type { File } from '../syntax/tree.ts';
import type { LibraryName, LibraryNames } from './graph.ts';

/** What modules declare that an importer can use, by name. */
export function namesOf(modules: readonly { readonly name: string; readonly tree: File }[]): LibraryNames {
  const found = new Map<string, LibraryName[]>();
  for (const { name: module, tree } of modules) {
    const types = tree.declarations.flatMap((d) => (d.kind === 'type' && d.type === undefined ? [d.name.name] : []));
    for (const declaration of tree.declarations) {
      const name = 'name' in declaration ? declaration.name.name : '';
      if (name === '' || types.includes(name) || declaration.kind === 'check' || declaration.kind === 'property')
        continue;
      const entry = { module, kind: declaration.kind, types };
      const others = found.get(name);
      if (others) others.push(entry);
      else found.set(name, [entry]);
    }
  }
  return found;
}
