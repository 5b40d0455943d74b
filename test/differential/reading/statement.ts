import type { Expression, Pattern, Statement } from '../../../src/syntax/tree.ts';
import { condition, evaluate } from './evaluate.ts';
import {
  advance,
  blockBody,
  bodyOf,
  elseBody,
  enter,
  giveBack,
  type Local,
  local,
  replaceTop,
  type Stack,
  top,
  topBody,
} from './frames.ts';
import { isGhost } from './ghost.ts';
import { matched } from './match.ts';
import { assign, declare, isGhostName, placeOf, rootVariable, type Running, scopeOf, valueAt } from './places.ts';
import { bind } from './scope.ts';
import { callsIn, indicesOf, readsShared, rootOf } from './shared.ts';
import { store, type Type } from './type.ts';
import { elements, inOrder, keyOf, NotCovered, number, OutOfRange, setOf, truth, type Value } from './value.ts';

/** What follows a statement: processes that go on, and violations. Nothing where it cannot run. */
export type Next = { readonly kind: 'on'; readonly running: Running } | Violation;

export interface Violation {
  readonly kind: 'violation';
  readonly property: string;
}

/** A statement at its control point. A `check` is an assert that reads shared state. */
export interface Ready {
  readonly sort: 'local' | 'visible' | 'choice' | 'check';
  readonly run: () => readonly Next[];
}

export function ready(r: Running): Ready {
  const body = topBody(r.stack);
  const statement = body.statements[body.index]!;
  const ghost = isGhost(statement, (name) => isGhostName(r, name), r.program);
  const done = new Set(body.results.map(([call]) => call));
  const call = headsOf(statement)
    .flatMap((head) => callsIn(head, r.program))
    .find((one) => !done.has(one.id));
  const visible = !ghost && (call ? callIsVisible(call, r) : isVisible(statement, r));
  if (call) return { sort: visible ? 'visible' : 'local', run: () => one(startCall(call, r)) };
  const run = (): readonly Next[] => execute(statement, r);
  if (statement.kind === 'pick' || statement.kind === 'either') return { sort: 'choice', run };
  if (statement.kind === 'assert') return { sort: visible ? 'check' : 'local', run };
  return { sort: visible ? 'visible' : 'local', run };
}

/** The expressions that are evaluated when a statement is reached, in their order. */
function headsOf(s: Statement): readonly Expression[] {
  switch (s.kind) {
    case 'assign':
      return [s.target, s.value];
    case 'increment':
      return [s.target];
    case 'let':
    case 'varLocal':
    case 'match':
      return [s.value];
    case 'return':
      return s.value ? [s.value] : [];
    case 'await':
    case 'assert':
    case 'if':
    case 'while':
      return [s.condition];
    case 'for':
    case 'pick':
      return [s.set];
    case 'callStatement':
      return [s.call];
    default:
      return [];
  }
}

function reads(r: Running, e: Expression): boolean {
  const { program } = r;
  const refersToShared = (name: string): boolean => {
    const root = rootVariable(r, name);
    return root !== undefined && !program.variables.get(root)!.declaration.ghost;
  };
  return readsShared(e, { program, refersToShared });
}

function isVisible(s: Statement, r: Running): boolean {
  switch (s.kind) {
    case 'await':
    case 'skip':
    case 'atomic':
      return true;
    case 'assign':
    case 'increment': {
      const root = rootVariable(r, rootOf(s.target));
      if (root !== undefined && !r.program.variables.get(root)!.declaration.ghost) return true;
      return [...indicesOf(s.target), ...(s.kind === 'assign' ? [s.value] : [])].some((e) => reads(r, e));
    }
    default:
      return headsOf(s).some((e) => reads(r, e));
  }
}

type Call = Extract<Expression, { kind: 'call' }>;

function procedureOf(call: Call, r: Running) {
  const procedure = call.callee.kind === 'name' ? r.program.procedures.get(call.callee.name) : undefined;
  if (!procedure) throw new NotCovered('a call');
  return procedure;
}

/** Of a call all arguments count together. A place that is handed on is not read. */
function callIsVisible(call: Call, r: Running): boolean {
  const parameters = procedureOf(call, r).parameters();
  return call.arguments.some((argument, i) =>
    (parameters[i]!.ref ? indicesOf(argument) : [argument]).some((e) => reads(r, e)),
  );
}

function startCall(call: Call, r: Running): Running {
  const procedure = procedureOf(call, r);
  const locals = procedure.parameters().map(({ name, type, ref }, i): Local => {
    const argument = call.arguments[i]!;
    if (!ref) return local(name, store(type, evaluate(argument, scopeOf(r))));
    return { name, content: { place: placeOf(argument, r) }, ghost: false, at: -1 };
  });
  const frame = { kind: 'call', call: call.id, procedure, locals } as const;
  const caller = replaceTop(r.stack, { ...topBody(r.stack), atLabel: false });
  return { ...r, stack: [...caller, frame, blockBody(procedure.declaration.body)] };
}

function one(running: Running): readonly Next[] {
  return [{ kind: 'on', running }];
}

function bound(names: readonly (readonly [string, Value])[]): readonly Local[] {
  return names.map(([name, value]) => local(name, value));
}

function execute(s: Statement, r: Running): readonly Next[] {
  const scope = scopeOf(r);
  const { stack } = r;
  const on = (next: Stack): readonly Next[] => one({ ...r, stack: next });
  switch (s.kind) {
    case 'assign': {
      const place = placeOf(s.target, r);
      const value = evaluate(s.value, scope);
      const stored = s.operator === '=' ? value : combined(s.operator, valueAt(r, place), value);
      return passed(assign(r, place, stored));
    }
    case 'increment': {
      const place = placeOf(s.target, r);
      return passed(assign(r, place, number(valueAt(r, place)) + (s.operator === '++' ? 1 : -1)));
    }
    case 'let':
      return bindOrElse(s.pattern, evaluate(s.value, scope), s, r);
    case 'varLocal': {
      const type = r.program.elaborate(s.type);
      const value = store(type, evaluate(s.value, scope));
      return on(declare(stack, [{ name: s.name.name, content: { value }, type, ghost: s.ghost }]));
    }
    case 'await':
      return truth(evaluate(s.condition, scope)) ? passed(r) : [];
    case 'assert':
      return asserted(s, r);
    case 'if': {
      const { holds, bound: names } = condition(s.condition, scope);
      if (holds) return on(enter(stack, blockBody(s.then, bound(names))));
      return s.otherwise ? on(enter(stack, elseBody(s.otherwise))) : passed(r);
    }
    case 'match': {
      const value = evaluate(s.value, scope);
      for (const arm of s.arms) {
        const names = matched(arm.pattern, value, r.program);
        if (names) return on(enter(stack, blockBody(arm.body, bound(names))));
      }
      throw new NotCovered('a match without an arm');
    }
    case 'while': {
      const { holds, bound: names } = condition(s.condition, scope);
      return holds ? on(enter(stack, { kind: 'loop', statement: s }, blockBody(s.body, bound(names)))) : passed(r);
    }
    case 'for': {
      const rest = inOrder(elements(evaluate(s.set, scope)));
      return on(enter(stack, { kind: 'for', statement: s, locals: [], rest }));
    }
    case 'either':
      return s.branches.flatMap((branch) => on(enter(stack, blockBody(branch))));
    case 'pick': {
      const { name } = s.name;
      // Each value is a choice of its own, and so is the failure of its condition.
      return elements(evaluate(s.set, scope)).flatMap((value) =>
        orViolation(() => {
          if (s.where && !truth(evaluate(s.where, bind(scope, [[name, value]])))) return [];
          return on(declare(stack, [{ name, content: { value }, ghost: false }]));
        }),
      );
    }
    case 'atomic':
      return on(enter(stack, { kind: 'atomic' }, { ...bodyOf(s.id, [s.body]), transparent: true }));
    case 'break':
    case 'continue': {
      const loop = stack.findLastIndex((frame) => frame.kind === 'loop' || frame.kind === 'for');
      return on(s.kind === 'break' ? advance(stack.slice(0, loop)) : stack.slice(0, loop + 1));
    }
    case 'return':
      return on(returned(stack, s.value && evaluate(s.value, scope)));
    case 'goto':
      return on(jumped(stack, s.label.name));
    case 'callStatement':
    case 'skip':
      return passed(r);
    case 'block':
    case 'label':
    case 'loop':
    case 'fence':
    case 'missingStatement':
      throw new NotCovered(`the statement ${s.kind}`);
  }
}

/** A value out of its range is a violation of the property `range`. */
export function orViolation(run: () => readonly Next[]): readonly Next[] {
  try {
    return run();
  } catch (problem) {
    if (!(problem instanceof OutOfRange)) throw problem;
    return [{ kind: 'violation', property: 'range' }];
  }
}

function passed(r: Running): readonly Next[] {
  return one({ ...r, stack: advance(r.stack) });
}

function asserted({ name, condition: claim }: Extract<Statement, { kind: 'assert' }>, r: Running): readonly Next[] {
  const { expected, only } = r.program.run;
  // One that the run leaves out is not evaluated.
  if (name && only?.has(name.name) === false) return passed(r);
  if (truth(evaluate(claim, scopeOf(r)))) return passed(r);
  const violation: Next = { kind: 'violation', property: name?.name ?? 'assert' };
  return name && expected.has(name.name) ? [violation, ...passed(r)] : [violation];
}

function bindOrElse(
  pattern: Pattern,
  value: Value,
  s: Extract<Statement, { kind: 'let' }>,
  r: Running,
): readonly Next[] {
  const names = matched(pattern, value, r.program);
  if (names) {
    const locals = names.map(([name, content]) => ({ name, content: { value: content }, ghost: s.ghost }));
    return one({ ...r, stack: declare(r.stack, locals) });
  }
  if (!s.otherwise) throw new NotCovered('a let that does not match');
  return one({ ...r, stack: enter(r.stack, blockBody(s.otherwise)) });
}

function combined(operator: string, a: Value, b: Value): Value {
  switch (operator) {
    case '+=':
      return number(a) + number(b);
    case '-=':
      return number(a) - number(b);
    case '*=':
      return number(a) * number(b) + 0;
    case '|=':
      return typeof a === 'boolean' ? a || truth(b) : setOf([...elements(a), ...elements(b)]);
    default: {
      if (typeof a === 'boolean') return a && truth(b);
      const others = new Set(elements(b).map(keyOf));
      return setOf(elements(a).filter((x) => others.has(keyOf(x)) === (operator === '&=')));
    }
  }
}

function returned(stack: Stack, value: Value | undefined): Stack {
  const call = stack.findLastIndex((frame) => frame.kind === 'call');
  if (call < 0) return stack.slice(0, 1);
  const ended = stack.slice(0, call + 1);
  const frame = top(ended);
  const result: Type | undefined = frame.kind === 'call' ? frame.procedure.result() : undefined;
  if (result && value === undefined) throw new OutOfRange('no result');
  return giveBack(ended, result && value !== undefined ? store(result, value) : undefined);
}

/** To a label of this block or of one around it: what was declared at it or behind it ends. */
function jumped(stack: Stack, label: string): Stack {
  for (let i = stack.length - 1; i >= 0; i--) {
    const frame = stack[i]!;
    if (frame.kind === 'call') break;
    if (frame.kind !== 'body') continue;
    const index = frame.statements.findIndex((statement) => isLabelled(statement, label));
    if (index < 0) continue;
    const locals = frame.locals.filter((one) => one.at < index);
    return replaceTop(stack.slice(0, i + 1), { ...frame, index, locals, results: [] });
  }
  throw new NotCovered(`no label ${label}`);
}

function isLabelled(statement: Statement | undefined, label: string): boolean {
  return statement?.kind === 'label' && (statement.name.name === label || isLabelled(statement.body, label));
}
