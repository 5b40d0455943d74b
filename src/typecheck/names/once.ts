import * as limits from '../../diagnostics/limits.ts';
import { type Context, fail } from './context.ts';
import type { Entity } from './entities.ts';
import { MAX_DEPTH } from './limits.ts';

/** Where something circular is used: the declaration that is being resolved. */
export function userOf(ctx: Context, entity: Entity): Entity {
  return ctx.stack.at(-1) ?? entity;
}

/** The declarations that lead from one back to itself, as a chain of names. */
function circle(ctx: Context, entity: Entity): readonly string[] {
  const from = ctx.stack.indexOf(entity);
  return [...ctx.stack.slice(Math.max(0, from)), entity].map((e) => e.name);
}

/** Resolves an entity once; meeting it again before that is done is a circular definition. */
export function once<E extends Entity>(
  ctx: Context,
  entity: E,
  circular: (names: readonly string[]) => never,
  work: () => void,
): E {
  if (entity.state === 'done') return entity;
  if (entity.state === 'busy') return circular(circle(ctx, entity));
  // Each of them is resolved while the one that needs it is.
  if (ctx.stack.length >= MAX_DEPTH) fail(limits.tooManyNeeded(userOf(ctx, entity).at, entity.name, MAX_DEPTH));
  entity.state = 'busy';
  ctx.stack.push(entity);
  try {
    work();
  } finally {
    ctx.stack.pop();
    entity.state = 'done';
  }
  return entity;
}
