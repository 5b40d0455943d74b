import type { Expr, LocalSymbol } from '../../core/expression.ts';
import type { Fairness } from '../../core/program.ts';
import type { Value } from '../../core/types.ts';
import * as clashes from '../../diagnostics/clashes.ts';
import type { Clause } from '../../syntax/tree.ts';
import { attempt, type Context, type Env, fail, locate, rootEnv, withoutCalls } from '../names/context.ts';
import type { ActionEntity, ProcessEntity } from '../names/entities.ts';
import { Scope } from '../names/scope.ts';
import { condition, evaluate } from '../types/assign.ts';
import { BOOL } from '../types/types.ts';
import { system } from './bodies.ts';

/** The clauses of processes and actions: `fair`, `daemon`, `when`, `if`. */

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
  return (values) => {
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
  };
}
