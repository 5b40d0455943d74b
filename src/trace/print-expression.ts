import { formatType, formatValue } from '../core/format.ts';
import { infixOperators, type OperatorEntry, postfixPrecedence, prefixOperators } from '../../grammar/operators.ts';
import type { AtPlace, BinaryOp, BoundSet, Expr, Projection } from '../core/expression.ts';
import { itemAt } from '../core/lists.ts';
import { InternalError } from '../core/internal-error.ts';
import type { Type, Value } from '../core/types.ts';
import { boundBy, childrenOf } from '../core/traverse.ts';
import type { Slot } from '../ir/system.ts';
import { type Scene, withLocals } from './moment.ts';
import { evaluated, opening, type Printing, withBinders, withUnknown } from './printing.ts';
import { printPattern, variantName } from './print-pattern.ts';
import { armTaken } from './places.ts';

/**
 * Expressions as text, made from what is evaluated. With a scene, indices and arguments of functions are printed as
 * their values, and conditionals as the branch taken; every other name is printed as it was written.
 */

export interface Printed {
  readonly text: string;
  /** Slots of locals that the text names. */
  readonly names: readonly number[];
}

export function printExpression(expr: Expr, slots: readonly Slot[], scene?: Scene): Printed {
  const names = new Set<number>();
  const text = print(expr, 0, { slots, scene, names, unknown: new Set(), taken: new Set() });
  return { text, names: [...names] };
}

/** An argument of a call: its value, unless it reads shared places, which are worth showing. */
export function printArgument(expr: Expr, scene: Scene): Printed {
  const names = new Set<number>();
  const text = argumentText(expr, { slots: scene.slots, scene, names, unknown: new Set(), taken: new Set() });
  return { text, names: [...names] };
}

const binary: Readonly<Record<BinaryOp, string>> = {
  and: '&&',
  or: '||',
  implies: '=>',
  iff: '<=>',
  eq: '==',
  ne: '!=',
  lt: '<',
  le: '<=',
  gt: '>',
  ge: '>=',
  in: 'in',
  add: '+',
  sub: '-',
  mul: '*',
  div: '/',
  mod: '%',
  range: '..',
  union: 'union',
  difference: '\\',
  intersect: 'intersect',
};

const unary = { not: '!', negate: '-', subset: 'subset ' } as const;

/** Binds tighter than every operator. */
const ATOM = postfixPrecedence;
/** Extends as far to the right as possible: parenthesised wherever something may follow. */
const OPEN = 0;

/** @param around the lowest precedence that the text may have without parentheses */
function print(expr: Expr, around: number, p: Printing): string {
  const { text, precedence } = node(expr, p);
  return precedence < around ? `(${text})` : text;
}

/** A text, and how tightly its outermost operator binds. */
interface Text {
  readonly text: string;
  readonly precedence: number;
}

type OfKind<K extends Expr['kind']> = Extract<Expr, { kind: K }>;

function atom(text: string): Text {
  return { text, precedence: ATOM };
}

function open(text: string): Text {
  return { text, precedence: OPEN };
}

function each(exprs: readonly Expr[], p: Printing): string {
  return exprs.map((e) => print(e, OPEN, p)).join(', ');
}

function node(expr: Expr, p: Printing): Text {
  switch (expr.kind) {
    case 'constant':
      return atom(expr.name ?? constantText(expr.value, expr.type));
    case 'variable':
      return atom(expr.symbol.name);
    case 'local':
      return localText(expr, p);
    case 'slot':
      return expr.read ? node(expr.read, p) : atom(slotText(expr.slot, p));
    case 'self':
      return atom('self');
    case 'unary':
    case 'binary':
    case 'temporal':
    case 'temporalPair':
      return operatorText(expr, p);
    case 'index':
      return atom(`${print(expr.object, ATOM, p)}[${indexText(expr.index, keyType(expr.object.type), p)}]`);
    case 'field':
      return atom(`${print(expr.object, ATOM, p)}.${fieldName(expr.object.type, expr.field)}`);
    case 'if':
      return ifText(expr, p);
    case 'let':
      return letText(expr, p);
    case 'match':
      return matchText(expr, p);
    case 'is':
      return atom(`${print(expr.value, ATOM, p)} is ${printPattern(expr.pattern, expr.value.type, p.slots)}`);
    case 'quantifier':
    case 'filter':
    case 'image':
    case 'mapOf':
      return binderText(expr, p);
    case 'tuple':
    case 'variant':
    case 'set':
    case 'sequence':
    case 'update':
      return constructionText(expr, p);
    case 'call':
      if (expr.read) return node(expr.read, p);
      return atom(`${expr.function.name}(${expr.arguments.map((e) => argumentText(e, p)).join(', ')})`);
    case 'builtin':
      return atom(`${expr.builtin}(${each(expr.arguments, p)})`);
    case 'narrow':
      return node(expr.operand, p);
    case 'instance':
    case 'at':
    case 'processLocal':
      return processText(expr, p);
    case 'enabled':
      return enabledText(expr, p);
    case 'prime':
      return atom(`${print(expr.operand, ATOM, p)}'`);
    case 'allDone':
      return atom('all_done');
    case 'error':
      return atom('?');
  }
}

function localText(expr: OfKind<'local'>, p: Printing): Text {
  const { id, name, role, type } = expr.symbol;
  const value = p.taken.has(id) || role === 'index' ? p.scene?.moment.locals[id] : undefined;
  return atom(value === undefined ? name : formatValue(value, type));
}

function operatorText(expr: OfKind<'unary' | 'binary' | 'temporal' | 'temporalPair'>, p: Printing): Text {
  switch (expr.kind) {
    case 'unary': {
      if (expr.op === 'not' && expr.operand.kind === 'binary' && expr.operand.op === 'in')
        return infix('!in', expr.operand.left, expr.operand.right, p);
      return prefix(unary[expr.op].trim(), unary[expr.op], expr.operand, p);
    }
    case 'binary': {
      const opens = expr.op === 'and' || expr.op === 'implies';
      return infix(binary[expr.op], expr.left, expr.right, p, opens ? opening(expr.left, p) : p);
    }
    case 'temporal':
      return prefix(expr.op, `${expr.op} `, expr.operand, p);
    case 'temporalPair':
      return infix(expr.op === 'leadsTo' ? '~>' : 'until', expr.left, expr.right, p);
  }
}

function prefix(operator: string, text: string, operand: Expr, p: Printing): Text {
  const { precedence } = entryOf(operator, prefixOperators);
  return { text: `${text}${print(operand, precedence, p)}`, precedence };
}

/** For a conditional whose condition has a value, the branch taken. */
function ifText(expr: OfKind<'if'>, p: Printing): Text {
  const taken = evaluated(expr.condition, p);
  const opened = opening(expr.condition, p);
  if (taken !== undefined) return taken === 0 ? node(expr.otherwise, p) : node(expr.then, opened);
  const then = print(expr.then, OPEN, opened);
  return open(`if ${print(expr.condition, OPEN, p)} then ${then} else ${print(expr.otherwise, OPEN, p)}`);
}

function letText(expr: OfKind<'let'>, p: Printing): Text {
  const { id } = expr.symbol;
  const value = evaluated(expr.value, p);
  const inner =
    p.scene && value !== undefined ? { ...p, scene: withLocals(p.scene, [[id, value]]) } : withUnknown(p, [id]);
  return open(`let ${expr.symbol.name} = ${print(expr.value, OPEN, p)} in ${print(expr.body, OPEN, inner)}`);
}

function matchText(expr: OfKind<'match'>, p: Printing): Text {
  const arm = p.scene && evaluated(expr.value, p) !== undefined ? armTaken(expr, p.scene) : undefined;
  if (arm) {
    const bound = expr.arms.flatMap(({ pattern }) => boundBy(pattern).map(({ id }) => id));
    return node(arm.body, { ...p, scene: arm.scene, taken: new Set([...p.taken, ...bound]) });
  }
  const arms = expr.arms.map(({ pattern, body }) => {
    const inner = withUnknown(
      p,
      boundBy(pattern).map(({ id }) => id),
    );
    return `${printPattern(pattern, expr.value.type, p.slots)} => ${print(body, OPEN, inner)}`;
  });
  return atom(`match ${print(expr.value, OPEN, p)} { ${arms.join(', ')} }`);
}

function binderText(expr: OfKind<'quantifier' | 'filter' | 'image' | 'mapOf'>, p: Printing): Text {
  switch (expr.kind) {
    case 'quantifier': {
      const { binders, body } = joined(expr);
      return open(`${expr.quantifier} ${bindersText(binders, p)}: ${print(body, OPEN, withBinders(p, binders))}`);
    }
    case 'filter': {
      const inner = withUnknown(p, [expr.symbol.id]);
      return atom(`{ ${expr.symbol.name} in ${print(expr.set, OPEN, p)}: ${print(expr.condition, OPEN, inner)} }`);
    }
    case 'image': {
      const element = print(expr.element, OPEN, withBinders(p, expr.binders));
      return atom(`{ ${element} for ${bindersText(expr.binders, p)} }`);
    }
    case 'mapOf': {
      const inner = withUnknown(p, [expr.symbol.id]);
      const key = expr.type.kind === 'map' ? formatType(expr.type.key) : formatType(expr.symbol.type);
      return atom(`[${expr.symbol.name} in ${key} -> ${print(expr.value, OPEN, inner)}]`);
    }
  }
}

function constructionText(expr: OfKind<'tuple' | 'variant' | 'set' | 'sequence' | 'update'>, p: Printing): Text {
  switch (expr.kind) {
    case 'tuple': {
      const { type, elements } = expr;
      if (type.kind !== 'struct') return atom(`(${each(elements, p)})`);
      const fields = elements.map((e, i) => `${itemAt(type.fields, i).name}: ${print(e, OPEN, p)}`);
      return atom(`${type.name} { ${fields.join(', ')} }`);
    }
    case 'variant': {
      const name = variantName(expr.type, expr.tag);
      return atom(expr.payload.length === 0 ? name : `${name}(${each(expr.payload, p)})`);
    }
    case 'set':
      return atom(`{${each(expr.elements, p)}}`);
    case 'sequence':
      return atom(`[${each(expr.elements, p)}]`);
    case 'update':
      return updateText(expr, p);
  }
}

function processText(expr: OfKind<'instance' | 'at' | 'processLocal'>, p: Printing): Text {
  const indices = expr.indices.map((e) => indexText(e, undefined, p));
  const process = indices.length === 0 ? expr.family.name : `${expr.family.name}[${indices.join(', ')}]`;
  switch (expr.kind) {
    case 'instance':
      return atom(process);
    case 'at':
      return atom(`${process} at ${placeName(expr.place)}`);
    case 'processLocal':
      return atom(`${process}.${expr.locals[0]?.name ?? '?'}`);
  }
}

function enabledText(expr: OfKind<'enabled'>, p: Printing): Text {
  const given = expr.of.kind === 'action' ? expr.of.arguments : expr.of.indices;
  const name = expr.of.kind === 'action' ? expr.of.action.name : expr.of.family.name;
  const texts = given.map((e) => argumentText(e, p)).join(', ');
  const suffix = given.length === 0 ? '' : expr.of.kind === 'action' ? `(${texts})` : `[${texts}]`;
  return atom(`enabled(${name}${suffix})`);
}

function entryOf(operator: string, table: ReadonlyMap<string, OperatorEntry>): OperatorEntry {
  const found = table.get(operator);
  if (found === undefined) throw new InternalError(`there is no operator '${operator}'`);
  return found;
}

function infix(operator: string, left: Expr, right: Expr, p: Printing, onTheRight = p): Text {
  const { precedence, associativity } = entryOf(operator, infixOperators);
  const a = print(left, associativity === 'left' ? precedence : precedence + 1, p);
  const b = print(right, associativity === 'right' ? precedence : precedence + 1, onTheRight);
  return { text: operator === '..' ? `${a}..${b}` : `${a} ${operator} ${b}`, precedence };
}

/** `forall x in S, y in T` is one quantifier inside another. */
function joined(expr: Extract<Expr, { kind: 'quantifier' }>): Pick<typeof expr, 'binders' | 'body'> {
  const { quantifier, binders, body } = expr;
  if (body.kind !== 'quantifier' || body.quantifier !== quantifier || !['forall', 'exists'].includes(quantifier))
    return expr;
  const inner = joined(body);
  return { binders: [...binders, ...inner.binders], body: inner.body };
}

/** A local by its name; the result of a call by the call, whose own line shows its arguments. */
function slotText(slot: number, p: Printing): string {
  const symbol = p.slots[slot];
  if (symbol?.symbol?.role === 'result') return `${symbol.name}(…)`;
  p.names.add(slot);
  return symbol?.name ?? '?';
}

/** An index, printed as its value. */
function indexText(index: Expr, key: Type | undefined, p: Printing): string {
  const value = evaluated(index, p);
  return value === undefined ? print(index, OPEN, p) : formatValue(value, key ?? index.type);
}

function argumentText(argument: Expr, p: Printing): string {
  const value = readsVariables(argument) ? undefined : evaluated(argument, p);
  return value === undefined ? print(argument, OPEN, p) : formatValue(value, argument.type);
}

function readsVariables(expr: Expr): boolean {
  return expr.kind === 'variable' || expr.kind === 'call' || childrenOf(expr).some(readsVariables);
}

function keyType(object: Type): Type | undefined {
  return object.kind === 'map' ? object.key : undefined;
}

function fieldName(type: Type, field: number): string {
  return type.kind === 'struct' ? (type.fields[field]?.name ?? String(field)) : String(field);
}

function placeName(place: AtPlace): string {
  switch (place.kind) {
    case 'done':
      return 'done';
    case 'label':
      return place.procedure ? `${place.procedure.name}.${place.label.name}` : place.label.name;
    case 'procedure':
      return place.procedure.name;
  }
}

function updateText(expr: Extract<Expr, { kind: 'update' }>, p: Printing): Text {
  const changes: string[] = [];
  let object: Expr = expr;
  while (object.kind === 'update') {
    changes.unshift(`${keyText(object.key, object.object.type, p)} = ${print(object.value, OPEN, p)}`);
    object = object.object;
  }
  return { text: `${print(object, ATOM, p)} with { ${changes.join(', ')} }`, precedence: ATOM };
}

function keyText(key: Projection, type: Type, p: Printing): string {
  return key.kind === 'field' ? fieldName(type, key.field) : `[${indexText(key.index, keyType(type), p)}]`;
}

function bindersText(binders: readonly BoundSet[], p: Printing): string {
  return binders
    .map(({ symbol, set }, i) => `${symbol.name} in ${print(set, OPEN, withBinders(p, binders.slice(0, i)))}`)
    .join(', ');
}

/** A constant; a set that is an interval as `0..3`. */
function constantText(value: Value, type: Type): string {
  if (type.kind === 'set' && type.element.kind === 'int' && typeof value !== 'number' && value.length > 1) {
    const [first, last] = [value[0] as number, value[value.length - 1] as number];
    if (last - first === value.length - 1) return `${first}..${last}`;
  }
  return formatValue(value, type);
}
