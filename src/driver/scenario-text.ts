import type { Interpreter } from '../backend/interpreter/model.ts';
import { formatValue } from '../core/format.ts';
import { itemAt } from '../core/lists.ts';
import type { Run } from '../core/run.ts';
import { pointOf } from '../trace/choices.ts';
import { editText } from './results.ts';
import type { Visited } from './stepping.ts';

/**
 * A walk as a scenario of the spec: each step of it is the very next one. A step is named by the label that it begins at, where
 * it has one of the process itself. What memory does by itself has no name, and what a step chooses is left open.
 */
export function scenarioText(
  name: string,
  path: readonly Visited[],
  run: Pick<Run, 'constants' | 'edits' | 'memory'>,
  interpreter: Interpreter,
): string {
  const steps = path.flatMap((_, i) => nameOfStep(path, i, interpreter) ?? []);
  const lines = steps.map((step) => `  next ${step};\n`);
  return `${['scenario', name, 'possible', ...clausesOf(run)].join(' ')} {\n${lines.join('')}}\n`;
}

function clausesOf({ constants, edits, memory }: Pick<Run, 'constants' | 'edits' | 'memory'>): readonly string[] {
  const values = constants.map(({ name, value }) => `${name} = ${value}`);
  return [
    ...(values.length === 0 ? [] : [`with ${values.join(', ')}`]),
    ...edits.map(editText),
    ...(memory === undefined ? [] : [`memory ${memory}`]),
  ];
}

/** `cpu[0].load`; undefined for the beginning, and for what memory does. */
function nameOfStep(path: readonly Visited[], index: number, interpreter: Interpreter): string | undefined {
  const taken = path[index]?.taken;
  const before = path[index - 1]?.state;
  if (!taken || before === undefined) return undefined;
  const { actor } = taken;
  if (actor.kind === 'action') {
    const { name, hidden } = itemAt(interpreter.problem.system.actions, actor.action).symbol;
    return hidden === true ? undefined : name;
  }
  const { family, instance } = actor;
  const { indices, name } = family.symbol;
  const values = indices.map(({ type }, i) => formatValue(itemAt(instance.indices, i), type));
  // Values of a symmetric type have no names.
  const isNamed = values.length > 0 && indices.every(({ type }) => type.kind !== 'symmetric');
  const process = isNamed ? `${name}[${values.join(', ')}]` : name;
  const label = pointOf(actor, before, interpreter);
  const isLabel = label?.frame === undefined && label?.name !== 'start' && /^[A-Za-z_]\w*$/.test(label?.name ?? '');
  return isLabel ? `${process}.${label?.name ?? ''}` : process;
}
