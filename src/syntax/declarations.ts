import type { Span } from '../text/source.ts';
import type { Expression } from './expressions.ts';
import type { Identifier, Node, Path } from './node.ts';
import type { Block } from './statements.ts';
import type { TypeExpression } from './types.ts';

export interface File extends Node {
  readonly kind: 'file';
  /** Absent where the file starts with something else, which is a syntax error. */
  readonly header?: Header;
  readonly declarations: readonly Declaration[];
}

export interface Header extends Node {
  readonly kind: 'header';
  readonly role: 'spec' | 'library';
  readonly name: Path;
  /** The text of the `///` lines before it, markers stripped, joined by line breaks. */
  readonly doc?: string;
}

interface DeclarationNode extends Node {
  readonly doc?: string;
}

interface NamedDeclaration extends DeclarationNode {
  readonly name: Identifier;
}

export type Declaration =
  | ImportDeclaration
  | MemoryDeclaration
  | ConstDeclaration
  | AssumeDeclaration
  | TypeDeclaration
  | EnumDeclaration
  | StructDeclaration
  | UnionDeclaration
  | SymmetricDeclaration
  | VarDeclaration
  | InitDeclaration
  | FunDeclaration
  | ProcDeclaration
  | ActionDeclaration
  | ProcessDeclaration
  | TerminatesDeclaration
  | ConstraintDeclaration
  | PropertyDeclaration
  | CheckDeclaration
  | DenyDeclaration;

/** `import kernel.page as pg with N = 3, type T = Slot;` */
export interface ImportDeclaration extends DeclarationNode {
  readonly kind: 'import';
  /** A bundled library module (`kernel.page`) or a relative file (`"./pagecache.thps"`, quotes stripped). */
  readonly module:
    | { readonly kind: 'library'; readonly path: Path }
    | { readonly kind: 'file'; readonly file: string; readonly span: Span };
  readonly alias?: Identifier;
  readonly bindings: readonly ImportBinding[];
}

export type ImportBinding =
  | (Node & { readonly kind: 'constBinding'; readonly name: Identifier; readonly value: Expression })
  | (Node & { readonly kind: 'typeBinding'; readonly name: Identifier; readonly type: TypeExpression });

/** `memory tso;`: the model of memory of the checks that do not name one. */
export interface MemoryDeclaration extends DeclarationNode {
  readonly kind: 'memory';
  readonly model: Identifier;
}

export interface ConstDeclaration extends NamedDeclaration {
  readonly kind: 'const';
  readonly type: TypeExpression;
  readonly value?: Expression;
}

export interface AssumeDeclaration extends DeclarationNode {
  readonly kind: 'assume';
  readonly condition: Expression;
}

/** `type T = …;`, or `type T;` in a library: given by the importer. */
export interface TypeDeclaration extends NamedDeclaration {
  readonly kind: 'type';
  readonly type?: TypeExpression;
}

export interface EnumDeclaration extends NamedDeclaration {
  readonly kind: 'enum';
  readonly members: readonly (Identifier & { readonly doc?: string })[];
}

export interface Field extends NamedDeclaration {
  readonly kind: 'fieldDeclaration';
  readonly type: TypeExpression;
  readonly value?: Expression;
}

export interface StructDeclaration extends NamedDeclaration {
  readonly kind: 'struct';
  readonly fields: readonly Field[];
}

export interface Variant extends NamedDeclaration {
  readonly kind: 'variant';
  /** `small(OldId)` has an unnamed payload, `pair(a: T, b: V)` a named one. */
  readonly payload: readonly { readonly name?: Identifier; readonly type: TypeExpression }[];
}

export interface UnionDeclaration extends NamedDeclaration {
  readonly kind: 'union';
  readonly variants: readonly Variant[];
}

export interface SymmetricDeclaration extends NamedDeclaration {
  readonly kind: 'symmetric';
  readonly size: Expression;
}

export interface VarDeclaration extends NamedDeclaration {
  readonly kind: 'var';
  readonly ghost: boolean;
  /** `weak`: subject to the memory model, each part by itself; `weak packed`: but a record is one word. */
  readonly weak?: 'parts' | 'packed';
  readonly type: TypeExpression;
  /** `= e`, `in S`, or absent: any value of the type. */
  readonly initial?:
    { readonly kind: 'value'; readonly value: Expression } | { readonly kind: 'choice'; readonly set: Expression };
}

export interface InitDeclaration extends DeclarationNode {
  readonly kind: 'init';
  readonly condition: Expression;
}

export interface Parameter extends Node {
  readonly kind: 'parameter';
  readonly ref: boolean;
  readonly name: Identifier;
  readonly type: TypeExpression;
}

export interface FunDeclaration extends NamedDeclaration {
  readonly kind: 'fun';
  readonly parameters: readonly Parameter[];
  readonly result: TypeExpression;
  readonly body: Expression;
}

export interface ProcDeclaration extends NamedDeclaration {
  readonly kind: 'proc';
  readonly parameters: readonly Parameter[];
  readonly result?: TypeExpression;
  readonly body: Block;
}

export type Clause =
  | (Node & { readonly kind: 'fair'; readonly strong: boolean; readonly condition?: Expression })
  | (Node & { readonly kind: 'daemon' })
  | (Node & { readonly kind: 'when'; readonly condition: Expression })
  | (Node & { readonly kind: 'existsIf'; readonly condition: Expression })
  /** Of a process: on which CPU it runs. */
  | (Node & { readonly kind: 'on'; readonly cpu: Expression });

export interface ActionDeclaration extends NamedDeclaration {
  readonly kind: 'action';
  readonly parameters: readonly Parameter[];
  readonly clauses: readonly Clause[];
  readonly body: Block;
}

export interface ProcessDeclaration extends NamedDeclaration {
  readonly kind: 'process';
  /** `process p[i: T]`; several indices are separated by commas. */
  readonly indices: readonly Parameter[];
  readonly clauses: readonly Clause[];
  readonly body: Block;
}

export interface TerminatesDeclaration extends DeclarationNode {
  readonly kind: 'terminates';
  readonly condition: Expression;
}

/** `constraint e;`: steps are taken only from states that satisfy it. */
export interface ConstraintDeclaration extends DeclarationNode {
  readonly kind: 'constraint';
  readonly condition: Expression;
}

export type PropertyKind = 'invariant' | 'transition' | 'temporal' | 'reachable';

export interface PropertyDeclaration extends NamedDeclaration {
  readonly kind: 'property';
  readonly property: PropertyKind;
  /** `if e`: the property is part of a run only where the constant e holds. */
  readonly existsIf?: Expression;
  /** Of a transition: `during a, p, p.label`; empty means all steps. */
  readonly during: readonly Path[];
  readonly except: readonly Path[];
  readonly body: Expression;
}

/** `check NAME …;`, or `scenario NAME … { … }`: a check of one order of steps. */
export interface CheckDeclaration extends NamedDeclaration {
  readonly kind: 'check';
  /** Of a scenario: whether its order has to be possible. */
  readonly scenario?: 'possible' | 'impossible';
  /** Of a scenario: its steps. */
  readonly order: readonly ScenarioStep[];
  readonly ranges: readonly CheckRange[];
  readonly constants: readonly CheckConstant[];
  readonly edits: readonly CheckEdit[];
  /** Of this check, besides those of the spec. */
  readonly constraints: readonly Expression[];
  readonly only?: readonly Path[];
  readonly allowDeadlock: boolean;
  readonly symmetryOff: boolean;
  readonly memory?: Identifier;
  readonly expectations: readonly Expectation[];
}

export interface CheckRange extends Node {
  readonly kind: 'checkRange';
  readonly name: Path;
  readonly set: Expression;
}

export interface CheckConstant extends Node {
  readonly kind: 'checkConstant';
  readonly name: Path;
  readonly value: Expression;
}

export type CheckEdit =
  | (Node & { readonly kind: 'without'; readonly target: Path })
  | (Node & { readonly kind: 'moving'; readonly target: Path; readonly after: Path });

export type Expectation =
  | (Node & { readonly kind: 'holds' })
  /** Every state is explored, whatever is found before. */
  | (Node & { readonly kind: 'complete' })
  | (Node & { readonly kind: 'deadlock'; readonly steps?: Expression; readonly passing: readonly StepName[] })
  | (Node & { readonly kind: 'states'; readonly count: Expression })
  | (Node & { readonly kind: 'violates'; readonly properties: readonly Violated[] });

export interface Violated extends Node {
  readonly kind: 'violated';
  readonly property: Path;
  /** `in n steps` */
  readonly steps?: Expression;
  /** `passing p.l then q.m` */
  readonly passing: readonly StepName[];
}

/**
 * Steps by name: those that start at a label, or all of a process, an action or a procedure. `cpu.load`, `cpu[0].load`
 */
export interface StepName extends Node {
  readonly kind: 'stepName';
  /** Where there are no indices, the label included. */
  readonly actor: Path;
  /** Of one instance of a process; empty: of any. */
  readonly indices: readonly Expression[];
  /** What follows the indices. */
  readonly label?: Path;
}

/** `next p.l before q.m;`: one of the steps of a scenario, and which others may not come between. */
export interface ScenarioStep extends Node {
  readonly kind: 'scenarioStep';
  /** No other step comes between. */
  readonly isNext: boolean;
  readonly step: StepName;
  /** None of these comes between. */
  readonly before: readonly StepName[];
}

/** `deny never_ran, vacuous;`: what a complete run of any check of the file must not find. */
export interface DenyDeclaration extends DeclarationNode {
  readonly kind: 'deny';
  readonly findings: readonly Identifier[];
}
