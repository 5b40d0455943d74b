import type { Interpreter, Outcome } from '../backend/interpreter/model.ts';
import { valueAt } from '../core/lists.ts';
import type { StateKey } from '../explorer/model.ts';
import type { TransitionSystem } from '../ir/system.ts';
import type { CallsOfActor } from './calls.ts';
import { sceneOf } from './moment.ts';
import { readsOf } from './places.ts';
import { printExpression } from './print-expression.ts';
import { recordsOf } from './records.ts';
import { pickText } from './pick-text.ts';
import type { Read, Waiting } from './trace.ts';

/**
 * Who waits in a state, and for what: the statement at which each way to continue ends, with the values that it reads.
 * @param callsOf the calls that a process is in
 */
export function waitingIn(
  state: StateKey,
  system: TransitionSystem,
  interpreter: Interpreter,
  callsOf: (actor: string) => CallsOfActor,
): readonly Waiting[] {
  const values = interpreter.layout.decode(state);
  const waiting = new Map<string, { readonly at: Waiting['at']; readonly causes: Waiting['causes'][number][] }>();
  for (const attempt of interpreter.waits(state)) {
    const { actor } = attempt;
    if (actor.kind !== 'process') continue;
    const { name } = actor;
    const placed = valueAt(interpreter.layout.byId, actor.instance.id);
    const context = { interpreter, system };
    const found = causeOf(attempt, sceneOf(placed, values, context), callsOf(name).copy());
    if (found === undefined) continue;
    const { at, ...cause } = found;
    const entry = waiting.get(name) ?? { at, causes: [] };
    if (!entry.causes.some((one) => one.text === cause.text)) entry.causes.push(cause);
    waiting.set(name, entry);
  }
  return [...waiting].map(([actor, one]) => ({ actor, ...one }));
}

type Cause = Waiting['causes'][number] & Pick<Waiting, 'at'>;

function causeOf(
  { executed, step }: Pick<Outcome, 'executed' | 'step'>,
  scene: ReturnType<typeof sceneOf>,
  calls: CallsOfActor,
): Cause | undefined {
  const { guard } = step;
  if (executed.length === 0 && guard) {
    const { text, names } = printExpression(guard, scene.slots, scene);
    return { text: `when ${text}`, reads: named(readsOf([guard], scene), names), calls: [], at: step.at };
  }
  const last = recordsOf(executed, scene, calls).at(-1);
  if (last === undefined) return undefined;
  const { kind, stack, reads, at } = last;
  const text = kind === 'await' ? `await ${last.condition}` : kind === 'pick' ? pickText(last) : '';
  if (text === '') return undefined;
  return { text, reads: kind === 'pick' ? reads : named(reads, last.names), calls: stack, at: stack[0]?.callAt ?? at };
}

/** Not the indices of what is read: the text shows their values. */
function named(reads: readonly Read[], names: readonly number[]): readonly Read[] {
  return reads.filter(({ place }) => place.scope !== 'local' || names.includes(place.slot));
}
