import { add } from './arithmetic.ts';
import type { Emitter } from './emitter.ts';
import { brIf, get, i32, type Instruction, loop, op, set } from '../encoding/instructions.ts';

/** Most copies of a body that code is unrolled to; above, it becomes a loop. */
export const MAX_UNROLLED = 128;

/** Runs a body for the numbers from 0 to below `count`, which is above 0. Constants are cheaper where they are few. */
export function counted(count: number, emitter: Emitter, body: (i: Instruction) => void): void {
  if (count > MAX_UNROLLED) looped(count, emitter, body);
  else for (let i = 0; i < count; i++) body(i32(i));
}

/** Runs a body in a loop, however few the numbers are. */
export function looped(count: number, emitter: Emitter, body: (i: Instruction) => void): void {
  const i = emitter.fresh('i');
  emitter.emit(set(i, i32(0)));
  const once = emitter.collect(() => {
    body(get(i));
  });
  emitter.emit(
    loop('each', (again) => [...once, set(i, add(get(i), i32(1))), brIf(again, op('i32.lt_u', get(i), i32(count)))]),
  );
}
