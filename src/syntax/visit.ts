import type {
  Binder,
  CheckDeclaration,
  CheckEdit,
  Clause,
  Declaration,
  Expectation,
  Expression,
  Field,
  File,
  Header,
  Identifier,
  ImportBinding,
  Parameter,
  Path,
  Pattern,
  Statement,
  TypeExpression,
  Variant,
} from './tree.ts';

type PartOf<T, Kind extends string, Property extends string> =
  Extract<T, { readonly kind: Kind }> extends infer N
    ? Property extends keyof N
      ? N[Property] extends readonly (infer Item)[]
        ? Item
        : never
      : never
    : never;

export type CheckRange = CheckDeclaration['ranges'][number];
export type CheckConstant = CheckDeclaration['constants'][number];
export type Violated = PartOf<Expectation, 'violates', 'properties'>;
export type Arm = PartOf<Statement, 'match', 'arms'>;
export type ArmExpression = PartOf<Expression, 'matchExpression', 'arms'>;
export type Update = PartOf<Expression, 'update', 'updates'>;
export type FieldValue = PartOf<Expression, 'record', 'fields'>;

/** Every kind of node of the tree. */
export type AnyNode =
  | File
  | Header
  | Path
  | Identifier
  | Declaration
  | ImportBinding
  | Field
  | Variant
  | Parameter
  | Clause
  | CheckRange
  | CheckConstant
  | CheckEdit
  | Expectation
  | Violated
  | Statement
  | Arm
  | Expression
  | Binder
  | Update
  | ArmExpression
  | FieldValue
  | TypeExpression
  | Pattern;

export type NodeKind = AnyNode['kind'];
export type NodeOf<K extends NodeKind> = Extract<AnyNode, { readonly kind: K }>;

function present(...nodes: readonly (AnyNode | undefined)[]): AnyNode[] {
  return nodes.filter((n) => n !== undefined);
}

/** The parts of a node, in the order of the text. */
export function children(node: AnyNode): readonly AnyNode[] {
  switch (node.kind) {
    case 'file':
      return [...present(node.header), ...node.declarations].sort((a, b) => a.span.start - b.span.start);
    case 'header':
      return [node.name];
    case 'path':
      return node.parts;
    case 'import':
      return inTextOrder([
        ...present(node.module.kind === 'library' ? node.module.path : undefined, node.alias),
        ...node.bindings,
      ]);
    case 'constBinding':
    case 'checkConstant':
      return [node.name, node.value];
    case 'typeBinding':
      return [node.name, node.type];
    case 'memory':
      return [node.model];
    case 'const':
    case 'fieldDeclaration':
      return present(node.name, node.type, node.value);
    case 'assume':
    case 'init':
    case 'terminates':
      return [node.condition];
    case 'type':
      return present(node.name, node.type);
    case 'enum':
      return [node.name, ...node.members];
    case 'struct':
      return [node.name, ...node.fields];
    case 'union':
      return [node.name, ...node.variants];
    case 'variant':
      return [node.name, ...node.payload.flatMap((p) => present(p.name, p.type))];
    case 'symmetric':
      return [node.name, node.size];
    case 'var':
      return present(node.name, node.type, node.initial?.kind === 'choice' ? node.initial.set : node.initial?.value);
    case 'fun':
      return [node.name, ...node.parameters, node.result, node.body];
    case 'proc':
      return present(node.name, ...node.parameters, node.result, node.body);
    case 'action':
      return [node.name, ...node.parameters, ...node.clauses, node.body];
    case 'process':
      return [node.name, ...node.indices, ...node.clauses, node.body];
    case 'parameter':
      return [node.name, node.type];
    case 'fair':
      return present(node.condition);
    case 'when':
    case 'existsIf':
      return [node.condition];
    case 'property':
      return inTextOrder(present(node.name, node.existsIf, ...node.during, ...node.except, node.body));
    case 'check':
      return inTextOrder([
        node.name,
        ...node.ranges,
        ...node.constants,
        ...node.edits,
        ...(node.only ?? []),
        ...node.expectations,
      ]);
    case 'checkRange':
      return [node.name, node.set];
    case 'without':
      return [node.target];
    case 'moving':
      return [node.target, node.after];
    case 'states':
      return [node.count];
    case 'violates':
      return node.properties;
    case 'violated':
      return present(node.property, node.steps);

    case 'block':
      return node.statements;
    case 'assign':
      return [node.target, node.value];
    case 'increment':
      return [node.target];
    case 'let':
      return present(node.pattern, node.value, node.otherwise);
    case 'varLocal':
      return [node.name, node.type, node.value];
    case 'await':
      return [node.condition];
    case 'assert':
      return present(node.name, node.condition);
    case 'if':
      return present(node.condition, node.then, node.otherwise);
    case 'match':
    case 'matchExpression':
      return [node.value, ...node.arms];
    case 'arm':
    case 'armExpression':
      return [node.pattern, node.body];
    case 'while':
      return [node.condition, node.body];
    case 'loop':
    case 'atomic':
      return [node.body];
    case 'for':
      return [node.name, node.set, node.body];
    case 'either':
      return node.branches;
    case 'pick':
      return present(node.name, node.set, node.where);
    case 'callStatement':
      return [node.call];
    case 'return':
      return present(node.value);
    case 'goto':
      return [node.label];
    case 'label':
      return present(node.name, node.body);

    case 'some':
      return [node.value];
    case 'unary':
    case 'prime':
      return [node.operand];
    case 'binary':
      return [node.left, node.right];
    case 'index':
      return [node.object, ...node.indices];
    case 'field':
      return [node.object, node.name];
    case 'tupleField':
      return [node.object];
    case 'is':
      return [node.value, node.pattern];
    case 'at':
      return [node.process, node.label];
    case 'update':
      return [node.object, ...node.updates];
    case 'keyUpdate':
      return [node.key, node.value];
    case 'fieldUpdate':
    case 'fieldValue':
      return [node.name, node.value];
    case 'call':
      return [node.callee, ...node.arguments];
    case 'quantifier':
      return [...node.binders, node.body];
    case 'binder':
      return [node.name, node.set];
    case 'filter':
      return [node.binder, node.condition];
    case 'image':
      return [node.element, ...node.binders];
    case 'mapLiteral':
      return [node.binder, node.value];
    case 'ifExpression':
      return [node.condition, node.then, node.otherwise];
    case 'letExpression':
      return [node.pattern, node.value, node.body];
    case 'record':
      return [node.type, ...node.fields];
    case 'sequence':
    case 'set':
    case 'tuple':
    case 'tupleType':
    case 'tuplePattern':
      return node.elements;
    case 'parenthesized':
      return [node.inner];

    case 'rangeType':
      return [node.low, node.high];
    case 'namedType':
      return [node.path];
    case 'mapType':
      return [node.key, node.value];
    case 'setType':
    case 'optionType':
      return [node.element];
    case 'seqType':
      return [node.capacity, node.element];

    case 'namePattern':
      return [node.name];
    case 'deadlock':
      return node.steps === undefined ? [] : [node.steps];
    case 'variantPattern':
      return [node.path, ...node.arguments];
    case 'somePattern':
      return [node.argument];

    case 'identifier':
    case 'daemon':
    case 'holds':
    case 'break':
    case 'continue':
    case 'skip':
    case 'missingStatement':
    case 'integer':
    case 'boolean':
    case 'name':
    case 'self':
    case 'none':
    case 'boolSet':
    case 'missing':
    case 'boolType':
    case 'missingType':
    case 'wildcard':
    case 'nonePattern':
    case 'integerPattern':
    case 'booleanPattern':
    case 'missingPattern':
      return [];
  }
}

function inTextOrder(nodes: readonly AnyNode[]): readonly AnyNode[] {
  return [...nodes].sort((a, b) => a.span.start - b.span.start);
}

/** Visits a node and all its parts, each before its own parts. `enter` returns false to leave the parts out. */
export function walk(node: AnyNode, enter: (node: AnyNode, parents: readonly AnyNode[]) => boolean | undefined): void {
  const parents: AnyNode[] = [];
  const visit = (n: AnyNode) => {
    if (enter(n, parents) === false) return;
    parents.push(n);
    for (const child of children(n)) visit(child);
    parents.pop();
  };
  visit(node);
}
