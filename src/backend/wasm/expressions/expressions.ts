import type { Expr, FunctionSymbol, LocalSymbol, VariableSymbol } from '../../../core/expression.ts';
import type { Type } from '../../../core/types.ts';
import { sameType } from '../../../core/values.ts';
import { intervalOf, type Ranges } from '../../../ir/value-ranges.ts';
import {
  assembled,
  elementOf,
  inSpot,
  packedScalar,
  partOf,
  rawOf,
  readElement,
  readSpot,
  type Spot,
} from '../emit/access.ts';
import { constantOf, eqz, geU, sub } from '../emit/arithmetic.ts';
import type { Compiler, StateReader } from '../emit/compiler.ts';
import { converted } from '../emit/convert.ts';
import { constantWords, type Emitter, type Words, zeroWords } from '../emit/emitter.ts';
import { get, i32, type Instruction, set } from '../encoding/instructions.ts';
import { MAX_UNROLLED } from '../emit/loops.ts';
import { compileBinary, compileSubsets } from './operators.ts';
import { compilePattern } from './patterns.ts';
import { compileAt, compileInstance, compileProcessLocal } from './processes.ts';
import { addTo, compileFilter, compileImage, compileQuantifier } from './quantifiers.ts';
import { rankOf } from '../emit/rank.ts';
import { compileBuiltin, compileSequence } from './sequences.ts';
import { withBit } from './sets.ts';
import { elementPart, shapeOf } from '../layout/shape.ts';
import { compileMapOf, compileUpdate } from './updates.ts';

/**
 * Compiles expressions to WebAssembly. Every value is a list of words, each a constant or a local; what has to
 * run beforehand is emitted first. Numbers are kept less the lower bound of their type.
 */
export class ExpressionCompiler implements Compiler {
  readonly emitter: Emitter;
  readonly self: Instruction;
  readonly #bound = new Map<number, Words>();
  /** Slots that never change, by number. */
  readonly #fixed = new Map<number, Words>();
  /** The state that is read now. */
  state: StateReader;
  /** Copies of what is compiled now that quantifiers around it are unrolled to. */
  #copies = 1;
  readonly #next: StateReader | undefined;
  readonly #meet: ((expr: Expr) => readonly Instruction[]) | undefined;
  readonly #ranges: Ranges | undefined;

  constructor(
    emitter: Emitter,
    state: StateReader,
    about: {
      readonly self?: Instruction;
      readonly next?: StateReader;
      /** What is emitted where the left side of an implication is true. */
      readonly meet?: (expr: Expr) => readonly Instruction[];
      /** What is known of numbers in the state that is read. */
      readonly ranges?: Ranges;
    } = {},
  ) {
    this.emitter = emitter;
    this.state = state;
    this.self = about.self ?? i32(-1);
    this.#next = about.next;
    this.#meet = about.meet;
    this.#ranges = about.ranges;
  }

  /** Whether a body for each of `count` elements is unrolled rather than a loop. */
  isUnrolled(count: number): boolean {
    return this.#copies * count <= MAX_UNROLLED && !this.emitter.isLong;
  }

  /** Compiles the copies of a body that is unrolled `count` times. */
  unrolling(count: number, write: () => void): void {
    const around = this.#copies;
    this.#copies = Math.max(1, around * count);
    write();
    this.#copies = around;
  }

  bind(symbol: LocalSymbol, value: Words): void {
    this.#bound.set(symbol.id, value);
  }

  /** Gives a slot that never changes its value: what is computed from it alone is computed now. */
  fix(slot: number, value: Words): void {
    this.#fixed.set(slot, value);
  }

  /** Where a variable lies in the state that is read now. */
  variableSpot(symbol: VariableSymbol): Spot {
    return this.state.variable(symbol);
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
    return converted(this.words(expr), expr.type, type, this.emitter, this.#fits(expr, type));
  }

  #fits(expr: Expr, type: Type): boolean {
    if (!this.#ranges || type.kind !== 'int' || expr.type.kind !== 'int') return false;
    const { low, high } = intervalOf(expr, this.#ranges);
    return low >= type.low && high <= type.high;
  }

  words(expr: Expr): Words {
    const { emitter } = this;
    switch (expr.kind) {
      case 'constant':
        return constantWords(expr.value, shapeOf(expr.type));
      case 'variable':
      case 'slot': {
        const fixed = expr.kind === 'slot' && this.#fixed.get(expr.slot);
        if (fixed) return this.#typed(fixed, fixed.shape.type, expr.type);
        const spot = this.#rootSpot(expr);
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
        const spot = this.#place(expr);
        if (spot) return this.#typed(readSpot(spot, emitter), spot.shape.type, expr.type);
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
        return this.#scalar(expr.type, compilePattern(expr.pattern, this.words(expr.value), expr.value.type, this));
      case 'quantifier':
        return compileQuantifier(expr, this);
      case 'filter':
        return compileFilter(expr, this);
      case 'image':
        return compileImage(expr, this);
      case 'mapOf':
        return compileMapOf(expr, this);
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
        return compileUpdate(expr, this);
      case 'call':
        return this.#call(expr.function, expr.arguments, expr.type);
      case 'narrow':
        return this.as(expr.operand, expr.type);
      case 'instance': {
        const number = compileInstance(expr.family, expr.indices, expr.type, this);
        return { shape: shapeOf(expr.type), words: [number] };
      }
      case 'prime': {
        if (!this.#next) throw new Error('a primed expression outside of a step');
        const now = this.state;
        this.state = this.#next;
        const value = this.words(expr.operand);
        this.state = now;
        return value;
      }
      case 'at':
        return this.#scalar(expr.type, compileAt(expr, this));
      case 'processLocal':
        return compileProcessLocal(expr, this);
      case 'allDone':
        return this.#scalar(expr.type, this.state.allDone());
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
        const matched = this.emitter.atom(compilePattern(here.pattern, value, expr.value.type, this));
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

  // ------------------------------------------------------------------------------------ parts

  #index(expr: Extract<Expr, { kind: 'index' }>): [Words, Type] {
    const { emitter } = this;
    const { type } = expr.object;
    const whole = this.#place(expr);
    if (whole) return [readSpot(whole, emitter), whole.shape.type];
    const spot = this.#place(expr.object);
    const object = spot ? undefined : this.words(expr.object);
    if (type.kind === 'map') {
      const rank = this.keyRank(expr.index, type.key);
      return [spot ? readElement(spot, rank, emitter) : elementOf(object!, rank, emitter), type.value];
    }
    const { form } = (spot ?? object!).shape;
    if (form.kind !== 'seq' || type.kind !== 'seq') throw new Error('an index into something without elements');
    const index = emitter.atom(this.number(expr.index));
    const length = spot ? readSpot(inSpot(spot, form.length), emitter) : partOf(object!, form.length, emitter);
    emitter.failIf(geU(index, length.words[0]!));
    const element = spot
      ? readElement(inSpot(spot, form.elements), index, emitter)
      : elementOf(partOf(object!, form.elements, emitter), index, emitter);
    return [element, type.element];
  }

  #rootSpot(expr: Extract<Expr, { kind: 'variable' | 'slot' }>): Spot {
    return expr.kind === 'variable' ? this.state.variable(expr.symbol) : this.state.slot(expr.slot);
  }

  /** Where the value of an expression lies in the state, if that is known now: it is read without what is around it. */
  #place(expr: Expr): Spot | undefined {
    switch (expr.kind) {
      case 'variable':
      case 'slot': {
        if (expr.kind === 'slot' && this.#fixed.has(expr.slot)) return undefined;
        const spot = this.#rootSpot(expr);
        return sameType(spot.shape.type, expr.type) ? spot : undefined;
      }
      case 'field': {
        const spot = this.#place(expr.object);
        return spot?.shape.form.kind === 'product' ? inSpot(spot, spot.shape.form.parts[expr.field]!) : undefined;
      }
      case 'index': {
        const { type } = expr.object;
        const rank = type.kind === 'map' ? this.fixedRank(expr.index, type.key) : undefined;
        const spot = rank === undefined ? undefined : this.#place(expr.object);
        return spot?.shape.form.kind === 'array' ? inSpot(spot, elementPart(spot.shape.form, rank!)) : undefined;
      }
      default:
        return undefined;
    }
  }

  /** Position of a key that is known now, and is one. Emits nothing. */
  fixedRank(index: Expr, key: Type): number | undefined {
    const value = this.#atHand(index);
    const known = value && constantOf(value.words[0]!);
    if (value?.shape.form.kind !== 'scalar' || known === undefined) return undefined;
    switch (key.kind) {
      case 'int': {
        const rank = known + value.shape.form.low - key.low;
        return rank >= 0 && rank <= key.high - key.low ? rank : undefined;
      }
      case 'bool':
      case 'enum':
      case 'symmetric':
        return known;
      default:
        return undefined;
    }
  }

  /** A value that is there without code that computes it. */
  #atHand(expr: Expr): Words | undefined {
    switch (expr.kind) {
      case 'constant':
        return this.words(expr);
      case 'local':
        return this.#bound.get(expr.symbol.id);
      case 'slot':
        return this.#fixed.get(expr.slot);
      default:
        return undefined;
    }
  }

  /** Position of a key in a map; fails where it is no key. */
  keyRank(index: Expr, key: Type): Instruction {
    return this.emitter.atom(rankOf(this.as(index, key), key, this.emitter));
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
