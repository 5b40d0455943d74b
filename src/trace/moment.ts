import type { PlacedInstance } from '../backend/problem/layout.ts';
import type { Interpreter } from '../backend/interpreter/model.ts';
import type { Moment } from '../backend/interpreter/step-runner.ts';
import { EvaluationError } from '../core/evaluate.ts';
import { compilePattern } from '../core/evaluate/access.ts';
import type { Expr, MatchPattern } from '../core/expression.ts';
import { itemAt } from '../core/lists.ts';
import type { Value } from '../core/types.ts';
import type { Slot, TransitionSystem } from '../ir/system.ts';

/** Whose expressions are evaluated, and where: a moment in a step of one actor. */
export interface Scene {
  readonly interpreter: Interpreter;
  readonly system: TransitionSystem;
  /** The actor's slots. */
  readonly slots: readonly Slot[];
  readonly moment: Moment;
}

/** What a process instance sees in a state, between its steps. */
export function sceneOf(
  { family, instance, point }: PlacedInstance,
  state: readonly Value[],
  { interpreter, system }: Pick<Scene, 'interpreter' | 'system'>,
): Scene {
  const locals: Value[] = [];
  family.symbol.indices.forEach(({ id }, i) => {
    locals[id] = itemAt(instance.indices, i);
  });
  const moment = { state, base: point + 1, self: instance.id, locals };
  return { interpreter, system, slots: family.slots, moment };
}

/** The value of an expression in a scene. Throws `EvaluationError`. */
export function valueOf(expr: Expr, { interpreter, moment }: Scene): Value {
  return interpreter.evaluate(expr, moment);
}

/** The same, or undefined where evaluating it fails. */
export function valueIfAny(expr: Expr, scene: Scene): Value | undefined {
  try {
    return valueOf(expr, scene);
  } catch (problem) {
    if (problem instanceof EvaluationError) return undefined;
    throw problem;
  }
}

/** The scene in which further local symbols have values. */
export function withLocals(scene: Scene, values: readonly (readonly [number, Value])[]): Scene {
  const locals = [...scene.moment.locals];
  for (const [id, value] of values) locals[id] = value;
  return { ...scene, moment: { ...scene.moment, locals } };
}

/** The scene after a value matched a pattern, with the pattern's names bound; undefined where it does not match. */
export function matched(pattern: MatchPattern, value: Value, scene: Scene): Scene | undefined {
  const { state, base, self, locals } = scene.moment;
  const env = {
    state: [...state],
    next: undefined,
    base,
    self,
    work: Infinity,
    locals: [...locals],
  };
  if (!compilePattern(pattern)(env, value)) return undefined;
  return { ...scene, moment: { state: env.state, base, self, locals: env.locals } };
}
