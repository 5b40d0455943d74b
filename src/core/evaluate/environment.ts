import type { Location } from '../../text/source.ts';
import type { Expr } from '../expression.ts';
import type { Value } from '../types.ts';

export type ExprOf<K extends Expr['kind']> = Extract<Expr, { kind: K }>;

/** A range error of the language: a value outside its type, an index outside its keys, `head` of nothing, … */
export class EvaluationError extends Error {
  readonly at: Location;
  readonly outside?: Outside;
  constructor(message: string, at: Location, outside?: Outside) {
    super(message);
    this.name = 'EvaluationError';
    this.at = at;
    if (outside) this.outside = outside;
  }
}

/** What is evaluated contains an error that has been reported already: a function whose body is wrong. */
export class WithoutMeaning extends Error {
  constructor() {
    super('this contains an error that has been reported already');
    this.name = 'WithoutMeaning';
  }
}

/** A value that is not one of a type: the innermost part of it that is not, for messages. */
export interface Outside {
  /** `.refcount`, `[2]`; empty for the whole value. */
  readonly part: string;
  readonly value: string;
  readonly range: string;
}

/** `value 4 for pages[2].refcount is outside 0..3` @param place where the value was to go, if that is known */
export function describeOutside({ part, value, range }: Outside, place = ''): string {
  const where = `${place}${part}`;
  return where === '' ? `value ${value} is outside ${range}` : `value ${value} for ${where} is outside ${range}`;
}

/** What an expression is evaluated in. */
export interface Env {
  /** Variables by slot, then what the engine keeps, such as the slots of processes from `base` on. */
  state: Value[];
  /** The state after the step, for primed expressions. */
  next: Value[] | undefined;
  /** Index in `state` of slot 0 of the running process. */
  base: number;
  /** Number of the running process instance; -1 in an action. */
  self: number;
  /** Calls, evaluations of quantifier bodies and elements of new values that are left; constants have a limit. */
  work: number;
  /** Values of local symbols by id. Nothing in the language is recursive, so each has one value at a time. */
  readonly locals: Value[];
}

export type Compiled = (env: Env) => Value;

/** Turns a subexpression into a closure. */
export type Compile = (expr: Expr) => Compiled;

/** The closure of an expression whose type says that its values are numbers. */
export function asNumber(compiled: Compiled): (env: Env) => number {
  return compiled as (env: Env) => number;
}

/** The closure of an expression whose type says that its values have parts: sets, sequences, maps, structs, … */
export function asList(compiled: Compiled): (env: Env) => readonly Value[] {
  return compiled as (env: Env) => readonly Value[];
}

/** What expressions about processes mean is the engine's knowledge. */
export interface Host {
  /** Bodies of functions that were compiled. */
  readonly bodies: WeakMap<Expr, Compiled>;
  compileAt(expr: ExprOf<'at'>, compile: Compile): Compiled;
  compileProcessLocal(expr: ExprOf<'processLocal'>, compile: Compile): Compiled;
  compileAllDone(): Compiled;
  compileEnabled(expr: ExprOf<'enabled'>, compile: Compile): Compiled;
  /** Called when the left side of an implication is true. */
  meetImplication?(expr: Expr): (() => void) | undefined;
}

/** What evaluations that share it may still do, in calls and evaluations of quantifier bodies. */
export interface WorkBudget {
  left: number;
}

/** Takes work from what is left. Of what makes or copies a value, as much as the value has elements. */
export function spend(env: Env, amount: number, at: Location): void {
  env.work -= amount;
  if (env.work < 0) throw new EvaluationError('this takes too long to evaluate', at);
}

export function emptyEnv(work: number): Env {
  return { state: [], next: undefined, base: 0, self: -1, work, locals: [] };
}

export const TRUE = 1;
export const FALSE = 0;
