import type { Scenario } from '../../core/run.ts';
import * as clashes from '../../diagnostics/clashes.ts';
import * as limits from '../../diagnostics/limits.ts';
import * as promises from '../../diagnostics/promises.ts';
import type { CheckDeclaration } from '../../syntax/tree.ts';
import { isAlwaysChecked } from '../declarations/property-names.ts';
import { type Env, fail, locate } from '../names/context.ts';
import { namedSteps } from './named-steps.ts';

/** Steps of a scenario at most: each is part of the state of its run. */
export const MAX_STEPS = 100;

/**
 * The order that a scenario is about; undefined for a check. Its property is called as the scenario is, so no property
 * may have that name.
 */
export function scenarioOf(
  env: Env,
  { name, scenario, order }: CheckDeclaration,
  properties: ReadonlyMap<string, unknown>,
): Scenario | undefined {
  if (scenario === undefined) return undefined;
  const at = locate(env, name);
  const isTaken = isAlwaysChecked(name.name) || properties.has(name.name) || env.ctx.asserts.has(name.name);
  if (isTaken) fail(clashes.scenarioAsProperty(at, name.name));
  const tooMany = order[MAX_STEPS];
  if (tooMany) fail(limits.tooManyScenarioSteps(locate(env, tooMany), MAX_STEPS));
  if (order.length === 0) fail(promises.emptyScenario(at, name.name));
  return {
    outcome: scenario,
    order: order.map(({ step, isNext, before }) => ({
      step: namedSteps(env, step),
      isNext,
      before: before.map((one) => namedSteps(env, one)),
    })),
  };
}
