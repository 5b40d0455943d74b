import { instanceNumber } from '../../core/evaluate/access.ts';
import {
  type Compile,
  type Compiled,
  type Env,
  EvaluationError,
  type ExprOf,
  type Host,
} from '../../core/evaluate/environment.ts';
import type { Expr } from '../../core/expression.ts';
import { itemAt } from '../../core/lists.ts';
import type { ControlPoint, Family, TransitionSystem } from '../../ir/system.ts';
import type { Layout } from './layout.ts';

/** What expressions about processes mean in states of a given layout. */
export class ProcessHost implements Host {
  readonly bodies = new WeakMap<Expr, Compiled>();
  readonly #system: TransitionSystem;
  readonly #layout: Layout;
  readonly #implications: ReadonlyMap<Expr, number>;
  readonly #meet: (implication: number) => void;

  /** @param meet called with each implication whose left side is true */
  constructor(system: TransitionSystem, layout: Layout, meet: (implication: number) => void) {
    this.#system = system;
    this.#layout = layout;
    this.#meet = meet;
    this.#implications = new Map<Expr, number>([
      ...system.implications.map(({ expr }, i): [Expr, number] => [expr, i]),
      ...system.temporal.origins,
    ]);
  }

  compileAt(expr: ExprOf<'at'>, compile: Compile): Compiled {
    const { place } = expr;
    const instance = this.#compileInstance(expr, compile);
    const points = this.#familyOf(expr)?.points ?? [];
    const holds = points.map((point) => isAt(place, point, points.length - 1));
    return (env) => {
      const placed = this.#layout.byId.get(instance(env));
      if (!placed) return place.kind === 'done' ? 1 : 0;
      return holds[env.state[placed.point] as number] === true ? 1 : 0;
    };
  }

  compileProcessLocal(expr: ExprOf<'processLocal'>, compile: Compile): Compiled {
    const instance = this.#compileInstance(expr, compile);
    const family = this.#familyOf(expr);
    const wanted = new Set(expr.locals.map((l) => l.id));
    const name = expr.locals[0]?.name ?? '';
    // At each control point, the slots of the locals that are in scope there.
    const slots = (family?.points ?? []).map((point) =>
      point.live.find((slot) => wanted.has(family?.slots[slot]?.symbol?.id ?? -1)),
    );
    return (env) => {
      const placed = this.#layout.byId.get(instance(env));
      const slot = placed && slots[env.state[placed.point] as number];
      if (!placed || slot === undefined)
        throw new EvaluationError(`'${name}' of ${expr.family.name} is out of scope in this state`, expr.at);
      return itemAt(env.state, placed.point + 1 + slot);
    };
  }

  compileAllDone(): Compiled {
    const ends = this.#layout.instances
      .filter(({ family }) => !family.daemon)
      .map(({ family, point }) => ({ point, done: family.points.length - 1 }));
    return ({ state }) => (ends.every(({ point, done }) => state[point] === done) ? 1 : 0);
  }

  compileEnabled(): never {
    throw new Error('`enabled` is an atom of temporal properties of its own');
  }

  meetImplication(expr: Expr): (() => void) | undefined {
    const number = this.#implications.get(expr);
    return number === undefined ? undefined : () => this.#meet(number);
  }

  #familyOf({ family }: ExprOf<'at' | 'processLocal'>): Family | undefined {
    return this.#system.families[family.family];
  }

  /** The number of the instance that an expression names. */
  #compileInstance({ family, indices, at }: ExprOf<'at' | 'processLocal'>, compile: Compile): (env: Env) => number {
    const { processType } = this.#system.program;
    const values = indices.map(compile);
    const numberOf = (env: Env): number =>
      instanceNumber(
        processType,
        family.family,
        values.map((value) => value(env)),
        at,
      );
    if (values.length > 0) return numberOf;
    const only = instanceNumber(processType, family.family, [], at);
    return () => only;
  }
}

/** @param done number of the control point `done` */
function isAt(place: ExprOf<'at'>['place'], point: ControlPoint, done: number): boolean {
  switch (place.kind) {
    case 'done':
      return point.index === done;
    case 'label':
      return point.labels.has(place.label.id);
    case 'procedure':
      return point.procedures.has(place.procedure.id);
  }
}
