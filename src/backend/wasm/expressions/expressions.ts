import type { Expr, LocalSymbol } from '../../../core/expression.ts';
import { zip } from '../../../core/lists.ts';
import type { Type } from '../../../core/types.ts';
import { intervalOf, type Ranges } from '../../../ir/analysis/value-ranges.ts';
import { packedScalar, rawOf, wordOf } from '../emit/access.ts';
import { eqz, sub } from '../emit/arithmetic.ts';
import type { Compiler, StateReader } from '../emit/compiler.ts';
import { converted, convertedWithin } from '../emit/convert.ts';
import { constantWords, type Emitter, type Words } from '../emit/emitter.ts';
import { get, i32, type Instruction } from '../encoding/instructions.ts';
import { MAX_UNROLLED } from '../emit/loops.ts';
import { rankOf } from '../emit/rank.ts';
import { shapeOf } from '../layout/shape.ts';
import { compileIf, compileMatch } from './branches.ts';
import { compileSet, compileTuple, compileVariant } from './constructors.ts';
import { compileBinary, compileSubsets } from './operators.ts';
import { compilePattern } from './patterns.ts';
import { compileAt, compileInstance, compileProcessLocal } from './processes.ts';
import { compileField, compileIndex, compileRoot } from './places.ts';
import { compileFilter, compileImage, compileQuantifier } from './quantifiers.ts';
import { compileBuiltin, compileSequence } from './sequences.ts';
import { compileMapOf, compileUpdate } from './updates.ts';

/**
 * Compiles expressions to WebAssembly. Every value is a list of words, each a constant or a local; what has to
 * run beforehand is emitted first. A number is stored minus the lower bound of its type.
 */
export class ExpressionCompiler implements Compiler {
  readonly emitter: Emitter;
  readonly self: Instruction;
  readonly #bound = new Map<number, Words>();
  /** Slots that never change, by number. */
  readonly #fixed = new Map<number, Words>();
  /** The state that is read now. */
  state: StateReader;
  /** How many copies there are of what is compiled now, since the quantifiers around it are unrolled. */
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

  /** Gives a slot that never changes its value: what depends on nothing else is computed at compile time. */
  fix(slot: number, value: Words): void {
    this.#fixed.set(slot, value);
  }

  /** A condition as 0 or 1. */
  condition(expr: Expr): Instruction {
    return wordOf(this.words(expr));
  }

  /** A number as it is. */
  number(expr: Expr): Instruction {
    return rawOf(this.words(expr));
  }

  /** A value in the shape of another type; fails where it is not one of that type. */
  as(expr: Expr, type: Type): Words {
    const value = this.words(expr);
    return this.#isProvedToFit(expr, type)
      ? convertedWithin(value, expr.type, type, this.emitter)
      : converted(value, expr.type, type, this.emitter);
  }

  #isProvedToFit(expr: Expr, type: Type): boolean {
    if (!this.#ranges || type.kind !== 'int' || expr.type.kind !== 'int') return false;
    const { low, high } = intervalOf(expr, this.#ranges);
    return low >= type.low && high <= type.high;
  }

  words(expr: Expr): Words {
    switch (expr.kind) {
      case 'constant':
        return constantWords(expr.value, shapeOf(expr.type));
      case 'variable':
      case 'slot':
        return compileRoot(expr, this);
      case 'local':
        return this.#local(expr);
      case 'self':
        return { shape: shapeOf(expr.type), words: [this.self] };
      case 'unary':
        return this.#unary(expr);
      case 'binary':
        return compileBinary(expr, this);
      case 'index':
        return compileIndex(expr, this);
      case 'field':
        return compileField(expr, this);
      case 'if':
        return compileIf(expr, this);
      case 'let':
        this.bind(expr.symbol, this.as(expr.value, expr.symbol.type));
        return this.words(expr.body);
      case 'match':
        return compileMatch(expr, this);
      case 'is':
        return this.scalar(expr.type, compilePattern(expr.pattern, this.words(expr.value), expr.value.type, this));
      case 'quantifier':
        return compileQuantifier(expr, this);
      case 'filter':
        return compileFilter(expr, this);
      case 'image':
        return compileImage(expr, this);
      case 'mapOf':
        return compileMapOf(expr, this);
      case 'tuple':
        return compileTuple(expr, this);
      case 'variant':
        return compileVariant(expr, this);
      case 'set':
        return compileSet(expr, this);
      case 'sequence':
        return compileSequence(expr, this);
      case 'builtin':
        return compileBuiltin(expr, this);
      case 'update':
        return compileUpdate(expr, this);
      case 'call':
        return this.#call(expr);
      case 'narrow':
        return this.as(expr.operand, expr.type);
      case 'instance':
        return compileInstance(expr, this);
      case 'prime':
        return this.#prime(expr.operand);
      case 'at':
        return this.scalar(expr.type, compileAt(expr, this));
      case 'processLocal':
        return compileProcessLocal(expr, this);
      case 'allDone':
        return this.scalar(expr.type, this.state.allDone());
      case 'enabled':
      case 'temporal':
      case 'temporalPair':
      case 'error':
        throw new Error(`an expression of kind ${expr.kind} is not evaluated in a state`);
    }
  }

  /** A word as a value of a scalar type. */
  scalar(type: Type, word: Instruction): Words {
    return { shape: shapeOf(type), words: [this.emitter.atom(word)] };
  }

  /** A value in the shape that its expression's type asks for: a `ref` parameter may be wider than its argument. */
  retyped(value: Words, from: Type, to: Type): Words {
    return from === to ? value : converted(value, from, to, this.emitter);
  }

  #local({ symbol, type }: Extract<Expr, { kind: 'local' }>): Words {
    const value = this.#bound.get(symbol.id);
    if (!value) throw new Error(`'${symbol.name}' has no value here`);
    return this.retyped(value, value.shape.type, type);
  }

  #unary(expr: Extract<Expr, { kind: 'unary' }>): Words {
    switch (expr.op) {
      case 'not':
        return this.scalar(expr.type, eqz(this.condition(expr.operand)));
      case 'negate':
        return this.scalar(expr.type, packedScalar(sub(i32(0), this.number(expr.operand)), shapeOf(expr.type)));
      case 'subset':
        return compileSubsets(expr, this);
    }
  }

  #call({ function: callee, arguments: values, type }: Extract<Expr, { kind: 'call' }>): Words {
    const { parameters } = callee;
    const evaluated = zip(values, parameters).map(([value, parameter]) => this.as(value, parameter.type));
    for (const [parameter, value] of zip(parameters, evaluated)) this.bind(parameter, value);
    return this.as(callee.body, type);
  }

  /** A value in the state after the step. */
  #prime(operand: Expr): Words {
    if (!this.#next) throw new Error('a primed expression outside of a step');
    const now = this.state;
    this.state = this.#next;
    const value = this.words(operand);
    this.state = now;
    return value;
  }

  /** A value that several branches compute: each calls `keep`. */
  branching(type: Type, write: (keep: (value: Words) => void) => void): Words {
    const shape = shapeOf(type);
    const locals = this.emitter.freshList(shape.words, 'b');
    write((value) => {
      this.emitter.assign(locals, value.words);
    });
    return { shape, words: locals.map(get) };
  }

  /** A value that is there without code that computes it: a constant, a bound name, a slot that never changes. */
  atHand(expr: Expr): Words | undefined {
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

  /** Position of a key in a map; fails where the map has no such key. */
  keyRank(index: Expr, key: Type): Instruction {
    return this.emitter.atom(rankOf(this.as(index, key), key, this.emitter));
  }

  /** Emits what is due where the left side of an implication is true. */
  meet(expr: Expr): void {
    if (this.#meet) this.emitter.emit(...this.#meet(expr));
  }
}
