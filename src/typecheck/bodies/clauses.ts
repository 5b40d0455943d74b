import type { Expr, LocalSymbol } from '../../core/expression.ts';
import { formatValue } from '../../core/format.ts';
import type { Fairness } from '../../core/program.ts';
import type { Value } from '../../core/types.ts';
import * as clashes from '../../diagnostics/clashes.ts';
import type { Clause } from '../../syntax/tree.ts';
import { attempt, type Context, type Env, fail, locate, rootEnv, withoutCalls } from '../names/context.ts';
import type { ActionEntity, ProcessEntity } from '../names/entities.ts';
import { Scope } from '../names/scope.ts';
import { condition, evaluate } from '../types/assign.ts';
import { system } from './bodies.ts';

/** The clauses of processes and actions: `fair`, `daemon`, `when`, `if`, `on`. */

interface Clauses {
  fairness: Fairness;
  daemon: boolean;
  when: Expr | undefined;
}

/** All clauses but `if` and `fair while`, which are resolved at other times. */
export function checkClauses(env: Env, clauses: readonly Clause[]): Clauses {
  const found: Clauses = { fairness: { kind: 'none' }, daemon: false, when: undefined };
  const first = new Map<string, Clause>();
  for (const clause of clauses) {
    attempt(
      env,
      () => {
        const earlier = first.get(clause.kind);
        if (earlier)
          fail(clashes.twice(locate(env, clause), `the clause \`${clauseWord(clause)}\``, locate(env, earlier)));
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
          case 'on':
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
    case 'on':
      return 'on';
  }
}

/** `fair while e` speaks of labels and locals, so it is read once all bodies are known. */
export function checkFairWhile(ctx: Context, entity: ProcessEntity | ActionEntity): Fairness | undefined {
  if (!entity.symbol) return undefined;
  let fairness: Fairness | undefined;
  for (const clause of entity.declaration.clauses) {
    if (clause.kind !== 'fair' || !clause.condition) continue;
    const scope = new Scope();
    const parameters = entity.symbol.kind === 'process' ? entity.symbol.indices : entity.symbol.parameters;
    for (const p of parameters) scope.add(p);
    const env: Env = {
      ...rootEnv(ctx, entity.instance, scope, 'clause'),
      process: entity.kind === 'process' ? entity : undefined,
      dead: entity.kind === 'process' && entity.absent,
    };
    const { condition: node } = clause;
    const read = attempt<Fairness | undefined>(
      env,
      () => ({ kind: 'weak', condition: system(env, node) }),
      () => undefined,
    );
    fairness = read ?? fairness;
  }
  return fairness;
}

/** Whether a process or action is part of the run, by the values of its parameters; `if e` may use the indices of a process. */
export function existsTest(
  env: Env,
  clauses: readonly Clause[],
  parameters: readonly LocalSymbol[],
): (values: readonly Value[]) => boolean {
  const clause = clauses.find((c) => c.kind === 'existsIf');
  if (!clause) return () => true;
  const test = condition({ ...withoutCalls(env, 'in `if`'), surrounding: 'constant' }, clause.condition);
  return (values) => valueAt(env, test, parameters, values) !== 0;
}

/** On which CPU a process runs, by the values of its indices: one name for each CPU; undefined where it has one of its own. */
export function cpuOf(
  env: Env,
  clauses: readonly Clause[],
  parameters: readonly LocalSymbol[],
): (values: readonly Value[]) => string | undefined {
  const clause = clauses.find((c) => c.kind === 'on');
  if (!clause) return () => undefined;
  const cpu = env.ctx.rules.infer({ ...withoutCalls(env, 'in `on`'), surrounding: 'constant' }, clause.cpu);
  return (values) => formatValue(valueAt(env, cpu, parameters, values), cpu.type);
}

/** The value of a constant expression for one instance. */
function valueAt({ ctx }: Env, expr: Expr, parameters: readonly LocalSymbol[], values: readonly Value[]): Value {
  const bound = parameters.reduceRight(
    (body, symbol, i): Expr => ({
      kind: 'let',
      symbol,
      value: { kind: 'constant', value: values[i] ?? 0, type: symbol.type, at: expr.at },
      body,
      type: expr.type,
      at: expr.at,
    }),
    expr,
  );
  return evaluate(ctx, bound);
}
