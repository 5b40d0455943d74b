import { printable } from '../../text/display.ts';
import { lineText, type Location, positionAt, type Source } from '../../text/source.ts';
import { effectsOf } from '../operations/effects.ts';
import type { ControlPoint, Family, Step, TransitionSystem } from '../system.ts';

/**
 * The source with every control point and what each step reads and writes, for `thps steps`: whoever doubts
 * where others may run in between sees it there. A procedure that is called several times has its points in
 * each call; they stand under the line once, with the calls that they are in.
 */
export function describeSteps(system: TransitionSystem): string {
  const notes = new Map<Source, Map<number, string[]>>();
  for (const { at, text } of stepNotes(system)) {
    const lines = notes.get(at.source) ?? new Map<number, string[]>();
    notes.set(at.source, lines);
    const { line } = positionAt(at.source, at.span.start);
    const texts = lines.get(line) ?? [];
    lines.set(line, texts);
    if (!texts.includes(`● ${text}`)) texts.push(`● ${text}`);
  }
  return [...notes].map(([source, lines]) => annotate(source, lines)).join('\n');
}

/** Where a step begins, and what it does. */
export interface StepNote {
  readonly at: Location;
  /** The calls that it is in, the innermost first. */
  readonly calls: readonly Location[];
  /** `reader[0] at again: reads x; then at done` */
  readonly text: string;
}

/** Every control point at which a step starts, and every action, each with what its step reads and writes. */
export function stepNotes(system: TransitionSystem): readonly StepNote[] {
  const notes: StepNote[] = [];
  for (const family of system.families)
    for (const point of family.points)
      if (point.step !== undefined)
        notes.push({ at: point.at, calls: callsAround(point), text: describePoint(point, family, system) });
  for (const action of system.actions) {
    const step = system.steps[action.step];
    const text = `action ${action.symbol.name}: ${step ? describeEffects(step, system) : ''}`;
    if (step) notes.push({ at: action.symbol.at, calls: [], text });
  }
  return notes;
}

function callsAround({ frame }: ControlPoint): readonly Location[] {
  const calls: Location[] = [];
  for (let around = frame; around; around = around.parent) calls.push(around.callAt);
  return calls;
}

function describePoint(point: ControlPoint, family: Family, system: TransitionSystem): string {
  const step = point.step === undefined ? undefined : system.steps[point.step];
  const effects = step ? describeEffects(step, system) : '';
  const next = step ? stopsOf(step).map((p) => family.points[p]?.name ?? '?') : [];
  return `${family.symbol.name} at ${point.name}: ${effects}; then at ${next.join(' or ')}`;
}

/** Where a step may stop. */
function stopsOf(step: Step): number[] {
  const stops = step.operations.flatMap((o) => (o.kind === 'stop' ? [o.point] : []));
  return [...new Set(stops)].sort((a, b) => a - b);
}

function describeEffects(step: Step, system: TransitionSystem): string {
  const reads = new Set<string>();
  const writes = new Set<string>();
  let waits = false;
  for (const operation of step.operations) {
    const effects = effectsOf(operation, system);
    for (const r of effects.reads) reads.add(r);
    for (const w of effects.writes) writes.add(w);
    if (operation.kind === 'await') waits = true;
  }
  const parts = [
    ...(waits ? ['may wait'] : []),
    ...(reads.size > 0 ? [`reads ${[...reads].join(', ')}`] : []),
    ...(writes.size > 0 ? [`writes ${[...writes].join(', ')}`] : []),
  ];
  return parts.length > 0 ? parts.join('; ') : 'touches nothing shared';
}

/** A source with the notes of each line under it. */
function annotate(source: Source, notes: ReadonlyMap<number, readonly string[]>): string {
  const width = String(source.lineStarts.length).length;
  const out = [printable(source.name)];
  for (let line = 0; line < source.lineStarts.length; line++) {
    out.push(`${String(line + 1).padStart(width)} │ ${printable(lineText(source, line))}`.trimEnd());
    for (const text of notes.get(line) ?? []) {
      const indent = /^ */.exec(printable(lineText(source, line)))?.[0] ?? '';
      out.push(`${' '.repeat(width)} │ ${indent}${text}`);
    }
  }
  return `${out.join('\n')}\n`;
}
