import { formatType } from '../../core/format.ts';
import type { Expr } from '../../core/expression.ts';
import { sameType } from '../../core/relations.ts';
import type { EnumType, Type, UnionType } from '../../core/types.ts';
import * as clashes from '../../diagnostics/clashes.ts';
import * as kinds from '../../diagnostics/kinds.ts';
import * as counts from '../../diagnostics/counts.ts';
import type { Expression, Identifier, UnionDeclaration } from '../../syntax/tree.ts';
import type { Location, Span } from '../../text/source.ts';
import { check, literal } from '../types/assign.ts';
import { type Env, fail, locate, noteSymbol } from '../names/context.ts';
import type { MemberName, TypeEntity } from '../names/entities.ts';
import { failUnknownIn, membersNamed } from '../names/lookup.ts';
import { memberNames, memberTag } from '../types/types.ts';

/** Members of enums and variants of unions in expressions. */

interface Use {
  readonly id: number;
  readonly span: Span;
  readonly name: string;
}

export function isTagged(type: Type | undefined): type is EnumType | UnionType {
  return type?.kind === 'enum' || type?.kind === 'union';
}

function memberNodes(entity: TypeEntity): readonly (Identifier | UnionDeclaration['variants'][number])[] {
  const { declaration } = entity;
  if (declaration.kind === 'enum') return declaration.members;
  return declaration.kind === 'union' ? declaration.variants : [];
}

/** Where a member is declared. */
export function memberDeclaration(env: Env, type: Type, tag: number): Location | undefined {
  const entity = env.ctx.declared.get(type);
  const node = entity && memberNodes(entity)[tag];
  if (!node) return undefined;
  return { source: entity.instance.module.source, span: node.span };
}

export function noteMember(env: Env, use: { readonly id: number }, type: EnumType | UnionType, tag: number): void {
  const entity = env.ctx.declared.get(type);
  const node = entity && memberNodes(entity)[tag];
  const definition = memberDeclaration(env, type, tag);
  const name = type.kind === 'enum' ? type.members[tag] : type.variants[tag]?.name;
  const doc = node && 'doc' in node ? node.doc : undefined;
  noteSymbol(env, use, {
    kind: 'member',
    name: name ?? '',
    type,
    ...(definition ? { definition } : {}),
    ...(doc === undefined ? {} : { doc }),
  });
}

/** A member without payload. */
export function member(env: Env, use: Use, type: EnumType | UnionType, tag: number, at: Location): Expr {
  noteMember(env, use, type, tag);
  if (type.kind === 'enum') return literal(tag, type, at);
  refusePayload(env, type, tag, at);
  return literal([tag], type, at);
}

/** A variant that is written without a payload must have none. */
export function refusePayload(env: Env, type: UnionType, tag: number, at: Location): void {
  const variant = type.variants[tag];
  if (!variant || variant.payload.length === 0) return;
  const payload = variant.payload.map((p) => formatType(p.type));
  fail(counts.payloadMissing(at, variant.name, payload, memberDeclaration(env, type, tag)));
}

/**
 * The member of `type` that a bare name means, by its number. What a library does not know of a type that its importer gives
 * it are its members: there the name is what the library has declared.
 */
export function bareMember(env: Env, name: string, type: Type | undefined): number | undefined {
  const tag = memberTag(type, name);
  if (tag === undefined || type === undefined) return undefined;
  if (membersNamed(env, name).some(({ of }) => sameType(of.type, type))) return tag;
  const isGiven = [...env.instance.names.values()].some(
    (entity) => entity.kind === 'type' && entity.given !== undefined && sameType(entity.given, type),
  );
  return isGiven ? undefined : tag;
}

/** The one type in scope that has a member of this name. */
export function uniqueMember(env: Env, use: Use): MemberName | undefined {
  const found = membersNamed(env, use.name);
  if (found.length > 1)
    fail(
      clashes.ambiguousMember(
        locate(env, use),
        use.name,
        found.map((m) => ({ type: m.of.name, at: m.at })),
      ),
    );
  return found[0];
}

/** `E.a` */
export function qualifiedMember(
  env: Env,
  entity: TypeEntity,
  name: Identifier,
): { type: EnumType | UnionType; tag: number } {
  const type = env.ctx.rules.type(env.ctx, entity);
  if (type.kind === 'never') return fail();
  if (!isTagged(type)) return fail(kinds.notTagged(locate(env, name), entity.name, name.name, entity.at));
  const tag = memberTag(type, name.name);
  if (tag === undefined) {
    return failUnknownIn(env, name, `in '${type.name}'`, memberNames(type));
  }
  return { type, tag };
}

/** `small(i)`, `pair(a, b)` */
export function construct(
  env: Env,
  use: Use,
  type: EnumType | UnionType,
  tag: number,
  given: readonly Expression[],
  at: Location,
): Expr {
  noteMember(env, use, type, tag);
  const declared = memberDeclaration(env, type, tag);
  const payload = type.kind === 'union' ? (type.variants[tag]?.payload ?? []) : [];
  if (payload.length !== given.length)
    fail(counts.wrongCount(at, `'${use.name}'`, payload.length, given.length, declared, 'part'));
  const parts = payload.map((p, i) => {
    const node = given[i];
    if (!node) return fail();
    return check(env, node, p.type, declared && { location: declared, text: `'${use.name}' is declared here` });
  });
  if (type.kind === 'enum') return literal(tag, type, at);
  if (parts.every((p) => p.kind === 'constant')) return literal([tag, ...parts.map((p) => p.value)], type, at);
  return { kind: 'variant', tag, payload: parts, type, at };
}
