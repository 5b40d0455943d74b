import type { MatchPattern } from '../../../core/expression.ts';
import { boundBy } from '../../../core/traverse.ts';
import type { Type } from '../../../core/types.ts';
import { partOf, writeSpot } from '../emit/access.ts';
import { and, constantOf, eq } from '../emit/arithmetic.ts';
import { converted } from '../emit/convert.ts';
import { constantWords, type Words, zeroWords } from '../emit/emitter.ts';
import { get, i32, type Instruction, set } from '../encoding/instructions.ts';
import type { Compiler } from '../emit/compiler.ts';
import { sameWords } from '../emit/rank.ts';
import { shapeOf } from '../layout/shape.ts';

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
      const tag = eq(partOf(value, form.tag, emitter).words[0]!, i32(pattern.tag));
      const parts = form.variants[pattern.tag]!.map((part) => () => partOf(value, part, emitter));
      return all(tag, pattern.payload, parts, c);
    }
    case 'tuple': {
      const { form } = value.shape;
      if (form.kind !== 'product') throw new Error('a tuple pattern for something else');
      const parts = form.parts.map((part) => () => partOf(value, part, emitter));
      return all(i32(1), pattern.elements, parts, c);
    }
  }
}

/** A value that there is none of: code that is never come to, in which all names are known. */
function matchNothing(pattern: MatchPattern, c: Compiler): Instruction {
  for (const symbol of boundBy(pattern)) c.bind(symbol, zeroWords(shapeOf(symbol.type)));
  return i32(1);
}

/** What is inside is looked at only where what is around it matches. */
function all(
  first: Instruction,
  patterns: readonly MatchPattern[],
  parts: readonly (() => Words)[],
  c: Compiler,
): Instruction {
  const { emitter } = c;
  let result = first;
  patterns.forEach((pattern, i) => {
    if (pattern.kind === 'any') return;
    const part = parts[i]!();
    if (pattern.kind === 'bind' || pattern.kind === 'value') {
      result = and(result, compilePattern(pattern, part, part.shape.type, c));
      return;
    }
    const known = constantOf(result);
    if (known !== undefined && known !== 0) {
      result = compilePattern(pattern, part, part.shape.type, c);
      return;
    }
    const local = emitter.fresh('m');
    emitter.emit(set(local, result));
    emitter.guarded(get(local), () => {
      emitter.emit(set(local, compilePattern(pattern, part, part.shape.type, c)));
    });
    result = get(local);
  });
  return result;
}
