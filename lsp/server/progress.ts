import type { Connection, WorkDoneProgressServerReporter } from 'vscode-languageserver';
import type { CheckResultParams } from '../protocol.ts';

/** Shows in a client how far the checks of documents are, where it has no view of its own for that. */
export class CheckProgress {
  readonly #connection: Connection;
  /** By document. */
  readonly #shown = new Map<string, WorkDoneProgressServerReporter>();
  /** By document: what the last checks were begun for. */
  readonly #begun = new Map<string, object>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** @param cancel called when the user ends them there */
  async begin(uri: string, cancel: () => void): Promise<void> {
    this.end(uri);
    const task = {};
    this.#begun.set(uri, task);
    const reporter = await this.#connection.window.createWorkDoneProgress();
    // They may have ended meanwhile, or begun again.
    if (this.#begun.get(uri) !== task) return;
    reporter.begin(`Checks of ${nameOf(uri)}`, undefined, undefined, true);
    reporter.token.onCancellationRequested(cancel);
    this.#shown.set(uri, reporter);
  }

  told(message: CheckResultParams): void {
    if (message.state === 'running') {
      const { run, states } = message;
      this.#shown.get(message.uri)?.report(`${run}, ${states.toLocaleString('en')} states`);
    }
  }

  end(uri: string): void {
    this.#begun.delete(uri);
    this.#shown.get(uri)?.done();
    this.#shown.delete(uri);
  }
}

/** The last part of a URI. */
function nameOf(uri: string): string {
  const name = uri.slice(uri.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
