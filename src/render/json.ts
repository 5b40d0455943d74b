import type { Type, Value } from '../core/types.ts';
import { formatValue, valuesOf } from '../core/values.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Exploration, ModelProperty } from '../explorer/model.ts';
import type { Problem, PropertyResult } from '../explorer/verdict.ts';
import { callText, fullText, waitingText } from '../trace/statement-text.ts';
import type {
  Change,
  Failure,
  NamedValue,
  PlaceView,
  StatementRecord,
  StateView,
  Trace,
  TraceStep,
} from '../trace/trace.ts';
import { diagnosticToJson, locationToJson, type DiagnosticJson, type LocationJson } from './diagnostics-json.ts';
import { withinText } from './failure.ts';
import { outcomeOf, type CheckReport, type Outcome } from '../driver/report.ts';
import { describeEdit } from './report.ts';
import { vacuityWarnings } from '../driver/vacuity.ts';

/**
 * The report of `thps check --json`: one object on standard output. Within one number of `schema`, members are
 * added and never changed or removed. All texts and numbers are the same from run to run, but for `effort`, which is
 * there only with `-v`.
 */
export interface ReportJson {
  readonly schema: 1;
  /** Version of thps. */
  readonly version: string;
  /** The exit code of the command; see `thps --help`. */
  readonly exitCode: number;
  /** About the command line, the files, and errors and warnings in the specs. */
  readonly diagnostics: readonly DiagnosticJson[];
  readonly checks: readonly CheckJson[];
  /** Checks that could not be run: `diagnostics` say why. */
  readonly checksWithErrors: readonly { readonly file: string; readonly name: string }[];
}

export interface CheckJson {
  readonly file: string;
  readonly name: string;
  readonly doc?: string;
  /** Constants that differ from their declared values, as people write them. */
  readonly constants: readonly { readonly name: string; readonly value: string }[];
  /** `without uptodate`, `moving a after b` */
  readonly edits: readonly string[];
  readonly outcome: Outcome;
  readonly problems: readonly {
    readonly kind: Problem['kind'];
    readonly property?: string;
    readonly expected?: number;
    readonly found?: number;
  }[];
  /** Why the search ended. */
  readonly end: Exploration['end'];
  /** Distinct states. */
  readonly states: number;
  /** Initial states and successors, with repetitions. */
  readonly generated: number;
  /** Transitions to the farthest state found. */
  readonly depth: number;
  /** States found and not expanded. */
  readonly frontier: number;
  /** With `--fingerprint`: the probability that a state was missed. */
  readonly missed?: number;
  /** Where memory was full and the run went on with files: what was in them, and why they ended it if they did. */
  readonly spilled?: NonNullable<Exploration['spilled']>;
  readonly properties: readonly PropertyJson[];
  /** Vacuity, and expectations that did not come out. */
  readonly remarks: readonly DiagnosticJson[];
  readonly effort?: { readonly milliseconds: number; readonly bytes: number };
}

export interface PropertyJson {
  readonly name: string;
  readonly kind: ModelProperty['kind'];
  readonly result: PropertyResult;
  readonly expectViolated: boolean;
  /** Transitions of the shortest counterexample or witness. */
  readonly steps?: number;
  readonly trace?: TraceJson;
}

export interface TraceJson {
  readonly initial: StateJson;
  readonly steps: readonly StepJson[];
  /** A range error in a property of the last state, or in the choice of the initial state. */
  readonly failure?: FailureJson;
  /** Of a deadlock: who waits at which statement or call, and for what. */
  readonly waiting?: readonly (LocationJson & { readonly actor: string; readonly text: string })[];
  /** Of a lasso: the number of steps after which the state is the same as at the end. */
  readonly backTo?: number;
  /** Of a lasso: who takes steps in its loop, and why the others need not. */
  readonly loop?: NonNullable<Trace['loop']>;
}

export interface StepJson {
  readonly actor: string;
  readonly kind: 'process' | 'action';
  /** Names of the control points before and after. */
  readonly from: string;
  readonly to: string;
  readonly statements: readonly StatementJson[];
  /** Printed values. */
  readonly changes: readonly Change[];
  readonly failure?: FailureJson;
  readonly state: StateJson;
}

export interface StatementJson extends LocationJson {
  readonly kind: StatementRecord['kind'];
  /** The statement with its indices as values. */
  readonly text: string;
  readonly role: StatementRecord['role'];
  /** What was stored, found or chosen, where the text does not say it. */
  readonly note?: string;
  /** Calls around it, outermost first. */
  readonly calls: readonly (LocationJson & {
    readonly text: string;
    readonly procedure: string;
    readonly result?: string;
  })[];
  /** Places with their indices resolved, such as `pages[2].refcount`, in the order in which they were read. */
  readonly reads: readonly { readonly path: string; readonly scope: PlaceView['scope']; readonly value: ValueJson }[];
  readonly writes: readonly {
    readonly path: string;
    readonly scope: PlaceView['scope'];
    /** Left out for a local that had no value. */
    readonly before?: ValueJson;
    readonly after: ValueJson;
  }[];
}

export interface FailureJson {
  readonly message: string;
  readonly at?: LocationJson;
  /** The calls in which it happened, and who made them. */
  readonly within?: string;
}

export interface StateJson {
  readonly variables: readonly NamedJson[];
  readonly processes: readonly {
    readonly name: string;
    readonly point: string;
    readonly locals: readonly NamedJson[];
  }[];
}

export interface NamedJson {
  readonly name: string;
  readonly value: ValueJson;
  readonly ghost?: true;
}

/**
 * Booleans and integers are themselves; members of enumerations, symmetric values and processes are their names;
 * structs are objects; tuples, sets and sequences are lists; a member of a union is `{ "tag": …, "payload": […] }`;
 * `none` is null and `some(x)` is `{ "some": x }`; a map is a list of pairs of key and value.
 */
export type ValueJson =
  null | boolean | number | string | readonly ValueJson[] | { readonly [name: string]: ValueJson };

/** @param reports in the order in which the runs were made */
export function reportToJson(
  version: string,
  exitCode: number,
  diagnostics: readonly Diagnostic[],
  reports: readonly CheckReport[],
  checksWithErrors: ReportJson['checksWithErrors'] = [],
): ReportJson {
  return {
    schema: 1,
    version,
    exitCode,
    diagnostics: diagnostics.map(diagnosticToJson),
    checks: reports.map(checkToJson),
    checksWithErrors,
  };
}

function checkToJson(report: CheckReport): CheckJson {
  const { run, exploration, verdict } = report;
  return {
    file: report.file,
    name: run.name,
    ...(run.doc === undefined ? {} : { doc: run.doc }),
    constants: run.constants,
    edits: run.edits.map(describeEdit),
    outcome: outcomeOf(verdict),
    problems: verdict.problems.map(problemToJson),
    end: exploration.end,
    states: exploration.distinct,
    generated: exploration.generated,
    depth: exploration.depth,
    frontier: exploration.frontier,
    ...(exploration.missed === undefined ? {} : { missed: exploration.missed }),
    ...(exploration.spilled === undefined ? {} : { spilled: exploration.spilled }),
    properties: verdict.properties.map(({ name, kind, result, expectViolated, steps }) => {
      const trace = report.traces.get(name);
      return {
        name,
        kind,
        result,
        expectViolated,
        ...(steps === undefined ? {} : { steps }),
        ...(trace === undefined ? {} : { trace: traceToJson(trace) }),
      };
    }),
    remarks: [...vacuityWarnings([report]).map(({ warning }) => warning), ...report.remarks].map(diagnosticToJson),
    ...(report.effort === undefined ? {} : { effort: report.effort }),
  };
}

function problemToJson(problem: Problem): CheckJson['problems'][number] {
  switch (problem.kind) {
    case 'violation':
      return { kind: problem.kind, property: problem.property.name };
    case 'missing':
      return { kind: problem.kind, property: problem.name };
    case 'steps':
      return { kind: problem.kind, property: problem.property.name, expected: problem.expected, found: problem.found };
    case 'states':
      return { kind: problem.kind, expected: problem.expected, found: problem.found };
    case 'incomplete':
      return { kind: problem.kind };
  }
}

export function traceToJson(trace: Trace): TraceJson {
  return {
    initial: stateToJson(trace.initial),
    steps: trace.steps.map(stepToJson),
    ...failureToJson(trace.failure),
    ...(trace.waiting === undefined
      ? {}
      : {
          waiting: trace.waiting.map((one) => ({
            actor: one.actor,
            ...locationToJson(one.at),
            text: waitingText(one),
          })),
        }),
    ...(trace.backTo === undefined ? {} : { backTo: trace.backTo }),
    ...(trace.loop === undefined ? {} : { loop: trace.loop }),
  };
}

function stepToJson(step: TraceStep): StepJson {
  return {
    actor: step.actor,
    kind: step.kind,
    from: step.from,
    to: step.to,
    statements: step.records.flatMap(recordToJson),
    changes: step.changes,
    ...failureToJson(step.failure),
    state: stateToJson(step.state),
  };
}

/** What only leads elsewhere, and the beginnings and ends of calls, are not statements of their own. */
function recordToJson(record: StatementRecord): readonly StatementJson[] {
  const statement = fullText(record);
  if (statement === undefined) return [];
  const { text, result } = statement;
  const { at, role, kind, stack, reads, writes } = record;
  return [
    {
      ...locationToJson(at),
      kind,
      text,
      role,
      ...(result === undefined ? {} : { note: result }),
      calls: stack.map((call) => ({
        ...locationToJson(call.callAt),
        text: callText(call),
        procedure: call.procedure,
        ...(call.result === undefined ? {} : { result: call.result }),
      })),
      reads: reads.map(({ place: { path, scope, type }, value }) => ({ path, scope, value: valueToJson(value, type) })),
      writes: writes.map(({ place: { path, scope, type }, before, after }) => ({
        path,
        scope,
        ...(before === undefined ? {} : { before: valueToJson(before, type) }),
        after: valueToJson(after, type),
      })),
    },
  ];
}

function failureToJson(failure: Failure | undefined): { readonly failure?: FailureJson } {
  if (failure === undefined) return {};
  const { message, at } = failure;
  const within = withinText(failure);
  return {
    failure: {
      message,
      ...(at === undefined ? {} : { at: locationToJson(at) }),
      ...(within === undefined ? {} : { within }),
    },
  };
}

function stateToJson(state: StateView): StateJson {
  return {
    variables: state.variables.map((one) => ({ ...namedToJson(one), ...(one.ghost ? { ghost: true as const } : {}) })),
    processes: state.processes.map(({ name, point, locals }) => ({ name, point, locals: locals.map(namedToJson) })),
  };
}

function namedToJson({ name, type, value }: NamedValue): NamedJson {
  return { name, value: valueToJson(value, type) };
}

export function valueToJson(value: Value, type: Type): ValueJson {
  const parts = typeof value === 'number' ? [] : value;
  switch (type.kind) {
    case 'bool':
      return value !== 0;
    case 'int':
      return value;
    case 'enum':
    case 'symmetric':
    case 'process':
    case 'opaque':
      return formatValue(value, type);
    case 'struct':
      return Object.fromEntries(type.fields.map((field, i) => [field.name, valueToJson(parts[i]!, field.type)]));
    case 'tuple':
      return type.elements.map((element, i) => valueToJson(parts[i]!, element));
    case 'union': {
      const variant = type.variants[parts[0] as number];
      if (variant === undefined) return null;
      return {
        tag: variant.name,
        payload: variant.payload.map((payload, i) => valueToJson(parts[i + 1]!, payload.type)),
      };
    }
    case 'option':
      return parts.length === 1 ? null : { some: valueToJson(parts[1]!, type.element) };
    case 'map':
      return valuesOf(type.key).map((key, i) => [valueToJson(key, type.key), valueToJson(parts[i]!, type.value)]);
    case 'set':
    case 'seq':
      return parts.map((part) => valueToJson(part, type.element));
    case 'never':
    case 'formula':
      return null;
  }
}
