import type {
  ActionSymbol,
  Expr,
  FunctionSymbol,
  LabelSymbol,
  LocalSymbol,
  ProcedureSymbol,
  ProcessSymbol,
  VariableSymbol,
} from '../../core/expression.ts';
import type { Type, Value } from '../../core/types.ts';
import type { Module } from '../../modules/graph.ts';
import type {
  ActionDeclaration,
  ConstDeclaration,
  EnumDeclaration,
  Expression,
  FunDeclaration,
  ImportDeclaration,
  ProcDeclaration,
  ProcessDeclaration,
  PropertyDeclaration,
  StructDeclaration,
  SymmetricDeclaration,
  TypeDeclaration,
  UnionDeclaration,
  VarDeclaration,
} from '../../syntax/tree.ts';
import type { Location, Source } from '../../text/source.ts';
import type { InstanceTable, SymbolInfo } from './tables.ts';

/** What declarations declare. Each is resolved when it is first needed: declarations may stand in any order. */
export type Entity =
  | ConstEntity
  | TypeEntity
  | VariableEntity
  | FunctionEntity
  | ProcedureEntity
  | ActionEntity
  | ProcessEntity
  | PrefixEntity;

export interface EntityBase {
  readonly name: string;
  readonly at: Location;
  readonly instance: Instance;
  readonly doc: string | undefined;
  /** How far it has been resolved; `busy` when met again is a circular definition. */
  state: 'new' | 'busy' | 'done';
  /** What its uses need to know about it, once it has been resolved. */
  info: SymbolInfo | undefined;
}

/** A value for a constant that is given outside of its declaration. */
export type Given =
  | { readonly kind: 'expression'; readonly node: Expression; readonly from: ExpressionHome }
  | { readonly kind: 'value'; readonly value: Value };

/** Where an expression was written: the scope of its names, and its text. */
export interface ExpressionHome {
  readonly instance: Instance;
  readonly source: Source;
  readonly table: InstanceTable;
}

export interface ConstEntity extends EntityBase {
  readonly kind: 'const';
  readonly declaration: ConstDeclaration;
  given: Given | undefined;
  type: Type;
  value: Value | undefined;
  /** It has no value, so the least of its type is used: a library that is checked on its own. */
  assumed: boolean;
}

export interface TypeEntity extends EntityBase {
  readonly kind: 'type';
  readonly declaration: TypeDeclaration | EnumDeclaration | StructDeclaration | UnionDeclaration | SymmetricDeclaration;
  /** Given by the importer. */
  given: Type | undefined;
  type: Type;
}

export interface VariableEntity extends EntityBase {
  readonly kind: 'variable';
  readonly declaration: VarDeclaration;
  /** Its number among the variables of the program, once all modules are there. */
  slot: number | undefined;
  type: Type | undefined;
  /** Once both are known. */
  symbol: VariableSymbol | undefined;
}

export interface FunctionEntity extends EntityBase {
  readonly kind: 'function';
  readonly declaration: FunDeclaration;
  symbol: FunctionSymbol | undefined;
  /** How many functions call each other in the longest chain that begins here; 1 where it calls none. */
  depth: number;
  /** Variables that it reads, also in the functions that it calls. */
  readonly reads: Set<VariableEntity>;
  /** Tests where a process is. */
  readsProcesses: boolean;
}

/** What the bodies of processes, procedures and actions have in common. */
export interface BodyEntity extends EntityBase {
  readonly labels: Map<string, LabelSymbol>;
  readonly locals: Map<string, LocalSymbol[]>;
  /** Locals that edits of the run leave out. */
  readonly editedAway: Map<string, LocalSymbol[]>;
  /** Procedures called in it, directly. */
  readonly calls: Set<ProcedureEntity>;
}

/** An edit of one body, by names of its labels. */
export interface BodyEdit {
  readonly kind: 'without' | 'moving';
  /** The statement that is left out or moved. */
  readonly label: string;
  /** Where it is moved to; absent where it is left out. */
  readonly after?: string;
  readonly at: Location;
}

export interface ProcedureEntity extends BodyEntity {
  readonly kind: 'procedure';
  readonly declaration: ProcDeclaration;
  symbol: ProcedureSymbol | undefined;
  /** How many procedures call each other in the longest chain that begins here; 1 where it calls none. */
  depth: number;
  /** Only assigns ghosts and `ref` parameters. */
  onlyGhosts: 'ghosts' | 'refs' | 'no';
  /** `self`, in it or in what it calls. */
  usesSelf: boolean;
}

export interface ActionEntity extends BodyEntity {
  readonly kind: 'action';
  readonly declaration: ActionDeclaration;
  symbol: ActionSymbol | undefined;
}

export interface ProcessEntity extends BodyEntity {
  readonly kind: 'process';
  readonly declaration: ProcessDeclaration;
  symbol: ProcessSymbol | undefined;
  /** No instance of it exists in this run. */
  absent: boolean;
}

export interface PrefixEntity extends EntityBase {
  readonly kind: 'prefix';
  readonly declaration: ImportDeclaration;
  readonly target: Instance;
}

export interface PropertyEntity {
  readonly kind: 'property';
  readonly name: string;
  readonly at: Location;
  readonly instance: Instance;
  readonly declaration: PropertyDeclaration;
  /** Of the command line: where it was written. Absent for what the module declares. */
  readonly home?: ExpressionHome;
}

/** A member of an enum or a variant of a union, as a name that may stand alone. */
export interface MemberName {
  readonly of: TypeEntity;
  readonly name: string;
  readonly at: Location;
}

/** A module with values for its constants and types. */
export interface Instance {
  readonly module: Module;
  /** How its declarations are called in messages and traces: ``, `pg.`, `kernel.page.`. */
  readonly prefix: string;
  /** Its own declarations. */
  readonly own: Map<string, Entity>;
  /** Its own and those of unprefixed imports. */
  readonly names: Map<string, Entity>;
  readonly ownMembers: Map<string, MemberName[]>;
  readonly members: Map<string, MemberName[]>;
  readonly properties: Map<string, PropertyEntity>;
  /** By node id of the import. */
  readonly imports: Map<number, Instance>;
  readonly table: InstanceTable;
  /** Of the file that is being checked, where nobody gives a library its constants and types. */
  readonly alone: boolean;
  /** Something could not be imported: names may be unknown for that reason alone. */
  readonly incomplete: boolean;
}

export function errorExpr(at: Location): Expr {
  return { kind: 'error', type: { kind: 'never' }, at };
}
