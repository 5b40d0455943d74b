import { parse, type Parsed } from '../parser/parse.ts';
import { reparse } from '../parser/reparse.ts';
import { dotted, loadModules, type ModuleReader } from '../modules/modules.ts';
import type { ImportDeclaration } from '../syntax/tree.ts';
import { makeSource, type Source } from '../text/source.ts';
import { Analysis } from './analysis.ts';
import type { ParsedText } from './declared.ts';
import { type StepMark, StepMarks } from './step-marks.ts';

/** What the service needs from outside. Documents and files go by their URIs. */
export interface ServiceHost {
  /** The text of a file that is not open; undefined where there is none, `error` where it cannot be read. */
  readonly read: (uri: string) => string | { readonly error: string } | undefined;
  /** Why a file must not be imported by another, as a clause; undefined where it may be. Absent where there are no files. */
  readonly refusal?: (from: string, uri: string) => string | undefined;
  /** Names of the bundled modules. */
  readonly libraries: readonly string[];
  /** Where the text of a bundled module is. */
  readonly libraryUri: (name: string) => string | undefined;
  /** The .thps files of the workspace, for references, renaming and the search for symbols. */
  readonly files?: () => readonly string[];
}

/** A document that an editor has open. */
export interface OpenDocument {
  readonly uri: string;
  readonly version: number;
  readonly source: Source;
}

type FileText = Source | { readonly error: string } | undefined;

/** The texts that are open or were read, with what is known of each. Old texts are forgotten with all about them. */
export class Workspace {
  readonly host: ServiceHost;
  readonly #open = new Map<string, OpenDocument>();
  readonly #files = new Map<string, FileText>();
  /** By name: the last version, from which the next one is made. */
  readonly #parsed = new Map<string, Parsed>();
  readonly #analyses = new Map<string, { readonly analysis: Analysis; revision: number }>();
  readonly #marks = new StepMarks();
  /** Counts changes of any text. */
  #revision = 0;

  constructor(host: ServiceHost) {
    this.host = host;
  }

  set(uri: string, version: number, text: string): void {
    const key = keyOf(uri);
    const cached = this.#open.get(key);
    if (cached?.source.text === text) {
      this.#open.set(key, { ...cached, version });
      return;
    }
    this.#revision++;
    this.#marks.moved(key, text);
    this.#open.set(key, { uri, version, source: makeSource(uri, text) });
  }

  close(uri: string): void {
    this.#revision++;
    this.#open.delete(keyOf(uri));
    this.#files.delete(keyOf(uri));
    this.#analyses.delete(keyOf(uri));
    this.#parsed.delete(keyOf(uri));
    this.#marks.forget(keyOf(uri));
  }

  /** A file was written, made or deleted by somebody else. */
  fileChanged(uri: string): void {
    this.#revision++;
    this.#files.delete(keyOf(uri));
  }

  document(uri: string): OpenDocument | undefined {
    return this.#open.get(keyOf(uri));
  }

  openDocuments(): readonly OpenDocument[] {
    return [...this.#open.values()];
  }

  /** Whether a text imports a file, directly or indirectly, or would if the file were there. */
  dependsOn(uri: string, file: string): boolean {
    const key = keyOf(file);
    const modules = this.analysis(uri)?.modules.modules ?? [];
    return modules.some(
      ({ source, tree }) =>
        (keyOf(source.name) === key && keyOf(uri) !== key) ||
        tree.declarations.some(
          (d) =>
            d.kind === 'import' &&
            d.module.kind === 'file' &&
            keyOf(resolveUri(source.name, d.module.file) ?? '') === key,
        ),
    );
  }

  /** Everything that may be searched: what is open and the files of the workspace. */
  uris(): readonly string[] {
    const open = [...this.#open.values()].map((d) => d.uri);
    const keys = new Set(open.map(keyOf));
    return [...open, ...(this.host.files?.() ?? []).filter((uri) => !keys.has(keyOf(uri)))];
  }

  /** A workspace in which some texts are different, to see what an edit would do. */
  copyWith(texts: ReadonlyMap<string, string>): Workspace {
    const changed = new Map([...texts].map(([uri, text]) => [keyOf(uri), text]));
    const read: ServiceHost['read'] = (uri) => {
      const text = changed.get(keyOf(uri)) ?? this.#text(uri);
      return text === undefined || typeof text === 'string' || 'error' in text ? text : text.text;
    };
    return new Workspace({ ...this.host, read, files: () => this.uris() });
  }

  /** The text of a document or a file. */
  source(uri: string): Source | undefined {
    const text = this.#text(uri);
    return text === undefined || 'error' in text ? undefined : text;
  }

  parsed(source: Source): Parsed {
    const key = keyOf(source.name);
    const cached = this.#parsed.get(key);
    if (cached?.source === source) return cached;
    const parsed = cached === undefined ? parse(source) : reparse(source, cached);
    this.#parsed.set(key, parsed);
    return parsed;
  }

  /** What is known of a document or file with its imports; undefined where there is no such text. */
  analysis(uri: string): Analysis | undefined {
    const key = keyOf(uri);
    const cached = this.#analyses.get(key);
    if (cached?.revision === this.#revision) return cached.analysis;
    const source = this.source(uri);
    if (source === undefined) {
      this.#analyses.delete(key);
      return undefined;
    }
    const parseOnce = (s: Source): Parsed => this.parsed(s);
    const { modules, diagnostics } = loadModules(source, this.#reader(), () => this.host.libraries, parseOnce);
    const isTheSame =
      cached?.analysis.loading.length === diagnostics.length &&
      cached.analysis.loading.every((d, i) => d.message === diagnostics[i]?.message) &&
      cached.analysis.modules.modules.length === modules.modules.length &&
      cached.analysis.modules.modules.every((m, i) => m.source === modules.modules[i]?.source);
    if (isTheSame) {
      cached.revision = this.#revision;
      return cached.analysis;
    }
    const analysis = new Analysis(source, this.parsed(source), modules, diagnostics);
    this.#analyses.set(key, { analysis, revision: this.#revision });
    return analysis;
  }

  /** Where steps begin in a text, or began before it had errors. */
  stepMarks(analysis: Analysis): readonly StepMark[] {
    return this.#marks.of(keyOf(analysis.source.name), analysis);
  }

  /** The text that an import means, also while the import is being typed. */
  imported(from: Source, { module }: ImportDeclaration): ParsedText | undefined {
    const text =
      module.kind === 'file'
        ? this.#imported(from.name, module.file)
        : this.#text(this.host.libraryUri(dotted(module.path)) ?? '');
    return this.#read(text);
  }

  /** The text of a bundled module. */
  library(name: string): ParsedText | undefined {
    return this.#read(this.#text(this.host.libraryUri(name) ?? ''));
  }

  #read(text: FileText | { readonly refused: string }): ParsedText | undefined {
    if (text === undefined || 'error' in text || 'refused' in text) return undefined;
    return { source: text, tree: this.parsed(text).tree };
  }

  #text(uri: string): FileText {
    const key = keyOf(uri);
    const open = this.#open.get(key);
    if (open) return open.source;
    if (!this.#files.has(key)) {
      const text = this.host.read(uri);
      this.#files.set(key, typeof text === 'string' ? makeSource(uri, text.replace(/^\ufeff/, '')) : text);
    }
    return this.#files.get(key);
  }

  #reader(): ModuleReader {
    return (request) => {
      const text =
        request.kind === 'library'
          ? this.#text(this.host.libraryUri(request.name) ?? '')
          : this.#imported(request.from, request.file);
      if (text === undefined || 'error' in text || 'refused' in text) return text;
      return { source: text, id: text.name };
    };
  }

  /** The text of a file that another one imports by its path, where it may. */
  #imported(from: string, file: string): FileText | { readonly refused: string } {
    const uri = resolveUri(from, file);
    if (uri === undefined) return undefined;
    const refused = this.host.refusal?.(from, uri);
    return refused === undefined ? this.#text(uri) : { refused };
  }
}

/** The URI of a file that is named relative to another; undefined where that one is in no folder. */
export function resolveUri(from: string, file: string): string | undefined {
  try {
    return new URL(file.split('/').map(encodeURIComponent).join('/'), from).href;
  } catch {
    return undefined;
  }
}

/** Editors and URL disagree about which characters they escape. */
export function keyOf(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}
