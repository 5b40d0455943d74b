import type { Expr, ProcessSymbol } from '../../../core/expression.ts';
import { zip } from '../../../core/lists.ts';
import { valuesOf } from '../../../core/enumerate.ts';
import { add, balanced, constantOf, eq, mul, or, select } from '../emit/arithmetic.ts';
import { converted } from '../emit/convert.ts';
import type { Words } from '../emit/emitter.ts';
import { i32, type Instruction } from '../encoding/instructions.ts';
import type { Compiler } from '../emit/compiler.ts';
import { rankOf } from '../emit/rank.ts';

/** Expressions about process instances: which one, where it is, what its locals hold. */

/** The number of a process instance; its indices may be known only at run time. */
export function compileInstance({ family, indices, type }: Extract<Expr, { kind: 'instance' }>, c: Compiler): Words {
  const declared = type.kind === 'process' ? type.families[family.family] : undefined;
  if (!declared) throw new Error('no such process');
  return c.scalar(type, add(rankOfIndices(family, indices, c), i32(declared.first)));
}

/** Position of an instance in its family. */
function rankOfIndices(family: ProcessSymbol, indices: readonly Expr[], c: Compiler): Instruction {
  let rank: Instruction = i32(0);
  for (const [index, { type }] of zip(indices, family.indices)) {
    const own = rankOf(c.as(index, type), type, c.emitter);
    rank = c.emitter.atom(add(mul(rank, i32(valuesOf(type).length)), own));
  }
  return rank;
}

export function compileAt(expr: Extract<Expr, { kind: 'at' }>, c: Compiler): Instruction {
  const points = c.state.pointsAt(expr);
  const { family, place } = expr;
  const declared = c.state.family(family);
  const rank = rankOfIndices(family, expr.indices, c);
  const isThere = (i: number): Instruction => {
    const point = c.state.point(declared.first + i);
    if (point === undefined) return i32(Number(place.kind === 'done'));
    const now = c.emitter.atom(point);
    return c.emitter.atom(
      balanced(
        or,
        points.map((p) => eq(now, i32(p))),
        i32(0),
      ),
    );
  };
  const fixed = constantOf(rank);
  // An index outside has failed before.
  if (fixed !== undefined) return isThere(Math.max(0, Math.min(fixed, declared.count - 1)));
  let result = isThere(0);
  for (let i = 1; i < declared.count; i++) result = select(isThere(i), result, eq(rank, i32(i)));
  return result;
}

export function compileProcessLocal(expr: Extract<Expr, { kind: 'processLocal' }>, c: Compiler): Words {
  const declared = c.state.family(expr.family);
  const rank = rankOfIndices(expr.family, expr.indices, c);
  const fixed = constantOf(rank);
  const read = (i: number): Words => {
    const value = c.state.processLocal(declared.first + i, expr.locals, c.emitter);
    return converted(value, value.shape.type, expr.type, c.emitter);
  };
  if (fixed !== undefined) return read(Math.max(0, Math.min(fixed, declared.count - 1)));
  return c.branching(expr.type, (keep) => {
    for (let i = 0; i < declared.count; i++)
      c.emitter.guarded(eq(rank, i32(i)), () => {
        keep(read(i));
      });
  });
}
