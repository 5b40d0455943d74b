import { formatValue } from '../core/format.ts';
import type { Executed } from '../backend/interpreter/step-runner.ts';
import type { Expr } from '../core/expression.ts';
import { itemAt } from '../core/lists.ts';
import type { Value } from '../core/types.ts';
import { slotsBoundBy, slotsBoundIn } from '../core/traverse.ts';
import { indicesOf } from '../ir/operations/slot-uses.ts';
import type { Operation } from '../ir/system.ts';
import type { CallsOfActor } from './calls.ts';
import { matched, type Scene, valueIfAny } from './moment.ts';
import { bindings, heldBy, partOf, placeReadIfAny, readsOf } from './places.ts';
import { placeIfAny, placeText } from './place-text.ts';
import { printExpression } from './print-expression.ts';
import { printPattern } from './print-pattern.ts';
import type { PlaceView, Read, StatementRecord, Write } from './trace.ts';
import { updateOf } from './updates.ts';

/** Everything in a record except its context. */
type OwnPart = StatementRecord extends infer R
  ? R extends StatementRecord
    ? Omit<R, 'at' | 'role' | 'stack' | 'reads' | 'writes' | 'names' | 'memory'>
    : never
  : never;

interface Described {
  readonly record: OwnPart;
  readonly reads?: readonly Read[];
  readonly writes?: readonly Write[];
  readonly names?: readonly number[];
}

/** What each operation of a step did. `calls` follows the calls that begin and end in it. */
export function recordsOf(
  executed: readonly Executed[],
  scene: Omit<Scene, 'moment'>,
  calls: CallsOfActor,
): readonly StatementRecord[] {
  let isStale = false;
  return executed.flatMap((one): StatementRecord[] => {
    const { operation, before } = one;
    if (operation.memory?.kind === 'stale') isStale = true;
    if (operation.memory && noteOf(operation) === undefined) return [];
    // A call does not contain its own beginning and end: their operations belong to the caller.
    const stack = operation.kind === 'leave' ? calls.around(operation.left) : calls.around(operation.frame);
    const described = describe(one, { ...scene, moment: before }, calls);
    if (described === undefined) return [];
    const { record, reads = [], writes = [], names = [] } = described;
    const role = operation.ghost ? 'ghost' : operation.role;
    const around = operation.kind === 'leave' ? stack.slice(0, -1) : stack;
    const memory = noteOf(operation) ?? (isStale ? 'stale' : undefined);
    isStale = false;
    return [{ ...record, at: operation.at, role, stack: around, reads, writes, names, ...(memory ? { memory } : {}) }];
  });
}

/** What a store has to do with weak memory. */
function noteOf({ memory }: Operation): 'buffered' | 'drained' | 'overtaken' | undefined {
  return memory?.kind === 'buffered' || memory?.kind === 'drained' || memory?.kind === 'overtaken'
    ? memory.kind
    : undefined;
}

type OfKind<K extends Operation['kind']> = Extract<Operation, { kind: K }>;

/** The state after an operation; absent where it failed. */
type After = readonly Value[] | undefined;

/** What an operation did; undefined for what does not appear in the spec. */
function describe(executed: Executed, scene: Scene, calls: CallsOfActor): Described | undefined {
  const { operation, after, taken } = executed;
  if (operation.memory) return operation.kind === 'assign' ? describeOnItsWay(operation, after, scene) : undefined;
  switch (operation.kind) {
    case 'assign':
      return describeStore(operation, after, scene);
    case 'branch':
      return describeBranch(operation, after, scene);
    case 'match':
      return describeMatch(operation, after, scene);
    case 'await':
      return describeAwait(operation, after, scene);
    case 'assert':
      return describeAssert(operation, taken, scene);
    case 'pick':
      return describePick(operation, after, scene);
    case 'either':
      return { record: { kind: 'either', branch: (taken ?? 0) + 1 } };
    case 'forNext':
      return describeNext(operation, after, scene);
    case 'skip':
      if (operation.jump === undefined && !operation.shown) return undefined;
      return { record: { kind: 'jump', statement: operation.jump ?? 'skip' } };
    case 'enter':
      return describeEnter(operation, after, scene, calls);
    case 'leave': {
      const { left, result } = operation;
      const call = calls.leave(left, result, executed, scene);
      return { record: { kind: 'leave', call, ...(result === undefined ? {} : { result }) } };
    }
    case 'stop':
      return undefined;
  }
}

function describeBranch(operation: OfKind<'branch'>, after: After, scene: Scene): Described {
  const { condition, form } = operation;
  const { text, names } = printExpression(condition, scene.slots, scene);
  const value = valueIfAny(condition, scene);
  const opened = value === undefined || value === 0 || after === undefined ? [] : slotsBoundIn(condition);
  return {
    record: {
      kind: 'branch',
      form,
      condition: text,
      ...bareOf(condition),
      ...(value === undefined ? {} : { result: value !== 0 }),
    },
    reads: withoutOwn(readsOf([condition], scene), slotsBoundIn(condition)),
    writes: after === undefined ? [] : bindings(opened, after, scene),
    names,
  };
}

function describeMatch(operation: OfKind<'match'>, after: After, scene: Scene): Described {
  const { value, form, arms } = operation;
  const { text, names } = printExpression(value, scene.slots, scene);
  const found = valueIfAny(value, scene);
  const pattern = form === 'let' && arms[0] ? printPattern(arms[0].pattern, value.type, scene.slots) : undefined;
  const taken = after === undefined ? undefined : arms.find(({ pattern: p }) => matches(p, found, scene));
  return {
    record: {
      kind: 'match',
      form,
      ...(pattern === undefined ? {} : { pattern }),
      expression: text,
      ...bareOf(value),
      ...(found === undefined ? {} : { found: formatValue(found, value.type) }),
    },
    reads: readsOf([value], scene),
    writes: taken && after ? bindings(slotsBoundBy(taken.pattern), after, scene) : [],
    names,
  };
}

function describeAwait(operation: OfKind<'await'>, after: After, scene: Scene): Described {
  const { text, names } = printExpression(operation.condition, scene.slots, scene);
  const opened = slotsBoundIn(operation.condition);
  const writes = after === undefined ? [] : bindings(opened, after, scene);
  const reads = withoutOwn(readsOf([operation.condition], scene), opened);
  return { record: { kind: 'await', condition: text }, reads, writes, names };
}

function describeAssert(operation: OfKind<'assert'>, taken: Executed['taken'], scene: Scene): Described {
  const { condition, name, message } = operation;
  const { text, names } = printExpression(condition, scene.slots, scene);
  return {
    record: {
      kind: 'assert',
      ...(name === undefined ? {} : { name }),
      condition: text,
      ...(message === undefined ? {} : { message }),
      ...(taken === undefined ? {} : { holds: taken !== 0 }),
    },
    reads: readsOf([condition], scene),
    names,
  };
}

function describePick(operation: OfKind<'pick'>, after: After, scene: Scene): Described {
  const { slot, set, where } = operation;
  const symbol = itemAt(scene.slots, slot);
  const chosen = after?.[scene.moment.base + slot];
  // The condition is evaluated with the element being tried.
  const trying = after ? { ...scene, moment: { ...scene.moment, state: after } } : scene;
  return {
    record: {
      kind: 'pick',
      name: symbol.name,
      set: printExpression(set, scene.slots, scene).text,
      // Where nothing is chosen, the condition is false for each element.
      ...(where ? { where: printExpression(where, scene.slots, after && trying).text } : {}),
      ...(chosen === undefined ? {} : { chosen: formatValue(chosen, symbol.type) }),
    },
    reads: [...readsOf([set], scene), ...(where ? withoutOwn(readsOf([where], trying), [slot]) : [])],
    writes: after ? bindings([slot], after, scene) : [],
  };
}

function describeNext(operation: OfKind<'forNext'>, after: After, scene: Scene): Described | undefined {
  const { name, type } = itemAt(scene.slots, operation.slot);
  const element = after?.[scene.moment.base + operation.slot];
  if (after === undefined || element === undefined) return undefined;
  return {
    record: { kind: 'next', name, element: formatValue(element, type) },
    writes: bindings([operation.slot], after, scene),
  };
}

function describeEnter(operation: OfKind<'enter'>, after: After, scene: Scene, calls: CallsOfActor): Described {
  const call = calls.enter(operation, after, scene);
  const slots = operation.values.map(({ slot }) => slot);
  return {
    record: { kind: 'enter', call },
    reads: readsOf(
      operation.values.map(({ value }) => value),
      scene,
    ),
    writes: after ? bindings(slots, after, scene) : [],
  };
}

function bareOf(expr: Expr): { readonly bare?: number } {
  if (expr.kind === 'narrow' || (expr.kind === 'unary' && expr.op === 'not')) return bareOf(expr.operand);
  return expr.kind === 'slot' ? { bare: expr.slot } : {};
}

/** Names that a statement binds itself are not read from anywhere. */
function withoutOwn(reads: readonly Read[], bound: readonly number[]): readonly Read[] {
  return reads.filter(({ place }) => place.scope !== 'local' || !bound.includes(place.slot));
}

function isShared({ place }: Read): boolean {
  return place.scope !== 'local';
}

function matches(pattern: Parameters<typeof slotsBoundBy>[0], value: Value | undefined, scene: Scene): boolean {
  return value !== undefined && matched(pattern, value, scene) !== undefined;
}

/** A store to weak memory, where it enters a buffer and where it leaves it; nothing else of what memory does. */
function describeOnItsWay(operation: OfKind<'assign'>, after: After, scene: Scene): Described | undefined {
  const { memory } = operation;
  if (memory === undefined || !('value' in memory)) return undefined;
  const { target, value } = memory;
  const described = describeStore({ ...operation, target, value }, after, scene);
  // What is in a buffer is written where it leaves it, which reads nothing; what others overtake is never written.
  return memory.kind === 'drained' ? { ...described, reads: [] } : { ...described, writes: [] };
}

function describeStore(operation: OfKind<'assign'>, after: After, scene: Scene): Described {
  const { target, value, form } = operation;
  const place = placeIfAny(target, scene);
  const update = place && form === 'update' ? updateOf(value, place, scene) : undefined;
  const loaded = readsOf([value], scene).filter(isShared);
  const loads =
    loaded.length > 0 &&
    update === undefined &&
    (target.root.kind === 'slot' || isPlace(value, scene) || loaded.some((one) => one.place.path === place?.path));
  const printed = printExpression(value, scene.slots, scene);
  // A value outside its type is shown as well.
  const stored = valueIfAny(value, scene) ?? valueIfAny(unnarrowed(value), scene);
  return {
    record: {
      kind: 'store',
      form,
      place: operation.element ?? placeText(target, scene),
      expression: printed.text,
      loads,
      ...(update ? { update: update.shown } : {}),
      ...(stored === undefined ? {} : { stored: formatValue(stored, value.type) }),
    },
    reads: readsOf([value, ...indicesOf(target)], scene),
    writes: after && place ? written(place, after, form, scene) : [],
    names: update ? update.names : loads || stored === undefined ? printed.names : [],
  };
}

/** An expression without the check that its value is in range. */
function unnarrowed(expr: Expr): Expr {
  return expr.kind === 'narrow' ? unnarrowed(expr.operand) : expr;
}

/** Whether an expression only reads a place. */
function isPlace(expr: Expr, scene: Scene): boolean {
  return readsOf([expr], scene).length > 0 && placeReadIfAny(expr, scene) !== undefined;
}

function written(place: PlaceView, after: readonly Value[], form: string, scene: Scene): readonly Write[] {
  const { scope, slot, position } = place;
  if (scope === 'local' && itemAt(scene.slots, slot).hidden) return [];
  const { base } = scene.moment;
  const now = partOf(itemAt(after, scope === 'local' ? base + slot : slot), position);
  return [{ place, ...(form === 'assign' || form === 'update' ? { before: heldBy(place, scene) } : {}), after: now }];
}
