import { formatType } from '../../core/format.ts';
import { prose } from '../../render/prose.ts';
import type { Analysis } from '../analysis.ts';
import type { CursorContext } from '../context.ts';
import type { Completion, CompletionKind, Range } from '../data.ts';
import type { Declared } from '../declared.ts';
import { headOf } from '../describe.ts';
import { indexOf } from '../file-index.ts';
import { namesOf, type Names } from '../names.ts';
import { callSnippet, isCalled, type Snippet } from '../snippets.ts';
import type { Workspace } from '../workspace.ts';

/** What can be written at a cursor, as it is collected, with what is known about the place. */
export class Suggestions {
  readonly workspace: Workspace;
  readonly analysis: Analysis;
  readonly context: CursorContext;
  readonly names: Names;
  /** What is replaced. */
  readonly #range: Range;
  readonly #found = new Map<string, Completion>();

  constructor(workspace: Workspace, analysis: Analysis, context: CursorContext, range: Range) {
    this.workspace = workspace;
    this.analysis = analysis;
    this.context = context;
    this.names = namesOf(analysis.module);
    this.#range = range;
  }

  /** A word `if` is left out where there is a snippet `if …`. */
  get sorted(): readonly Completion[] {
    const all = [...this.#found.values()];
    return inOrder(all.filter(({ kind, label }) => kind !== 'keyword' || !this.#found.has(`${label} …`)));
  }

  /** The same for an editor that knows no snippets. */
  get plain(): readonly Completion[] {
    const all = [...this.#found.values()].filter(({ kind }) => kind !== 'snippet');
    return inOrder(all.map((one) => (one.isSnippet ? { ...one, insertText: one.label, isSnippet: false } : one)));
  }

  /** @param rank smaller comes first; of two with one label the first in rank stays */
  add(label: string, kind: CompletionKind, rank: number, more: Partial<Completion> = {}): void {
    const earlier = this.#found.get(label);
    if (label === '' || (earlier && earlier.rank <= rank)) return;
    this.#found.set(label, { label, kind, rank, insertText: label, isSnippet: false, range: this.#range, ...more });
  }

  addDeclared(one: Declared, rank: number, more: Partial<Completion> = {}): void {
    const kind = one.kind === 'check' ? 'property' : one.kind;
    this.add(one.name, kind, rank, {
      detail: more.detail ?? this.#detailOf(one),
      ...(one.doc === undefined ? {} : { documentation: prose(one.doc) }),
      ...(isCalled(one) ? { insertText: callSnippet(one), isSnippet: true } : {}),
      ...more,
    });
  }

  /** What is known of the names of the text and its imports, but for members, properties and locals. */
  addNames(kinds: readonly Declared['kind'][], rank: number): void {
    for (const one of this.names.all()) if (kinds.includes(one.kind)) this.addDeclared(one, rank);
  }

  addWords(words: Readonly<Record<string, string>>, rank: number, only?: readonly string[]): void {
    for (const [word, documentation] of Object.entries(words))
      if (only === undefined || only.includes(word)) this.add(word, 'keyword', rank, { documentation });
  }

  addSnippets(snippets: readonly Snippet[], rank: number): void {
    for (const { label, body, documentation } of snippets)
      this.add(label, 'snippet', rank, { insertText: body, isSnippet: true, documentation });
  }

  partsOf(declared: Declared, kind: 'member' | 'label' | 'local' | 'field'): readonly Declared[] {
    const module = this.analysis.modules.modules.find((m) => m.source === declared.source);
    return module ? indexOf(module).partsOf(declared, kind) : [];
  }

  /** The declaration around the cursor. */
  bodyHere(): Declared | undefined {
    const { offsets, head } = this.context;
    const at = offsets[head] ?? -1;
    return [...this.analysis.index.names.values()].find(
      (d) => d.node.span.start <= at && at <= d.node.span.end && d.node.kind !== 'import',
    );
  }

  #detailOf(one: Declared): string {
    const type = this.analysis.tableOf(one.source)?.types.get(one.identifier.id);
    if (one.kind === 'local' && type) return formatType(type);
    return headOf(one);
  }
}

function inOrder(all: readonly Completion[]): readonly Completion[] {
  return [...all].sort((a, b) => a.rank - b.rank || (a.label < b.label ? -1 : 1));
}
