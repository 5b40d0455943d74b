import { type Exploration, type Finding, type ModelProperty, type StatePath, wantsWitness } from './model.ts';

/** What a run promises, as a verdict needs it. */
export interface Expectation {
  readonly violated: readonly { readonly property: string; readonly steps?: number }[];
  readonly states?: { readonly count: number };
  /** States without successors are proper terminations, so deadlocks are not looked for. */
  readonly allowDeadlock?: boolean;
}

/** What a run of a spec promises. */
export function expectationOf(run: { readonly expect: Expectation; readonly allowDeadlock: boolean }): Expectation {
  return { ...run.expect, allowDeadlock: run.allowDeadlock };
}

/**
 * The result for a property. `holds` and `unreached` need a complete exploration; `undecided`: nothing was found as far
 * as the search went. `allowed`: for `deadlock`, where the run does not look for it.
 */
export type PropertyResult = 'holds' | 'allowed' | 'violated' | 'witnessed' | 'unreached' | 'undecided';

export interface PropertyVerdict {
  readonly name: string;
  readonly kind: ModelProperty['kind'];
  readonly result: PropertyResult;
  /** The run expects it to be violated. */
  readonly expectViolated: boolean;
  /** Transitions of the evidence, the violating one included. */
  readonly steps?: number;
  readonly finding?: Finding;
}

/** Why a run did not meet its expectations. */
export type Problem =
  | { readonly kind: 'violation'; readonly property: PropertyVerdict }
  /** Expected to be violated and is not. `property` is absent where the run has no such property. */
  | { readonly kind: 'missing'; readonly name: string; readonly property?: PropertyVerdict }
  | { readonly kind: 'steps'; readonly property: PropertyVerdict; readonly expected: number; readonly found: number }
  | { readonly kind: 'states'; readonly expected: number; readonly found: number }
  /** Its counterexample is not the expected one: it passes what is expected before `missed`, the one of that index. */
  | {
      readonly kind: 'passing';
      readonly property: PropertyVerdict;
      readonly missed: string;
      readonly index: number;
    }
  /** A complete search met less than it must: so many findings are denied. */
  | { readonly kind: 'denied'; readonly findings: number }
  /** A limit or an interruption came before everything was decided. */
  | { readonly kind: 'incomplete'; readonly end: Exploration['end'] };

export interface Verdict {
  /** In order of the model's properties. */
  readonly properties: readonly PropertyVerdict[];
  /** Empty if the run met its expectations. */
  readonly problems: readonly Problem[];
}

/** Transitions of a path, including a last one without a state of its own and the one that closes a lasso. */
export function pathLength({ states, failingStep, backTo, stutters }: StatePath): number {
  const closes = failingStep !== undefined || (backTo !== undefined && stutters !== true);
  return closes ? states.length : states.length - 1;
}

/** Compares what was found with what was promised. */
export function judge(properties: readonly ModelProperty[], exploration: Exploration, expected: Expectation): Verdict {
  const verdicts = properties.flatMap((property, i): readonly PropertyVerdict[] => {
    if (property.isBound) return [];
    const finding = exploration.findings.find((one) => one.property === i);
    const isKnown = exploration.end === 'complete' && exploration.undecided?.includes(i) !== true;
    const isAllowed = property.kind === 'deadlock' && expected.allowDeadlock === true;
    const result = isAllowed ? 'allowed' : resultOf(property, finding, isKnown);
    const verdict = {
      name: property.name,
      kind: property.kind,
      result,
      expectViolated: property.expectViolated,
      ...(finding === undefined ? {} : { finding, steps: pathLength(finding.path) }),
    };
    return [verdict];
  });
  return { properties: verdicts, problems: problemsOf(verdicts, exploration, expected) };
}

function resultOf(property: ModelProperty, finding: Finding | undefined, isKnown: boolean): PropertyResult {
  if (finding !== undefined) return finding.kind === 'witness' ? 'witnessed' : 'violated';
  if (!isKnown) return 'undecided';
  return wantsWitness(property.kind) ? 'unreached' : 'holds';
}

function problemsOf(
  verdicts: readonly PropertyVerdict[],
  exploration: Exploration,
  expected: Expectation,
): readonly Problem[] {
  const problems: Problem[] = [];
  for (const property of verdicts) {
    const isViolated = property.result === 'violated' || property.result === 'unreached';
    if (isViolated && !property.expectViolated) problems.push({ kind: 'violation', property });
  }

  // A run that an unexpected violation or a limit ended early says nothing about what it has not found.
  const mayMiss = exploration.end === 'complete' || exploration.end === 'decided';
  for (const { property: name, steps } of expected.violated) {
    const property = verdicts.find((one) => one.name === name);
    if (property === undefined) {
      problems.push({ kind: 'missing', name });
    } else if (property.result === 'holds' || property.result === 'witnessed' || property.result === 'allowed') {
      problems.push({ kind: 'missing', name, property });
    } else if (property.result === 'undecided' && mayMiss) {
      problems.push({ kind: 'missing', name, property });
    } else if (steps !== undefined && property.steps !== undefined && property.steps !== steps) {
      problems.push({ kind: 'steps', property, expected: steps, found: property.steps });
    }
  }

  if (expected.states !== undefined && exploration.end === 'complete') {
    const { count } = expected.states;
    if (exploration.distinct !== count) problems.push({ kind: 'states', expected: count, found: exploration.distinct });
  }
  if (exploration.end !== 'complete' && exploration.end !== 'decided' && exploration.end !== 'violation') {
    problems.push({ kind: 'incomplete', end: exploration.end });
  }
  return problems;
}
