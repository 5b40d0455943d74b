import type { BinaryOperator, Binder, Expression } from '../../../src/syntax/tree.ts';
import { matched } from './match.ts';
import { callOf, memberValue, nameOf } from './names.ts';
import { bind, type Scope } from './scope.ts';
import { readAt, store, subsets, writeAt } from './type.ts';
import {
  compare,
  elements,
  entry,
  equal,
  inOrder,
  keyOf,
  mapOf,
  NotCovered,
  number,
  OutOfRange,
  setOf,
  truth,
  type Value,
} from './value.ts';

/** The value of an expression, by section 4 of the definition. Throws `OutOfRange` where it has none. */
export function evaluate(e: Expression, s: Scope): Value {
  switch (e.kind) {
    case 'integer':
      return Number(e.value);
    case 'boolean':
      return e.value;
    case 'none':
      return { kind: 'none' };
    case 'some':
      return { kind: 'some', value: evaluate(e.value, s) };
    case 'boolSet':
      return setOf([false, true]);
    case 'self':
      if (!s.self) throw new NotCovered('self outside of a process');
      return s.self;
    case 'parenthesized':
      return evaluate(e.inner, s);
    case 'name':
      return nameOf(e.name, s);
    case 'unary':
      return unary(e, s);
    case 'binary':
      return binary(e, s);
    case 'index': {
      if (e.object.kind === 'name' && s.program.processes.has(e.object.name))
        return { kind: 'process', name: e.object.name, indices: e.indices.map((one) => evaluate(one, s)) };
      const object = evaluate(e.object, s);
      if (e.indices.length !== 1) throw new NotCovered('several indices');
      return entry(object, evaluate(e.indices[0]!, s));
    }
    case 'field':
      return memberValue(e, s.program) ?? fieldOf(evaluate(e.object, s), e.name.name, s);
    case 'tupleField':
      return readAt(evaluate(e.object, s), [{ part: e.index }]);
    case 'prime':
      if (!s.after) throw new NotCovered('a prime');
      return evaluate(e.operand, s.after);
    case 'is':
      return matched(e.pattern, evaluate(e.value, s), s.program) !== undefined;
    case 'at': {
      const process = evaluate(e.process, s);
      if (typeof process !== 'object' || process.kind !== 'process') throw new NotCovered('at of no process');
      return s.at(process, e.label);
    }
    case 'update':
      return updated(e, s);
    case 'call': {
      if (s.results?.has(e.id) === true) {
        const result = s.results.get(e.id);
        if (result === undefined) throw new NotCovered('a call without a result');
        return result;
      }
      return callOf(e, s, evaluate);
    }
    case 'quantifier':
      return quantified(e, s);
    case 'filter':
      return setOf(
        elements(evaluate(e.binder.set, s)).filter((x) =>
          truth(evaluate(e.condition, bind(s, [[e.binder.name.name, x]]))),
        ),
      );
    case 'image':
      return setOf(inAll(e.binders, s).map((inner) => evaluate(e.element, inner)));
    case 'mapLiteral':
      return mapOf(
        elements(evaluate(e.binder.set, s)).map((x) => [x, evaluate(e.value, bind(s, [[e.binder.name.name, x]]))]),
      );
    case 'ifExpression': {
      const { holds, bound } = condition(e.condition, s);
      return holds ? evaluate(e.then, bind(s, bound)) : evaluate(e.otherwise, s);
    }
    case 'letExpression': {
      const bound = matched(e.pattern, evaluate(e.value, s), s.program);
      if (!bound) throw new NotCovered('a let that does not match');
      return evaluate(e.body, bind(s, bound));
    }
    case 'matchExpression': {
      const value = evaluate(e.value, s);
      for (const arm of e.arms) {
        const bound = matched(arm.pattern, value, s.program);
        if (bound) return evaluate(arm.body, bind(s, bound));
      }
      throw new NotCovered('a match without an arm');
    }
    case 'record': {
      const name = e.type.parts.map((part) => part.name).join('.');
      const type = s.program.type(name);
      if (type?.kind !== 'struct') throw new NotCovered(`the record ${name}`);
      const given = new Map(e.fields.map((field) => [field.name.name, evaluate(field.value, s)]));
      const fields = type.fields.map(([field]): readonly [string, Value] => {
        const value = given.get(field) ?? s.program.defaults.get(type.name)?.get(field);
        if (value === undefined) throw new NotCovered(`the field ${field}`);
        return [field, value];
      });
      return store(type, { kind: 'struct', type: type.name, fields });
    }
    case 'sequence':
      return { kind: 'seq', capacity: e.elements.length, parts: e.elements.map((one) => evaluate(one, s)) };
    case 'set':
      return setOf(e.elements.map((one) => evaluate(one, s)));
    case 'tuple':
      return { kind: 'tuple', parts: e.elements.map((one) => evaluate(one, s)) };
    case 'missing':
      throw new NotCovered('a syntax error');
  }
}

function fieldOf(object: Value, name: string, s: Scope): Value {
  if (typeof object !== 'object' || object.kind !== 'process') return readAt(object, [{ field: name }]);
  if (!s.localOf) throw new NotCovered('a local of a process');
  return s.localOf(object, name);
}

interface Condition {
  readonly holds: boolean;
  /** What `is` patterns bind where it holds. */
  readonly bound: readonly (readonly [string, Value])[];
}

/** A condition, with the names that it binds in what it guards. */
export function condition(e: Expression, s: Scope): Condition {
  if (e.kind === 'parenthesized') return condition(e.inner, s);
  if (e.kind === 'is') {
    const bound = matched(e.pattern, evaluate(e.value, s), s.program);
    return { holds: bound !== undefined, bound: bound ?? [] };
  }
  if (e.kind !== 'binary' || e.operator !== '&&') return { holds: truth(evaluate(e, s)), bound: [] };
  const left = condition(e.left, s);
  if (!left.holds) return { holds: false, bound: [] };
  const right = condition(e.right, bind(s, left.bound));
  return { holds: right.holds, bound: [...left.bound, ...right.bound] };
}

function unary(e: Extract<Expression, { kind: 'unary' }>, s: Scope): Value {
  const operand = evaluate(e.operand, s);
  switch (e.operator) {
    case '!':
      return !truth(operand);
    case '-':
      return -number(operand) + 0;
    case 'subset':
      return setOf(subsets(elements(operand)));
    case 'always':
    case 'eventually':
      throw new NotCovered('temporal operators');
  }
}

function binary(e: Extract<Expression, { kind: 'binary' }>, s: Scope): Value {
  const left = (): Value => evaluate(e.left, s);
  const right = (): Value => evaluate(e.right, s);
  switch (e.operator) {
    case '&&':
      return condition(e, s).holds;
    case '||':
      return truth(left()) || truth(right());
    case '=>': {
      const { holds, bound } = condition(e.left, s);
      return !holds || truth(evaluate(e.right, bind(s, bound)));
    }
    case '<=>':
      return truth(left()) === truth(right());
    default:
      return strict(e.operator, left(), right());
  }
}

type Strict = Exclude<BinaryOperator, '&&' | '||' | '=>' | '<=>'>;

function strict(operator: Strict, a: Value, b: Value): Value {
  switch (operator) {
    case '==':
      return equal(a, b);
    case '!=':
      return !equal(a, b);
    case '<':
      return compare(a, b) < 0;
    case '<=':
      return compare(a, b) <= 0;
    case '>':
      return compare(a, b) > 0;
    case '>=':
      return compare(a, b) >= 0;
    case 'in':
    case '!in':
      return elements(b).some((one) => equal(one, a)) === (operator === 'in');
    case '..':
      return setOf(Array.from({ length: Math.max(0, number(b) - number(a) + 1) }, (_, i) => number(a) + i));
    case 'union':
      return setOf([...elements(a), ...elements(b)]);
    case 'intersect':
    case '\\': {
      const others = new Set(elements(b).map(keyOf));
      return setOf(elements(a).filter((one) => others.has(keyOf(one)) === (operator === 'intersect')));
    }
    case '+':
      return number(a) + number(b);
    case '-':
      return number(a) - number(b);
    case '*':
      return number(a) * number(b) + 0;
    case '/':
    case '%':
      if (number(a) < 0 || number(b) <= 0) throw new OutOfRange(`${number(a)} ${operator} ${number(b)}`);
      return operator === '/' ? Math.floor(number(a) / number(b)) : number(a) % number(b);
    case '~>':
    case 'until':
      throw new NotCovered('temporal operators');
  }
}

/** One scope for each choice of values for the binders. */
function inAll(binders: readonly Binder[], s: Scope): readonly Scope[] {
  let scopes: readonly Scope[] = [s];
  for (const { name, set } of binders)
    scopes = scopes.flatMap((one) => elements(evaluate(set, one)).map((x) => bind(one, [[name.name, x]])));
  return scopes;
}

function quantified(e: Extract<Expression, { kind: 'quantifier' }>, s: Scope): Value {
  if (e.quantifier === 'choose') {
    const [binder, ...others] = e.binders;
    if (!binder || others.length > 0) throw new NotCovered('several binders of choose');
    const all = elements(evaluate(binder.set, s));
    const found = all.filter((x) => truth(evaluate(e.body, bind(s, [[binder.name.name, x]]))));
    const [least] = inOrder(found);
    if (least === undefined) throw new OutOfRange('choose of nothing');
    return least;
  }
  const all = inAll(e.binders, s).map((inner) => evaluate(e.body, inner));
  switch (e.quantifier) {
    case 'forall':
      return all.every(truth);
    case 'exists':
      return all.some(truth);
    case 'count':
      return all.filter(truth).length;
    case 'sum':
      return all.reduce<number>((sum, one) => sum + number(one), 0);
    case 'min':
    case 'max':
      if (all.length === 0) throw new OutOfRange(`${e.quantifier} of nothing`);
      return e.quantifier === 'min' ? Math.min(...all.map(number)) : Math.max(...all.map(number));
  }
}

function updated(e: Extract<Expression, { kind: 'update' }>, s: Scope): Value {
  let whole = evaluate(e.object, s);
  for (const update of e.updates) {
    if (typeof whole !== 'object') throw new NotCovered('an update of a number');
    const value = evaluate(update.value, s);
    if (update.kind === 'keyUpdate' && whole.kind === 'map') {
      const key = evaluate(update.key, s);
      entry(whole, key);
      whole = mapOf([...whole.entries, [key, value]]);
    } else if (update.kind === 'fieldUpdate' && whole.kind === 'struct') {
      const { name } = update.name;
      const type = s.program.type(whole.type);
      if (!type) throw new NotCovered('an update');
      whole = writeAt(type, whole, [{ field: name }], value);
    } else throw new NotCovered('an update');
  }
  return whole;
}
