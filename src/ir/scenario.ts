import type { Expr, VariableSymbol } from '../core/expression.ts';
import { itemAt } from '../core/lists.ts';
import type { Initialiser, Program, PropertySymbol } from '../core/program.ts';
import type { NamedSteps, Run, Scenario, ScenarioStep } from '../core/run.ts';
import type { Type } from '../core/types.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { noSuchStep, scenarioTooLarge } from '../diagnostics/steps.ts';
import type { Location } from '../text/source.ts';
import { fold } from './fold.ts';
import { isIn } from './step-sets.ts';
import type { Operation, Step, TransitionSystem } from './system.ts';
import { Terms } from './terms.ts';

type Parts = Pick<TransitionSystem, 'program' | 'variables' | 'families' | 'actions' | 'steps' | 'properties'>;

const BOOL: Type = { kind: 'bool' };

/** Assignments of an observer at most, in all steps together: as many as a body has statements. */
const MAX_ASSIGNMENTS = 200_000;

/**
 * Adds an observer of an order of steps to a system: hidden variables that say how far the order has come, an assignment to
 * them at the beginning of each step that has to do with it, and a property that says whether it has come to its end.
 *
 * The observer is the automaton of the order made deterministic by the subset construction (Rabin and Scott, 1959): the
 * variable i is true where the steps so far contain the first i steps of the order, in some way that may still be
 * continued. Without `next` and `before` every way can be, and it suffices to take the earliest step for each.
 */
export function observe(
  system: Parts,
  run: Pick<Run, 'check' | 'at' | 'doc'>,
  scenario: Scenario,
): { readonly system: Parts; readonly diagnostics: readonly Diagnostic[] } {
  const at = run.at ?? itemAt(scenario.order, 0).step.at;
  const observer = new Observer(system, scenario.order, at);
  const steps = system.steps.map((step) => observer.observing(step));
  if (observer.assignments > MAX_ASSIGNMENTS) return { system, diagnostics: [scenarioTooLarge(at, MAX_ASSIGNMENTS)] };
  const isEnded = observer.read(scenario.order.length);
  const property: PropertySymbol = {
    kind: 'property',
    property: scenario.outcome,
    name: run.check,
    exists: true,
    during: [],
    except: [],
    body: scenario.outcome === 'possible' ? isEnded : observer.terms.not(isEnded),
    at,
    ...(run.doc === undefined ? {} : { doc: run.doc }),
  };
  const program: Program = {
    ...system.program,
    variables: [...system.variables, ...observer.variables],
    initialisers: [...system.program.initialisers, ...observer.initialisers],
  };
  const named = scenario.order.flatMap(({ step, before }) => [step, ...before]);
  return {
    system: { ...system, program, variables: program.variables, steps, properties: [...system.properties, property] },
    diagnostics: named.filter((one) => !observer.isTaken(one)).map(({ at, text }) => noSuchStep(at, text)),
  };
}

class Observer {
  readonly terms: Terms;
  readonly variables: VariableSymbol[] = [];
  readonly initialisers: Initialiser[] = [];
  /** Those that steps begin with, all together; once there are too many, no more are made. */
  assignments = 0;
  readonly #system: Parts;
  readonly #order: readonly ScenarioStep[];
  /** By the number of steps that have happened; absent where that is true all the time. */
  readonly #progress: readonly (VariableSymbol | undefined)[];

  constructor(system: Parts, order: readonly ScenarioStep[], at: Location) {
    this.#system = system;
    this.#order = order;
    this.terms = new Terms(at, system.program.ids);
    const isFirstLost = order.slice(0, 1).some(({ isNext, before }) => isNext || before.length > 0);
    this.#progress = [isFirstLost ? this.#variable(0) : undefined, ...order.map((_, i) => this.#variable(i + 1))];
  }

  #variable(happened: number): VariableSymbol {
    const { at } = this.terms;
    const slot = this.#system.variables.length + this.variables.length;
    const name = `progress ${happened}`;
    const variable: VariableSymbol = { kind: 'variable', name, type: BOOL, ghost: false, hidden: true, slot, at };
    this.variables.push(variable);
    this.initialisers.push({ kind: 'value', variable, value: this.terms.truth(happened === 0) });
    return variable;
  }

  /** Whether the order has come so far. */
  read(happened: number): Expr {
    const symbol = this.#progress[happened];
    return symbol ? { kind: 'variable', symbol, type: BOOL, at: this.terms.at } : this.terms.truth(true);
  }

  /** Whether there is a step of that name in the system. */
  isTaken(named: NamedSteps): boolean {
    return this.#system.steps.some((step) => !isNever(this.#isNamed(named, step)));
  }

  /** The step, which begins by noting what it means for the order. The last variable comes first: each reads the one before. */
  observing(step: Step): Step {
    if (this.assignments > MAX_ASSIGNMENTS) return step;
    const operations = [...step.operations];
    let { entry } = step;
    // Added from the last to run to the first.
    for (const [happened, variable] of this.#progress.entries()) {
      const value = variable && this.#after(step, happened);
      if (!value) continue;
      operations.push(this.#assignment(variable, value, step, entry));
      entry = operations.length - 1;
      this.assignments++;
    }
    return { ...step, operations, entry };
  }

  /** The value of a variable after a step; undefined where it is the one before. */
  #after(step: Step, happened: number): Expr | undefined {
    const { terms } = this;
    const last = this.#order[happened - 1];
    const comes = last
      ? fold(terms.all([this.#isNamed(last.step, step), this.read(happened - 1)]))
      : terms.truth(false);
    const isLost = this.#loses(this.#order[happened], step);
    if (isNever(comes) && isNever(isLost)) return undefined;
    return fold(terms.any([comes, terms.all([terms.not(isLost), this.read(happened)])]));
  }

  /** Whether a step may not come before the one that is waited for, if one is. */
  #loses(awaited: ScenarioStep | undefined, step: Step): Expr {
    const { terms } = this;
    if (!awaited) return terms.truth(false);
    // What memory does by itself is no step that anybody could have named.
    if (awaited.isNext) return terms.truth(!this.#isOfMemory(step));
    return fold(terms.any(awaited.before.map((one) => this.#isNamed(one, step))));
  }

  #isOfMemory({ owner }: Step): boolean {
    return owner.kind === 'action' && itemAt(this.#system.actions, owner.action).symbol.hidden === true;
  }

  /** Whether a step has that name, which may depend on who takes it. */
  #isNamed({ steps, instance }: NamedSteps, step: Step): Expr {
    const { terms } = this;
    if (!steps.some((set) => isIn(set, step, this.#system))) return terms.truth(false);
    if (step.owner.kind !== 'process') return terms.truth(instance === undefined);
    const { instances } = itemAt(this.#system.families, step.owner.family);
    const isOne = instances.some(({ id }) => id === instance);
    if (instance === undefined || !isOne || instances.length === 1)
      return terms.truth(instance === undefined ? instances.length > 0 : isOne);
    const { processType } = this.#system.program;
    return terms.equal(terms.self(processType), terms.constant(processType, instance));
  }

  #assignment({ slot }: VariableSymbol, value: Expr, { at }: Step, next: number): Operation {
    return {
      kind: 'assign',
      form: 'assign',
      target: { root: { kind: 'variable', slot }, path: [], type: BOOL, at },
      value,
      at,
      shown: false,
      ghost: false,
      role: 'local',
      atomic: false,
      memory: { kind: 'kept' },
      next,
    };
  }
}

function isNever(condition: Expr): boolean {
  return condition.kind === 'constant' && condition.value === 0;
}
