import type { Type } from '../../core/types.ts';
import * as imports from '../../diagnostics/modules.ts';
import type { Module } from '../../modules/graph.ts';
import type { Identifier, ImportDeclaration, TypeDeclaration } from '../../syntax/tree.ts';
import type { Location } from '../../text/source.ts';
import { type Env, fail, locate } from '../names/context.ts';
import type { Given } from '../names/entities.ts';

/** What an importer gives to a module. */
export interface Bindings {
  readonly constants: ReadonlyMap<string, Given>;
  readonly types: ReadonlyMap<string, Type>;
}

export const NOTHING: Bindings = { constants: new Map(), types: new Map() };

/** What an import says after `with`. @param env of the importer */
export function readBindings(env: Env, module: Module, node: ImportDeclaration): Bindings {
  const constants = new Map<string, Given>();
  const types = new Map<string, Type>();
  const first = new Map<string, Identifier>();
  for (const binding of node.bindings) {
    const { name } = binding;
    const earlier = first.get(name.name);
    if (earlier) fail(imports.boundTwice(locate(env, name), name.name, locate(env, earlier)));
    first.set(name.name, name);
    if (binding.kind === 'constBinding') {
      requireDeclared(env, name, module, 'constant');
      const { instance, source, table } = env;
      constants.set(name.name, { kind: 'expression', node: binding.value, from: { instance, source, table } });
    } else {
      requireDeclared(env, name, module, 'type');
      types.set(name.name, env.ctx.rules.resolveType(env, binding.type));
    }
  }
  if (!env.instance.alone) requireTypes(env, module, node, types);
  return { constants, types };
}

function requireDeclared(env: Env, named: Identifier, module: Module, kind: 'constant' | 'type'): void {
  const declared =
    kind === 'type'
      ? typesToGive(module).map((d) => d.name.name)
      : module.tree.declarations.filter((d) => d.kind === 'const').map((d) => d.name.name);
  if (!declared.includes(named.name))
    fail(imports.unknownImportBinding(locate(env, named), kind, named.name, module.name, declared));
}

/** Every type that a module leaves open has to be given. */
function requireTypes(env: Env, module: Module, node: ImportDeclaration, given: ReadonlyMap<string, Type>): void {
  const missing = typesToGive(module).find(({ name }) => !given.has(name.name));
  if (!missing) return;
  const at = importedAt(env, node);
  fail(imports.unboundType(at, module.name, missing.name.name, { source: module.source, span: missing.name.span }));
}

function typesToGive(module: Module): readonly TypeDeclaration[] {
  return module.tree.declarations.filter((d) => d.kind === 'type').filter((d) => !d.type);
}

/** What an import names: the path of a library, or a file. */
export function importedAt(env: Env, node: ImportDeclaration): Location {
  return locate(env, node.module.kind === 'library' ? node.module.path : node.module);
}
