import type { Message } from 'vscode-languageserver/node';

const CHANGES: readonly string[] = ['textDocument/didOpen', 'textDocument/didChange'];

/** Counts the changes of documents that one thread has sent to another. */
export class SentChanges {
  readonly shared = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  readonly #sent = new Int32Array(this.shared);

  sent(message: Message): void {
    if (isChange(message)) Atomics.add(this.#sent, 0, 1);
  }
}

/** The other side: whether changes wait that were not handled yet, so that a text is known to be out of date. */
export class HandledChanges {
  readonly #sent: Int32Array;
  #handled = 0;

  constructor(shared: SharedArrayBuffer) {
    this.#sent = new Int32Array(shared);
  }

  /** @returns whether the message is a change */
  handled(message: Message): boolean {
    if (!isChange(message)) return false;
    this.#handled++;
    return true;
  }

  get areWaiting(): boolean {
    return Atomics.load(this.#sent, 0) !== this.#handled;
  }
}

function isChange(message: Message): boolean {
  return CHANGES.includes((message as { readonly method?: string }).method ?? '');
}
