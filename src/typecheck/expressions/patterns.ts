import { formatType } from '../../core/format.ts';
import type { LocalSymbol, MatchPattern } from '../../core/expression.ts';
import type { Type } from '../../core/types.ts';
import * as names from '../../diagnostics/names.ts';
import * as kinds from '../../diagnostics/kinds.ts';
import * as problems from '../../diagnostics/types.ts';
import * as counts from '../../diagnostics/counts.ts';
import * as values from '../../diagnostics/values.ts';
import type { Path, Pattern } from '../../syntax/tree.ts';
import { type Env, fail, locate, noteType } from '../names/context.ts';
import { GREATEST_INTEGER } from '../types/intervals.ts';
import { describe, failUnknownIn, findPath } from '../names/lookup.ts';
import { bareMember, isTagged, memberDeclaration, noteMember, qualifiedMember, refusePayload } from './members.ts';
import { bind, makeLocal } from './locals.ts';
import type { Scope } from '../names/scope.ts';
import { memberNames, memberTag, NEVER } from '../types/types.ts';

/** Where the names of a pattern go, and what they are. */
export interface PatternBinding {
  readonly scope: Scope;
  readonly role: LocalSymbol['role'];
  readonly ghost: boolean;
  /** Whether the pattern has to match, as in a `let` without `else`: it binds names and distinguishes no members. */
  readonly matches?: boolean;
}

/** A pattern for values of a type; its names come into scope. */
export function checkPattern(env: Env, node: Pattern, type: Type, binding: PatternBinding): MatchPattern {
  const at = locate(env, node);
  noteType(env, node, type);
  switch (node.kind) {
    case 'wildcard':
      return { kind: 'any' };
    case 'namePattern':
      return namePattern(env, node, type, binding);
    case 'variantPattern':
      return variantPattern(env, node, type, binding);
    case 'nonePattern':
      if (type.kind === 'never') return { kind: 'any' };
      requireOption(env, node, type);
      return { kind: 'variant', tag: 0, payload: [] };
    case 'somePattern': {
      if (type.kind === 'never') return ofNothing(env, [node.argument], binding);
      const element = requireOption(env, node, type);
      return { kind: 'variant', tag: 1, payload: [checkPattern(env, node.argument, element, binding)] };
    }
    case 'integerPattern': {
      if (type.kind === 'never') return { kind: 'any' };
      if (type.kind !== 'int') return fail(problems.patternOfOtherType(at, 'an integer', formatType(type)));
      if (node.value > BigInt(GREATEST_INTEGER) + 1n || node.value < -BigInt(GREATEST_INTEGER) - 1n)
        return fail(values.literalTooLarge(at));
      return { kind: 'value', value: Number(node.value) };
    }
    case 'booleanPattern':
      if (type.kind === 'never') return { kind: 'any' };
      if (type.kind !== 'bool') return fail(problems.patternOfOtherType(at, 'a condition', formatType(type)));
      return { kind: 'value', value: node.value ? 1 : 0 };
    case 'tuplePattern': {
      if (type.kind === 'never') return ofNothing(env, node.elements, binding);
      if (type.kind !== 'tuple') return fail(problems.patternOfOtherType(at, 'a tuple', formatType(type)));
      const { elements } = type;
      if (elements.length !== node.elements.length)
        return fail(counts.wrongCount(at, 'the tuple', elements.length, node.elements.length, undefined, 'part'));
      return {
        kind: 'tuple',
        elements: node.elements.map((p, i) => checkPattern(env, p, elements[i] ?? NEVER, binding)),
      };
    }
    case 'missingPattern':
      return fail();
  }
}

/** A member of the type that is matched, or a name that matches everything. */
function namePattern(
  env: Env,
  node: Extract<Pattern, { kind: 'namePattern' }>,
  type: Type,
  binding: PatternBinding,
): MatchPattern {
  const at = locate(env, node);
  const tag = bareMember(env, node.name.name, type);
  if (tag !== undefined && isTagged(type)) {
    noteMember(env, node.name, type, tag);
    if (type.kind === 'enum') return { kind: 'value', value: tag };
    refusePayload(env, type, tag, at);
    return { kind: 'variant', tag, payload: [] };
  }
  if (node.name.name === '_') return { kind: 'any' };
  // A misspelt member must not become a name that matches everything.
  if (isTagged(type) && !binding.matches) warnLikeMember(env, node.name, type);
  const symbol = makeLocal(env, node.name, type, binding.role, binding);
  bind(env, symbol, binding.scope);
  return { kind: 'bind', symbol };
}

/** A pattern for an expression without a value, since it fails or has an error: its names are in scope, without values. */
function ofNothing(env: Env, nodes: readonly Pattern[], binding: PatternBinding): MatchPattern {
  return { kind: 'tuple', elements: nodes.map((node) => checkPattern(env, node, NEVER, binding)) };
}

function requireOption(env: Env, node: Pattern, type: Type): Type {
  if (type.kind !== 'option')
    return fail(problems.patternOfOtherType(locate(env, node), 'an option', formatType(type)));
  return type.element;
}

function warnLikeMember(
  env: Env,
  name: { readonly name: string; readonly span: Pattern['span'] },
  type: Extract<Type, { kind: 'enum' | 'union' }>,
): void {
  const problem = names.likeMember(locate(env, name), name.name, type.name, memberNames(type));
  if (problem) fail(problem);
}

function variantPattern(
  env: Env,
  node: Extract<Pattern, { kind: 'variantPattern' }>,
  type: Type,
  binding: PatternBinding,
): MatchPattern {
  const at = locate(env, node);
  const last = node.path.parts.at(-1);
  if (!last) return fail();
  if (type.kind === 'never') return ofNothing(env, node.arguments, binding);
  if (!isTagged(type)) return fail(problems.patternOfOtherType(at, `'${last.name}'`, formatType(type)));
  if (node.path.parts.length > 1) requireSameType(env, node.path, type);
  const tag = memberTag(type, last.name);
  if (tag === undefined) {
    return failUnknownIn(env, last, `in '${type.name}'`, memberNames(type));
  }
  noteMember(env, last, type, tag);
  if (type.kind === 'enum') {
    if (node.arguments.length > 0)
      fail(
        counts.wrongCount(at, `'${last.name}'`, 0, node.arguments.length, memberDeclaration(env, type, tag), 'part'),
      );
    return { kind: 'value', value: tag };
  }
  const payload = type.variants[tag]?.payload ?? [];
  if (payload.length !== node.arguments.length)
    return fail(
      counts.wrongCount(
        at,
        `'${last.name}'`,
        payload.length,
        node.arguments.length,
        memberDeclaration(env, type, tag),
        'part',
      ),
    );
  return {
    kind: 'variant',
    tag,
    payload: node.arguments.map((p, i) => checkPattern(env, p, payload[i]?.type ?? NEVER, binding)),
  };
}

/** `E.a` in a pattern has to be a member of the type that is matched. */
function requireSameType(env: Env, path: Path, type: Type): void {
  const owner: Path = { ...path, parts: path.parts.slice(0, -1) };
  const last = path.parts.at(-1);
  const entity = findPath(env, owner);
  const first = owner.parts.at(-1);
  if (!last || !first) return;
  if (!entity) return failUnknownIn(env, first, '', env.instance.names.keys());
  if (entity.kind !== 'type')
    return fail(kinds.wrongKind(locate(env, first), entity.name, describe(entity), 'a type', entity.at));
  const found = qualifiedMember(env, entity, last);
  if (found.type !== type)
    fail(problems.patternOfOtherType(locate(env, path), `'${entity.name}.${last.name}'`, formatType(type)));
}
