import { itemAt } from '../core/lists.ts';
import type { Exploration } from '../explorer/model.ts';
import type { Family, Operation, Step, TransitionSystem } from '../ir/system.ts';
import { countableIn } from '../ir/temporal/lefts.ts';
import type { BranchData, CoverageData, StepCountsData } from '../result/model.ts';
import { placeData } from '../result/places.ts';
import { locationKey } from '../text/source.ts';
import { printPattern } from '../trace/print-pattern.ts';
import type { StepCounts, Tally } from './tally.ts';

/**
 * What a run met of its spec: a place counts as met if any step that begins there ran.
 * @param tally has counted what its states met, if somebody wants to know that
 * @param isUnasked by implication, whether no property of the run has it
 */
export function coverageOf(
  system: TransitionSystem,
  { stepsRun, implicationsMet }: Exploration,
  tally: Tally | undefined,
  isUnasked: readonly boolean[],
): CoverageData {
  const steps = new Map<string, CoverageData['steps'][number]>();
  const countable = countableIn(system);
  for (const step of system.steps) {
    const owner = ownerOf(system, step.owner);
    if (owner === undefined) continue;
    const key = `${locationKey(step.at)} ${owner}`;
    const known = steps.get(key);
    const ran = stepsRun[step.id] === true || known?.ran === true;
    const counts = tally && together(known?.counts, itemAt(tally.steps, step.id), step);
    steps.set(key, { at: placeData(step.at), owner, ran, ...(counts === undefined ? {} : { counts }) });
  }
  return {
    steps: [...steps.values()],
    implications: system.implications.map(({ expr, property }, i) => {
      const isCounted = tally !== undefined && countable.has(i) && isUnasked[i] !== true;
      return {
        at: placeData(expr.at),
        property: property.name,
        met: implicationsMet[i] === true,
        ...(isCounted ? { count: itemAt(tally.implications, i) } : {}),
      };
    }),
    ...(tally === undefined ? {} : { branches: branchesOf(system, tally) }),
  };
}

/** The counts of several steps that begin at one place: copies of a procedure, and arguments of an action. */
function together(
  known: StepCountsData | undefined,
  { reached, enabled, taken }: StepCounts,
  { owner }: Step,
): StepCountsData {
  return {
    ...(owner.kind === 'action' ? {} : { reached: (known?.reached ?? 0) + reached }),
    enabled: (known?.enabled ?? 0) + enabled,
    taken: (known?.taken ?? 0) + taken,
  };
}

function branchesOf(system: TransitionSystem, tally: Tally): readonly BranchData[] {
  const branches = new Map<string, BranchData>();
  for (const step of system.steps) {
    const owner = ownerOf(system, step.owner);
    if (owner === undefined) continue;
    const { slots } = codeOf(system, step.owner);
    for (const operation of step.operations) {
      const found = branchOf(operation, slots, tally.waysOf(operation));
      if (found === undefined) continue;
      const key = `${locationKey(operation.at)} ${owner} ${found.statement}`;
      const known = branches.get(key);
      const ways = known === undefined ? found.ways : added(known.ways, found.ways);
      branches.set(key, { at: placeData(operation.at), owner, statement: found.statement, ways });
    }
  }
  return [...branches.values()];
}

/** What an operation is in the spec, if it goes one of several ways there. */
function branchOf(
  operation: Operation,
  slots: Family['slots'],
  counts: readonly number[],
): Pick<BranchData, 'statement' | 'ways'> | undefined {
  if (operation.memory !== undefined || operation.ghost) return undefined;
  const named = (names: readonly string[]): BranchData['ways'] =>
    names.map((name, i) => ({ name, count: itemAt(counts, i) }));
  switch (operation.kind) {
    case 'branch':
      return { statement: operation.form, ways: named(['true', 'false']) };
    case 'match': {
      const { form, arms, value, otherwise } = operation;
      const names = arms.map(({ pattern }) => printPattern(pattern, value.type, slots));
      return { statement: form, ways: named(otherwise === undefined ? names : [...names, 'else']) };
    }
    case 'either':
      return { statement: 'either', ways: named(operation.branches.map((_, i) => `branch ${i + 1}`)) };
    default:
      return undefined;
  }
}

function added(known: BranchData['ways'], further: BranchData['ways']): BranchData['ways'] {
  const counts = new Map(known.map(({ name, count }) => [name, count]));
  for (const { name, count } of further) counts.set(name, (counts.get(name) ?? 0) + count);
  return [...counts].map(([name, count]) => ({ name, count }));
}

/** `reader`, `action raise`; nothing for a process without instances. */
function ownerOf(system: TransitionSystem, owner: Step['owner']): string | undefined {
  if (owner.kind === 'action') return `action ${itemAt(system.actions, owner.action).symbol.name}`;
  const { instances, symbol } = itemAt(system.families, owner.family);
  return instances.length === 0 ? undefined : symbol.name;
}

function codeOf({ actions, families }: TransitionSystem, owner: Step['owner']): Pick<Family, 'slots'> {
  return owner.kind === 'action' ? itemAt(actions, owner.action) : itemAt(families, owner.family);
}
