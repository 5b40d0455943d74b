import type { AtPlace, Expr, LabelSymbol } from '../../core/expression.ts';
import type { Type } from '../../core/types.ts';
import * as names from '../../diagnostics/names.ts';
import * as clashes from '../../diagnostics/clashes.ts';
import * as kinds from '../../diagnostics/kinds.ts';
import * as scopes from '../../diagnostics/scopes.ts';
import { editLosesName, type EditsOfCheck } from '../../diagnostics/steps.ts';
import * as problems from '../../diagnostics/types.ts';
import * as counts from '../../diagnostics/counts.ts';
import * as values from '../../diagnostics/values.ts';
import type { Expression, Identifier, Path } from '../../syntax/tree.ts';
import { type Location, spanText } from '../../text/source.ts';
import { check } from '../types/assign.ts';
import { closed, type Env, fail, locate, noteSymbol, withoutCalls } from '../names/context.ts';
import type { BodyEntity, ProcedureEntity, ProcessEntity } from '../names/entities.ts';
import { describe, entityOf, failUnknownIn, reachPath } from '../names/lookup.ts';
import { BOOL, NEVER } from '../types/types.ts';
import { join } from '../../core/relations.ts';

/** Expressions about where processes are: `p at l`, locals of processes, `enabled(a)`. */

type NodeOf<K extends Expression['kind']> = Extract<Expression, { kind: K }>;

/** Locals and labels of processes can be seen here; code sees only `at done`. */
export function seesProcesses(env: Env): boolean {
  switch (env.surrounding) {
    case 'clause':
    case 'invariant':
    case 'transition':
    case 'temporal':
    case 'reachable':
      return true;
    case 'constant':
    case 'initial':
    case 'function':
    case 'code':
      return false;
  }
}

export function familyIndices(
  env: Env,
  entity: ProcessEntity,
  indices: readonly Expression[],
  at: Location,
): readonly Expr[] {
  const types = entity.symbol?.indices.map((i) => i.type) ?? [];
  if (types.length !== indices.length)
    fail(counts.wrongIndexCount(at, entity.name, types.length, indices.length, entity.at));
  const inside = closed(env);
  return indices.map((node, i) =>
    check(inside, node, types[i] ?? NEVER, { location: entity.at, text: 'its index is declared here' }),
  );
}

/** The process that an expression names, as far as it names one family. */
function familyOf(env: Env, node: Expression): { entity: ProcessEntity; indices: readonly Expr[] } {
  const at = locate(env, node);
  if (node.kind === 'parenthesized') return familyOf(env, node.inner);
  if (node.kind === 'self' && env.process) {
    const indices = (env.process.symbol?.indices ?? []).map((symbol): Expr => ({
      kind: 'local',
      symbol,
      type: symbol.type,
      at,
    }));
    return { entity: env.process, indices };
  }
  const named = node.kind === 'index' ? node.object : node;
  const entity = entityOf(env, named);
  if (entity?.kind === 'process')
    return { entity, indices: familyIndices(env, entity, node.kind === 'index' ? node.indices : [], at) };
  if (entity) return fail(kinds.wrongKind(at, entity.name, describe(entity), 'a process', entity.at));
  if (named.kind === 'name' && !env.scope.find(named.name)) {
    const processes = [...env.instance.names.values()].filter((e) => e.kind === 'process').map((e) => e.name);
    return failUnknownIn(env, named, '', processes);
  }
  return fail(problems.notAProcess(at));
}

export function inferAt(env: Env, node: NodeOf<'at'>): Expr {
  const at = locate(env, node);
  if (env.surrounding === 'constant' || env.surrounding === 'initial')
    fail(values.needsConstant(at, 'where a process is', undefined));
  const isDone = node.label.parts.length === 1 && node.label.parts[0]?.name === 'done';
  if (!isDone && env.surrounding === 'function' && !env.ctx.codeKnown)
    fail(scopes.labelInCode(at, spanText(locate(env, node.process)), env.reader));
  if (!env.ctx.familiesKnown) fail(values.needsConstant(at, 'where a process is', undefined));
  const { entity, indices } = familyOf(env, node.process);
  if (!entity.symbol) return fail();
  const place = placeOf(env, entity, node.label);
  if (!isDone && env.surrounding === 'code') fail(scopes.labelInCode(at, entity.name));
  if (env.reader) env.reader.readsProcesses = true;
  return { kind: 'at', family: entity.symbol, indices, place, type: BOOL, at };
}

function placeOf(env: Env, process: ProcessEntity, path: Path): AtPlace {
  const [first] = path.parts;
  if (!first) return fail();
  if (path.parts.length === 1 && first.name === 'done') {
    noteSymbol(env, first, { kind: 'builtin', name: 'done' });
    return { kind: 'done' };
  }
  return pointIn(env, process, path.parts);
}

export type Point = Exclude<AtPlace, { kind: 'done' }>;

/** A label of a process or of a procedure that it calls, or such a procedure. */
export function pointIn(env: Env, process: ProcessEntity, parts: readonly Identifier[]): Point {
  const [first, ...rest] = parts;
  if (!first) return fail();
  if (rest.length === 0) {
    const label = process.labels.get(first.name);
    if (label) return { kind: 'label', label: noteLabel(env, first, label) };
  }
  const { procedure, left } = procedureIn(env, parts);
  if (!procedure) return failUnknownLabel(env, process, first);
  if (!procedure.symbol) return fail();
  if (!callsOf(process).has(procedure))
    fail(names.neverCalls(locate(env, first), process.name, procedure.name, process.at));
  const [name, more] = left;
  if (!name) return { kind: 'procedure', procedure: procedure.symbol };
  const label = procedure.labels.get(name.name);
  if (!label || more) return failUnknownLabel(env, procedure, more ?? name);
  return { kind: 'label', label: noteLabel(env, name, label), procedure: procedure.symbol };
}

export function noteLabel(env: Env, use: Identifier, label: LabelSymbol): LabelSymbol {
  noteSymbol(env, use, {
    kind: 'label',
    name: label.name,
    definition: label.at,
    ...(label.doc === undefined ? {} : { doc: label.doc }),
  });
  return label;
}

/** The procedure that a path begins with, and what is left of the path. */
function procedureIn(
  env: Env,
  parts: readonly Identifier[],
): { procedure?: ProcedureEntity; left: readonly Identifier[] } {
  const reached = reachPath(env, parts);
  return reached?.entity?.kind === 'procedure' ? { procedure: reached.entity, left: reached.rest } : { left: parts };
}

/** @param whole the whole path, where a procedure takes the place of the process in it */
export function failUnknownLabel(env: Env, body: BodyEntity, name: Identifier, whole?: Location): never {
  const called = [...callsOf(body)].flatMap((procedure) => {
    const label = procedure.labels.get(name.name);
    return label ? [{ path: `${pathTo(env, procedure)}.${name.name}`, at: label.at }] : [];
  });
  if (called.length > 0)
    fail(
      names.labelOfProcedure(
        whole ?? locate(env, name),
        name.name,
        body.name,
        called,
        whole === undefined ? 'test' : 'edit',
      ),
    );
  return fail(names.unknownLabel(locate(env, name), name.name, body.name, body.at, [...body.labels.values()]));
}

/** How a procedure is named here: with the prefix of its import if it has one. */
function pathTo(env: Env, procedure: ProcedureEntity): string {
  for (const entity of env.instance.names.values())
    if (entity.kind === 'prefix' && entity.target.own.get(procedure.name) === procedure)
      return `${entity.name}.${procedure.name}`;
  return procedure.name;
}

/** Procedures that a body calls, directly and indirectly. */
export function callsOf(body: BodyEntity): ReadonlySet<ProcedureEntity> {
  const found = new Set<ProcedureEntity>();
  const open: BodyEntity[] = [body];
  for (let next = open.pop(); next; next = open.pop()) {
    for (const callee of next.calls) {
      if (found.has(callee)) continue;
      found.add(callee);
      open.push(callee);
    }
  }
  return found;
}

/** `getter[g].i` */
export function processLocal(
  env: Env,
  entity: ProcessEntity,
  indices: readonly Expression[],
  name: Identifier,
  at: Location,
): Expr {
  if (!seesProcesses(env)) fail(scopes.localInCode(at, entity.name, name.name));
  const family = entity.symbol;
  if (!family) return fail();
  const given = familyIndices(env, entity, indices, at);
  const index = family.indices.findIndex((symbol) => symbol.name === name.name);
  const own = given[index];
  if (own) return { ...own, at };
  const locals = entity.locals.get(name.name);
  if (!locals) {
    const label = entity.labels.get(name.name);
    const [away] = entity.editedAway.get(name.name) ?? [];
    if (away) fail(editLosesName(locate(env, name), editsFor(env, entity), name.name, away.at));
    if (label) fail(kinds.labelAsLocal(locate(env, name), at, entity.name, name.name, label.at));
    return failUnknownIn(env, name, `among the locals of '${entity.name}'`, entity.locals.keys());
  }
  let type: Type = NEVER;
  for (const local of locals) {
    const joined = join(type, local.type);
    if (!joined)
      return fail(
        clashes.localOfSeveralTypes(
          locate(env, name),
          name.name,
          locals.map((l) => l.at),
        ),
      );
    type = joined;
  }
  const [first] = locals;
  noteSymbol(env, name, { kind: 'local', name: name.name, type, ...(first ? { definition: first.at } : {}) });
  return { kind: 'processLocal', family, indices: given, locals, type, at };
}

function editsFor({ ctx }: Env, entity: ProcessEntity): EditsOfCheck {
  return { check: ctx.edited.check, edits: ctx.edited.bodies.get(entity) ?? [] };
}

/** `enabled(a)` */
export function inferEnabled(env: Env, node: NodeOf<'call'>): Expr {
  const at = locate(env, node);
  const [target, ...more] = node.arguments;
  if (env.surrounding !== 'temporal') fail(scopes.onlyInTemporal(at, '`enabled`', env.surrounding, env.unit.at));
  if (!target || more.length > 0) return fail(counts.wrongCount(at, '`enabled`', 1, node.arguments.length, undefined));
  const inside = withoutCalls(env, 'in a property');
  const called = target.kind === 'call' ? target.callee : target;
  const entity = called.kind === 'name' || called.kind === 'field' ? entityOf(env, called) : undefined;
  if (entity?.kind === 'action') {
    const action = entity.symbol;
    const given = target.kind === 'call' ? target.arguments : [];
    if (!action) return fail();
    if (given.length !== action.parameters.length)
      fail(
        counts.wrongCount(locate(env, target), `'${entity.name}'`, action.parameters.length, given.length, entity.at),
      );
    const values = given.map((g, i) => check(inside, g, action.parameters[i]?.type ?? NEVER));
    return { kind: 'enabled', of: { kind: 'action', action, arguments: values }, type: BOOL, at };
  }
  const { entity: process, indices } = familyOf(inside, target);
  if (!process.symbol) return fail();
  return { kind: 'enabled', of: { kind: 'process', family: process.symbol, indices }, type: BOOL, at };
}
