import type { Expression } from '../../../src/syntax/tree.ts';
import type { Member, Program } from './program.ts';
import type { Scope } from './scope.ts';
import { store, valuesOf } from './type.ts';
import { elements, NotCovered, number, OutOfRange, setOf, truth, type Value } from './value.ts';

/** A bare name: a local, a variable, a constant, a member, the values of a type, or a process. */
export function nameOf(name: string, s: Scope): Value {
  const { program } = s;
  const found = declared(name, s);
  const members = program.members.get(name) ?? [];
  if (found === undefined) {
    if (members.length !== 1) throw new NotCovered(`the name ${name}`);
    return valueOf(members[0]!, [], program);
  }
  // Which of them is meant, the expected type decides.
  if (members.length > 0) throw new NotCovered(`${name} is a member and something else`);
  return found;
}

function declared(name: string, s: Scope): Value | undefined {
  const { program } = s;
  const local = s.local(name);
  if (local !== undefined) return local;
  if (program.variables.has(name)) return s.shared(name);
  const constant = program.constant(name);
  if (constant !== undefined) return constant;
  if (program.processes.has(name)) return { kind: 'process', name, indices: [] };
  if (name === 'all_done') return s.allDone();
  const type = program.type(name);
  return type && setOf(valuesOf(type));
}

/** What a variant carries is stored in places of their types. */
function valueOf(member: Member, payload: readonly Value[], program: Program): Value {
  const { type, name, order } = member;
  if (payload.length !== member.arity) throw new NotCovered(`${name} without what it carries`);
  if (!member.variant) return { kind: 'member', type, name, order };
  return store(program.type(type)!, { kind: 'variant', type, name, order, payload });
}

/** `E.a`, if `e` is one. */
export function memberValue(e: Extract<Expression, { kind: 'field' }>, program: Program): Value | undefined {
  const member = qualified(e, program);
  return member && valueOf(member, [], program);
}

function qualified(e: Expression, program: Program): Member | undefined {
  if (e.kind !== 'field' || e.object.kind !== 'name') return undefined;
  const type = e.object.name;
  return program.members.get(e.name.name)?.find((one) => one.type === type);
}

/** The call of a function, a variant or a built-in function. */
export function callOf(
  e: Extract<Expression, { kind: 'call' }>,
  s: Scope,
  evaluate: (e: Expression, s: Scope) => Value,
): Value {
  const { program } = s;
  const given = e.arguments.map((argument) => () => evaluate(argument, s));
  if (e.callee.kind === 'name') {
    const { name } = e.callee;
    const fun = program.functions.get(name);
    if (fun) {
      const names = new Map(
        fun.parameters().map(({ name: parameter, type }, i) => [parameter, store(type, given[i]!())]),
      );
      const inner: Scope = { ...s, local: (one) => names.get(one), after: undefined };
      return store(fun.result(), evaluate(fun.declaration.body, inner));
    }
    const members = program.members.get(name);
    if (members?.length === 1)
      return valueOf(
        members[0]!,
        given.map((value) => value()),
        program,
      );
    return builtIn(name, e, s, evaluate);
  }
  const member = qualified(e.callee, program);
  if (!member) throw new NotCovered('a call');
  return valueOf(
    member,
    given.map((value) => value()),
    program,
  );
}

function builtIn(
  name: string,
  e: Extract<Expression, { kind: 'call' }>,
  s: Scope,
  evaluate: (e: Expression, s: Scope) => Value,
): Value {
  const [first, second] = e.arguments;
  if (!first) throw new NotCovered(`the call of ${name}`);
  const value = evaluate(first, s);
  switch (name) {
    case 'int':
      return Number(truth(value));
    case 'size':
      if (typeof value !== 'object' || (value.kind !== 'set' && value.kind !== 'seq')) throw new NotCovered('size');
      return value.parts.length;
    case 'head':
    case 'last':
    case 'tail': {
      const parts = elements(value, 'seq');
      if (parts.length === 0) throw new OutOfRange(`${name} of nothing`);
      if (name !== 'tail') return name === 'head' ? parts[0]! : parts.at(-1)!;
      return { ...(value as Extract<Value, { kind: 'tuple' | 'seq' | 'set' }>), parts: parts.slice(1) };
    }
    case 'push': {
      const parts = elements(value, 'seq');
      const { capacity } = value as { capacity?: number };
      if (!second || capacity === undefined) throw new NotCovered('push');
      if (parts.length >= capacity) throw new OutOfRange('push on a full sequence');
      return { kind: 'seq', capacity, parts: [...parts, evaluate(second, s)] };
    }
    case 'never_rises':
    case 'never_falls': {
      if (!s.after) throw new NotCovered(name);
      const after = number(evaluate(first, s.after));
      return name === 'never_rises' ? after <= number(value) : after >= number(value);
    }
    default:
      throw new NotCovered(`the call of ${name}`);
  }
}
