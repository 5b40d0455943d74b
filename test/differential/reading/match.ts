import type { Pattern } from '../../../src/syntax/tree.ts';
import type { Program } from './program.ts';
import { NotCovered, type Value } from './value.ts';

type Bound = readonly (readonly [string, Value])[];

/** The names that a pattern binds in a value; undefined where it does not match. */
export function matched(pattern: Pattern, value: Value, program: Program): Bound | undefined {
  switch (pattern.kind) {
    case 'wildcard':
      return [];
    case 'integerPattern':
      return value === Number(pattern.value) ? [] : undefined;
    case 'booleanPattern':
      return value === pattern.value ? [] : undefined;
    case 'nonePattern':
      return typeof value === 'object' && value.kind === 'none' ? [] : undefined;
    case 'somePattern':
      return typeof value === 'object' && value.kind === 'some'
        ? matched(pattern.argument, value.value, program)
        : undefined;
    case 'tuplePattern':
      if (typeof value !== 'object' || value.kind !== 'tuple') throw new NotCovered('a pattern of another type');
      return all(pattern.elements, value.parts, program);
    case 'namePattern': {
      const { name } = pattern.name;
      if (name === '_') return [];
      const type = typeof value === 'object' && 'type' in value ? value.type : undefined;
      const member = program.members.get(name)?.find((one) => one.type === type);
      if (!member) return [[name, value]];
      return typeof value === 'object' && 'name' in value && value.name === name ? [] : undefined;
    }
    case 'variantPattern': {
      const name = pattern.path.parts.at(-1)!.name;
      if (typeof value !== 'object' || !('name' in value) || !('type' in value))
        throw new NotCovered('a pattern of another type');
      if (value.name !== name) return undefined;
      return all(pattern.arguments, value.kind === 'variant' ? value.payload : [], program);
    }
    case 'missingPattern':
      throw new NotCovered('a syntax error');
  }
}

function all(patterns: readonly Pattern[], values: readonly Value[], program: Program): Bound | undefined {
  const bound: (readonly [string, Value])[] = [];
  for (const [i, pattern] of patterns.entries()) {
    const inner = matched(pattern, values[i]!, program);
    if (!inner) return undefined;
    bound.push(...inner);
  }
  return bound;
}
