import type {
  ActionSymbol,
  Expr,
  LocalSymbol,
  MatchPattern,
  ProcedureSymbol,
  ProcessSymbol,
  Projection,
  VariableSymbol,
} from '../core/expression.ts';
import type { Fence, Ordering } from '../core/memory.ts';
import type { Fairness, Program, PropertySymbol } from '../core/program.ts';
import type { Type, Value } from '../core/types.ts';
import type { Location } from '../text/source.ts';
import type { Formula } from '../temporal/formula.ts';
import type { Violations } from '../temporal/violations.ts';

/**
 * The transition system of a run: what an engine explores. A state gives every variable a value, every
 * process instance a control point, and every slot that is live at that control point a value.
 * Procedures are inlined, `without` and `moving` carried out; expressions are those of `core`, in which
 * locals that live in the state have become slots of the process.
 */
export interface TransitionSystem {
  readonly program: Program;
  readonly variables: readonly VariableSymbol[];
  readonly families: readonly Family[];
  readonly actions: readonly ActionCode[];
  /** All steps, numbered: those of the families in order of their points, then one for each action. */
  readonly steps: readonly Step[];
  readonly properties: readonly PropertySymbol[];
  /** Every `=>` and `~>` of a property, in textual order: where vacuity is measured. */
  readonly implications: readonly { readonly expr: Expr; readonly property: PropertySymbol }[];
  readonly temporal: TemporalSystem;
}

/** Who takes steps: a process instance, or an action with its arguments. */
export type Actor = {
  /** In the order of all actors. */
  readonly number: number;
  /** `getter[0]`, `receive(r1)` */
  readonly name: string;
} & (
  | { readonly kind: 'process'; readonly family: Family; readonly instance: Instance }
  | { readonly kind: 'action'; readonly action: number; readonly values: readonly Value[] }
);

/**
 * The temporal properties of a run over numbered atoms, and the fairness that they may count on. Quantifiers around
 * temporal operators are unrolled: their variables are rigid.
 */
export interface TemporalSystem {
  readonly actors: readonly Actor[];
  readonly atoms: readonly Atom[];
  readonly fairness: readonly FairnessConstraint[];
  /** Atoms that the conditions of fairness are about. */
  readonly fairnessAtoms: readonly number[];
  readonly properties: readonly TemporalProperty[];
  /** Parts of atoms that come from a `=>` of the spec: the number of that implication. */
  readonly origins: ReadonlyMap<Expr, number>;
  /** Left sides of `=>` and `~>` that are conditions of states: the implication, and the atom that it is. */
  readonly lefts: readonly { readonly implication: number; readonly left: Formula }[];
}

/** What is observed of a state: a condition, or whether one of some actors can take a step. */
export type Atom =
  { readonly kind: 'state'; readonly expr: Expr } | { readonly kind: 'enabled'; readonly actors: readonly number[] };

/**
 * Weak: an actor that can take a step from some point on for ever takes one. Strong: one that can again and again.
 * Only steps that change something count, and only in states that satisfy the condition (an atom), if there is one.
 */
export interface FairnessConstraint {
  readonly actor: number;
  readonly strength: 'weak' | 'strong';
  readonly condition?: Formula;
  /** The clause of the spec: where a condition begins. */
  readonly clause?: Expr;
}

export interface TemporalProperty {
  readonly symbol: PropertySymbol;
  /** Atoms that it is about, those that are lost by simplification included. */
  readonly atoms: readonly number[];
  /** The property is the conjunction of these. */
  readonly conjuncts: readonly Violations[];
}

/** A process of the spec with all its instances. */
export interface Family {
  readonly symbol: ProcessSymbol;
  /** The instances that exist in this run. */
  readonly instances: readonly Instance[];
  /** What a step of it may keep between control points: the indices are not among them. */
  readonly slots: readonly Slot[];
  /** Control points; the first is where it starts, the last is `done`. */
  readonly points: readonly ControlPoint[];
  readonly fairness: Fairness;
  readonly daemon: boolean;
  readonly when?: Expr;
}

export interface Instance {
  /** Its number as a value of the type `Process`. */
  readonly id: number;
  readonly indices: readonly Value[];
  /** `getter[0]` */
  readonly name: string;
  /** The CPU that it runs on, by its name; absent: one of its own. */
  readonly cpu?: string;
}

/** A local, parameter, captured index, result or rest of a `for`, in one inlined copy of its body. */
export interface Slot {
  readonly name: string;
  readonly type: Type;
  readonly symbol?: LocalSymbol;
  readonly ghost: boolean;
  readonly frame?: Frame;
  /** Made by the compiler: not shown in traces. */
  readonly hidden: boolean;
}

/** An inlined call; `parent` is the call around it. */
export interface Frame {
  readonly id: number;
  readonly procedure: ProcedureSymbol;
  readonly callAt: Location;
  readonly parent?: Frame;
  /** Slots of the value parameters and places of the `ref` ones, in order of the parameters. */
  readonly arguments: readonly (
    { readonly kind: 'slot'; readonly slot: number } | { readonly kind: 'place'; readonly place: IrPlace }
  )[];
}

export interface ControlPoint {
  readonly index: number;
  /** The label, `start`, `done`, or `line 12`; with the procedures around it: `lock_page › line 12`. */
  readonly name: string;
  readonly at: Location;
  /** Ids of the labels (of the process and, with their procedures, of the calls around) at whose statement it is. */
  readonly labels: ReadonlySet<number>;
  /** Ids of the procedures it is in. */
  readonly procedures: ReadonlySet<number>;
  readonly frame?: Frame;
  /** Slots in lexical scope here, ascending: the ones that are part of the state. */
  readonly live: readonly number[];
  /** The step that starts here; absent at `done`. */
  readonly step?: number;
}

export interface ActionCode {
  readonly symbol: ActionSymbol;
  /** Parameters are slots 0, 1, …; all slots are empty between steps. */
  readonly slots: readonly Slot[];
  readonly step: number;
  /** Values of each parameter in order. */
  readonly domains: readonly (readonly Value[])[];
  readonly fairness: Fairness;
}

/** What happens atomically from one control point: a graph of operations that ends in `stop`. */
export interface Step {
  readonly id: number;
  readonly owner:
    { readonly kind: 'process'; readonly family: number } | { readonly kind: 'action'; readonly action: number };
  /** Control point where it starts; 0 for an action. */
  readonly point: number;
  /** The clause `when`, evaluated in the state before the step. */
  readonly guard?: Expr;
  readonly operations: readonly Operation[];
  /** Index of the first operation. */
  readonly entry: number;
  /** The first visible statement, choice or assert: what a heading points at. */
  readonly at: Location;
}

/** Something assignable after lowering. */
export interface IrPlace {
  readonly root:
    { readonly kind: 'variable'; readonly slot: number } | { readonly kind: 'slot'; readonly slot: number };
  readonly path: readonly Projection[];
  readonly type: Type;
  readonly at: Location;
}

interface OperationBase {
  readonly at: Location;
  readonly frame?: Frame;
  /** Counts as a statement of the spec in traces and in `thps steps`; the rest is bookkeeping. */
  readonly shown: boolean;
  /** Part of a ghost statement. */
  readonly ghost: boolean;
  /** The one visible statement of its step, choices and asserts, or a local statement. */
  readonly role: 'visible' | 'choice' | 'assert' | 'local';
  readonly atomic: boolean;
  /** Of the `atomic` that it is in, if that has one. */
  readonly ordering?: Ordering;
  /** What it has to do with weak memory: `src/ir/memory` makes such operations. */
  readonly memory?: MemoryEffect;
}

/**
 * For traces. `buffered`: a store enters a store buffer. `drained`: it leaves it, and all see it. `stale`: a load finds
 * an old value, and `loaded`: any load. `overtaken`: a store comes before others to its word. `kept`: bookkeeping.
 */
export type MemoryEffect =
  | { readonly kind: 'kept' | 'loaded' }
  | { readonly kind: 'stale'; readonly target: IrPlace }
  /** `target` is where the value goes. */
  | { readonly kind: 'buffered' | 'drained' | 'overtaken'; readonly target: IrPlace; readonly value: Expr };

export type Operation = OperationBase &
  (
    | {
        readonly kind: 'assign';
        /** The statement that it comes from; `update`: `x += e` and `x++`; `for`: its set is kept. */
        readonly form: 'assign' | 'update' | 'let' | 'var' | 'return' | 'for';
        /** Of `for`: the name that its elements get. */
        readonly element?: string;
        readonly target: IrPlace;
        readonly value: Expr;
        readonly next: number;
      }
    /** Branches are tried in order; the first that matches is taken. The last one always matches, or `otherwise` is. */
    | {
        readonly kind: 'match';
        readonly form: 'match' | 'let';
        readonly value: Expr;
        readonly arms: readonly { readonly pattern: MatchPattern; readonly next: number }[];
        readonly otherwise?: number;
      }
    | {
        readonly kind: 'branch';
        readonly form: 'if' | 'while';
        readonly condition: Expr;
        readonly then: number;
        readonly otherwise: number;
      }
    | { readonly kind: 'await'; readonly condition: Expr; readonly next: number }
    | {
        readonly kind: 'assert';
        readonly name?: string;
        readonly condition: Expr;
        readonly message?: string;
        readonly next: number;
      }
    | { readonly kind: 'either'; readonly branches: readonly number[] }
    | { readonly kind: 'pick'; readonly slot: number; readonly set: Expr; readonly where?: Expr; readonly next: number }
    /** Takes the least element out of the set in slot `rest` into `slot` and goes to `body`, or to `next` if there is none. */
    | {
        readonly kind: 'forNext';
        readonly slot: number;
        readonly rest: number;
        readonly body: number;
        readonly next: number;
      }
    /** `jump`: the statement that leads elsewhere, as in `goto retry`; absent for what the compiler made. */
    /** `fence`: a memory barrier, which is no more than this where memory is sequentially consistent. */
    | { readonly kind: 'skip'; readonly jump?: string; readonly fence?: Fence; readonly next: number }
    /** The call `entered` begins: value arguments and indices of `ref` arguments are evaluated, then kept in slots. */
    | {
        readonly kind: 'enter';
        readonly entered: Frame;
        readonly values: readonly { readonly slot: number; readonly value: Expr }[];
        readonly next: number;
      }
    | { readonly kind: 'leave'; readonly left: Frame; readonly result?: number; readonly next: number }
    | { readonly kind: 'stop'; readonly point: number }
  );
