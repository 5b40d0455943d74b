import { sub } from '../emit/arithmetic.ts';
import {
  brIf,
  call,
  type FunctionReference,
  i32,
  type Instruction,
  type Label,
  op,
  when,
} from '../encoding/instructions.ts';
import { GLOBALS, globalGet, globalSet } from './globals.ts';

/**
 * Long-running code asks the host now and then, which looks at time and memory: rounds of loops and expanded states use
 * up fuel. A round takes nanoseconds to some microseconds, so the host is asked every few milliseconds.
 */
export const FUEL = 65_536;
/** What a state uses up: most have no loops. */
const FUEL_OF_STATE = 64;

/** How the host is asked. */
export interface Poll {
  /** Of the host: whether the event loop should turn. */
  readonly tick: FunctionReference;
  /** What is used up between two calls of the host. */
  readonly fuel: number;
}

/** At the end of a state: leaves the loop over states where the host asks for it. */
export function pollBetweenStates({ tick, fuel }: Poll, end: Label): Instruction[] {
  return spend(FUEL_OF_STATE, fuel, brIf(end, call(tick)));
}

/** In each round of a function's loops: the host is asked, but the function continues. */
export function pollInLoops(body: readonly Instruction[], poll: Poll): Instruction[] {
  const { tick, fuel } = poll;
  return body.map((i): Instruction => {
    switch (i.kind) {
      case 'loop':
        return { ...i, body: [...spend(1, fuel, { kind: 'drop', value: call(tick) }), ...pollInLoops(i.body, poll)] };
      case 'block':
        return { ...i, body: pollInLoops(i.body, poll) };
      case 'if':
        return { ...i, then: pollInLoops(i.then, poll), otherwise: pollInLoops(i.otherwise, poll) };
      default:
        return i;
    }
  });
}

function spend(amount: number, fuel: number, ask: Instruction): Instruction[] {
  const left = globalGet(GLOBALS.fuel);
  return [
    globalSet(GLOBALS.fuel, sub(left, i32(amount))),
    when(op('i32.lt_s', left, i32(0)), [globalSet(GLOBALS.fuel, i32(fuel)), ask]),
  ];
}
