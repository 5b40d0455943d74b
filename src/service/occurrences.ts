import type { Module } from '../modules/graph.ts';
import type { AnyNode, Declaration, Expression, Path } from '../syntax/tree.ts';
import { children } from '../syntax/visit.ts';
import type { Location, Span } from '../text/source.ts';
import type { SymbolInfo, Tables } from '../typecheck/names/tables.ts';
import type { Declared } from './declared.ts';
import { indexOf } from './file-index.ts';
import { namesOf, type Names } from './names.ts';

/** A name in a text, and what it stands for. */
export interface Occurrence {
  readonly span: Span;
  readonly name: string;
  /** The node that is the name: types are kept under its id. */
  readonly node: { readonly id: number; readonly span: Span };
  /** What the syntax knows about what it stands for. */
  readonly declared: Declared | undefined;
  /** What the checker knows; absent where an error kept it from looking. */
  readonly info: SymbolInfo | undefined;
  /** Where what it stands for is declared; absent for what the language brings along and for unknown names. */
  readonly definition: Location | undefined;
  readonly role: 'declaration' | 'read' | 'write';
}

/**
 * All names in a declaration. The checker knows best; where an error kept it from looking, the syntax tells.
 * @param declared what the syntax knows of the names in it
 */
export function findOccurrences(
  module: Module,
  tables: Tables | undefined,
  node: Declaration,
  declared: readonly Declared[],
): readonly Occurrence[] {
  return new Finder(module, tables).find(node, declared);
}

/** What both say about a name at its use. */
export function isSameDefinition(a: Location, b: Location): boolean {
  return a.source.name === b.source.name && a.span.start === b.span.start;
}

class Finder {
  readonly #module: Module;
  readonly #tables: Tables | undefined;
  readonly #names: Names;
  readonly #modules = new Map<string, Module>();
  readonly #found: Occurrence[] = [];
  readonly #seen = new Set<number>();

  constructor(module: Module, tables: Tables | undefined) {
    this.#module = module;
    this.#tables = tables;
    this.#names = namesOf(module);
    this.#know(module);
  }

  find(node: Declaration, declared: readonly Declared[]): readonly Occurrence[] {
    for (const one of declared) this.#declare(one);
    this.#visit(node, undefined);
    return this.#found.sort((a, b) => a.span.start - b.span.start);
  }

  #know(module: Module): void {
    if (this.#modules.has(module.source.name)) return;
    this.#modules.set(module.source.name, module);
    for (const imported of module.imports.values()) this.#know(imported);
  }

  /** What the syntax knows about a place that the checker names. */
  #declaredAt({ source, span }: Location): Declared | undefined {
    const module = this.#modules.get(source.name);
    return module && indexOf(module).startingAt(span.start);
  }

  #infoOf(node: { readonly id: number }): SymbolInfo | undefined {
    return this.#tables?.entry.symbols.get(node.id);
  }

  #declare(one: Declared): void {
    const info = this.#infoOf(one.identifier);
    // A name in a pattern may be a member, and asserts may share a name.
    const isPattern = one.node.kind === 'namePattern';
    const member =
      info?.kind === 'member' && info.definition
        ? this.#declaredAt(info.definition)
        : isPattern && info === undefined
          ? this.#names.members(one.name)[0]
          : undefined;
    const target =
      (isPattern ? member : undefined) ??
      (one.node.kind === 'assert' ? (indexOf(this.#module).properties.get(one.name) ?? one) : one);
    this.#note(one.identifier, one.name, target, info, target === one ? 'declaration' : 'read');
  }

  #note(
    node: { readonly id: number; readonly span: Span },
    name: string,
    declared: Declared | undefined,
    info: SymbolInfo | undefined,
    role: Occurrence['role'],
  ): void {
    if (name === '' || this.#seen.has(node.id)) return;
    this.#seen.add(node.id);
    const definition =
      declared === undefined ? info?.definition : { source: declared.source, span: declared.identifier.span };
    this.#found.push({ span: node.span, name, node, declared, info, definition, role });
  }

  /** A use: what the checker says, else what `otherwise` finds. */
  #use(
    node: { readonly id: number; readonly span: Span },
    name: string,
    otherwise: () => Declared | undefined,
    role: 'read' | 'write' = 'read',
  ): Declared | undefined {
    const info = this.#infoOf(node);
    const checked = info?.definition && this.#declaredAt(info.definition);
    const declared = checked ?? (info ? undefined : otherwise());
    this.#note(node, name, declared, info, role);
    return declared;
  }

  #visit(node: AnyNode, parent: AnyNode | undefined, role: 'read' | 'write' = 'read'): void {
    switch (node.kind) {
      case 'name':
        this.#use(node, node.name, () => this.#bare(node.name, node.span.start), role);
        return;
      case 'field':
        this.#visit(node.object, node, role);
        this.#use(node.name, node.name.name, () => this.#fieldOf(node.object, node.name.name));
        return;
      case 'at':
        this.#visit(node.process, node);
        this.#labelPath(node.label, this.#processOf(node.process));
        return;
      case 'goto':
        this.#use(node.label, node.label.name, () => this.#label(this.#bodyAround(node.span.start), node.label.name));
        return;
      case 'path':
        this.#plainPath(node, parent);
        return;
      case 'import':
        this.#importNames(node);
        break;
      case 'record':
        this.#record(node);
        return;
      case 'fieldUpdate':
        this.#use(node.name, node.name.name, () => undefined);
        this.#visit(node.value, node);
        return;
      case 'assign':
      case 'increment': {
        this.#visit(node.target, node, 'write');
        if (node.kind === 'assign') this.#visit(node.value, node);
        return;
      }
      case 'index':
        this.#visit(node.object, node, role);
        for (const index of node.indices) this.#visit(index, node);
        return;
      case 'binder':
        // Its set stands in the text once.
        if (node.sharesSet) return;
        break;
      case 'stepName':
        this.#bodyPath({ ...node.actor, parts: [...node.actor.parts, ...(node.label?.parts ?? [])] });
        for (const index of node.indices) this.#visit(index, node);
        return;
      case 'checkRange':
      case 'checkConstant':
        this.#path(node.name, (first) => this.#names.find(first));
        this.#visit(node.kind === 'checkRange' ? node.set : node.value, node);
        return;
      default:
        break;
    }
    for (const child of children(node)) this.#visit(child, node);
  }

  #record(node: Extract<AnyNode, { kind: 'record' }>): void {
    this.#plainPath(node.type, node);
    const type = this.#last(node.type);
    for (const { name, value } of node.fields) {
      this.#use(name, name.name, () => this.#part(type, 'field', name.name));
      this.#visit(value, node);
    }
  }

  /** A path by what it stands in. */
  #plainPath(path: Path, parent: AnyNode | undefined): void {
    switch (parent?.kind) {
      case 'property':
      case 'without':
      case 'moving':
        this.#bodyPath(path);
        return;
      case 'check':
      case 'violated': {
        const [first] = path.parts;
        if (first && path.parts.length === 1) {
          this.#use(first, first.name, () => this.#names.property(first.name));
          return;
        }
        break;
      }
      case 'variantPattern': {
        const last = path.parts.at(-1);
        const owner = path.parts.length > 1 ? this.#path({ ...path, parts: path.parts.slice(0, -1) }) : undefined;
        if (last)
          this.#use(last, last.name, () =>
            owner ? this.#part(owner, 'member', last.name) : this.#names.members(last.name)[0],
          );
        return;
      }
      case 'header':
        return;
      default:
        break;
    }
    this.#path(path);
  }

  /** `N`, `pg.N`: returns what the whole path stands for. */
  #path(path: Path, find = (name: string) => this.#names.find(name)): Declared | undefined {
    let declared: Declared | undefined;
    path.parts.forEach((part, i) => {
      const before = declared;
      declared = this.#use(part, part.name, () => (i === 0 ? find(part.name) : this.#inside(before, part.name)));
    });
    return declared;
  }

  #last(path: Path): Declared | undefined {
    let declared: Declared | undefined;
    path.parts.forEach((part, i) => {
      declared = i === 0 ? this.#names.find(part.name) : this.#inside(declared, part.name);
    });
    return declared;
  }

  /** `p`, `p.l`, `pg.q.l`: a body, and a label of it. */
  #bodyPath(path: Path): void {
    let before: Declared | undefined;
    for (const [i, part] of path.parts.entries()) {
      const owner = before;
      before = this.#use(part, part.name, () =>
        i === 0 ? this.#names.find(part.name) : (this.#inside(owner, part.name) ?? this.#calledBy(owner, part.name)),
      );
    }
  }

  /** `p.q`: a procedure behind the process that calls it. */
  #calledBy(owner: Declared | undefined, name: string): Declared | undefined {
    const found = owner?.kind === 'process' ? this.#names.find(name) : undefined;
    return found?.kind === 'procedure' ? found : undefined;
  }

  /** `l`, `q`, `q.l` after `at`. */
  #labelPath(path: Path, process: Declared | undefined): void {
    let before: Declared | undefined;
    for (const [i, part] of path.parts.entries()) {
      const owner = before;
      before = this.#use(part, part.name, () =>
        i === 0 ? (this.#label(process, part.name) ?? this.#names.find(part.name)) : this.#inside(owner, part.name),
      );
    }
  }

  #importNames(node: Extract<AnyNode, { kind: 'import' }>): void {
    const target = this.#module.imports.get(node.id);
    const own = target && indexOf(target).names;
    for (const binding of node.bindings)
      this.#note(binding.name, binding.name.name, own?.get(binding.name.name), undefined, 'read');
    if (node.module.kind === 'library') {
      const { path } = node.module;
      const name = path.parts.map((p) => p.name).join('.');
      this.#note(path, name, undefined, this.#infoOf(path), 'read');
      for (const part of path.parts) this.#seen.add(part.id);
    }
  }

  /** What a name under a dot stands for, where the left side is no value. */
  #inside(owner: Declared | undefined, name: string): Declared | undefined {
    switch (owner?.kind) {
      case 'module': {
        const target = this.#names.prefixed(owner);
        return target && indexOf(target).names.get(name);
      }
      case 'type':
        return this.#part(owner, 'member', name);
      case 'process':
      case 'procedure':
      case 'action':
        return this.#label(owner, name);
      default:
        return undefined;
    }
  }

  #fieldOf(object: Expression, name: string): Declared | undefined {
    const named = this.#entityOf(object);
    const inside = this.#inside(named, name);
    if (inside) return inside;
    if (named?.kind === 'process')
      return indexOf(this.#module)
        .partsOf(named, 'local')
        .find((d) => d.name === name);
    const type = this.#tables?.entry.types.get(object.id);
    if (type?.kind !== 'struct') return undefined;
    return this.#part(this.#names.find(type.name), 'field', name);
  }

  #entityOf(node: Expression): Declared | undefined {
    switch (node.kind) {
      case 'name':
        return this.#names.local(node.name, node.span.start) ? undefined : this.#names.find(node.name);
      case 'index':
      case 'parenthesized': {
        const inner = this.#entityOf(node.kind === 'index' ? node.object : node.inner);
        return inner?.kind === 'process' ? inner : undefined;
      }
      case 'field':
        return this.#inside(this.#entityOf(node.object), node.name.name);
      default:
        return undefined;
    }
  }

  #processOf(node: Expression): Declared | undefined {
    const found = node.kind === 'self' ? this.#bodyAround(node.span.start) : this.#entityOf(node);
    return found?.kind === 'process' ? found : undefined;
  }

  #bare(name: string, offset: number): Declared | undefined {
    return this.#names.local(name, offset) ?? this.#names.find(name) ?? this.#names.members(name)[0];
  }

  #part(owner: Declared | undefined, kind: 'member' | 'field' | 'label', name: string): Declared | undefined {
    const module = owner && this.#modules.get(owner.source.name);
    return module
      ? indexOf(module)
          .partsOf(owner, kind)
          .find((d) => d.name === name)
      : undefined;
  }

  #label(body: Declared | undefined, name: string): Declared | undefined {
    return this.#part(body, 'label', name);
  }

  #bodyAround(offset: number): Declared | undefined {
    return [...indexOf(this.#module).names.values()].find(
      (d) => d.node.span.start <= offset && offset <= d.node.span.end,
    );
  }
}

/** The name at an offset; right behind a name counts as on it. */
export function atOffset(occurrences: readonly Occurrence[], offset: number): Occurrence | undefined {
  return occurrences.findLast(({ span }) => span.start <= offset && offset <= span.end);
}
