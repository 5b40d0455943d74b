import type { Operation } from '../../../ir/system.ts';
import { and, or, sub } from '../emit/arithmetic.ts';
import { dispatch } from '../emit/dispatch.ts';
import type { Emitter } from '../emit/emitter.ts';
import { get, i32, type Instruction, type Local, op, set } from '../encoding/instructions.ts';
import { isChoice, type FlowNode } from './step-flow.ts';
import { shapeOf } from '../layout/shape.ts';

/** Locals of a choice. */
export interface ChoiceMemory {
  readonly number: number;
  /** Of a `pick`: the values left, as bits. */
  readonly left: readonly Local[];
  /** Of an `either`: the branch that comes next. */
  readonly turn: Local | undefined;
  /** The choice around, where it is known only when run. */
  readonly outer: Local;
  readonly saved: Map<Local, Local>;
}

/** The choices of a step, and the state as it was when each of them began. */
export class Choices {
  readonly #working: readonly Local[];
  readonly #emitter: Emitter;
  readonly #memories = new Map<FlowNode, ChoiceMemory>();
  readonly #copies: { readonly memory: ChoiceMemory; readonly isSaving: boolean; readonly body: Instruction[] }[] = [];

  /** @param working locals that a step changes, of which some may stay as they are */
  constructor(working: readonly Local[], emitter: Emitter) {
    this.#working = working;
    this.#emitter = emitter;
  }

  add(flow: FlowNode, operation: Operation): void {
    if (!isChoice(operation)) return;
    const emitter = this.#emitter;
    const words = operation.kind === 'pick' ? shapeOf(operation.set.type).words : 0;
    this.#memories.set(flow, {
      number: this.#memories.size,
      left: Array.from({ length: words }, () => emitter.fresh('left')),
      turn: operation.kind === 'either' ? emitter.fresh('turn') : undefined,
      outer: emitter.fresh('outer'),
      saved: new Map(),
    });
  }

  get all(): FlowNode[] {
    return [...this.#memories.keys()];
  }

  memory(flow: FlowNode): ChoiceMemory {
    return this.#memories.get(flow)!;
  }

  /** Remembers the state; what is to be remembered is known when the whole step has been written. */
  save(memory: ChoiceMemory): void {
    this.#copy(memory, true);
  }

  restore(memory: ChoiceMemory): void {
    this.#copy(memory, false);
  }

  #copy(memory: ChoiceMemory, isSaving: boolean): void {
    const body: Instruction[] = [];
    this.#copies.push({ memory, isSaving, body });
    this.#emitter.emit({ kind: 'block', label: { name: isSaving ? 'save' : 'restore' }, body });
  }

  /** Fills in what is saved and restored: what the code of the step changes. */
  finish(code: readonly Instruction[]): void {
    if (this.#memories.size === 0) return;
    const written = new Set<Local>();
    collectWritten(code, written);
    const changed = this.#working.filter((local) => written.has(local));
    for (const { memory, isSaving, body } of this.#copies)
      for (const local of changed) {
        const copy = memory.saved.get(local) ?? this.#emitter.unused('saved');
        memory.saved.set(local, copy);
        body.push(isSaving ? set(copy, get(local)) : set(local, get(copy)));
      }
  }
}

function collectWritten(code: readonly Instruction[], into: Set<Local>): void {
  for (const i of code) {
    switch (i.kind) {
      case 'set':
      case 'tee':
        into.add(i.local);
        collectWritten([i.value], into);
        break;
      case 'block':
      case 'loop':
        collectWritten(i.body, into);
        break;
      case 'if':
        collectWritten([i.condition], into);
        collectWritten(i.then, into);
        collectWritten(i.otherwise, into);
        break;
      default:
        break;
    }
  }
}

/** Takes the lowest bit out of a set in locals; its rank. The set is not empty. */
export function takeLowest(left: readonly Local[], emitter: Emitter): Instruction {
  const rank = emitter.fresh('rank');
  const takeFrom = (i: number): void => {
    const local = left[i]!;
    const bit = op('i32.ctz', get(local));
    emitter.emit(set(rank, i === 0 ? bit : or(bit, i32(i * 32))), set(local, and(get(local), sub(get(local), i32(1)))));
  };
  // The first word with a bit.
  let first: Instruction = i32(left.length - 1);
  for (let i = left.length - 2; i >= 0; i--)
    first = { kind: 'plain', op: 'select', operands: [i32(i), first, get(left[i]!)] };
  dispatch(first, left.length, emitter, takeFrom);
  return get(rank);
}
