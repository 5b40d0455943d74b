import type { Expr } from '../../core/expression.ts';
import type { Type } from '../../core/types.ts';
import type { IrPlace, MemoryEffect, Operation, Slot } from '../system.ts';
import { type Label, StepBuilder } from './step-builder.ts';
import type { Terms } from '../terms.ts';

/** What all operations have that stand in the place of one. */
export type Base = Pick<Operation, 'at' | 'frame' | 'shown' | 'ghost' | 'role' | 'atomic' | 'memory'>;

export type SlotRead = Extract<Expr, { kind: 'slot' }>;

/** Makes the operations of a step, most of which lead to the next one. */
export class Emitter extends StepBuilder {
  readonly #slots: Slot[];
  readonly #terms: Terms;

  /** @param old how many operations the step has @param slots those of its owner, to which more are added */
  constructor(old: number, slots: Slot[], terms: Terms) {
    super(old);
    this.#slots = slots;
    this.#terms = terms;
  }

  await(condition: Expr, base: Base): void {
    this.then((next) => ({ kind: 'await', condition, ...base, next }));
  }

  branch(condition: Expr, then: Label, otherwise: Label, base: Base): Operation {
    return { kind: 'branch', form: 'if', condition, ...base, then, otherwise };
  }

  assign(target: IrPlace, value: Expr, base: Base, memory: MemoryEffect = { kind: 'kept' }): void {
    this.then((next) => ({ kind: 'assign', form: 'assign', target, value, ...base, memory, next }));
  }

  assignTo(target: IrPlace, value: Expr, base: Base, memory: MemoryEffect, next: Label): void {
    this.add({ kind: 'assign', form: 'assign', target, value, ...base, memory, next });
  }

  /** A slot that is used within one operation at a time: the one of that name and type, or a new one. */
  slot(name: string, type: Type): { slot: number; place: IrPlace; read: SlotRead } {
    const known = this.#slots.findIndex((one) => one.hidden && one.name === name && one.type === type);
    const slot = known >= 0 ? known : this.#slots.push({ name, type, ghost: false, hidden: true }) - 1;
    const { at } = this.#terms;
    return {
      slot,
      place: { root: { kind: 'slot', slot }, path: [], type, at },
      read: this.#terms.slot(slot, name, type),
    };
  }
}

export function baseOf({ at, atomic, frame }: Operation): Base {
  return {
    at,
    atomic,
    ...(frame ? { frame } : {}),
    shown: false,
    ghost: false,
    role: 'local',
    memory: { kind: 'kept' },
  };
}
