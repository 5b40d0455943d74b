import type { Expr } from '../../../core/expression.ts';
import {
  assembled,
  copyOf,
  elementOf,
  packedScalar,
  partOf,
  withElement,
  withPart,
  wordOf,
  writeElement,
} from '../emit/access.ts';
import { add, eqz, geU, sub } from '../emit/arithmetic.ts';
import { type Words, zeroWords } from '../emit/emitter.ts';
import { get, i32, type Instruction } from '../encoding/instructions.ts';
import type { Compiler } from '../emit/compiler.ts';
import { counted } from '../emit/loops.ts';
import { sizeOf } from './sets.ts';
import { type FormOf, shapeOf } from '../layout/shape.ts';

/** Sequences, and the predeclared functions. */

function formOf(value: Words): FormOf<'seq'> {
  if (value.shape.form.kind !== 'seq') throw new Error('a sequence of another type');
  return value.shape.form;
}

function lengthOf(value: Words, c: Compiler): Instruction {
  return wordOf(partOf(value, formOf(value).length, c.emitter));
}

function withLength(value: Words, length: Instruction, c: Compiler): Words {
  const part = formOf(value).length;
  return withPart(value, part, { shape: part.shape, words: [c.emitter.atom(length)] }, c.emitter);
}

export function compileSequence(expr: Extract<Expr, { kind: 'sequence' }>, c: Compiler): Words {
  const { type } = expr;
  if (type.kind !== 'seq') throw new Error('a sequence of another type');
  const empty = zeroWords(shapeOf(type));
  const form = formOf(empty);
  let elements = zeroWords(form.elements.shape);
  expr.elements.forEach((e, i) => {
    elements = withElement(elements, i32(i), c.as(e, type.element), c.emitter);
  });
  const length = { shape: form.length.shape, words: [i32(expr.elements.length)] };
  return assembled(
    empty.shape,
    [
      { part: form.length, value: length },
      { part: form.elements, value: elements },
    ],
    c.emitter,
  );
}

export function compileBuiltin(expr: Extract<Expr, { kind: 'builtin' }>, c: Compiler): Words {
  const [first, second] = expr.arguments;
  if (!first) throw new Error('a function without arguments');
  const scalar = (i: Instruction): Words => c.scalar(expr.type, packedScalar(i, shapeOf(expr.type)));
  switch (expr.builtin) {
    case 'int':
      return scalar(c.condition(first));
    case 'size': {
      const value = c.words(first);
      if (first.type.kind === 'set') return scalar(sizeOf(value));
      return scalar(first.type.kind === 'seq' ? lengthOf(value, c) : i32(0));
    }
    case 'head':
    case 'last': {
      const value = c.words(first);
      const length = lengthOf(value, c);
      c.emitter.failIf(eqz(length));
      const elements = partOf(value, formOf(value).elements, c.emitter);
      const index = expr.builtin === 'head' ? i32(0) : c.emitter.atom(sub(length, i32(1)));
      const element = elementOf(elements, index, c.emitter);
      return c.retyped(element, element.shape.type, expr.type);
    }
    case 'tail': {
      const value = c.words(first);
      const length = lengthOf(value, c);
      c.emitter.failIf(eqz(length));
      const { elements } = formOf(value);
      const old = partOf(value, elements, c.emitter);
      const moved = copyOf(zeroWords(elements.shape), c.emitter);
      const spot = { container: { locals: moved }, word: 0, shift: 0, shape: elements.shape };
      const { capacity } = formOf(value);
      if (capacity > 1)
        counted(capacity - 1, c.emitter, (i) => {
          writeElement(spot, i, elementOf(old, add(i, i32(1)), c.emitter), c.emitter);
        });
      const all = { shape: elements.shape, words: moved.map(get) };
      const shorter = withLength(withPart(value, elements, all, c.emitter), sub(length, i32(1)), c);
      return c.retyped(shorter, first.type, expr.type);
    }
    case 'push': {
      const value = c.as(first, expr.type);
      const { type } = expr;
      if (!second || type.kind !== 'seq') throw new Error('push without an element');
      const element = c.as(second, type.element);
      const length = lengthOf(value, c);
      const form = formOf(value);
      c.emitter.failIf(geU(length, i32(form.capacity)));
      const elements = withElement(partOf(value, form.elements, c.emitter), length, element, c.emitter);
      return withLength(withPart(value, form.elements, elements, c.emitter), add(length, i32(1)), c);
    }
  }
}
