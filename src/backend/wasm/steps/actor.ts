import { itemAt, zip } from '../../../core/lists.ts';
import type { Value } from '../../../core/types.ts';
import type { ActionCode, Instance, Slot, Step } from '../../../ir/system.ts';
import { type Container, readSpot, type Spot, wordOf, writeSpot } from '../emit/access.ts';
import { and, or, shl } from '../emit/arithmetic.ts';
import { constantWords, type Emitter, type Words } from '../emit/emitter.ts';
import { get, i32, type Instruction, set } from '../encoding/instructions.ts';
import type { ExpressionCompiler } from '../expressions/expressions.ts';
import type { FrameLayout } from '../layout/layout.ts';
import { maskOf, type Part, partIn, shapeOf } from '../layout/shape.ts';
import type { StepSlots } from './step-slots.ts';

/** Who takes a step: a process instance, or an action with its arguments. */
export interface Actor {
  readonly slots: readonly Slot[];
  /** Number of the process; -1 of an action. */
  readonly self: number;
  /** How many of the first slots never change: the parameters of an action. */
  readonly fixed: number;
  /** Slots that are live where a step begins or may stop. */
  liveAround(step: Step): readonly number[];
  /** Makes what is constant known to a compiler: the indices of the process, the arguments of the action. */
  bind(c: ExpressionCompiler): void;
  /** Reads the slots that are live where a step begins. */
  enter(step: Step, before: Container, slots: StepSlots, emitter: Emitter): void;
  /** Writes a control point, and the slots that are live there, into the state. */
  leave(point: number, state: Container, slots: StepSlots, emitter: Emitter): void;
}

/** An instance of a process. */
export class ProcessActor implements Actor {
  readonly slots: readonly Slot[];
  readonly self: number;
  readonly fixed = 0;
  readonly #instance: Instance;
  readonly #frame: FrameLayout;
  /** Where its frame begins. */
  readonly #at: Part;

  constructor(instance: Instance, frame: FrameLayout, at: Part) {
    this.slots = frame.family.slots;
    this.self = instance.id;
    this.#instance = instance;
    this.#frame = frame;
    this.#at = at;
  }

  liveAround(step: Step): readonly number[] {
    const stops = step.operations.flatMap((o) => (o.kind === 'stop' ? this.#liveAt(o.point) : []));
    return [...new Set([...this.#liveAt(step.point), ...stops])];
  }

  bind(c: ExpressionCompiler): void {
    for (const [symbol, index] of zip(this.#frame.family.symbol.indices, this.#instance.indices))
      c.bind(symbol, constantWords(index, shapeOf(symbol.type)));
  }

  enter(step: Step, before: Container, slots: StepSlots, emitter: Emitter): void {
    for (const slot of this.#liveAt(step.point))
      writeSpot(slots.spot(slot), readSpot(this.#spot(before, itemAt(this.#frame.slots, slot)), emitter), emitter);
  }

  leave(point: number, state: Container, slots: StepSlots, emitter: Emitter): void {
    this.#clear(state, emitter);
    const at = this.#spot(state, this.#frame.point);
    addBits(at, constantWords(point, at.shape), emitter);
    for (const slot of this.#liveAt(point))
      addBits(this.#spot(state, itemAt(this.#frame.slots, slot)), readSpot(slots.spot(slot), emitter), emitter);
  }

  /** Its control point in a state. */
  point(state: Container, emitter: Emitter): Instruction {
    return wordOf(readSpot(this.#spot(state, this.#frame.point), emitter));
  }

  /** Makes the whole frame 0: slots that are not live are. */
  #clear(state: Container, emitter: Emitter): void {
    const { words, bits } = this.#frame;
    const { word, shift } = this.#at;
    if (words > 1) {
      for (const local of state.locals.slice(word, word + words)) emitter.emit(set(local, i32(0)));
    } else if (bits > 0) {
      const local = itemAt(state.locals, word);
      emitter.emit(set(local, and(get(local), i32(~(maskOf(bits) << shift)))));
    }
  }

  #liveAt(point: number): readonly number[] {
    return itemAt(this.#frame.family.points, point).live;
  }

  #spot(state: Container, part: Part): Spot {
    return { container: state, ...partIn(this.#at, part) };
  }
}

/** An action with arguments. */
export class ActionActor implements Actor {
  readonly slots: readonly Slot[];
  readonly self = -1;
  readonly fixed: number;
  readonly #values: readonly Value[];

  constructor(action: ActionCode, values: readonly Value[]) {
    this.slots = action.slots;
    this.fixed = values.length;
    this.#values = values;
  }

  /** All of its slots are empty between steps. */
  liveAround(): readonly number[] {
    return [];
  }

  bind(c: ExpressionCompiler): void {
    this.#values.forEach((value, slot) => {
      c.fix(slot, constantWords(value, shapeOf(itemAt(this.slots, slot).type)));
    });
  }

  enter(): void {
    // There is nothing to read: the arguments are constants.
  }

  leave(): void {
    // There is nothing to write: an action has no control point.
  }
}

/** Adds a value to bits that are 0. */
function addBits({ container, word, shift, shape }: Spot, value: Words, emitter: Emitter): void {
  if (shape.words > 1) {
    emitter.assign(container.locals.slice(word, word + shape.words), value.words);
    return;
  }
  if (shape.bits === 0) return;
  const local = itemAt(container.locals, word);
  emitter.emit(set(local, or(get(local), shl(wordOf(value), i32(shift)))));
}
