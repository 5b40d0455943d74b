import type { Module } from '../modules/graph.ts';
import type { Declared } from './declared.ts';
import { indexOf } from './file-index.ts';

/** What names mean in a module: its own, those of unprefixed imports, and those under a prefix. */
export interface Names {
  readonly module: Module;
  /** Own names first. */
  readonly find: (name: string) => Declared | undefined;
  readonly all: () => readonly Declared[];
  readonly members: (name: string) => readonly Declared[];
  readonly allMembers: () => readonly Declared[];
  readonly property: (name: string) => Declared | undefined;
  readonly properties: () => readonly Declared[];
  /** The module that an import's prefix stands for. */
  readonly prefixed: (declared: Declared) => Module | undefined;
  /** The local of that name that can be used at an offset. */
  readonly local: (name: string, offset: number) => Declared | undefined;
  readonly localsAt: (offset: number) => readonly Declared[];
}

export function namesOf(module: Module): Names {
  const own = indexOf(module);
  const merged = module.tree.declarations.flatMap((node) => {
    if (node.kind !== 'import' || node.alias) return [];
    const target = module.imports.get(node.id);
    return target ? [indexOf(target)] : [];
  });
  const everywhere = [own, ...merged];
  const isMember = (name: string): boolean => everywhere.some((index) => index.members.has(name));
  const localsAt = (offset: number): readonly Declared[] =>
    own.localsAt(offset).filter((d) => !(d.node.kind === 'namePattern' && isMember(d.name) && d.owner !== undefined));
  return {
    module,
    find: (name) => own.names.get(name) ?? merged.map((m) => m.names.get(name)).find((d) => d && d.kind !== 'module'),
    all: () => [
      ...own.names.values(),
      ...merged.flatMap((m) => [...m.names.values()].filter((d) => d.kind !== 'module')),
    ],
    members: (name) => everywhere.flatMap((index) => index.members.get(name) ?? []),
    allMembers: () => everywhere.flatMap((index) => [...index.members.values()].flat()),
    property: (name) => everywhere.map((index) => index.properties.get(name)).find((d) => d !== undefined),
    properties: () => everywhere.flatMap((index) => [...index.properties.values()]),
    prefixed: (declared) => module.imports.get(declared.node.id),
    local: (name, offset) =>
      localsAt(offset)
        .filter((d) => d.name === name)
        .sort((a, b) => b.identifier.span.start - a.identifier.span.start)[0],
    localsAt,
  };
}
