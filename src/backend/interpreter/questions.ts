import { type Env, EvaluationError, type Host } from '../../core/evaluate/environment.ts';
import { compileExpression } from '../../core/evaluate.ts';
import type { Expr } from '../../core/expression.ts';
import { itemAt } from '../../core/lists.ts';
import type { Problem } from '../problem/problem.ts';
import { propertiesAbout, propertiesOfStates, type StateProperty } from '../problem/properties.ts';

/** A condition of the spec, evaluated in a state or in a step. */
export interface Question {
  /** The number of the property or of the atom. */
  readonly number: number;
  readonly holds: (env: Env) => boolean;
}

/** What a run evaluates in states and steps. */
export interface Questions {
  readonly ofStates: readonly (Question & Pick<StateProperty, 'wantsWitness'>)[];
  /** For each step, the transition properties that constrain it. */
  readonly ofSteps: readonly (readonly Question[])[];
  /** The conditions on states that the run's temporal properties observe. */
  readonly atoms: () => readonly Question[];
  /** Where a state without successors is a proper termination. */
  readonly terminates: readonly ((env: Env) => boolean)[];
  /** What a state has to satisfy to be expanded. */
  readonly constraints: readonly ((env: Env) => boolean)[];
}

export function compileQuestions(problem: Problem, host: Host): Questions {
  const { system, observed } = problem;
  const compile = (expr: Expr): ((env: Env) => boolean) => {
    const value = compileExpression(expr, host);
    return (env) => value(env) !== 0;
  };
  const compiled = new Map<Expr, Question['holds']>();
  const once = (body: Expr): Question['holds'] => {
    const holds = compiled.get(body) ?? compile(body);
    compiled.set(body, holds);
    return holds;
  };
  return {
    ofStates: propertiesOfStates(problem).map(({ number, wantsWitness, symbol }) => ({
      number,
      wantsWitness,
      holds: compile(symbol.body),
    })),
    ofSteps: system.steps.map((step) =>
      propertiesAbout(step, problem).map(({ number, symbol }) => ({ number, holds: once(symbol.body) })),
    ),
    atoms: () => observed.map(({ number, condition }) => ({ number, holds: compile(condition) })),
    terminates: system.program.terminates.map(compile),
    constraints: problem.constraints.map(compile),
  };
}

/** Whether a condition holds; a range error in it is a range error of the run. */
export function answer({ holds }: Pick<Question, 'holds'>, env: Env): 'yes' | 'no' | 'range' {
  try {
    return holds(env) ? 'yes' : 'no';
  } catch (problem) {
    if (problem instanceof EvaluationError) return 'range';
    throw problem;
  }
}

/** The questions to ask about a step. */
export function questionsOf({ ofSteps }: Questions, step: number): readonly Question[] {
  return itemAt(ofSteps, step);
}
