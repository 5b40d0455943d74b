import type { Program } from '../core/program.ts';
import type { Type, Value } from '../core/types.ts';
import type { ModuleNames } from './names.ts';
import { printTla } from './print.ts';
import * as tla from './syntax.ts';
import type { Tla } from './syntax.ts';
import type { Vocabulary } from './vocabulary.ts';

/** A constant of the spec: one of the module as well, which the configuration sets. */
export interface ExportedConstant {
  readonly text: string;
  /** Its name in its own module, by which expressions know it. */
  readonly shortName: string;
  readonly value: Value;
  readonly type: Type;
}

export function exportedConstants(constants: Program['constants'], names: ModuleNames): readonly ExportedConstant[] {
  return constants.map(({ name, value, type }) => ({
    text: names.give(name),
    shortName: name.slice(name.lastIndexOf('.') + 1),
    value,
    type,
  }));
}

/**
 * That constants have the values for which the module was made: a condition of the spec that they decide is decided in
 * it, so that another value would mix two systems.
 */
export function asChosen(constants: readonly ExportedConstant[], vocabulary: Vocabulary): Tla {
  return tla.and(constants.map(({ text, value, type }) => tla.equal(tla.text(text), vocabulary.value(value, type))));
}

/** How a configuration sets a constant: to a value that it can write, or by a definition of the module. */
export function assignment(
  { text, value, type }: ExportedConstant,
  vocabulary: Vocabulary,
  names: ModuleNames,
): { readonly line: string; readonly definition?: { readonly name: string; readonly body: Tla } } {
  const body = vocabulary.value(value, type);
  if (isPlain(body)) return { line: `${text} = ${printTla(body, new Set()).replaceAll(/\s+/g, ' ')}` };
  const name = names.give(`${text}_value`);
  return { line: `${text} <- ${name}`, definition: { name, body } };
}

/** What a configuration of TLC can write. */
function isPlain(value: Tla): boolean {
  if (value.kind === 'set') return value.elements.every(isPlain);
  return value.kind === 'text' && /^(?:\d+|"[^"]*"|TRUE|FALSE)$/.test(value.text);
}
