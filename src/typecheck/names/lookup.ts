import type { LocalSymbol } from '../../core/expression.ts';
import { didYouMean } from '../../diagnostics/did-you-mean.ts';
import { kernelIdiom } from '../../diagnostics/kernel-idioms.ts';
import * as names from '../../diagnostics/names.ts';
import { foreignName } from '../../diagnostics/foreign-names.ts';
import * as kinds from '../../diagnostics/kinds.ts';
import type { Expression, Identifier, Path } from '../../syntax/tree.ts';
import type { Location, Span } from '../../text/source.ts';
import { type Env, fail, locate, noteSymbol } from './context.ts';
import type { Entity, MemberName, PrefixEntity } from './entities.ts';
import type { SymbolInfo } from './tables.ts';

/** Built-in names, unless a spec declares the name itself. */
export const PREDECLARED: ReadonlySet<string> = new Set([
  'size',
  'head',
  'tail',
  'last',
  'push',
  'int',
  'never_rises',
  'never_falls',
]);

/** The type of all process instances. Nothing else is called that. */
export const PROCESS = 'Process';

/** Words of expressions that are names to the parser. */
export const BUILT_IN: ReadonlySet<string> = new Set([PROCESS, 'all_done', 'enabled']);

/** Whether every process has a point of that name: where it begins, and where it has ended. */
export function isPointOfAll(name: string): boolean {
  return name === 'start' || name === 'done';
}

interface Named {
  readonly id: number;
  readonly span: Span;
  readonly name: string;
}

export function describe(entity: Entity): string {
  switch (entity.kind) {
    case 'const':
      return 'a constant';
    case 'type':
      return 'a type';
    case 'variable':
      return 'a variable';
    case 'function':
      return 'a function';
    case 'procedure':
      return 'a procedure';
    case 'action':
      return 'an action';
    case 'process':
      return 'a process';
    case 'prefix':
      return 'the prefix of an import';
  }
}

/** Remembers what a name stands for. */
export function noteEntity(env: Env, node: { readonly id: number }, entity: Entity): void {
  const info = entity.info ?? infoOf(entity);
  // What has been resolved does not change any more.
  if (entity.state === 'done') entity.info = info;
  noteSymbol(env, node, info);
}

function infoOf(entity: Entity): SymbolInfo {
  return {
    kind: entity.kind === 'prefix' ? 'module' : entity.kind,
    name: entity.name,
    definition: entity.at,
    ...(entity.doc === undefined ? {} : { doc: entity.doc }),
    ...(entity.kind === 'const' || entity.kind === 'type' ? { type: entity.type } : {}),
    ...(entity.kind === 'const' && entity.value !== undefined ? { value: entity.value } : {}),
    ...(entity.kind === 'variable' && entity.type ? { type: entity.type } : {}),
  };
}

export function noteLocal(env: Env, node: { readonly id: number }, symbol: LocalSymbol): void {
  noteSymbol(env, node, { kind: 'local', name: symbol.name, definition: symbol.at, type: symbol.type });
}

/** Where a path leads through the prefixes of imports. */
export interface Reached<Part> {
  /** The first name that is not a prefix, or the last one. */
  readonly part: Part;
  /** What it stands for. */
  readonly entity: Entity | undefined;
  /** The names among which it was looked up. */
  readonly visible: ReadonlyMap<string, Entity>;
  /** The names after it. */
  readonly rest: readonly Part[];
}

/**
 * Follows a path, `x`, `pg.x` or `pg.f.l`, as far as its prefixes go. Undefined for an empty one.
 * @param found is called with each name that stands for something
 */
export function reach<Part>(
  names: ReadonlyMap<string, Entity>,
  parts: readonly Part[],
  nameOf: (part: Part) => string,
  found: (part: Part, entity: Entity) => void = () => undefined,
): Reached<Part> | undefined {
  let visible = names;
  for (const [i, part] of parts.entries()) {
    const entity = visible.get(nameOf(part));
    if (entity) found(part, entity);
    const rest = parts.slice(i + 1);
    if (entity?.kind !== 'prefix' || rest.length === 0) return { part, entity, visible, rest };
    visible = entity.target.own;
  }
  return undefined;
}

/** Follows a path in a module, for the editor as well. */
export function reachPath(env: Env, parts: readonly Identifier[]): Reached<Identifier> | undefined {
  return reach(
    env.instance.names,
    parts,
    ({ name }) => name,
    (part, entity) => {
      noteEntity(env, part, entity);
    },
  );
}

/** A declaration by its name in a module, or under an import's prefix. */
export function findPath(env: Env, path: Path): Entity | undefined {
  const reached = reachPath(env, path.parts);
  return reached?.rest.length === 0 ? reached.entity : undefined;
}

/** The declaration that an expression names: `x`, `pg.x`. Locals are not declarations. */
export function entityOf(env: Env, node: Expression): Entity | undefined {
  if (node.kind === 'name') {
    if (env.scope.find(node.name)) return undefined;
    const entity = env.instance.names.get(node.name);
    if (entity) noteEntity(env, node, entity);
    return entity;
  }
  if (node.kind !== 'field') return undefined;
  const prefix = prefixOf(env, node.object);
  if (!prefix) return undefined;
  const entity = prefix.target.own.get(node.name.name);
  if (!entity) {
    if (prefix.target.incomplete) fail();
    fail(unknown(env, locate(env, node.name), node.name.name, `in '${prefix.name}'`, prefix.target.own.keys()));
  }
  noteEntity(env, node.name, entity);
  return entity;
}

export function prefixOf(env: Env, node: Expression): PrefixEntity | undefined {
  if (node.kind !== 'name' || env.scope.find(node.name)) return undefined;
  const entity = env.instance.names.get(node.name);
  if (entity?.kind !== 'prefix') return undefined;
  noteEntity(env, node, entity);
  return entity;
}

export function membersNamed(env: Env, name: string): readonly MemberName[] {
  return env.instance.members.get(name) ?? [];
}

/** Where something of that name is declared, for the second caret of a suggestion. */
function declarationOf(env: Env, name: string): Location | undefined {
  return (
    env.scope.find(name)?.at ?? env.instance.names.get(name)?.at ?? env.instance.members.get(name)?.[0]?.at ?? undefined
  );
}

function unknown(
  env: Env,
  at: Location,
  name: string,
  where: string,
  candidates: Iterable<string>,
): ReturnType<typeof names.unknownName> {
  return names.unknownName(at, name, where, candidates, (n) => declarationOf(env, n));
}

/** Words, as long as the budget for comparing them lasts: a text may have thousands of names, and of unknown ones. */
function* affordable(env: Env, words: Iterable<string>): Generator<string> {
  for (const word of words) {
    if (env.ctx.suggestions <= 0) return;
    env.ctx.suggestions--;
    yield word;
  }
}

function* candidates(env: Env): Generator<string> {
  yield* env.scope.visible();
  yield* env.instance.names.keys();
  yield* env.instance.members.keys();
  yield* PREDECLARED;
  yield* BUILT_IN;
}

/**
 * Fails for a name that nothing declares.
 * @param call the call of it
 */
export function failUnknown(env: Env, node: Named, call?: Extract<Expression, { kind: 'call' }>): never {
  // It may come from a module that could not be loaded.
  if (env.instance.incomplete) fail();
  const at = locate(env, node);
  const property = env.instance.properties.get(node.name);
  if (property) fail(kinds.propertyAsValue(at, node.name, property.at));
  const habit =
    foreignName(at, node.name) ??
    (call &&
      kernelIdiom(
        at,
        node.name,
        locate(env, call),
        call.arguments.map((a) => locate(env, a)),
      ));
  if (habit) fail(habit);
  for (const entity of env.instance.names.values())
    if (entity.kind === 'prefix' && entity.target.own.has(node.name))
      fail(names.underPrefix(at, node.name, entity.name, entity.at));
  const library = env.ctx.library();
  const places = library.get(node.name);
  if (places) fail(names.inLibrary(at, node.name, places, importPlace(env)));
  const message = unknown(env, at, node.name, '', affordable(env, candidates(env)));
  const meant = message.fixes.length > 0 ? undefined : didYouMean(node.name, affordable(env, library.keys()));
  if (meant !== undefined) fail(names.likeLibrary(at, node.name, meant, library.get(meant) ?? []));
  fail(message);
}

/** Where a further import can be written; undefined where the file has no header. */
function importPlace({ instance }: Env): { readonly location: Location; readonly first: boolean } | undefined {
  const { source, tree } = instance.module;
  const last = tree.declarations.findLast((d) => d.kind === 'import') ?? tree.header;
  if (last === undefined) return undefined;
  return { location: { source, span: { start: last.span.end, end: last.span.end } }, first: last === tree.header };
}

export function failUnknownIn(env: Env, node: Named, where: string, candidates: Iterable<string>): never {
  if (env.instance.incomplete) fail();
  fail(names.unknownName(locate(env, node), node.name, where, affordable(env, candidates), () => undefined));
}
