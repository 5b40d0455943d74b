import { join } from '../../../core/relations.ts';
import type { Expr } from '../../../core/expression.ts';
import type { Type } from '../../../core/types.ts';
import { valuesOf } from '../../../core/enumerate.ts';
import { packedScalar, rawOf, wordOf } from '../emit/access.ts';
import { add, and, constantOf, divU, eq, eqz, gtU, leS, ltS, mul, or, remU, shl, sub } from '../emit/arithmetic.ts';
import { converted } from '../emit/convert.ts';
import { CannotCompile } from '../cannot-compile.ts';
import { constantWords, type Words, zeroWords } from '../emit/emitter.ts';
import { get, i32, type Instruction, set } from '../encoding/instructions.ts';
import type { Compiler } from '../emit/compiler.ts';
import { isLess } from '../emit/order.ts';
import { anyBit, rankOf, sameWords } from '../emit/rank.ts';
import type { Narrowed } from './miniscope.ts';
import { differenceOf, hasBit, intersectionOf, rangeWords, unionOf } from './sets.ts';
import { shapeOf } from '../layout/shape.ts';

type Binary = Extract<Expr, { kind: 'binary' }>;

export function compileBinary(expr: Binary, c: Compiler): Words {
  const bool = (i: Instruction): Words => c.scalar(expr.type, i);
  const int = (i: Instruction): Words => c.scalar(expr.type, packedScalar(i, shapeOf(expr.type)));
  switch (expr.op) {
    case 'and':
      return bool(shortCircuit(expr, c, 1));
    case 'or':
      return bool(shortCircuit(expr, c, 0));
    case 'implies':
      return bool(implication(expr, c, expr));
    case 'iff':
      return bool(eq(c.condition(expr.left), c.condition(expr.right)));
    case 'eq':
    case 'ne': {
      const [a, b] = sides(expr, c);
      const same = sameWords(a, b);
      return bool(expr.op === 'eq' ? same : eqz(same));
    }
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
      return bool(comparison(expr, c));
    case 'in':
      return bool(membership(expr, c));
    case 'add':
      return int(add(c.number(expr.left), c.number(expr.right)));
    case 'sub': {
      const left = c.number(expr.left);
      return int(sub(left, c.number(expr.right)));
    }
    case 'mul':
      return int(mul(c.number(expr.left), c.number(expr.right)));
    case 'div':
    case 'mod': {
      const dividend = c.emitter.atom(c.number(expr.left));
      const divisor = c.emitter.atom(c.number(expr.right));
      if (!isAbove(expr.right.type, 0)) c.emitter.failIf(leS(divisor, i32(0)));
      if (!isAbove(expr.left.type, -1)) c.emitter.failIf(ltS(dividend, i32(0)));
      return int(expr.op === 'div' ? divU(dividend, divisor) : remU(dividend, divisor));
    }
    case 'range': {
      const { type } = expr;
      if (type.kind !== 'set' || type.element.kind !== 'int') return zeroWords(shapeOf(type));
      const from = type.element.low;
      const low = c.emitter.atom(sub(c.number(expr.left), i32(from)));
      return rangeWords(shapeOf(type), low, sub(c.number(expr.right), i32(from)), c.emitter);
    }
    case 'union':
      return unionOf(c.as(expr.left, expr.type), c.as(expr.right, expr.type), c.emitter);
    case 'intersect':
    case 'difference': {
      const type = join(expr.left.type, expr.right.type) ?? expr.left.type;
      const a = converted(c.words(expr.left), expr.left.type, type, c.emitter);
      const b = converted(c.words(expr.right), expr.right.type, type, c.emitter);
      const result = expr.op === 'intersect' ? intersectionOf(a, b, c.emitter) : differenceOf(a, b, c.emitter);
      return converted(result, type, expr.type, c.emitter);
    }
  }
}

/** `&&`, `||` or `=>` between sides that are not those of the spec. */
export function compileConnective({ origin, left, right, isNegated }: Narrowed, c: Compiler): Words {
  const expr = { ...origin, left, right };
  const value = expr.op === 'implies' ? implication(expr, c, origin) : shortCircuit(expr, c, expr.op === 'and' ? 1 : 0);
  return c.scalar(origin.type, isNegated ? eqz(value) : value);
}

function isAbove(type: Type, bound: number): boolean {
  return type.kind === 'int' && type.low > bound;
}

/** `&&` (decided by 0) and `||` (decided by 1): the right side runs only where the left does not decide. */
function shortCircuit(expr: Binary, c: Compiler, goesOn: 0 | 1): Instruction {
  const left = c.condition(expr.left);
  const decided = constantOf(left);
  if (decided !== undefined) return decided === goesOn ? c.condition(expr.right) : left;
  const test = c.emitter.atom(left);
  let right: Instruction = i32(0);
  const before = c.emitter.collect(() => {
    right = c.condition(expr.right);
  });
  if (before.length === 0) return goesOn === 1 ? and(test, right) : or(test, right);
  const local = c.emitter.fresh('s');
  c.emitter.emit(set(local, test));
  c.emitter.guarded(goesOn === 1 ? get(local) : eqz(get(local)), () => {
    c.emitter.emit(...before, set(local, right));
  });
  return get(local);
}

/** @param origin the implication of the spec, whose left side is met */
function implication(expr: Binary, c: Compiler, origin: Binary): Instruction {
  const left = c.condition(expr.left);
  if (constantOf(left) === 0) return i32(1);
  const local = c.emitter.fresh('i');
  c.emitter.emit(set(local, i32(1)));
  c.emitter.guarded(left, () => {
    c.meet(origin);
    c.emitter.emit(set(local, c.condition(expr.right)));
  });
  return get(local);
}

/** Both sides in one shape. */
function sides(expr: Binary, c: Compiler): [Words, Words] {
  const type = join(expr.left.type, expr.right.type) ?? expr.left.type;
  const left = converted(c.words(expr.left), expr.left.type, type, c.emitter);
  return [left, converted(c.words(expr.right), expr.right.type, type, c.emitter)];
}

function comparison(expr: Binary, c: Compiler): Instruction {
  const [a, b] = sides(expr, c);
  const isBelow = (x: Words, y: Words): Instruction => isLess(x, y, x.shape.type, c.emitter);
  switch (expr.op) {
    case 'lt':
      return isBelow(a, b);
    case 'le':
      return eqz(isBelow(b, a));
    case 'gt':
      return isBelow(b, a);
    default:
      return eqz(isBelow(a, b));
  }
}

function membership(expr: Binary, c: Compiler): Instruction {
  const { type } = expr.right;
  if (type.kind !== 'set') return i32(0);
  const value = c.words(expr.left);
  // An interval needs no set.
  if (expr.right.kind === 'binary' && expr.right.op === 'range' && expr.left.type.kind === 'int') {
    const x = c.emitter.atom(rawOf(value));
    const low = c.emitter.atom(c.number(expr.right.left));
    return and(eqz(ltS(x, low)), leS(x, c.number(expr.right.right)));
  }
  const elements = c.words(expr.right);
  if (type.element.kind === 'never') return i32(0);
  if (type.element.kind === 'int' && expr.left.type.kind === 'int') {
    const rank = c.emitter.atom(sub(rawOf(value), i32(type.element.low)));
    const inside = hasBit(elements, rank, c.emitter);
    // Shifts count modulo 32: a rank outside has no bit.
    return and(inside, eqz(gtU(rank, i32(type.element.high - type.element.low))));
  }
  const common = join(expr.left.type, type.element) ?? type.element;
  const [element, wide] = [
    converted(value, expr.left.type, common, c.emitter),
    { kind: 'set', element: common } as const,
  ];
  return hasBit(converted(elements, type, wide, c.emitter), rankOf(element, common, c.emitter), c.emitter);
}

/** Elements of a set at most whose subsets are compiled: there is a test for each of them. */
const MAX_SUBSETS_OF = 12;

/** All subsets of a set, as a set of sets. */
export function compileSubsets(expr: Extract<Expr, { kind: 'unary' }>, c: Compiler): Words {
  const { type } = expr;
  if (type.kind !== 'set' || type.element.kind !== 'set') throw new Error('subsets of a value that is not a set');
  const of = c.as(expr.operand, type.element);
  const shape = shapeOf(type);
  const elements = wordOf(of);
  if (constantOf(elements) === undefined && of.shape.bits > MAX_SUBSETS_OF)
    throw new CannotCompile(`the subsets of a set of up to ${of.shape.bits} elements are too many to compile`);
  const bits: Instruction[][] = Array.from({ length: shape.words }, () => []);
  valuesOf(type.element).forEach((subset, rank) => {
    const mask = wordOf(constantWords(subset, of.shape));
    const isContained = eq(and(elements, mask), mask);
    bits[rank >> 5]?.push(shl(isContained, i32(rank & 31)));
  });
  return { shape, words: bits.map((some) => c.emitter.atom(anyBit(some))) };
}
