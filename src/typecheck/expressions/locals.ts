import type { LocalSymbol } from '../../core/expression.ts';
import type { Type } from '../../core/types.ts';
import * as clashes from '../../diagnostics/clashes.ts';
import type { Identifier } from '../../syntax/tree.ts';
import { type Env, fail, locate, noteSymbol, noteType } from '../names/context.ts';
import { PROCESS } from '../names/lookup.ts';
import { Scope } from '../names/scope.ts';

export function inner<E extends Env>(env: E): E {
  return { ...env, scope: new Scope(env.scope) };
}

/** A local symbol for a name, which is not in scope yet. */
export function makeLocal(
  env: Env,
  name: Identifier,
  type: Type,
  role: LocalSymbol['role'],
  { ghost = false }: { readonly ghost?: boolean } = {},
): LocalSymbol {
  const at = locate(env, name);
  const symbol: LocalSymbol = {
    kind: 'local',
    id: env.ctx.nextLocal++,
    name: name.name,
    type,
    role,
    ghost,
    at,
  };
  noteSymbol(env, name, { kind: 'local', name: name.name, definition: at, type });
  noteType(env, name, type);
  return symbol;
}

/** Brings a local into a scope. Nothing is shadowed. */
export function bind(env: Env, symbol: LocalSymbol, scope: Scope = env.scope): void {
  if (symbol.name === '_') return;
  const earlier = scope.find(symbol.name);
  if (earlier) fail(clashes.shadows(symbol.at, symbol.name, earlier.at));
  if (symbol.name === PROCESS) fail(clashes.reservedType(symbol.at, symbol.name));
  const declared = env.instance.names.get(symbol.name);
  if (declared) fail(clashes.shadows(symbol.at, symbol.name, declared.at));
  scope.add(symbol);
  if (env.body && symbol.role !== 'bound' && symbol.role !== 'result') {
    const { locals } = env.body.entity;
    const others = locals.get(symbol.name);
    if (others) others.push(symbol);
    else locals.set(symbol.name, [symbol]);
  }
}

/** Makes a local and brings it into scope. */
export function declareLocal(
  env: Env,
  name: Identifier,
  type: Type,
  role: LocalSymbol['role'],
  options: { readonly scope?: Scope; readonly ghost?: boolean } = {},
): LocalSymbol {
  const symbol = makeLocal(env, name, type, role, options);
  bind(env, symbol, options.scope ?? env.scope);
  return symbol;
}
