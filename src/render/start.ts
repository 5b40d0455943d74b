import type { TraceData } from '../result/trace.ts';
import { partsOf, valueText, type ValueData } from '../result/values.ts';
import { printable } from '../text/display.ts';

/** Values that a diagram begins with, at most: it is about what happens to them. */
const MOST = 12;
/** A longer value says less than it takes away. */
const LONGEST = 48;

/**
 * `refs[0] = 1`: what shared places held at the beginning that a run reads or writes, in the order in which it comes to
 * them. Of a place and a part of it, the one that it comes to first.
 * @param actors those whose steps are shown
 */
export function startOf({ initial, steps }: TraceData, isShown: (actor: string) => boolean): readonly string[] {
  const paths = new Set<string>();
  for (const { actor, statements } of steps) {
    if (!isShown(actor)) continue;
    for (const { role, reads, writes } of statements) {
      if (role === 'ghost') continue;
      for (const { path, scope } of [...reads, ...writes])
        if (scope === 'shared' && ![...paths].some((one) => isPart(path, one) || isPart(one, path))) paths.add(path);
    }
  }
  const values = new Map(initial.variables.map(({ name, value }) => [name, value]));
  const texts = [...paths].flatMap((path) => {
    const value = valueIn(values, path);
    const text = value === undefined ? '' : printable(`${path} = ${valueText(value)}`);
    return text === '' || text.length > LONGEST ? [] : [text];
  });
  return texts.length > MOST ? [...texts.slice(0, MOST), '…'] : texts;
}

/** `a[1].b` is a part of `a[1]`, and of itself. */
function isPart(path: string, whole: string): boolean {
  return path === whole || path.startsWith(`${whole}.`) || path.startsWith(`${whole}[`);
}

/** What a state holds at a path: `pages[2].refcount`, `pair.0`, `seq[1]`. */
function valueIn(variables: ReadonlyMap<string, ValueData>, path: string): ValueData | undefined {
  // A variable of an imported module has its dots in its name.
  const root = [...variables.keys()].filter((name) => isPart(path, name)).sort((a, b) => b.length - a.length)[0];
  if (root === undefined) return undefined;
  let value = variables.get(root);
  let rest = path.slice(root.length);
  while (rest !== '' && value !== undefined) {
    const found = step(value, rest);
    value = found?.value;
    rest = found?.rest ?? '';
  }
  return value;
}

/** The part of a value that a path begins with, and the rest of the path. */
function step(value: ValueData, path: string): { readonly value: ValueData; readonly rest: string } | undefined {
  const parts = partsOf(value);
  const named = (name: string, of: ValueData): { value: ValueData; rest: string } | undefined =>
    isPart(path, name) ? { value: of, rest: path.slice(name.length) } : undefined;
  switch (parts.kind) {
    case 'struct':
      return firstOf(parts.fields.map(([name, of]) => named(`.${name}`, of)));
    case 'tuple':
      return firstOf(parts.elements.map((of, i) => named(`.${i}`, of)));
    case 'map':
      return firstOf(parts.entries.map(([key, of]) => named(`[${valueText(key)}]`, of)));
    case 'seq':
      return firstOf(parts.elements.map((of, i) => named(`[${i}]`, of)));
    case 'none':
    case 'bool':
    case 'int':
    case 'name':
    case 'some':
    case 'variant':
    case 'set':
      return undefined;
  }
}

function firstOf<T>(found: readonly (T | undefined)[]): T | undefined {
  return found.find((one) => one !== undefined);
}
