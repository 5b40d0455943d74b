import type { Change } from '../trace/trace.ts';
import type { StateData } from './trace.ts';

/** Graphs of a run as data, for whoever draws them: they have no objects in common with the spec. */

/** The first states of a run in breadth-first order, and the steps between them. */
export interface StateGraphData {
  readonly states: readonly GraphStateData[];
  readonly steps: readonly GraphStepData[];
  /** What the bound left out. */
  readonly left: {
    /** Distinct states, as far as steps from the drawn ones lead to them. */
    readonly states: number;
    /** Whether there may be more than that, or other steps than those that are drawn. */
    readonly isMore: boolean;
  };
}

export interface GraphStateData {
  readonly state: StateData;
  readonly isInitial: boolean;
  /** Properties that it violates, and `reachable` ones that it shows to be reached. */
  readonly violates: readonly string[];
  readonly reaches: readonly string[];
  /** Where no step can be taken: whether that is a deadlock. `beyond`: a constraint keeps steps from being taken. */
  readonly end?: 'deadlock' | 'proper' | 'beyond';
  /** Steps that lead to states that are left out. */
  readonly further: number;
}

export interface GraphStepData {
  readonly from: number;
  /** Absent where the step fails: a false assertion, or a value out of range. */
  readonly to?: number;
  /** `cpu0`, `receive(r1)` */
  readonly actor: string;
  readonly kind: 'process' | 'action';
  /** What it did, statement by statement, without what is local: `let seen = hits -> 0`. */
  readonly statements: readonly string[];
  readonly changes: readonly Change[];
  /** What the step fails with. */
  readonly failure?: string;
  /** Properties of steps that it violates. */
  readonly violates: readonly string[];
}

/** A process as a graph: where it can be between two steps, and what leads from there to where. */
export interface ControlGraphData {
  readonly process: string;
  readonly points: readonly ControlPointData[];
  readonly steps: readonly ControlStepData[];
  /** Calls that were put in place of the procedure; `within` is the position of the call around it. */
  readonly calls: readonly { readonly text: string; readonly within?: number }[];
}

export interface ControlPointData {
  /** `start`, `retry`, `line 12`, `done` */
  readonly name: string;
  /** From 1; absent at `done`. */
  readonly line?: number;
  /** The call that it is in. */
  readonly call?: number;
}

export interface ControlStepData {
  readonly from: number;
  readonly to: number;
  /** The conditions under which it is taken and what it does, in order. */
  readonly lines: readonly string[];
}
