import { itemAt } from '../core/lists.ts';
import type { Value } from '../core/types.ts';
import { type Diagnostic, isError } from '../diagnostics/diagnostic.ts';
import { weaken } from '../ir/memory/weaken.ts';
import { lower, type Lowered } from '../ir/lower.ts';
import { stepNotes, type StepNote } from '../ir/text/describe-steps.ts';
import type { Parsed } from '../parser/parse.ts';
import type { Module, ModuleGraph } from '../modules/graph.ts';
import type { Declaration } from '../syntax/tree.ts';
import type { Source } from '../text/source.ts';
import { constantAt } from '../typecheck/runs/checks.ts';
import { elaborate } from '../typecheck/modules/elaborate.ts';
import { planRuns } from '../typecheck/runs/plan.ts';
import type { RunRequest } from '../typecheck/modules/requests.ts';
import type { InstanceTable, Tables } from '../typecheck/names/tables.ts';
import { typecheck } from '../typecheck/typecheck.ts';
import { type FileIndex, indexOf } from './file-index.ts';
import { atOffset, findOccurrences, type Occurrence } from './occurrences.ts';

/** Runs that the editor looks at one by one: a check with a million combinations must not stop it. */
const MAX_RUNS = 200;

type Checked = ReturnType<typeof typecheck>;

/**
 * What is known of one text with its imports. Each stage is worked out when a feature first needs it, and once.
 * A text that has errors is worked out as far as it goes.
 */
export class Analysis {
  readonly source: Source;
  readonly parsed: Parsed;
  readonly modules: ModuleGraph;
  /** Of this text and of what it imports: syntax, and imports that cannot be loaded. */
  readonly loading: readonly Diagnostic[];
  #first: Checked | undefined;
  #plan: ReturnType<typeof planRuns> | undefined;
  #lowered: Lowered | 'impossible' | undefined;
  #notes: readonly StepNote[] | 'impossible' | undefined;
  /** By declarations of the text. */
  readonly #occurrences: (readonly Occurrence[] | undefined)[] = [];

  constructor(source: Source, parsed: Parsed, modules: ModuleGraph, loading: readonly Diagnostic[]) {
    this.source = source;
    this.parsed = parsed;
    this.modules = modules;
    this.loading = loading;
  }

  get module(): Module {
    return this.modules.entry;
  }

  get index(): FileIndex {
    return indexOf(this.module);
  }

  /** The runs of the file, those of its checks or the default one. */
  get planned(): readonly RunRequest[] {
    return this.#planned().requests;
  }

  /** Those that are looked at while somebody types. */
  get requests(): readonly RunRequest[] {
    return this.planned.slice(0, MAX_RUNS);
  }

  get planDiagnostics(): readonly Diagnostic[] {
    return this.#planned().diagnostics;
  }

  /** The file with the constants of one run. */
  run(index: number): Checked | undefined {
    const request = this.requests[index];
    if (request === undefined) return undefined;
    // One run is kept, the one that most features ask for: of the others only the messages are wanted.
    if (index > 0) return typecheck(this.modules, request, { keepsBodies: false });
    return (this.#first ??= typecheck(this.modules, request, { keepsBodies: false }));
  }

  /** Types and names as they are in the first run. */
  get tables(): Tables | undefined {
    return this.run(0)?.tables;
  }

  /** The table of a module: of the entry, or of the first instance of an import. */
  tableOf(source: Source): InstanceTable | undefined {
    const { tables } = this;
    if (tables?.entry.module.source === source) return tables.entry;
    return tables?.instances.find((t) => t.module.source === source);
  }

  /** The steps of the first run; undefined where there are errors. */
  get lowered(): Lowered | undefined {
    if (this.#lowered === undefined) {
      const checked = this.run(0);
      const problems = [...this.loading, ...this.planDiagnostics, ...(checked?.diagnostics ?? [])];
      this.#lowered = checked && !problems.some(isError) ? this.#lower() : 'impossible';
    }
    return this.#lowered === 'impossible' ? undefined : this.#lowered;
  }

  /** Where steps of the first run begin; undefined where there are errors. */
  get stepNotes(): readonly StepNote[] | undefined {
    if (this.#notes === undefined) {
      const isFine = this.lowered && !this.lowered.diagnostics.some(isError);
      this.#notes = isFine ? stepNotes(this.lowered.system) : 'impossible';
    }
    return this.#notes === 'impossible' ? undefined : this.#notes;
  }

  /** Every name in the text with what it stands for, in textual order. */
  get occurrences(): readonly Occurrence[] {
    return this.module.tree.declarations.flatMap((_, i) => this.#occurrencesIn(i));
  }

  /** The names in one declaration of the text. */
  occurrencesIn(node: Declaration): readonly Occurrence[] {
    return this.#occurrencesIn(this.module.tree.declarations.indexOf(node));
  }

  /** The name at an offset; right behind a name counts as on it. */
  occurrenceAt(offset: number): Occurrence | undefined {
    const { declarations } = this.module.tree;
    // Where two declarations touch, the later one: the earlier ends with a bracket or a semicolon.
    const index = declarations.findLastIndex(({ span }) => span.start <= offset && offset <= span.end);
    return index < 0 ? undefined : atOffset(this.#occurrencesIn(index), offset);
  }

  /** The value of a constant in each run. @param path `N`, or `pg.N` under an import's prefix */
  valuesOf(path: readonly string[]): readonly { readonly run: string; readonly value: Value | undefined }[] {
    return this.requests.map((request) => {
      const { ctx, entry } = elaborate(this.modules, request.settings);
      const entity = constantAt(entry, path);
      if (!entity) return { run: request.name, value: undefined };
      try {
        return { run: request.name, value: ctx.rules.constant(ctx, entity).value };
      } catch {
        return { run: request.name, value: undefined };
      }
    });
  }

  /** Most texts change before anybody asks for their steps, so bodies are kept only here. */
  #lower(): Lowered {
    const { program, run } = typecheck(this.modules, itemAt(this.requests, 0));
    return lower(program, run, weaken);
  }

  #occurrencesIn(index: number): readonly Occurrence[] {
    const node = this.module.tree.declarations[index];
    if (node === undefined) return [];
    return (this.#occurrences[index] ??= findOccurrences(
      this.module,
      this.tables,
      node,
      this.index.inDeclaration(index),
    ));
  }

  #planned(): ReturnType<typeof planRuns> {
    this.#plan ??= planRuns(this.modules);
    return this.#plan;
  }
}
