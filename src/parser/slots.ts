import type { AnyNode, NodeKind, NodeOf } from '../syntax/visit.ts';

/** What may fill a part of a node. */
export type SlotType =
  | 'expression'
  | 'type'
  | 'pattern'
  | 'statement'
  | 'identifier'
  | 'path'
  | 'block'
  | 'otherwise'
  | 'binder'
  | 'declaration'
  | 'header'
  | 'import binding'
  | 'field'
  | 'variant'
  | 'parameter'
  | 'clause'
  | 'check range'
  | 'check constant'
  | 'check edit'
  | 'expectation'
  | 'violated'
  | 'arm'
  | 'expression arm'
  | 'update'
  | 'field value';

/** A part of a node. A `property` with a dot is inside a plain object that the rule has put there before. */
export interface Slot {
  readonly property: string;
  readonly type: SlotType;
  readonly many: boolean;
  readonly optional: boolean;
}

const words: Readonly<Record<string, SlotType>> = {
  e: 'expression',
  t: 'type',
  p: 'pattern',
  s: 'statement',
  i: 'identifier',
  path: 'path',
  b: 'block',
  o: 'otherwise',
  binder: 'binder',
  declaration: 'declaration',
  header: 'header',
  binding: 'import binding',
  field: 'field',
  variant: 'variant',
  parameter: 'parameter',
  clause: 'clause',
  range: 'check range',
  constant: 'check constant',
  edit: 'check edit',
  expectation: 'expectation',
  violated: 'violated',
  arm: 'arm',
  armExpression: 'expression arm',
  update: 'update',
  fieldValue: 'field value',
};

function slotsFrom(text: string): readonly Slot[] {
  return text
    .split(' ')
    .filter((s) => s !== '')
    .map((s) => {
      const [property, type] = s.replace(/[?*]+$/, '').split(':') as [string, string];
      return { property, type: words[type]!, many: s.includes('*'), optional: s.endsWith('?') };
    });
}

/**
 * The parts of every kind of node in the order in which its rule reads them, `?` for those that may be
 * absent, `*` for lists, and `*?` for lists that may be absent. From it an incomplete node takes in what was saved from inside it.
 */
const notation = {
  file: 'header:header? declarations:declaration*',
  header: 'name:path',
  path: 'parts:i*',
  identifier: '',
  import: 'module.path:path alias:i? bindings:binding*',
  constBinding: 'name:i value:e',
  typeBinding: 'name:i type:t',
  memory: 'model:i',
  const: 'name:i type:t value:e?',
  assume: 'condition:e',
  init: 'condition:e',
  terminates: 'condition:e',
  type: 'name:i type:t?',
  enum: 'name:i members:i*',
  struct: 'name:i fields:field*',
  fieldDeclaration: 'name:i type:t value:e?',
  union: 'name:i variants:variant*',
  variant: 'name:i',
  symmetric: 'name:i size:e',
  var: 'name:i type:t initial.value:e initial.set:e',
  fun: 'name:i parameters:parameter* result:t body:e',
  proc: 'name:i parameters:parameter* result:t? body:b',
  parameter: 'name:i type:t',
  action: 'name:i parameters:parameter* clauses:clause* body:b',
  process: 'name:i indices:parameter* clauses:clause* body:b',
  fair: 'condition:e?',
  daemon: '',
  when: 'condition:e',
  existsIf: 'condition:e',
  // What an error cuts short is taken for the body, which is the longer of the two by far.
  property: 'name:i during:path* except:path* body:e existsIf:e?',
  check: 'name:i ranges:range* constants:constant* edits:edit* only:path*? expectations:expectation*',
  checkRange: 'name:path set:e',
  checkConstant: 'name:path value:e',
  without: 'target:path',
  moving: 'target:path after:path',
  holds: '',
  deadlock: 'steps:e?',
  states: 'count:e',
  violates: 'properties:violated*',
  violated: 'property:path steps:e?',
  block: 'statements:s*',
  assign: 'target:e value:e',
  increment: 'target:e',
  let: 'pattern:p value:e otherwise:b?',
  varLocal: 'name:i type:t value:e',
  await: 'condition:e',
  assert: 'name:i? condition:e',
  if: 'condition:e then:b otherwise:o?',
  match: 'value:e arms:arm*',
  arm: 'pattern:p body:b',
  while: 'condition:e body:b',
  loop: 'body:b',
  for: 'name:i set:e body:b',
  break: '',
  continue: '',
  either: 'branches:b*',
  pick: 'name:i set:e where:e?',
  atomic: 'body:s',
  callStatement: 'call:e',
  return: 'value:e?',
  goto: 'label:i',
  label: 'name:i body:s?',
  skip: '',
  missingStatement: '',
  integer: '',
  boolean: '',
  name: '',
  self: '',
  none: '',
  some: 'value:e',
  boolSet: '',
  unary: 'operand:e',
  binary: 'left:e right:e',
  index: 'object:e indices:e*',
  field: 'object:e name:i',
  tupleField: 'object:e',
  prime: 'operand:e',
  is: 'value:e pattern:p',
  at: 'process:e label:path',
  update: 'object:e updates:update*',
  keyUpdate: 'key:e value:e',
  fieldUpdate: 'name:i value:e',
  call: 'callee:e arguments:e*',
  quantifier: 'binders:binder* body:e',
  binder: 'name:i set:e',
  filter: 'binder:binder condition:e',
  image: 'element:e binders:binder*',
  mapLiteral: 'binder:binder value:e',
  ifExpression: 'condition:e then:e otherwise:e',
  letExpression: 'pattern:p value:e body:e',
  matchExpression: 'value:e arms:armExpression*',
  armExpression: 'pattern:p body:e',
  record: 'type:path fields:fieldValue*',
  fieldValue: 'name:i value:e',
  sequence: 'elements:e*',
  set: 'elements:e*',
  tuple: 'elements:e*',
  parenthesized: 'inner:e',
  missing: '',
  boolType: '',
  rangeType: 'low:e high:e',
  namedType: 'path:path',
  mapType: 'key:t value:t',
  setType: 'element:t',
  seqType: 'capacity:e element:t',
  optionType: 'element:t',
  tupleType: 'elements:t*',
  missingType: '',
  wildcard: '',
  namePattern: 'name:i',
  variantPattern: 'path:path arguments:p*',
  nonePattern: '',
  somePattern: 'argument:p',
  integerPattern: '',
  booleanPattern: '',
  tuplePattern: 'elements:p*',
  missingPattern: '',
} as const satisfies Readonly<Record<NodeKind, string>>;

/** Properties of a node that are nodes, or lists of nodes. */
type PartsOf<K extends NodeKind> = {
  [P in keyof NodeOf<K>]-?: NonNullable<NodeOf<K>[P]> extends AnyNode | readonly AnyNode[] ? P : never;
}[keyof NodeOf<K>];
/** Properties that a notation names, but for those inside of plain objects. */
type Named<Text extends string> = Text extends `${infer First} ${infer Rest}`
  ? Property<First> | Named<Rest>
  : Property<Text>;
type Property<Text extends string> = Text extends `${string}.${string}`
  ? never
  : Text extends `${infer Name}:${string}`
    ? Name
    : never;
/** What the tree has and the notation has not, or the other way round. */
type Difference = {
  [K in NodeKind]:
    Exclude<PartsOf<K>, Named<(typeof notation)[K]>> | Exclude<Named<(typeof notation)[K]>, keyof NodeOf<K>>;
}[NodeKind];
type Slots = [Difference] extends [never]
  ? Readonly<Record<NodeKind, readonly Slot[]>>
  : { readonly wrong: Difference };

/** Its type is right only where the notation has the parts that the tree has. */
export const slots: Slots = Object.fromEntries(
  Object.entries(notation).map(([kind, text]) => [kind, slotsFrom(text)]),
) as Record<NodeKind, readonly Slot[]>;

const groups: Readonly<Partial<Record<SlotType, readonly NodeKind[]>>> = {
  expression: `integer boolean name self none some boolSet unary binary index field tupleField prime is at update
    call quantifier filter image mapLiteral ifExpression letExpression matchExpression record sequence set tuple
    parenthesized missing`.split(/\s+/) as NodeKind[],
  type: `boolType rangeType namedType mapType setType seqType optionType tupleType missingType`.split(
    ' ',
  ) as NodeKind[],
  pattern: `wildcard namePattern variantPattern nonePattern somePattern integerPattern booleanPattern tuplePattern
    missingPattern`.split(/\s+/) as NodeKind[],
  statement: `block assign increment let varLocal await assert if match while loop for break continue either pick
    atomic callStatement return goto label skip missingStatement`.split(/\s+/) as NodeKind[],
  declaration: `import memory const assume type enum struct union symmetric var init fun proc action process
    terminates property check`.split(/\s+/) as NodeKind[],
  otherwise: ['block', 'if'],
  'import binding': ['constBinding', 'typeBinding'],
  field: ['fieldDeclaration'],
  clause: ['fair', 'daemon', 'when', 'existsIf'],
  'check range': ['checkRange'],
  'check constant': ['checkConstant'],
  'check edit': ['without', 'moving'],
  expectation: ['holds', 'deadlock', 'states', 'violates'],
  'expression arm': ['armExpression'],
  update: ['keyUpdate', 'fieldUpdate'],
  'field value': ['fieldValue'],
};

/** Whether a node of this kind may fill a part of that type. */
export function accepts(type: SlotType, kind: NodeKind): boolean {
  return groups[type]?.includes(kind) ?? type === kind;
}
