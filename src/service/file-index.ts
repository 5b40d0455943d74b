import { itemAt } from '../core/lists.ts';
import type { File } from '../syntax/tree.ts';
import { countWhile } from '../text/search.ts';
import type { SymbolKind } from './data.ts';
import type { Declared, ParsedText } from './declared.ts';
import { declaredAtHead, declaredInside, type Head } from './find-declared.ts';

const indexes = new WeakMap<File, FileIndex>();

export function indexOf(module: ParsedText): FileIndex {
  let index = indexes.get(module.tree);
  if (index === undefined) {
    index = new FileIndex(module);
    indexes.set(module.tree, index);
  }
  return index;
}

/**
 * The names of one text. After a key most features ask about one declaration, so the heads of all declarations are
 * read at once, and their insides when somebody asks for what is there.
 */
export class FileIndex {
  readonly #module: ParsedText;
  readonly #heads: readonly Head[];
  readonly #known: (readonly Declared[] | undefined)[] = [];
  /** Up to where a declaration, or one before it, may reach. */
  readonly #reach: readonly number[];
  #properties: ReadonlyMap<string, Declared> | undefined;
  /** What can be used in all of the text. */
  readonly names: ReadonlyMap<string, Declared>;
  /** Members of enums and unions. */
  readonly members: ReadonlyMap<string, readonly Declared[]>;

  constructor(module: ParsedText) {
    this.#module = module;
    this.#heads = module.tree.declarations.map((node, i) => declaredAtHead(module, node, this.#limit(i)));
    let reach = 0;
    this.#reach = module.tree.declarations.map(({ span }, i) => (reach = Math.max(reach, span.end, this.#limit(i))));
    const names = new Map<string, Declared>();
    const members = new Map<string, Declared[]>();
    for (const one of this.#heads.flatMap((head) => head.all)) {
      if (one.kind === 'member') {
        const group = members.get(one.name);
        if (group) group.push(one);
        else members.set(one.name, [one]);
      } else if (!hasNoNameOutside.has(one.kind) && !names.has(one.name)) names.set(one.name, one);
    }
    this.names = names;
    this.members = members;
  }

  get all(): readonly Declared[] {
    return this.#module.tree.declarations.flatMap((_, i) => this.inDeclaration(i));
  }

  get checks(): readonly Declared[] {
    return this.#heads.flatMap((head) => head.all).filter((d) => d.kind === 'check');
  }

  get locals(): readonly Declared[] {
    return this.all.filter((d) => d.kind === 'local');
  }

  /** Properties, and asserts with a name. */
  get properties(): ReadonlyMap<string, Declared> {
    if (this.#properties === undefined) {
      const properties = new Map<string, Declared>();
      for (const one of this.all)
        if (one.kind === 'property' && !properties.has(one.name)) properties.set(one.name, one);
      this.#properties = properties;
    }
    return this.#properties;
  }

  /** What the declaration of that index declares, with all that is in it. */
  inDeclaration(index: number): readonly Declared[] {
    const node = this.#module.tree.declarations[index];
    const head = this.#heads[index];
    if (node === undefined || head === undefined) return [];
    return (this.#known[index] ??= [
      ...head.all,
      ...declaredInside(this.#module, node, head.owner, this.#limit(index)),
    ]);
  }

  /** The locals that can be used at an offset. */
  localsAt(offset: number): readonly Declared[] {
    return this.#around(offset).filter(
      (d) => d.visible !== undefined && d.visible.start <= offset && offset <= d.visible.end,
    );
  }

  /** What has its name at an offset. */
  startingAt(offset: number): Declared | undefined {
    return this.#around(offset).findLast((d) => d.identifier.span.start === offset);
  }

  /** Members, fields, labels and locals of something. */
  partsOf(owner: Declared, kind: SymbolKind): readonly Declared[] {
    return this.#around(owner.identifier.span.start).filter((d) => d.owner === owner && d.kind === kind);
  }

  /** What is in the declarations around an offset: where something is unfinished there may be several. */
  #around(offset: number): readonly Declared[] {
    const { declarations } = this.#module.tree;
    const begun = countWhile(declarations.length, (i) => itemAt(declarations, i).span.start <= offset);
    const found: Declared[] = [];
    for (let i = begun - 1; i >= 0 && offset <= itemAt(this.#reach, i); i--) found.unshift(...this.inDeclaration(i));
    return found;
  }

  /** Up to where a declaration may reach if it is unfinished. */
  #limit(index: number): number {
    return this.#module.tree.declarations[index + 1]?.span.start ?? this.#module.source.text.length;
  }
}

const hasNoNameOutside: ReadonlySet<SymbolKind> = new Set(['property', 'field', 'label', 'local', 'check']);
