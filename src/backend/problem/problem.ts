import type { Expr } from '../../core/expression.ts';
import type { Run } from '../../core/run.ts';
import type { LivenessProblem } from '../../explorer/liveness/check.ts';
import type { TransitionSystem } from '../../ir/system.ts';
import { InitialStates } from './initial-states.ts';
import { Layout } from './layout.ts';
import { constraintsOf, livenessOf, observedIn, propertiesOf, type RunProperty } from './properties.ts';

/** What engines are to find out: a transition system and a run of it, with all that follows from the two for each of them. */
export interface Problem {
  readonly system: TransitionSystem;
  readonly run: Run;
  /** In the order in which engines number them. */
  readonly properties: readonly RunProperty[];
  /** Only states that satisfy all of these are expanded. */
  readonly constraints: readonly Expr[];
  /** The number of the property that range errors violate. */
  readonly range: number;
  /** By implication, whether no property of the run has it: it is not evaluated, and counts as met. */
  readonly isUnasked: readonly boolean[];
  /** The conditions of states that engines observe for temporal properties, with their numbers as atoms. */
  readonly observed: readonly { readonly number: number; readonly condition: Expr }[];
  /** What is asked about the temporal properties, if there are any. */
  readonly liveness: LivenessProblem | undefined;
  /** States as values, and the keys by which everybody knows them. */
  readonly layout: Layout;
  readonly initial: InitialStates;
}

export function problemOf(system: TransitionSystem, run: Run): Problem {
  const properties = propertiesOf(system, run);
  const layout = new Layout(system);
  const inRun = new Set(properties.map(({ symbol }) => symbol));
  return {
    system,
    run,
    properties,
    constraints: constraintsOf(properties),
    range: properties.findIndex(({ kind }) => kind === 'range'),
    isUnasked: system.implications.map(({ property }) => !inRun.has(property)),
    observed: observedIn(system, properties),
    liveness: livenessOf(system, properties),
    layout,
    initial: new InitialStates(system, layout),
  };
}
