import type { Operation } from '../../../ir/system.ts';
import { itemAt, valueAt } from '../../../core/lists.ts';
import { and, or, sub } from '../emit/arithmetic.ts';
import { dispatch } from '../emit/dispatch.ts';
import type { Emitter } from '../emit/emitter.ts';
import { get, i32, type Instruction, type Local, op, set } from '../encoding/instructions.ts';
import { shapeOf } from '../layout/shape.ts';
import type { Choice, FlowNode } from './step-flow.ts';

/** A choice of a step, and the locals that it has. */
export type OpenChoice = {
  readonly number: number;
  readonly flow: FlowNode;
  /** The choice around it, where that is known only at run time. */
  readonly outer: Local;
  /** By local that the step changes: its value when the choice began. */
  readonly saved: Map<Local, Local>;
} & (
  | {
      readonly kind: 'pick';
      readonly operation: Extract<Operation, { kind: 'pick' }>;
      /** The values left, as bits. */
      readonly left: readonly Local[];
    }
  | {
      readonly kind: 'either';
      readonly operation: Extract<Operation, { kind: 'either' }>;
      /** The branch that comes next. */
      readonly turn: Local;
    }
);

/** A place where locals are copied; which ones is known once the whole step has been written. */
interface Copy {
  readonly choice: OpenChoice;
  readonly kind: 'save' | 'restore';
  readonly body: Instruction[];
}

/** The choices of a step, and the state as it was when each of them began. */
export class Choices {
  readonly #working: readonly Local[];
  readonly #emitter: Emitter;
  readonly #choices = new Map<FlowNode, OpenChoice>();
  readonly #copies: Copy[] = [];

  /** @param working locals that a step may change */
  constructor(working: readonly Local[], choices: ReadonlyMap<FlowNode, Choice>, emitter: Emitter) {
    this.#working = working;
    this.#emitter = emitter;
    for (const [flow, operation] of choices) this.#choices.set(flow, this.#open(flow, operation));
  }

  #open(flow: FlowNode, operation: Choice): OpenChoice {
    const emitter = this.#emitter;
    const number = this.#choices.size;
    if (operation.kind === 'either') {
      const turn = emitter.fresh('turn');
      return { kind: 'either', operation, number, flow, turn, outer: emitter.fresh('outer'), saved: new Map() };
    }
    const left = Array.from({ length: shapeOf(operation.set.type).words }, () => emitter.fresh('left'));
    return { kind: 'pick', operation, number, flow, left, outer: emitter.fresh('outer'), saved: new Map() };
  }

  at(flow: FlowNode): OpenChoice {
    return valueAt(this.#choices, flow);
  }

  /** Saves the state that a choice begins with. */
  save(choice: OpenChoice): void {
    this.#copy(choice, 'save');
  }

  /** Puts back the state that a choice began with. */
  restore(choice: OpenChoice): void {
    this.#copy(choice, 'restore');
  }

  #copy(choice: OpenChoice, kind: Copy['kind']): void {
    const body: Instruction[] = [];
    this.#copies.push({ choice, kind, body });
    this.#emitter.emit({ kind: 'block', label: { name: kind }, body });
  }

  /** Fills in what is saved and restored: the locals that the code of the step changes. */
  finish(code: readonly Instruction[]): void {
    if (this.#choices.size === 0) return;
    const written = new Set<Local>();
    collectWritten(code, written);
    const changed = this.#working.filter((local) => written.has(local));
    for (const { choice, kind, body } of this.#copies)
      for (const local of changed) {
        const copy = choice.saved.get(local) ?? this.#emitter.unused('saved');
        choice.saved.set(local, copy);
        body.push(kind === 'save' ? set(copy, get(local)) : set(local, get(copy)));
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

/** Takes the lowest bit out of a set in locals, and gives its rank. The set is not empty. */
export function takeLowest(left: readonly Local[], emitter: Emitter): Instruction {
  const rank = emitter.fresh('rank');
  const last = left.length - 1;
  // The first word with a bit.
  const first = left
    .slice(0, last)
    .reduceRight<Instruction>(
      (later, local, i) => ({ kind: 'plain', op: 'select', operands: [i32(i), later, get(local)] }),
      i32(last),
    );
  dispatch(first, left.length, emitter, (i) => {
    const local = itemAt(left, i);
    const bit = op('i32.ctz', get(local));
    emitter.emit(set(rank, i === 0 ? bit : or(bit, i32(i * 32))), set(local, and(get(local), sub(get(local), i32(1)))));
  });
  return get(rank);
}
