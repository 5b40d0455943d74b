import * as clashes from '../../diagnostics/clashes.ts';
import type { Declaration, Identifier, PropertyDeclaration } from '../../syntax/tree.ts';
import type { Location } from '../../text/source.ts';
import type { Context } from '../names/context.ts';
import type {
  BodyEntity,
  Entity,
  EntityBase,
  Instance,
  MemberName,
  PrefixEntity,
  TypeEntity,
} from '../names/entities.ts';
import { isPointOfAll, PROCESS } from '../names/lookup.ts';
import type { SymbolInfo } from '../names/tables.ts';
import { NEVER } from '../types/types.ts';
import type { Bindings } from './bindings.ts';

/** The entity of a module's declaration, if it declares a name. */
export function declare(ctx: Context, instance: Instance, node: Declaration, bindings: Bindings): void {
  const named = 'name' in node ? node.name : undefined;
  if (!named || named.name === '') return;
  const at: Location = { source: instance.module.source, span: named.span };
  const note = (kind: SymbolInfo['kind']): void => {
    const doc = node.doc === undefined ? {} : { doc: node.doc };
    instance.table.symbols.set(named.id, { name: named.name, definition: at, ...doc, kind });
  };
  if (node.kind === 'property') {
    declareProperty(ctx, instance, node, at);
    note('property');
    return;
  }
  const base: EntityBase = { name: named.name, at, instance, doc: node.doc, state: 'new', info: undefined };
  const entity = entityOf(node, base, bindings);
  if (!entity) return;
  addUnique(ctx, instance, entity);
  note(entity.kind);
  if (entity.kind === 'type') addMembers(ctx, instance, entity);
}

function declareProperty(ctx: Context, instance: Instance, node: PropertyDeclaration, at: Location): void {
  const { name } = node.name;
  const earlier = instance.properties.get(name);
  if (earlier) ctx.diagnostics.push(clashes.twice(at, `the property '${name}'`, earlier.at));
  else instance.properties.set(name, { kind: 'property', name, at, instance, declaration: node });
}

/** The entity of a declaration before it is resolved. */
function entityOf(node: Declaration, base: EntityBase, bindings: Bindings): Exclude<Entity, PrefixEntity> | undefined {
  switch (node.kind) {
    case 'const': {
      const given = bindings.constants.get(base.name);
      return { ...base, kind: 'const', declaration: node, given, type: NEVER, value: undefined, assumed: false };
    }
    case 'type':
    case 'enum':
    case 'struct':
    case 'union':
    case 'symmetric': {
      const given = node.kind === 'type' && !node.type ? bindings.types.get(base.name) : undefined;
      return { ...base, kind: 'type', declaration: node, given, type: NEVER };
    }
    case 'var':
      return { ...base, kind: 'variable', declaration: node, slot: undefined, type: undefined, symbol: undefined };
    case 'fun': {
      const nothing = { symbol: undefined, depth: 1, reads: new Set<never>(), readsProcesses: false };
      return { ...base, kind: 'function', declaration: node, ...nothing };
    }
    case 'proc': {
      const nothing = { symbol: undefined, depth: 1, onlyGhosts: 'no' as const, usesSelf: false };
      return { ...base, ...emptyBody(), kind: 'procedure', declaration: node, ...nothing };
    }
    case 'action':
      return { ...base, ...emptyBody(), kind: 'action', declaration: node, symbol: undefined };
    case 'process':
      return { ...base, ...emptyBody(), kind: 'process', declaration: node, symbol: undefined, absent: false };
    case 'property':
    case 'check':
    case 'deny':
    case 'import':
    case 'memory':
    case 'assume':
    case 'init':
    case 'terminates':
    case 'constraint':
      return undefined;
  }
}

function emptyBody(): Pick<BodyEntity, 'labels' | 'locals' | 'editedAway' | 'calls'> {
  return { labels: new Map(), locals: new Map(), editedAway: new Map(), calls: new Set() };
}

function addUnique(ctx: Context, instance: Instance, entity: Entity): void {
  const earlier = instance.own.get(entity.name);
  refuseReserved(ctx, entity.name, entity.at);
  if (entity.kind === 'procedure' && isPointOfAll(entity.name))
    ctx.diagnostics.push(clashes.reservedPoint(entity.at, entity.name));
  if (earlier) ctx.diagnostics.push(clashes.twice(entity.at, `'${entity.name}'`, earlier.at));
  else instance.own.set(entity.name, entity);
}

function refuseReserved(ctx: Context, name: string, at: Location): void {
  if (name === PROCESS) ctx.diagnostics.push(clashes.reservedType(at, name));
}

/** Members of enums and variants of unions are names of their own. */
function addMembers(ctx: Context, instance: Instance, of: TypeEntity): void {
  for (const node of memberNames(of)) {
    const member: MemberName = { of, name: node.name, at: { source: instance.module.source, span: node.span } };
    refuseReserved(ctx, node.name, member.at);
    const others = instance.ownMembers.get(node.name);
    if (others) others.push(member);
    else instance.ownMembers.set(node.name, [member]);
  }
}

function memberNames({ declaration }: TypeEntity): readonly Identifier[] {
  if (declaration.kind === 'enum') return declaration.members;
  return declaration.kind === 'union' ? declaration.variants.map((v) => v.name) : [];
}
