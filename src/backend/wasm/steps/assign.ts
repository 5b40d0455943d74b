import { itemAt } from '../../../core/lists.ts';
import type { Operation, TransitionSystem } from '../../../ir/system.ts';
import {
  elementOf,
  inSpot,
  partOf,
  readElement,
  readSpot,
  type Spot,
  withElement,
  withPart,
  wordOf,
  writeElement,
  writeSpot,
} from '../emit/access.ts';
import { geU } from '../emit/arithmetic.ts';
import type { Words } from '../emit/emitter.ts';
import type { Compiler } from '../emit/compiler.ts';
import { fixedRank } from '../expressions/places.ts';
import { elementPart } from '../layout/shape.ts';
import type { StepSlots } from './step-slots.ts';

type Assignment = Extract<Operation, { kind: 'assign' }>;
type Path = Assignment['target']['path'];

/** Assigns in place, up to the first index that is known only at run time: what that indexes is read, changed and written back. */
export function compileAssignment(
  operation: Assignment,
  system: TransitionSystem,
  slots: StepSlots,
  c: Compiler,
): void {
  const { target } = operation;
  const value = c.as(operation.value, target.type);
  const { root } = target;
  let spot = root.kind === 'variable' ? c.state.variable(itemAt(system.variables, root.slot)) : slots.spot(root.slot);
  for (const [i, step] of target.path.entries()) {
    const inner = fixedSpot(spot, step, c);
    if (!inner) {
      write(spot, target.path.slice(i), value, c);
      return;
    }
    spot = inner;
  }
  writeSpot(spot, value, c.emitter);
}

function write(spot: Spot, path: Path, value: Words, c: Compiler): void {
  const { emitter } = c;
  const [step, ...rest] = path;
  const { type, form } = spot.shape;
  if (step?.kind === 'index' && (type.kind === 'map' || form.kind === 'seq')) {
    const elements = form.kind === 'seq' ? inSpot(spot, form.elements) : spot;
    const index = type.kind === 'map' ? c.keyRank(step.index, type.key) : emitter.atom(c.number(step.index));
    if (form.kind === 'seq') emitter.failIf(geU(index, wordOf(readSpot(inSpot(spot, form.length), emitter))));
    const element = rest.length === 0 ? value : changed(readElement(elements, index, emitter), rest, value, c);
    writeElement(elements, index, element, emitter);
    return;
  }
  writeSpot(spot, changed(readSpot(spot, emitter), path, value, c), emitter);
}

function changed(old: Words, path: Path, value: Words, c: Compiler): Words {
  const { emitter } = c;
  const [step, ...rest] = path;
  if (!step) return value;
  const { form, type } = old.shape;
  if (step.kind === 'field') {
    if (form.kind !== 'product') throw new Error('a field of something without fields');
    const part = itemAt(form.parts, step.field);
    return withPart(old, part, changed(partOf(old, part, emitter), rest, value, c), emitter);
  }
  if (type.kind === 'map') {
    const index = c.keyRank(step.index, type.key);
    const element = changed(elementOf(old, index, emitter), rest, value, c);
    return withElement(old, index, element, emitter);
  }
  if (form.kind !== 'seq') throw new Error('an element of something without elements');
  const index = emitter.atom(c.number(step.index));
  emitter.failIf(geU(index, wordOf(partOf(old, form.length, emitter))));
  const elements = partOf(old, form.elements, emitter);
  const element = changed(elementOf(elements, index, emitter), rest, value, c);
  return withPart(old, form.elements, withElement(elements, index, element, emitter), emitter);
}

/** The place that a step of a path leads to, if it is known at compile time. */
function fixedSpot(spot: Spot, step: Path[number], c: Compiler): Spot | undefined {
  const { form, type } = spot.shape;
  if (step.kind === 'field') return form.kind === 'product' ? inSpot(spot, itemAt(form.parts, step.field)) : undefined;
  if (form.kind !== 'array' || type.kind !== 'map') return undefined;
  const rank = fixedRank(step.index, type.key, c);
  return rank === undefined ? undefined : inSpot(spot, elementPart(form, rank));
}
