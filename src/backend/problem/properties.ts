import type { Expr } from '../../core/expression.ts';
import { valueAt } from '../../core/lists.ts';
import type { PropertySymbol, StepSet } from '../../core/program.ts';
import { ALWAYS_CHECKED, type Run } from '../../core/run.ts';
import type { LivenessProblem } from '../../explorer/liveness/check.ts';
import { type ModelProperty, wantsWitness } from '../../explorer/model.ts';
import { MEMORY_BOUND } from '../../core/memory.ts';
import { isIn } from '../../ir/step-sets.ts';
import type { Step, TransitionSystem } from '../../ir/system.ts';

/** A property of a run; one that is declared has a symbol. */
export interface RunProperty extends ModelProperty {
  readonly symbol?: PropertySymbol;
}

/** A property of steps, with its number. */
export interface StepProperty {
  readonly number: number;
  readonly symbol: PropertySymbol;
}

/** Properties of a run, in the order in which engines number them: those that a search decides first. */
export function propertiesOf(system: TransitionSystem, run: Run): readonly RunProperty[] {
  const expected = new Set(run.expect.violated.map((v) => v.property));
  const declared = system.properties.flatMap((symbol): readonly RunProperty[] => {
    const { name, property: kind } = symbol;
    // Whatever the run looks at, it looks no further.
    if (kind === 'constraint')
      return [{ name, kind: 'invariant', expectViolated: true, isBound: 'constraint', symbol }];
    const wanted = run.only === undefined || run.only.includes(name);
    if (!wanted) return [];
    const isAsked = run.asked.includes(name) ? { isAsked: true as const } : {};
    return [{ name, kind, expectViolated: expected.has(name), symbol, ...isAsked }];
  });
  const asserts = new Set<string>();
  for (const step of system.steps)
    for (const operation of step.operations)
      if (operation.kind === 'assert' && operation.name !== undefined) asserts.add(operation.name);
  const named = [...asserts].sort().map((name) => {
    // Violating it does not end the run, nor the step: it is what the bound leaves that is explored.
    if (name === MEMORY_BOUND)
      return { name, kind: 'assert' as const, expectViolated: true, isBound: 'memory' as const };
    return { name, kind: 'assert' as const, expectViolated: expected.has(name) };
  });
  const always = ALWAYS_CHECKED.map((name) => ({
    name,
    kind: name,
    expectViolated: expected.has(name),
  }));
  const isTemporal = ({ kind }: { kind: ModelProperty['kind'] }): boolean => kind === 'temporal';
  const all = [...declared.filter((p) => !isTemporal(p)), ...named, ...always, ...declared.filter(isTemporal)];
  // Engines find properties by name: the type checker sees to it that no two share one.
  if (new Set(all.map(({ name }) => name)).size < all.length) throw new Error('two properties of one name');
  return all;
}

/** What is asked about the temporal properties of a run; undefined if it has none. */
export function livenessOf(
  system: TransitionSystem,
  properties: readonly ModelProperty[],
): LivenessProblem | undefined {
  const { actors, atoms, fairness, lefts, properties: temporal } = system.temporal;
  const numberOf = new Map(properties.map((p, i) => [p.name, i]));
  const asked = temporal.flatMap(({ symbol, conjuncts }) => {
    const property = numberOf.get(symbol.name);
    return property === undefined ? [] : [{ property, conjuncts }];
  });
  if (asked.length === 0) return undefined;
  return {
    actors: actors.length,
    enabled: atoms.map((atom) => (atom.kind === 'enabled' ? atom.actors : undefined)),
    fairness,
    properties: asked,
    range: valueAt(numberOf, 'range'),
    lefts,
  };
}

/**
 * The conditions of states that engines observe, with their numbers as atoms: those of temporal properties of the run,
 * and of fairness. What is not asked about must not end in a range error.
 */
export function observedIn(
  { temporal }: TransitionSystem,
  properties: readonly RunProperty[],
): readonly { readonly number: number; readonly condition: Expr }[] {
  const inRun = new Set(properties.map(({ symbol }) => symbol));
  const asked = temporal.properties.filter(({ symbol }) => inRun.has(symbol));
  const used = new Set([...temporal.fairnessAtoms, ...asked.flatMap(({ atoms }) => atoms)]);
  return temporal.atoms.flatMap((atom, number) =>
    atom.kind === 'state' && used.has(number) ? [{ number, condition: atom.expr }] : [],
  );
}

/** A property of states, with its number. */
export interface StateProperty {
  readonly number: number;
  /** Whether states that satisfy it are reported, rather than those that do not. */
  readonly wantsWitness: boolean;
  readonly symbol: PropertySymbol;
}

/** The constraints of a run: steps are taken only from states that satisfy all of them. */
export function constraintsOf(properties: readonly RunProperty[]): readonly Expr[] {
  return properties.flatMap(({ isBound, symbol }) => (isBound === 'constraint' && symbol ? [symbol.body] : []));
}

/** The properties of a run that each state satisfies, violates, or reaches. */
export function propertiesOfStates({
  properties,
}: {
  readonly properties: readonly RunProperty[];
}): readonly StateProperty[] {
  return properties.flatMap(({ kind, symbol }, number) => {
    if (!symbol || kind === 'transition' || kind === 'temporal') return [];
    return [{ number, wantsWitness: wantsWitness(kind), symbol }];
  });
}

/** The transition properties of a run that are about a step. */
export function propertiesAbout(
  step: Step,
  { system, properties }: { readonly system: TransitionSystem; readonly properties: readonly RunProperty[] },
): readonly StepProperty[] {
  return properties.flatMap(({ kind, symbol }, number) =>
    kind === 'transition' && symbol && isAbout(symbol, step, system) ? [{ number, symbol }] : [],
  );
}

/** Whether a transition property is about a step: named in `during`, or nothing is, and not in `except`. */
function isAbout(property: PropertySymbol, step: Step, system: TransitionSystem): boolean {
  const inSet = (set: StepSet): boolean => isIn(set, step, system);
  return (property.during.length === 0 || property.during.some(inSet)) && !property.except.some(inSet);
}
