import { projectedType } from '../core/evaluate/access.ts';
import type {
  Expr,
  FunctionSymbol,
  LocalSymbol,
  MatchPattern,
  Projection,
  VariableSymbol,
} from '../core/expression.ts';
import { InternalError } from '../core/internal-error.ts';
import { itemAt, zip } from '../core/lists.ts';
import { isSubtype } from '../core/relations.ts';
import { childrenOf } from '../core/traverse.ts';
import type { Type } from '../core/types.ts';
import { equalValues } from '../core/values.ts';
import type { ExportedConstant } from './constants.ts';
import { fieldName, type ModuleNames } from './names.ts';
import { Orders } from './orders.ts';
import type { Definition } from './print.ts';
import { allDone, translateAt, translateProcessLocal } from './processes.ts';
import { image, translateQuantifier } from './quantifiers.ts';
import {
  type ExprOf,
  nameFor,
  primed,
  type Scope,
  type SlotValues,
  type Translator,
  withLocals,
  withSlots,
  wrapped,
} from './scope.ts';
import type { ModuleState } from './state.ts';
import * as tla from './syntax.ts';
import type { Binding, Step, Tla } from './syntax.ts';
import { payloadOf, type Vocabulary } from './vocabulary.ts';

/** A condition, and what is known where it is true. */
export interface Opened {
  readonly test: Tla;
  readonly scope: Scope;
  /** What slots the names of its patterns live in. */
  readonly slots: SlotValues;
  readonly bindings: readonly Binding[];
}

/** What a pattern asks of a value, and what it binds to parts of it. */
export interface Matched {
  readonly test: Tla;
  readonly symbols: readonly (readonly [LocalSymbol, Tla])[];
  readonly slots: SlotValues;
}

/** Expressions as trees, and the operators that functions of the spec become. */
export class Expressions implements Translator {
  readonly vocabulary: Vocabulary;
  readonly orders: Orders;
  readonly state: ModuleState;
  /** In an order in which each uses only those before it. */
  readonly functions: (Definition & { readonly symbol: FunctionSymbol })[] = [];
  readonly #names: ModuleNames;
  readonly #constants: readonly ExportedConstant[];
  readonly #operators = new Map<FunctionSymbol, string>();
  readonly #reads = new Map<FunctionSymbol, ReadonlySet<VariableSymbol>>();

  constructor(state: ModuleState, names: ModuleNames, constants: readonly ExportedConstant[]) {
    this.state = state;
    this.vocabulary = state.vocabulary;
    this.orders = new Orders(state.vocabulary);
    this.#names = names;
    this.#constants = constants;
  }

  /** Where variables have the values of the state, and nothing else is known. */
  get plain(): Scope {
    return {
      variable: (symbol) => tla.text(this.state.nameOf(symbol)),
      isCurrent: () => true,
      slot: () => {
        throw new InternalError('a slot outside of a step');
      },
      self: tla.NOTHING,
      locals: new Map(),
      isPrimed: false,
    };
  }

  translate(expr: Expr, scope: Scope): Tla {
    const inner = (e: Expr): Tla => this.translate(e, scope);
    switch (expr.kind) {
      case 'constant':
        return this.#constant(expr);
      case 'variable':
        return scope.variable(expr.symbol);
      case 'local': {
        const value = scope.locals.get(expr.symbol.id);
        if (value === undefined) throw new InternalError(`'${expr.symbol.name}' has no value here`, expr.at);
        return value;
      }
      case 'slot':
        return scope.slot(expr.slot);
      case 'self':
        return scope.self;
      case 'unary':
        if (expr.op === 'not') return tla.not(inner(expr.operand));
        return tla.prefix(expr.op === 'negate' ? '-' : 'SUBSET', inner(expr.operand));
      case 'binary':
        return this.#binary(expr, scope);
      case 'index':
        return tla.index(inner(expr.object), this.#key(expr.object.type, inner(expr.index)));
      case 'field':
        return this.#fieldOf(inner(expr.object), expr.object.type, expr.field);
      case 'if': {
        const { test, scope: then, bindings } = this.open(expr.condition, scope);
        return wrapped(bindings, tla.conditional(test, this.translate(expr.then, then), inner(expr.otherwise)));
      }
      case 'let': {
        const binding = { name: nameFor(expr.symbol), value: inner(expr.value) };
        return tla.bind(binding, this.translate(expr.body, withLocals(scope, [[expr.symbol, tla.use(binding)]])));
      }
      case 'match':
        return this.#match(expr, scope, (body, within) => this.translate(body, within));
      case 'is': {
        const { test, bindings } = this.open(expr, scope);
        return wrapped(bindings, test);
      }
      case 'quantifier':
        return translateQuantifier(expr, scope, this);
      case 'filter': {
        const name = nameFor(expr.symbol);
        const within = withLocals(scope, [[expr.symbol, tla.named(name)]]);
        return { kind: 'filter', name, set: inner(expr.set), condition: this.translate(expr.condition, within) };
      }
      case 'image':
        return image(expr.binders, { scope, to: this }, (within) => this.translate(expr.element, within));
      case 'mapOf': {
        const name = nameFor(expr.symbol);
        const key = expr.type.kind === 'map' ? expr.type.key : expr.symbol.type;
        const body = this.translate(expr.value, withLocals(scope, [[expr.symbol, tla.named(name)]]));
        return { kind: 'function', name, set: this.vocabulary.setOf(key), body };
      }
      case 'tuple': {
        const elements = expr.elements.map(inner);
        return expr.type.kind === 'struct' ? this.vocabulary.struct(expr.type, elements) : tla.tuple(elements);
      }
      case 'variant':
        return this.vocabulary.variant(expr.type, expr.tag, expr.payload.map(inner));
      case 'set':
        return tla.set(expr.elements.map(inner));
      case 'sequence':
        return tla.tuple(expr.elements.map(inner));
      case 'update':
        return this.change(inner(expr.object), expr.object.type, [expr.key], inner(expr.value), scope);
      case 'call':
        return this.#call(expr, scope);
      case 'builtin':
        return this.#builtin(expr, scope);
      case 'narrow':
        return inner(expr.operand);
      case 'instance':
        return this.vocabulary.process(expr.family.name, expr.indices.map(inner));
      case 'prime':
        return this.translate(expr.operand, primed(scope));
      case 'at':
        return translateAt(expr, scope, this);
      case 'processLocal':
        return translateProcessLocal(expr, scope, this);
      case 'allDone':
        return allDone(scope, this);
      case 'enabled':
      case 'temporal':
      case 'temporalPair':
      case 'error':
        throw new InternalError(`${expr.kind} is no condition of a state`, expr.at);
    }
  }

  // ------------------------------------------------------------------------------------- conditions

  /** A condition with what the patterns in it bind where it is true. */
  open(expr: Expr, scope: Scope): Opened {
    if (expr.kind === 'is') {
      const binding = { name: { base: 'v' }, value: this.translate(expr.value, scope) };
      const { test, symbols, slots } = this.matched(expr.pattern, tla.use(binding), expr.value.type);
      return { test, scope: withSlots(withLocals(scope, symbols), slots), slots, bindings: [binding] };
    }
    if (expr.kind === 'binary' && expr.op === 'and') {
      const left = this.open(expr.left, scope);
      const right = this.open(expr.right, left.scope);
      return {
        test: tla.and([left.test, right.test]),
        scope: right.scope,
        slots: [...left.slots, ...right.slots],
        bindings: [...left.bindings, ...right.bindings],
      };
    }
    return { test: this.translate(expr, scope), scope, slots: [], bindings: [] };
  }

  matched(pattern: MatchPattern, value: Tla, type: Type): Matched {
    switch (pattern.kind) {
      case 'any':
        return { test: tla.TRUE, symbols: [], slots: [] };
      case 'bind':
        return { test: tla.TRUE, symbols: [[pattern.symbol, value]], slots: [] };
      case 'bindSlot':
        return { test: tla.TRUE, symbols: [], slots: [[pattern.slot, value]] };
      case 'value':
        return { test: tla.equal(value, this.vocabulary.value(pattern.value, type)), symbols: [], slots: [] };
      case 'variant': {
        const types = payloadOf(type, pattern.tag);
        const parts = pattern.payload.map((part, i) =>
          this.matched(part, this.vocabulary.payload(value, type, pattern.tag, i), itemAt(types, i)),
        );
        return joined(this.vocabulary.isVariant(value, type, pattern.tag), parts);
      }
      case 'tuple': {
        const parts = pattern.elements.map((part, i) =>
          this.matched(part, this.#fieldOf(value, type, i), partType(type, i)),
        );
        return joined(tla.TRUE, parts);
      }
    }
  }

  /** The arms of a `match` as a chain of conditions; the last one always matches. */
  #match(expr: ExprOf<'match'>, scope: Scope, translate: (body: Expr, within: Scope) => Tla): Tla {
    const binding = { name: { base: 'v' }, value: this.translate(expr.value, scope) };
    const arms = expr.arms.map(({ pattern, body }) => {
      const { test, symbols, slots } = this.matched(pattern, tla.use(binding), expr.value.type);
      return { test, value: translate(body, withSlots(withLocals(scope, symbols), slots)) };
    });
    const last = itemAt(arms, arms.length - 1).value;
    const chain = arms.slice(0, -1).reduceRight((rest, { test, value }) => tla.conditional(test, value, rest), last);
    return tla.bind(binding, chain);
  }

  // -------------------------------------------------------------------------------------- operators

  #binary(expr: ExprOf<'binary'>, scope: Scope): Tla {
    if (expr.op === 'and') {
      const { test, bindings } = this.open(expr, scope);
      return wrapped(bindings, test);
    }
    if (expr.op === 'implies') {
      const { test, scope: then, bindings } = this.open(expr.left, scope);
      return wrapped(bindings, tla.implies(test, this.translate(expr.right, then)));
    }
    const left = this.translate(expr.left, scope);
    const right = this.translate(expr.right, scope);
    switch (expr.op) {
      case 'or':
        return tla.or([left, right]);
      case 'iff':
        return tla.infix(left, '<=>', right);
      case 'eq':
        return tla.equal(left, right);
      case 'ne':
        return tla.infix(left, '#', right);
      case 'lt':
      case 'gt':
      case 'le':
      case 'ge':
        return this.#order(expr, left, right);
      case 'in':
        return tla.member(left, right);
      default:
        return tla.infix(left, arithmetic[expr.op], right);
    }
  }

  #order({ op, left: { type } }: ExprOf<'binary'>, a: Tla, b: Tla): Tla {
    if (type.kind === 'int') return tla.infix(a, op === 'lt' ? '<' : op === 'le' ? '<=' : op === 'gt' ? '>' : '>=', b);
    switch (op) {
      case 'lt':
        return this.orders.less(type, a, b);
      case 'gt':
        return this.orders.less(type, b, a);
      case 'le':
        return tla.not(this.orders.less(type, b, a));
      default:
        return tla.not(this.orders.less(type, a, b));
    }
  }

  #builtin(expr: ExprOf<'builtin'>, scope: Scope): Tla {
    const [first, second] = expr.arguments.map((e) => this.translate(e, scope));
    if (!first) throw new InternalError(`${expr.builtin} without arguments`, expr.at);
    switch (expr.builtin) {
      case 'size':
        return tla.apply(expr.arguments[0]?.type.kind === 'set' ? 'Cardinality' : 'Len', first);
      case 'head':
        return tla.apply('Head', first);
      case 'tail':
        return tla.apply('Tail', first);
      case 'last': {
        const binding = { name: { base: 's' }, value: first };
        return tla.bind(binding, tla.index(tla.use(binding), tla.apply('Len', tla.use(binding))));
      }
      case 'push':
        return tla.apply('Append', first, second ?? first);
      case 'int':
        return tla.conditional(first, tla.number(1), tla.number(0));
    }
  }

  // ---------------------------------------------------------------------------------------- values

  #constant({ name, value, type }: ExprOf<'constant'>): Tla {
    if (name === undefined) return this.vocabulary.value(value, type);
    const known = this.#constants.find((one) => one.shortName === name && equalValues(one.value, value));
    if (known) return tla.text(known.text);
    return type.kind === 'set' ? this.vocabulary.aliased(name, value, type) : this.vocabulary.value(value, type);
  }

  /** Sequences count from 0 in the language and from 1 in TLA+. */
  #key(object: Type, index: Tla): Tla {
    if (object.kind !== 'seq') return index;
    const isLiteral = index.kind === 'text' && /^\d+$/.test(index.text);
    return isLiteral ? tla.number(Number(index.text) + 1) : tla.infix(index, '+', tla.number(1));
  }

  #fieldOf(object: Tla, type: Type, field: number): Tla {
    if (type.kind === 'struct') return tla.field(object, fieldOfStruct(type, field));
    return tla.index(object, tla.number(field + 1));
  }

  /** A value with another value at the end of a path. */
  change(object: Tla, type: Type, path: readonly Projection[], value: Tla, scope: Scope): Tla {
    if (path.length === 0) return value;
    return { kind: 'except', object, path: this.steps(type, path, scope), value };
  }

  /** A part of a value. */
  partAt(object: Tla, type: Type, step: Projection, scope: Scope): Tla {
    if (step.kind === 'field') return this.#fieldOf(object, type, step.field);
    return tla.index(object, this.#key(type, this.translate(step.index, scope)));
  }

  /** Whether a value of a wider type of the same form is one of `to`; `TRUE` where types show it. */
  fits(value: Tla, from: Type, to: Type): Tla {
    return isSubtype(from, to) ? tla.TRUE : tla.member(value, this.vocabulary.setOf(to));
  }

  steps(type: Type, path: readonly Projection[], scope: Scope): readonly Step[] {
    const [first, ...rest] = path;
    if (!first) return [];
    const part = partType(type, first.kind === 'field' ? first.field : 0);
    const step: Step =
      first.kind === 'index'
        ? { kind: 'index', arguments: [this.#key(type, this.translate(first.index, scope))] }
        : type.kind === 'struct'
          ? { kind: 'field', field: fieldOfStruct(type, first.field) }
          : { kind: 'index', arguments: [tla.number(first.field + 1)] };
    return [step, ...this.steps(part, rest, scope)];
  }

  // --------------------------------------------------------------------------------------- functions

  /** Variables that a function reads, `pc` and locals of processes included as those of no name. */
  #readsOf(symbol: FunctionSymbol): ReadonlySet<VariableSymbol> {
    const known = this.#reads.get(symbol);
    if (known) return known;
    const reads = new Set<VariableSymbol>();
    const visit = (expr: Expr): void => {
      if (expr.kind === 'variable') reads.add(expr.symbol);
      if (expr.kind === 'call') for (const read of this.#readsOf(expr.function)) reads.add(read);
      childrenOf(expr).forEach(visit);
    };
    visit(symbol.body);
    this.#reads.set(symbol, reads);
    return reads;
  }

  #call(expr: ExprOf<'call'>, scope: Scope): Tla {
    const { function: symbol } = expr;
    const args = expr.arguments.map((e) => this.translate(e, scope));
    const isOperator = scope.isPrimed ? isPure(symbol.body) : scope.isCurrent(this.#readsOf(symbol));
    if (isOperator) return tla.apply(this.#operatorOf(symbol), ...args);
    return this.inlined(expr, scope, (within) => this.translate(symbol.body, within));
  }

  /** The body of a function, with its parameters bound to the arguments of a call. */
  inlined(expr: ExprOf<'call'>, scope: Scope, body: (within: Scope) => Tla): Tla {
    const { function: symbol } = expr;
    const bindings = symbol.parameters.map((p, i) => ({
      name: nameFor(p),
      value: this.translate(itemAt(expr.arguments, i), scope),
    }));
    const locals = zip(symbol.parameters, bindings.map(tla.use));
    return wrapped(bindings, body(withLocals(scope, locals)));
  }

  #operatorOf(symbol: FunctionSymbol): string {
    const known = this.#operators.get(symbol);
    if (known !== undefined) return known;
    const parameters = symbol.parameters.map(nameFor);
    const scope = withLocals(this.plain, zip(symbol.parameters, parameters.map(tla.named)));
    const body = this.translate(symbol.body, scope);
    const name = this.#names.give(symbol.name);
    this.#operators.set(symbol, name);
    this.functions.push({ symbol, name, parameters, body });
    return name;
  }
}

function partType(type: Type, field: number): Type {
  return projectedType(type, { kind: 'field', field });
}

function fieldOfStruct(type: Extract<Type, { kind: 'struct' }>, field: number): string {
  return fieldName(itemAt(type.fields, field).name);
}

const arithmetic = {
  add: '+',
  sub: '-',
  mul: '*',
  div: '\\div',
  mod: '%',
  range: '..',
  union: '\\cup',
  difference: '\\',
  intersect: '\\cap',
} as const;

function joined(test: Tla, parts: readonly Matched[]): Matched {
  return {
    test: tla.and([test, ...parts.map((part) => part.test)]),
    symbols: parts.flatMap((part) => part.symbols),
    slots: parts.flatMap((part) => part.slots),
  };
}

function isPure(expr: Expr): boolean {
  switch (expr.kind) {
    case 'variable':
    case 'at':
    case 'processLocal':
    case 'allDone':
      return false;
    case 'call':
      return isPure(expr.function.body) && expr.arguments.every(isPure);
    default:
      return childrenOf(expr).every(isPure);
  }
}
