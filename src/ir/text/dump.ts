import type { Expr, MatchPattern } from '../../core/expression.ts';
import { formatType, formatValue } from '../../core/format.ts';
import { positionAt, spanText } from '../../text/source.ts';
import { placeText } from '../operations/effects.ts';
import type { ControlPoint, Operation, Slot, Step, TransitionSystem } from '../system.ts';

/** The transition system as text, for people (`thps ir`). */
export function dumpSystem(system: TransitionSystem): string {
  const out: string[] = [`system ${system.program.name}`];
  for (const v of system.variables) out.push(`  ${v.ghost ? 'ghost ' : ''}var ${v.name}: ${formatType(v.type)}`);
  for (const c of system.program.constants) out.push(`  const ${c.name} = ${formatValue(c.value, c.type)}`);
  for (const family of system.families) {
    out.push('', `process ${family.symbol.name}: ${family.instances.map((i) => i.name).join(', ') || 'absent'}`);
    dumpSlots(family.slots, out);
    for (const point of family.points) dumpPoint(point, family.slots, system, out);
  }
  for (const action of system.actions) {
    out.push('', `action ${action.symbol.name}`);
    dumpSlots(action.slots, out);
    const step = system.steps[action.step];
    if (step) dumpStep(step, action.slots, system, out);
  }
  for (const p of system.properties) out.push('', `${p.property} ${p.name} = ${exprText(p.body)}`);
  return `${out.join('\n')}\n`;
}

function dumpSlots(slots: readonly Slot[], out: string[]): void {
  slots.forEach((slot, i) => {
    const where = slot.frame ? ` in ${slot.frame.procedure.name}#${slot.frame.id}` : '';
    out.push(`  slot ${i}: ${slot.ghost ? 'ghost ' : ''}${slot.name}: ${formatType(slot.type)}${where}`);
  });
}

function dumpPoint(point: ControlPoint, slots: readonly Slot[], system: TransitionSystem, out: string[]): void {
  const live = point.live.length > 0 ? `, live ${point.live.join(' ')}` : '';
  out.push(`  point ${point.index} ${point.name}${live}`);
  const step = point.step === undefined ? undefined : system.steps[point.step];
  if (step) dumpStep(step, slots, system, out);
}

function dumpStep(step: Step, slots: readonly Slot[], system: TransitionSystem, out: string[]): void {
  out.push(`    step ${step.id}${step.guard ? ` when ${exprText(step.guard)}` : ''}, from ${step.entry}`);
  step.operations.forEach((operation, i) => {
    const { line } = positionAt(operation.at.source, operation.at.span.start);
    const flags = [operation.role, ...(operation.atomic ? ['atomic'] : []), ...(operation.ghost ? ['ghost'] : [])];
    out.push(`      ${i}: ${operationText(operation, slots, system)}   // line ${line + 1}, ${flags.join(' ')}`);
  });
}

function operationText(operation: Operation, slots: readonly Slot[], system: TransitionSystem): string {
  const slotName = (slot: number): string => `%${slot}.${slots[slot]?.name ?? '?'}`;
  switch (operation.kind) {
    case 'assign': {
      const { root } = operation.target;
      const type = root.kind === 'variable' ? system.variables[root.slot]?.type : slots[root.slot]?.type;
      const names = { variable: (slot: number) => system.variables[slot]?.name ?? '?', slot: slotName };
      const place = placeText(operation.target, names, type ?? operation.target.type);
      return `${place} := ${exprText(operation.value)} -> ${operation.next}`;
    }
    case 'match': {
      const arms = operation.arms.map((arm) => `${patternText(arm.pattern)} -> ${arm.next}`);
      const otherwise = operation.otherwise === undefined ? [] : [`else -> ${operation.otherwise}`];
      return `match ${exprText(operation.value)} { ${[...arms, ...otherwise].join(', ')} }`;
    }
    case 'branch':
      return `if ${exprText(operation.condition)} -> ${operation.then} else -> ${operation.otherwise}`;
    case 'await':
      return `await ${exprText(operation.condition)} -> ${operation.next}`;
    case 'assert':
      return `assert ${operation.name ? `${operation.name}: ` : ''}${exprText(operation.condition)} -> ${operation.next}`;
    case 'either':
      return `either ${operation.branches.map((b) => `-> ${b}`).join(' or ')}`;
    case 'pick': {
      const where = operation.where ? ` where ${exprText(operation.where)}` : '';
      return `pick ${slotName(operation.slot)} in ${exprText(operation.set)}${where} -> ${operation.next}`;
    }
    case 'forNext':
      return `next ${slotName(operation.slot)} of ${slotName(operation.rest)} -> ${operation.body}, none -> ${operation.next}`;
    case 'skip':
      return `skip -> ${operation.next}`;
    case 'enter': {
      const values = operation.values.map((v) => `${slotName(v.slot)} := ${exprText(v.value)}`);
      const { procedure, id } = operation.entered;
      return `enter ${procedure.name}#${id} (${values.join(', ')}) -> ${operation.next}`;
    }
    case 'leave':
      return `leave ${operation.left.procedure.name}#${operation.left.id} -> ${operation.next}`;
    case 'stop':
      return `stop at ${operation.point}`;
  }
}

function patternText(pattern: MatchPattern): string {
  switch (pattern.kind) {
    case 'any':
      return '_';
    case 'bind':
      return pattern.symbol.name;
    case 'bindSlot':
      return `%${pattern.slot}`;
    case 'value':
      return JSON.stringify(pattern.value);
    case 'variant':
      return `#${pattern.tag}(${pattern.payload.map(patternText).join(', ')})`;
    case 'tuple':
      return `(${pattern.elements.map(patternText).join(', ')})`;
  }
}

/** An expression as it was written; a folded one as its value. */
function exprText(expr: Expr): string {
  if (expr.kind === 'constant') return formatValue(expr.value, expr.type);
  return spanText(expr.at).replace(/\s+/g, ' ');
}
