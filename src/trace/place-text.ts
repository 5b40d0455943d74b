import { EvaluationError } from '../core/evaluate.ts';
import type { Expr } from '../core/expression.ts';
import { itemAt } from '../core/lists.ts';
import { placeExpression } from '../ir/bodies/bindings.ts';
import type { IrPlace } from '../ir/system.ts';
import type { Scene } from './moment.ts';
import { resolvePlace } from './places.ts';
import { printExpression } from './print-expression.ts';
import type { PlaceView } from './trace.ts';

/** A place that is assigned to or passed; undefined where one of its indices is outside its range. */
export function placeIfAny(place: IrPlace, scene: Scene): PlaceView | undefined {
  try {
    return resolvePlace(place, scene);
  } catch (problem) {
    if (problem instanceof EvaluationError) return undefined;
    throw problem;
  }
}

/** `pages[2].refcount`, with indices as values even where one of them is outside its range. */
export function placeText(place: IrPlace, scene: Scene): string {
  const resolved = placeIfAny(place, scene);
  if (resolved) return resolved.path;
  const { root, path, at } = place;
  const whole: Expr =
    root.kind === 'variable'
      ? {
          kind: 'variable',
          symbol: itemAt(scene.system.variables, root.slot),
          type: itemAt(scene.system.variables, root.slot).type,
          at,
        }
      : { kind: 'slot', slot: root.slot, name: '', type: itemAt(scene.slots, root.slot).type, at };
  return printExpression(placeExpression(whole, path, at), scene.slots, scene).text;
}
