import type { WorkBudget } from '../../core/evaluate.ts';
import type { Expr, Place, Statement } from '../../core/expression.ts';
import type { ProcessFamily, Type } from '../../core/types.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { tooDeep } from '../../diagnostics/limits.ts';
import type { LibraryNames } from '../../modules/graph.ts';
import type { Block, Expression, Statement as StatementNode, TypeExpression } from '../../syntax/tree.ts';
import type { Location, Source, Span } from '../../text/source.ts';
import type {
  BodyEdit,
  BodyEntity,
  ConstEntity,
  Entity,
  FunctionEntity,
  Instance,
  ProcedureEntity,
  ProcessEntity,
  TypeEntity,
  VariableEntity,
} from './entities.ts';
import type { Scope } from './scope.ts';
import type { InstanceTable, SymbolInfo } from './tables.ts';

/** Ends the checking of a statement or a declaration; without a diagnostic where one was given already. */
export class Failure extends Error {
  readonly diagnostic: Diagnostic | undefined;
  constructor(diagnostic: Diagnostic | undefined) {
    super(diagnostic?.message ?? 'an earlier error');
    this.name = 'Failure';
    this.diagnostic = diagnostic;
  }
}

export function fail(diagnostic?: Diagnostic): never {
  throw new Failure(diagnostic);
}

/** A declaration that is being checked: only its first error is reported. */
export interface Unit {
  failed: boolean;
  /** Where it is, for errors that have no place of their own. */
  readonly at: Location;
}

/** Everything that one elaboration of a spec shares. */
export interface Context {
  readonly diagnostics: Diagnostic[];
  readonly processType: { readonly kind: 'process'; readonly families: ProcessFamily[] };
  /** Whether the families of the process type are complete. */
  familiesKnown: boolean;
  /** All code has been read: what is read now only properties use. */
  codeKnown: boolean;
  readonly instances: Instance[];
  /** In order of their families. */
  readonly processes: ProcessEntity[];
  /** Which declaration a nominal type comes from. */
  readonly declared: Map<Type, TypeEntity>;
  /** Names of asserts, with where each is first written. */
  readonly asserts: Map<string, Location>;
  /** The check whose run this is, and what it edits. */
  edited: { readonly check: string; readonly bodies: ReadonlyMap<Entity, readonly BodyEdit[]> };
  /** Functions and procedures that are being resolved, outermost first. */
  readonly stack: Entity[];
  /** Whether bodies are kept in the program: an editor that only wants to know what is wrong needs none. */
  readonly keepsBodies: boolean;
  /** What is left of the budget for values of constants, `assume`, `if` clauses and bounds. */
  readonly work: WorkBudget;
  /** How many names may still be compared with unknown ones. */
  suggestions: number;
  /** Instances of modules that were begun, and the import that began too many. */
  modules: number;
  manyModules: Location | undefined;
  /** Instances of the actions that were checked. */
  actionCount: number;
  nextLocal: number;
  nextFunction: number;
  nextProcedure: number;
  nextLabel: number;
  /** What could be imported. */
  readonly library: () => LibraryNames;
  readonly rules: Rules;
}

/** The functions that call each other across files; `typecheck.ts` puts them together. */
export interface Rules {
  infer(env: Env, node: Expression, expected?: Type): Expr;
  resolveType(env: Env, node: TypeExpression): Type;
  block(env: BodyEnv, node: Block): Checked;
  statement(env: BodyEnv, node: StatementNode): CheckedParts;
  place(env: Env, node: Expression): Place;
  constant(ctx: Context, entity: ConstEntity): ConstEntity;
  type(ctx: Context, entity: TypeEntity): Type;
  variable(ctx: Context, entity: VariableEntity): VariableEntity;
  function(ctx: Context, entity: FunctionEntity): FunctionEntity;
  procedure(ctx: Context, entity: ProcedureEntity): ProcedureEntity;
}

/** A statement of core, and whether it is a ghost statement: `empty` is neither. */
export interface Checked {
  readonly core: Statement;
  readonly effect: Effect;
}

/** A statement may become several: calls come before it. All belong to the enclosing block. */
export interface CheckedParts {
  readonly core: readonly Statement[];
  readonly effect: Effect;
}

export type Effect = 'ghost' | 'refs' | 'other' | 'empty';

export interface GhostRead {
  readonly at: Location;
  readonly name: string;
  readonly declared: Location;
}

/** What a body of statements knows about itself while it is checked. */
export interface Body {
  readonly kind: 'process' | 'procedure' | 'action';
  readonly entity: BodyEntity;
  readonly result: Type | undefined;
  usesSelf: boolean;
}

/** Labels of one block, as one of its statements sees them. */
export interface LabelScope {
  readonly positions: ReadonlyMap<string, number>;
  readonly declarations: readonly { readonly position: number; readonly at: Location }[];
  /** The position of the statement. */
  readonly current: number;
  readonly outer: LabelScope | undefined;
}

export type Surrounding =
  /** Types, constants, `assume`, `if` clauses, checks: no state. */
  | 'constant'
  /** Initialisers and `init`. */
  | 'initial'
  | 'function'
  /** Statements, `when`. */
  | 'code'
  /** `fair while`, `terminates when`, `constraint`. */
  | 'clause'
  | 'invariant'
  | 'transition'
  | 'temporal'
  | 'reachable';

/** Where the names of `is` patterns go, and what they are. */
export interface Opening {
  readonly scope: Scope;
  readonly role: 'bound' | 'let';
}

/** Where an expression stands. Immutable: what differs is changed in a copy. */
export interface Env {
  readonly ctx: Context;
  readonly instance: Instance;
  readonly source: Source;
  readonly table: InstanceTable;
  readonly unit: Unit;
  readonly scope: Scope;
  readonly surrounding: Surrounding;
  /** Only along a chain of `&&`. */
  readonly opens: Opening | undefined;
  readonly primed: boolean;
  /** Where calls of procedures are put; where there may be none, what kind of place this is. */
  readonly calls: Statement[] | string;
  /** Collects reads of ghosts, to be judged once it is known whether the statement is a ghost one. */
  readonly ghostReads: GhostRead[] | 'allowed';
  /** This never runs with these constants, so intervals say nothing here. */
  readonly dead: boolean;
  readonly reader: FunctionEntity | undefined;
  /** In an initialiser: variables from this slot on have no value yet. */
  readonly before: number;
  readonly process: ProcessEntity | undefined;
  readonly body: Body | undefined;
}

/** Where a statement stands. */
export interface BodyEnv extends Env {
  readonly body: Body;
  readonly inLoop: boolean;
  readonly inAtomic: boolean;
  readonly labels: LabelScope | undefined;
}

export function unitOf(instance: Instance): Unit {
  return { failed: false, at: { source: instance.module.source, span: { start: 0, end: 0 } } };
}

export function rootEnv(ctx: Context, instance: Instance, scope: Scope, surrounding: Surrounding): Env {
  return {
    ctx,
    instance,
    source: instance.module.source,
    table: instance.table,
    unit: unitOf(instance),
    scope,
    surrounding,
    opens: undefined,
    primed: false,
    calls: 'here',
    ghostReads: 'allowed',
    dead: false,
    reader: undefined,
    before: Infinity,
    process: undefined,
    body: undefined,
  };
}

export function locate(env: Env, node: { readonly span: Span }): Location {
  return { source: env.source, span: node.span };
}

/** Reports an error unless its declaration has one already; takes over from a `Failure`. */
export function reportFailure(env: { ctx: Context; unit: Unit }, error: unknown): void {
  // The stack is limited by the host, whatever the parser's limit on nesting.
  if (error instanceof RangeError && !env.unit.failed) env.ctx.diagnostics.push(tooDeep(env.unit.at));
  else if (!(error instanceof Failure)) throw error;
  else if (error.diagnostic && !env.unit.failed) env.ctx.diagnostics.push(error.diagnostic);
  env.unit.failed = true;
}

/** Runs a check; its error is reported and `otherwise` taken in its place. */
export function attempt<T>(env: { ctx: Context; unit: Unit }, check: () => T, otherwise: () => T): T {
  try {
    return check();
  } catch (error) {
    reportFailure(env, error);
    return otherwise();
  }
}

export function noteSymbol(env: Env, node: { readonly id: number }, symbol: SymbolInfo): void {
  env.table.symbols.set(node.id, symbol);
}

export function noteType(env: Env, node: { readonly id: number }, type: Type): void {
  env.table.types.set(node.id, type);
}

/** The environment of a part whose `is` patterns bind nothing outside of it: most expressions. */
export function closed(env: Env): Env {
  return env.opens === undefined ? env : { ...env, opens: undefined };
}

/** The environment without a place for calls. @param where for messages, which only code needs */
export function withoutCalls(env: Env, where: string): Env {
  const hasNone = typeof env.calls === 'string' && (env.calls === where || env.surrounding !== 'code');
  return hasNone && env.opens === undefined ? env : { ...env, calls: where, opens: undefined };
}
