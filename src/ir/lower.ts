import { InternalError, workingOn } from '../core/internal-error.ts';
import type { ActionSymbol, Expr, Statement } from '../core/expression.ts';
import type { Action, Process, Program } from '../core/program.ts';
import type { Run } from '../core/run.ts';
import { childrenOf } from '../core/traverse.ts';
import { instanceName } from '../core/format.ts';
import { valuesOf } from '../core/enumerate.ts';
import { type Diagnostic, isError } from '../diagnostics/diagnostic.ts';
import { inEditedRun, tooLarge } from '../diagnostics/steps.ts';
import { rewrite } from './bodies/bindings.ts';
import type { Location } from '../text/source.ts';
import { fold } from './fold.ts';
import { formSteps } from './steps/form-steps.ts';
import type { Graph } from './bodies/graph.ts';
import { lintAtomicity } from './steps/lint-atomicity.ts';
import { BodyTooLarge, MAX_NODES } from './bodies/context.ts';
import { type BodyOptions, lowerBody } from './bodies/lower-body.ts';
import type { ActionCode, Family, Instance, Step, TransitionSystem } from './system.ts';
import type { weaken as weakenMemory } from './memory/weaken.ts';
import { observe } from './scenario.ts';
import { lowerTemporal } from './temporal/lower-temporal.ts';

export interface Lowered {
  readonly system: TransitionSystem;
  readonly diagnostics: readonly Diagnostic[];
}

/** Lowers weak memory: `weaken` of src/ir/memory, which is loaded only where a run needs it. */
export type Weaken = typeof weakenMemory;

/**
 * From a typed program to the transition system of one run: calls are inlined, bodies are cut into steps. The program
 * has no type errors, and its bodies are as the edits of the run leave them. Where there are diagnostics of severity
 * error, the system must not be run.
 * @param weaken lowers memory that is not sequentially consistent; not needed where the run has no such memory
 */
export function lower(
  program: Program,
  run: Pick<Run, 'check' | 'name' | 'at' | 'doc' | 'edits' | 'only' | 'memory' | 'scenario' | 'expect'>,
  weaken: Weaken | undefined,
): Lowered {
  const lowering = new Lowering(program, run);
  const families = program.processes.map((p, number) => workingOn(p.symbol.at, () => lowering.process(p, number)));
  const actions = program.actions
    .filter((a) => a.exists)
    .map((a, number) => workingOn(a.symbol.at, () => lowering.action(a, number)));
  const properties = program.properties
    .filter((p) => p.exists)
    .map((p) => ({ ...p, body: workingOn(p.at, () => fold(p.body)) }));
  const strong = { program, variables: program.variables, families, actions, steps: lowering.steps, properties };
  const lints = lintAtomicity(strong);
  if (run.memory !== undefined && !weaken) throw new InternalError('what lowers weak memory is not loaded');
  const weak = run.memory && weaken ? weaken(strong, run.memory, namesSteps(run)) : { system: strong, diagnostics: [] };
  const observed = run.scenario ? observe(weak.system, run, run.scenario) : { system: weak.system, diagnostics: [] };
  const implications = observed.system.properties.flatMap((property) =>
    implicationsIn(property.body).map((expr) => ({ expr, property })),
  );
  const { temporal, diagnostics } = lowerTemporal({ ...observed.system, implications });
  const system: TransitionSystem = { ...observed.system, implications, temporal };
  const found = distinct([
    ...lowering.diagnostics,
    ...diagnostics,
    ...weak.diagnostics,
    ...observed.diagnostics,
    ...lints,
  ]).map((d) => (isError(d) && run.edits.length > 0 ? inEditedRun(d, { check: run.name, edits: run.edits }) : d));
  return { system, diagnostics: found };
}

/** Whether a run asks for an order of steps by the labels where they begin. */
function namesSteps({ scenario, expect: { violated } }: Pick<Run, 'scenario' | 'expect'>): boolean {
  return scenario !== undefined || violated.some(({ passing }) => passing.length > 0);
}

class Lowering {
  readonly steps: Step[] = [];
  readonly diagnostics: Diagnostic[] = [];
  readonly #program: Program;
  readonly #run: Pick<Run, 'only' | 'memory'>;

  constructor(program: Program, run: Pick<Run, 'only' | 'memory'>) {
    this.#program = program;
    this.#run = run;
  }

  process({ symbol, body, when, fairness, daemon }: Process, number: number): Family {
    const declared = this.#program.processType.families[symbol.family];
    const instances = (declared?.instances ?? []).flatMap(({ exists, ...one }, i): readonly Instance[] =>
      exists && declared
        ? [{ ...one, id: declared.first + i, name: instanceName(declared.name, one.indices, declared.indexTypes) }]
        : [],
    );
    const { graph, points, formed } = this.#body(body, symbol.at, []);
    const guard = when && fold(when);
    const stepOf = new Map<number, number>();
    for (const step of formed) {
      stepOf.set(step.point, this.steps.length);
      const owner = { kind: 'process', family: number } as const;
      this.steps.push({ id: this.steps.length, owner, ...(guard ? { guard } : {}), ...step });
    }
    return {
      symbol,
      instances,
      slots: graph.slots,
      points: points.map((point) => {
        const step = stepOf.get(point.index);
        return step === undefined ? point : { ...point, step };
      }),
      fairness,
      daemon,
      ...(guard ? { when: guard } : {}),
    };
  }

  action({ symbol, body, when, fairness }: Action, number: number): ActionCode {
    const whole: Statement = { kind: 'atomic', body, at: symbol.at };
    const { graph, formed } = this.#body(whole, symbol.at, symbol.parameters);
    const id = this.steps.length;
    const [step] = formed;
    // The guard reads the parameters, which are slots.
    const guard = when && fold(withSlots(when, symbol));
    if (step) {
      const owner = { kind: 'action', action: number } as const;
      this.steps.push({ id, owner, ...(guard ? { guard } : {}), ...step, at: symbol.at });
    }
    return { symbol, slots: graph.slots, step: id, domains: symbol.parameters.map((p) => valuesOf(p.type)), fairness };
  }

  #body(
    body: Statement,
    at: Location,
    parameters: BodyOptions['parameters'],
  ): { graph: Graph; points: ReturnType<typeof formSteps>['points']; formed: ReturnType<typeof formSteps>['steps'] } {
    try {
      const graph = lowerBody(body, {
        parameters,
        at,
        isLeftOut: (assertion) => this.#run.only?.includes(assertion) === false,
        memory: this.#run.memory,
      });
      const { points, steps, diagnostics } = formSteps(graph);
      this.diagnostics.push(...diagnostics);
      return { graph, points, formed: steps };
    } catch (problem) {
      if (problem instanceof BodyTooLarge) this.diagnostics.push(tooLarge(problem.at, 'statements', MAX_NODES));
      else throw problem;
      return { graph: { nodes: [], entry: 0, done: 0, slots: [] }, points: [], formed: [] };
    }
  }
}

/** The guard of an action with its parameters as the slots that they are. */
function withSlots(guard: Expr, symbol: ActionSymbol): Expr {
  return rewrite(guard, new Map(symbol.parameters.map((p, slot) => [p.id, { kind: 'slot', slot }])));
}

/** Every `=>` and `~>` in a property, in textual order. */
function implicationsIn(expr: Expr): Expr[] {
  const inner = childrenOf(expr).flatMap(implicationsIn);
  const isOne = expr.kind === 'binary' ? expr.op === 'implies' : expr.kind === 'temporalPair' && expr.op === 'leadsTo';
  return isOne ? [expr, ...inner] : inner;
}

function distinct(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter(({ code, primary }) => {
    const key = `${code} ${primary?.location.source.name ?? ''} ${primary?.location.span.start ?? ''}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
