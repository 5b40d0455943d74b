import type { Type, Value } from '../../core/types.ts';
import * as imports from '../../diagnostics/modules.ts';
import * as names from '../../diagnostics/names.ts';
import * as problems from '../../diagnostics/types.ts';
import type { Module } from '../../modules/graph.ts';
import type { Declaration, Identifier, ImportDeclaration } from '../../syntax/tree.ts';
import type { Location } from '../../text/source.ts';
import { attempt, type Context, fail, locate, noteSymbol, reportFailure, rootEnv, unitOf } from '../names/context.ts';
import type { ConstEntity, Entity, Given, Instance, MemberName, TypeEntity } from '../names/entities.ts';
import { MAX_MODULES } from '../names/limits.ts';
import { isPointOfAll, PROCESS } from '../names/lookup.ts';
import { Scope } from '../names/scope.ts';
import { makeTable } from '../names/tables.ts';
import { NEVER } from '../types/types.ts';

/** A constant that a check or the command line sets, by the path it is named with. */
export interface Setting {
  readonly path: readonly string[];
  readonly given: (entry: Instance) => Given;
  readonly at: Location;
}

/** What an importer gives to a module. */
interface Bindings {
  readonly constants: ReadonlyMap<string, Given>;
  readonly types: ReadonlyMap<string, Type>;
}

const NOTHING: Bindings = { constants: new Map(), types: new Map() };

/** All instances of modules by what they are made of, so that equal imports share one. */
type Registry = Map<string, Instance>;

/** Makes the instance of the file that is checked, and of everything it imports. */
export function instantiate(ctx: Context, entry: Module, settings: readonly Setting[]): Instance {
  const alone = entry.role === 'library';
  const instance = makeInstance(ctx, new Map(), entry, '', NOTHING, { alone, settings, top: true });
  if (ctx.manyModules) ctx.diagnostics.push(problems.tooManyModules(ctx.manyModules, MAX_MODULES));
  return instance;
}

interface Options {
  readonly alone: boolean;
  readonly settings: readonly Setting[];
  readonly top: boolean;
}

function makeInstance(
  ctx: Context,
  registry: Registry,
  module: Module,
  prefix: string,
  bindings: Bindings,
  options: Options,
): Instance {
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
    alone: options.alone,
    // What too many modules would have declared is not known.
    get incomplete() {
      return module.incomplete || ctx.manyModules !== undefined;
    },
  };
  for (const declaration of module.tree.declarations) declare(ctx, instance, declaration, bindings);
  for (const [name, entity] of instance.own) instance.names.set(name, entity);
  for (const [name, members] of instance.ownMembers) instance.members.set(name, [...members]);
  for (const setting of options.settings) setOwn(instance, setting);
  // Imports that are given something may use the names of those that are not.
  const nodes = module.tree.declarations.filter((d) => d.kind === 'import');
  for (const node of nodes.filter((n) => n.bindings.length === 0)) importInto(ctx, registry, instance, node, options);
  for (const node of nodes.filter((n) => n.bindings.length > 0)) importInto(ctx, registry, instance, node, options);
  return instance;
}

function addUnique(ctx: Context, instance: Instance, entity: Entity): void {
  const earlier = instance.own.get(entity.name);
  refuseReserved(ctx, entity.name, entity.at);
  if (entity.kind === 'procedure' && isPointOfAll(entity.name))
    ctx.diagnostics.push(names.reservedPoint(entity.at, entity.name));
  if (earlier) ctx.diagnostics.push(names.twice(entity.at, `'${entity.name}'`, earlier.at));
  else instance.own.set(entity.name, entity);
}

function refuseReserved(ctx: Context, name: string, at: Location): void {
  if (name === PROCESS) ctx.diagnostics.push(names.reservedType(at, name));
}

function addMembers(ctx: Context, instance: Instance, of: TypeEntity, members: readonly Identifier[]): void {
  for (const node of members) {
    const member: MemberName = { of, name: node.name, at: { source: instance.module.source, span: node.span } };
    refuseReserved(ctx, node.name, member.at);
    const known = instance.ownMembers.get(node.name);
    if (known) known.push(member);
    else instance.ownMembers.set(node.name, [member]);
  }
}

function declare(ctx: Context, instance: Instance, node: Declaration, bindings: Bindings): void {
  const named = 'name' in node ? node.name : undefined;
  if (!named || named.name === '') return;
  const at: Location = { source: instance.module.source, span: named.span };
  const base = { name: named.name, at, instance, doc: node.doc, state: 'new' as const, info: undefined };
  const info = { name: named.name, definition: at, ...(node.doc === undefined ? {} : { doc: node.doc }) };
  const body = () => ({ labels: new Map(), locals: new Map(), editedAway: new Map(), calls: new Set<never>() });
  const add = (entity: Entity): void => {
    addUnique(ctx, instance, entity);
    if (entity.kind !== 'prefix') instance.table.symbols.set(named.id, { ...info, kind: entity.kind });
  };
  switch (node.kind) {
    case 'const':
      add({
        ...base,
        kind: 'const',
        declaration: node,
        given: bindings.constants.get(named.name),
        type: NEVER,
        value: undefined,
        assumed: false,
      });
      return;
    case 'type':
    case 'enum':
    case 'struct':
    case 'union':
    case 'symmetric': {
      const given = node.kind === 'type' && !node.type ? bindings.types.get(named.name) : undefined;
      const entity: TypeEntity = { ...base, kind: 'type', declaration: node, given, type: NEVER };
      add(entity);
      if (node.kind === 'enum') addMembers(ctx, instance, entity, node.members);
      if (node.kind === 'union')
        addMembers(
          ctx,
          instance,
          entity,
          node.variants.map((v) => v.name),
        );
      return;
    }
    case 'var':
      add({ ...base, kind: 'variable', declaration: node, slot: -1, symbol: undefined });
      return;
    case 'fun':
      add({
        ...base,
        kind: 'function',
        declaration: node,
        symbol: undefined,
        depth: 1,
        reads: new Set(),
        readsProcesses: false,
      });
      return;
    case 'proc':
      add({
        ...base,
        ...body(),
        kind: 'procedure',
        declaration: node,
        symbol: undefined,
        depth: 1,
        onlyGhosts: 'no',
        usesSelf: false,
      });
      return;
    case 'action':
      add({ ...base, ...body(), kind: 'action', declaration: node, symbol: undefined });
      return;
    case 'process':
      add({
        ...base,
        ...body(),
        kind: 'process',
        declaration: node,
        family: -1,
        symbol: undefined,
        indexTypes: [],
        absent: false,
      });
      return;
    case 'property': {
      const earlier = instance.properties.get(named.name);
      if (earlier) ctx.diagnostics.push(names.twice(at, `the property '${named.name}'`, earlier.at));
      else instance.properties.set(named.name, { kind: 'property', name: named.name, at, instance, declaration: node });
      instance.table.symbols.set(named.id, { ...info, kind: 'property' });
      return;
    }
    case 'check':
    case 'import':
    case 'memory':
    case 'assume':
    case 'init':
    case 'terminates':
      return;
  }
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

function importInto(
  ctx: Context,
  registry: Registry,
  importer: Instance,
  node: ImportDeclaration,
  options: Options,
): void {
  const module = importer.module.imports.get(node.id);
  if (!module || ctx.manyModules) return;
  if (++ctx.modules > MAX_MODULES) {
    ctx.manyModules = {
      source: importer.module.source,
      span: node.module.kind === 'library' ? node.module.path.span : node.module.span,
    };
    return;
  }
  const env = rootEnv(ctx, importer, new Scope(), 'constant');
  const bindings = attempt<Bindings>(
    env,
    () => readBindings(ctx, importer, module, node, env),
    () => NOTHING,
  );
  const constants = new Map(bindings.constants);
  if (options.top)
    for (const [name, given] of settingsFor(importer, module, node, options.settings)) constants.set(name, given);
  const prefix = options.top
    ? node.alias
      ? `${node.alias.name}.`
      : ''
    : `${importer.prefix}${node.alias ? node.alias.name : module.name}.`;
  const before = ctx.diagnostics.length;
  const candidate = makeInstance(
    ctx,
    registry,
    module,
    prefix,
    { constants, types: bindings.types },
    { alone: importer.alone, settings: [], top: false },
  );
  const key = keyOf(ctx, candidate);
  const known = registry.get(key);
  // What was found in the candidate has been found in its twin before.
  if (known) ctx.diagnostics.length = before;
  else registry.set(key, candidate);
  const target = known ?? candidate;
  importer.imports.set(node.id, target);
  const at = locate(env, node.alias ?? (node.module.kind === 'library' ? node.module.path : node.module));
  const info = {
    kind: 'module' as const,
    name: module.name,
    definition: { source: module.source, span: module.tree.header?.span ?? { start: 0, end: 0 } },
    ...(module.tree.header?.doc === undefined ? {} : { doc: module.tree.header.doc }),
  };
  if (node.module.kind === 'library') noteSymbol(env, node.module.path, info);
  if (node.alias) {
    const earlier = importer.own.get(node.alias.name) ?? importer.names.get(node.alias.name);
    if (earlier) {
      ctx.diagnostics.push(names.twice(at, `'${node.alias.name}'`, earlier.at));
      return;
    }
    noteSymbol(env, node.alias, info);
    importer.names.set(node.alias.name, {
      kind: 'prefix',
      name: node.alias.name,
      at,
      instance: importer,
      doc: info.doc,
      state: 'done',
      info: undefined,
      declaration: node,
      target,
    });
    return;
  }
  mergeNames(ctx, importer, target, node, at);
}

/**
 * Brings the names of an unprefixed import into scope. What the importer gives may have the name that he has for it
 * himself (`with N = N`), or that another import has for the same (two modules `with type Entry = Slot`).
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
      ctx.diagnostics.push(names.importClash(at, name, target.module.name, earlier.at, entity.at));
    }
  }
  for (const [name, members] of target.ownMembers) {
    const known = importer.members.get(name) ?? [];
    importer.members.set(name, [...known, ...members.filter((m) => !known.includes(m))]);
  }
}

/** Whether importers gave both names the same type or value. */
function isGivenTheSame(ctx: Context, a: Entity, b: Entity): boolean {
  if (a.kind === 'type' && b.kind === 'type') return !!a.given && !!b.given && typeKey(a.given) === typeKey(b.given);
  if (a.kind !== 'const' || b.kind !== 'const' || !a.given || !b.given) return false;
  return valueKey(constantValue(ctx, a)) === valueKey(constantValue(ctx, b));
}

function readBindings(
  ctx: Context,
  importer: Instance,
  module: Module,
  node: ImportDeclaration,
  env: ReturnType<typeof rootEnv>,
): Bindings {
  const constants = new Map<string, Given>();
  const types = new Map<string, Type>();
  const first = new Map<string, Identifier>();
  const known = module.tree.declarations;
  for (const binding of node.bindings) {
    const { name } = binding;
    const at = locate(env, name);
    const earlier = first.get(name.name);
    if (earlier) fail(imports.boundTwice(at, name.name, locate(env, earlier)));
    first.set(name.name, name);
    if (binding.kind === 'constBinding') {
      const all = known.filter((d) => d.kind === 'const').map((d) => d.name.name);
      if (!all.includes(name.name)) fail(imports.unknownImportBinding(at, 'constant', name.name, module.name, all));
      constants.set(name.name, {
        kind: 'expression',
        node: binding.value,
        from: { instance: importer, source: importer.module.source, table: importer.table },
      });
    } else {
      const all = known.filter((d) => d.kind === 'type' && !d.type).map((d) => ('name' in d ? d.name.name : ''));
      if (!all.includes(name.name)) fail(imports.unknownImportBinding(at, 'type', name.name, module.name, all));
      types.set(name.name, ctx.rules.resolveType(env, binding.type));
    }
  }
  for (const declared of known) {
    if (declared.kind !== 'type' || declared.type || types.has(declared.name.name) || importer.alone) continue;
    const at = locate(env, node.module.kind === 'library' ? node.module.path : node.module);
    fail(imports.unboundType(at, module.name, declared.name.name, { source: module.source, span: declared.name.span }));
  }
  return { constants, types };
}

const typeNumbers = new WeakMap<Type, number>();
let nextTypeNumber = 0;

/** A text that is the same for the same type. */
function typeKey(type: Type): string {
  switch (type.kind) {
    case 'bool':
    case 'process':
    case 'never':
    case 'formula':
      return type.kind;
    case 'int':
      return `${type.low}..${type.high}`;
    case 'option':
      return `(${typeKey(type.element)})?`;
    case 'set':
      return `set(${typeKey(type.element)})`;
    case 'seq':
      return `seq${type.capacity}(${typeKey(type.element)})`;
    case 'map':
      return `[${typeKey(type.key)}->${typeKey(type.value)}]`;
    case 'tuple':
      return `(${type.elements.map(typeKey).join(',')})`;
    case 'enum':
    case 'struct':
    case 'union':
    case 'symmetric':
    case 'opaque': {
      let n = typeNumbers.get(type);
      if (n === undefined) {
        n = nextTypeNumber++;
        typeNumbers.set(type, n);
      }
      return `#${n}`;
    }
  }
}

function valueKey(value: Value | undefined): string {
  return value === undefined ? '?' : JSON.stringify(value);
}

/** What makes an instance the same as another: its module, and the values and types it was made with. */
function keyOf(ctx: Context, instance: Instance): string {
  const parts: string[] = [instance.module.id];
  for (const entity of instance.own.values()) {
    if (entity.kind === 'const') parts.push(`${entity.name}=${valueKey(constantValue(ctx, entity))}`);
    if (entity.kind === 'type' && entity.given) parts.push(`${entity.name}:${typeKey(entity.given)}`);
  }
  return parts.join('\n');
}

function constantValue(ctx: Context, entity: ConstEntity): Value | undefined {
  try {
    return ctx.rules.constant(ctx, entity).value;
  } catch (error) {
    reportFailure({ ctx, unit: unitOf(entity.instance) }, error);
    return undefined;
  }
}

/** The instances of a file: itself last, each after what it imports. */
export function inOrder(entry: Instance): readonly Instance[] {
  const found = new Set<Instance>();
  const visit = (instance: Instance): void => {
    if (found.has(instance)) return;
    // In textual order, whatever the order in which they were made.
    for (const node of instance.module.tree.declarations) {
      const target = node.kind === 'import' ? instance.imports.get(node.id) : undefined;
      if (target) visit(target);
    }
    found.add(instance);
  };
  visit(entry);
  return [...found];
}
