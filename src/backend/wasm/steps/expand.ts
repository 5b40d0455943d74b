import type { Expr } from '../../../core/expression.ts';
import type { Slot, TransitionSystem } from '../../../ir/system.ts';
import type { Container, Spot } from '../emit/access.ts';
import { eqz } from '../emit/arithmetic.ts';
import type { Emitter } from '../emit/emitter.ts';
import { brIf, call, type FunctionReference, get, type Instruction, partsOf } from '../encoding/instructions.ts';
import { ExpressionCompiler } from '../expressions/expressions.ts';
import type { StateLayout } from '../layout/layout.ts';
import { shapeOf } from '../layout/shape.ts';
import type { StateReader } from '../emit/compiler.ts';
import type { StateFunctions } from './state-functions.ts';
import { readerOf } from '../emit/state-reader.ts';

/** Something that changes a state, with the guard of its only step, if it is such a one and has a guard. */
export interface Actor {
  readonly function: FunctionReference;
  readonly guarded?: {
    readonly guard: Expr;
    readonly slots: readonly Slot[];
    readonly bind: (c: ExpressionCompiler) => void;
  };
}

/** Instructions of a guard that is looked at beside others, and of all in one function, about. */
const MAX_GUARD = 300;
const MAX_EXPAND = 4_000;

/**
 * `expand(words)`: calls the functions of actors. The guards of actions are looked at here, side by side: most do not
 * hold, so that most functions are not called, and what several guards read is read once. Several functions, where one
 * would become too large to be optimised well.
 */
export function expandFunctions(
  actors: readonly Actor[],
  system: TransitionSystem,
  layout: StateLayout,
  functions: StateFunctions,
): FunctionReference[] {
  const made: FunctionReference[] = [];
  for (let at = 0; at < actors.length;) {
    const { emitter, state } = functions.begin();
    const readerWith = (slot: (slot: number) => Spot): StateReader => readerOf(system, layout, state, slot);
    for (let size = 0; at < actors.length && size <= MAX_EXPAND; at++) {
      const code = emitter.scoped(() => guardedCall(actors[at]!, emitter, state, readerWith));
      emitter.emit(...code);
      size += sizeOf(code);
    }
    made.push(functions.end('expand', emitter));
  }
  return made;
}

/** Calls the function of an actor where its guard holds, or cannot be evaluated: the function finds that out once more. */
function guardedCall(
  { function: callee, guarded }: Actor,
  emitter: Emitter,
  state: Container,
  readerWith: (slot: (slot: number) => Spot) => StateReader,
): Instruction[] {
  const run = call(callee, ...state.locals.map(get));
  if (!guarded) return [run];
  const next = { name: 'next' };
  const enabled = { name: 'enabled' };
  const { code, mayFail } = emitter.attempt(enabled, () => {
    const spots = new Map<number, Spot>();
    const spotOf = (slot: number): Spot => {
      const shape = shapeOf(guarded.slots[slot]!.type);
      const locals = Array.from({ length: shape.words }, () => emitter.fresh('s'));
      return { container: { locals }, word: 0, shift: 0, shape };
    };
    const reader = readerWith((slot) => {
      const spot = spots.get(slot) ?? spotOf(slot);
      spots.set(slot, spot);
      return spot;
    });
    const c = new ExpressionCompiler(emitter, reader);
    guarded.bind(c);
    emitter.emit(brIf(next, eqz(c.condition(guarded.guard))));
  });
  if (sizeOf(code) > MAX_GUARD) return [run];
  const test: Instruction[] = mayFail ? [{ kind: 'block', label: enabled, body: code }] : code;
  return [{ kind: 'block', label: next, body: [...test, run] }];
}

/** Number of instructions. */
function sizeOf(code: readonly Instruction[]): number {
  return code.reduce((size, i) => size + 1 + sizeOf(partsOf(i)), 0);
}
