import { i32, type Instruction, op, type PlainOp } from '../encoding/instructions.ts';

/** Operators on 32-bit words that fold constants, so that unrolled and specialised code shrinks as it is made. */

export function constantOf(i: Instruction): number | undefined {
  return i.kind === 'const' && i.type === 'i32' ? Number(i.value) | 0 : undefined;
}

function folding(name: PlainOp, compute: (a: number, b: number) => number) {
  return (a: Instruction, b: Instruction): Instruction => {
    const x = constantOf(a);
    const y = constantOf(b);
    return x !== undefined && y !== undefined ? i32(compute(x, y) | 0) : op(name, a, b);
  };
}

const plainAdd = folding('i32.add', (a, b) => a + b);
const plainSub = folding('i32.sub', (a, b) => a - b);
const plainMul = folding('i32.mul', Math.imul);
const plainAnd = folding('i32.and', (a, b) => a & b);
const plainOr = folding('i32.or', (a, b) => a | b);
const plainShl = folding('i32.shl', (a, b) => a << b);
const plainShr = folding('i32.shr_u', (a, b) => a >>> b);
export const xor = folding('i32.xor', (a, b) => a ^ b);
const plainDiv = folding('i32.div_u', (a, b) => (b === 0 ? 0 : (a >>> 0) / (b >>> 0)));
const plainRem = folding('i32.rem_u', (a, b) => (b === 0 ? 0 : (a >>> 0) % (b >>> 0)));
export const eq = folding('i32.eq', (a, b) => Number(a === b));
export const ne = folding('i32.ne', (a, b) => Number(a !== b));
export const ltS = folding('i32.lt_s', (a, b) => Number(a < b));
export const gtS = folding('i32.gt_s', (a, b) => Number(a > b));
export const ltU = folding('i32.lt_u', (a, b) => Number(a >>> 0 < b >>> 0));
export const leS = folding('i32.le_s', (a, b) => Number(a <= b));
export const gtU = folding('i32.gt_u', (a, b) => Number(a >>> 0 > b >>> 0));
export const geU = folding('i32.ge_u', (a, b) => Number(a >>> 0 >= b >>> 0));

export function add(a: Instruction, b: Instruction): Instruction {
  const more = constantOf(b);
  if (more !== undefined) return shifted(a, more);
  if (constantOf(a) === 0) return b;
  return plainAdd(a, b);
}

export function sub(a: Instruction, b: Instruction): Instruction {
  const less = constantOf(b);
  return less === undefined ? plainSub(a, b) : shifted(a, -less);
}

/** Adds a constant to what others may have been added to. */
function shifted(a: Instruction, by: number): Instruction {
  if (a.kind === 'plain' && (a.op === 'i32.add' || a.op === 'i32.sub')) {
    const [inner, last] = a.operands;
    const known = last && constantOf(last);
    if (inner && known !== undefined) return shifted(inner, (a.op === 'i32.add' ? known : -known) + by);
  }
  const sum = by | 0;
  if (sum === 0) return a;
  return sum > 0 ? plainAdd(a, i32(sum)) : plainSub(a, i32(-sum | 0));
}

export function mul(a: Instruction, b: Instruction): Instruction {
  if (constantOf(a) === 1) return b;
  const power = logOf(constantOf(b));
  return power === undefined ? plainMul(a, b) : shl(a, i32(power));
}

/** The exponent of a power of two. */
function logOf(x: number | undefined): number | undefined {
  return x !== undefined && x > 0 && (x & (x - 1)) === 0 ? 31 - Math.clz32(x) : undefined;
}

export function divU(a: Instruction, b: Instruction): Instruction {
  const power = logOf(constantOf(b));
  return power === undefined ? plainDiv(a, b) : shrU(a, i32(power));
}

export function remU(a: Instruction, b: Instruction): Instruction {
  const power = logOf(constantOf(b));
  return power === undefined ? plainRem(a, b) : and(a, i32(2 ** power - 1));
}

export function and(a: Instruction, b: Instruction): Instruction {
  if (constantOf(b) === -1) return a;
  if (constantOf(a) === -1) return b;
  // What is left out has no effects: operands are pure.
  if (constantOf(a) === 0 || constantOf(b) === 0) return i32(0);
  return plainAnd(a, b);
}

export function or(a: Instruction, b: Instruction): Instruction {
  if (constantOf(b) === 0) return a;
  return constantOf(a) === 0 ? b : plainOr(a, b);
}

export function shl(a: Instruction, b: Instruction): Instruction {
  return constantOf(b) === 0 || constantOf(a) === 0 ? a : plainShl(a, b);
}

export function shrU(a: Instruction, b: Instruction): Instruction {
  return constantOf(b) === 0 || constantOf(a) === 0 ? a : plainShr(a, b);
}

export function eqz(a: Instruction): Instruction {
  const x = constantOf(a);
  if (x !== undefined) return i32(Number(x === 0));
  if (a.kind === 'plain' && a.op === 'i32.eqz') {
    const [inner] = a.operands;
    if (inner && isBoolean(inner)) return inner;
  }
  return op('i32.eqz', a);
}

const COMPARISONS = /^i32\.(eqz?|ne|[lg][te]_[su])$/;

function isBoolean(i: Instruction): boolean {
  return i.kind === 'plain' && COMPARISONS.test(i.op);
}

export function select(a: Instruction, b: Instruction, condition: Instruction): Instruction {
  const c = constantOf(condition);
  if (c !== undefined) return c === 0 ? b : a;
  return op('select', a, b, condition);
}

export function popcnt(a: Instruction): Instruction {
  const x = constantOf(a);
  if (x === undefined) return op('i32.popcnt', a);
  let n = 0;
  for (let v = x >>> 0; v !== 0; v >>>= 1) n += v & 1;
  return i32(n);
}

export function not(a: Instruction): Instruction {
  return xor(a, i32(-1));
}

/** Puts operands together as a tree of small depth: encoders and compilers recurse into operands. */
export function balanced(
  combine: (a: Instruction, b: Instruction) => Instruction,
  operands: readonly Instruction[],
  none: Instruction,
): Instruction {
  let level = operands;
  while (level.length > 1) {
    const above = level;
    level = above.flatMap((operand, i) => {
      if (i % 2 === 1) return [];
      const partner = above[i + 1];
      return [partner ? combine(operand, partner) : operand];
    });
  }
  return level[0] ?? none;
}
