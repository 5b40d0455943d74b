import type { Expr, LocalSymbol, Statement } from '../../core/expression.ts';
import { formatType } from '../../core/format.ts';
import * as rules from '../../diagnostics/bodies.ts';
import * as values from '../../diagnostics/values.ts';
import type { Block, Expression, IfStatement, Statement as Node } from '../../syntax/tree.ts';
import { spanText, type Location } from '../../text/source.ts';
import { check, condition, isEmptySet, knownCondition, literal, requireFit } from '../types/assign.ts';
import { call, procedureCall } from '../expressions/calls.ts';
import {
  attempt,
  type BodyEnv,
  type Checked,
  type CheckedParts,
  type Effect,
  type Env,
  fail,
  type GhostRead,
  locate,
  withoutCalls,
} from '../names/context.ts';
import { checkArms } from '../expressions/expressions.ts';
import { checkGoto, labelScope } from './labels.ts';
import { checkLet, checkVar } from './local-declarations.ts';
import { checkPattern } from '../expressions/patterns.ts';
import { refuseGhostReads, readPlace } from './places.ts';
import { elements } from '../expressions/quantifiers.ts';
import { compound, calculate } from '../expressions/operators.ts';
import { declareLocal, inner, makeLocal, bind } from '../expressions/locals.ts';
import { fenceNamed, orderingNamed } from './ordering.ts';
import { checkSymmetricLoop } from './symmetry.ts';
import { intType, symmetricIn } from '../types/types.ts';

type NodeOf<K extends Node['kind']> = Extract<Node, { kind: K }>;

/** A block with a scope of its own. An error in one statement does not hide the others. */
export function checkBlock(env: BodyEnv, node: Block): Checked {
  const inside = inner(env);
  const labels = labelScope(env, node);
  const core: Statement[] = [];
  let effect: Effect = 'empty';
  for (const [i, statement] of node.statements.entries()) {
    const parts = attempt<CheckedParts>(
      inside,
      () => checkStatement({ ...inside, labels: { ...labels, current: i } }, statement),
      () => {
        bindNames(inside, statement);
        return { core: [], effect: 'other' };
      },
    );
    core.push(...parts.core);
    effect = both(effect, parts.effect);
  }
  return { core: { kind: 'block', statements: core, at: locate(env, node) }, effect };
}

/** What two statements together are: a ghost statement only if both are. */
export function both(a: Effect, b: Effect): Effect {
  if (a === 'empty') return b;
  if (b === 'empty' || a === b) return a;
  return a === 'other' || b === 'other' ? 'other' : 'refs';
}

/** Brings the names of a statement with an error into scope, so that their uses are not errors as well. */
function bindNames(env: Env, node: Node): void {
  const name =
    node.kind === 'varLocal' || node.kind === 'pick'
      ? node.name
      : node.kind === 'let' && node.pattern.kind === 'namePattern'
        ? node.pattern.name
        : undefined;
  if (name && !env.scope.find(name.name) && !env.instance.names.has(name.name))
    env.scope.add(makeLocal(env, name, { kind: 'never' }, 'var'));
}

function single(core: Statement, effect: Effect = 'other'): CheckedParts {
  return { core: [core], effect };
}

/** With the calls that run before it, in a block of its own where it declares nothing. */
function after(calls: readonly Statement[], core: Statement, effect: Effect = 'other'): CheckedParts {
  if (calls.length === 0) return single(core, effect);
  return single({ kind: 'block', statements: [...calls, core], at: core.at });
}

/** The surroundings of an expression of a statement: its calls are collected, its reads of ghosts noted. */
function expressionEnv(env: Env): { env: Env; calls: Statement[]; reads: GhostRead[] } {
  const calls: Statement[] = [];
  const reads: GhostRead[] = [];
  return { env: { ...env, calls, ghostReads: reads, opens: undefined }, calls, reads };
}

export function checkStatement(env: BodyEnv, node: Node): CheckedParts {
  const at = locate(env, node);
  switch (node.kind) {
    case 'block': {
      const { core, effect } = checkBlock(env, node);
      return single(core, effect);
    }
    case 'assign':
      return checkAssign(env, node, at);
    case 'increment':
      return checkIncrement(env, node, at);
    case 'let':
      return checkLet(env, node);
    case 'varLocal':
      return checkVar(env, node);
    case 'await': {
      const reads: GhostRead[] = [];
      const test = condition({ ...withoutCalls(env, 'in `await`'), ghostReads: reads }, node.condition);
      refuseGhostReads(reads);
      return single({ kind: 'await', condition: test, at });
    }
    case 'assert':
      return checkAssert(env, node, at);
    case 'if':
      return checkIf(env, node);
    case 'match':
      return checkMatch(env, node, at);
    case 'while':
      return checkWhile(env, node, at);
    case 'loop': {
      const { core } = checkBlock({ ...env, inLoop: true }, node.body);
      return single({ kind: 'while', head: headOf(env, node, node.body), before: [], body: core, at });
    }
    case 'for':
      return checkFor(env, node, at);
    case 'break':
    case 'continue':
      if (!env.inLoop) fail(rules.outsideLoop(at, node.kind));
      return single({ kind: node.kind, at });
    case 'either':
      return single({ kind: 'either', branches: node.branches.map((b) => checkBlock(env, b).core), at });
    case 'pick':
      return checkPick(env, node, at);
    case 'atomic':
      return checkAtomic(env, node, at);
    case 'callStatement':
      return checkCall(env, node, at);
    case 'return':
      return checkReturn(env, node, at);
    case 'goto':
      return single(checkGoto(env, node));
    case 'label':
      return checkLabel(env, node, at);
    case 'skip':
      return single({ kind: 'skip', at });
    case 'fence':
      return single({ kind: 'fence', fence: fenceNamed(env, node.fence), at });
    case 'missingStatement':
      return fail();
  }
}

function checkAssign(env: BodyEnv, node: NodeOf<'assign'>, at: Location): CheckedParts {
  const { env: inside, calls, reads } = expressionEnv(env);
  const target = env.ctx.rules.place(inside, node.target);
  const declared = { location: target.root.at, text: `'${target.root.name}' is declared here` };
  let value: Expr;
  if (node.operator === '=') {
    value = env.ctx.rules.infer(inside, node.value, target.type);
    if (target.type.kind !== 'never') requireFit(env, value, target.type, declared);
  } else {
    const read = readPlace(target);
    const operand = env.ctx.rules.infer(inside, node.value, read.type);
    value = compound(env, node.operator, read, operand, at);
    requireFit(env, value, target.type, declared);
  }
  const effect = effectOfWrite(target.root);
  if (effect !== 'ghost') refuseGhostReads(reads);
  if (effect === 'ghost' && calls[0]) fail(rules.callInGhost(calls[0].at));
  return after(
    calls,
    { kind: 'assign', target, value, ...(node.operator === '=' ? {} : { isUpdate: true }), at },
    effect,
  );
}

function effectOfWrite(root: { readonly ghost: boolean; readonly kind: string; readonly role?: string }): Effect {
  if (root.ghost) return 'ghost';
  return root.kind === 'local' && root.role === 'ref' ? 'refs' : 'other';
}

function checkIncrement(env: BodyEnv, node: NodeOf<'increment'>, at: Location): CheckedParts {
  const { env: inside, calls, reads } = expressionEnv(env);
  const target = env.ctx.rules.place(inside, node.target);
  const one = literal(1, intType(1, 1), at);
  const value = calculate(env, node.operator === '++' ? '+' : '-', readPlace(target), one, at);
  requireFit(env, value, target.type, { location: target.root.at, text: `'${target.root.name}' is declared here` });
  const effect = effectOfWrite(target.root);
  if (effect !== 'ghost') refuseGhostReads(reads);
  return after(calls, { kind: 'assign', target, value, isUpdate: true, at }, effect);
}

function checkAssert(env: BodyEnv, node: NodeOf<'assert'>, at: Location): CheckedParts {
  const calls: Statement[] = [];
  const test = condition({ ...env, calls, ghostReads: 'allowed', opens: undefined }, node.condition);
  if (node.name) {
    const where = locate(env, node.name);
    if (!env.ctx.asserts.has(node.name.name)) env.ctx.asserts.set(node.name.name, where);
  }
  return after(calls, {
    kind: 'assert',
    condition: test,
    ...(node.name ? { name: node.name.name } : {}),
    ...(node.message === undefined ? {} : { message: node.message }),
    at,
  });
}

/** The text from the beginning of a statement to its block. */
function headOf(env: Env, node: Node, body: { readonly span: { readonly start: number } }): Location {
  const text = env.source.text.slice(node.span.start, body.span.start).trimEnd();
  return { source: env.source, span: { start: node.span.start, end: node.span.start + Math.max(1, text.length) } };
}

function checkIf(env: BodyEnv, node: IfStatement): CheckedParts {
  const { env: outer, calls, reads } = expressionEnv(env);
  const opened = inner(outer);
  const test = condition({ ...opened, opens: { scope: opened.scope, role: 'let' } }, node.condition);
  const value = knownCondition(test);
  const then = checkBlock({ ...env, scope: opened.scope, dead: env.dead || value === false }, node.then);
  let otherwise: Checked | undefined;
  if (node.otherwise) {
    const inside = { ...env, dead: env.dead || value === true };
    if (node.otherwise.kind === 'block') otherwise = checkBlock(inside, node.otherwise);
    else {
      const parts = checkIf(inside, node.otherwise);
      const [only] = parts.core;
      if (only) otherwise = { core: only, effect: parts.effect };
    }
  }
  const effect = otherwise ? both(then.effect, otherwise.effect) : then.effect;
  if (effect !== 'ghost') refuseGhostReads(reads);
  return after(
    calls,
    {
      kind: 'if',
      head: headOf(env, node, node.then),
      condition: test,
      then: then.core,
      ...(otherwise ? { otherwise: otherwise.core } : {}),
      at: locate(env, node),
    },
    effect,
  );
}

function checkMatch(env: BodyEnv, node: NodeOf<'match'>, at: Location): CheckedParts {
  const { env: outer, calls, reads } = expressionEnv(env);
  const value = env.ctx.rules.infer(outer, node.value);
  const arms = node.arms.map((arm) => {
    const inside = inner(env);
    const pattern = checkPattern(inside, arm.pattern, value.type, { scope: inside.scope, role: 'let', ghost: false });
    return { pattern, at: locate(env, arm.pattern), body: checkBlock(inside, arm.body) };
  });
  const effect = arms.reduce<Effect>((whole, { body }) => both(whole, body.effect), 'empty');
  const head = locate(env, node.value);
  checkArms(env, arms, value, { source: head.source, span: { start: node.span.start, end: head.span.end } });
  if (effect !== 'ghost') refuseGhostReads(reads);
  return after(
    calls,
    {
      kind: 'match',
      head: { source: env.source, span: { start: node.span.start, end: head.span.end } },
      value,
      arms: arms.map(({ pattern, body }) => ({ pattern, body: body.core })),
      at,
    },
    effect,
  );
}

function checkWhile(env: BodyEnv, node: NodeOf<'while'>, at: Location): CheckedParts {
  const { env: outer, calls, reads } = expressionEnv(env);
  const opened = inner(outer);
  const test = condition({ ...opened, opens: { scope: opened.scope, role: 'let' } }, node.condition);
  refuseGhostReads(reads);
  const dead = env.dead || knownCondition(test) === false;
  const { core } = checkBlock({ ...env, scope: opened.scope, inLoop: true, dead }, node.body);
  return single({ kind: 'while', head: headOf(env, node, node.body), before: calls, condition: test, body: core, at });
}

function checkFor(env: BodyEnv, node: NodeOf<'for'>, at: Location): CheckedParts {
  const { env: outer, calls, reads } = expressionEnv(env);
  const { set, element } = elements(outer, node.set);
  const inside = inner({ ...env, dead: env.dead || isEmptySet(set), inLoop: true });
  const symbol = declareLocal(inside, node.name, element, 'let');
  const { core, effect } = checkBlock(inside, node.body);
  if (effect !== 'ghost') refuseGhostReads(reads);
  const statement: Extract<Statement, { kind: 'for' }> = {
    kind: 'for',
    head: headOf(env, node, node.body),
    symbol,
    set,
    body: core,
    at,
  };
  const symmetric = symmetricIn(element);
  if (symmetric) checkSymmetricLoop(statement, symmetric, env);
  return after(calls, statement, effect);
}

function checkPick(env: BodyEnv, node: NodeOf<'pick'>, at: Location): CheckedParts {
  const { env: outer, calls, reads } = expressionEnv(env);
  const { set, element } = elements(outer, node.set);
  const symbol: LocalSymbol = makeLocal(env, node.name, element, 'let');
  bind(env, symbol);
  const where = node.where && condition({ ...withoutCalls(outer, 'in `where`') }, node.where);
  refuseGhostReads(reads);
  if (element.kind === 'never') fail(values.pickOfNothing(set.at));
  return { core: [...calls, { kind: 'pick', symbol, set, ...(where ? { where } : {}), at }], effect: 'other' };
}

function checkAtomic(env: BodyEnv, node: NodeOf<'atomic'>, at: Location): CheckedParts {
  // Loops around it may be left from inside; their bodies do not repeat in it.
  const inside: BodyEnv = { ...env, inAtomic: true };
  const ordering = node.ordering && orderingNamed(env, node.ordering);
  const about = ordering === undefined ? {} : { ordering };
  const parts = checkStatement(inside, node.body);
  const [only, second] = parts.core;
  if (only && !second) return single({ kind: 'atomic', ...about, body: only, at });
  const last = parts.core.at(-1);
  const firstCall = parts.core.find((s) => s.kind === 'call');
  if (last && firstCall && (last.kind === 'declare' || last.kind === 'declarePattern' || last.kind === 'pick'))
    fail(rules.callInAtomicLet(firstCall.at));
  return single({ kind: 'atomic', ...about, body: { kind: 'block', statements: parts.core, at }, at });
}

function checkCall(env: BodyEnv, node: NodeOf<'callStatement'>, at: Location): CheckedParts {
  const called = procedureCall(env, node.call);
  if (!called) {
    // Whatever is wrong with the expression comes first.
    const { env: inside } = expressionEnv(env);
    const expr = env.ctx.rules.infer(inside, node.call);
    return fail(rules.valueAsStatement(expr.at, changedBy(env, node.call)));
  }
  const { env: inside, calls } = expressionEnv(env);
  const { statement, effect } = call(inside, called.node, called.entity);
  return after(calls, { ...statement, at }, effect);
}

/** `push(q, e);` alone, as if it changed q: what it was meant to change. */
function changedBy(env: Env, node: Expression): string | undefined {
  if (node.kind !== 'call' || node.callee.kind !== 'name') return undefined;
  const [first] = node.arguments;
  const isMeant = node.callee.name === 'push' || node.callee.name === 'tail';
  return isMeant && first?.kind !== 'sequence' && first ? spanText(locate(env, first)) : undefined;
}

function checkReturn(env: BodyEnv, node: NodeOf<'return'>, at: Location): CheckedParts {
  const { body } = env;
  if (!node.value) {
    if (body.result) fail(rules.returnNeedsValue(at, body.entity.name, formatType(body.result), body.entity.at));
    return single({ kind: 'return', at });
  }
  if (!body.result) return fail(rules.returnWithoutResult(at, body.kind, body.entity.name, body.entity.at));
  const { env: inside, calls, reads } = expressionEnv(env);
  const value = check(inside, node.value, body.result, {
    location: body.entity.at,
    text: `the result of '${body.entity.name}' is declared here`,
  });
  refuseGhostReads(reads);
  return after(calls, { kind: 'return', value, at });
}

function checkLabel(env: BodyEnv, node: NodeOf<'label'>, at: Location): CheckedParts {
  const label = env.body.entity.labels.get(node.name.name);
  if (!label) return fail();
  if (!node.body) return single({ kind: 'labelled', label, at });
  const { core } = checkStatement(env, node.body);
  const [only, second] = core;
  const body: Statement | undefined = second ? { kind: 'sequence', statements: core, at } : only;
  return single({ kind: 'labelled', label, ...(body ? { body } : {}), at });
}
