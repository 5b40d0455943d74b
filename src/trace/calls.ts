import { formatValue } from '../core/format.ts';
import type { Executed } from '../backend/interpreter/step-runner.ts';
import { itemAt } from '../core/lists.ts';
import type { Value } from '../core/types.ts';
import { callsAround } from '../ir/operations/calls.ts';
import type { Frame, Operation } from '../ir/system.ts';
import { type Scene, valueIfAny } from './moment.ts';
import { placeText } from './place-text.ts';
import { printExpression } from './print-expression.ts';
import type { CallArgument, CallRecord } from './trace.ts';

/** Calls of a trace, numbered in the order in which they began. */
export interface CallCounter {
  next: number;
}

/** A call while the run is replayed: its end becomes known later. */
interface Building extends CallRecord {
  ended: boolean;
  into?: string;
  result?: string;
}

type Entering = Extract<Operation, { kind: 'enter' }>;

/** The calls that an actor is in, followed through its steps: a call may begin in one step and end in another. */
export class CallsOfActor {
  readonly #counter: CallCounter;
  /** The spec's own module. */
  readonly #spec: string;
  readonly #open: { readonly frame: Frame; readonly call: Building }[] = [];

  constructor(counter: CallCounter, spec: string) {
    this.#counter = counter;
    this.#spec = spec;
  }

  /** An actor that is in a call already. Of the calls around it only the procedures are known. */
  static inside(frame: Frame | undefined, counter: CallCounter, spec: string): CallsOfActor {
    const calls = new CallsOfActor(counter, spec);
    for (const one of callsAround(frame)) calls.#begin(one, []);
    return calls;
  }

  /** A copy, to follow what is only tried. */
  copy(): CallsOfActor {
    const copied = new CallsOfActor(this.#counter, this.#spec);
    copied.#open.push(...this.#open.map(({ frame, call }) => ({ frame, call: { ...call } })));
    return copied;
  }

  /** The calls that contain what runs now, outermost first. */
  around(frame: Frame | undefined): readonly CallRecord[] {
    const frames = callsAround(frame);
    if (frames.length !== this.#open.length || frames.some((one, i) => one !== itemAt(this.#open, i).frame))
      throw new Error('a trace could not be replayed: a statement ran outside its call');
    return this.#open.map(({ call }) => call);
  }

  /** A call whose arguments are evaluated; `after` is absent where one of them failed. */
  enter({ entered: frame, values }: Entering, after: readonly Value[] | undefined, scene: Scene): CallRecord {
    const call = this.#begin(frame, argumentsOf(frame, values, after, scene));
    if (after === undefined) this.#open.pop();
    return call;
  }

  #begin(frame: Frame, given: readonly CallArgument[]): CallRecord {
    const { procedure, callAt } = frame;
    const call: Building = {
      id: this.#counter.next++,
      procedure: procedure.name,
      library: procedure.module !== this.#spec,
      arguments: given,
      callAt,
      ...(procedure.doc === undefined ? {} : { doc: procedure.doc }),
      ended: false,
    };
    this.#open.push({ frame, call });
    return call;
  }

  leave(frame: Frame, result: number | undefined, { before }: Executed, scene: Scene): CallRecord {
    const last = this.#open.pop();
    if (last?.frame !== frame) throw new Error('a trace could not be replayed: a call ended that had not begun');
    const { call } = last;
    call.ended = true;
    const into = result === undefined ? undefined : itemAt(scene.slots, result);
    if (into && !into.hidden) call.into = into.name;
    if (result !== undefined)
      call.result = formatValue(itemAt(before.state, before.base + result), itemAt(scene.slots, result).type);
    return call;
  }
}

function argumentsOf(
  frame: Frame,
  values: Entering['values'],
  after: readonly Value[] | undefined,
  scene: Scene,
): readonly CallArgument[] {
  const { moment, slots } = scene;
  const state = [...(after ?? moment.state)];
  // Where an argument is outside its range, nothing was stored; what was evaluated is shown all the same.
  const given = new Map(values.map(({ slot, value }) => [slot, value.kind === 'narrow' ? value.operand : value]));
  const failed = new Set<number>();
  if (after === undefined)
    for (const [slot, expr] of given) {
      const value = valueIfAny(expr, scene);
      if (value === undefined) failed.add(slot);
      else state[moment.base + slot] = value;
    }
  // Indices of places are evaluated with the call, and stored.
  const entered: Scene = { ...scene, moment: { ...moment, state } };
  return frame.arguments.map((argument, i): CallArgument => {
    const parameter = itemAt(frame.procedure.parameters, i).name;
    if (argument.kind === 'place') return { parameter, kind: 'place', text: placeText(argument.place, entered) };
    const { slot } = argument;
    const expr = given.get(slot);
    const text =
      failed.has(slot) && expr
        ? printExpression(expr, slots, scene).text
        : formatValue(itemAt(state, moment.base + slot), itemAt(slots, slot).type);
    return { parameter, kind: 'value', text, slot };
  });
}
