import type { ShownExpression } from '../../core/program.ts';
import { attempt, type Context, rootEnv } from '../names/context.ts';
import { errorExpr, type ExpressionHome, type Instance } from '../names/entities.ts';
import { Scope } from '../names/scope.ts';
import { makeTable } from '../names/tables.ts';
import type { Asked } from '../modules/requests.ts';

/** Adds the properties of the command line to those that the file declares. */
export function declareAsked(entry: Instance, asked: readonly Asked[]): void {
  for (const one of asked) {
    if (one.kind === 'shown') continue;
    const { name, declaration, source } = one;
    const at = { source, span: declaration.body.span };
    entry.properties.set(name, {
      kind: 'property',
      name,
      at,
      instance: entry,
      declaration,
      home: homeOf(entry, one),
    });
  }
}

/** The expressions that the command line wants to see along traces, of whatever type they are. */
export function checkShown(ctx: Context, entry: Instance, asked: readonly Asked[]): readonly ShownExpression[] {
  return asked.flatMap((one) => {
    if (one.kind !== 'shown') return [];
    const { declaration, name } = one;
    const { source, table } = homeOf(entry, one);
    const at = { source, span: declaration.body.span };
    const env = {
      ...rootEnv(ctx, entry, new Scope(), 'invariant'),
      source,
      table,
      unit: { failed: false, at },
    };
    const expr = attempt(
      env,
      () => ctx.rules.infer(env, declaration.body),
      () => errorExpr(at),
    );
    return [{ text: name, expr }];
  });
}

/** The scope of the file, with a text of its own. */
function homeOf(entry: Instance, { source }: Asked): ExpressionHome {
  return { instance: entry, source, table: makeTable(entry.module) };
}
