import type { Expr } from '../../core/expression.ts';
import type { Value } from '../../core/types.ts';
import type { Slot, TransitionSystem } from '../../ir/system.ts';
import { type Container, type Spot, writeSpot } from './access.ts';
import { eqz } from './arithmetic.ts';
import { constantWords, type Emitter } from './emitter.ts';
import { brIf, call, type FunctionReference, get, i32, type Instruction, partsOf } from './encoding/instructions.ts';
import { ExpressionCompiler } from './expressions.ts';
import type { StateLayout } from './layout.ts';
import { shapeOf } from './shape.ts';
import type { StateFunctions } from './state-functions.ts';
import { readerOf } from './state-reader.ts';

/** Something that changes a state, with the guard of its only step, if it is such a one and has a guard. */
export interface Actor {
  readonly function: FunctionReference;
  readonly guarded?: {
    readonly guard: Expr;
    readonly slots: readonly Slot[];
    /** Values of its first slots, which never change. */
    readonly parameters: readonly Value[];
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
    const reader = (spots: readonly Spot[]): ReturnType<typeof readerOf> =>
      readerOf(system, layout, state, (slot) => spots[slot]!);
    for (let size = 0; at < actors.length && size <= MAX_EXPAND; at++) {
      const code = emitter.scoped(() => guardedCall(actors[at]!, emitter, state, reader));
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
  reader: (spots: readonly Spot[]) => ReturnType<typeof readerOf>,
): Instruction[] {
  const run = call(callee, ...state.locals.map(get));
  if (!guarded) return [run];
  const next = { name: 'next' };
  const enabled = { name: 'enabled' };
  const body = emitter.collect(() => {
    const spots = guarded.slots.map(({ type }): Spot => {
      const shape = shapeOf(type);
      const locals = Array.from({ length: shape.words }, () => emitter.fresh('s'));
      return { container: { locals }, word: 0, shift: 0, shape };
    });
    guarded.parameters.forEach((value, i) => {
      writeSpot(spots[i]!, constantWords(value, spots[i]!.shape), emitter);
    });
    emitter.failure = enabled;
    const holds = new ExpressionCompiler(emitter, reader(spots), { self: i32(-1) }).condition(guarded.guard);
    emitter.emit(brIf(next, eqz(holds)));
  });
  if (sizeOf(body) > MAX_GUARD) return [run];
  return [{ kind: 'block', label: next, body: [{ kind: 'block', label: enabled, body }, run] }];
}

/** Number of instructions. */
function sizeOf(code: readonly Instruction[]): number {
  return code.reduce((size, i) => size + 1 + sizeOf(partsOf(i)), 0);
}
