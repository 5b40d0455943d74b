import { zip } from '../../../core/lists.ts';
import type { Type } from '../../../core/types.ts';
import { formatType, formatValue } from '../../../core/format.ts';
import { valuesOf } from '../../../core/enumerate.ts';
import type { Slot, TransitionSystem } from '../../../ir/system.ts';
import { type FrameLayout, layOutState, type StateLayout } from './layout.ts';
import { elementPart, type Part, partIn, type Shape } from './shape.ts';

/** The bits of a state as text, for people (`thps ir --layout`). Bit 0 is the lowest of its word. */
export function dumpLayout(system: TransitionSystem): string {
  const layout = layOutState(system);
  const { words, bits } = layout;
  const rows: Row[] = [
    { text: `state: ${words * 4} bytes, ${count(words, 'word')} of 32 bits; ${bits} of ${words * 32} bits are taken` },
    { text: '' },
    ...wordRows(system, layout),
  ];
  if (system.variables.length > 0) rows.push({ text: '' }, { text: 'variables' });
  for (const [{ ghost, name }, part] of zip(system.variables, layout.variables))
    rows.push(...partRows(part, `${ghost ? 'ghost ' : ''}${name}`, 1));
  for (const frame of layout.frames) rows.push({ text: '' }, ...processRows(frame, layout));
  return align(rows);
}

/** A line: what, where it lies, and a remark. */
interface Row {
  readonly text: string;
  readonly where?: string;
  readonly remark?: string;
}

const WIDEST_COLUMN = 56;

function align(rows: readonly Row[]): string {
  const widthOf = (texts: readonly string[]): number =>
    texts.reduce((widest, t) => (t.length > WIDEST_COLUMN ? widest : Math.max(widest, t.length)), 0);
  const placed = rows.filter((row) => row.where !== undefined);
  const texts = widthOf(placed.map((row) => row.text));
  const places = widthOf(placed.filter((row) => row.remark !== undefined).map((row) => row.where ?? ''));
  const lines = rows.map(({ text, where, remark }) => {
    if (where === undefined) return remark === undefined ? text : `${text}  ${remark}`;
    const start = `${text.padEnd(texts)}  ${where}`;
    return remark === undefined ? start : `${start.padEnd(texts + 2 + places)}  ${remark}`;
  });
  return `${lines.join('\n')}\n`;
}

/** What lies in each word: variables and the frames of processes. */
function wordRows(system: TransitionSystem, layout: StateLayout): Row[] {
  const all = [
    ...zip(system.variables, layout.variables).map(([{ name }, part]) => ({ name, part })),
    ...layout.instances.map(({ instance, at }) => ({ name: instance.name, part: at })),
  ];
  const rows: Row[] = [];
  for (let word = 0; word < layout.words;) {
    const here = all.filter(({ part }) => part.word === word && part.shape.bits > 0);
    const large = here.find(({ part }) => part.shape.words > 1);
    const { words } = large?.part.shape ?? { words: 1 };
    if (large) {
      rows.push({ text: `${where({ ...large.part })}: ${large.name}` });
    } else {
      const taken = here.sort((a, b) => a.part.shift - b.part.shift);
      const used = taken.reduce((end, { part }) => Math.max(end, part.shift + part.shape.bits), 0);
      const parts = taken.map(({ name, part }) => `${bitRange(part.shift, part.shape.bits)} ${name}`);
      if (used < 32) parts.push(`${bitRange(used, 32 - used)} unused`);
      rows.push({ text: `word ${word}: ${parts.join(', ')}` });
    }
    word += words;
  }
  return rows;
}

// ---------------------------------------------------------------------------------------- processes

function processRows(frame: FrameLayout, layout: StateLayout): Row[] {
  const { family } = frame;
  const places = layout.instances.filter((one) => one.frame === frame);
  const [first] = places;
  if (!first) return [{ text: `process ${family.symbol.name}: absent` }];
  const size = frame.words > 1 ? count(frame.words, 'word') : count(frame.bits, 'bit');
  const each = places.length > 1 ? ` each, the first in full` : '';
  const nameOf = slotNames(frame);
  const rows: Row[] = [
    { text: `process ${family.symbol.name}: ${count(places.length, 'instance')}, ${size}${each}` },
    ...pointLines(family.points.map((p) => `${p.index} ${p.name}`)).map((text) => ({ text: `  ${text}` })),
  ];
  for (const one of places) {
    rows.push({ text: `  ${one.instance.name}`, where: where(one.at) });
    if (one !== first) continue;
    rows.push(...partRows(partIn(one.at, frame.point), 'control point', 2));
    frame.slots.forEach((part, number) => {
      if (!part) return;
      const [head, ...inner] = partRows(partIn(one.at, part), nameOf(number), 2);
      if (!head) return;
      const points = family.points.filter((p) => p.live.includes(number)).map((p) => p.index);
      const shared = sharing(frame, part).map(nameOf);
      const remarks = [
        ...(head.remark === undefined ? [] : [head.remark]),
        `in scope at ${ranges(points)}`,
        ...(shared.length === 0 ? [] : [`shares bits with ${shared.join(', ')}`]),
      ];
      rows.push({ ...head, remark: remarks.join('; ') }, ...inner);
    });
  }
  const lost = family.slots.filter((_, number) => frame.slots[number] === undefined).map(slotName);
  if (lost.length > 0) rows.push({ text: `  only during a step: ${[...new Set(lost)].join(', ')}` });
  return rows;
}

function slotName(slot: Slot): string {
  return `${slot.ghost ? 'ghost ' : ''}${slot.name}`;
}

/** Names of the locals that are part of the state; the numbers of `thps ir` tell those of one name apart. */
function slotNames({ family, slots }: FrameLayout): (number: number) => string {
  const names = family.slots.map(slotName);
  const stored = names.filter((_, number) => slots[number] !== undefined);
  return (number) => {
    const name = names[number] ?? '?';
    return stored.filter((other) => other === name).length > 1 ? `${name} (slot ${number})` : name;
  };
}

/** Other locals in the same bits: they are never in scope together. */
function sharing(frame: FrameLayout, own: Part): number[] {
  const extent = (part: Part): readonly [number, number] => {
    const from = part.word * 32 + part.shift;
    return [from, from + (part.shape.words > 1 ? part.shape.words * 32 : part.shape.bits)];
  };
  const [from, to] = extent(own);
  return frame.slots.flatMap((part, number) => {
    if (!part || part === own) return [];
    const [start, end] = extent(part);
    return start < to && from < end ? [number] : [];
  });
}

/** Names of control points, several on a line. */
function pointLines(names: readonly string[]): string[] {
  const lines: string[] = [];
  for (const name of names) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + name.length < 90) lines[lines.length - 1] = `${last}, ${name}`;
    else lines.push(last === undefined ? `points: ${name}` : `        ${name}`);
  }
  return lines.map((line, i) => (i < lines.length - 1 ? `${line},` : line));
}

/** `1..3, 5` */
function ranges(numbers: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const n of numbers) {
    const last = runs.at(-1);
    if (last?.[1] === n - 1) last[1] = n;
    else runs.push([n, n]);
  }
  return runs.map(([a, b]) => (a === b ? `${a}` : `${a}..${b}`)).join(', ');
}

// -------------------------------------------------------------------------------------------- parts

/** A value, and what it is made of; of many equal elements only the first and the last. */
function partRows(part: Part, name: string, depth: number): Row[] {
  const { shape } = part;
  const { form, type } = shape;
  const row = (remark?: string): Row => ({
    text: `${'  '.repeat(depth)}${name}: ${formatType(type)}`,
    where: where(part),
    ...(remark === undefined ? {} : { remark }),
  });
  const inside = (inner: Part, label: string): Row[] => partRows(partIn(part, inner), label, depth + 1);
  switch (form.kind) {
    case 'scalar':
      return [row(numbering(shape))];
    case 'product':
      return [row(), ...form.parts.flatMap((inner, i) => inside(inner, `.${fieldName(type, i)}`))];
    case 'array':
      return [row(stride(part)), ...elementRows(part, depth + 1)];
    case 'tagged': {
      const variants = variantNames(type);
      const tags = variants.map((variant, i) => `${i} ${variant}`).join(', ');
      return [
        row(),
        ...inside(form.tag, 'variant').map((tag) => ({ ...tag, remark: tags })),
        ...form.variants.flatMap((payload, i) =>
          payload.flatMap((inner, k) => inside(inner, payloadName(type, i, k, variants[i] ?? '?'))),
        ),
      ];
    }
    case 'set':
      return [row(type.kind === 'set' ? `one bit for each of ${members(type.element)}` : undefined)];
    case 'seq': {
      const elements = partIn(part, form.elements);
      return [row(), ...inside(form.length, 'length'), ...elementRows(elements, depth + 1, stride(elements))];
    }
  }
}

/** The first element of an array form with its parts, and the last. */
function elementRows(part: Part, depth: number, remark?: string): Row[] {
  const { form, type } = part.shape;
  if (form.kind !== 'array' || form.count === 0) return [];
  const keys = type.kind === 'map' ? valuesOf(type.key).map((key) => formatValue(key, type.key)) : undefined;
  const label = (i: number): string => `[${keys?.[i] ?? i}]`;
  const [head, ...inner] = partRows(partIn(part, elementPart(form, 0)), label(0), depth);
  const first = remark === undefined || !head ? head : { ...head, remark };
  const [last] = partRows(partIn(part, elementPart(form, form.count - 1)), label(form.count - 1), depth);
  return [...(first ? [first] : []), ...inner, ...(last && form.count > 1 ? [last] : [])];
}

/** How far the elements of an array form are from each other. */
function stride({ shape: { form } }: Part): string | undefined {
  if (form.kind !== 'array' || form.element.bits === 0) return undefined;
  const { element, perWord } = form;
  const elements = count(form.count, 'element');
  if (perWord === 0) return `${elements}, ${element.words} words apart`;
  const apart = `${elements}, ${count(element.bits, 'bit')} apart`;
  return form.count > perWord ? `${apart}, ${perWord} to a word` : apart;
}

/** Which number means what, where the type does not say. */
function numbering({ type, bits }: Shape): string | undefined {
  switch (type.kind) {
    case 'int':
      if (bits === 0) return `always ${type.low}`;
      return type.low === 0 ? undefined : `0 means ${type.low}`;
    case 'enum':
      return some(type.members.map((member, i) => `${i} ${member}`));
    case 'process':
      return some(valuesOf(type).map((id) => `${String(id)} ${formatValue(id, type)}`));
    default:
      return undefined;
  }
}

function fieldName(type: Type, index: number): string {
  return type.kind === 'struct' ? (type.fields[index]?.name ?? '?') : String(index);
}

function variantNames(type: Type): readonly string[] {
  return type.kind === 'union' ? type.variants.map((v) => v.name) : ['none', 'some'];
}

function payloadName(type: Type, variant: number, index: number, name: string): string {
  const payload = type.kind === 'union' ? (type.variants[variant]?.payload ?? []) : [];
  if (payload.length <= 1 && payload[0]?.name === undefined) return name;
  return `${name}.${payload[index]?.name ?? index}`;
}

function members(type: Type): string {
  return some(valuesOf(type).map((value) => formatValue(value, type)));
}

const SHOWN = 6;

/** A list; of a long one its beginning and its end. */
function some(names: readonly string[]): string {
  if (names.length <= SHOWN) return names.join(', ');
  return [...names.slice(0, SHOWN - 2), '…', names.at(-1)].join(', ');
}

// ------------------------------------------------------------------------------------------- places

function where({ word, shift, shape }: Part): string {
  if (shape.words > 1) return `words ${word}..${word + shape.words - 1}`;
  return shape.bits === 0
    ? 'no bits'
    : `word ${word}, ${shape.bits === 1 ? 'bit' : 'bits'} ${bitRange(shift, shape.bits)}`;
}

function bitRange(from: number, bits: number): string {
  return bits === 1 ? `${from}` : `${from}..${from + bits - 1}`;
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
