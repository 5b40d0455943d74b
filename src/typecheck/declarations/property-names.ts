import type { PropertySymbol } from '../../core/program.ts';
import { ALWAYS_CHECKED } from '../../core/run.ts';
import * as clashes from '../../diagnostics/clashes.ts';
import type { Source } from '../../text/source.ts';
import type { Context } from '../names/context.ts';

/** Whether it is one of the properties that every spec has. */
export function isAlwaysChecked(name: string): boolean {
  return ALWAYS_CHECKED.some((one) => one === name);
}

/**
 * Checks, results and `--only` know a property by its name, so no two of a program share one: those of imported
 * modules, named assertions and what every spec has included. The caret is in the text of the spec where it can be.
 * @param entry the text of the spec
 */
export function checkPropertyNames(ctx: Context, properties: readonly PropertySymbol[], entry: Source): void {
  const first = new Map<string, PropertySymbol>();
  for (const property of properties) {
    const { name, at } = property;
    if (isAlwaysChecked(name)) ctx.diagnostics.push(clashes.reservedProperty(at, name));
    const earlier = first.get(name);
    if (earlier) ctx.diagnostics.push(clashes.propertyTwice(at, name, earlier.at, 'property'));
    else first.set(name, property);
  }
  for (const [name, at] of ctx.asserts) {
    if (isAlwaysChecked(name)) {
      ctx.diagnostics.push(clashes.reservedProperty(at, name));
      continue;
    }
    const property = first.get(name)?.at;
    if (!property) continue;
    const [mine, other] = at.source === entry ? [at, property] : [property, at];
    ctx.diagnostics.push(clashes.propertyTwice(mine, name, other, 'assertion'));
  }
}
