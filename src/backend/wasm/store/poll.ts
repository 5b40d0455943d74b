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
 * Code that runs for long asks the host now and then, which looks at time and memory: rounds of loops and expanded
 * states use up fuel. A round takes nanoseconds to some microseconds, so the host is asked every few milliseconds.
 */
const FUEL = 65_536;
/** What a state uses up: most have no loops. */
const FUEL_OF_STATE = 64;

/** At the end of a state: leaves the loop over states where the host wants it. */
export function pollBetweenStates(tick: FunctionReference, end: Label): Instruction[] {
  return spend(FUEL_OF_STATE, brIf(end, call(tick)));
}

/** In each round of the loops of a function: the host is asked, but the function goes on. */
export function pollInLoops(body: readonly Instruction[], tick: FunctionReference): Instruction[] {
  return body.map((i): Instruction => {
    switch (i.kind) {
      case 'loop':
        return { ...i, body: [...spend(1, { kind: 'drop', value: call(tick) }), ...pollInLoops(i.body, tick)] };
      case 'block':
        return { ...i, body: pollInLoops(i.body, tick) };
      case 'if':
        return { ...i, then: pollInLoops(i.then, tick), otherwise: pollInLoops(i.otherwise, tick) };
      default:
        return i;
    }
  });
}

function spend(amount: number, ask: Instruction): Instruction[] {
  const fuel = globalGet(GLOBALS.fuel);
  return [
    globalSet(GLOBALS.fuel, sub(fuel, i32(amount))),
    when(op('i32.lt_s', fuel, i32(0)), [globalSet(GLOBALS.fuel, i32(FUEL)), ask]),
  ];
}
