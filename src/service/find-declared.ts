import { itemAt } from '../core/lists.ts';
import type { AnyNode, Declaration, Identifier, Pattern } from '../syntax/tree.ts';
import { children } from '../syntax/visit.ts';
import type { Span } from '../text/source.ts';
import type { SymbolKind } from './data.ts';
import type { Declared, ParsedText } from './declared.ts';

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

/** What a declaration declares at its head. */
export interface Head {
  /** Itself, also where it has no name yet. */
  readonly owner: Declared | undefined;
  /** What has a name: itself, its members, fields and parameters. */
  readonly all: readonly Declared[];
}

export function declaredAtHead(module: ParsedText, node: Declaration, limit: number): Head {
  return new Finder(module).head(node, limit);
}

/**
 * What is declared further inside: locals, labels, named asserts, names of patterns and quantifiers.
 * @param owner what the declaration declares
 * @param limit up to where it may reach if it is unfinished
 */
export function declaredInside(
  module: ParsedText,
  node: Declaration,
  owner: Declared | undefined,
  limit: number,
): readonly Declared[] {
  return new Finder(module).inside(node, owner, limit);
}

class Finder {
  readonly #module: ParsedText;
  readonly #found: Declared[] = [];
  /** The nodes around the one that is visited, outermost first. */
  readonly #parents: AnyNode[] = [];

  constructor(module: ParsedText) {
    this.#module = module;
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
    if (identifier.name !== '' && identifier.name !== '_') this.#found.push(declared);
    return declared;
  }

  head(node: Declaration, limit: number): Head {
    if (node.kind === 'import') {
      if (node.alias) this.#add('module', node.alias, node);
      return { owner: undefined, all: this.#found };
    }
    const kind = declarationKinds[node.kind];
    const owner = kind && 'name' in node ? this.#add(kind, node.name, node, { doc: node.doc }) : undefined;
    switch (node.kind) {
      case 'enum':
        for (const member of node.members) this.#add('member', member, member, { doc: member.doc, owner });
        break;
      case 'struct':
        for (const field of node.fields) this.#add('field', field.name, field, { doc: field.doc, owner });
        break;
      case 'union':
        for (const variant of node.variants) this.#add('member', variant.name, variant, { doc: variant.doc, owner });
        break;
      case 'fun':
      case 'proc':
      case 'action':
      case 'process':
        for (const parameter of node.kind === 'process' ? node.indices : node.parameters)
          this.#add('local', parameter.name, parameter, {
            owner,
            visible: { start: parameter.span.end, end: endOf(node, limit) },
          });
        break;
      default:
        break;
    }
    return { owner, all: this.#found };
  }

  inside(node: Declaration, owner: Declared | undefined, limit: number): readonly Declared[] {
    if (node.kind === 'import' || node.kind === 'enum' || node.kind === 'union') return [];
    const around = { owner, blockEnd: endOf(node, limit), limit };
    for (const child of children(node)) this.#visit(child, around);
    return this.#found;
  }

  #visit(node: AnyNode, around: Surroundings): void {
    const { owner } = around;
    const end = endOf(node, around.limit);
    let inside = around;
    switch (node.kind) {
      case 'block':
        inside = { ...around, blockEnd: end };
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

function endOf(node: AnyNode, limit: number): number {
  return node.incomplete ? limit : node.span.end;
}

/** Up to where the names of an `is` pattern can be used: along `&&`, and in the branch that the condition opens. */
function openedEnd(node: AnyNode, parents: readonly AnyNode[]): number {
  let inner = node;
  for (let i = parents.length - 1; i >= 0; i--) {
    const parent = itemAt(parents, i);
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
