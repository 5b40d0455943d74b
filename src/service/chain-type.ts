import type { Type } from '../core/types.ts';
import type { Module } from '../modules/graph.ts';
import type { Analysis } from './analysis.ts';
import type { ChainPart } from './context.ts';
import type { Declared } from './declared.ts';
import { indexOf } from './file-index.ts';
import { namesOf } from './names.ts';

/** What a chain `old[o].refs` stands for: something with a name, a module, or a value of a type. */
export type ChainMeaning =
  | { readonly kind: 'declared'; readonly declared: Declared }
  | { readonly kind: 'module'; readonly module: Module }
  | { readonly kind: 'value'; readonly type: Type };

/** @param offset where the chain stands: locals are those that can be used there */
export function meaningOf(analysis: Analysis, chain: readonly ChainPart[], offset: number): ChainMeaning | undefined {
  const names = namesOf(analysis.module);
  const [first, ...rest] = chain;
  if (first?.kind !== 'name') return undefined;
  const declared = names.local(first.name, offset) ?? names.find(first.name);
  let meaning = declared && meaningOfDeclared(analysis, declared);
  for (const part of rest) {
    if (meaning === undefined) return undefined;
    meaning = stepInto(analysis, meaning, part);
  }
  return meaning;
}

function meaningOfDeclared(analysis: Analysis, declared: Declared): ChainMeaning {
  if (declared.kind === 'module') {
    const module = namesOf(analysis.module).prefixed(declared);
    if (module) return { kind: 'module', module };
  }
  if (declared.kind === 'local' || declared.kind === 'variable' || declared.kind === 'constant') {
    const type = analysis.tableOf(declared.source)?.types.get(declared.identifier.id);
    if (type) return { kind: 'value', type };
  }
  return { kind: 'declared', declared };
}

function stepInto(analysis: Analysis, meaning: ChainMeaning, part: ChainPart): ChainMeaning | undefined {
  switch (meaning.kind) {
    case 'module': {
      const inner = part.kind === 'name' ? indexOf(meaning.module).names.get(part.name) : undefined;
      return inner && meaningOfDeclared(analysis, inner);
    }
    case 'declared': {
      const { declared } = meaning;
      // `getter[g]` is still the process.
      if (part.kind === 'index') return declared.kind === 'process' ? meaning : undefined;
      if (part.kind === 'name') {
        const module = analysis.modules.modules.find((m) => m.source === declared.source);
        const local =
          module &&
          indexOf(module)
            .partsOf(declared, 'local')
            .find((d) => d.name === part.name);
        return local && meaningOfDeclared(analysis, local);
      }
      const { node } = declared;
      const result = node.kind === 'fun' || node.kind === 'proc' ? node.result : undefined;
      const type = result && analysis.tableOf(declared.source)?.types.get(result.id);
      return type && { kind: 'value', type };
    }
    case 'value': {
      const type = partOf(meaning.type, part);
      return type && { kind: 'value', type };
    }
  }
}

function partOf(type: Type, part: ChainPart): Type | undefined {
  if (part.kind === 'index') return type.kind === 'map' ? type.value : type.kind === 'seq' ? type.element : undefined;
  if (part.kind !== 'name') return undefined;
  if (type.kind === 'struct') return type.fields.find((f) => f.name === part.name)?.type;
  if (type.kind === 'tuple') return type.elements[Number(part.name)];
  return undefined;
}

/** The members of an enum or union that values of a type are made of: its elements, keys aside. */
export function membersOf(type: Type): readonly string[] | undefined {
  switch (type.kind) {
    case 'enum':
      return type.members;
    case 'union':
      return type.variants.map((v) => v.name);
    case 'set':
    case 'option':
    case 'seq':
      return membersOf(type.element);
    case 'map':
      return membersOf(type.value);
    default:
      return undefined;
  }
}

/** The name of that enum or union. */
export function nameOf(type: Type | undefined): string | undefined {
  switch (type?.kind) {
    case 'enum':
    case 'union':
      return type.name;
    case 'set':
    case 'option':
    case 'seq':
      return nameOf(type.element);
    case 'map':
      return nameOf(type.value);
    default:
      return undefined;
  }
}
