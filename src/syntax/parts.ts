import type {
  AnyNode,
  Block,
  CheckEdit,
  Clause,
  Declaration,
  Expectation,
  Expression,
  IfStatement,
  ImportBinding,
  NodeKind,
  NodeOf,
  Pattern,
  Statement,
  TypeExpression,
  Update,
} from './tree.ts';

/**
 * The parts of nodes as a table: for each kind the properties that are nodes, in the order of the text. Visitors and the
 * parser's recovery go by it. Its type follows from the tree, so that it can neither lack a part nor name one too many.
 *
 * A part is written as the word for what may stand there: a class of nodes, or a kind of node that is in no class.
 * Behind it stands `*` where it is a list, and then `?` where it may be absent. A plain object with nodes in it has a
 * table of its own, a list of such objects that table in brackets.
 */

/** Kinds of nodes that may stand in the same places, by the word for them. */
interface Classes {
  declaration: Declaration;
  binding: ImportBinding;
  clause: Clause;
  edit: CheckEdit;
  expectation: Expectation;
  statement: Statement;
  /** What stands behind `else`. */
  otherwise: Block | IfStatement;
  expression: Expression;
  update: Update;
  type: TypeExpression;
  pattern: Pattern;
}

type Word = keyof Classes | NodeKind;
type Meaning<W extends Word> = W extends keyof Classes ? Classes[W] : W extends NodeKind ? NodeOf<W> : never;
type IsSame<A, B> = [A, B] extends [B, A] ? true : false;
/** The word for nodes of these kinds. */
type WordFor<Kinds> = { [W in Word]: IsSame<Kinds, Meaning<W>['kind']> extends true ? W : never }[Word];

type At<N, P> = N extends unknown ? (P extends keyof N ? N[P] : never) : never;
/** The properties of a node, or of a union of plain objects, that hold nodes. */
type PartName<N> = N extends unknown
  ? { [P in keyof N]-?: [Notation<N[P]>] extends [never] ? never : P }[keyof N]
  : never;
type PartsOf<N> = [PartName<N>] extends [never] ? never : Row<N>;
type Row<N> = { readonly [P in PartName<N>]: Notation<At<N, P>> };

/** How a property of type T is written in the table; never, where it is no part. */
type Notation<T> = Marked<NonNullable<T>, undefined extends T ? '?' : ''>;
type Marked<T, Mark extends string> = [T] extends [never]
  ? never
  : [T] extends [AnyNode]
    ? `${WordFor<T['kind']>}${Mark}`
    : [T] extends [readonly (infer Item)[]]
      ? [Item] extends [AnyNode]
        ? `${WordFor<Item['kind']>}*${Mark}`
        : readonly [PartsOf<Item>]
      : [T] extends [object]
        ? PartsOf<T>
        : never;

type Rows<N extends AnyNode> = { readonly [K in N['kind']]: Row<Extract<N, { readonly kind: K }>> };

const declarations: Rows<Declaration> = {
  import: { module: { path: 'path' }, alias: 'identifier?', bindings: 'binding*' },
  memory: { model: 'identifier' },
  const: { name: 'identifier', type: 'type', value: 'expression?' },
  assume: { condition: 'expression' },
  type: { name: 'identifier', type: 'type?' },
  enum: { name: 'identifier', members: 'identifier*' },
  struct: { name: 'identifier', fields: 'fieldDeclaration*' },
  union: { name: 'identifier', variants: 'variant*' },
  symmetric: { name: 'identifier', size: 'expression' },
  var: { name: 'identifier', type: 'type', initial: { value: 'expression', set: 'expression' } },
  init: { condition: 'expression' },
  fun: { name: 'identifier', parameters: 'parameter*', result: 'type', body: 'expression' },
  proc: { name: 'identifier', parameters: 'parameter*', result: 'type?', body: 'block' },
  action: { name: 'identifier', parameters: 'parameter*', clauses: 'clause*', body: 'block' },
  process: { name: 'identifier', indices: 'parameter*', clauses: 'clause*', body: 'block' },
  terminates: { condition: 'expression' },
  constraint: { condition: 'expression' },
  property: { name: 'identifier', existsIf: 'expression?', during: 'path*', except: 'path*', body: 'expression' },
  check: {
    name: 'identifier',
    ranges: 'checkRange*',
    constants: 'checkConstant*',
    edits: 'edit*',
    constraints: 'expression*',
    only: 'path*?',
    memory: 'identifier?',
    expectations: 'expectation*',
    order: 'scenarioStep*',
  },
  deny: { findings: 'identifier*' },
};

const statements: Rows<Statement> = {
  block: { statements: 'statement*' },
  assign: { target: 'expression', value: 'expression' },
  increment: { target: 'expression' },
  let: { pattern: 'pattern', value: 'expression', otherwise: 'block?' },
  varLocal: { name: 'identifier', type: 'type', value: 'expression' },
  await: { condition: 'expression' },
  assert: { name: 'identifier?', condition: 'expression' },
  if: { condition: 'expression', then: 'block', otherwise: 'otherwise?' },
  match: { value: 'expression', arms: 'arm*' },
  while: { condition: 'expression', body: 'block' },
  loop: { body: 'block' },
  for: { name: 'identifier', set: 'expression', body: 'block' },
  break: {},
  continue: {},
  either: { branches: 'block*' },
  pick: { name: 'identifier', set: 'expression', where: 'expression?' },
  atomic: { ordering: 'identifier?', body: 'statement' },
  fence: { fence: 'identifier' },
  callStatement: { call: 'expression' },
  return: { value: 'expression?' },
  goto: { label: 'identifier' },
  label: { name: 'identifier', body: 'statement?' },
  skip: {},
  missingStatement: {},
};

const expressions: Rows<Expression> = {
  integer: {},
  boolean: {},
  name: {},
  self: {},
  none: {},
  some: { value: 'expression' },
  boolSet: {},
  unary: { operand: 'expression' },
  binary: { left: 'expression', right: 'expression' },
  index: { object: 'expression', indices: 'expression*' },
  field: { object: 'expression', name: 'identifier' },
  tupleField: { object: 'expression' },
  prime: { operand: 'expression' },
  is: { value: 'expression', pattern: 'pattern' },
  at: { process: 'expression', label: 'path' },
  update: { object: 'expression', updates: 'update*' },
  call: { callee: 'expression', arguments: 'expression*' },
  quantifier: { binders: 'binder*', body: 'expression' },
  filter: { binder: 'binder', condition: 'expression' },
  image: { element: 'expression', binders: 'binder*' },
  mapLiteral: { binder: 'binder', value: 'expression' },
  ifExpression: { condition: 'expression', then: 'expression', otherwise: 'expression' },
  letExpression: { pattern: 'pattern', value: 'expression', body: 'expression' },
  matchExpression: { value: 'expression', arms: 'armExpression*' },
  record: { type: 'path', fields: 'fieldValue*' },
  sequence: { elements: 'expression*' },
  set: { elements: 'expression*' },
  tuple: { elements: 'expression*' },
  parenthesized: { inner: 'expression' },
  missing: {},
};

/** Every class with the kinds of nodes in it. */
const classes: { readonly [W in keyof Classes]: Rows<Classes[W]> } = {
  declaration: declarations,
  binding: {
    constBinding: { name: 'identifier', value: 'expression' },
    typeBinding: { name: 'identifier', type: 'type' },
  },
  clause: {
    fair: { condition: 'expression?' },
    daemon: {},
    when: { condition: 'expression' },
    existsIf: { condition: 'expression' },
    on: { cpu: 'expression' },
  },
  edit: {
    without: { target: 'path' },
    moving: { target: 'path', after: 'path' },
  },
  expectation: {
    holds: {},
    complete: {},
    deadlock: { steps: 'expression?', passing: 'stepName*' },
    states: { count: 'expression' },
    violates: { properties: 'violated*' },
  },
  statement: statements,
  otherwise: { block: statements.block, if: statements.if },
  expression: expressions,
  update: {
    keyUpdate: { key: 'expression', value: 'expression' },
    fieldUpdate: { name: 'identifier', value: 'expression' },
  },
  type: {
    boolType: {},
    rangeType: { low: 'expression', high: 'expression' },
    namedType: { path: 'path' },
    mapType: { key: 'type', value: 'type' },
    setType: { element: 'type' },
    seqType: { capacity: 'expression', element: 'type' },
    optionType: { element: 'type' },
    tupleType: { elements: 'type*' },
    missingType: {},
  },
  pattern: {
    wildcard: {},
    namePattern: { name: 'identifier' },
    variantPattern: { path: 'path', arguments: 'pattern*' },
    nonePattern: {},
    somePattern: { argument: 'pattern' },
    integerPattern: {},
    booleanPattern: {},
    tuplePattern: { elements: 'pattern*' },
    missingPattern: {},
  },
};

const table: Rows<AnyNode> = {
  file: { header: 'header?', declarations: 'declaration*' },
  header: { name: 'path' },
  path: { parts: 'identifier*' },
  identifier: {},
  ...classes.declaration,
  ...classes.binding,
  fieldDeclaration: { name: 'identifier', type: 'type', value: 'expression?' },
  variant: { name: 'identifier', payload: [{ name: 'identifier?', type: 'type' }] },
  parameter: { name: 'identifier', type: 'type' },
  ...classes.clause,
  checkRange: { name: 'path', set: 'expression' },
  checkConstant: { name: 'path', value: 'expression' },
  ...classes.edit,
  ...classes.expectation,
  violated: { property: 'path', steps: 'expression?', passing: 'stepName*' },
  stepName: { actor: 'path', indices: 'expression*', label: 'path?' },
  scenarioStep: { step: 'stepName', before: 'stepName*' },
  ...classes.statement,
  arm: { pattern: 'pattern', body: 'block' },
  ...classes.expression,
  binder: { name: 'identifier', set: 'expression' },
  ...classes.update,
  armExpression: { pattern: 'pattern', body: 'expression' },
  fieldValue: { name: 'identifier', value: 'expression' },
  ...classes.type,
  ...classes.pattern,
};

/** A property that is a node or a list of nodes. */
export interface NodePart {
  readonly property: string;
  readonly word: string;
  readonly many: boolean;
  readonly optional: boolean;
  readonly inner: undefined;
}

/** A property that is a plain object, or a list of plain objects, with nodes in it. */
export interface ObjectPart {
  readonly property: string;
  readonly inner: readonly Part[];
}

export type Part = NodePart | ObjectPart;

/** What stands in a row of the table. */
interface Written {
  readonly [property: string]: string | Written | readonly [Written];
}

function isList(written: Written | readonly [Written]): written is readonly [Written] {
  return Array.isArray(written);
}

function partsFrom(row: Written): readonly Part[] {
  return Object.entries(row).map(([property, written]): Part => {
    if (typeof written !== 'string') {
      return { property, inner: partsFrom(isList(written) ? written[0] : written) };
    }
    const [word = '', marks = ''] = written.split(/(?=[*?])/, 2);
    return { property, inner: undefined, word, many: marks === '*', optional: written.endsWith('?') };
  });
}

const partsByKind = new Map<string, readonly Part[]>(
  Object.entries<Written>(table).map(([kind, row]) => [kind, partsFrom(row)]),
);
const nothing: readonly Part[] = [];

/** The parts of nodes of a kind, in the order of the text. */
export function partsOf(kind: NodeKind): readonly Part[] {
  return partsByKind.get(kind) ?? nothing;
}

const kindsByClass = new Map<string, ReadonlySet<string>>(
  Object.entries(classes).map(([word, rows]) => [word, new Set(Object.keys(rows))]),
);

/** Whether a node may stand where a part is written with that word. */
export function accepts(word: string, { kind }: AnyNode): boolean {
  return kindsByClass.get(word)?.has(kind) ?? word === kind;
}
