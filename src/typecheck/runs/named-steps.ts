import type { Value } from '../../core/types.ts';
import type { NamedSteps } from '../../core/run.ts';
import * as kinds from '../../diagnostics/kinds.ts';
import type { StepName } from '../../syntax/tree.ts';
import { spanText } from '../../text/source.ts';
import { stepSets } from '../declarations/properties.ts';
import { familyIndices } from '../expressions/points.ts';
import { type Env, fail, locate } from '../names/context.ts';
import { describe, findPath } from '../names/lookup.ts';
import { evaluate } from '../types/assign.ts';

/** `cpu.load`, `cpu[0].load`, `tick`: what `passing` and the steps of a scenario name. */
export function namedSteps(env: Env, node: StepName): NamedSteps {
  const at = locate(env, node);
  const parts = [...node.actor.parts, ...(node.label?.parts ?? [])];
  const instance = node.indices.length === 0 ? {} : { instance: instanceNamed(env, node) };
  return { text: spanText(at).replace(/\s+/g, ''), steps: stepSets(env, { ...node, parts }), ...instance, at };
}

/** The instance of a process that the indices name, as a value of the type `Process`. */
function instanceNamed(env: Env, { actor, indices }: StepName): number {
  const at = locate(env, actor);
  const entity = findPath(env, actor);
  const name = spanText(at);
  if (!entity) return fail(kinds.indexOfSteps(at, name));
  if (entity.kind === 'prefix') return fail(kinds.prefixAlone(at));
  if (entity.kind !== 'process') return fail(kinds.wrongKind(at, name, describe(entity), 'a process', entity.at));
  if (!entity.symbol) return fail();
  const type = env.ctx.processType;
  const given = familyIndices(env, entity, indices, at);
  const value: Value = evaluate(env.ctx, { kind: 'instance', family: entity.symbol, indices: given, type, at });
  return typeof value === 'number' ? value : fail();
}
