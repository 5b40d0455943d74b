import * as names from '../../diagnostics/names.ts';
import * as clashes from '../../diagnostics/clashes.ts';
import * as rules from '../../diagnostics/bodies.ts';
import type { Block, IfStatement, Statement } from '../../syntax/tree.ts';
import type { LabelSymbol, Statement as CoreStatement } from '../../core/expression.ts';
import { attempt, type BodyEnv, type Env, fail, type LabelScope, locate, noteSymbol } from '../names/context.ts';
import type { BodyEntity } from '../names/entities.ts';
import { partsOf } from './statement-parts.ts';
import { isPointOfAll } from '../names/lookup.ts';

type NodeOf<K extends Statement['kind']> = Extract<Statement, { kind: K }>;

/** Makes symbols of all labels of a body. */
export function collectLabels(env: Env, body: Block, entity: BodyEntity): void {
  const open: (Statement | IfStatement)[] = [body];
  for (let next = open.shift(); next; next = open.shift()) {
    if (next.kind === 'label') addLabel(env, next, entity);
    open.unshift(...partsOf(next));
  }
}

function addLabel(env: Env, node: NodeOf<'label'>, entity: BodyEntity): void {
  const { name } = node;
  const at = locate(env, name);
  attempt(
    env,
    () => {
      const earlier = entity.labels.get(name.name);
      if (earlier) fail(clashes.twice(at, `the label '${name.name}'`, earlier.at));
      if (isPointOfAll(name.name)) fail(clashes.reservedLabel(at, name.name));
    },
    () => undefined,
  );
  if (entity.labels.has(name.name)) return;
  const symbol: LabelSymbol = {
    kind: 'label',
    id: env.ctx.nextLabel++,
    name: name.name,
    at,
    ...(node.doc === undefined ? {} : { doc: node.doc }),
  };
  entity.labels.set(name.name, symbol);
  noteSymbol(env, name, {
    kind: 'label',
    name: name.name,
    definition: at,
    ...(node.doc === undefined ? {} : { doc: node.doc }),
  });
}

/** The labels of a block by their positions in it. */
export function labelScope(env: BodyEnv, block: Block): Omit<LabelScope, 'current'> {
  const positions = new Map<string, number>();
  const declarations: { position: number; at: LabelSymbol['at'] }[] = [];
  for (const [i, statement] of block.statements.entries()) {
    let inside: Statement | undefined = statement;
    while (inside?.kind === 'label') {
      positions.set(inside.name.name, i);
      inside = inside.body;
    }
    while (inside?.kind === 'label' || inside?.kind === 'atomic') inside = inside.body;
    if (inside && (inside.kind === 'let' || inside.kind === 'varLocal' || inside.kind === 'pick'))
      declarations.push({ position: i, at: locate(env, inside) });
  }
  return { positions, declarations, outer: env.labels };
}

/** `goto l;` (language.md, section 5) */
export function checkGoto(env: BodyEnv, node: NodeOf<'goto'>): CoreStatement {
  const at = locate(env, node);
  const { body } = env;
  const label = body.entity.labels.get(node.label.name);
  const where = locate(env, node.label);
  if (!label)
    return fail(
      names.unknownLabel(where, node.label.name, body.entity.name, body.entity.at, [...body.entity.labels.values()]),
    );
  noteSymbol(env, node.label, {
    kind: 'label',
    name: label.name,
    definition: label.at,
    ...(label.doc === undefined ? {} : { doc: label.doc }),
  });
  let scope = env.labels;
  while (scope && !scope.positions.has(label.name)) scope = scope.outer;
  const position = scope?.positions.get(label.name);
  if (!scope || position === undefined) return fail(rules.gotoIntoBlock(where, label.name, label.at));
  const { current } = scope;
  const over = scope.declarations.filter((d) => d.position >= current && d.position < position);
  if (over.length > 0)
    fail(
      rules.gotoOverDeclaration(
        where,
        label.name,
        over.map((d) => d.at),
      ),
    );
  return { kind: 'goto', label, at };
}
