import { instanceNumber } from '../../core/evaluate/access.ts';
import { type Compiled, EvaluationError, type Host } from '../../core/evaluate/environment.ts';
import type { Expr, ProcessSymbol } from '../../core/expression.ts';
import type { TransitionSystem } from '../../ir/system.ts';
import type { Layout } from './layout.ts';

/** What expressions about processes mean in states laid out by `layout`. */
export function hostFor(system: TransitionSystem, layout: Layout, meet: (implication: number) => void): Host {
  const implications = new Map<Expr, number>([
    ...system.implications.map(({ expr }, i): [Expr, number] => [expr, i]),
    ...system.temporal.origins,
  ]);
  const processType = system.program.processType;

  /** Number of the instance that an expression names. */
  const instanceOf = (
    family: ProcessSymbol,
    indices: readonly Expr[],
    at: Expr['at'],
    compile: (e: Expr) => Compiled,
  ): ((env: Parameters<Compiled>[0]) => number) => {
    const values = indices.map(compile);
    if (values.length === 0) {
      const id = instanceNumber(processType, family.family, [], at);
      return () => id;
    }
    return (env) =>
      instanceNumber(
        processType,
        family.family,
        values.map((v) => v(env)),
        at,
      );
  };

  return {
    compileAt(expr, compile) {
      const id = instanceOf(expr.family, expr.indices, expr.at, compile);
      const family = system.families[expr.family.family];
      const { place } = expr;
      const holds = (family?.points ?? []).map((point, i, all) => {
        switch (place.kind) {
          case 'done':
            return i === all.length - 1;
          case 'label':
            return point.labels.has(place.label.id);
          case 'procedure':
            return point.procedures.has(place.procedure.id);
        }
      });
      return (env) => {
        const placed = layout.byId.get(id(env));
        if (!placed) return place.kind === 'done' ? 1 : 0;
        return holds[env.state[placed.point] as number] === true ? 1 : 0;
      };
    },

    compileProcessLocal(expr, compile) {
      const id = instanceOf(expr.family, expr.indices, expr.at, compile);
      const family = system.families[expr.family.family];
      const wanted = new Set(expr.locals.map((l) => l.id));
      const name = expr.locals[0]?.name ?? '';
      // At each control point, the slot of the local that is in scope there.
      const slots = (family?.points ?? []).map((point) =>
        point.live.find((slot) => wanted.has(family?.slots[slot]?.symbol?.id ?? -1)),
      );
      return (env) => {
        const placed = layout.byId.get(id(env));
        const slot = placed && slots[env.state[placed.point] as number];
        if (!placed || slot === undefined)
          throw new EvaluationError(`'${name}' of ${expr.family.name} is out of scope in this state`, expr.at);
        return env.state[placed.point + 1 + slot]!;
      };
    },

    compileAllDone() {
      const ends = layout.instances
        .filter((i) => !i.family.daemon)
        .map((i) => ({ point: i.point, done: i.family.points.length - 1 }));
      return (env) => (ends.every((e) => env.state[e.point] === e.done) ? 1 : 0);
    },

    compileEnabled() {
      throw new Error('`enabled` is an atom of temporal properties of its own');
    },

    meetImplication(expr) {
      const number = implications.get(expr);
      return number === undefined ? undefined : () => meet(number);
    },
  };
}
