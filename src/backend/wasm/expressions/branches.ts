import type { Expr } from '../../../core/expression.ts';
import { constantOf } from '../emit/arithmetic.ts';
import type { Compiler } from '../emit/compiler.ts';
import type { Words } from '../emit/emitter.ts';
import { i32 } from '../encoding/instructions.ts';
import { compilePattern } from './patterns.ts';

/** Expressions of which one of several branches is evaluated; each leaves its value in the same words. */

export function compileIf(expr: Extract<Expr, { kind: 'if' }>, c: Compiler): Words {
  const condition = c.condition(expr.condition);
  const decided = constantOf(condition);
  if (decided !== undefined) return c.as(decided === 0 ? expr.otherwise : expr.then, expr.type);
  const test = c.emitter.atom(condition);
  return c.branching(expr.type, (keep) => {
    c.emitter.guarded(
      test,
      () => {
        keep(c.as(expr.then, expr.type));
      },
      () => {
        keep(c.as(expr.otherwise, expr.type));
      },
    );
  });
}

export function compileMatch(expr: Extract<Expr, { kind: 'match' }>, c: Compiler): Words {
  const value = c.words(expr.value);
  return c.branching(expr.type, (keep) => {
    compileArms(expr, expr.arms, value, keep, c);
  });
}

/** The first arm that matches; the last one is known to. */
function compileArms(
  expr: Extract<Expr, { kind: 'match' }>,
  [arm, ...others]: Extract<Expr, { kind: 'match' }>['arms'],
  value: Words,
  keep: (value: Words) => void,
  c: Compiler,
): void {
  if (!arm) return;
  const matched = c.emitter.atom(compilePattern(arm.pattern, value, expr.value.type, c));
  c.emitter.guarded(
    others.length === 0 ? i32(1) : matched,
    () => {
      keep(c.as(arm.body, expr.type));
    },
    () => {
      compileArms(expr, others, value, keep, c);
    },
  );
}
