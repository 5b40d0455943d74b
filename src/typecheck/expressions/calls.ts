import type { Argument, Expr, LocalSymbol, Statement } from '../../core/expression.ts';
import { MAX_DEPTH } from '../names/limits.ts';
import type { Type } from '../../core/types.ts';
import { formatType } from '../../core/format.ts';
import { isSubtype } from '../../core/relations.ts';
import * as kinds from '../../diagnostics/kinds.ts';
import * as rules from '../../diagnostics/bodies.ts';
import * as scopes from '../../diagnostics/scopes.ts';
import * as problems from '../../diagnostics/types.ts';
import * as counts from '../../diagnostics/counts.ts';
import * as limits from '../../diagnostics/limits.ts';
import type { Expression } from '../../syntax/tree.ts';
import type { Location } from '../../text/source.ts';
import { check, condition, countOf } from '../types/assign.ts';
import { closed, type Effect, type Env, fail, type GhostRead, locate, noteSymbol } from '../names/context.ts';
import type { FunctionEntity, ProcedureEntity } from '../names/entities.ts';
import { GREATEST_INTEGER } from '../types/intervals.ts';
import { describe, entityOf, failUnknown, PREDECLARED } from '../names/lookup.ts';
import { bareMember, construct, isTagged, qualifiedMember, uniqueMember } from './members.ts';
import { failCallOf } from './methods.ts';
import { inferEnabled } from './points.ts';
import { noteCallee } from './references.ts';
import { BOOL, fit, intType, memberTag, seqOf } from '../types/types.ts';

type CallNode = Extract<Expression, { kind: 'call' }>;

export function inferCall(env: Env, node: CallNode, expected: Type | undefined): Expr {
  const at = locate(env, node);
  const inside = closed(env);
  const { callee } = node;
  if (callee.kind === 'name') {
    const tag = bareMember(env, callee.name, expected);
    if (tag !== undefined && isTagged(expected)) return construct(inside, callee, expected, tag, node.arguments, at);
    const local = env.scope.find(callee.name);
    if (local) return fail(kinds.wrongKind(locate(env, callee), callee.name, 'a value', 'something to call', local.at));
  }
  if (callee.kind === 'field' && (callee.object.kind === 'name' || callee.object.kind === 'field')) {
    const owner = entityOf(env, callee.object);
    if (owner?.kind === 'type') {
      const { type, tag } = qualifiedMember(env, owner, callee.name);
      return construct(inside, callee.name, type, tag, node.arguments, at);
    }
  }
  const entity = callee.kind === 'name' || callee.kind === 'field' ? entityOf(env, callee) : undefined;
  if (entity?.kind === 'function') return callFunction(inside, node, entity);
  if (entity?.kind === 'procedure') return callForResult(inside, node, entity);
  if (entity)
    return fail(
      entity.kind === 'action'
        ? kinds.actionCalled(locate(env, callee), entity.name, entity.at)
        : kinds.wrongKind(locate(env, callee), entity.name, describe(entity), 'something to call', entity.at),
    );
  if (callee.kind !== 'name') return failCallOf(inside, node, callee);
  const only = uniqueMember(env, callee);
  if (only) {
    const type = env.ctx.rules.type(env.ctx, only.of);
    const tag = memberTag(type, callee.name);
    if (!isTagged(type) || tag === undefined) return fail();
    return construct(inside, callee, type, tag, node.arguments, at);
  }
  return callBuiltin(inside, node, callee.name, expected);
}

/** The callee, resolved. Fails where the chain of calls becomes too long: all stages follow it. */
export function called<E extends FunctionEntity | ProcedureEntity>(env: Env, entity: E, at: Location): E {
  const { ctx } = env;
  if (entity.kind === 'function') ctx.rules.function(ctx, entity);
  else ctx.rules.procedure(ctx, entity);
  const caller = ctx.stack.at(-1);
  if (caller?.kind === entity.kind) {
    if (entity.depth >= MAX_DEPTH) fail(limits.tooLongChain(at, entity.kind, entity.name, MAX_DEPTH));
    caller.depth = Math.max(caller.depth, entity.depth + 1);
  }
  return entity;
}

function callFunction(env: Env, node: CallNode, entity: FunctionEntity): Expr {
  const at = locate(env, node);
  const { symbol } = called(env, entity, at);
  if (!symbol) return fail();
  noteCallee(env, entity, at);
  if (symbol.parameters.length !== node.arguments.length)
    return fail(counts.wrongCount(at, `'${entity.name}'`, symbol.parameters.length, node.arguments.length, entity.at));
  const given = node.arguments.map((argument, i) => {
    const parameter = symbol.parameters[i];
    if (!parameter) return fail();
    return check(env, argument, parameter.type, {
      location: parameter.at,
      text: `the parameter '${parameter.name}'`,
    });
  });
  return { kind: 'call', function: symbol, arguments: given, type: symbol.result, at };
}

/** A call of a procedure within an expression: it runs first, and its result stands in its place. */
function callForResult(env: Env, node: CallNode, entity: ProcedureEntity): Expr {
  const at = locate(env, node);
  if (typeof env.calls === 'string') {
    if (env.surrounding === 'code' && env.body) fail(rules.callNotHere(at, entity.name, env.calls, entity.at));
    return fail(rules.callOutsideCode(at, entity.name, entity.at));
  }
  const { statement, result } = call(env, node, entity);
  if (!result) return fail(rules.noResult(at, entity.name, entity.at));
  const symbol: LocalSymbol = {
    kind: 'local',
    id: env.ctx.nextLocal++,
    name: entity.name,
    type: result,
    role: 'result',
    ghost: false,
    at,
  };
  env.calls.push({ ...statement, result: symbol });
  return { kind: 'local', symbol, type: result, at };
}

/** The call of a procedure that a whole expression is, parentheses aside. */
export function procedureCall(
  env: Env,
  node: Expression,
): { readonly node: CallNode; readonly entity: ProcedureEntity } | undefined {
  if (node.kind === 'parenthesized') return procedureCall(env, node.inner);
  if (node.kind !== 'call' || (node.callee.kind !== 'name' && node.callee.kind !== 'field')) return undefined;
  const entity = entityOf(env, node.callee);
  return entity?.kind === 'procedure' ? { node, entity } : undefined;
}

export interface Call {
  readonly statement: Extract<Statement, { kind: 'call' }>;
  readonly result: Type | undefined;
  readonly effect: Effect;
}

/** A call as a statement. Calls among its arguments come before it, in `env.calls`. */
export function call(env: Env, node: CallNode, entity: ProcedureEntity): Call {
  const at = locate(env, node);
  const { symbol } = called(env, entity, at);
  env.body?.entity.calls.add(entity);
  if (!symbol) return fail();
  if (entity.usesSelf && env.body) {
    if (env.body.kind === 'action') fail(scopes.selfInAction(at, entity.name, entity.at));
    env.body.usesSelf = true;
  }
  if (symbol.parameters.length !== node.arguments.length)
    fail(counts.wrongCount(at, `'${entity.name}'`, symbol.parameters.length, node.arguments.length, entity.at));
  const reads: GhostRead[] = [];
  const inside: Env = { ...env, ghostReads: reads };
  const ghostPlaces: boolean[] = [];
  const given = symbol.parameters.map((parameter, i): Argument => {
    const argument = node.arguments[i];
    if (!argument) return fail();
    const because = { location: parameter.at, text: `the parameter '${parameter.name}'` };
    if (parameter.role !== 'ref') return { kind: 'value', value: check(inside, argument, parameter.type, because) };
    const place = env.ctx.rules.place(inside, argument);
    if (place.type.kind !== 'never' && !isSubtype(place.type, parameter.type))
      fail(
        fit(place.type, parameter.type) === 'different'
          ? problems.wrongTypeOfPlace(place.at, formatType(parameter.type), formatType(place.type), because)
          : rules.refTooWide(place.at, formatType(place.type), formatType(parameter.type), because),
      );
    ghostPlaces.push(place.root.ghost);
    if (place.root.ghost) reads.push({ at: place.at, name: place.root.name, declared: place.root.at });
    return { kind: 'ref', place };
  });
  const effect = effectOf(entity, ghostPlaces, given);
  const [read] = reads;
  // A ghost call may read everything; the arguments of any other call must not depend on ghosts.
  if (effect === 'other' && read) fail(rules.ghostRead(read.at, read.name, read.declared));
  return { statement: { kind: 'call', procedure: symbol, arguments: given, at }, result: symbol.result, effect };
}

function effectOf(entity: ProcedureEntity, ghostPlaces: readonly boolean[], given: readonly Argument[]): Effect {
  if (entity.onlyGhosts === 'no') return 'other';
  // A procedure that writes none of its `ref` parameters only reads the places that it is given.
  if (entity.onlyGhosts === 'ghosts') return 'ghost';
  if (ghostPlaces.every((ghost) => ghost)) return 'ghost';
  // Our own `ref` parameters that are passed on: our caller is responsible for them.
  const passedOn = given.every(
    (a) => a.kind === 'value' || a.place.root.ghost || (a.place.root.kind === 'local' && a.place.root.role === 'ref'),
  );
  return passedOn ? 'refs' : 'other';
}

function callBuiltin(env: Env, node: CallNode, name: string, expected: Type | undefined): Expr {
  const at = locate(env, node);
  const [first, second] = node.arguments;
  const wanted = name === 'push' ? 2 : 1;
  if (!PREDECLARED.has(name) && name !== 'enabled') return failUnknown(env, { ...node.callee, name }, node);
  noteSymbol(env, node.callee, { kind: 'builtin', name });
  if (name === 'enabled') return inferEnabled(env, node);
  if (!first || node.arguments.length !== wanted)
    return fail(counts.wrongCount(at, `'${name}'`, wanted, node.arguments.length, undefined));
  if (name === 'never_rises' || name === 'never_falls') {
    if (env.surrounding !== 'transition')
      fail(scopes.onlyInTransitions(at, `\`${name}\``, env.surrounding, env.unit.at));
    if (env.primed) fail(scopes.primeInPrime(at));
    const before = env.ctx.rules.infer(env, first);
    const after = env.ctx.rules.infer({ ...env, primed: true }, first);
    if (before.type.kind !== 'int') fail(problems.notAnInteger(before.at, formatType(before.type)));
    const left: Expr = { kind: 'prime', operand: after, type: after.type, at: after.at };
    return { kind: 'binary', op: name === 'never_rises' ? 'le' : 'ge', left, right: before, type: BOOL, at };
  }
  if (name === 'int') {
    const operand = condition(env, first);
    return { kind: 'builtin', builtin: 'int', arguments: [operand], type: intType(0, 1), at };
  }
  const sequence = env.ctx.rules.infer(env, first, name === 'push' || name === 'tail' ? expected : undefined);
  const { type } = sequence;
  if (type.kind === 'never') return { ...sequence, at };
  if (name === 'size') {
    if (type.kind !== 'seq' && type.kind !== 'set')
      return fail(problems.notASequence(sequence.at, name, formatType(type)));
    const most = type.kind === 'seq' ? type.capacity : sizeOfSet(env, type.element, at);
    return { kind: 'builtin', builtin: 'size', arguments: [sequence], type: intType(0, most), at };
  }
  if (type.kind !== 'seq') return fail(problems.notASequence(sequence.at, name, formatType(type)));
  switch (name) {
    case 'head':
    case 'last':
      return { kind: 'builtin', builtin: name, arguments: [sequence], type: type.element, at };
    case 'tail':
      return {
        kind: 'builtin',
        builtin: 'tail',
        arguments: [sequence],
        type: seqOf(Math.max(0, type.capacity - 1), type.element),
        at,
      };
    default: {
      if (!second) return fail();
      // `[]` takes the element type of what is added.
      if (type.element.kind === 'never') {
        const element = env.ctx.rules.infer(env, second);
        const result = seqOf(type.capacity, element.type);
        return { kind: 'builtin', builtin: 'push', arguments: [sequence, element], type: result, at };
      }
      const element = check(env, second, type.element);
      return { kind: 'builtin', builtin: 'push', arguments: [sequence, element], type, at };
    }
  }
}

/** Most elements that a set can have. */
function sizeOfSet(env: Env, element: Type, at: Location): number {
  const count = countOf(env, element, at);
  return count > BigInt(GREATEST_INTEGER) ? GREATEST_INTEGER : Number(count);
}
