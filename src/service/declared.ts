import type { Block, Declaration, File, Identifier, Pattern } from '../syntax/tree.ts';
import { type AnyNode, children } from '../syntax/visit.ts';
import type { Source, Span } from '../text/source.ts';
import type { SymbolKind } from './data.ts';

/** Something with a name in a text. Found from the syntax alone, so that it is there in broken text too. */
export interface Declared {
  readonly kind: SymbolKind;
  readonly name: string;
  readonly source: Source;
  readonly identifier: Identifier;
  readonly doc: string | undefined;
  /** What declares it: a declaration, statement, field, variant, binder or pattern. */
  readonly node: AnyNode;
  /** The type of a member or a field, the body of a label or a local. */
  readonly owner: Declared | undefined;
  /** Of a local: where it can be used. */
  readonly visible: Span | undefined;
}

/** The names of one text. */
export interface FileIndex {
  readonly all: readonly Declared[];
  /** The same by the declarations that they stand in. */
  readonly inDeclaration: readonly (readonly Declared[])[];
  readonly names: ReadonlyMap<string, Declared>;
  /** Members of enums and unions. */
  readonly members: ReadonlyMap<string, readonly Declared[]>;
  /** Properties, and asserts with a name. */
  readonly properties: ReadonlyMap<string, Declared>;
  readonly checks: readonly Declared[];
  readonly locals: readonly Declared[];
  /** By the offset at which the name starts. */
  readonly byStart: ReadonlyMap<number, Declared>;
  /** Members, fields and labels of something. */
  readonly partsOf: (owner: Declared, kind: SymbolKind) => readonly Declared[];
}

/** A text with its tree. */
export interface ParsedText {
  readonly source: Source;
  readonly tree: File;
}

const indexes = new WeakMap<File, FileIndex>();

export function indexOf(module: ParsedText): FileIndex {
  let index = indexes.get(module.tree);
  if (index === undefined) {
    index = new Indexer(module).index();
    indexes.set(module.tree, index);
  }
  return index;
}

const declarationKinds: Readonly<Partial<Record<Declaration['kind'], SymbolKind>>> = {
  const: 'constant',
  type: 'type',
  enum: 'type',
  struct: 'type',
  union: 'type',
  symmetric: 'type',
  var: 'variable',
  fun: 'function',
  proc: 'procedure',
  action: 'action',
  process: 'process',
  property: 'property',
  check: 'check',
};

/** Where the walk is: inside which body, and up to where a local of this block can be used. */
interface Surroundings {
  readonly owner: Declared | undefined;
  readonly blockEnd: number;
  /** Up to where an unfinished declaration may reach. */
  readonly limit: number;
}

class Indexer {
  readonly #module: ParsedText;
  readonly #all: Declared[] = [];
  /** The nodes around the one that is visited, outermost first. */
  readonly #parents: AnyNode[] = [];

  constructor(module: ParsedText) {
    this.#module = module;
  }

  index(): FileIndex {
    const { tree, source } = this.#module;
    const inDeclaration = tree.declarations.map((node, i) => {
      const before = this.#all.length;
      const limit = tree.declarations[i + 1]?.span.start ?? source.text.length;
      this.#declaration(node, limit);
      return this.#all.slice(before);
    });
    return assemble(this.#all, inDeclaration);
  }

  #add(
    kind: SymbolKind,
    identifier: Identifier,
    node: AnyNode,
    rest: { doc?: string | undefined; owner?: Declared | undefined; visible?: Span } = {},
  ): Declared {
    const declared: Declared = {
      kind,
      name: identifier.name,
      source: this.#module.source,
      identifier,
      node,
      doc: rest.doc,
      owner: rest.owner,
      visible: rest.visible,
    };
    if (identifier.name !== '' && identifier.name !== '_') this.#all.push(declared);
    return declared;
  }

  #declaration(node: Declaration, limit: number): void {
    if (node.kind === 'import') {
      if (node.alias) this.#add('module', node.alias, node);
      return;
    }
    const kind = declarationKinds[node.kind];
    const owner = kind && 'name' in node ? this.#add(kind, node.name, node, { doc: node.doc }) : undefined;
    const end = node.incomplete ? limit : node.span.end;
    switch (node.kind) {
      case 'enum':
        for (const member of node.members) this.#add('member', member, member, { doc: member.doc, owner });
        return;
      case 'struct':
        for (const field of node.fields) this.#add('field', field.name, field, { doc: field.doc, owner });
        break;
      case 'union':
        for (const variant of node.variants) this.#add('member', variant.name, variant, { doc: variant.doc, owner });
        return;
      case 'fun':
      case 'proc':
      case 'action':
        for (const parameter of node.parameters)
          this.#add('local', parameter.name, parameter, { owner, visible: { start: parameter.span.end, end } });
        break;
      case 'process':
        for (const index of node.indices)
          this.#add('local', index.name, index, { owner, visible: { start: index.span.end, end } });
        break;
      default:
        break;
    }
    for (const child of children(node)) this.#visit(child, { owner, blockEnd: end, limit });
  }

  #visit(node: AnyNode, around: Surroundings): void {
    const { owner } = around;
    const end = node.incomplete ? around.limit : node.span.end;
    let inside = around;
    switch (node.kind) {
      case 'block':
        inside = { ...around, blockEnd: blockEnd(node, around.limit) };
        break;
      case 'let':
        this.#pattern(node.pattern, { start: node.span.end, end: around.blockEnd }, owner);
        break;
      case 'varLocal':
        this.#add('local', node.name, node, { owner, visible: { start: node.span.end, end: around.blockEnd } });
        break;
      case 'pick':
        this.#add('local', node.name, node, { owner, visible: { start: node.set.span.end, end: around.blockEnd } });
        break;
      case 'for':
        this.#add('local', node.name, node, { owner, visible: { start: node.body.span.start, end } });
        break;
      case 'arm':
      case 'armExpression':
        this.#pattern(node.pattern, { start: node.pattern.span.end, end }, owner);
        break;
      case 'letExpression':
        this.#pattern(node.pattern, { start: node.value.span.end, end }, owner);
        break;
      case 'quantifier':
        for (const b of node.binders) this.#add('local', b.name, b, { owner, visible: { start: b.set.span.end, end } });
        break;
      case 'filter':
      case 'mapLiteral':
        this.#add('local', node.binder.name, node.binder, {
          owner,
          visible: { start: node.binder.set.span.end, end },
        });
        break;
      case 'image':
        for (const b of node.binders)
          this.#add('local', b.name, b, { owner, visible: { start: node.span.start, end } });
        break;
      case 'is':
        this.#pattern(node.pattern, { start: node.span.end, end: openedEnd(node, this.#parents) }, owner);
        break;
      case 'label':
        this.#add('label', node.name, node, { doc: node.doc, owner });
        break;
      case 'assert':
        if (node.name) this.#add('property', node.name, node);
        break;
      default:
        break;
    }
    this.#parents.push(node);
    for (const child of children(node)) this.#visit(child, inside);
    this.#parents.pop();
  }

  #pattern(node: Pattern, visible: Span, owner: Declared | undefined): void {
    if (node.kind === 'namePattern') this.#add('local', node.name, node, { owner, visible });
    for (const child of children(node)) if (isPattern(child)) this.#pattern(child, visible, owner);
  }
}

function isPattern(node: AnyNode): node is Pattern {
  return node.kind.endsWith('Pattern') || node.kind === 'wildcard';
}

function blockEnd(block: Block, limit: number): number {
  return block.incomplete ? limit : block.span.end;
}

/** Up to where the names of an `is` pattern can be used: along `&&`, and in the branch that the condition opens. */
function openedEnd(node: AnyNode, parents: readonly AnyNode[]): number {
  let inner = node;
  for (let i = parents.length - 1; i >= 0; i--) {
    const parent = parents[i]!;
    const goesOn =
      (parent.kind === 'binary' && (parent.operator === '&&' || parent.operator === '=>')) ||
      parent.kind === 'parenthesized';
    if (goesOn) {
      inner = parent;
      continue;
    }
    if ((parent.kind === 'if' || parent.kind === 'ifExpression') && parent.condition === inner)
      return parent.then.span.end;
    if (parent.kind === 'while' && parent.condition === inner) return parent.body.span.end;
    break;
  }
  return inner.span.end;
}

function assemble(all: readonly Declared[], inDeclaration: FileIndex['inDeclaration']): FileIndex {
  const names = new Map<string, Declared>();
  const members = new Map<string, Declared[]>();
  const properties = new Map<string, Declared>();
  const byStart = new Map<number, Declared>();
  const parts = new Map<Declared, Declared[]>();
  for (const one of all) {
    byStart.set(one.identifier.span.start, one);
    if (one.owner) {
      const known = parts.get(one.owner);
      if (known) known.push(one);
      else parts.set(one.owner, [one]);
    }
    switch (one.kind) {
      case 'member': {
        const known = members.get(one.name);
        if (known) known.push(one);
        else members.set(one.name, [one]);
        break;
      }
      case 'property':
        if (!properties.has(one.name)) properties.set(one.name, one);
        break;
      case 'field':
      case 'label':
      case 'local':
      case 'check':
        break;
      case 'constant':
      case 'type':
      case 'variable':
      case 'function':
      case 'procedure':
      case 'action':
      case 'process':
      case 'module':
        if (!names.has(one.name)) names.set(one.name, one);
        break;
    }
  }
  return {
    all,
    inDeclaration,
    names,
    members,
    properties,
    byStart,
    checks: all.filter((d) => d.kind === 'check'),
    locals: all.filter((d) => d.kind === 'local'),
    partsOf: (owner, kind) => (parts.get(owner) ?? []).filter((d) => d.kind === kind),
  };
}
