import * as ltl from '../../src/temporal/formula.ts';
import * as naive from './naive-liveness.ts';
import type { Decide } from './decide.ts';

/** One formula for the checker and for the naive one. */
export interface Twin {
  readonly checked: ltl.Formula;
  readonly plain: naive.Ltl;
}

/** A random formula with all operators over some conditions. */
export function randomFormula(decide: Decide, conditions: readonly naive.Ltl[], depth = decide(1, 4)): Twin {
  const inner = (): Twin => randomFormula(decide, conditions, depth - decide(1, 2));
  if (depth <= 0) {
    const atom = decide(-2, conditions.length - 1);
    const value = atom === -1;
    if (atom < 0 && decide(0, 3) === 0) return { checked: value ? ltl.TRUE : ltl.FALSE, plain: naive.constant(value) };
    const used = Math.max(0, atom);
    return { checked: ltl.atom(used), plain: conditions[used]! };
  }
  const one = (f: (a: ltl.Formula) => ltl.Formula, g: (a: naive.Ltl) => naive.Ltl): Twin => {
    const { checked, plain } = inner();
    return { checked: f(checked), plain: g(plain) };
  };
  const two = (
    f: (a: ltl.Formula, b: ltl.Formula) => ltl.Formula,
    g: (a: naive.Ltl, b: naive.Ltl) => naive.Ltl,
  ): Twin => {
    const [left, right] = [inner(), inner()];
    return { checked: f(left.checked, right.checked), plain: g(left.plain, right.plain) };
  };
  const operators = [
    () => one(ltl.not, naive.not),
    () => one(ltl.always, naive.always),
    () => one(ltl.always, naive.always),
    () => one(ltl.eventually, naive.eventually),
    () => one(ltl.eventually, naive.eventually),
    () => two(ltl.and, naive.and),
    () => two(ltl.or, naive.or),
    () => two(ltl.implies, naive.implies),
    () => two(ltl.iff, naive.iff),
    () => two(ltl.until, naive.until),
    () => two(ltl.leadsTo, naive.leadsTo),
  ];
  return operators[decide(0, operators.length - 1)]!();
}
