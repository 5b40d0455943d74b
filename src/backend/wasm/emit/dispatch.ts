import { constantOf, shrU } from './arithmetic.ts';
import type { Emitter } from './emitter.ts';
import { br, brTable, i32, type Instruction, type Label } from '../encoding/instructions.ts';

/** Cases in one jump table: each is a block in the next one, and encoders and decoders recurse into blocks. */
const MAX_CASES = 256;

/** Runs `write(i)` for the value `i` of an index below `count`. */
export function dispatch(index: Instruction, count: number, emitter: Emitter, write: (i: number) => void): void {
  const fixed = constantOf(index);
  if (fixed !== undefined || count <= 1) {
    write(fixed ?? 0);
    return;
  }
  const at = emitter.atom(index);
  if (count <= MAX_CASES) {
    table(at, 0, count, emitter, write);
    return;
  }
  table(emitter.atom(shrU(at, i32(8))), 0, Math.ceil(count / MAX_CASES), emitter, (part) => {
    const from = part * MAX_CASES;
    table(at, from, Math.min(count, from + MAX_CASES), emitter, write);
  });
}

/** One jump table for the values from `from` to below `to`. */
function table(index: Instruction, from: number, to: number, emitter: Emitter, write: (i: number) => void): void {
  const out: Label = { name: 'out' };
  const labels = Array.from({ length: to - from }, (_, i): Label => ({ name: `case${from + i}` }));
  const at: Instruction = from === 0 ? index : { kind: 'plain', op: 'i32.sub', operands: [index, i32(from)] };
  let code: Instruction[] = [brTable(labels, at)];
  labels.forEach((label, i) => {
    const here = emitter.collect(() => {
      write(from + i);
    });
    code = [{ kind: 'block', label, body: code }, ...here];
    if (i < labels.length - 1) code.push(br(out));
  });
  emitter.emit({ kind: 'block', label: out, body: code });
}
