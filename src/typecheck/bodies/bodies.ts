import type {
  ActionSymbol,
  Expr,
  Fairness,
  LocalSymbol,
  ProcedureSymbol,
  ProcessSymbol,
  Statement,
} from '../../core/expression.ts';
import { MAX_INSTANCES } from '../names/limits.ts';
import type { Value } from '../../core/types.ts';
import { cardinality, formatType } from '../../core/values.ts';
import * as names from '../../diagnostics/names.ts';
import * as rules from '../../diagnostics/bodies.ts';
import * as problems from '../../diagnostics/types.ts';
import type { ActionDeclaration, Block, Clause, Parameter, ProcessDeclaration, Expression } from '../../syntax/tree.ts';
import { condition, evaluate } from '../types/assign.ts';
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
  withoutCalls,
} from '../names/context.ts';
import type { ActionEntity, Entity, ProcedureEntity, ProcessEntity } from '../names/entities.ts';
import { checkEdited } from './edited-bodies.ts';
import { canEnd } from './flow.ts';
import { collectLabels } from './labels.ts';
import { judgeGhostReads } from './places.ts';
import { declareLocal } from '../expressions/locals.ts';
import { once } from '../names/once.ts';
import { Scope } from '../names/scope.ts';
import { BOOL, mentionsProcess } from '../types/types.ts';

/** Bodies of processes, procedures and actions with their clauses. */

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function emptyBlock(at: Statement['at']): Statement {
  return { kind: 'block', statements: [], at };
}

function parametersOf(
  env: Env,
  nodes: readonly Parameter[],
  role: (p: Parameter) => LocalSymbol['role'],
): readonly LocalSymbol[] {
  return nodes.map((p) => declareLocal(env, p.name, env.ctx.rules.resolveType(env, p.type), role(p)));
}

/** Parameters without values: their body never runs. */
function neverRuns(parameters: readonly LocalSymbol[]): boolean {
  return parameters.some((p) => !mentionsProcess(p.type) && cardinality(p.type) === 0n);
}

/** Checks a body, and where the run edits it what it has become as well: that is what runs. */
function checkBody(env: Env, body: Body & { readonly entity: Entity }, node: Block): Checked {
  const { check, bodies } = env.ctx.edited;
  collectLabels({ ...env, body }, node, body.entity);
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
    const checked = env.ctx.rules.block({ ...env, body, scope: new Scope(env.scope) }, node);
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
    return fail(names.recursion(user.at, 'procedures', chain, entity.at));
  };
  return once(ctx, entity, circular, () => {
    const scope = new Scope();
    const env: Env = rootEnv(ctx, entity.instance, scope, 'code');
    const { declaration } = entity;
    attempt(
      env,
      () => {
        const parameters = parametersOf(env, declaration.parameters, (p) => (p.ref ? 'ref' : 'value'));
        const result = declaration.result && ctx.rules.resolveType(env, declaration.result);
        const symbol: Mutable<ProcedureSymbol> = {
          kind: 'procedure',
          id: ctx.nextProcedure++,
          name: entity.name,
          module: entity.instance.module.name,
          parameters,
          ...(result ? { result } : {}),
          body: emptyBlock(entity.at),
          at: entity.at,
          ...(entity.doc === undefined ? {} : { doc: entity.doc }),
        };
        entity.symbol = symbol;
        const body = { kind: 'procedure' as const, entity, result, usesSelf: false };
        const { core, effect } = checkBody({ ...env, dead: neverRuns(parameters) }, body, declaration.body);
        if (ctx.keepsBodies) symbol.body = core;
        entity.usesSelf = body.usesSelf;
        entity.onlyGhosts = effect === 'ghost' ? 'ghosts' : effect === 'refs' ? 'refs' : 'no';
      },
      () => undefined,
    );
  });
}

/** A condition that the behaviour of the system depends on, and so not on ghosts. */
export function system(env: Env, node: Expression): Expr {
  const reads: GhostRead[] = [];
  const expr = condition({ ...env, ghostReads: reads }, node);
  judgeGhostReads(reads, false);
  return expr;
}

interface Clauses {
  fairness: Fairness;
  daemon: boolean;
  when: ProcessSymbol['when'];
}

/** Clauses but `if` and `fair while`, which have times of their own. */
function checkClauses(env: Env, clauses: readonly Clause[]): Clauses {
  const found: Clauses = { fairness: { kind: 'none' }, daemon: false, when: undefined };
  const first = new Map<string, Clause>();
  for (const clause of clauses) {
    attempt(
      env,
      () => {
        const earlier = first.get(clause.kind);
        if (earlier)
          fail(names.twice(locate(env, clause), `the clause \`${clauseWord(clause)}\``, locate(env, earlier)));
        first.set(clause.kind, clause);
        switch (clause.kind) {
          case 'fair':
            found.fairness = clause.strong ? { kind: 'strong' } : { kind: 'weak' };
            return;
          case 'daemon':
            found.daemon = true;
            return;
          case 'when':
            found.when = system({ ...withoutCalls(env, 'in `when`'), surrounding: 'code' }, clause.condition);
            return;
          case 'existsIf':
            return;
        }
      },
      () => undefined,
    );
  }
  return found;
}

function clauseWord(clause: Clause): string {
  switch (clause.kind) {
    case 'fair':
      return 'fair';
    case 'daemon':
      return 'daemon';
    case 'when':
      return 'when';
    case 'existsIf':
      return 'if';
  }
}

/** The symbol of a process, before its body is checked. */
export function declareProcess(entity: ProcessEntity, env: Env, indices: readonly LocalSymbol[]): void {
  const { declaration } = entity;
  const symbol: ProcessSymbol = {
    kind: 'process',
    name: entity.instance.prefix + entity.name,
    family: entity.family,
    indices,
    fairness: { kind: 'none' },
    daemon: declaration.clauses.some((c) => c.kind === 'daemon'),
    body: emptyBlock(entity.at),
    labels: [],
    at: entity.at,
    ...(entity.doc === undefined ? {} : { doc: entity.doc }),
  };
  entity.symbol = symbol;
  entity.indexTypes = indices.map((i) => i.type);
  heads.set(symbol, env);
}

/** The surroundings in which the head of a process was read. */
const heads = new WeakMap<ProcessSymbol, Env>();

export function checkProcess(entity: ProcessEntity): void {
  const symbol = entity.symbol as Mutable<ProcessSymbol> | undefined;
  const head = symbol && heads.get(symbol);
  if (!symbol || !head) return;
  const env: Env = { ...head, surrounding: 'code', process: entity, indices: symbol.indices, dead: entity.absent };
  const node: ProcessDeclaration = entity.declaration;
  const clauses = checkClauses(env, node.clauses);
  symbol.fairness = clauses.fairness;
  symbol.daemon = clauses.daemon;
  if (clauses.when) symbol.when = clauses.when;
  const body = { kind: 'process' as const, entity, result: undefined, usesSelf: false };
  const { core } = checkBody(env, body, node.body);
  if (env.ctx.keepsBodies) symbol.body = core;
  symbol.labels = [...entity.labels.values()];
}

/** `fair while e` speaks of labels and locals, so it is read once all bodies are known. */
export function checkFairWhile(ctx: Context, entity: ProcessEntity | ActionEntity): void {
  const symbol = entity.symbol as Mutable<ProcessSymbol | ActionSymbol> | undefined;
  if (!symbol) return;
  for (const clause of entity.declaration.clauses) {
    if (clause.kind !== 'fair' || !clause.condition) continue;
    const scope = new Scope();
    const parameters = symbol.kind === 'process' ? symbol.indices : symbol.parameters;
    for (const p of parameters) scope.add(p);
    const env: Env = {
      ...rootEnv(ctx, entity.instance, scope, 'clause'),
      process: entity.kind === 'process' ? entity : undefined,
      indices: entity.kind === 'process' ? parameters : [],
      dead: entity.kind === 'process' && entity.absent,
      noCalls: 'in `fair while`',
    };
    const { condition: node } = clause;
    attempt(
      env,
      () => {
        symbol.fairness = { kind: 'weak', condition: system(env, node) };
      },
      () => undefined,
    );
  }
}

/** Whether a process or action is part of the run; `if e` may use the indices of a process. */
export function existsClause(
  env: Env,
  clauses: readonly Clause[],
  each: (test: (values: readonly Value[]) => boolean) => void,
  parameters: readonly LocalSymbol[],
): void {
  const clause = clauses.find((c) => c.kind === 'existsIf');
  if (!clause) {
    each(() => true);
    return;
  }
  const inside: Env = {
    ...withoutCalls(env, 'in `if`'),
    surrounding: 'constant',
  };
  const test = condition(inside, clause.condition);
  each((values) => {
    // Bound to the values of one instance.
    const bound = parameters.reduceRight(
      (body, symbol, i): typeof test => ({
        kind: 'let',
        symbol,
        value: { kind: 'constant', value: values[i] ?? 0, type: symbol.type, at: test.at },
        body,
        type: BOOL,
        at: test.at,
      }),
      test,
    );
    return evaluate(env.ctx, bound) !== 0;
  });
}

export function checkAction(ctx: Context, entity: ActionEntity): void {
  const scope = new Scope();
  const env: Env = rootEnv(ctx, entity.instance, scope, 'code');
  const node: ActionDeclaration = entity.declaration;
  attempt(
    env,
    () => {
      const parameters = parametersOf(env, node.parameters, (p) =>
        p.ref ? fail(rules.refOfAction(locate(env, p))) : 'index',
      );
      for (const [i, p] of parameters.entries()) requireEnumerable(env, p, node.parameters[i]);
      let exists = true as boolean;
      attempt(
        env,
        () =>
          existsClause(
            { ...env, scope: new Scope() },
            node.clauses,
            (test) => {
              exists = test([]);
            },
            [],
          ),
        () => undefined,
      );
      if (exists) countInstances(env, entity, parameters);
      const symbol: Mutable<ActionSymbol> = {
        kind: 'action',
        name: entity.instance.prefix + entity.name,
        parameters,
        fairness: { kind: 'none' },
        exists,
        body: emptyBlock(entity.at),
        at: entity.at,
        ...(entity.doc === undefined ? {} : { doc: entity.doc }),
      };
      entity.symbol = symbol;
      const dead = !exists || neverRuns(parameters);
      const clauses = checkClauses({ ...env, dead }, node.clauses);
      symbol.fairness = clauses.fairness;
      if (clauses.when) symbol.when = clauses.when;
      const daemon = node.clauses.find((c) => c.kind === 'daemon');
      if (daemon) fail(rules.daemonAction(locate(env, daemon)));
      const body = { kind: 'action' as const, entity, result: undefined, usesSelf: false };
      // The whole of it is one atomic step.
      const { core } = checkBody({ ...env, atomic: 1, dead }, body, node.body);
      if (ctx.keepsBodies) symbol.body = core;
    },
    () => undefined,
  );
}

/** An action stands for one with each combination of values of its parameters. */
function countInstances({ ctx }: Env, { at, name }: ActionEntity, parameters: readonly LocalSymbol[]): void {
  const count = parameters.reduce((n, p) => n * Number(cardinality(p.type)), 1);
  if (ctx.actionCount + count > MAX_INSTANCES)
    fail(names.tooManyInstances(at, name, 'actions', { count, before: ctx.actionCount, most: MAX_INSTANCES }));
  ctx.actionCount += count;
}

function requireEnumerable(env: Env, symbol: LocalSymbol, node: Parameter | undefined): void {
  const count = cardinality(symbol.type);
  if (node && count > 1n << 20n) fail(problems.tooManyValues(locate(env, node.type), count, formatType(symbol.type)));
}
