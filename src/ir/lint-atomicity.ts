import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { notAtomic } from '../diagnostics/steps.ts';
import { effectsOf } from './effects.ts';
import type { Operation, TransitionSystem } from './system.ts';

/**
 * Warns about a statement outside `atomic` that touches more than one shared location, or reads and writes
 * the same one (language.md, section 5, "Step"): C compiles it to several accesses. Asserts observe and do not count.
 */
export function lintAtomicity(system: TransitionSystem): Diagnostic[] {
  return system.steps
    .filter((step) => step.owner.kind === 'process')
    .flatMap((step) => step.operations)
    .flatMap((operation) => lintOperation(operation, system));
}

function lintOperation(operation: Operation, system: TransitionSystem): Diagnostic[] {
  if (operation.atomic || operation.ghost || operation.role === 'local' || operation.kind === 'assert') return [];
  const isAssignment = operation.kind === 'assign';
  const { reads, writes, many } = effectsOf(operation, system);
  const both = [...writes].filter((location) => reads.has(location));
  if (both.length > 0) return [notAtomic(operation.at, both, true, isAssignment)];
  const touched = new Set([...reads, ...writes]);
  if (touched.size > 1 || many)
    return [notAtomic(operation.at, many ? [...touched].map((t) => `every ${t}`) : [...touched], false, isAssignment)];
  return [];
}
