import type { Expr, FunctionSymbol } from '../../core/expression.ts';
import { itemAt } from '../../core/lists.ts';
import { memoized } from '../../core/memoized.ts';
import { childrenOf } from '../../core/traverse.ts';
import type { Type } from '../../core/types.ts';
import type { IrPlace, Operation } from '../system.ts';
import { expressionsOf, indicesOf } from './slot-uses.ts';

/**
 * What an operation touches of the shared state. A location is a variable with the fields taken of it and
 * `[…]` for each index: `new.refs`, `cache[i]`. Ghosts do not count (language.md, section 5).
 */
export interface Effects {
  /** Location texts, in order of first use. */
  readonly reads: ReadonlySet<string>;
  readonly writes: ReadonlySet<string>;
  readonly ghostReads: ReadonlySet<string>;
  readonly ghostWrites: ReadonlySet<string>;
  /** A read in a quantifier or comprehension stands for many locations. */
  readonly many: boolean;
}

/** Whether an expression is evaluated once, or for each element of a set. */
type Frequency = 'once' | 'repeatedly';

interface Collecting {
  readonly reads: Set<string>;
  readonly writes: Set<string>;
  readonly ghostReads: Set<string>;
  readonly ghostWrites: Set<string>;
  many: boolean;
  /** Functions that were looked at, and how often what is in them is read: once more adds nothing. */
  readonly functions: Map<FunctionSymbol, Frequency>;
}

function nothing(): Collecting {
  return {
    reads: new Set(),
    writes: new Set(),
    ghostReads: new Set(),
    ghostWrites: new Set(),
    many: false,
    functions: new Map(),
  };
}

/** Whether an expression reads a shared variable that is not a ghost, or tests where a process is. */
export function readsShared(expr: Expr): boolean {
  switch (expr.kind) {
    case 'variable':
      return !expr.symbol.ghost;
    case 'at':
    case 'allDone':
    case 'enabled':
    case 'processLocal':
      return true;
    case 'call':
      return functionReadsShared(expr.function) || expr.arguments.some(readsShared);
    default:
      return childrenOf(expr).some(readsShared);
  }
}

const functionReadsShared = memoized(({ body }: FunctionSymbol) => readsShared(body));

export function placeReadsShared(place: IrPlace): boolean {
  return indicesOf(place).some(readsShared);
}

/** A short text of an index: literals and names as they are, anything else `…`. */
function indexText(index: Expr): string {
  switch (index.kind) {
    case 'local':
      return index.symbol.name;
    case 'slot':
      return index.name;
    case 'constant':
      return typeof index.value === 'number' ? String(index.value) : '…';
    default:
      return '…';
  }
}

function fieldName(type: Type, field: number): string {
  return type.kind === 'struct' ? (type.fields[field]?.name ?? String(field)) : String(field);
}

/** `old[o].refs` of an expression that names a part of a variable; undefined for anything else. */
function locationOf(expr: Expr): { text: string; ghost: boolean } | undefined {
  switch (expr.kind) {
    case 'variable':
      return { text: expr.symbol.name, ghost: expr.symbol.ghost };
    case 'index': {
      const object = locationOf(expr.object);
      return object && { ...object, text: `${object.text}[${indexText(expr.index)}]` };
    }
    case 'field': {
      const object = locationOf(expr.object);
      return object && { ...object, text: `${object.text}.${fieldName(expr.object.type, expr.field)}` };
    }
    default:
      return undefined;
  }
}

function collectExpression(expr: Expr, into: Collecting, frequency: Frequency): void {
  const location = locationOf(expr);
  if (location) {
    (location.ghost ? into.ghostReads : into.reads).add(location.text);
    if (frequency === 'repeatedly' && !location.ghost && expr.kind !== 'variable') into.many = true;
    // Indices of the location are read as well.
    for (let e = expr; e.kind === 'index' || e.kind === 'field'; e = e.object)
      if (e.kind === 'index') collectExpression(e.index, into, frequency);
    return;
  }
  if (expr.kind === 'at') into.reads.add(`where ${expr.family.name} is`);
  if (expr.kind === 'call') {
    const earlier = into.functions.get(expr.function);
    if (earlier === undefined || (earlier === 'once' && frequency === 'repeatedly')) {
      into.functions.set(expr.function, frequency);
      collectExpression(expr.function.body, into, frequency);
    }
  }
  const repeats =
    expr.kind === 'quantifier' || expr.kind === 'filter' || expr.kind === 'image' || expr.kind === 'mapOf';
  for (const child of childrenOf(expr)) collectExpression(child, into, repeats ? 'repeatedly' : frequency);
}

/** The text of a place, given the names of variables and slots. */
export function placeText(
  place: IrPlace,
  names: { variable: (slot: number) => string; slot: (slot: number) => string },
  rootType: Type,
): string {
  let text = place.root.kind === 'variable' ? names.variable(place.root.slot) : names.slot(place.root.slot);
  let type = rootType;
  for (const step of place.path) {
    if (step.kind === 'index') {
      text += `[${indexText(step.index)}]`;
      type = type.kind === 'map' ? type.value : type.kind === 'seq' ? type.element : type;
    } else {
      text += `.${fieldName(type, step.field)}`;
      type =
        type.kind === 'struct'
          ? (type.fields[step.field]?.type ?? type)
          : type.kind === 'tuple'
            ? (type.elements[step.field] ?? type)
            : type;
    }
  }
  return text;
}

export interface NamedVariables {
  readonly variables: readonly { readonly name: string; readonly ghost: boolean; readonly type: Type }[];
}

/** What one operation reads and writes. */
export function effectsOf(operation: Operation, system: NamedVariables): Effects {
  const into = nothing();
  for (const expr of expressionsOf(operation)) collectExpression(expr, into, 'once');
  if (operation.kind === 'assign' && operation.target.root.kind === 'variable') {
    const variable = itemAt(system.variables, operation.target.root.slot);
    const text = placeText(operation.target, { variable: () => variable.name, slot: () => '' }, variable.type);
    (variable.ghost ? into.ghostWrites : into.writes).add(text);
  }
  return into;
}
