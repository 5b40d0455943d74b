import type { Executed } from '../backend/interpreter/step-runner.ts';
import type { Expr } from '../core/expression.ts';
import type { Value } from '../core/types.ts';
import { formatValue } from '../core/values.ts';
import type { IrPlace, Operation } from '../ir/system.ts';
import type { CallsOfActor } from './calls.ts';
import { matched, type Scene, valueIfAny } from './moment.ts';
import { bindings, heldBy, partOf, placeReadIfAny, readsOf, slotsBound, slotsOpened } from './places.ts';
import { placeIfAny, placeText } from './place-text.ts';
import { printExpression, printPattern } from './print-expression.ts';
import type { PlaceView, Read, StatementRecord, Write } from './trace.ts';
import { updateOf } from './updates.ts';

/** Everything about a record but what surrounds it. */
type Told = StatementRecord extends infer R
  ? R extends StatementRecord
    ? Omit<R, 'at' | 'role' | 'stack' | 'reads' | 'writes' | 'names'>
    : never
  : never;

interface Effects {
  readonly reads?: readonly Read[];
  readonly writes?: readonly Write[];
  readonly names?: readonly number[];
}

/** What each operation of a step did. Calls that begin and end in it are followed in `calls`. */
export function recordsOf(
  executed: readonly Executed[],
  scene: Omit<Scene, 'moment'>,
  calls: CallsOfActor,
): readonly StatementRecord[] {
  return executed.flatMap((one): StatementRecord[] => {
    const { operation, before } = one;
    // A call is not around its own beginning and end: their operations stand in the caller.
    const stack = operation.kind === 'leave' ? calls.around(operation.left) : calls.around(operation.frame);
    const result = tell(one, { ...scene, moment: before }, calls);
    if (result === undefined) return [];
    const { told, reads = [], writes = [], names = [] } = result;
    const role = operation.ghost ? 'ghost' : operation.role;
    const around = operation.kind === 'leave' ? stack.slice(0, -1) : stack;
    return [{ ...told, at: operation.at, role, stack: around, reads, writes, names }];
  });
}

function tell(one: Executed, scene: Scene, calls: CallsOfActor): ({ readonly told: Told } & Effects) | undefined {
  const { operation, after } = one;
  switch (operation.kind) {
    case 'assign':
      return tellStore(operation, after, scene);
    case 'branch': {
      const { condition, form } = operation;
      const { text, names } = printExpression(condition, scene.slots, scene);
      const value = valueIfAny(condition, scene);
      const opened = value === undefined || value === 0 || after === undefined ? [] : slotsOpened(condition);
      return {
        told: {
          kind: 'branch',
          form,
          condition: text,
          ...bareOf(condition),
          ...(value === undefined ? {} : { result: value !== 0 }),
        },
        reads: withoutOwn(readsOf([condition], scene), slotsOpened(condition)),
        writes: after === undefined ? [] : bindings(opened, after, scene),
        names,
      };
    }
    case 'match': {
      const { value, form, arms } = operation;
      const { text, names } = printExpression(value, scene.slots, scene);
      const found = valueIfAny(value, scene);
      const pattern = form === 'let' && arms[0] ? printPattern(arms[0].pattern, value.type, scene.slots) : undefined;
      const taken = after === undefined ? undefined : arms.find(({ pattern: p }) => matches(p, found, scene));
      return {
        told: {
          kind: 'match',
          form,
          ...(pattern === undefined ? {} : { pattern }),
          expression: text,
          ...bareOf(value),
          ...(found === undefined ? {} : { found: formatValue(found, value.type) }),
        },
        reads: readsOf([value], scene),
        writes: taken && after ? bindings(slotsBound(taken.pattern), after, scene) : [],
        names,
      };
    }
    case 'await': {
      const { text, names } = printExpression(operation.condition, scene.slots, scene);
      const opened = slotsOpened(operation.condition);
      const writes = after === undefined ? [] : bindings(opened, after, scene);
      const reads = withoutOwn(readsOf([operation.condition], scene), opened);
      return { told: { kind: 'await', condition: text }, reads, writes, names };
    }
    case 'assert': {
      const { condition, name, message } = operation;
      const { text, names } = printExpression(condition, scene.slots, scene);
      return {
        told: {
          kind: 'assert',
          ...(name === undefined ? {} : { name }),
          condition: text,
          ...(message === undefined ? {} : { message }),
          ...(one.taken === undefined ? {} : { holds: one.taken !== 0 }),
        },
        reads: readsOf([condition], scene),
        names,
      };
    }
    case 'pick': {
      const { slot, set, where } = operation;
      const symbol = scene.slots[slot]!;
      const chosen = after?.[scene.moment.base + slot];
      // The condition is evaluated with the element that is tried.
      const trying = after ? { ...scene, moment: { ...scene.moment, state: after } } : scene;
      return {
        told: {
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
    case 'either':
      return { told: { kind: 'either', branch: (one.taken ?? 0) + 1 } };
    case 'forNext': {
      const { name, type } = scene.slots[operation.slot]!;
      const element = after?.[scene.moment.base + operation.slot];
      if (after === undefined || element === undefined) return undefined;
      return {
        told: { kind: 'next', name, element: formatValue(element, type) },
        writes: bindings([operation.slot], after, scene),
      };
    }
    case 'skip':
      if (operation.jump === undefined && !operation.shown) return undefined;
      return { told: { kind: 'jump', statement: operation.jump ?? 'skip' } };
    case 'enter': {
      const call = calls.enter(operation, after, scene);
      const slots = operation.values.map(({ slot }) => slot);
      return {
        told: { kind: 'enter', call },
        reads: readsOf(
          operation.values.map(({ value }) => value),
          scene,
        ),
        writes: after ? bindings(slots, after, scene) : [],
      };
    }
    case 'leave': {
      const { left, result } = operation;
      const call = calls.leave(left, result, one, scene);
      return { told: { kind: 'leave', call, ...(result === undefined ? {} : { result }) } };
    }
    case 'stop':
      return undefined;
  }
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

function matches(pattern: Parameters<typeof slotsBound>[0], value: Value | undefined, scene: Scene): boolean {
  return value !== undefined && matched(pattern, value, scene) !== undefined;
}

function tellStore(
  operation: Extract<Operation, { kind: 'assign' }>,
  after: readonly Value[] | undefined,
  scene: Scene,
): { readonly told: Told } & Effects {
  const { target, value, form } = operation;
  const place = placeIfAny(target, scene);
  const update = place && form === 'update' ? updateOf(value, place, scene) : undefined;
  const loaded = readsOf([value], scene).filter(isShared);
  const loads =
    loaded.length > 0 &&
    update === undefined &&
    (target.root.kind === 'slot' || isPlace(value, scene) || loaded.some((one) => one.place.path === place?.path));
  const printed = printExpression(value, scene.slots, scene);
  // A value that is outside its type is told as well.
  const stored = valueIfAny(value, scene) ?? valueIfAny(unnarrowed(value), scene);
  return {
    told: {
      kind: 'store',
      form,
      place: operation.element ?? placeText(target, scene),
      expression: printed.text,
      loads,
      ...(update ? { update: update.told } : {}),
      ...(stored === undefined ? {} : { stored: formatValue(stored, value.type) }),
    },
    reads: readsOf([value, ...indicesOf(target)], scene),
    writes: after && place ? written(place, after, form, scene) : [],
    names: update ? update.names : loads || stored === undefined ? printed.names : [],
  };
}

function indicesOf({ path }: IrPlace): readonly Expr[] {
  return path.flatMap((step) => (step.kind === 'index' ? [step.index] : []));
}

/** An expression without the test whether its value is in a range. */
function unnarrowed(expr: Expr): Expr {
  return expr.kind === 'narrow' ? unnarrowed(expr.operand) : expr;
}

/** Whether an expression is nothing but the reading of a place. */
function isPlace(expr: Expr, scene: Scene): boolean {
  return readsOf([expr], scene).length > 0 && placeReadIfAny(expr, scene) !== undefined;
}

function written(place: PlaceView, after: readonly Value[], form: string, scene: Scene): readonly Write[] {
  const { scope, slot, position } = place;
  if (scope === 'local' && scene.slots[slot]!.hidden) return [];
  const { base } = scene.moment;
  const now = partOf(after[scope === 'local' ? base + slot : slot]!, position);
  return [{ place, ...(form === 'assign' || form === 'update' ? { before: heldBy(place, scene) } : {}), after: now }];
}
