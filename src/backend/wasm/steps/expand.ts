import type { Expr } from '../../../core/expression.ts';
import type { TransitionSystem } from '../../../ir/system.ts';
import type { Container } from '../emit/access.ts';
import { eqz } from '../emit/arithmetic.ts';
import type { Emitter } from '../emit/emitter.ts';
import {
  brIf,
  call,
  type FunctionReference,
  get,
  type Instruction,
  type Local,
  partsOf,
  set,
} from '../encoding/instructions.ts';
import { ExpressionCompiler } from '../expressions/expressions.ts';
import type { StateLayout } from '../layout/layout.ts';
import type { SlotReader, StateReader } from '../emit/compiler.ts';
import { PackedStateReader } from '../emit/state-reader.ts';
import { outcomesSoFar } from '../store/sleep-code.ts';
import type { Actor } from './actor.ts';
import type { StateFunctions } from './state-functions.ts';
import { StepSlots } from './step-slots.ts';

/** The function of something that changes a state; of an action with a guard, also that. */
export interface ActorFunction {
  readonly function: FunctionReference;
  readonly guarded?: { readonly guard: Expr; readonly actor: Actor };
  /** Code behind each call, where something may sleep: counts the outcomes since those of `before`. */
  readonly counts?: (before: Local) => readonly Instruction[];
}

/** A function that calls those of actors, where it is written. */
interface Site {
  readonly emitter: Emitter;
  readonly state: Container;
  /** Has what was counted before a call, where something may sleep. */
  readonly outcomes: Local | undefined;
}

function beginSite(functions: StateFunctions, { counts }: ActorFunction): Site {
  const { emitter, state } = functions.begin();
  const outcomes = counts && emitter.fresh('outcomes');
  if (outcomes) emitter.emit(set(outcomes, outcomesSoFar()));
  return { emitter, state, outcomes };
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
  actors: readonly ActorFunction[],
  system: TransitionSystem,
  layout: StateLayout,
  functions: StateFunctions,
): FunctionReference[] {
  const made: FunctionReference[] = [];
  let open: (Site & { size: number }) | undefined;
  for (const actor of actors) {
    open ??= { ...beginSite(functions, actor), size: 0 };
    const site: Site = open;
    const { emitter, state } = site;
    const readerWith = (slots: SlotReader): StateReader => new PackedStateReader(system, layout, state, slots);
    const code = emitter.scoped(() => guardedCall(actor, site, readerWith));
    emitter.emit(...code);
    open.size += sizeOf(code);
    if (open.size <= MAX_EXPAND) continue;
    made.push(functions.end('expand', emitter));
    open = undefined;
  }
  if (open) made.push(functions.end('expand', open.emitter));
  return made;
}

/** Calls the function of an actor where its guard holds, or cannot be evaluated: the function finds that out once more. */
function guardedCall(
  { function: callee, guarded, counts }: ActorFunction,
  { emitter, state, outcomes }: Site,
  readerWith: (slots: SlotReader) => StateReader,
): Instruction[] {
  const run = call(callee, ...state.locals.map(get));
  const counted = counts && outcomes ? counts(outcomes) : [];
  if (!guarded) return [run, ...counted];
  const next = { name: 'next' };
  const enabled = { name: 'enabled' };
  const { code, mayFail } = emitter.attempt(enabled, () => {
    const reader = readerWith(new StepSlots(guarded.actor.slots, emitter));
    const c = new ExpressionCompiler(emitter, reader);
    guarded.actor.bind(c);
    emitter.emit(brIf(next, eqz(c.condition(guarded.guard))));
  });
  if (sizeOf(code) > MAX_GUARD) return [run, ...counted];
  const test: Instruction[] = mayFail ? [{ kind: 'block', label: enabled, body: code }] : code;
  return [{ kind: 'block', label: next, body: [...test, run, ...counted] }];
}

/** Number of instructions. */
function sizeOf(code: readonly Instruction[]): number {
  return code.reduce((size, i) => size + 1 + sizeOf(partsOf(i)), 0);
}
