import type { Location } from '../text/source.ts';
import type { FindingName } from './findings.ts';
import type { WeakModel } from './memory.ts';
import type { Edit, StepSet } from './program.ts';

/** A constant with a value as people write it. */
export interface WrittenConstant {
  readonly name: string;
  readonly value: string;
}

/** Which run of a file it is. */
export interface RunId {
  /** `default` where the file has no checks. */
  readonly check: string;
  /** What tells the runs of one check apart: a value for each of its `for` constants. */
  readonly values: readonly WrittenConstant[];
  /** Both, as messages say it: `before_patch`, `mutants[MUT = m1]`. */
  readonly name: string;
}

export function runId(check: string, values: readonly WrittenConstant[] = []): RunId {
  const shown = values.map(({ name, value }) => `${name} = ${value}`);
  return { check, values, name: shown.length === 0 ? check : `${check}[${shown.join(', ')}]` };
}

/** Whether `--check NAME` means the run: the name of a check means all of its runs. */
export function isNamed(run: RunId, name: string): boolean {
  return run.name === name || run.check === name;
}

/** One run that a spec promises about itself: a `check` with one choice of its constants. */
export interface Run extends RunId {
  /** Constants that differ from their declared values, as people write them: for headings. */
  readonly constants: readonly WrittenConstant[];
  readonly edits: readonly Edit[];
  /**
   * Names of properties, named assertions included; absent: all of them. Execution goes on past the other named
   * assertions. Range errors, assertions without a name and deadlock always count.
   */
  readonly only?: readonly string[];
  /** Names of properties of the command line: they count whatever `only` says, and what they find is shown. */
  readonly asked: readonly string[];
  /** Constraints of its own, as written; absent where it has none. What they say is in the program. */
  readonly constraints?: readonly string[];
  readonly allowDeadlock: boolean;
  readonly symmetryOff: boolean;
  /** Absent: sequential consistency. */
  readonly memory?: WeakModel;
  readonly expect: Expected;
  /** Present where it is a scenario of the spec; its property has the name of the check. */
  readonly scenario?: Scenario;
  /** What it must not find where it looked at every state. */
  readonly denied: readonly FindingName[];
  /** The check's declaration; absent for the default run. */
  readonly at?: Location;
  readonly doc?: string;
}

/** Properties that every spec has; nothing else is called that. */
export const ALWAYS_CHECKED = ['assert', 'range', 'deadlock'] as const;

/** Steps as a spec names them: `cpu.load`, `cpu[0].load`. */
export interface NamedSteps {
  /** As written. */
  readonly text: string;
  readonly steps: readonly StepSet[];
  /** The process that takes them, as a value of the type `Process`; absent: any. */
  readonly instance?: number;
  readonly at: Location;
}

/** One of the steps of a scenario, in their order. */
export interface ScenarioStep {
  readonly step: NamedSteps;
  /** No other step comes between the one before and it. */
  readonly isNext: boolean;
  /** Steps that do not come between. */
  readonly before: readonly NamedSteps[];
}

/** An order of steps that has to be possible, or impossible. Its run looks at nothing else. */
export interface Scenario {
  readonly outcome: 'possible' | 'impossible';
  readonly order: readonly ScenarioStep[];
}

/** What has to come out. A plain `holds` is nothing violated and nothing expected. */
export interface Expected {
  /** Names of properties, `deadlock`, `range`, `assert` and names of asserts among them. */
  readonly violated: readonly {
    readonly property: string;
    readonly steps?: number;
    /** Steps that the counterexample takes, in this order. */
    readonly passing: readonly NamedSteps[];
    readonly at: Location;
  }[];
  /** The number of distinct states of a full exploration. */
  readonly states?: { readonly count: number; readonly at: Location };
  /** Every state is explored, also where everything expected was found before. */
  readonly complete?: true;
}

/** What a run changes of the constants, besides those that are part of its name. */
export function furtherConstants({ constants, values }: Run): readonly WrittenConstant[] {
  return constants.filter(({ name }) => !values.some((one) => one.name === name));
}
