import type { Expr, LocalSymbol, ProcessSymbol, VariableSymbol } from '../../../core/expression.ts';
import type { TransitionSystem } from '../../../ir/system.ts';
import { type Container, readSpot, type Spot } from './access.ts';
import { and, eq, or } from './arithmetic.ts';
import type { Emitter, Words } from './emitter.ts';
import { get, i32, type Instruction, set } from '../encoding/instructions.ts';
import type { StateReader } from './compiler.ts';
import { inFrame, type StateLayout } from '../layout/layout.ts';
import { type Part, shapeOf } from '../layout/shape.ts';

/** Reads a state whose words are in locals. */
export function readerOf(
  system: TransitionSystem,
  layout: StateLayout,
  state: Container,
  slot: (slot: number) => Spot,
): StateReader {
  const spot = (part: Part): Spot => ({ container: state, ...part });
  const instanceAt = instancesOf(layout);
  const pointSpot = (id: number): Spot | undefined => {
    const one = instanceAt.get(id);
    return one && spot(inFrame(one.at, layout.frames[one.frame]!.point));
  };
  const emitterFree = (s: Spot): Instruction => {
    if (s.shape.bits === 0) return i32(0);
    const word = get(state.locals[s.word]!);
    return and(
      { kind: 'plain', op: 'i32.shr_u', operands: [word, i32(s.shift)] },
      i32(s.shape.bits >= 32 ? -1 : (1 << s.shape.bits) - 1),
    );
  };
  return {
    variable: (symbol: VariableSymbol) => spot(layout.variables[symbol.slot]!),
    slot,
    point: (id) => {
      const s = pointSpot(id);
      return s && emitterFree(s);
    },
    processLocal: (id, locals, emitter) => readProcessLocal(layout, id, locals, emitter, instanceAt, spot),
    pointsAt: (expr) => pointsAt(expr, system),
    allDone: () => {
      let all: Instruction = i32(1);
      for (const one of layout.instances) {
        const { family } = layout.frames[one.frame]!;
        if (!family.daemon) all = and(all, eq(emitterFree(pointSpot(one.id)!), i32(family.points.length - 1)));
      }
      return all;
    },
    family: (family: ProcessSymbol) => {
      const declared = system.program.processType.families[family.family]!;
      return { first: declared.first, count: declared.instances.length };
    },
  };
}

const instances = new WeakMap<StateLayout, ReadonlyMap<number, StateLayout['instances'][number]>>();

/** By number. There may be thousands, each with code of its own that reads the state. */
function instancesOf(layout: StateLayout): ReadonlyMap<number, StateLayout['instances'][number]> {
  let known = instances.get(layout);
  if (!known) {
    known = new Map(layout.instances.map((one) => [one.id, one]));
    instances.set(layout, known);
  }
  return known;
}

/** A local of a process in the state, where it is in scope. */
function readProcessLocal(
  layout: StateLayout,
  id: number,
  locals: readonly LocalSymbol[],
  emitter: Emitter,
  instanceAt: ReadonlyMap<number, StateLayout['instances'][number]>,
  spot: (part: Part) => Spot,
): Words {
  const one = instanceAt.get(id);
  const type = locals[0]!.type;
  const shape = shapeOf(type);
  const result = Array.from({ length: shape.words }, () => emitter.fresh('pl'));
  if (!one) {
    emitter.failIf(i32(1));
    return { shape, words: result.map(get) };
  }
  const frame = layout.frames[one.frame]!;
  const wanted = new Set(locals.map((l) => l.id));
  const point = emitter.atom(readSpot(spot(inFrame(one.at, frame.point)), emitter).words[0]!);
  const bySlot = new Map<number, number[]>();
  for (const p of frame.family.points) {
    const slot = p.live.find((s) => wanted.has(frame.family.slots[s]?.symbol?.id ?? -1));
    if (slot !== undefined) bySlot.set(slot, [...(bySlot.get(slot) ?? []), p.index]);
  }
  const found = emitter.fresh('in');
  emitter.emit(set(found, i32(0)));
  for (const [slot, points] of bySlot) {
    const here = points.reduce<Instruction>((any, p) => or(any, eq(point, i32(p))), i32(0));
    emitter.guarded(here, () => {
      const value = readSpot(spot(inFrame(one.at, frame.slots[slot]!)), emitter);
      value.words.forEach((w, i) => {
        emitter.emit(set(result[i]!, w));
      });
      emitter.emit(set(found, i32(1)));
    });
  }
  emitter.failIf(eq(get(found), i32(0)));
  return { shape, words: result.map(get) };
}

/** Of properties: they name the process whose local they mean. */
export function noSlots(): never {
  throw new Error('a property that reads a local without its process');
}

function pointsAt(expr: Extract<Expr, { kind: 'at' }>, system: TransitionSystem): number[] {
  const points = system.families[expr.family.family]?.points ?? [];
  const { place } = expr;
  return points.flatMap((point, i) => {
    switch (place.kind) {
      case 'done':
        return i === points.length - 1 ? [i] : [];
      case 'label':
        return point.labels.has(place.label.id) ? [i] : [];
      case 'procedure':
        return point.procedures.has(place.procedure.id) ? [i] : [];
    }
  });
}
