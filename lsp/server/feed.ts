import type { EditorDiagnostic } from '../../src/service/data.ts';
import type { Service } from '../../src/service/service.ts';

/** Milliseconds from a change to the first answer: changes that arrive in between are answered together. */
const PAUSE = 2;
/** Milliseconds without a change before all runs of a document are analysed. */
const REST = 300;

interface Pending {
  timer: NodeJS.Timeout;
}

/**
 * Reports to a client what is wrong with its documents: at once what the first run of a document shows, and after a
 * rest what all runs show, one run at a time, so that other requests are answered in between.
 */
export class Feed {
  readonly #service: Service;
  readonly #publish: (uri: string, version: number | undefined, diagnostics: readonly EditorDiagnostic[]) => void;
  readonly #fromChecks: (uri: string) => readonly EditorDiagnostic[];
  readonly #pending = new Map<string, Pending>();
  /** What was last published, without the results of checks. */
  readonly #last = new Map<string, readonly EditorDiagnostic[]>();

  constructor(
    service: Service,
    publish: (uri: string, version: number | undefined, diagnostics: readonly EditorDiagnostic[]) => void,
    fromChecks: (uri: string) => readonly EditorDiagnostic[],
  ) {
    this.#service = service;
    this.#publish = publish;
    this.#fromChecks = fromChecks;
  }

  /** Something that this document depends on has changed. */
  changed(uri: string): void {
    this.#later(uri, PAUSE, () => {
      this.#show(uri, this.#service.diagnostics(uri));
      this.#later(uri, REST, () => this.#examine(uri, this.#service.allDiagnostics(uri)));
    });
  }

  /** A check has new results: the rest stays as it is. */
  refresh(uri: string): void {
    this.#show(uri, this.#last.get(uri) ?? this.#service.diagnostics(uri));
  }

  closed(uri: string): void {
    clearTimeout(this.#pending.get(uri)?.timer);
    this.#pending.delete(uri);
    this.#last.delete(uri);
    this.#publish(uri, undefined, []);
  }

  close(): void {
    for (const { timer } of this.#pending.values()) clearTimeout(timer);
    this.#pending.clear();
  }

  #later(uri: string, milliseconds: number, work: () => void): void {
    clearTimeout(this.#pending.get(uri)?.timer);
    this.#pending.set(uri, { timer: setTimeout(work, milliseconds) });
  }

  #examine(uri: string, all: Generator<undefined, readonly EditorDiagnostic[]>): void {
    const next = all.next();
    if (next.done) this.#show(uri, next.value);
    else this.#later(uri, 0, () => this.#examine(uri, all));
  }

  #show(uri: string, diagnostics: readonly EditorDiagnostic[]): void {
    this.#last.set(uri, diagnostics);
    this.#publish(uri, this.#service.version(uri), [...diagnostics, ...this.#fromChecks(uri)]);
  }
}
