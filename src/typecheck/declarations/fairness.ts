import type { GroupFairness } from '../../core/program.ts';
import { spanText } from '../../text/source.ts';
import { attempt, type Context, locate, rootEnv } from '../names/context.ts';
import type { Instance } from '../names/entities.ts';
import { Scope } from '../names/scope.ts';
import { stepSets } from './properties.ts';

/** The groups of a module whose steps are fair together: `fair { a, p.l };`, `fair system;`. */
export function checkGroups(ctx: Context, instance: Instance): readonly GroupFairness[] {
  return instance.module.tree.declarations.flatMap((node): readonly GroupFairness[] => {
    if (node.kind !== 'fairness') return [];
    const env = rootEnv(ctx, instance, new Scope(), 'constant');
    return attempt<readonly GroupFairness[]>(
      env,
      () => {
        const at = locate(env, node);
        const members = node.members?.flatMap((path) => stepSets(env, path));
        const text = spanText(at).replace(/\s+/g, ' ').replace(/ ?;$/, '');
        return [{ strength: node.strong ? 'strong' : 'weak', ...(members ? { members } : {}), text, at }];
      },
      () => [],
    );
  });
}
