import type { Expr, LocalSymbol, Statement } from '../../core/expression.ts';
import type { Type } from '../../core/types.ts';
import { isSubtype } from '../../core/relations.ts';
import * as rules from '../../diagnostics/bodies.ts';
import * as problems from '../../diagnostics/types.ts';
import type { Block, Statement as Node } from '../../syntax/tree.ts';
import { check } from '../types/assign.ts';
import { call, called, procedureCall } from '../expressions/calls.ts';
import { type BodyEnv, type CheckedParts, type Env, fail, type GhostRead, locate } from '../names/context.ts';
import { missingCase } from '../types/exhaustive.ts';
import { canEnd } from './flow.ts';
import { checkPattern } from '../expressions/patterns.ts';
import { refuseGhostReads } from './places.ts';
import { bind, makeLocal } from '../expressions/locals.ts';

/** `let` and `var` among statements. */

type NodeOf<K extends Node['kind']> = Extract<Node, { kind: K }>;

/** `let r = p(a);`: the result is bound by the call itself. */
function declaredByCall(
  env: Env,
  whole: NonNullable<ReturnType<typeof procedureCall>>,
  make: (result: Type) => LocalSymbol,
): CheckedParts {
  const calls: Statement[] = [];
  const { statement, result } = call({ ...env, calls, opens: undefined }, whole.node, whole.entity);
  if (!result) return fail(rules.noResult(locate(env, whole.node), whole.entity.name, whole.entity.at));
  return { core: [...calls, { ...statement, result: make(result) }], effect: 'other' };
}

export function checkLet(env: BodyEnv, node: NodeOf<'let'>): CheckedParts {
  const at = locate(env, node);
  const { pattern: patternNode } = node;
  const whole = node.ghost ? undefined : procedureCall(env, node.value);
  if (whole && patternNode.kind === 'namePattern' && !node.otherwise)
    return declaredByCall(env, whole, (result) => {
      const symbol = makeLocal(env, patternNode.name, result, 'let');
      bind(env, symbol);
      return symbol;
    });
  const calls: Statement[] = [];
  const reads: GhostRead[] = [];
  const inside: Env = { ...env, calls, opens: undefined, ghostReads: reads };
  const value = env.ctx.rules.infer(inside, node.value);
  if (!node.ghost) refuseGhostReads(reads);
  if (node.ghost && calls[0]) fail(rules.callInGhost(calls[0].at));
  // The block of `else` does not see the names.
  const otherwise = node.otherwise && leavingBlock(env, node.otherwise);
  const pattern = checkPattern(env, patternNode, value.type, {
    scope: env.scope,
    role: 'let',
    ghost: node.ghost,
    matches: !otherwise,
  });
  if (pattern.kind === 'bind' && !otherwise)
    return {
      core: [...calls, { kind: 'declare', symbol: pattern.symbol, value, at }],
      effect: node.ghost ? 'ghost' : 'other',
    };
  if (pattern.kind === 'any' && !otherwise) {
    // `let _ = e;` evaluates e, and binds nothing.
    const symbol = makeLocal(env, { ...patternNode, kind: 'identifier', name: '_' }, value.type, 'let', node);
    return {
      core: [...calls, { kind: 'declare', symbol, value, at }],
      effect: node.ghost ? 'ghost' : 'other',
    };
  }
  if (node.ghost) fail(rules.ghostPattern(locate(env, patternNode)));
  const missing = missingCase([pattern], value.type);
  if (missing !== undefined && !otherwise) fail(problems.refutableStatement(locate(env, patternNode), missing));
  if (missing === undefined && otherwise) fail(problems.elseNeverRuns(otherwise.at));
  return {
    core: [...calls, { kind: 'declarePattern', pattern, value, ...(otherwise ? { otherwise } : {}), at }],
    effect: 'other',
  };
}

/** The block of `let … else`: it has to leave. */
function leavingBlock(env: BodyEnv, node: Block): Statement {
  const { core } = env.ctx.rules.block(env, node);
  if (canEnd(core)) fail(rules.elseMustLeave(core.at));
  return core;
}

export function checkVar(env: BodyEnv, node: NodeOf<'varLocal'>): CheckedParts {
  const at = locate(env, node);
  const type = env.ctx.rules.resolveType(env, node.type);
  const because = { location: locate(env, node.type), text: `'${node.name.name}' is declared here` };
  const whole = node.ghost ? undefined : procedureCall(env, node.value);
  const result = whole && called(env, whole.entity, locate(env, whole.node)).symbol?.result;
  // A wider result is narrowed, so it needs a place of its own first.
  if (whole && result && isSubtype(result, type))
    return declaredByCall(env, whole, () => {
      const symbol = makeLocal(env, node.name, type, 'var');
      bind(env, symbol);
      return symbol;
    });
  const calls: Statement[] = [];
  const reads: GhostRead[] = [];
  const value: Expr = check({ ...env, calls, opens: undefined, ghostReads: reads }, node.value, type, because);
  if (!node.ghost) refuseGhostReads(reads);
  if (node.ghost && calls[0]) fail(rules.callInGhost(calls[0].at));
  const symbol = makeLocal(env, node.name, type, 'var', node);
  bind(env, symbol);
  return {
    core: [...calls, { kind: 'declare', symbol, value, at }],
    effect: node.ghost ? 'ghost' : 'other',
  };
}
