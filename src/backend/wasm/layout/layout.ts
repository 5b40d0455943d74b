import type { Value } from '../../../core/types.ts';
import type { Family, TransitionSystem } from '../../../ir/system.ts';
import type { Layout } from '../../interpreter/layout.ts';
import { bitsFor, packValue, type Part, type Shape, shapeOf, unpackValue } from './shape.ts';

/**
 * The bits of a state. Variables lie where they fit, large ones in words of their own. Each process instance has a
 * frame: its control point, then its locals; locals that are never in scope together share their bits.
 */
export interface StateLayout {
  readonly words: number;
  readonly bits: number;
  readonly variables: readonly Part[];
  readonly frames: readonly FrameLayout[];
  /** By position in `frames`: where the instance's frame begins. */
  readonly instances: readonly { readonly id: number; readonly frame: number; readonly at: Part }[];
}

/** The frame of a family, relative to where it begins. */
export interface FrameLayout {
  readonly family: Family;
  readonly point: Part;
  readonly slots: readonly (Part | undefined)[];
  readonly words: number;
  readonly bits: number;
}

export function layOutState(system: TransitionSystem): StateLayout {
  const frames = system.families.map(layOutFrame);
  const instances = system.families.flatMap((family, frame) => family.instances.map(({ id }) => ({ id, frame })));
  const shapes: Shape[] = [
    ...system.variables.map((v) => shapeOf(v.type)),
    ...instances.map(({ frame }) => frameShape(frames[frame]!)),
  ];
  const { parts, words } = fit(shapes);
  const variables = parts.slice(0, system.variables.length);
  return {
    words,
    bits: shapes.reduce((n, s) => n + s.bits, 0),
    variables,
    frames,
    instances: instances.map((one, i) => ({ ...one, at: parts[system.variables.length + i]! })),
  };
}

function frameShape(frame: FrameLayout): Shape {
  return { type: { kind: 'never' }, words: frame.words, bits: frame.bits, form: { kind: 'scalar', low: 0 } };
}

/** Large shapes first, in words of their own; then each small one into the first word with room. */
function fit(shapes: readonly Shape[]): { parts: Part[]; words: number } {
  const parts = new Array<Part>(shapes.length);
  let words = 0;
  shapes.forEach((shape, i) => {
    if (shape.words === 1) return;
    parts[i] = { word: words, shift: 0, shape };
    words += shape.words;
  });
  const used: number[] = [];
  shapes.forEach((shape, i) => {
    if (shape.words !== 1) return;
    let at = used.findIndex((bits) => bits + shape.bits <= 32);
    if (at < 0) at = used.push(0) - 1;
    parts[i] = { word: words + at, shift: used[at]!, shape };
    used[at] = used[at]! + shape.bits;
  });
  return { parts, words: Math.max(1, words + used.length) };
}

/** Gives each slot bits that no slot in scope at the same control point has. */
function layOutFrame(family: Family): FrameLayout {
  const pointBits = bitsFor(family.points.length);
  const pointShape: Shape = {
    type: { kind: 'int', low: 0, high: family.points.length - 1 },
    words: 1,
    bits: pointBits,
    form: { kind: 'scalar', low: 0 },
  };
  const together = family.slots.map(() => new Set<number>());
  for (const { live } of family.points) for (const a of live) for (const b of live) together[a]!.add(b);
  /** Taken ranges of bits by word; `slot` -1 is the control point. */
  const taken: { readonly slot: number; readonly from: number; readonly to: number }[] = [
    { slot: -1, from: 0, to: pointBits },
  ];
  const slots = family.slots.map((slot, number): Part | undefined => {
    if (together[number]!.size === 0) return undefined;
    const shape = shapeOf(slot.type);
    const size = shape.words > 1 ? shape.words * 32 : shape.bits;
    const others = taken.filter((t) => t.slot < 0 || together[number]!.has(t.slot));
    const free = (from: number): boolean => others.every((t) => t.to <= from || t.from >= from + size);
    let from = 0;
    const fits = (): boolean => free(from) && (shape.words > 1 ? from % 32 === 0 : (from % 32) + size <= 32);
    while (!fits()) from++;
    taken.push({ slot: number, from, to: from + size });
    return { word: from >> 5, shift: from & 31, shape };
  });
  const bits = Math.max(...taken.map((t) => t.to));
  const words = Math.max(1, Math.ceil(bits / 32));
  return {
    family,
    point: { word: 0, shift: 0, shape: pointShape },
    slots,
    words,
    bits: words === 1 ? bits : words * 32,
  };
}

/** A part of a frame, seen from the state. */
export function inFrame(frame: Part, part: Part): Part {
  return {
    word: frame.word + part.word,
    shift: part.word === 0 ? frame.shift + part.shift : part.shift,
    shape: part.shape,
  };
}

/** Words from a state as the interpreter keeps it. */
export function packState(state: readonly Value[], layout: StateLayout, interpreter: Layout): Int32Array {
  const words = new Int32Array(layout.words);
  layout.variables.forEach((part, i) => {
    packValue(state[i]!, part.shape, words, part.word, part.shift);
  });
  interpreter.instances.forEach(({ family, point }, i) => {
    const { at, frame } = layout.instances[i]!;
    const { point: place, slots } = layout.frames[frame]!;
    const now = state[point] as number;
    const spot = inFrame(at, place);
    packValue(now, spot.shape, words, spot.word, spot.shift);
    for (const slot of family.points[now]!.live) {
      const part = inFrame(at, slots[slot]!);
      packValue(state[point + 1 + slot]!, part.shape, words, part.word, part.shift);
    }
  });
  return words;
}

/** The state as the interpreter keeps it. */
export function unpackState(words: ArrayLike<number>, layout: StateLayout, interpreter: Layout): Value[] {
  const state = new Array<Value>(interpreter.size).fill(0);
  layout.variables.forEach((part, i) => {
    state[i] = unpackValue(part.shape, words, part.word, part.shift);
  });
  interpreter.instances.forEach(({ family, point }, i) => {
    const { at, frame } = layout.instances[i]!;
    const { point: place, slots } = layout.frames[frame]!;
    const spot = inFrame(at, place);
    const now = unpackValue(spot.shape, words, spot.word, spot.shift) as number;
    state[point] = now;
    for (const slot of family.points[now]!.live) {
      const part = inFrame(at, slots[slot]!);
      state[point + 1 + slot] = unpackValue(part.shape, words, part.word, part.shift);
    }
  });
  return state;
}
