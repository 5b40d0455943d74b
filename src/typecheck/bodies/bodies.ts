import type { Expr, LocalSymbol, ProcedureSymbol, Statement } from '../../core/expression.ts';
import { formatType } from '../../core/format.ts';
import { cardinality } from '../../core/enumerate.ts';
import * as clashes from '../../diagnostics/clashes.ts';
import * as rules from '../../diagnostics/bodies.ts';
import type { Block, Parameter, Expression } from '../../syntax/tree.ts';
import { condition } from '../types/assign.ts';
import {
  attempt,
  type Body,
  type Checked,
  type Context,
  type Env,
  fail,
  type GhostRead,
  locate,
  reportFailure,
  rootEnv,
} from '../names/context.ts';
import type { Entity, ProcedureEntity } from '../names/entities.ts';
import { checkEdited } from './edited-bodies.ts';
import { canEnd } from './flow.ts';
import { collectLabels } from './labels.ts';
import { refuseGhostReads } from './places.ts';
import { declareLocal } from '../expressions/locals.ts';
import { once } from '../names/once.ts';
import { Scope } from '../names/scope.ts';
import { mentionsProcess } from '../types/types.ts';

/** Bodies of processes, procedures and actions. */

export function emptyBlock(at: Statement['at']): Statement {
  return { kind: 'block', statements: [], at };
}

export function parametersOf(
  env: Env,
  nodes: readonly Parameter[],
  role: (p: Parameter) => LocalSymbol['role'],
): readonly LocalSymbol[] {
  return nodes.map((p) => declareLocal(env, p.name, env.ctx.rules.resolveType(env, p.type), role(p)));
}

/** Parameters without values: their body never runs. */
export function neverRuns(parameters: readonly LocalSymbol[]): boolean {
  return parameters.some((p) => !mentionsProcess(p.type) && cardinality(p.type) === 0n);
}

/** Checks a body, and where the run edits it what it has become as well: that is what runs. */
export function checkBody(env: Env, body: Body & { readonly entity: Entity }, node: Block): Checked {
  const { check, bodies } = env.ctx.edited;
  collectLabels(env, node, body.entity);
  const checked = checkOnce(env, body, node);
  const edits = bodies.get(body.entity);
  if (!edits || env.unit.failed) return checked;
  return (
    checkEdited(env, body.entity, { body: node, edits, check }, (again, edited) => checkOnce(again, body, edited)) ??
    checked
  );
}

function checkOnce(env: Env, body: Body, node: Block): Checked {
  try {
    const checked = env.ctx.rules.block(
      {
        ...env,
        body,
        scope: new Scope(env.scope),
        inLoop: false,
        // The whole of an action is one step.
        inAtomic: body.kind === 'action',
        labels: undefined,
      },
      node,
    );
    if (body.result && !env.unit.failed && canEnd(checked.core)) {
      const end = { start: Math.max(node.span.start, node.span.end - 1), end: node.span.end };
      fail(
        rules.endsWithoutReturn(locate(env, { span: end }), body.entity.name, formatType(body.result), body.entity.at),
      );
    }
    return checked;
  } catch (error) {
    reportFailure(env, error);
    return { core: emptyBlock(locate(env, node)), effect: 'other' };
  }
}

export function elaborateProcedure(ctx: Context, entity: ProcedureEntity): ProcedureEntity {
  const circular = (chain: readonly string[]): never => {
    const user = ctx.stack.at(-1) ?? entity;
    return fail(clashes.recursion(user.at, 'procedures', chain, entity.at));
  };
  return once(ctx, entity, circular, () => {
    const env: Env = rootEnv(ctx, entity.instance, new Scope(), 'code');
    entity.symbol = attempt(
      env,
      () => procedureSymbol(env, entity),
      () => undefined,
    );
  });
}

function procedureSymbol(env: Env, entity: ProcedureEntity): ProcedureSymbol {
  const { ctx } = env;
  const { declaration } = entity;
  const parameters = parametersOf(env, declaration.parameters, (p) => (p.ref ? 'ref' : 'value'));
  const result = declaration.result && ctx.rules.resolveType(env, declaration.result);
  const id = ctx.nextProcedure++;
  const body = { kind: 'procedure' as const, entity, result, usesSelf: false };
  const { core, effect } = checkBody({ ...env, dead: neverRuns(parameters) }, body, declaration.body);
  entity.usesSelf = body.usesSelf;
  entity.onlyGhosts = effect === 'ghost' ? 'ghosts' : effect === 'refs' ? 'refs' : 'no';
  return {
    kind: 'procedure',
    id,
    name: entity.name,
    module: entity.instance.module.name,
    parameters,
    ...(result ? { result } : {}),
    body: ctx.keepsBodies ? core : emptyBlock(entity.at),
    at: entity.at,
    ...(entity.doc === undefined ? {} : { doc: entity.doc }),
  };
}

/** A condition that the behaviour of the system depends on, and so not on ghosts. */
export function system(env: Env, node: Expression): Expr {
  const reads: GhostRead[] = [];
  const expr = condition({ ...env, ghostReads: reads }, node);
  refuseGhostReads(reads);
  return expr;
}
