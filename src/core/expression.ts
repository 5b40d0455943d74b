import type { Location } from '../text/source.ts';
import type { Fence, Ordering } from './memory.ts';
import type { Type, Value } from './types.ts';

/**
 * Typed expressions and statements: what the type checker makes of the syntax tree. Every name is a symbol,
 * every member and constructor is chosen, constants of the run are values, calls of procedures stand as
 * statements of their own before the statement whose expression they stood in.
 */

// ---------------------------------------------------------------------------------------- symbols

/** A shared variable. `slot` is its number, in textual order of all modules, imported ones first. */
export interface VariableSymbol {
  readonly kind: 'variable';
  readonly name: string;
  readonly type: Type;
  readonly ghost: boolean;
  /** Subject to the memory model of the run: each part by itself, or `packed`, where a record is one word. */
  readonly weak?: 'parts' | 'packed';
  /** Made by lowering: a buffer or the like, which traces do not show. */
  readonly hidden?: true;
  readonly slot: number;
  readonly at: Location;
  readonly doc?: string;
}

/**
 * A name bound in a body or an expression. `role`: `bound` by a quantifier, `let` expression, pattern of an
 * expression, or a parameter of a function; `index` of a process or parameter of an action; `value` and `ref`
 * parameters of a procedure; `let` and `var` locals of a statement (also `for`, `pick`, patterns of `match` and
 * `let … else`, and of an `is` whose names are bound in the branch of a statement that it opens);
 * `result` of a hoisted procedure call.
 */
export interface LocalSymbol {
  readonly kind: 'local';
  readonly id: number;
  readonly name: string;
  readonly type: Type;
  readonly role: 'bound' | 'index' | 'value' | 'ref' | 'let' | 'var' | 'result';
  readonly ghost: boolean;
  readonly at: Location;
}

export interface FunctionSymbol {
  readonly kind: 'function';
  readonly id: number;
  readonly name: string;
  readonly parameters: readonly LocalSymbol[];
  readonly result: Type;
  readonly body: Expr;
  readonly at: Location;
}

export interface ProcedureSymbol {
  readonly kind: 'procedure';
  readonly id: number;
  /** As it is called in its own module. */
  readonly name: string;
  /** The module it is declared in, e.g. `kernel.page`; for traces. */
  readonly module: string;
  readonly parameters: readonly LocalSymbol[];
  readonly result?: Type;
  readonly body: Statement;
  readonly at: Location;
  readonly doc?: string;
}

/** A process as expressions name it, including its own: what it does is in `Process`. */
export interface ProcessSymbol {
  readonly kind: 'process';
  readonly name: string;
  /** Number of its family in the process type. */
  readonly family: number;
  readonly indices: readonly LocalSymbol[];
  readonly at: Location;
  readonly doc?: string;
}

/** An action as expressions name it: what it does is in `Action`. */
export interface ActionSymbol {
  readonly kind: 'action';
  readonly name: string;
  /** Made by lowering: what happens in weak memory by itself, `store buffer of` a CPU. */
  readonly hidden?: true;
  readonly parameters: readonly LocalSymbol[];
  readonly at: Location;
  readonly doc?: string;
}

export interface LabelSymbol {
  readonly kind: 'label';
  readonly id: number;
  readonly name: string;
  readonly at: Location;
  readonly doc?: string;
}

// ------------------------------------------------------------------------------------- expressions

export type BinaryOp =
  | 'and'
  | 'or'
  | 'implies'
  | 'iff'
  | 'eq'
  | 'ne'
  | 'lt'
  | 'le'
  | 'gt'
  | 'ge'
  | 'in'
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'mod'
  /** `a..b`, the set */
  | 'range'
  | 'union'
  | 'difference'
  | 'intersect';

export type Builtin = 'size' | 'head' | 'tail' | 'last' | 'push' | 'int';

interface ExprBase {
  readonly type: Type;
  readonly at: Location;
}

export interface BoundSet {
  readonly symbol: LocalSymbol;
  readonly set: Expr;
}

export type Expr =
  /** `name`: of the constant of the spec that was written here; for traces. */
  | (ExprBase & { readonly kind: 'constant'; readonly value: Value; readonly name?: string })
  /** A shared variable, the whole of it. */
  | (ExprBase & { readonly kind: 'variable'; readonly symbol: VariableSymbol })
  /** Any local symbol; a `ref` parameter reads what it refers to. */
  | (ExprBase & { readonly kind: 'local'; readonly symbol: LocalSymbol })
  /** Made by lowering in the place of a local that lives in the state: slot of the process whose step or property it is. */
  | (ExprBase & {
      readonly kind: 'slot';
      readonly slot: number;
      readonly name: string;
      /** The read of weak memory whose result is kept there; for traces. */
      readonly read?: Expr;
    })
  /** The running process: in bodies of processes and in transitions. */
  | (ExprBase & { readonly kind: 'self' })
  | (ExprBase & { readonly kind: 'unary'; readonly op: 'not' | 'negate' | 'subset'; readonly operand: Expr })
  | (ExprBase & { readonly kind: 'binary'; readonly op: BinaryOp; readonly left: Expr; readonly right: Expr })
  /** A map or a sequence at a key; a key outside is a range error. Keys of maps are values of `key`. */
  | (ExprBase & { readonly kind: 'index'; readonly object: Expr; readonly index: Expr })
  /** Of a struct or tuple, by position. */
  | (ExprBase & { readonly kind: 'field'; readonly object: Expr; readonly field: number })
  | (ExprBase & { readonly kind: 'if'; readonly condition: Expr; readonly then: Expr; readonly otherwise: Expr })
  /** `let` with an irrefutable pattern is a `match` with one arm. */
  | (ExprBase & { readonly kind: 'let'; readonly symbol: LocalSymbol; readonly value: Expr; readonly body: Expr })
  | (ExprBase & {
      readonly kind: 'match';
      readonly value: Expr;
      readonly arms: readonly { readonly pattern: MatchPattern; readonly body: Expr }[];
    })
  /** Tests the pattern; where it matches, its names are bound in what is evaluated after it under its guard. */
  | (ExprBase & { readonly kind: 'is'; readonly value: Expr; readonly pattern: MatchPattern })
  /**
   * Over one binder (several binders are nested quantifiers; for `count` and `sum` and image sets they are kept
   * in one node). `min max sum count`: of the body's values; `choose`: the least element for which the body holds.
   */
  | (ExprBase & {
      readonly kind: 'quantifier';
      readonly quantifier: 'forall' | 'exists' | 'count' | 'sum' | 'min' | 'max' | 'choose';
      readonly binders: readonly BoundSet[];
      readonly body: Expr;
    })
  | (ExprBase & { readonly kind: 'filter'; readonly symbol: LocalSymbol; readonly set: Expr; readonly condition: Expr })
  | (ExprBase & { readonly kind: 'image'; readonly binders: readonly BoundSet[]; readonly element: Expr })
  /** A map given by an expression for each key of its type. */
  | (ExprBase & { readonly kind: 'mapOf'; readonly symbol: LocalSymbol; readonly value: Expr })
  /** A struct or a tuple, all components in order. */
  | (ExprBase & { readonly kind: 'tuple'; readonly elements: readonly Expr[] })
  /** A member of a union or an option (`none` 0, `some` 1). */
  | (ExprBase & { readonly kind: 'variant'; readonly tag: number; readonly payload: readonly Expr[] })
  | (ExprBase & { readonly kind: 'set'; readonly elements: readonly Expr[] })
  | (ExprBase & { readonly kind: 'sequence'; readonly elements: readonly Expr[] })
  /** `object with { [index] = value }` or `{ field = value }`, one change each; several are nested. */
  | (ExprBase & { readonly kind: 'update'; readonly object: Expr; readonly key: Projection; readonly value: Expr })
  | (ExprBase & {
      readonly kind: 'call';
      readonly function: FunctionSymbol;
      readonly arguments: readonly Expr[];
      /** The read of weak memory in whose place it stands; for traces. */
      readonly read?: Expr;
    })
  | (ExprBase & { readonly kind: 'builtin'; readonly builtin: Builtin; readonly arguments: readonly Expr[] })
  /** Fails with a range error unless the operand's value is one of `type`; the only place where types narrow. */
  | (ExprBase & { readonly kind: 'narrow'; readonly operand: Expr })
  /** The process instance of a family with these indices: `getter[g]` as a value. */
  | (ExprBase & { readonly kind: 'instance'; readonly family: ProcessSymbol; readonly indices: readonly Expr[] })
  // ---- of properties
  | (ExprBase & { readonly kind: 'prime'; readonly operand: Expr })
  | (ExprBase & {
      readonly kind: 'at';
      readonly family: ProcessSymbol;
      readonly indices: readonly Expr[];
      readonly place: AtPlace;
    })
  /** A local of a process; a range error where it is out of scope. */
  | (ExprBase & {
      readonly kind: 'processLocal';
      readonly family: ProcessSymbol;
      readonly indices: readonly Expr[];
      readonly locals: readonly LocalSymbol[];
    })
  | (ExprBase & { readonly kind: 'allDone' })
  | (ExprBase & { readonly kind: 'enabled'; readonly of: EnabledTarget })
  | (ExprBase & { readonly kind: 'temporal'; readonly op: 'always' | 'eventually'; readonly operand: Expr })
  | (ExprBase & {
      readonly kind: 'temporalPair';
      readonly op: 'leadsTo' | 'until';
      readonly left: Expr;
      readonly right: Expr;
    })
  /** What the checker makes of a text with errors; such a program is never run. */
  | (ExprBase & { readonly kind: 'error' });

/** Where `p at …` holds: at the end, in a labelled statement of the process or of a procedure it is in, or in a procedure. */
export type AtPlace =
  | { readonly kind: 'done' }
  | { readonly kind: 'label'; readonly label: LabelSymbol; readonly procedure?: ProcedureSymbol }
  | { readonly kind: 'procedure'; readonly procedure: ProcedureSymbol };

export type EnabledTarget =
  | { readonly kind: 'action'; readonly action: ActionSymbol; readonly arguments: readonly Expr[] }
  | { readonly kind: 'process'; readonly family: ProcessSymbol; readonly indices: readonly Expr[] };

export type MatchPattern =
  | { readonly kind: 'any' }
  | { readonly kind: 'bind'; readonly symbol: LocalSymbol }
  /** Made by lowering of a `bind` whose name lives in the state. */
  | { readonly kind: 'bindSlot'; readonly slot: number }
  /** Equality with a value: literals, members of enums. */
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'variant'; readonly tag: number; readonly payload: readonly MatchPattern[] }
  | { readonly kind: 'tuple'; readonly elements: readonly MatchPattern[] };

/** One step into a value. `key` is the map's key type (the index is checked against it); sequences have none. */
export type Projection =
  | { readonly kind: 'index'; readonly index: Expr; readonly key?: Type; readonly at: Location }
  | { readonly kind: 'field'; readonly field: number };

/** What can be assigned: a variable, a mutable local or a `ref` parameter, or a part of one. */
export interface Place {
  readonly root: VariableSymbol | LocalSymbol;
  readonly path: readonly Projection[];
  /** Type of what the place holds. */
  readonly type: Type;
  readonly at: Location;
}

// -------------------------------------------------------------------------------------- statements

interface StatementBase {
  readonly at: Location;
}

export type Statement =
  | (StatementBase & { readonly kind: 'block'; readonly statements: readonly Statement[] })
  /** The statements that a labelled statement was resolved to: what it declares belongs to the enclosing block. */
  | (StatementBase & { readonly kind: 'sequence'; readonly statements: readonly Statement[] })
  /** `x = e`, `x += e`, `x++`: the value reads the place where the operator does. Not yet narrowed to the place's type. */
  | (StatementBase & {
      readonly kind: 'assign';
      readonly target: Place;
      readonly value: Expr;
      /** Written with an operator, as in `x += e` and `x++`. */
      readonly isUpdate?: true;
    })
  /** `let`, `var`; in scope to the end of the enclosing block. The value is already narrowed. */
  | (StatementBase & { readonly kind: 'declare'; readonly symbol: LocalSymbol; readonly value: Expr })
  /** `let some(t) = e else { … }`; without `otherwise` the pattern is irrefutable. */
  | (StatementBase & {
      readonly kind: 'declarePattern';
      readonly pattern: MatchPattern;
      readonly value: Expr;
      readonly otherwise?: Statement;
    })
  | (StatementBase & { readonly kind: 'await'; readonly condition: Expr })
  | (StatementBase & {
      readonly kind: 'assert';
      readonly name?: string;
      readonly condition: Expr;
      readonly message?: string;
    })
  | (StatementBase & {
      readonly kind: 'if';
      /** The head alone, for messages and traces. */
      readonly head: Location;
      readonly condition: Expr;
      readonly then: Statement;
      readonly otherwise?: Statement;
    })
  | (StatementBase & {
      readonly kind: 'match';
      readonly head: Location;
      readonly value: Expr;
      readonly arms: readonly { readonly pattern: MatchPattern; readonly body: Statement }[];
    })
  /** `while` and `loop` (no condition). `before`: calls hoisted out of the condition, run at each test. */
  | (StatementBase & {
      readonly kind: 'while';
      readonly head: Location;
      readonly before: readonly Statement[];
      readonly condition?: Expr;
      readonly body: Statement;
    })
  | (StatementBase & {
      readonly kind: 'for';
      readonly head: Location;
      readonly symbol: LocalSymbol;
      readonly set: Expr;
      readonly body: Statement;
    })
  | (StatementBase & { readonly kind: 'break' | 'continue' | 'skip' })
  | (StatementBase & { readonly kind: 'either'; readonly branches: readonly Statement[] })
  | (StatementBase & {
      readonly kind: 'pick';
      readonly symbol: LocalSymbol;
      readonly set: Expr;
      readonly where?: Expr;
    })
  /** A single `declare` in it binds in the enclosing block. */
  | (StatementBase & { readonly kind: 'atomic'; readonly ordering?: Ordering; readonly body: Statement })
  /** A memory barrier. It is no step where memory is sequentially consistent. */
  | (StatementBase & { readonly kind: 'fence'; readonly fence: Fence })
  /**
   * A call; `result` is declared by it for the rest of the block. Where the call stands within an expression its `result`
   * has the role `result`, and ends with the statement that has the expression.
   */
  | (StatementBase & {
      readonly kind: 'call';
      readonly procedure: ProcedureSymbol;
      readonly arguments: readonly Argument[];
      readonly result?: LocalSymbol;
    })
  | (StatementBase & { readonly kind: 'return'; readonly value?: Expr })
  | (StatementBase & { readonly kind: 'goto'; readonly label: LabelSymbol })
  | (StatementBase & { readonly kind: 'labelled'; readonly label: LabelSymbol; readonly body?: Statement });

export type Argument =
  { readonly kind: 'value'; readonly value: Expr } | { readonly kind: 'ref'; readonly place: Place };
