import { itemAt, zip } from '../../../core/lists.ts';
import type { Value } from '../../../core/types.ts';
import type { Family, Instance, TransitionSystem } from '../../../ir/system.ts';
import type { Layout } from '../../problem/layout.ts';
import { bitsFor, numberIn, packValue, type Part, partIn, type Shape, shapeOf, unpackValue } from './shape.ts';

/**
 * The bits of a state. Variables lie where they fit, large ones in words of their own. Each process instance has a
 * frame: its control point, then its locals; locals that are never in scope together share their bits.
 */
export interface StateLayout {
  readonly words: number;
  readonly bits: number;
  readonly variables: readonly Part[];
  readonly frames: readonly FrameLayout[];
  readonly instances: readonly InstanceLayout[];
  /** By number of the process. There may be thousands, each with code of its own that reads the state. */
  readonly byId: ReadonlyMap<number, InstanceLayout>;
}

export interface InstanceLayout {
  readonly instance: Instance;
  readonly frame: FrameLayout;
  /** Where its frame begins. */
  readonly at: Part;
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
  const placed = frames.flatMap((frame) => frame.family.instances.map((instance) => ({ instance, frame })));
  const shapes: Shape[] = [
    ...system.variables.map((v) => shapeOf(v.type)),
    ...placed.map(({ frame }) => frameShape(frame)),
  ];
  const { parts, words } = fit(shapes);
  const variables = parts.slice(0, system.variables.length);
  const instances = zip(placed, parts.slice(system.variables.length)).map(([one, at]) => ({ ...one, at }));
  return {
    words,
    bits: shapes.reduce((n, s) => n + s.bits, 0),
    variables,
    frames,
    instances,
    byId: new Map(instances.map((one) => [one.instance.id, one])),
  };
}

function frameShape(frame: FrameLayout): Shape {
  return { type: { kind: 'never' }, words: frame.words, bits: frame.bits, form: { kind: 'scalar', low: 0 } };
}

/** Large shapes first, in words of their own; then each small one into the first word with room. */
function fit(shapes: readonly Shape[]): { parts: Part[]; words: number } {
  const large = shapes.filter((shape) => shape.words > 1).reduce((words, shape) => words + shape.words, 0);
  let next = 0;
  const shared: { readonly word: number; used: number }[] = [];
  const parts = shapes.map((shape): Part => {
    if (shape.words > 1) {
      const word = next;
      next += shape.words;
      return { word, shift: 0, shape };
    }
    let place = shared.find(({ used }) => used + shape.bits <= 32);
    if (!place) shared.push((place = { word: large + shared.length, used: 0 }));
    const shift = place.used;
    place.used += shape.bits;
    return { word: place.word, shift, shape };
  });
  return { parts, words: Math.max(1, large + shared.length) };
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
  const neighbours = family.slots.map((_, slot) => {
    const points = family.points.filter(({ live }) => live.includes(slot));
    return new Set(points.flatMap(({ live }) => live));
  });
  /** Taken ranges of bits by word; `slot` -1 is the control point. */
  const taken: { readonly slot: number; readonly from: number; readonly to: number }[] = [
    { slot: -1, from: 0, to: pointBits },
  ];
  const slots = zip(family.slots, neighbours).map(([{ type }, others], number): Part | undefined => {
    if (others.size === 0) return undefined;
    const shape = shapeOf(type);
    const size = shape.words > 1 ? shape.words * 32 : shape.bits;
    const near = taken.filter((t) => t.slot < 0 || others.has(t.slot));
    const free = (from: number): boolean => near.every((t) => t.to <= from || t.from >= from + size);
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

/** A state of the interpreter, packed into words. */
export function packState(state: readonly Value[], layout: StateLayout, interpreter: Layout): Int32Array {
  const words = new Int32Array(layout.words);
  const pack = (value: Value, part: Part): void => {
    packValue(value, part.shape, words, part.word, part.shift);
  };
  layout.variables.forEach((part, i) => {
    pack(itemAt(state, i), part);
  });
  for (const [{ at, frame }, { family, point }] of zip(layout.instances, interpreter.instances)) {
    const now = numberIn(itemAt(state, point));
    pack(now, partIn(at, frame.point));
    for (const slot of itemAt(family.points, now).live)
      pack(itemAt(state, point + 1 + slot), partIn(at, itemAt(frame.slots, slot)));
  }
  return words;
}

/** The state of the interpreter that words hold. */
export function unpackState(words: ArrayLike<number>, layout: StateLayout, interpreter: Layout): Value[] {
  const state = new Array<Value>(interpreter.size).fill(0);
  const unpack = (part: Part): Value => unpackValue(part.shape, words, part.word, part.shift);
  layout.variables.forEach((part, i) => {
    state[i] = unpack(part);
  });
  for (const [{ at, frame }, { family, point }] of zip(layout.instances, interpreter.instances)) {
    const now = numberIn(unpack(partIn(at, frame.point)));
    state[point] = now;
    for (const slot of itemAt(family.points, now).live)
      state[point + 1 + slot] = unpack(partIn(at, itemAt(frame.slots, slot)));
  }
  return state;
}
