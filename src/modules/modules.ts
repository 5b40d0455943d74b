import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import * as problems from '../diagnostics/modules.ts';
import { parse as parseText, type Parsed } from '../parser/parse.ts';
import type { Header, ImportDeclaration, Path } from '../syntax/tree.ts';
import type { Location, Source } from '../text/source.ts';
import type { Module, ModuleGraph } from './graph.ts';
import { namesOf } from './library-names.ts';

/** What an import asks for: a bundled library by name, or a file relative to the text that imports it. */
export type ModuleRequest =
  | { readonly kind: 'library'; readonly name: string }
  | { readonly kind: 'file'; readonly from: string; readonly file: string };

/**
 * Finds the text of a module; `undefined` where there is none, `error` where it cannot be read, `refused` where it must not
 * be, each with the reason.
 */
export type ModuleReader = (
  request: ModuleRequest,
) =>
  | { readonly source: Source; readonly id: string }
  | { readonly error: string }
  | { readonly refused: string }
  | undefined;

/** Imports within imports at most: far more than anyone needs, and a limit for what nobody wrote by hand. */
export const MAX_IMPORT_DEPTH = 32;

/** Modules that are being loaded, from the entry inwards. */
interface Chain {
  readonly id: string;
  readonly name: string;
  readonly outer: Chain | undefined;
  readonly depth: number;
}

interface Loading {
  readonly read: ModuleReader;
  readonly parse: (source: Source) => Parsed;
  readonly libraries: () => readonly string[];
  readonly loaded: Map<string, Module>;
  readonly diagnostics: Diagnostic[];
}

/**
 * Parses a file and everything it imports. `read` supplies the texts; `libraries` tells the names of the
 * bundled modules, for suggestions; an editor, which asks again after every key, gives a `parse` that remembers.
 * Never throws: what cannot be loaded is left out of the graph and reported.
 */
export function loadModules(
  entry: Source,
  read: ModuleReader,
  libraries: () => readonly string[] = () => [],
  parse: (source: Source) => Parsed = parseText,
): { modules: ModuleGraph; diagnostics: readonly Diagnostic[] } {
  const loading: Loading = { read, parse, libraries, loaded: new Map(), diagnostics: [] };
  const module = load(loading, { source: entry, id: entry.name }, undefined);
  return {
    modules: { entry: module, modules: [...loading.loaded.values()], library: libraryOf(loading) },
    diagnostics: loading.diagnostics,
  };
}

/** Most texts have no unknown names: the bundled modules are read for the first one. */
function libraryOf({ read, parse, libraries }: Loading): ModuleGraph['library'] {
  let library: ReturnType<ModuleGraph['library']> | undefined;
  return () =>
    (library ??= namesOf(
      libraries().flatMap((name) => {
        const found = read({ kind: 'library', name });
        return found === undefined || !('source' in found) ? [] : [{ name, tree: parse(found.source).tree }];
      }),
    ));
}

function load(loading: Loading, text: { source: Source; id: string }, outer: Chain | undefined): Module {
  const { tree, diagnostics } = loading.parse(text.source);
  loading.diagnostics.push(...diagnostics);
  const name = tree.header ? dotted(tree.header.name) : text.source.name;
  const chain: Chain = { id: text.id, name, outer, depth: (outer?.depth ?? 0) + 1 };
  const imports = new Map<number, Module>();
  let incomplete = false;
  for (const declaration of tree.declarations) {
    if (declaration.kind !== 'import') continue;
    const imported = importOne(loading, text.source, declaration, chain);
    if (imported) imports.set(declaration.id, imported);
    else incomplete = true;
  }
  const module: Module = {
    id: text.id,
    source: text.source,
    tree,
    role: tree.header?.role ?? 'spec',
    name,
    imports,
    incomplete,
  };
  // Set after its imports, so that the map is in the order of dependence.
  loading.loaded.set(text.id, module);
  return module;
}

export function dotted(path: Path): string {
  return path.parts.map((p) => p.name).join('.');
}

function importOne(loading: Loading, source: Source, declaration: ImportDeclaration, chain: Chain): Module | undefined {
  const { module: wanted } = declaration;
  const at: Location = { source, span: wanted.kind === 'library' ? wanted.path.span : wanted.span };
  const report = (d: Diagnostic): undefined => {
    loading.diagnostics.push(d);
    return undefined;
  };
  const name = wanted.kind === 'library' ? dotted(wanted.path) : wanted.file;
  // A syntax error that has been reported already.
  const isUnfinished = wanted.kind === 'library' && wanted.path.parts.some((part) => part.name === '');
  if (isUnfinished || declaration.incomplete) return undefined;
  if (name.trim() === '') return report(problems.emptyImport(at));
  if (chain.depth > MAX_IMPORT_DEPTH) return report(problems.importTooDeep(at, MAX_IMPORT_DEPTH));
  const request: ModuleRequest =
    wanted.kind === 'library' ? { kind: 'library', name } : { kind: 'file', from: source.name, file: wanted.file };
  const found = loading.read(request);
  if (found === undefined)
    return report(
      wanted.kind === 'library'
        ? problems.unknownLibrary(at, name, loading.libraries())
        : problems.missingFile(at, wanted.file),
    );
  if ('refused' in found) return report(problems.importRefused(at, name, found.refused));
  if ('error' in found) return report(problems.unreadableModule(at, name, found.error));
  const cycle = cycleThrough(chain, found.id);
  if (cycle) return report(problems.importCycle(at, cycle));
  const module = loading.loaded.get(found.id) ?? load(loading, found, chain);
  const header: Header | undefined = module.tree.header;
  // A text that is no spec either has been reported already.
  if (header?.role === 'spec' && header.span.start > 0 && isBroken(loading, module.source)) return undefined;
  if (header?.role === 'spec')
    return report(problems.importOfSpec(at, name, { source: module.source, span: header.span }));
  return module;
}

function isBroken({ diagnostics }: Loading, source: Source): boolean {
  return diagnostics.some((d) => d.primary?.location.source === source);
}

/** The names of the modules of a cycle, its first one again at the end. */
function cycleThrough(chain: Chain, id: string): readonly string[] | undefined {
  const names: string[] = [];
  for (let link: Chain | undefined = chain; link; link = link.outer) {
    names.unshift(link.name);
    if (link.id === id) return [...names, link.name];
  }
  return undefined;
}
