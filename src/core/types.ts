/**
 * Types of the language. All are finite. Enumerations, structs, unions and symmetric types are nominal:
 * two of them are the same type only if they are the same object, so a module that is imported twice
 * with different constants gives distinct types. The others are compared by shape.
 */
export type Type =
  | BoolType
  | IntType
  | EnumType
  | StructType
  | UnionType
  | SymmetricType
  | ProcessType
  | OpaqueType
  | OptionType
  | TupleType
  | MapType
  | SetType
  | SeqType
  | NeverType
  | FormulaType;

export interface BoolType {
  readonly kind: 'bool';
}

/** The integers from `low` to `high`, both included. Empty if `high < low`, as only a type of expressions can be. */
export interface IntType {
  readonly kind: 'int';
  readonly low: number;
  readonly high: number;
}

export interface EnumType {
  readonly kind: 'enum';
  readonly name: string;
  readonly members: readonly string[];
}

export interface StructType {
  readonly kind: 'struct';
  readonly name: string;
  readonly fields: readonly { readonly name: string; readonly type: Type }[];
}

export interface UnionType {
  readonly kind: 'union';
  readonly name: string;
  readonly variants: readonly {
    readonly name: string;
    readonly payload: readonly { readonly name?: string; readonly type: Type }[];
  }[];
}

/** Interchangeable values 0..size-1 (Ip and Dill's scalarset, as in Murphi). */
export interface SymmetricType {
  readonly kind: 'symmetric';
  readonly name: string;
  readonly size: number;
}

/**
 * The union of all process instances of a spec. There is one such type in a program. A value is the
 * number of the instance: processes in textual order, the instances of each in the order of their indices.
 * `families` is filled once all processes are known.
 */
export interface ProcessType {
  readonly kind: 'process';
  readonly families: readonly ProcessFamily[];
}

export interface ProcessFamily {
  readonly name: string;
  /** Types of its indices, for printing instances. */
  readonly indexTypes: readonly Type[];
  /** Number of this family's first instance. */
  readonly first: number;
  /** Index values of each declared instance; `[]` for a process without index. */
  readonly instances: readonly {
    readonly indices: readonly Value[];
    readonly exists: boolean;
    /** The CPU that it runs on, by its name; absent: one of its own. */
    readonly cpu?: string;
  }[];
}

/** A library's `type T;` where the library is looked at on its own. */
export interface OpaqueType {
  readonly kind: 'opaque';
  readonly name: string;
}

/** `T?` */
export interface OptionType {
  readonly kind: 'option';
  readonly element: Type;
}

export interface TupleType {
  readonly kind: 'tuple';
  readonly elements: readonly Type[];
}

export interface MapType {
  readonly kind: 'map';
  readonly key: Type;
  readonly value: Type;
}

export interface SetType {
  readonly kind: 'set';
  readonly element: Type;
}

export interface SeqType {
  readonly kind: 'seq';
  readonly capacity: number;
  readonly element: Type;
}

/** The type of nothing: of the elements of `{}`, of `none`'s payload, and of an expression that has an error. */
export interface NeverType {
  readonly kind: 'never';
}

/** What temporal operators give; stands only in `temporal` properties. */
export interface FormulaType {
  readonly kind: 'formula';
}

/**
 * A value, independent of the width of its type:
 * bool 0/1; integers themselves; members of enums and symmetric values by number; processes by instance number;
 * structs and tuples as arrays; union and option values as `[tag, ...payload]` (`none` is `[0]`, `some(x)` is `[1, x]`);
 * maps as arrays in the order of their keys; sequences as arrays; sets as arrays of their elements in ascending
 * order (`compareValues`). Values are never changed once made.
 */
export type Value = number | readonly Value[];
