import { workingOn } from '../core/internal-error.ts';
import type { ActionSymbol, Expr, ProcessSymbol, Program, Statement } from '../core/expression.ts';
import type { Run } from '../core/run.ts';
import { childrenOf } from '../core/traverse.ts';
import { instanceName, valuesOf } from '../core/values.ts';
import { type Diagnostic, isError } from '../diagnostics/diagnostic.ts';
import { inEditedRun, tooLarge } from '../diagnostics/steps.ts';
import { rewrite } from './bindings.ts';
import type { Location } from '../text/source.ts';
import { fold } from './fold.ts';
import { formSteps } from './form-steps.ts';
import type { Graph } from './graph.ts';
import { lintAtomicity } from './lint-atomicity.ts';
import { BodyTooLarge, MAX_NODES } from './context.ts';
import { type BodyOptions, lowerBody } from './lower-body.ts';
import type { ActionCode, Family, Step, TransitionSystem } from './system.ts';
import { lowerTemporal } from './temporal.ts';

export interface Lowered {
  readonly system: TransitionSystem;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * From a typed program to the transition system of one run: calls are inlined, bodies are cut into steps. The program
 * has no type errors, and its bodies are as the edits of the run leave them. Where there are diagnostics of severity
 * error, the system must not be run.
 */
export function lower(program: Program, run: Pick<Run, 'name' | 'edits' | 'only'>): Lowered {
  const lowering = new Lowering(program, run.only);
  const families = program.processes.map((p, number) => workingOn(p.at, () => lowering.process(p, number)));
  const actions = program.actions
    .filter((a) => a.exists)
    .map((a, number) => workingOn(a.at, () => lowering.action(a, number)));
  const properties = program.properties
    .filter((p) => p.exists)
    .map((p) => ({ ...p, body: workingOn(p.at, () => fold(p.body)) }));
  const implications = properties.flatMap((property) =>
    implicationsIn(property.body).map((expr) => ({ expr, property })),
  );
  const { temporal, diagnostics } = lowerTemporal({ families, actions, properties, implications });
  const system: TransitionSystem = {
    program,
    variables: program.variables,
    families,
    actions,
    steps: lowering.steps,
    properties,
    implications,
    temporal,
  };
  const found = distinct([...lowering.diagnostics, ...diagnostics, ...lintAtomicity(system)]).map((d) =>
    isError(d) && run.edits.length > 0 ? inEditedRun(d, { check: run.name, edits: run.edits }) : d,
  );
  return { system, diagnostics: found };
}

class Lowering {
  readonly steps: Step[] = [];
  readonly diagnostics: Diagnostic[] = [];
  readonly #program: Program;
  readonly #only: Run['only'];

  constructor(program: Program, only: Run['only']) {
    this.#program = program;
    this.#only = only;
  }

  process(symbol: ProcessSymbol, number: number): Family {
    const declared = this.#program.processType.families[symbol.family];
    const instances = (declared?.instances ?? []).flatMap(({ indices, exists }, i) =>
      exists && declared
        ? [{ id: declared.first + i, indices, name: instanceName(declared.name, indices, declared.indexTypes) }]
        : [],
    );
    const { graph, points, formed } = this.#body(symbol.body, symbol.at, []);
    const guard = symbol.when && fold(symbol.when);
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
      fairness: symbol.fairness,
      daemon: symbol.daemon,
      ...(guard ? { when: guard } : {}),
    };
  }

  action(symbol: ActionSymbol, number: number): ActionCode {
    const body: Statement = { kind: 'atomic', body: symbol.body, at: symbol.at };
    const { graph, formed } = this.#body(body, symbol.at, symbol.parameters);
    const id = this.steps.length;
    const [step] = formed;
    // The guard reads the parameters, which are slots.
    const guard = symbol.when && fold(withSlots(symbol.when, symbol));
    if (step) {
      const owner = { kind: 'action', action: number } as const;
      this.steps.push({ id, owner, ...(guard ? { guard } : {}), ...step, at: symbol.at });
    }
    return { symbol, slots: graph.slots, step: id, domains: symbol.parameters.map((p) => valuesOf(p.type)) };
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
        isLeftOut: (assertion) => this.#only?.includes(assertion) === false,
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
