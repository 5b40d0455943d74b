import type { MatchPattern } from '../../../core/expression.ts';
import { itemAt, zip } from '../../../core/lists.ts';
import { boundBy } from '../../../core/traverse.ts';
import type { Type } from '../../../core/types.ts';
import { partOf, wordOf, writeSpot } from '../emit/access.ts';
import { and, constantOf, eq } from '../emit/arithmetic.ts';
import { converted } from '../emit/convert.ts';
import { constantWords, type Words, zeroWords } from '../emit/emitter.ts';
import { get, i32, type Instruction, set } from '../encoding/instructions.ts';
import type { Compiler } from '../emit/compiler.ts';
import { sameWords } from '../emit/rank.ts';
import { type Part, shapeOf } from '../layout/shape.ts';

/** Tests a pattern and binds its names; what they are bound to has a meaning only where the test is true. */
export function compilePattern(pattern: MatchPattern, value: Words, type: Type, c: Compiler): Instruction {
  const { emitter } = c;
  if (type.kind === 'never') return matchNothing(pattern, c);
  switch (pattern.kind) {
    case 'any':
      return i32(1);
    case 'bind':
      c.bind(pattern.symbol, value);
      return i32(1);
    case 'bindSlot': {
      const spot = c.state.slot(pattern.slot);
      writeSpot(spot, converted(value, type, spot.shape.type, emitter), emitter);
      return i32(1);
    }
    case 'value':
      return sameWords(value, constantWords(pattern.value, value.shape));
    case 'variant': {
      const { form } = value.shape;
      if (form.kind !== 'tagged') throw new Error('a variant pattern for something else');
      const tag = eq(wordOf(partOf(value, form.tag, emitter)), i32(pattern.tag));
      return compileParts(tag, pattern.payload, value, itemAt(form.variants, pattern.tag), c);
    }
    case 'tuple': {
      const { form } = value.shape;
      if (form.kind !== 'product') throw new Error('a tuple pattern for something else');
      return compileParts(i32(1), pattern.elements, value, form.parts, c);
    }
  }
}

/** There is no such value: the code is never reached, but its names have to be bound. */
function matchNothing(pattern: MatchPattern, c: Compiler): Instruction {
  for (const symbol of boundBy(pattern)) c.bind(symbol, zeroWords(shapeOf(symbol.type)));
  return i32(1);
}

/** What is inside is looked at only where what is around it matches. */
function compileParts(
  first: Instruction,
  patterns: readonly MatchPattern[],
  whole: Words,
  parts: readonly Part[],
  c: Compiler,
): Instruction {
  const { emitter } = c;
  let result = first;
  for (const [pattern, place] of zip(patterns, parts)) {
    if (pattern.kind === 'any') continue;
    const part = partOf(whole, place, emitter);
    if (pattern.kind === 'bind' || pattern.kind === 'value') {
      result = and(result, compilePattern(pattern, part, part.shape.type, c));
      continue;
    }
    const decided = constantOf(result);
    if (decided !== undefined && decided !== 0) {
      result = compilePattern(pattern, part, part.shape.type, c);
      continue;
    }
    const local = emitter.fresh('m');
    emitter.emit(set(local, result));
    emitter.guarded(get(local), () => {
      emitter.emit(set(local, compilePattern(pattern, part, part.shape.type, c)));
    });
    result = get(local);
  }
  return result;
}
