import type { ActionSymbol, LocalSymbol } from '../../core/expression.ts';
import type { Action } from '../../core/program.ts';
import { formatType } from '../../core/format.ts';
import { cardinality } from '../../core/enumerate.ts';
import * as clashes from '../../diagnostics/clashes.ts';
import * as rules from '../../diagnostics/bodies.ts';
import * as limits from '../../diagnostics/limits.ts';
import type { Parameter } from '../../syntax/tree.ts';
import { attempt, type Context, type Env, fail, locate, rootEnv } from '../names/context.ts';
import type { ActionEntity } from '../names/entities.ts';
import { MAX_INSTANCES } from '../names/limits.ts';
import { Scope } from '../names/scope.ts';
import { checkBody, emptyBlock, neverRuns, parametersOf } from './bodies.ts';
import { checkClauses, existsTest } from './clauses.ts';

/** An action without its `fair while`; undefined where its head has an error. */
export function checkAction(ctx: Context, entity: ActionEntity): Action | undefined {
  const env: Env = rootEnv(ctx, entity.instance, new Scope(), 'code');
  const head = attempt(
    env,
    () => declareAction(env, entity),
    () => undefined,
  );
  if (!head) return undefined;
  const { symbol, exists } = head;
  entity.symbol = symbol;
  const { declaration: node } = entity;
  const dead = !exists || neverRuns(symbol.parameters);
  const { fairness, when } = checkClauses({ ...env, dead }, node.clauses);
  const core = attempt(
    env,
    () => {
      const daemon = node.clauses.find((c) => c.kind === 'daemon');
      if (daemon) fail(rules.daemonAction(locate(env, daemon)));
      const body = { kind: 'action' as const, entity, result: undefined, usesSelf: false };
      return checkBody({ ...env, dead }, body, node.body).core;
    },
    () => emptyBlock(entity.at),
  );
  const body = ctx.keepsBodies ? core : emptyBlock(entity.at);
  return { symbol, fairness, ...(when ? { when } : {}), exists, body };
}

function declareAction(env: Env, entity: ActionEntity): { readonly symbol: ActionSymbol; readonly exists: boolean } {
  const { declaration: node } = entity;
  const parameters = parametersOf(env, node.parameters, (p) =>
    p.ref ? fail(rules.refOfAction(locate(env, p))) : 'index',
  );
  for (const [i, p] of parameters.entries()) requireEnumerable(env, p, node.parameters[i]);
  const exists = attempt(
    env,
    () => existsTest({ ...env, scope: new Scope() }, node.clauses, [])([]),
    () => true,
  );
  if (exists) countInstances(env, entity, parameters);
  const symbol: ActionSymbol = {
    kind: 'action',
    name: entity.instance.prefix + entity.name,
    parameters,
    at: entity.at,
    ...(entity.doc === undefined ? {} : { doc: entity.doc }),
  };
  return { symbol, exists };
}

/** An action stands for one with each combination of values of its parameters. */
function countInstances({ ctx }: Env, { at, name }: ActionEntity, parameters: readonly LocalSymbol[]): void {
  const count = parameters.reduce((n, p) => n * Number(cardinality(p.type)), 1);
  if (ctx.actionCount + count > MAX_INSTANCES)
    fail(clashes.tooManyInstances(at, name, 'actions', { count, before: ctx.actionCount, most: MAX_INSTANCES }));
  ctx.actionCount += count;
}

function requireEnumerable(env: Env, symbol: LocalSymbol, node: Parameter | undefined): void {
  const count = cardinality(symbol.type);
  if (node && count > 1n << 20n) fail(limits.tooManyValues(locate(env, node.type), count, formatType(symbol.type)));
}
