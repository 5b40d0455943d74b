import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { readsAndWrites, touchesSeveral } from '../../diagnostics/steps.ts';
import { effectsOf } from '../operations/effects.ts';
import type { Operation, TransitionSystem } from '../system.ts';

/**
 * Warns about a statement outside `atomic` that touches more than one shared location, or reads and writes
 * the same one (language.md, section 5, "Step"): C compiles it to several accesses. Asserts observe and do not count.
 */
export function lintAtomicity(system: Pick<TransitionSystem, 'steps' | 'variables'>): Diagnostic[] {
  return system.steps
    .filter((step) => step.owner.kind === 'process')
    .flatMap((step) => step.operations)
    .flatMap((operation) => lintOperation(operation, system));
}

function lintOperation(operation: Operation, system: Pick<TransitionSystem, 'variables'>): Diagnostic[] {
  if (operation.atomic || operation.ghost || operation.role === 'local' || operation.kind === 'assert') return [];
  const statement = { at: operation.at, isAssignment: operation.kind === 'assign' };
  const { reads, writes, many } = effectsOf(operation, system);
  const both = [...writes].find((location) => reads.has(location));
  if (both !== undefined) return [readsAndWrites(statement, both)];
  const touched = [...new Set([...reads, ...writes])];
  if (touched.length > 1 || many)
    return [touchesSeveral(statement, many ? touched.map((location) => `every ${location}`) : touched)];
  return [];
}
