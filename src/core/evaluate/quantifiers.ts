import type { BoundSet, Expr } from '../expression.ts';
import type { Value } from '../types.ts';
import { compareValues, formatType } from '../values.ts';
import { type Compile, type Compiled, type Env, EvaluationError, FALSE, spend, TRUE } from './environment.ts';

/** Calls `body` for every combination of the binders' elements, the last one changing fastest. */
export function compileBinders(binders: readonly BoundSet[], compile: Compile): (env: Env, body: () => void) => void {
  const [first, ...rest] = binders;
  if (!first) return (_env, body) => body();
  const set = compile(first.set);
  const id = first.symbol.id;
  const inner = compileBinders(rest, compile);
  return (env, body) => {
    for (const v of set(env) as readonly Value[]) {
      spend(env, 1, first.set.at);
      env.locals[id] = v;
      inner(env, body);
    }
  };
}

export function compileQuantifier(expr: Extract<Expr, { kind: 'quantifier' }>, compile: Compile): Compiled {
  const body = compile(expr.body);
  const each = compileBinders(expr.binders, compile);
  switch (expr.quantifier) {
    // Every element is evaluated even if the result is known: an error in any of them counts.
    case 'forall':
      return (env) => {
        let result = TRUE;
        each(env, () => {
          if (body(env) === FALSE) result = FALSE;
        });
        return result;
      };
    case 'exists':
      return (env) => {
        let result = FALSE;
        each(env, () => {
          if (body(env) !== FALSE) result = TRUE;
        });
        return result;
      };
    case 'count':
      return (env) => {
        let n = 0;
        each(env, () => {
          if (body(env) !== FALSE) n++;
        });
        return n;
      };
    case 'sum':
      return (env) => {
        let n = 0;
        each(env, () => {
          n += body(env) as number;
        });
        return n;
      };
    case 'min':
    case 'max': {
      const sign = expr.quantifier === 'min' ? -1 : 1;
      return (env) => {
        let best: Value | undefined;
        each(env, () => {
          const v = body(env);
          if (best === undefined || sign * compareValues(v, best) > 0) best = v;
        });
        if (best === undefined) throw new EvaluationError(`${expr.quantifier} of nothing`, expr.at);
        return best;
      };
    }
    case 'choose': {
      const symbol = expr.binders[0]?.symbol;
      if (!symbol) throw new Error('choose without a binder');
      const unique = symbol.type.kind === 'symmetric';
      return (env) => {
        const found: Value[] = [];
        each(env, () => {
          const v = env.locals[symbol.id]!;
          if (body(env) !== FALSE) found.push(v);
        });
        if (found[0] === undefined) throw new EvaluationError('choose finds no element', expr.at);
        if (unique && found.length > 1)
          throw new EvaluationError(
            `choose finds ${found.length} elements of the symmetric type ${formatType(symbol.type)}, and none of them is first`,
            expr.at,
          );
        return found[0];
      };
    }
  }
}
