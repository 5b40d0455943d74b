import type { Location } from '../text/source.ts';
import type {
  ActionSymbol,
  Expr,
  FunctionSymbol,
  LabelSymbol,
  ProcedureSymbol,
  ProcessSymbol,
  Statement,
  VariableSymbol,
} from './expression.ts';
import type { ProcessType, Type, Value } from './types.ts';

/** A whole spec as the type checker hands it on. */

/** Fairness of a process or an action; `condition` is that of `fair while`. */
export type Fairness =
  { readonly kind: 'none' } | { readonly kind: 'weak'; readonly condition?: Expr } | { readonly kind: 'strong' };

/** A process with what it does. */
export interface Process {
  readonly symbol: ProcessSymbol;
  readonly fairness: Fairness;
  readonly daemon: boolean;
  readonly when?: Expr;
  readonly body: Statement;
}

/** An action with what it does. */
export interface Action {
  readonly symbol: ActionSymbol;
  readonly fairness: Fairness;
  readonly when?: Expr;
  /** False where its `if` is false: it is not part of this run. */
  readonly exists: boolean;
  readonly body: Statement;
}

/** Which steps a transition property is about. */
export type StepSet =
  | { readonly kind: 'process'; readonly family: ProcessSymbol }
  | { readonly kind: 'action'; readonly action: ActionSymbol }
  | {
      readonly kind: 'label';
      readonly family: ProcessSymbol;
      readonly label: LabelSymbol;
      readonly procedure?: ProcedureSymbol;
    }
  | { readonly kind: 'procedure'; readonly family: ProcessSymbol; readonly procedure: ProcedureSymbol };

export interface PropertySymbol {
  readonly kind: 'property';
  /**
   * `possible` and `impossible`: the order of a scenario, as a condition of states that are reached, or are not.
   * `constraint`: no promise; steps are taken only from states that satisfy all of these.
   */
  readonly property: 'invariant' | 'transition' | 'temporal' | 'reachable' | 'possible' | 'impossible' | 'constraint';
  readonly name: string;
  /** False where its `if` is false: it is not part of this run. */
  readonly exists: boolean;
  readonly during: readonly StepSet[];
  readonly except: readonly StepSet[];
  readonly body: Expr;
  readonly at: Location;
  readonly doc?: string;
}

/** An expression that traces show the value of, and how it was written. */
export interface ShownExpression {
  readonly text: string;
  readonly expr: Expr;
}

export type Initialiser =
  | { readonly kind: 'value'; readonly variable: VariableSymbol; readonly value: Expr }
  | { readonly kind: 'choice'; readonly variable: VariableSymbol; readonly set: Expr };

/** `without` and `moving` of a check, resolved. Lowering carries them out. */
export type Edit =
  | { readonly kind: 'without'; readonly label: LabelSymbol; readonly at: Location }
  | { readonly kind: 'moving'; readonly label: LabelSymbol; readonly after: LabelSymbol; readonly at: Location };

/** A whole spec with all its modules, for one choice of constants. */
export interface Program {
  readonly name: string;
  /** Ids of local symbols and of functions are below these. */
  readonly ids: { readonly local: number; readonly function: number };
  readonly constants: readonly {
    readonly name: string;
    readonly type: Type;
    readonly value: Value;
    readonly at: Location;
  }[];
  /** What `assume` says about the constants: all of it is true. */
  readonly assumptions: readonly Expr[];
  readonly processType: ProcessType;
  readonly variables: readonly VariableSymbol[];
  /** In textual order, imported modules first. */
  readonly initialisers: readonly Initialiser[];
  readonly initConditions: readonly Expr[];
  readonly processes: readonly Process[];
  readonly actions: readonly Action[];
  readonly procedures: readonly ProcedureSymbol[];
  readonly functions: readonly FunctionSymbol[];
  readonly terminates: readonly Expr[];
  readonly properties: readonly PropertySymbol[];
  /** Of the command line. */
  readonly shown: readonly ShownExpression[];
}
