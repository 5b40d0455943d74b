import type { Span } from '../text/source.ts';

/**
 * The syntax tree of a .thps file: what was written, and nothing that has to be looked up. Every node
 * has an `id` that is unique in its tree, under which later stages keep what they find out, and the span
 * of its text. `incomplete` marks a node that the parser saved from a syntax error: its parts up to the
 * error are there, the others are `missing` nodes or empty lists.
 */
export interface Node {
  readonly id: number;
  readonly span: Span;
  readonly incomplete?: true;
}

export interface Identifier extends Node {
  readonly kind: 'identifier';
  readonly name: string;
}

/** `kernel.page`, `E.a`, `q.l`: one or more identifiers. */
export interface Path extends Node {
  readonly kind: 'path';
  readonly parts: readonly Identifier[];
}

// ------------------------------------------------------------------------------------------ files

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

// ------------------------------------------------------------------------------------ declarations

interface DeclarationNode extends Node {
  readonly doc?: string;
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
  | PropertyDeclaration
  | CheckDeclaration;

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

/** `memory tso;` parses; the checker says that it is not supported yet. */
export interface MemoryDeclaration extends DeclarationNode {
  readonly kind: 'memory';
  readonly model: Identifier;
}

export interface ConstDeclaration extends DeclarationNode {
  readonly kind: 'const';
  readonly name: Identifier;
  readonly type: TypeExpression;
  readonly value?: Expression;
}

export interface AssumeDeclaration extends DeclarationNode {
  readonly kind: 'assume';
  readonly condition: Expression;
}

/** `type T = …;`, or `type T;` in a library: given by the importer. */
export interface TypeDeclaration extends DeclarationNode {
  readonly kind: 'type';
  readonly name: Identifier;
  readonly type?: TypeExpression;
}

export interface EnumDeclaration extends DeclarationNode {
  readonly kind: 'enum';
  readonly name: Identifier;
  readonly members: readonly (Identifier & { readonly doc?: string })[];
}

export interface Field extends Node {
  readonly kind: 'fieldDeclaration';
  readonly doc?: string;
  readonly name: Identifier;
  readonly type: TypeExpression;
  readonly value?: Expression;
}

export interface StructDeclaration extends DeclarationNode {
  readonly kind: 'struct';
  readonly name: Identifier;
  readonly fields: readonly Field[];
}

export interface Variant extends Node {
  readonly kind: 'variant';
  readonly doc?: string;
  readonly name: Identifier;
  /** `small(OldId)` has an unnamed payload, `pair(a: T, b: V)` a named one. */
  readonly payload: readonly { readonly name?: Identifier; readonly type: TypeExpression }[];
}

export interface UnionDeclaration extends DeclarationNode {
  readonly kind: 'union';
  readonly name: Identifier;
  readonly variants: readonly Variant[];
}

export interface SymmetricDeclaration extends DeclarationNode {
  readonly kind: 'symmetric';
  readonly name: Identifier;
  readonly size: Expression;
}

export interface VarDeclaration extends DeclarationNode {
  readonly kind: 'var';
  readonly ghost: boolean;
  readonly name: Identifier;
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

export interface FunDeclaration extends DeclarationNode {
  readonly kind: 'fun';
  readonly name: Identifier;
  readonly parameters: readonly Parameter[];
  readonly result: TypeExpression;
  readonly body: Expression;
}

export interface ProcDeclaration extends DeclarationNode {
  readonly kind: 'proc';
  readonly name: Identifier;
  readonly parameters: readonly Parameter[];
  readonly result?: TypeExpression;
  readonly body: Block;
}

export type Clause =
  | (Node & { readonly kind: 'fair'; readonly strong: boolean; readonly condition?: Expression })
  | (Node & { readonly kind: 'daemon' })
  | (Node & { readonly kind: 'when'; readonly condition: Expression })
  | (Node & { readonly kind: 'existsIf'; readonly condition: Expression });

export interface ActionDeclaration extends DeclarationNode {
  readonly kind: 'action';
  readonly name: Identifier;
  readonly parameters: readonly Parameter[];
  readonly clauses: readonly Clause[];
  readonly body: Block;
}

export interface ProcessDeclaration extends DeclarationNode {
  readonly kind: 'process';
  readonly name: Identifier;
  /** `process p[i: T]`; several indices are separated by commas. */
  readonly indices: readonly Parameter[];
  readonly clauses: readonly Clause[];
  readonly body: Block;
}

export interface TerminatesDeclaration extends DeclarationNode {
  readonly kind: 'terminates';
  readonly condition: Expression;
}

export type PropertyKind = 'invariant' | 'transition' | 'temporal' | 'reachable';

export interface PropertyDeclaration extends DeclarationNode {
  readonly kind: 'property';
  readonly property: PropertyKind;
  readonly name: Identifier;
  /** `if e`: the property is part of a run only where the constant e holds. */
  readonly existsIf?: Expression;
  /** Of a transition: `during a, p, p.label`; empty means all steps. */
  readonly during: readonly Path[];
  readonly except: readonly Path[];
  readonly body: Expression;
}

export interface CheckDeclaration extends DeclarationNode {
  readonly kind: 'check';
  readonly name: Identifier;
  readonly ranges: readonly (Node & { readonly kind: 'checkRange'; readonly name: Path; readonly set: Expression })[];
  readonly constants: readonly (Node & {
    readonly kind: 'checkConstant';
    readonly name: Path;
    readonly value: Expression;
  })[];
  readonly edits: readonly CheckEdit[];
  readonly only?: readonly Path[];
  readonly allowDeadlock: boolean;
  readonly symmetryOff: boolean;
  readonly expectations: readonly Expectation[];
}

export type CheckEdit =
  | (Node & { readonly kind: 'without'; readonly target: Path })
  | (Node & { readonly kind: 'moving'; readonly target: Path; readonly after: Path });

export type Expectation =
  | (Node & { readonly kind: 'holds' })
  | (Node & { readonly kind: 'deadlock'; readonly steps?: Expression })
  | (Node & { readonly kind: 'states'; readonly count: Expression })
  | (Node & {
      readonly kind: 'violates';
      readonly properties: readonly (Node & {
        readonly kind: 'violated';
        readonly property: Path;
        /** `in n steps` */
        readonly steps?: Expression;
      })[];
    });

// -------------------------------------------------------------------------------------- statements

export interface Block extends Node {
  readonly kind: 'block';
  readonly statements: readonly Statement[];
}

export type AssignmentOperator = '=' | '+=' | '-=' | '*=' | '|=' | '&=' | '\\=';

export type Statement =
  | Block
  | (Node & {
      readonly kind: 'assign';
      readonly target: Expression;
      readonly operator: AssignmentOperator;
      readonly value: Expression;
    })
  | (Node & { readonly kind: 'increment'; readonly target: Expression; readonly operator: '++' | '--' })
  | (Node & {
      readonly kind: 'let';
      readonly ghost: boolean;
      readonly pattern: Pattern;
      readonly value: Expression;
      /** `let some(t) = e else { … }` */
      readonly otherwise?: Block;
    })
  | (Node & {
      readonly kind: 'varLocal';
      readonly ghost: boolean;
      readonly name: Identifier;
      readonly type: TypeExpression;
      readonly value: Expression;
    })
  | (Node & { readonly kind: 'await'; readonly condition: Expression })
  | (Node & {
      readonly kind: 'assert';
      readonly name?: Identifier;
      readonly condition: Expression;
      readonly message?: string;
    })
  | IfStatement
  | (Node & {
      readonly kind: 'match';
      readonly value: Expression;
      readonly arms: readonly (Node & { readonly kind: 'arm'; readonly pattern: Pattern; readonly body: Block })[];
    })
  | (Node & { readonly kind: 'while'; readonly condition: Expression; readonly body: Block })
  | (Node & { readonly kind: 'loop'; readonly body: Block })
  | (Node & { readonly kind: 'for'; readonly name: Identifier; readonly set: Expression; readonly body: Block })
  | (Node & { readonly kind: 'break' })
  | (Node & { readonly kind: 'continue' })
  | (Node & { readonly kind: 'either'; readonly branches: readonly Block[] })
  | (Node & {
      readonly kind: 'pick';
      readonly name: Identifier;
      readonly set: Expression;
      readonly where?: Expression;
    })
  /** `atomic { … }` has a block, `atomic x++;` and `atomic let r = e;` the one statement. */
  | (Node & { readonly kind: 'atomic'; readonly body: Statement })
  /** A call that stands as a statement; the expression is a `call` unless there was an error. */
  | (Node & { readonly kind: 'callStatement'; readonly call: Expression })
  | (Node & { readonly kind: 'return'; readonly value?: Expression })
  | (Node & { readonly kind: 'goto'; readonly label: Identifier })
  /** `l: statement`; at the end of a block a label may stand alone. */
  | (Node & { readonly kind: 'label'; readonly name: Identifier; readonly doc?: string; readonly body?: Statement })
  | (Node & { readonly kind: 'skip' })
  | (Node & { readonly kind: 'missingStatement' });

export interface IfStatement extends Node {
  readonly kind: 'if';
  readonly condition: Expression;
  readonly then: Block;
  readonly otherwise?: Block | IfStatement;
}

// ------------------------------------------------------------------------------------- expressions

export type BinaryOperator =
  | '<=>'
  | '=>'
  | '||'
  | '&&'
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | 'in'
  | '!in'
  | '..'
  | 'union'
  | '\\'
  | 'intersect'
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '~>'
  | 'until';

export type UnaryOperator = '!' | '-' | 'subset' | 'always' | 'eventually';

export type Quantifier = 'forall' | 'exists' | 'count' | 'sum' | 'min' | 'max' | 'choose';

export interface Binder extends Node {
  readonly kind: 'binder';
  /** `_` binds nothing. */
  readonly name: Identifier;
  readonly set: Expression;
  /** In `x, y in S` x's set is a copy of y's: it stands in the text once. */
  readonly sharesSet?: true;
}

export type Expression =
  | (Node & { readonly kind: 'integer'; readonly value: bigint })
  | (Node & { readonly kind: 'boolean'; readonly value: boolean })
  /** Any bare name, the predeclared functions, `self` excepted. */
  | (Node & { readonly kind: 'name'; readonly name: string })
  | (Node & { readonly kind: 'self' })
  | (Node & { readonly kind: 'none' })
  | (Node & { readonly kind: 'some'; readonly value: Expression })
  /** `bool` as the set of its values. */
  | (Node & { readonly kind: 'boolSet' })
  | (Node & { readonly kind: 'unary'; readonly operator: UnaryOperator; readonly operand: Expression })
  | (Node & {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly operatorSpan: Span;
      readonly left: Expression;
      readonly right: Expression;
    })
  | (Node & { readonly kind: 'index'; readonly object: Expression; readonly indices: readonly Expression[] })
  /** `a.b`: a field, a member of an enum, a name under an import's prefix, a local of a process. */
  | (Node & { readonly kind: 'field'; readonly object: Expression; readonly name: Identifier })
  | (Node & { readonly kind: 'tupleField'; readonly object: Expression; readonly index: number })
  | (Node & { readonly kind: 'prime'; readonly operand: Expression })
  | (Node & { readonly kind: 'is'; readonly value: Expression; readonly pattern: Pattern })
  /** `khugepaged at scan`, `getter[g] at done`, `p at q.l`. */
  | (Node & { readonly kind: 'at'; readonly process: Expression; readonly label: Path })
  | (Node & {
      readonly kind: 'update';
      readonly object: Expression;
      readonly updates: readonly (
        | (Node & { readonly kind: 'keyUpdate'; readonly key: Expression; readonly value: Expression })
        | (Node & { readonly kind: 'fieldUpdate'; readonly name: Identifier; readonly value: Expression })
      )[];
    })
  /** Functions, procedures, variants with a payload, `size` and its like, `enabled(a)`. */
  | (Node & { readonly kind: 'call'; readonly callee: Expression; readonly arguments: readonly Expression[] })
  | (Node & {
      readonly kind: 'quantifier';
      readonly quantifier: Quantifier;
      readonly binders: readonly Binder[];
      readonly body: Expression;
    })
  /** `{ x in S: e }` */
  | (Node & { readonly kind: 'filter'; readonly binder: Binder; readonly condition: Expression })
  /** `{ e for x in S, y in T }` */
  | (Node & { readonly kind: 'image'; readonly element: Expression; readonly binders: readonly Binder[] })
  /** `[x in K -> e]` */
  | (Node & { readonly kind: 'mapLiteral'; readonly binder: Binder; readonly value: Expression })
  | (Node & {
      readonly kind: 'ifExpression';
      readonly condition: Expression;
      readonly then: Expression;
      readonly otherwise: Expression;
    })
  | (Node & {
      readonly kind: 'letExpression';
      readonly pattern: Pattern;
      readonly value: Expression;
      readonly body: Expression;
    })
  | (Node & {
      readonly kind: 'matchExpression';
      readonly value: Expression;
      readonly arms: readonly (Node & {
        readonly kind: 'armExpression';
        readonly pattern: Pattern;
        readonly body: Expression;
      })[];
    })
  | (Node & {
      readonly kind: 'record';
      readonly type: Path;
      readonly fields: readonly (Node & {
        readonly kind: 'fieldValue';
        readonly name: Identifier;
        readonly value: Expression;
      })[];
    })
  | (Node & { readonly kind: 'sequence'; readonly elements: readonly Expression[] })
  | (Node & { readonly kind: 'set'; readonly elements: readonly Expression[] })
  | (Node & { readonly kind: 'tuple'; readonly elements: readonly Expression[] })
  /** Parentheses are kept, for the formatter and for exact spans. */
  | (Node & { readonly kind: 'parenthesized'; readonly inner: Expression })
  /** Where an expression was expected and none was found. */
  | (Node & { readonly kind: 'missing' });

// ------------------------------------------------------------------------------ types and patterns

export type TypeExpression =
  | (Node & { readonly kind: 'boolType' })
  | (Node & { readonly kind: 'rangeType'; readonly low: Expression; readonly high: Expression })
  | (Node & { readonly kind: 'namedType'; readonly path: Path })
  | (Node & { readonly kind: 'mapType'; readonly key: TypeExpression; readonly value: TypeExpression })
  | (Node & { readonly kind: 'setType'; readonly element: TypeExpression })
  | (Node & { readonly kind: 'seqType'; readonly capacity: Expression; readonly element: TypeExpression })
  | (Node & { readonly kind: 'optionType'; readonly element: TypeExpression })
  | (Node & { readonly kind: 'tupleType'; readonly elements: readonly TypeExpression[] })
  | (Node & { readonly kind: 'missingType' });

export type Pattern =
  | (Node & { readonly kind: 'wildcard' })
  /** A member without payload if the type has one of that name, else a new name. */
  | (Node & { readonly kind: 'namePattern'; readonly name: Identifier })
  /** `E.a`, `small(i)`, `pair(x, _)`. */
  | (Node & { readonly kind: 'variantPattern'; readonly path: Path; readonly arguments: readonly Pattern[] })
  | (Node & { readonly kind: 'nonePattern' })
  | (Node & { readonly kind: 'somePattern'; readonly argument: Pattern })
  | (Node & { readonly kind: 'integerPattern'; readonly value: bigint })
  | (Node & { readonly kind: 'booleanPattern'; readonly value: boolean })
  | (Node & { readonly kind: 'tuplePattern'; readonly elements: readonly Pattern[] })
  | (Node & { readonly kind: 'missingPattern' });

// ----------------------------------------------------------------------------------------- comments

/** A comment that is not documentation; the formatter puts it back where it was. */
export interface Comment {
  readonly span: Span;
  readonly text: string;
}
