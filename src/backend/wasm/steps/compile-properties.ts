import type { Expr } from '../../../core/expression.ts';
import type { PropertySymbol } from '../../../core/program.ts';
import { itemAt, zip } from '../../../core/lists.ts';
import type { Container } from '../emit/access.ts';
import { and, eq, eqz, or, select, shl } from '../emit/arithmetic.ts';
import { propertiesOfStates } from '../../problem/properties.ts';
import { CannotCompile } from '../cannot-compile.ts';
import type { StateReader } from '../emit/compiler.ts';
import type { Emitter } from '../emit/emitter.ts';
import {
  br,
  brIf,
  call,
  type FunctionReference,
  get,
  i32,
  type Instruction,
  type Local,
  localsRead,
  memory,
  op,
  set,
} from '../encoding/instructions.ts';
import { ExpressionCompiler } from '../expressions/expressions.ts';
import { GLOBALS, globalGet } from '../store/globals.ts';
import { type SystemContext, words } from './state-functions.ts';
import { NO_SLOTS, PackedStateReader } from '../emit/state-reader.ts';

/** Bit of a function that inspects states for a range error in a property; the bits below are properties. */
export const RANGE_BIT = 31;

/** What the function of a transition property gives besides 0, where it holds, and 1, where it does not. */
const RANGE_ERROR = 2;

/** Of a function (JavaScript API of WebAssembly, "Implementation-defined Limits"). */
const MAX_PARAMETERS = 1_000;

/** A condition of states, and whether it is reported where it holds or where it does not. */
interface Condition {
  readonly condition: Expr;
  readonly reportedWhen: boolean;
}

/** The function of a transition property. */
interface Judge {
  readonly function: FunctionReference;
  readonly arguments: (before: Container, after: Container, self: Instruction) => readonly Instruction[];
}

/** Compiles the properties of states, and those of the two states of a step. */
export class PropertyCompiler {
  readonly #context: SystemContext;
  readonly #implications: ReadonlyMap<Expr, number>;
  readonly #judges = new Map<PropertySymbol, Judge>();

  constructor(context: SystemContext) {
    this.#context = context;
    const { implications, temporal } = context.system;
    this.#implications = new Map([
      ...implications.map(({ expr }, i): [Expr, number] => [expr, i]),
      ...temporal.origins,
    ]);
  }

  /**
   * `inspect(words, asked)`: bits of the properties of states that have something to report about one, of those that
   * `asked` has bits of; several functions, where there are more properties than bits.
   */
  inspectors(): readonly { readonly function: FunctionReference; readonly numbers: readonly number[] }[] {
    const ofStates = propertiesOfStates(this.#context).map(({ number, wantsWitness, symbol }) => ({
      number,
      condition: symbol.body,
      reportedWhen: wantsWitness,
    }));
    return inParts(ofStates).map((part, i) => ({
      function: this.#reporting(i === 0 ? 'inspect' : `inspect${i}`, part, { among: 'asked' }),
      numbers: part.map(({ number }) => number),
    }));
  }

  /** `observe(words)`: bits of what temporal properties ask of a state. */
  observers(): readonly FunctionReference[] {
    const conditions = this.#context.observed.map(({ condition }) => ({ condition, reportedWhen: true }));
    return inParts(conditions).map((part, i) => this.#reporting(`observe${i}`, part, { among: 'all' }));
  }

  /**
   * A function that gives a bit for each condition: whether it is to be reported. RANGE_BIT: one ends in a range error.
   * @param among whether a last parameter has the bits of those that are wanted
   */
  #reporting(
    name: string,
    conditions: readonly Condition[],
    { among }: { readonly among: 'asked' | 'all' },
  ): FunctionReference {
    const { system, layout, functions } = this.#context;
    const names = words('w', layout.words);
    const { emitter, parameters } = functions.beginWith(among === 'asked' ? [...names, 'asked'] : names);
    const asked = parameters[layout.words];
    const result = emitter.fresh('result');
    const reader = new PackedStateReader(system, layout, { locals: parameters.slice(0, layout.words) }, NO_SLOTS);
    conditions.forEach(({ condition, reportedWhen }, bit) => {
      const failed = { name: 'failed' };
      const done = { name: 'done' };
      const body = emitter.collect(() => {
        emitter.failure = failed;
        // One that is alone is not called where it is not asked.
        if (asked && conditions.length > 1) emitter.emit(brIf(done, eqz(and(get(asked), i32(1 << bit)))));
        const c = new ExpressionCompiler(emitter, reader, { meet: (e) => this.#meet(e) });
        const holds = c.condition(condition);
        const isReported = reportedWhen ? holds : op('i32.eqz', holds);
        emitter.emit(set(result, or(get(result), shl(isReported, i32(bit)))), br(done));
      });
      emitter.emit({
        kind: 'block',
        label: done,
        body: [{ kind: 'block', label: failed, body }, set(result, or(get(result), i32(1 << RANGE_BIT)))],
      });
    });
    emitter.emit({ kind: 'return', value: get(result) });
    return functions.end(name, emitter, 'i32');
  }

  /** `mayStop(words)`: whether a state is a proper end: a condition of the spec holds, or every process is done. */
  mayStop(): FunctionReference {
    const { system, layout, functions } = this.#context;
    const { emitter, state } = functions.begin();
    const reader = new PackedStateReader(system, layout, state, NO_SLOTS);
    for (const condition of system.program.terminates) {
      const next = { name: 'next' };
      const body = emitter.collect(() => {
        emitter.failure = next;
        const holds = new ExpressionCompiler(emitter, reader).condition(condition);
        emitter.emit(brIf(next, op('i32.eqz', holds)));
        emitter.emit({ kind: 'return', value: i32(1) });
      });
      emitter.emit({ kind: 'block', label: next, body });
    }
    const done = layout.instances.length > 0 ? reader.allDone() : i32(0);
    emitter.emit({ kind: 'return', value: done });
    return functions.end('mayStop', emitter, 'i32');
  }

  /**
   * `isBeyond(words)`: whether a state fails one of the constraints, or one of them ends in a range error there.
   * Undefined where there are none.
   */
  isBeyond(constraints: readonly Expr[]): FunctionReference | undefined {
    if (constraints.length === 0) return undefined;
    const { system, layout, functions } = this.#context;
    const { emitter, state } = functions.begin();
    const reader = new PackedStateReader(system, layout, state, NO_SLOTS);
    const failed = { name: 'failed' };
    const body = emitter.collect(() => {
      emitter.failure = failed;
      for (const constraint of constraints)
        emitter.emit(brIf(failed, eqz(new ExpressionCompiler(emitter, reader).condition(constraint))));
      emitter.emit({ kind: 'return', value: i32(0) });
    });
    emitter.emit({ kind: 'block', label: failed, body }, { kind: 'return', value: i32(1) });
    return functions.end('isBeyond', emitter, 'i32');
  }

  /**
   * Checks properties of steps between the state before and the one after.
   *
   * @param self number of the process that took the step; -1 for an action
   * @param report is given the number of a violated property, or of `range`
   */
  transitions(
    about: readonly { readonly number: number; readonly symbol: PropertySymbol }[],
    emitter: Emitter,
    before: Container,
    after: Container,
    self: number,
    range: number,
    report: (property: Instruction) => void,
  ): void {
    for (const { number, symbol } of about) {
      const judge = this.#judgeOf(symbol);
      const verdict = emitter.atom(call(judge.function, ...judge.arguments(before, after, i32(self))), 'verdict');
      emitter.guarded(verdict, () => {
        report(select(i32(range), i32(number), eq(verdict, i32(RANGE_ERROR))));
      });
    }
  }

  /** One function for all steps: code in place would be as often in the module as steps may stop. */
  #judgeOf(symbol: PropertySymbol): Judge {
    const judge = this.#judges.get(symbol) ?? this.#judge(symbol);
    this.#judges.set(symbol, judge);
    return judge;
  }

  /** The parameters of the function are the words that it reads, which it takes a first attempt to know. */
  #judge(symbol: PropertySymbol): Judge {
    const { functions, layout } = this.#context;
    const all = [...words('b', layout.words), ...words('a', layout.words), 'self'];
    const attempt = functions.beginWith(all);
    this.#judging(symbol, attempt.emitter, attempt.parameters);
    const read = localsRead(attempt.emitter.take());
    const isNeeded = attempt.parameters.map((local) => read.has(local));
    const needed = attempt.parameters.filter((local) => read.has(local));
    if (needed.length > MAX_PARAMETERS)
      throw new CannotCompile(`'${symbol.name}' reads ${needed.length} words of states, more than ${MAX_PARAMETERS}`);
    const { emitter, parameters } = functions.beginWith(all.filter((_, i) => isNeeded[i]));
    const places = new Map(zip(needed, parameters));
    this.#judging(
      symbol,
      emitter,
      attempt.parameters.map((local) => places.get(local) ?? local),
    );
    return {
      function: functions.end(`judge ${symbol.name}`, emitter, 'i32'),
      arguments: (before, after, self) =>
        [...before.locals.map(get), ...after.locals.map(get), self].filter((_, i) => isNeeded[i]),
    };
  }

  /** @param places words of the state before, of the one after, and the process that took the step */
  #judging(symbol: PropertySymbol, emitter: Emitter, places: readonly Local[]): void {
    const { system, layout } = this.#context;
    const readerAt = (from: number): StateReader =>
      new PackedStateReader(system, layout, { locals: places.slice(from, from + layout.words) }, NO_SLOTS);
    const failed = { name: 'failed' };
    const body = emitter.collect(() => {
      emitter.failure = failed;
      const c = new ExpressionCompiler(emitter, readerAt(0), {
        self: get(itemAt(places, 2 * layout.words)),
        next: readerAt(layout.words),
        meet: (e) => this.#meet(e),
      });
      emitter.emit({ kind: 'return', value: eqz(c.condition(symbol.body)) });
    });
    emitter.emit({ kind: 'block', label: failed, body }, { kind: 'return', value: i32(RANGE_ERROR) });
  }

  #meet(expr: Expr): Instruction[] {
    const number = this.#implications.get(expr);
    return number === undefined
      ? []
      : [memory('i32.store8', this.#context.area.implications + number, globalGet(GLOBALS.me), i32(1))];
  }
}

/** As many as one function reports on, each time. */
export function inParts<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / RANGE_BIT) }, (_, i) =>
    all.slice(i * RANGE_BIT, (i + 1) * RANGE_BIT),
  );
}
