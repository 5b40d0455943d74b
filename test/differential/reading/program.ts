import type {
  ActionDeclaration,
  Expression,
  FunDeclaration,
  ProcDeclaration,
  ProcessDeclaration,
  PropertyDeclaration,
  TypeExpression,
  VarDeclaration,
} from '../../../src/syntax/tree.ts';
import type { Type } from './type.ts';
import type { Process, Value } from './value.ts';

/** What a check says about its run. */
export interface Run {
  readonly constants: ReadonlyMap<string, Setting>;
  /** Names of properties that have to be violated: past a named assertion among them the run goes on. */
  readonly expected: ReadonlySet<string>;
  /** Names of the properties that are part of the run; absent: all of them. */
  readonly only?: ReadonlySet<string> | undefined;
}

/** What a constant is set to. */
export type Setting = { readonly value: Value } | { readonly expression: Expression };

/** The declarations of a spec by name, with the values of its constants. */
export interface Program {
  readonly constant: (name: string) => Value | undefined;
  readonly type: (name: string) => Type | undefined;
  readonly elaborate: (type: TypeExpression) => Type;
  /** A member without payload is a value, one with a payload is applied to it. */
  readonly members: ReadonlyMap<string, readonly Member[]>;
  readonly defaults: ReadonlyMap<string, ReadonlyMap<string, Value>>;
  readonly variables: ReadonlyMap<string, Variable>;
  readonly functions: ReadonlyMap<string, Function_>;
  readonly procedures: ReadonlyMap<string, Procedure>;
  readonly processes: ReadonlyMap<string, ProcessDeclaration>;
  readonly actions: readonly ActionDeclaration[];
  readonly instances: readonly Instance[];
  readonly properties: readonly PropertyDeclaration[];
  /** Conditions of `init` and of `terminates when`. */
  readonly initial: readonly Expression[];
  readonly terminates: readonly Expression[];
  readonly constraints: readonly Expression[];
  readonly run: Run;
}

export interface Member {
  readonly type: string;
  readonly name: string;
  readonly order: number;
  readonly variant: boolean;
  readonly arity: number;
}

interface Variable {
  readonly type: () => Type;
  readonly declaration: VarDeclaration;
}

interface Parameter {
  readonly name: string;
  readonly type: Type;
}

export interface Function_ {
  readonly declaration: FunDeclaration;
  readonly parameters: () => readonly Parameter[];
  readonly result: () => Type;
}

export interface Procedure {
  readonly declaration: ProcDeclaration;
  readonly parameters: () => readonly (Parameter & { readonly ref: boolean })[];
  readonly result: () => Type | undefined;
}

/** A process that exists in this run. */
export interface Instance {
  readonly process: Process;
  readonly declaration: ProcessDeclaration;
  readonly locals: readonly (readonly [string, Value])[];
}
