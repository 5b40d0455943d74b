import { FENCES, type Fence, ORDERINGS, type Ordering } from '../../core/memory.ts';
import * as promises from '../../diagnostics/promises.ts';
import type { Identifier } from '../../syntax/tree.ts';
import { type Env, fail, locate } from '../names/context.ts';

/** The words of code about memory: what follows `fence`, and what may follow `atomic`. */

export function fenceNamed(env: Env, node: Identifier): Fence {
  const found = FENCES.find((one) => one === node.name);
  return found ?? fail(promises.unknownWordOfMemory(locate(env, node), 'fence', node.name, FENCES));
}

export function orderingNamed(env: Env, node: Identifier): Ordering {
  const found = ORDERINGS.find((one) => one === node.name);
  return found ?? fail(promises.unknownWordOfMemory(locate(env, node), 'ordering', node.name, ORDERINGS));
}
