import type { Run } from '../core/run.ts';
import type { TransitionSystem } from '../ir/system.ts';
import type { Expressions } from './expressions.ts';
import type { ModuleNames } from './names.ts';
import type { ModuleState } from './state.ts';
import type { Tla } from './syntax.ts';

/** What all parts of one module share. */
export interface ModuleSetting {
  readonly system: TransitionSystem;
  readonly run: Run;
  readonly names: ModuleNames;
  readonly state: ModuleState;
  readonly expressions: Expressions;
  readonly fixed: FixedNames;
  /** What a step does that fails: `error` names the property, and nothing else changes. */
  readonly fail: (property: string) => Tla;
}

/** Names that every module has, whatever the spec calls its own. */
export interface FixedNames {
  readonly init: string;
  readonly next: string;
  readonly spec: string;
  readonly fairness: string;
  readonly typeOk: string;
  readonly fail: string;
  readonly noError: string;
  readonly terminating: string;
}

export function fixedNames(names: ModuleNames): FixedNames {
  return {
    init: names.give('Init'),
    next: names.give('Next'),
    spec: names.give('Spec'),
    fairness: names.give('Fairness'),
    typeOk: names.give('TypeOK'),
    fail: names.give('Fail'),
    noError: names.give('NoError'),
    terminating: names.give('Terminating'),
  };
}
