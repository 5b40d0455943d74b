import type {
  Expr,
  FunctionSymbol,
  LocalSymbol,
  MatchPattern,
  ProcessSymbol,
  VariableSymbol,
} from '../../core/expression.ts';
import type { Type } from '../../core/types.ts';
import { valuesOf } from '../../core/values.ts';
import {
  assembled,
  elementOf,
  packedScalar,
  partOf,
  rawOf,
  readSpot,
  type Spot,
  withElement,
  withPart,
  writeSpot,
} from './access.ts';
import { add, and, constantOf, eq, eqz, geU, mul, or, select, sub } from './arithmetic.ts';
import type { Compiler } from './compiler.ts';
import { converted } from './convert.ts';
import { constantWords, type Emitter, type Words, zeroWords } from './emitter.ts';
import { get, i32, type Instruction, set } from './encoding/instructions.ts';
import { compileBinary, compileSubsets } from './operators.ts';
import { addTo, compileFilter, compileImage, compileQuantifier } from './quantifiers.ts';
import { rankOf, sameWords } from './rank.ts';
import { compileBuiltin, compileSequence } from './sequences.ts';
import { withBit } from './sets.ts';
import { shapeOf } from './shape.ts';

/** Where the state is that an expression reads. */
export interface StateReader {
  variable(symbol: VariableSymbol): Spot;
  slot(slot: number): Spot;
  /** Number of the control point of an instance; undefined for one that does not exist. */
  point(instance: number): Instruction | undefined;
  /** A local of a process in a property; what is not in scope is a failure. */
  processLocal(instance: number, locals: readonly LocalSymbol[], emitter: Emitter): Words;
  /** Numbers of the control points at which `at` holds. */
  pointsAt(expr: Extract<Expr, { kind: 'at' }>): readonly number[];
  allDone(): Instruction;
  /** Number of a family's first instance, and how many are declared. */
  family(family: ProcessSymbol): { readonly first: number; readonly count: number };
}

/**
 * Compiles expressions to WebAssembly. Every value is a list of words, each a constant or a local; what has to
 * run beforehand is emitted first. Numbers are kept less the lower bound of their type.
 */
export class ExpressionCompiler implements Compiler {
  readonly emitter: Emitter;
  readonly self: Instruction;
  readonly #bound = new Map<number, Words>();
  #state: StateReader;
  readonly #next: StateReader | undefined;
  readonly #meet: ((expr: Expr) => readonly Instruction[]) | undefined;

  constructor(
    emitter: Emitter,
    state: StateReader,
    about: {
      readonly self?: Instruction;
      readonly next?: StateReader;
      /** What is emitted where the left side of an implication is true. */
      readonly meet?: (expr: Expr) => readonly Instruction[];
    } = {},
  ) {
    this.emitter = emitter;
    this.#state = state;
    this.self = about.self ?? i32(-1);
    this.#next = about.next;
    this.#meet = about.meet;
  }

  bind(symbol: LocalSymbol, value: Words): void {
    this.#bound.set(symbol.id, value);
  }

  /** Where a variable lies in the state that is read now. */
  variableSpot(symbol: VariableSymbol): Spot {
    return this.#state.variable(symbol);
  }

  /** A condition as 0 or 1. */
  condition(expr: Expr): Instruction {
    return this.words(expr).words[0]!;
  }

  /** A number as it is. */
  number(expr: Expr): Instruction {
    return rawOf(this.words(expr));
  }

  /** A value in the shape of another type; fails where it is not one of it. */
  as(expr: Expr, type: Type): Words {
    return converted(this.words(expr), expr.type, type, this.emitter);
  }

  words(expr: Expr): Words {
    const { emitter } = this;
    switch (expr.kind) {
      case 'constant':
        return constantWords(expr.value, shapeOf(expr.type));
      case 'variable':
        return this.#typed(readSpot(this.#state.variable(expr.symbol), emitter), expr.symbol.type, expr.type);
      case 'slot': {
        const spot = this.#state.slot(expr.slot);
        return this.#typed(readSpot(spot, emitter), spot.shape.type, expr.type);
      }
      case 'local': {
        const value = this.#bound.get(expr.symbol.id);
        if (!value) throw new Error(`'${expr.symbol.name}' has no value here`);
        return this.#typed(value, value.shape.type, expr.type);
      }
      case 'self':
        return { shape: shapeOf(expr.type), words: [this.self] };
      case 'unary':
        if (expr.op === 'not') return this.#scalar(expr.type, eqz(this.condition(expr.operand)));
        if (expr.op === 'negate')
          return this.#scalar(expr.type, packedScalar(sub(i32(0), this.number(expr.operand)), shapeOf(expr.type)));
        return compileSubsets(expr, this);
      case 'binary':
        return compileBinary(expr, this);
      case 'index':
        return this.#typed(...this.#index(expr), expr.type);
      case 'field': {
        const object = this.words(expr.object);
        if (object.shape.form.kind !== 'product') throw new Error('a field of something without fields');
        const part = object.shape.form.parts[expr.field]!;
        return this.#typed(partOf(object, part, emitter), part.shape.type, expr.type);
      }
      case 'if':
        return this.#either(this.condition(expr.condition), expr.type, expr.then, expr.otherwise);
      case 'let':
        this.bind(expr.symbol, this.as(expr.value, expr.symbol.type));
        return this.words(expr.body);
      case 'match':
        return this.#match(expr);
      case 'is':
        return this.#scalar(expr.type, this.matches(expr.pattern, this.words(expr.value), expr.value.type));
      case 'quantifier':
        return compileQuantifier(expr, this);
      case 'filter':
        return compileFilter(expr, this);
      case 'image':
        return compileImage(expr, this);
      case 'mapOf':
        return this.#mapOf(expr);
      case 'tuple': {
        const shape = shapeOf(expr.type);
        const { form } = shape;
        if (form.kind !== 'product') throw new Error('a tuple that is none');
        const parts = expr.elements.map((e, i) => ({
          part: form.parts[i]!,
          value: this.as(e, form.parts[i]!.shape.type),
        }));
        return assembled(shape, parts, emitter);
      }
      case 'variant': {
        const shape = shapeOf(expr.type);
        const { form } = shape;
        if (form.kind !== 'tagged') throw new Error('a variant that is none');
        const tag = { part: form.tag, value: { shape: form.tag.shape, words: [i32(expr.tag)] } };
        const payload = expr.payload.map((e, i) => {
          const part = form.variants[expr.tag]![i]!;
          return { part, value: this.as(e, part.shape.type) };
        });
        return assembled(shape, [tag, ...payload], emitter);
      }
      case 'set':
        return this.#set(expr);
      case 'sequence':
        return compileSequence(expr, this);
      case 'builtin':
        return compileBuiltin(expr, this);
      case 'update':
        return this.#update(expr);
      case 'call':
        return this.#call(expr.function, expr.arguments, expr.type);
      case 'narrow':
        return this.as(expr.operand, expr.type);
      case 'instance': {
        const number = this.instanceNumber(expr.family, expr.indices, expr.type);
        return { shape: shapeOf(expr.type), words: [number] };
      }
      case 'prime': {
        if (!this.#next) throw new Error('a primed expression outside of a step');
        const now = this.#state;
        this.#state = this.#next;
        const value = this.words(expr.operand);
        this.#state = now;
        return value;
      }
      case 'at':
        return this.#scalar(expr.type, this.#at(expr));
      case 'processLocal':
        return this.#processLocal(expr);
      case 'allDone':
        return this.#scalar(expr.type, this.#state.allDone());
      case 'enabled':
      case 'temporal':
      case 'temporalPair':
      case 'error':
        throw new Error(`an expression of kind ${expr.kind} is not evaluated in a state`);
    }
  }

  /** A word as a value of a scalar type. */
  scalar(type: Type, word: Instruction): Words {
    return this.#scalar(type, word);
  }

  #scalar(type: Type, word: Instruction): Words {
    return { shape: shapeOf(type), words: [this.emitter.atom(word)] };
  }

  /** A value in the shape that its expression's type asks for: a `ref` parameter may be wider than its argument. */
  #typed(value: Words, from: Type, to: Type): Words {
    return from === to ? value : converted(value, from, to, this.emitter);
  }

  // ------------------------------------------------------------------------------------ branches

  /** Both ways into the same words. */
  #either(condition: Instruction, type: Type, then: Expr, otherwise: Expr): Words {
    const known = constantOf(condition);
    if (known !== undefined) return this.as(known === 0 ? otherwise : then, type);
    const test = this.emitter.atom(condition);
    return this.branching(type, (keep) => {
      this.emitter.guarded(
        test,
        () => {
          keep(this.as(then, type));
        },
        () => {
          keep(this.as(otherwise, type));
        },
      );
    });
  }

  /** A value that several branches compute: each calls `keep`. */
  branching(type: Type, write: (keep: (value: Words) => void) => void): Words {
    const shape = shapeOf(type);
    const locals = Array.from({ length: shape.words }, () => this.emitter.fresh('b'));
    write((value) => {
      value.words.forEach((w, i) => {
        this.emitter.emit(set(locals[i]!, w));
      });
    });
    return { shape, words: locals.map(get) };
  }

  #match(expr: Extract<Expr, { kind: 'match' }>): Words {
    const value = this.words(expr.value);
    return this.branching(expr.type, (keep) => {
      const arm = (i: number): void => {
        const here = expr.arms[i];
        if (!here) return;
        const matched = this.emitter.atom(this.matches(here.pattern, value, expr.value.type));
        this.emitter.guarded(
          i === expr.arms.length - 1 ? i32(1) : matched,
          () => {
            keep(this.as(here.body, expr.type));
          },
          () => {
            arm(i + 1);
          },
        );
      };
      arm(0);
    });
  }

  /** Tests a pattern and binds its names; what they are bound to has a meaning only where the test is true. */
  matches(pattern: MatchPattern, value: Words, type: Type): Instruction {
    const { emitter } = this;
    switch (pattern.kind) {
      case 'any':
        return i32(1);
      case 'bind':
        this.bind(pattern.symbol, value);
        return i32(1);
      case 'bindSlot': {
        const spot = this.#state.slot(pattern.slot);
        writeSpot(spot, converted(value, type, spot.shape.type, emitter), emitter);
        return i32(1);
      }
      case 'value':
        return sameWords(value, constantWords(pattern.value, value.shape));
      case 'variant': {
        const { form } = value.shape;
        if (form.kind !== 'tagged') throw new Error('a variant pattern for something else');
        const tag = eq(partOf(value, form.tag, emitter).words[0]!, i32(pattern.tag));
        return this.#all(
          tag,
          pattern.payload,
          form.variants[pattern.tag]!.map((part) => () => partOf(value, part, emitter)),
        );
      }
      case 'tuple': {
        const { form } = value.shape;
        if (form.kind !== 'product') throw new Error('a tuple pattern for something else');
        return this.#all(
          i32(1),
          pattern.elements,
          form.parts.map((part) => () => partOf(value, part, emitter)),
        );
      }
    }
  }

  #all(first: Instruction, patterns: readonly MatchPattern[], parts: readonly (() => Words)[]): Instruction {
    let result = this.emitter.atom(first);
    patterns.forEach((pattern, i) => {
      if (pattern.kind === 'any') return;
      const part = parts[i]!();
      if (pattern.kind === 'bind' || pattern.kind === 'value') {
        result = and(result, this.matches(pattern, part, part.shape.type));
        return;
      }
      const local = this.emitter.fresh('m');
      this.emitter.emit(set(local, result));
      this.emitter.guarded(get(local), () => {
        this.emitter.emit(set(local, this.matches(pattern, part, part.shape.type)));
      });
      result = get(local);
    });
    return result;
  }

  // ------------------------------------------------------------------------------------ parts

  #index(expr: Extract<Expr, { kind: 'index' }>): [Words, Type] {
    const object = this.words(expr.object);
    const { type } = expr.object;
    if (type.kind === 'map') return [elementOf(object, this.keyRank(expr.index, type.key), this.emitter), type.value];
    const { form } = object.shape;
    if (form.kind !== 'seq' || type.kind !== 'seq') throw new Error('an index into something without elements');
    const index = this.emitter.atom(this.number(expr.index));
    this.emitter.failIf(geU(index, partOf(object, form.length, this.emitter).words[0]!));
    return [elementOf(partOf(object, form.elements, this.emitter), index, this.emitter), type.element];
  }

  /** Position of a key in a map; fails where it is no key. */
  keyRank(index: Expr, key: Type): Instruction {
    return this.emitter.atom(rankOf(this.as(index, key), key, this.emitter));
  }

  #update(expr: Extract<Expr, { kind: 'update' }>): Words {
    const object = this.as(expr.object, expr.type);
    const { type } = expr;
    const { key } = expr;
    if (key.kind === 'field') {
      if (object.shape.form.kind !== 'product') throw new Error('a field of something without fields');
      const part = object.shape.form.parts[key.field]!;
      return withPart(object, part, this.as(expr.value, part.shape.type), this.emitter);
    }
    if (type.kind === 'map') {
      const value = this.as(expr.value, type.value);
      return withElement(object, this.keyRank(key.index, type.key), value, this.emitter);
    }
    const { form } = object.shape;
    if (form.kind !== 'seq' || type.kind !== 'seq') throw new Error('an element of something without elements');
    const value = this.as(expr.value, type.element);
    const index = this.emitter.atom(this.number(key.index));
    this.emitter.failIf(geU(index, partOf(object, form.length, this.emitter).words[0]!));
    const elements = withElement(partOf(object, form.elements, this.emitter), index, value, this.emitter);
    return withPart(object, form.elements, elements, this.emitter);
  }

  #mapOf(expr: Extract<Expr, { kind: 'mapOf' }>): Words {
    const { type } = expr;
    if (type.kind !== 'map') throw new Error('a map that is none');
    let map = zeroWords(shapeOf(type));
    valuesOf(type.key).forEach((key, i) => {
      this.bind(expr.symbol, constantWords(key, shapeOf(expr.symbol.type)));
      map = withElement(map, i32(i), this.as(expr.value, type.value), this.emitter);
    });
    return map;
  }

  #set(expr: Extract<Expr, { kind: 'set' }>): Words {
    const { type } = expr;
    if (type.kind !== 'set') throw new Error('a set that is none');
    let result = zeroWords(shapeOf(type));
    for (const element of expr.elements) {
      const rank = rankOf(this.as(element, type.element), type.element, this.emitter);
      result = withBit(result, rank, this.emitter);
    }
    return result;
  }

  #call(callee: FunctionSymbol, values: readonly Expr[], type: Type): Words {
    const evaluated = values.map((v, i) => this.as(v, callee.parameters[i]!.type));
    callee.parameters.forEach((p, i) => {
      this.bind(p, evaluated[i]!);
    });
    return this.as(callee.body, type);
  }

  // ------------------------------------------------------------------------------------ processes

  /** The number of a process instance; its indices may be known only when run. */
  instanceNumber(family: ProcessSymbol, indices: readonly Expr[], type: Type): Instruction {
    const declared = type.kind === 'process' ? type.families[family.family] : undefined;
    if (!declared) throw new Error('no such process');
    return this.emitter.atom(this.#choose(family, indices, declared.instances.length, (i) => i32(declared.first + i)));
  }

  /** Something for each instance of a family, of which the indices choose one. */
  #choose(
    family: ProcessSymbol,
    indices: readonly Expr[],
    count: number,
    of: (instance: number) => Instruction,
  ): Instruction {
    let rank: Instruction = i32(0);
    indices.forEach((index, i) => {
      const { type } = family.indices[i]!;
      const own = rankOf(this.as(index, type), type, this.emitter);
      rank = this.emitter.atom(add(mul(rank, i32(valuesOf(type).length)), own));
    });
    const known = constantOf(rank);
    if (known !== undefined) return of(known);
    let result = of(0);
    for (let i = 1; i < count; i++) result = select(of(i), result, eq(rank, i32(i)));
    return result;
  }

  #at(expr: Extract<Expr, { kind: 'at' }>): Instruction {
    const points = this.#state.pointsAt(expr);
    const { family, place } = expr;
    const declared = this.#state.family(family);
    return this.#choose(family, expr.indices, declared.count, (i) => {
      const point = this.#state.point(declared.first + i);
      if (point === undefined) return i32(Number(place.kind === 'done'));
      const atom = this.emitter.atom(point);
      return this.emitter.atom(points.reduce<Instruction>((any, p) => or(any, eq(atom, i32(p))), i32(0)));
    });
  }

  #processLocal(expr: Extract<Expr, { kind: 'processLocal' }>): Words {
    const declared = this.#state.family(expr.family);
    const rank = this.emitter.atom(this.#choose(expr.family, expr.indices, declared.count, (i) => i32(i)));
    const known = constantOf(rank);
    const read = (i: number): Words => {
      const value = this.#state.processLocal(declared.first + i, expr.locals, this.emitter);
      return converted(value, value.shape.type, expr.type, this.emitter);
    };
    if (known !== undefined) return read(known);
    return this.branching(expr.type, (keep) => {
      for (let i = 0; i < declared.count; i++)
        this.emitter.guarded(eq(rank, i32(i)), () => {
          keep(read(i));
        });
    });
  }

  /** A value of one type in the shape of another. */
  retyped(value: Words, from: Type, to: Type): Words {
    return this.#typed(value, from, to);
  }

  /** A set to which `write` adds elements. */
  collecting(type: Type, write: (add: (element: Expr) => void) => void): Words {
    const so = this.branching(type, (keep) => {
      keep(zeroWords(shapeOf(type)));
    });
    write((element) => {
      addTo(so, element, this);
    });
    return so;
  }

  /** Emits what is due where the left side of an implication is true. */
  meet(expr: Expr): void {
    if (this.#meet) this.emitter.emit(...this.#meet(expr));
  }
}
