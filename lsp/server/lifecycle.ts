import { ErrorCodes, LSPErrorCodes, Message } from 'vscode-languageserver/node';

/** What becomes of a message of a client: it is passed on, left out, or refused with an error. */
export type Admission = 'pass' | 'drop' | { readonly code: number; readonly message: string };

/** What the protocol says about when a client may say what. */
export class Lifecycle {
  #state: 'new' | 'initialized' | 'shut down' = 'new';

  get isShutDown(): boolean {
    return this.#state === 'shut down';
  }

  admit(message: Message): Admission {
    if (Message.isRequest(message)) return this.#request(message.method);
    if (Message.isNotification(message))
      return message.method === 'exit' || this.#state === 'initialized' ? 'pass' : 'drop';
    // Answers to requests of the server
    return this.#state === 'initialized' ? 'pass' : 'drop';
  }

  #request(method: string): Admission {
    switch (this.#state) {
      case 'new':
        if (method !== 'initialize')
          return { code: ErrorCodes.ServerNotInitialized, message: `'initialize' has to come before '${method}'` };
        this.#state = 'initialized';
        return 'pass';
      case 'initialized':
        if (method === 'initialize')
          return { code: ErrorCodes.InvalidRequest, message: "'initialize' comes only once" };
        if (method === 'shutdown') this.#state = 'shut down';
        return 'pass';
      case 'shut down':
        return { code: ErrorCodes.InvalidRequest, message: `'${method}' comes after 'shutdown'` };
    }
  }
}

/** The answer to a request that the client does not want any more. */
export const CANCELLED = { code: LSPErrorCodes.RequestCancelled, message: 'the request was cancelled' };
