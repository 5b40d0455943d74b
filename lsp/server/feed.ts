import type { EditorDiagnostic } from '../../src/service/data.ts';
import type { Service } from '../../src/service/service.ts';

/** Milliseconds from a change to the first answer: changes that arrive in between are answered together. */
const PAUSE = 2;
/** Milliseconds without a change before all runs of a document are analysed. */
const REST = 300;

interface Pending {
  timer: NodeJS.Timeout;
}

/** What a feed is made of. */
export interface FeedSources {
  readonly service: Service;
  readonly publish: (uri: string, version: number | undefined, diagnostics: readonly EditorDiagnostic[]) => void;
  readonly fromChecks: (uri: string) => readonly EditorDiagnostic[];
  /** Something has changed that an open document imports, or would if it were there. */
  readonly outdated: (uri: string) => void;
  /** Whether changes wait: what is known now is out of date. */
  readonly isBehind: () => boolean;
}

/**
 * Reports to a client what is wrong with its documents: at once what the first run of a document shows, and after a
 * rest what all runs show, one run at a time, so that other requests are answered in between. Texts that are out of date
 * are not looked at.
 */
export class Feed {
  readonly #sources: FeedSources;
  readonly #pending = new Map<string, Pending>();
  /** What was last published, without the results of checks. */
  readonly #last = new Map<string, readonly EditorDiagnostic[]>();
  /** What has changed since the last look at the open documents. */
  readonly #changed = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(sources: FeedSources) {
    this.#sources = sources;
  }

  /** A document or a file has changed: it is looked at, and so are all open documents that depend on it. */
  changed(uri: string): void {
    this.#changed.add(uri);
    const pending = this.#pending.get(uri);
    if (pending) clearTimeout(pending.timer);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#settle();
    }, PAUSE);
  }

  /** A check has new results: the rest stays as it is. */
  refresh(uri: string): void {
    this.#show(uri, this.#last.get(uri) ?? this.#sources.service.diagnostics(uri));
  }

  closed(uri: string): void {
    clearTimeout(this.#pending.get(uri)?.timer);
    this.#pending.delete(uri);
    this.#last.delete(uri);
    this.#sources.publish(uri, undefined, []);
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const { timer } of this.#pending.values()) clearTimeout(timer);
    this.#pending.clear();
  }

  /** Finds out which documents the changes are about. */
  #settle(): void {
    const { service, isBehind, outdated } = this.#sources;
    if (isBehind()) {
      this.#timer = setTimeout(() => {
        this.#settle();
      }, PAUSE);
      return;
    }
    const changed = [...this.#changed];
    this.#changed.clear();
    for (const open of service.openUris()) {
      const isChanged = changed.includes(open);
      if (!isChanged && !changed.some((uri) => service.dependsOn(open, uri))) continue;
      if (!isChanged) outdated(open);
      this.#later(open, 0, () => {
        this.#show(open, service.diagnostics(open));
        this.#later(open, REST, () => this.#examine(open, service.allDiagnostics(open)));
      });
    }
  }

  /** Does something later, unless the document changes before. */
  #later(uri: string, milliseconds: number, work: () => void): void {
    clearTimeout(this.#pending.get(uri)?.timer);
    const timer = setTimeout(() => {
      if (this.#sources.isBehind()) this.#later(uri, PAUSE, work);
      else work();
    }, milliseconds);
    this.#pending.set(uri, { timer });
  }

  #examine(uri: string, all: Generator<undefined, readonly EditorDiagnostic[]>): void {
    const next = all.next();
    if (next.done) this.#show(uri, next.value);
    else this.#later(uri, 0, () => this.#examine(uri, all));
  }

  #show(uri: string, diagnostics: readonly EditorDiagnostic[]): void {
    const { publish, service, fromChecks } = this.#sources;
    this.#last.set(uri, diagnostics);
    publish(uri, service.version(uri), [...diagnostics, ...fromChecks(uri)]);
  }
}
