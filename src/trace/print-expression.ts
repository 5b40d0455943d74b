import { infixOperators, postfixPrecedence, prefixOperators } from '../../grammar/operators.ts';
import type { AtPlace, BinaryOp, BoundSet, Expr, MatchPattern, Projection } from '../core/expression.ts';
import type { Type, Value } from '../core/types.ts';
import { formatType, formatValue } from '../core/values.ts';
import { childrenOf } from '../core/traverse.ts';
import type { Slot } from '../ir/system.ts';
import { type Scene, valueIfAny, withLocals } from './moment.ts';
import { armTaken, sceneOpened, slotsBound } from './places.ts';

/**
 * Expressions as text, made from what is evaluated. With a scene, an index and what is given to a function stand as
 * their values, of a conditional only the branch taken; every other name stands as it was written.
 */

export interface Printed {
  readonly text: string;
  /** Slots of locals that the text names. */
  readonly names: readonly number[];
}

export function printExpression(expr: Expr, slots: readonly Slot[], scene?: Scene): Printed {
  const names = new Set<number>();
  const text = print(expr, 0, { slots, scene, names, unknown: new Set(), known: new Set() });
  return { text, names: [...names] };
}

/** What is given to a call: its value, unless it reads shared places, which are worth telling. */
export function printArgument(expr: Expr, scene: Scene): Printed {
  const names = new Set<number>();
  const text = argumentText(expr, { slots: scene.slots, scene, names, unknown: new Set(), known: new Set() });
  return { text, names: [...names] };
}

/** A pattern as it was written, for values of a type. */
export function printPattern(pattern: MatchPattern, type: Type, slots: readonly Slot[]): string {
  return patternText(pattern, type, (slot) => slots[slot]?.name ?? '_');
}

/** A local symbol by its id, or a slot. */
type Name = `local ${number}` | `slot ${number}`;

interface Printing {
  readonly slots: readonly Slot[];
  readonly scene: Scene | undefined;
  readonly names: Set<number>;
  /** Names bound in the expression around that have no value here, as for each element that they range over. */
  readonly unknown: ReadonlySet<Name>;
  /** Names bound by the arm of a `match` that is taken: it alone is printed, and so are their values. */
  readonly known: ReadonlySet<number>;
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
/** Extends as far to the right as possible: in parentheses wherever something may follow. */
const OPEN = 0;

/** @param around the precedence that the text needs at least to stand without parentheses */
function print(expr: Expr, around: number, p: Printing): string {
  const { text, precedence } = node(expr, p);
  return precedence < around ? `(${text})` : text;
}

function node(expr: Expr, p: Printing): { readonly text: string; readonly precedence: number } {
  const atom = (text: string): { text: string; precedence: number } => ({ text, precedence: ATOM });
  const open = (text: string): { text: string; precedence: number } => ({ text, precedence: OPEN });
  const each = (exprs: readonly Expr[]): string => exprs.map((e) => print(e, OPEN, p)).join(', ');
  switch (expr.kind) {
    case 'constant':
      return atom(expr.name ?? constantText(expr.value, expr.type));
    case 'variable':
      return atom(expr.symbol.name);
    case 'local': {
      const { id, name, role, type } = expr.symbol;
      const value = p.known.has(id) || role === 'index' ? p.scene?.moment.locals[id] : undefined;
      return atom(value === undefined ? name : formatValue(value, type));
    }
    case 'slot':
      return atom(slotText(expr.slot, p));
    case 'self':
      return atom('self');
    case 'unary': {
      if (expr.op === 'not' && expr.operand.kind === 'binary' && expr.operand.op === 'in')
        return infix('!in', expr.operand.left, expr.operand.right, p);
      const { precedence } = prefixOperators.get(unary[expr.op].trim())!;
      return { text: `${unary[expr.op]}${print(expr.operand, precedence, p)}`, precedence };
    }
    case 'binary': {
      const opens = expr.op === 'and' || expr.op === 'implies';
      return infix(binary[expr.op], expr.left, expr.right, p, opens ? opening(expr.left, p) : p);
    }
    case 'index':
      return atom(`${print(expr.object, ATOM, p)}[${indexText(expr.index, keyType(expr.object.type), p)}]`);
    case 'field':
      return atom(`${print(expr.object, ATOM, p)}.${fieldName(expr.object.type, expr.field)}`);
    case 'if': {
      const taken = evaluated(expr.condition, p);
      const opened = opening(expr.condition, p);
      if (taken !== undefined) return taken === 0 ? node(expr.otherwise, p) : node(expr.then, opened);
      const then = print(expr.then, OPEN, opened);
      return open(`if ${print(expr.condition, OPEN, p)} then ${then} else ${print(expr.otherwise, OPEN, p)}`);
    }
    case 'let': {
      const { id } = expr.symbol;
      const value = evaluated(expr.value, p);
      const inner =
        p.scene && value !== undefined ? { ...p, scene: withLocals(p.scene, [[id, value]]) } : withUnknown(p, [id]);
      return open(`let ${expr.symbol.name} = ${print(expr.value, OPEN, p)} in ${print(expr.body, OPEN, inner)}`);
    }
    case 'match': {
      const arm = p.scene && evaluated(expr.value, p) !== undefined ? armTaken(expr, p.scene) : undefined;
      if (arm) {
        const bound = expr.arms.flatMap(({ pattern }) => boundIds(pattern));
        return node(arm.body, { ...p, scene: arm.scene, known: new Set([...p.known, ...bound]) });
      }
      const arms = expr.arms.map(({ pattern, body }) => {
        const inner = withUnknown(p, boundIds(pattern));
        return `${printPattern(pattern, expr.value.type, p.slots)} => ${print(body, OPEN, inner)}`;
      });
      return atom(`match ${print(expr.value, OPEN, p)} { ${arms.join(', ')} }`);
    }
    case 'is':
      return atom(`${print(expr.value, ATOM, p)} is ${printPattern(expr.pattern, expr.value.type, p.slots)}`);
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
    case 'tuple': {
      const { type, elements } = expr;
      if (type.kind !== 'struct') return atom(`(${each(elements)})`);
      const fields = elements.map((e, i) => `${type.fields[i]!.name}: ${print(e, OPEN, p)}`);
      return atom(`${type.name} { ${fields.join(', ')} }`);
    }
    case 'variant': {
      const name = variantName(expr.type, expr.tag);
      return atom(expr.payload.length === 0 ? name : `${name}(${each(expr.payload)})`);
    }
    case 'set':
      return atom(`{${each(expr.elements)}}`);
    case 'sequence':
      return atom(`[${each(expr.elements)}]`);
    case 'update':
      return updateText(expr, p);
    case 'call':
      return atom(`${expr.function.name}(${expr.arguments.map((e) => argumentText(e, p)).join(', ')})`);
    case 'builtin':
      return atom(`${expr.builtin}(${each(expr.arguments)})`);
    case 'narrow':
      return node(expr.operand, p);
    case 'instance': {
      const indices = expr.indices.map((e) => indexText(e, undefined, p));
      return atom(indices.length === 0 ? expr.family.name : `${expr.family.name}[${indices.join(', ')}]`);
    }
    case 'at': {
      const process = expr.indices.map((e) => indexText(e, undefined, p));
      const family = process.length === 0 ? expr.family.name : `${expr.family.name}[${process.join(', ')}]`;
      return atom(`${family} at ${placeName(expr.place)}`);
    }
    case 'processLocal': {
      const process = expr.indices.map((e) => indexText(e, undefined, p));
      const family = process.length === 0 ? expr.family.name : `${expr.family.name}[${process.join(', ')}]`;
      return atom(`${family}.${expr.locals[0]?.name ?? '?'}`);
    }
    case 'prime':
      return atom(`${print(expr.operand, ATOM, p)}'`);
    case 'allDone':
      return atom('all_done');
    case 'enabled': {
      const given = expr.of.kind === 'action' ? expr.of.arguments : expr.of.indices;
      const name = expr.of.kind === 'action' ? expr.of.action.name : expr.of.family.name;
      const texts = given.map((e) => argumentText(e, p)).join(', ');
      const suffix = given.length === 0 ? '' : expr.of.kind === 'action' ? `(${texts})` : `[${texts}]`;
      return atom(`enabled(${name}${suffix})`);
    }
    case 'temporal': {
      const { precedence } = prefixOperators.get(expr.op)!;
      return { text: `${expr.op} ${print(expr.operand, precedence, p)}`, precedence };
    }
    case 'temporalPair':
      return infix(expr.op === 'leadsTo' ? '~>' : 'until', expr.left, expr.right, p);
    case 'error':
      return atom('?');
  }
}

function infix(
  operator: string,
  left: Expr,
  right: Expr,
  p: Printing,
  onTheRight = p,
): { text: string; precedence: number } {
  const { precedence, associativity } = infixOperators.get(operator)!;
  const a = print(left, associativity === 'left' ? precedence : precedence + 1, p);
  const b = print(right, associativity === 'right' ? precedence : precedence + 1, onTheRight);
  return { text: operator === '..' ? `${a}..${b}` : `${a} ${operator} ${b}`, precedence };
}

/** `forall x in S, y in T` is one quantifier in another. */
function joined(expr: Extract<Expr, { kind: 'quantifier' }>): Pick<typeof expr, 'binders' | 'body'> {
  const { quantifier, binders, body } = expr;
  if (body.kind !== 'quantifier' || body.quantifier !== quantifier || !['forall', 'exists'].includes(quantifier))
    return expr;
  const inner = joined(body);
  return { binders: [...binders, ...inner.binders], body: inner.body };
}

/** A local is named; the result of a call by the call, whose line tells its arguments. */
function slotText(slot: number, p: Printing): string {
  const symbol = p.slots[slot];
  if (symbol?.symbol?.role === 'result') return `${symbol.name}(…)`;
  p.names.add(slot);
  return symbol?.name ?? '?';
}

/** The value of an expression, unless there is no scene, it fails, or it depends on names without a value. */
function evaluated(expr: Expr, { scene, unknown }: Printing): Value | undefined {
  return scene && !mentions(expr, unknown) ? valueIfAny(expr, scene) : undefined;
}

function mentions(expr: Expr, names: ReadonlySet<Name>): boolean {
  if (names.size === 0) return false;
  if (expr.kind === 'local') return names.has(`local ${expr.symbol.id}`);
  if (expr.kind === 'slot') return names.has(`slot ${expr.slot}`);
  return childrenOf(expr).some((e) => mentions(e, names));
}

/** What is guarded by a condition: names of its `is` have values in it, if the condition is true. */
function opening(condition: Expr, p: Printing): Printing {
  const names = namesOpened(condition);
  if (names.length === 0) return p;
  const holds = evaluated(condition, p);
  if (p.scene && holds !== undefined && holds !== 0) return { ...p, scene: sceneOpened(condition, p.scene) };
  return { ...p, unknown: new Set([...p.unknown, ...names]) };
}

function namesOpened(condition: Expr): readonly Name[] {
  if (condition.kind === 'is')
    return [
      ...boundIds(condition.pattern).map((id): Name => `local ${id}`),
      ...slotsBound(condition.pattern).map((slot): Name => `slot ${slot}`),
    ];
  if (condition.kind !== 'binary' || condition.op !== 'and') return [];
  return [...namesOpened(condition.left), ...namesOpened(condition.right)];
}

/** An index as its value. */
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

function variantName(type: Type, tag: number): string {
  if (type.kind === 'union') return type.variants[tag]?.name ?? '?';
  if (type.kind === 'enum') return type.members[tag] ?? '?';
  return tag === 0 ? 'none' : 'some';
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

function updateText(expr: Extract<Expr, { kind: 'update' }>, p: Printing): { text: string; precedence: number } {
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

function withBinders(p: Printing, binders: readonly BoundSet[]): Printing {
  return withUnknown(
    p,
    binders.map(({ symbol }) => symbol.id),
  );
}

function withUnknown(p: Printing, ids: readonly number[]): Printing {
  return { ...p, unknown: new Set([...p.unknown, ...ids.map((id): Name => `local ${id}`)]) };
}

function boundIds(pattern: MatchPattern): readonly number[] {
  switch (pattern.kind) {
    case 'bind':
      return [pattern.symbol.id];
    case 'variant':
      return pattern.payload.flatMap(boundIds);
    case 'tuple':
      return pattern.elements.flatMap(boundIds);
    case 'any':
    case 'bindSlot':
    case 'value':
      return [];
  }
}

function patternText(pattern: MatchPattern, type: Type, nameOf: (slot: number) => string): string {
  const parts = (patterns: readonly MatchPattern[], types: readonly (Type | undefined)[]): string =>
    patterns.map((one, i) => patternText(one, types[i] ?? { kind: 'never' }, nameOf)).join(', ');
  switch (pattern.kind) {
    case 'any':
      return '_';
    case 'bind':
      return pattern.symbol.name;
    case 'bindSlot':
      return nameOf(pattern.slot);
    case 'value':
      return formatValue(pattern.value, type);
    case 'variant': {
      const name = variantName(type, pattern.tag);
      const types =
        type.kind === 'union'
          ? (type.variants[pattern.tag]?.payload.map((one) => one.type) ?? [])
          : [type.kind === 'option' ? type.element : undefined];
      return pattern.payload.length === 0 ? name : `${name}(${parts(pattern.payload, types)})`;
    }
    case 'tuple':
      return `(${parts(pattern.elements, type.kind === 'tuple' ? type.elements : [])})`;
  }
}

/** A constant; a set that is an interval as `0..3`. */
function constantText(value: Value, type: Type): string {
  if (type.kind === 'set' && type.element.kind === 'int' && typeof value !== 'number' && value.length > 1) {
    const [first, last] = [value[0] as number, value[value.length - 1] as number];
    if (last - first === value.length - 1) return `${first}..${last}`;
  }
  return formatValue(value, type);
}
