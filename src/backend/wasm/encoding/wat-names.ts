import { type Instruction, partsOf } from './instructions.ts';
import type { WasmFunction } from './module.ts';

/** Identifiers of the text form (WebAssembly Core Specification 2.0, section 6.3.5). */

/** `getter[0]` becomes `$getter.0`: brackets, quotes and spaces may not stand in identifiers. */
export function identifier(name: string): string {
  const text = name
    .replace(/\[/g, '.')
    .replace(/\]/g, '')
    .replace(/[^!#$%&'*+\-./0-9:<=>?@A-Z\\^_`a-z|~]+/g, '_');
  return `$${text === '' ? '_' : text}`;
}

/** Names of one space, each given out once. */
export class Names {
  readonly #taken = new Set<string>();

  unique(name: string): string {
    const wanted = identifier(name);
    let found = wanted;
    for (let n = 2; this.#taken.has(found); n++) found = `${wanted}#${n}`;
    this.#taken.add(found);
    return found;
  }
}

/** Names of the parameters that the code of a function uses: only there are they known. */
export function parameterNames({ reference, body }: WasmFunction): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  const visit = (i: Instruction): void => {
    if (i.kind === 'get' || i.kind === 'set' || i.kind === 'tee') {
      const { index, name } = i.local;
      if (index < reference.parameters.length && !names.has(index)) names.set(index, name);
    }
    for (const inner of partsOf(i)) visit(inner);
  };
  for (const i of body) visit(i);
  return names;
}
