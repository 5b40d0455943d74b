import { compileIndex, projectedType } from '../core/evaluate/access.ts';
import { EvaluationError } from '../core/evaluate.ts';
import type { Expr, Projection } from '../core/expression.ts';
import { itemAt } from '../core/lists.ts';
import { childrenOf } from '../core/traverse.ts';
import type { Value } from '../core/types.ts';
import { formatValue } from '../core/format.ts';
import { valuesOf } from '../core/enumerate.ts';
import type { IrPlace, Slot } from '../ir/system.ts';
import { matched, type Scene, valueOf, withLocals } from './moment.ts';
import type { PlaceView, Read, Write } from './trace.ts';
import { localName } from './view.ts';

/** Places with their indices resolved, and which of them an expression reads. */

/**
 * The place that an assignment refers to at this moment. Throws `EvaluationError` where an index is outside its range.
 */
export function resolvePlace({ root, path }: IrPlace, scene: Scene): PlaceView {
  return path.reduce((place, step) => extend(place, step, scene), rootPlace(root, scene));
}

function rootPlace(root: IrPlace['root'], { system, slots }: Scene): PlaceView {
  if (root.kind === 'variable') {
    const { name, type, ghost } = itemAt(system.variables, root.slot);
    return { path: name, scope: ghost ? 'ghost' : 'shared', root: name, slot: root.slot, position: [], type };
  }
  return localPlace(root.slot, itemAt(slots, root.slot));
}

/** A whole local. */
export function localPlace(slot: number, symbol: Slot): PlaceView {
  return { path: symbol.name, scope: 'local', root: localName(symbol), slot, position: [], type: symbol.type };
}

/** What a place holds at this moment. */
export function heldBy(place: PlaceView, { moment }: Scene): Value {
  const at = place.scope === 'local' ? moment.base + place.slot : place.slot;
  return partOf(itemAt(moment.state, at), place.position);
}

/** The part of a value at these positions. */
export function partOf(value: Value, position: readonly number[]): Value {
  return position.reduce<Value>((whole, i) => itemAt(whole as readonly Value[], i), value);
}

function extend(place: PlaceView, step: Projection, scene: Scene): PlaceView {
  const type = projectedType(place.type, step);
  if (step.kind === 'field') {
    const name = place.type.kind === 'struct' ? itemAt(place.type.fields, step.field).name : String(step.field);
    return { ...place, path: `${place.path}.${name}`, position: [...place.position, step.field], type };
  }
  const compile = (e: Expr) => () => valueOf(e, scene);
  const held = heldBy(place, scene) as readonly Value[];
  const position = compileIndex(place.type, step.index, step.at, compile)(emptyOf(scene), held);
  const key =
    place.type.kind === 'map'
      ? formatValue(itemAt(valuesOf(place.type.key), position), place.type.key)
      : String(position);
  return { ...place, path: `${place.path}[${key}]`, position: [...place.position, position], type };
}

function emptyOf({ moment }: Scene): Parameters<ReturnType<typeof compileIndex>>[0] {
  const { state, base, self, locals } = moment;
  return { state: [...state], next: undefined, base, self, work: Infinity, locals: [...locals] };
}

/**
 * The place that an expression reads, if it is nothing else; undefined also where one of its indices is outside its
 * range.
 */
export function placeReadIfAny(expr: Expr, scene: Scene): PlaceView | undefined {
  try {
    return placeRead(expr, scene);
  } catch (problem) {
    if (problem instanceof EvaluationError) return undefined;
    throw problem;
  }
}

/** The place that an expression reads, if it is nothing else. Throws `EvaluationError`. */
function placeRead(expr: Expr, scene: Scene): PlaceView | undefined {
  switch (expr.kind) {
    case 'variable':
      return rootPlace({ kind: 'variable', slot: expr.symbol.slot }, scene);
    case 'slot':
      if (expr.read) return placeRead(expr.read, scene);
      return rootPlace({ kind: 'slot', slot: expr.slot }, scene);
    case 'call':
      return expr.read && placeRead(expr.read, scene);
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
 * The places that evaluating expressions reads, in order and each once, with what they hold: the right side of `&&`
 * only where its left side is true, and only the branch taken of a conditional. Where evaluation fails, those read
 * before.
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
type OfKind<K extends Expr['kind']> = Extract<Expr, { kind: K }>;

/** Returns the scene in which the next expression is evaluated: names that an `is` binds have values in it. */
function collect(expr: Expr, scene: Scene, reads: Reads): Scene {
  switch (expr.kind) {
    case 'binary':
      return collectBinary(expr, scene, reads);
    case 'is':
      collect(expr.value, scene, reads);
      return matched(expr.pattern, valueOf(expr.value, scene), scene) ?? scene;
    default:
      collectWithin(expr, scene, reads);
      return scene;
  }
}

function collectBinary({ op, left, right }: OfKind<'binary'>, scene: Scene, reads: Reads): Scene {
  const after = collect(left, scene, reads);
  const isDecided =
    op === 'and' || op === 'implies' ? valueOf(left, scene) === 0 : op === 'or' && valueOf(left, scene) !== 0;
  return isDecided ? after : collect(right, op === 'or' ? scene : after, reads);
}

/** For expressions that bind no names beyond themselves. */
function collectWithin(expr: Exclude<Expr, OfKind<'binary' | 'is'>>, scene: Scene, reads: Reads): void {
  switch (expr.kind) {
    case 'variable':
    case 'slot':
    case 'index':
    case 'field':
      collectPlace(expr, scene, reads);
      return;
    case 'if': {
      const opened = collect(expr.condition, scene, reads);
      if (valueOf(expr.condition, scene) === 0) collect(expr.otherwise, scene, reads);
      else collect(expr.then, opened, reads);
      return;
    }
    case 'let':
      collect(expr.value, scene, reads);
      collect(expr.body, withLocals(scene, [[expr.symbol.id, valueOf(expr.value, scene)]]), reads);
      return;
    case 'match': {
      collect(expr.value, scene, reads);
      const arm = armTaken(expr, scene);
      if (arm) collect(arm.body, arm.scene, reads);
      return;
    }
    case 'quantifier':
      collectBound(expr.binders, expr.body, scene, reads);
      return;
    case 'image':
      collectBound(expr.binders, expr.element, scene, reads);
      return;
    case 'filter':
      collectBound([{ symbol: expr.symbol, set: expr.set }], expr.condition, scene, reads);
      return;
    case 'mapOf': {
      const keys = expr.type.kind === 'map' ? valuesOf(expr.type.key) : [];
      for (const key of keys) collect(expr.value, withLocals(scene, [[expr.symbol.id, key]]), reads);
      return;
    }
    case 'call':
      if (expr.read) collectPlace(expr, scene, reads);
      else collectCall(expr, scene, reads);
      return;
    default:
      inOrder(expr, scene, reads);
  }
}

function collectPlace(
  expr: OfKind<'variable' | 'slot' | 'index' | 'field' | 'call'>,
  scene: Scene,
  reads: Reads,
): void {
  collectIndices(expr, scene, reads);
  const place = placeRead(expr, scene);
  if (!place) {
    inOrder(expr, scene, reads);
    return;
  }
  // The result of a call, or the rest of a `for`: not a place in the spec.
  if (isHidden(place, scene)) return;
  const key = `${place.scope} ${place.slot} ${place.path}`;
  // What was read of weak memory may be another value than the one that is there.
  if (!reads.has(key)) reads.set(key, { place, value: valueOf(expr, scene) });
}

function collectCall(expr: OfKind<'call'>, scene: Scene, reads: Reads): void {
  inOrder(expr, scene, reads);
  const { parameters, body } = expr.function;
  const given = parameters.map(({ id }, i) => [id, valueOf(itemAt(expr.arguments, i), scene)] as const);
  collect(body, withLocals(scene, given), reads);
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

/** The arm of a `match` expression that is taken, in the scene that its pattern creates. */
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
  return scope === 'local' && itemAt(slots, slot).hidden;
}

/** The scene after a true condition: the names that its `is` bind have values. */
export function sceneOpened(condition: Expr, scene: Scene): Scene {
  if (condition.kind === 'is') return matched(condition.pattern, valueOf(condition.value, scene), scene) ?? scene;
  if (condition.kind !== 'binary' || condition.op !== 'and') return scene;
  return sceneOpened(condition.right, sceneOpened(condition.left, scene));
}

/** Locals that received a value: writes of whole slots. */
export function bindings(slots: readonly number[], after: readonly Value[], scene: Scene): readonly Write[] {
  return slots.flatMap((slot): Write[] => {
    const symbol = itemAt(scene.slots, slot);
    if (symbol.hidden || symbol.name === '_') return [];
    return [{ place: localPlace(slot, symbol), after: itemAt(after, scene.moment.base + slot) }];
  });
}
