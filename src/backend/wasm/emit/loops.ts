import { add } from './arithmetic.ts';
import type { Emitter } from './emitter.ts';
import { brIf, get, i32, type Instruction, loop, op, set } from '../encoding/instructions.ts';

/** Copies of a body at most that code is unrolled to; above, it becomes a loop. */
export const MAX_UNROLLED = 128;

/** Runs a body for the numbers from 0 to below `count`, which is above 0. Constants are cheaper where they are few. */
export function counted(
  count: number,
  emitter: Emitter,
  body: (i: Instruction) => void,
  unrolled = count <= MAX_UNROLLED,
): void {
  if (unrolled) {
    for (let i = 0; i < count; i++) body(i32(i));
    return;
  }
  const i = emitter.fresh('i');
  emitter.emit(set(i, i32(0)));
  const once = emitter.collect(() => {
    body(get(i));
  });
  emitter.emit(
    loop('each', (again) => [...once, set(i, add(get(i), i32(1))), brIf(again, op('i32.lt_u', get(i), i32(count)))]),
  );
}
