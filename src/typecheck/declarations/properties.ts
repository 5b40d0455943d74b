import { formatType } from '../../core/format.ts';
import type { PropertySymbol, StepSet } from '../../core/program.ts';
import * as names from '../../diagnostics/names.ts';
import * as kinds from '../../diagnostics/kinds.ts';
import * as promises from '../../diagnostics/promises.ts';
import * as problems from '../../diagnostics/types.ts';
import type { Path } from '../../syntax/tree.ts';
import { condition, evaluate } from '../types/assign.ts';
import { attempt, type Context, type Env, fail, locate, rootEnv, withoutCalls } from '../names/context.ts';
import { errorExpr, type PropertyEntity } from '../names/entities.ts';
import { describe, failUnknownIn, reachPath } from '../names/lookup.ts';
import { callsOf, noteLabel, pointIn } from '../expressions/points.ts';
import { Scope } from '../names/scope.ts';
import { BOOL } from '../types/types.ts';

export function checkProperty(ctx: Context, entity: PropertyEntity): PropertySymbol {
  const { declaration: node, instance, home } = entity;
  const root = rootEnv(ctx, instance, new Scope(), node.property);
  const { source, table } = home ?? root;
  const env: Env = { ...root, source, table, unit: { failed: false, at: { source, span: node.span } } };
  let exists = true;
  let during: readonly StepSet[] = [];
  let except: readonly StepSet[] = [];
  let body = errorExpr(entity.at);
  attempt(
    env,
    () => {
      if (node.existsIf)
        exists =
          evaluate(ctx, condition({ ...withoutCalls(env, 'in `if`'), surrounding: 'constant' }, node.existsIf)) !== 0;
      during = node.during.flatMap((path) => stepSets(env, path));
      except = node.except.flatMap((path) => stepSets(env, path));
      const inside = { ...env, dead: !exists };
      const expr = ctx.rules.infer(inside, node.body, BOOL);
      const { kind } = expr.type;
      if (kind !== 'bool' && kind !== 'never' && !(kind === 'formula' && node.property === 'temporal'))
        fail(problems.notACondition(expr.at, formatType(expr.type)));
      if (ctx.keepsBodies) body = expr;
    },
    () => undefined,
  );
  return {
    kind: 'property',
    property: node.property,
    name: instance.prefix + entity.name,
    exists,
    during,
    except,
    body,
    at: entity.at,
    ...(node.doc === undefined ? {} : { doc: node.doc }),
  };
}

/** `during a, p, p.label, q`, and what a check expects to be passed: the steps that a path names. A procedure stands for its calls in all processes. */
export function stepSets(env: Env, path: Pick<Path, 'parts' | 'span'>): readonly StepSet[] {
  const reached = reachPath(env, path.parts);
  if (!reached) return fail();
  const { part, entity, visible, rest } = reached;
  if (!entity) {
    const steps = [...visible.values()].filter((e) => e.kind === 'process' || e.kind === 'action').map((e) => e.name);
    return failUnknownIn(env, part, '', steps);
  }
  switch (entity.kind) {
    case 'prefix':
      return fail(kinds.prefixAlone(locate(env, path)));
    case 'action':
      if (rest[0])
        return fail(promises.actionIsOneStep(locate(env, rest[0]), entity.name, locate(env, part), locate(env, path)));
      return entity.symbol ? [{ kind: 'action', action: entity.symbol }] : fail();
    case 'process': {
      if (!entity.symbol) return fail();
      if (rest.length === 0) return [{ kind: 'process', family: entity.symbol }];
      return [{ ...pointIn(env, entity, rest), family: entity.symbol }];
    }
    case 'procedure': {
      const [label] = rest;
      const procedure = entity.symbol;
      if (!procedure) return fail();
      const symbol = label && entity.labels.get(label.name);
      if (label && !symbol)
        return fail(
          names.unknownLabel(locate(env, label), label.name, entity.name, entity.at, [...entity.labels.values()]),
        );
      if (label && symbol) noteLabel(env, label, symbol);
      return env.ctx.processes.flatMap((p): StepSet[] => {
        if (!p.symbol || !callsOf(p).has(entity)) return [];
        return [
          symbol
            ? { kind: 'label', family: p.symbol, label: symbol, procedure }
            : { kind: 'procedure', family: p.symbol, procedure },
        ];
      });
    }
    case 'const':
    case 'type':
    case 'variable':
    case 'function':
      return fail(
        kinds.wrongKind(locate(env, part), part.name, describe(entity), 'a process, an action or a label', entity.at),
      );
  }
}
