import { compileIndex, projectedType } from '../core/evaluate/access.ts';
import { EvaluationError } from '../core/evaluate.ts';
import type { Expr, MatchPattern, Projection } from '../core/expression.ts';
import { childrenOf } from '../core/traverse.ts';
import type { Value } from '../core/types.ts';
import { formatValue, valuesOf } from '../core/values.ts';
import type { IrPlace, Slot } from '../ir/system.ts';
import { matched, type Scene, valueOf, withLocals } from './moment.ts';
import type { PlaceView, Read, Write } from './trace.ts';
import { localName } from './view.ts';

/** Places with their indices resolved, and which of them an expression reads. */

/** The place that an assignment means at this moment. Throws `EvaluationError` where an index is outside. */
export function resolvePlace({ root, path }: IrPlace, scene: Scene): PlaceView {
  return path.reduce((place, step) => extend(place, step, scene), rootPlace(root, scene));
}

function rootPlace(root: IrPlace['root'], { system, slots }: Scene): PlaceView {
  if (root.kind === 'variable') {
    const { name, type, ghost } = system.variables[root.slot]!;
    return { path: name, scope: ghost ? 'ghost' : 'shared', root: name, slot: root.slot, position: [], type };
  }
  return localPlace(root.slot, slots[root.slot]!);
}

/** A whole local. */
export function localPlace(slot: number, symbol: Slot): PlaceView {
  return { path: symbol.name, scope: 'local', root: localName(symbol), slot, position: [], type: symbol.type };
}

/** What a place holds at this moment. */
export function heldBy(place: PlaceView, { moment }: Scene): Value {
  const at = place.scope === 'local' ? moment.base + place.slot : place.slot;
  return partOf(moment.state[at]!, place.position);
}

/** The part of a value at these positions. */
export function partOf(value: Value, position: readonly number[]): Value {
  return position.reduce<Value>((whole, i) => (whole as readonly Value[])[i]!, value);
}

function extend(place: PlaceView, step: Projection, scene: Scene): PlaceView {
  const type = projectedType(place.type, step);
  if (step.kind === 'field') {
    const name = place.type.kind === 'struct' ? place.type.fields[step.field]!.name : String(step.field);
    return { ...place, path: `${place.path}.${name}`, position: [...place.position, step.field], type };
  }
  const compile = (e: Expr) => () => valueOf(e, scene);
  const held = heldBy(place, scene) as readonly Value[];
  const position = compileIndex(place.type, step.index, step.at, compile)(emptyOf(scene), held);
  const key =
    place.type.kind === 'map' ? formatValue(valuesOf(place.type.key)[position]!, place.type.key) : String(position);
  return { ...place, path: `${place.path}[${key}]`, position: [...place.position, position], type };
}

function emptyOf({ moment }: Scene): Parameters<ReturnType<typeof compileIndex>>[0] {
  const { state, base, self, locals } = moment;
  return { state: [...state], next: undefined, base, self, work: Infinity, locals: [...locals] };
}

/** The place that an expression reads, if it is nothing but that; undefined also where an index of it is outside. */
export function placeReadIfAny(expr: Expr, scene: Scene): PlaceView | undefined {
  try {
    return placeRead(expr, scene);
  } catch (problem) {
    if (problem instanceof EvaluationError) return undefined;
    throw problem;
  }
}

/** The place that an expression reads, if it is nothing but that. Throws `EvaluationError`. */
function placeRead(expr: Expr, scene: Scene): PlaceView | undefined {
  switch (expr.kind) {
    case 'variable':
      return rootPlace({ kind: 'variable', slot: expr.symbol.slot }, scene);
    case 'slot':
      return rootPlace({ kind: 'slot', slot: expr.slot }, scene);
    case 'index': {
      const object = placeRead(expr.object, scene);
      return object && extend(object, { kind: 'index', index: expr.index, at: expr.at }, scene);
    }
    case 'field': {
      const object = placeRead(expr.object, scene);
      return object && extend(object, { kind: 'field', field: expr.field }, scene);
    }
    case 'narrow':
      return placeRead(expr.operand, scene);
    default:
      return undefined;
  }
}

/**
 * The places that evaluating expressions reads, in order and each once, with what they hold: what stands right of `&&`
 * only where its left side is true, of a conditional only the branch taken. Where evaluation fails, those read before.
 */
export function readsOf(exprs: readonly Expr[], scene: Scene): readonly Read[] {
  const reads = new Map<string, Read>();
  try {
    for (const expr of exprs) collect(expr, scene, reads);
  } catch (problem) {
    if (!(problem instanceof EvaluationError)) throw problem;
  }
  return [...reads.values()];
}

type Reads = Map<string, Read>;

/** Gives the scene in which what is evaluated next stands: names that an `is` binds have values in it. */
function collect(expr: Expr, scene: Scene, reads: Reads): Scene {
  switch (expr.kind) {
    case 'variable':
    case 'slot':
    case 'index':
    case 'field': {
      collectIndices(expr, scene, reads);
      const place = placeRead(expr, scene);
      // A call's result, or the rest of a `for`: not a place of the spec.
      if (place && !isHidden(place, scene)) {
        const key = `${place.scope} ${place.slot} ${place.path}`;
        if (!reads.has(key)) reads.set(key, { place, value: heldBy(place, scene) });
      } else if (!place) inOrder(expr, scene, reads);
      return scene;
    }
    case 'binary': {
      const after = collect(expr.left, scene, reads);
      const decided =
        expr.op === 'and' || expr.op === 'implies'
          ? valueOf(expr.left, scene) === 0
          : expr.op === 'or' && valueOf(expr.left, scene) !== 0;
      return decided ? after : collect(expr.right, expr.op === 'or' ? scene : after, reads);
    }
    case 'if': {
      const opened = collect(expr.condition, scene, reads);
      if (valueOf(expr.condition, scene) === 0) collect(expr.otherwise, scene, reads);
      else collect(expr.then, opened, reads);
      return scene;
    }
    case 'let': {
      collect(expr.value, scene, reads);
      collect(expr.body, withLocals(scene, [[expr.symbol.id, valueOf(expr.value, scene)]]), reads);
      return scene;
    }
    case 'match': {
      collect(expr.value, scene, reads);
      const arm = armTaken(expr, scene);
      if (arm) collect(arm.body, arm.scene, reads);
      return scene;
    }
    case 'is':
      collect(expr.value, scene, reads);
      return matched(expr.pattern, valueOf(expr.value, scene), scene) ?? scene;
    case 'quantifier':
      collectBound(expr.binders, expr.body, scene, reads);
      return scene;
    case 'image':
      collectBound(expr.binders, expr.element, scene, reads);
      return scene;
    case 'filter':
      collectBound([{ symbol: expr.symbol, set: expr.set }], expr.condition, scene, reads);
      return scene;
    case 'mapOf': {
      const keys = expr.type.kind === 'map' ? valuesOf(expr.type.key) : [];
      for (const key of keys) collect(expr.value, withLocals(scene, [[expr.symbol.id, key]]), reads);
      return scene;
    }
    case 'call': {
      inOrder(expr, scene, reads);
      const given = expr.function.parameters.map(({ id }, i): readonly [number, Value] => [
        id,
        valueOf(expr.arguments[i]!, scene),
      ]);
      collect(expr.function.body, withLocals(scene, given), reads);
      return scene;
    }
    default:
      inOrder(expr, scene, reads);
      return scene;
  }
}

function inOrder(expr: Expr, scene: Scene, reads: Reads): void {
  for (const child of childrenOf(expr)) collect(child, scene, reads);
}

function collectIndices(expr: Expr, scene: Scene, reads: Reads): void {
  if (expr.kind !== 'index' && expr.kind !== 'field') return;
  if (expr.object.kind === 'index' || expr.object.kind === 'field') collectIndices(expr.object, scene, reads);
  if (expr.kind === 'index') collect(expr.index, scene, reads);
}

function collectBound(
  binders: Extract<Expr, { kind: 'image' }>['binders'],
  body: Expr,
  scene: Scene,
  reads: Reads,
): void {
  const [first, ...rest] = binders;
  if (!first) {
    collect(body, scene, reads);
    return;
  }
  collect(first.set, scene, reads);
  for (const value of valueOf(first.set, scene) as readonly Value[])
    collectBound(rest, body, withLocals(scene, [[first.symbol.id, value]]), reads);
}

/** The arm of a `match` expression that is taken, in the scene that its pattern makes. */
export function armTaken(
  { value, arms }: Extract<Expr, { kind: 'match' }>,
  scene: Scene,
): { readonly body: Expr; readonly scene: Scene } | undefined {
  const found = valueOf(value, scene);
  for (const { pattern, body } of arms) {
    const inner = matched(pattern, found, scene);
    if (inner) return { body, scene: inner };
  }
  return undefined;
}

function isHidden({ scope, slot }: PlaceView, { slots }: Scene): boolean {
  return scope === 'local' && slots[slot]!.hidden;
}

/** The scene behind a condition that is true: what its `is` bind has values. */
export function sceneOpened(condition: Expr, scene: Scene): Scene {
  if (condition.kind === 'is') return matched(condition.pattern, valueOf(condition.value, scene), scene) ?? scene;
  if (condition.kind !== 'binary' || condition.op !== 'and') return scene;
  return sceneOpened(condition.right, sceneOpened(condition.left, scene));
}

/** Slots that a pattern binds, and that patterns in a condition do. */
export function slotsBound(pattern: MatchPattern): readonly number[] {
  switch (pattern.kind) {
    case 'bindSlot':
      return [pattern.slot];
    case 'variant':
      return pattern.payload.flatMap(slotsBound);
    case 'tuple':
      return pattern.elements.flatMap(slotsBound);
    case 'any':
    case 'bind':
    case 'value':
      return [];
  }
}

export function slotsOpened(condition: Expr): readonly number[] {
  const own = condition.kind === 'is' ? slotsBound(condition.pattern) : [];
  return [...own, ...childrenOf(condition).flatMap(slotsOpened)];
}

/** Locals that got a value: writes of whole slots. */
export function bindings(slots: readonly number[], after: readonly Value[], scene: Scene): readonly Write[] {
  return slots.flatMap((slot): Write[] => {
    const symbol = scene.slots[slot]!;
    if (symbol.hidden || symbol.name === '_') return [];
    return [{ place: localPlace(slot, symbol), after: after[scene.moment.base + slot]! }];
  });
}
