import { sameType } from '../../core/relations.ts';
import * as clashes from '../../diagnostics/clashes.ts';
import * as limits from '../../diagnostics/limits.ts';
import type { Module } from '../../modules/graph.ts';
import type { Identifier, ImportDeclaration } from '../../syntax/tree.ts';
import type { Location } from '../../text/source.ts';
import { attempt, type Context, type Env, locate, noteSymbol, rootEnv } from '../names/context.ts';
import type { Entity, Given, Instance } from '../names/entities.ts';
import { MAX_MODULES } from '../names/limits.ts';
import { Scope } from '../names/scope.ts';
import { makeTable, type SymbolInfo } from '../names/tables.ts';
import { type Bindings, importedAt, NOTHING, readBindings } from './bindings.ts';
import { declare } from './declare.ts';
import { constantValue, Registry, valueKey } from './registry.ts';

/** A constant that a check or the command line sets, by the path it is named with. */
export interface Setting {
  readonly path: readonly string[];
  readonly given: (entry: Instance) => Given;
  readonly at: Location;
}

/** Makes the instance of the file that is checked, and of everything it imports. */
export function instantiate(ctx: Context, entry: Module, settings: readonly Setting[]): Instance {
  const alone = entry.role === 'library';
  const instance = makeInstance(ctx, new Registry(ctx), entry, { prefix: '', bindings: NOTHING, alone, settings });
  if (ctx.manyModules) ctx.diagnostics.push(limits.tooManyModules(ctx.manyModules, MAX_MODULES));
  return instance;
}

interface Options {
  readonly prefix: string;
  readonly bindings: Bindings;
  readonly alone: boolean;
  /** Of the file that is checked; modules that it imports have none of their own. */
  readonly settings?: readonly Setting[];
}

function makeInstance(ctx: Context, registry: Registry, module: Module, options: Options): Instance {
  const { prefix, bindings, alone, settings } = options;
  const instance: Instance = {
    module,
    prefix,
    own: new Map(),
    names: new Map(),
    ownMembers: new Map(),
    members: new Map(),
    properties: new Map(),
    imports: new Map(),
    table: makeTable(module),
    alone,
    // Modules beyond the limit were not read, so their declarations are unknown.
    get incomplete() {
      return module.incomplete || ctx.manyModules !== undefined;
    },
  };
  for (const declaration of module.tree.declarations) declare(ctx, instance, declaration, bindings);
  for (const [name, entity] of instance.own) instance.names.set(name, entity);
  for (const [name, members] of instance.ownMembers) instance.members.set(name, [...members]);
  for (const setting of settings ?? []) setOwn(instance, setting);
  // Imports that are given something may use the names of those that are not.
  const nodes = module.tree.declarations.filter((d) => d.kind === 'import');
  for (const node of nodes.filter((n) => n.bindings.length === 0)) importInto(ctx, registry, instance, node, settings);
  for (const node of nodes.filter((n) => n.bindings.length > 0)) importInto(ctx, registry, instance, node, settings);
  return instance;
}

/** A setting of one of the file's own constants. */
function setOwn(instance: Instance, setting: Setting): void {
  const [name, more] = setting.path;
  const entity = name === undefined || more !== undefined ? undefined : instance.own.get(name);
  if (entity?.kind === 'const') entity.given = setting.given(instance);
}

/** Settings that are meant for what an import brings in. */
function settingsFor(
  instance: Instance,
  module: Module,
  node: ImportDeclaration,
  settings: readonly Setting[],
): Map<string, Given> {
  const found = new Map<string, Given>();
  for (const setting of settings) {
    const [first, second] = setting.path;
    if (node.alias) {
      if (first === node.alias.name && second !== undefined) found.set(second, setting.given(instance));
    } else if (first !== undefined && second === undefined && !instance.own.has(first)) {
      const declared = module.tree.declarations.some((d) => d.kind === 'const' && d.name.name === first);
      if (declared) found.set(first, setting.given(instance));
    }
  }
  return found;
}

/** @param settings where the importer is the file that is checked */
function importInto(
  ctx: Context,
  registry: Registry,
  importer: Instance,
  node: ImportDeclaration,
  settings: readonly Setting[] | undefined,
): void {
  const module = importer.module.imports.get(node.id);
  if (!module || ctx.manyModules) return;
  const env = rootEnv(ctx, importer, new Scope(), 'constant');
  if (++ctx.modules > MAX_MODULES) {
    ctx.manyModules = importedAt(env, node);
    return;
  }
  const bindings = attempt<Bindings>(
    env,
    () => readBindings(env, module, node),
    () => NOTHING,
  );
  const constants = new Map([...bindings.constants, ...settingsFor(importer, module, node, settings ?? [])]);
  const target = sharedInstance(ctx, registry, module, {
    prefix: prefixOf(importer, module, node, settings ? 'entry' : 'library'),
    bindings: { constants, types: bindings.types },
    alone: importer.alone,
  });
  importer.imports.set(node.id, target);
  const info = infoOf(module);
  if (node.module.kind === 'library') noteSymbol(env, node.module.path, info);
  if (node.alias) declarePrefix(env, node, node.alias, { target, info });
  else mergeNames(ctx, importer, target, node, importedAt(env, node));
}

function prefixOf(importer: Instance, module: Module, { alias }: ImportDeclaration, of: 'entry' | 'library'): string {
  if (of === 'entry') return alias ? `${alias.name}.` : '';
  return `${importer.prefix}${alias ? alias.name : module.name}.`;
}

/** An instance of a module: an existing one where module, values and types are the same. */
function sharedInstance(ctx: Context, registry: Registry, module: Module, options: Options): Instance {
  const before = ctx.diagnostics.length;
  const candidate = makeInstance(ctx, registry, module, options);
  const twin = registry.twinOf(candidate);
  // The existing instance has reported the same errors already.
  if (twin) ctx.diagnostics.length = before;
  return twin ?? candidate;
}

function infoOf({ name, source, tree }: Module): SymbolInfo {
  const { header } = tree;
  return {
    kind: 'module',
    name,
    definition: { source, span: header?.span ?? { start: 0, end: 0 } },
    ...(header?.doc === undefined ? {} : { doc: header.doc }),
  };
}

/** `import … as alias`: the prefix under which the importer uses the module's declarations. */
function declarePrefix(
  env: Env,
  node: ImportDeclaration,
  alias: Identifier,
  { target, info }: { readonly target: Instance; readonly info: SymbolInfo },
): void {
  const { ctx, instance: importer } = env;
  const { name } = alias;
  const at = locate(env, alias);
  const earlier = importer.own.get(name) ?? importer.names.get(name);
  if (earlier) {
    ctx.diagnostics.push(clashes.twice(at, `'${name}'`, earlier.at));
    return;
  }
  noteSymbol(env, alias, info);
  importer.names.set(name, {
    kind: 'prefix',
    name,
    at,
    instance: importer,
    doc: info.doc,
    state: 'done',
    info: undefined,
    declaration: node,
    target,
  });
}

/**
 * Brings the names of an unprefixed import into scope. A parameter may have the same name as the importer's own
 * declaration that is passed for it (`with N = N`), or as another import's parameter that got the same type or value
 * (two modules `with type Entry = Slot`).
 */
function mergeNames(ctx: Context, importer: Instance, target: Instance, node: ImportDeclaration, at: Location): void {
  const given = new Set(node.bindings.map((binding) => binding.name.name));
  let clashed = false;
  for (const [name, entity] of target.own) {
    if (entity.kind === 'prefix') continue;
    const earlier = importer.names.get(name);
    if (!earlier) importer.names.set(name, entity);
    else if (given.has(name) && (importer.own.has(name) || isGivenTheSame(ctx, earlier, entity))) continue;
    else if (earlier !== entity && !clashed) {
      clashed = true;
      ctx.diagnostics.push(clashes.importClash(at, name, target.module.name, earlier.at, entity.at));
    }
  }
  for (const [name, members] of target.ownMembers) {
    const others = importer.members.get(name) ?? [];
    importer.members.set(name, [...others, ...members.filter((m) => !others.includes(m))]);
  }
}

/** Whether both names were given the same type or value. */
function isGivenTheSame(ctx: Context, a: Entity, b: Entity): boolean {
  if (a.kind === 'type' && b.kind === 'type') return !!a.given && !!b.given && sameType(a.given, b.given);
  if (a.kind !== 'const' || b.kind !== 'const' || !a.given || !b.given) return false;
  return valueKey(constantValue(ctx, a)) === valueKey(constantValue(ctx, b));
}

/** The instances of a file: itself last, each after what it imports. */
export function inOrder(entry: Instance): readonly Instance[] {
  const found = new Set<Instance>();
  const visit = (instance: Instance): void => {
    if (found.has(instance)) return;
    // In textual order, not in the order in which they were made.
    for (const node of instance.module.tree.declarations) {
      const target = node.kind === 'import' ? instance.imports.get(node.id) : undefined;
      if (target) visit(target);
    }
    found.add(instance);
  };
  visit(entry);
  return [...found];
}
