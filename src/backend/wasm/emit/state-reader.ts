import type { Expr, LocalSymbol, ProcessSymbol, VariableSymbol } from '../../../core/expression.ts';
import { itemAt } from '../../../core/lists.ts';
import type { TransitionSystem } from '../../../ir/system.ts';
import { type Container, readSpot, type Spot, wordOf } from './access.ts';
import { and, eq, or } from './arithmetic.ts';
import type { Emitter, Words } from './emitter.ts';
import { get, i32, type Instruction, set } from '../encoding/instructions.ts';
import type { SlotReader, StateReader } from './compiler.ts';
import type { FrameLayout, InstanceLayout, StateLayout } from '../layout/layout.ts';
import { maskOf, type Part, partIn, shapeOf } from '../layout/shape.ts';

/** Reads a state whose words are in locals. */
export class PackedStateReader implements StateReader {
  readonly #system: TransitionSystem;
  readonly #layout: StateLayout;
  readonly #state: Container;
  readonly #slots: SlotReader;

  constructor(system: TransitionSystem, layout: StateLayout, state: Container, slots: SlotReader) {
    this.#system = system;
    this.#layout = layout;
    this.#state = state;
    this.#slots = slots;
  }

  variable({ slot }: VariableSymbol): Spot {
    return this.#spot(itemAt(this.#layout.variables, slot));
  }

  slot(slot: number): Spot {
    return this.#slots.spot(slot);
  }

  point(id: number): Instruction | undefined {
    const instance = this.#layout.byId.get(id);
    return instance && this.#pointOf(instance);
  }

  processLocal(id: number, locals: readonly LocalSymbol[], emitter: Emitter): Words {
    const shape = shapeOf(itemAt(locals, 0).type);
    const result = Array.from({ length: shape.words }, () => emitter.fresh('pl'));
    const instance = this.#layout.byId.get(id);
    if (instance) this.#readLocal(instance, locals, result, emitter);
    else emitter.failIf(i32(1));
    return { shape, words: result.map(get) };
  }

  /** Reads a local of a process where one of its copies is in scope; elsewhere that is a failure. */
  #readLocal(
    { frame, at }: InstanceLayout,
    locals: readonly LocalSymbol[],
    result: Container['locals'],
    emitter: Emitter,
  ): void {
    const point = emitter.atom(wordOf(readSpot(this.#spot(partIn(at, frame.point)), emitter)));
    const found = emitter.fresh('in');
    emitter.emit(set(found, i32(0)));
    for (const [slot, points] of pointsBySlot(frame, locals)) {
      const isHere = points.reduce<Instruction>((any, p) => or(any, eq(point, i32(p))), i32(0));
      emitter.guarded(isHere, () => {
        const value = readSpot(this.#spot(partIn(at, itemAt(frame.slots, slot))), emitter);
        emitter.assign(result, value.words);
        emitter.emit(set(found, i32(1)));
      });
    }
    emitter.failIf(eq(get(found), i32(0)));
  }

  pointsAt({ family, place }: Extract<Expr, { kind: 'at' }>): readonly number[] {
    const points = this.#system.families[family.family]?.points ?? [];
    return points.flatMap((point, i) => {
      switch (place.kind) {
        case 'done':
          return i === points.length - 1 ? [i] : [];
        case 'label':
          return point.labels.has(place.label.id) ? [i] : [];
        case 'procedure':
          return point.procedures.has(place.procedure.id) ? [i] : [];
      }
    });
  }

  allDone(): Instruction {
    let all: Instruction = i32(1);
    for (const instance of this.#layout.instances) {
      const { daemon, points } = instance.frame.family;
      if (!daemon) all = and(all, eq(this.#pointOf(instance), i32(points.length - 1)));
    }
    return all;
  }

  family({ family }: ProcessSymbol): { readonly first: number; readonly count: number } {
    const { first, instances } = itemAt(this.#system.program.processType.families, family);
    return { first, count: instances.length };
  }

  #spot(part: Part): Spot {
    return { container: this.#state, ...part };
  }

  /** The number of a control point, as one expression: nothing is emitted. */
  #pointOf({ frame, at }: InstanceLayout): Instruction {
    const { word, shift, shape } = partIn(at, frame.point);
    if (shape.bits === 0) return i32(0);
    const local = itemAt(this.#state.locals, word);
    return and({ kind: 'plain', op: 'i32.shr_u', operands: [get(local), i32(shift)] }, i32(maskOf(shape.bits)));
  }
}

/** The slots that hold a local of a spec, each with the control points where it is in scope. */
function pointsBySlot({ family }: FrameLayout, locals: readonly LocalSymbol[]): ReadonlyMap<number, readonly number[]> {
  const wanted = new Set(locals.map((l) => l.id));
  const bySlot = new Map<number, number[]>();
  for (const { index, live } of family.points) {
    const slot = live.find((s) => wanted.has(family.slots[s]?.symbol?.id ?? -1));
    if (slot !== undefined) bySlot.set(slot, [...(bySlot.get(slot) ?? []), index]);
  }
  return bySlot;
}

/** Of properties: they name the process whose local they mean. */
export const NO_SLOTS: SlotReader = {
  spot: () => {
    throw new Error('a property that reads a local without its process');
  },
};
