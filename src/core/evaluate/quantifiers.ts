import type { BoundSet } from '../expression.ts';
import { formatType } from '../format.ts';
import { itemAt } from '../lists.ts';
import type { Value } from '../types.ts';
import { compareValues } from '../values.ts';
import {
  asList,
  asNumber,
  type Compile,
  type Compiled,
  type Env,
  EvaluationError,
  type ExprOf,
  FALSE,
  spend,
  TRUE,
} from './environment.ts';

/** Calls `body` for every combination of the binders' elements, the last one changing fastest. */
export function compileBinders(binders: readonly BoundSet[], compile: Compile): (env: Env, body: () => void) => void {
  const [first, ...rest] = binders;
  if (!first) return (_env, body) => body();
  const set = asList(compile(first.set));
  const id = first.symbol.id;
  const inner = compileBinders(rest, compile);
  return (env, body) => {
    for (const v of set(env)) {
      spend(env, 1, first.set.at);
      env.locals[id] = v;
      inner(env, body);
    }
  };
}

type Quantifier = ExprOf<'quantifier'>;
type Each = ReturnType<typeof compileBinders>;

/** Every element is evaluated even if the result is known: an error in any of them counts. */
export function compileQuantifier(expr: Quantifier, compile: Compile): Compiled {
  const body = compile(expr.body);
  const each = compileBinders(expr.binders, compile);
  switch (expr.quantifier) {
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
      return sum(asNumber(body), each);
    case 'min':
    case 'max':
      return extreme(expr, body, each);
    case 'choose':
      return choose(expr, body, each);
  }
}

function sum(body: (env: Env) => number, each: Each): Compiled {
  return (env) => {
    let n = 0;
    each(env, () => {
      n += body(env);
    });
    return n;
  };
}

/** `min`, `max` */
function extreme({ quantifier, at }: Quantifier, body: Compiled, each: Each): Compiled {
  const sign = quantifier === 'min' ? -1 : 1;
  return (env) => {
    let best: Value | undefined;
    each(env, () => {
      const v = body(env);
      if (best === undefined || sign * compareValues(v, best) > 0) best = v;
    });
    if (best === undefined) throw new EvaluationError(`${quantifier} of nothing`, at);
    return best;
  };
}

function choose({ binders, at }: Quantifier, body: Compiled, each: Each): Compiled {
  const { symbol } = itemAt(binders, 0);
  const isSymmetric = symbol.type.kind === 'symmetric';
  return (env) => {
    const found: Value[] = [];
    each(env, () => {
      const v = env.locals[symbol.id]!;
      if (body(env) !== FALSE) found.push(v);
    });
    if (found[0] === undefined) throw new EvaluationError('choose finds no element', at);
    if (isSymmetric && found.length > 1)
      throw new EvaluationError(
        `choose finds ${found.length} elements of the symmetric type ${formatType(symbol.type)}, and none of them is first`,
        at,
      );
    return found[0];
  };
}
