import { itemAt } from '../../../core/lists.ts';
import type { Slot } from '../../../ir/system.ts';
import type { Spot } from '../emit/access.ts';
import type { Emitter } from '../emit/emitter.ts';
import { shapeOf } from '../layout/shape.ts';

/** The slots of a process or an action while a step of it runs: each has locals of its own, taken when it is first asked for. */
export class StepSlots {
  readonly #slots: readonly Slot[];
  readonly #emitter: Emitter;
  readonly #spots = new Map<number, Spot>();

  constructor(slots: readonly Slot[], emitter: Emitter) {
    this.#slots = slots;
    this.#emitter = emitter;
  }

  spot(slot: number): Spot {
    const spot = this.#spots.get(slot) ?? this.#make(slot);
    this.#spots.set(slot, spot);
    return spot;
  }

  #make(slot: number): Spot {
    const shape = shapeOf(itemAt(this.#slots, slot).type);
    const locals = Array.from({ length: shape.words }, () => this.#emitter.fresh('s'));
    return { container: { locals }, word: 0, shift: 0, shape };
  }
}
