import { endProcess } from '../../src/driver/end.ts';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { TextDocument } from 'vscode-languageserver-textdocument';
import {
  type DidChangeTextDocumentParams,
  type DidOpenTextDocumentParams,
  ErrorCodes,
  type InitializeParams,
  LSPErrorCodes,
  Message,
  type MessageReader,
  type MessageWriter,
  type NotificationMessage,
  type RequestMessage,
  type ResponseMessage,
} from 'vscode-languageserver/node';
import { analysisStopped } from '../../src/diagnostics/driver.ts';
import { RUN_CHECK, type Settings } from '../protocol.ts';
import { SentChanges } from './changes.ts';
import { CANCELLED, Lifecycle } from './lifecycle.ts';

/** The worker is next to this file, in the bundle as well as in the sources. */
const workerFile = new URL(
  import.meta.url.endsWith('.ts') ? './analysis-worker.ts' : './thps-analysis-worker.mjs',
  import.meta.url,
);

/** What the thread sends besides the messages of the protocol. */
export type FromWorker = { readonly kind: 'alive' } | { readonly kind: 'about'; readonly uri: string };

/** What the thread is given. */
export interface AnalysisWorkerData {
  readonly messages: MessagePort;
  /** The number of changes of documents that were sent to it. */
  readonly changes: SharedArrayBuffer;
}

/** Seconds that the server may be busy with one thing. */
export const MAX_SECONDS = 10;
/** Seconds within which a thread has to load what it needs, whatever else the machine does. */
const START_SECONDS = 60;
/** Megabytes of the thread's heap: where they do not suffice the thread ends, and nothing else does. */
const MAX_MEGABYTES = 2048;
/** Milliseconds between two looks at the thread. Ticks are counted, so that the machine may sleep meanwhile. */
const TICK = 250;
/** Milliseconds that the thread has to end by itself. */
const PATIENCE = 2000;

type Id = string | number | null;

/**
 * Stands between a client and the server, which works in a thread: forwards their messages, and ends the thread when it
 * does not respond for `MAX_SECONDS`, or dies. A new thread then continues with all documents but the one that the old
 * one was busy with. That one is set aside, with a diagnostic, until its text changes.
 */
export class Supervisor {
  readonly #reader: MessageReader;
  readonly #writer: MessageWriter;
  #worker: Worker;
  #messages: MessagePort;
  #maxTicks = (MAX_SECONDS * 1000) / TICK;
  /** Ticks since the thread was asked whether it is alive. */
  #ticks = 0;
  #isStarting = true;
  #isAsked = false;
  #isEnding = false;
  readonly #lifecycle = new Lifecycle();
  #changes = new SentChanges();
  /** The document that the thread was last busy with. */
  #about: string | undefined;
  #initialize: RequestMessage | undefined;
  #initialized: NotificationMessage | undefined;
  /** The documents as the client has them. */
  readonly #documents = new Map<string, TextDocument>();
  readonly #aside = new Set<string>();
  /** Messages from the client while a new thread receives what the old one knew. */
  #held: Message[] | undefined;
  /** The client's requests that the thread has not answered. */
  readonly #pending = new Map<Id, string>();
  /** The thread's requests that the client has not answered. */
  readonly #asked = new Set<Id>();
  #restarts = 0;

  constructor(reader: MessageReader, writer: MessageWriter) {
    this.#reader = reader;
    this.#writer = writer;
    [this.#worker, this.#messages] = this.#start();
  }

  listen(): void {
    this.#reader.onClose(() => endProcess(this.#lifecycle.isShutDown ? 0 : 1));
    // What is no JSON. Nothing tells which request it was.
    this.#reader.onError(({ message }) => {
      this.#write({ id: null, error: { code: ErrorCodes.ParseError, message } });
    });
    this.#reader.listen((message) => {
      this.#fromClient(message);
    });
    setInterval(() => {
      this.#tick();
    }, TICK);
  }

  #start(): [Worker, MessagePort] {
    const { port1, port2 } = new MessageChannel();
    this.#changes = new SentChanges();
    const worker = new Worker(workerFile, {
      workerData: { messages: port2, changes: this.#changes.shared } satisfies AnalysisWorkerData,
      transferList: [port2],
      resourceLimits: { maxOldGenerationSizeMb: MAX_MEGABYTES },
    });
    worker.on('message', (message: FromWorker) => {
      if (worker !== this.#worker) return;
      if (message.kind === 'about') this.#about = message.uri;
      else {
        this.#isAsked = false;
        this.#isStarting = false;
      }
    });
    // The cause of its death is of no use to the client; that it died shows in its exit.
    worker.on('error', () => undefined);
    worker.on('exit', (code) => {
      if (worker !== this.#worker) return;
      if (this.#isEnding) endProcess(code);
      this.#restart('it takes more memory than there is');
    });
    port1.on('message', (message: Message) => {
      if (worker === this.#worker) this.#fromWorker(message);
    });
    return [worker, port1];
  }

  #tick(): void {
    if (!this.#isAsked) {
      this.#isAsked = true;
      this.#ticks = 0;
      this.#worker.postMessage('are you alive?');
      return;
    }
    this.#ticks++;
    if (this.#ticks < (this.#isStarting ? (START_SECONDS * 1000) / TICK : this.#maxTicks)) return;
    void this.#worker.terminate();
    const seconds = (this.#maxTicks * TICK) / 1000;
    this.#restart(`it takes more than ${seconds} second${seconds === 1 ? '' : 's'}`);
  }

  /** Continues with a new thread. @param reason why the old one ended or was ended, as a clause */
  #restart(reason: string): void {
    // A thread that does not even start will not start next time either.
    if (this.#isStarting || ++this.#restarts > 100) endProcess(1);
    const culprit = this.#about;
    if (culprit !== undefined && this.#documents.has(culprit)) {
      this.#aside.add(culprit);
      this.#publish(culprit, reason);
    }
    this.#about = undefined;
    [this.#isAsked, this.#isStarting] = [false, true];
    this.#asked.clear();
    this.#messages.close();
    [this.#worker, this.#messages] = this.#start();
    if (this.#initialize) {
      this.#held = [];
      this.#messages.postMessage({ ...this.#initialize, id: RESTART });
    }
    for (const [id, method] of this.#pending) {
      if (method === 'initialize') continue;
      const stopped = { code: LSPErrorCodes.RequestFailed, message: `the answer was given up: ${reason}` };
      this.#write(method === 'shutdown' ? { id, result: null } : { id, error: stopped });
      this.#pending.delete(id);
    }
  }

  #fromClient(message: Message): void {
    const admission = this.#lifecycle.admit(message);
    if (admission === 'drop') return;
    if (admission !== 'pass') {
      this.#write({ id: Message.isRequest(message) ? message.id : null, error: admission });
      return;
    }
    if (Message.isRequest(message)) this.#request(message);
    else if (Message.isNotification(message)) this.#notification(message);
    else if (Message.isResponse(message) && this.#asked.delete(message.id)) this.#send(message);
  }

  #request(message: RequestMessage): void {
    const { id, method } = message;
    if (method === 'initialize') {
      this.#initialize = message;
      const settings = (message.params as InitializeParams).initializationOptions as Settings | null | undefined;
      this.#maxTicks = Math.ceil(((settings?.analysis?.maxSeconds ?? MAX_SECONDS) * 1000) / TICK);
    }
    const uri = uriOf(message);
    if (uri !== undefined && this.#aside.has(uri)) {
      this.#write({ id, result: null });
      return;
    }
    this.#pending.set(id, method);
    this.#send(message);
  }

  #notification(message: NotificationMessage): void {
    const uri = uriOf(message);
    switch (message.method) {
      case 'initialized':
        this.#initialized = message;
        break;
      case 'textDocument/didOpen': {
        const { textDocument: opened } = message.params as unknown as DidOpenTextDocumentParams;
        const document = TextDocument.create(opened.uri, opened.languageId, opened.version, opened.text);
        this.#documents.set(opened.uri, document);
        break;
      }
      case 'textDocument/didChange': {
        const { textDocument, contentChanges } = message.params as unknown as DidChangeTextDocumentParams;
        const open = this.#documents.get(textDocument.uri);
        if (open) TextDocument.update(open, [...contentChanges], textDocument.version);
        // Another text may take less time.
        if (this.#aside.delete(textDocument.uri)) {
          if (this.#held === undefined) this.#open(textDocument.uri);
          return;
        }
        break;
      }
      case 'textDocument/didClose':
        if (uri === undefined) break;
        this.#documents.delete(uri);
        if (this.#aside.delete(uri)) {
          this.#publish(uri);
          return;
        }
        break;
      case '$/cancelRequest':
        if (!this.#cancel((message.params as { readonly id?: Id } | undefined)?.id ?? null)) return;
        break;
      case 'exit':
        this.#isEnding = true;
        setTimeout(() => endProcess(this.#lifecycle.isShutDown ? 0 : 1), PATIENCE);
        break;
      default:
        break;
    }
    if (uri === undefined || !this.#aside.has(uri)) this.#send(message);
  }

  /** Answers at once: what the thread does may take a while. @returns whether it is to be told */
  #cancel(id: Id): boolean {
    const method = this.#pending.get(id);
    if (method === undefined || method === 'initialize' || method === 'shutdown') return false;
    // This one has an answer of its own for that.
    if (method === RUN_CHECK) return true;
    this.#pending.delete(id);
    this.#write({ id, error: CANCELLED });
    return true;
  }

  #send(message: Message): void {
    if (this.#held) this.#held.push(message);
    else this.#post(message);
  }

  #post(message: Message): void {
    this.#changes.sent(message);
    this.#messages.postMessage(message);
  }

  /** The new thread listens: it gets the current documents, and the other messages that arrived meanwhile. */
  #resume(): void {
    if (this.#initialized) this.#messages.postMessage(this.#initialized);
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const uri of this.#documents.keys()) if (!this.#aside.has(uri)) this.#open(uri);
    for (const message of held)
      if (!Message.isNotification(message) || !DOCUMENT_CHANGES.includes(message.method)) this.#send(message);
  }

  #fromWorker(message: Message): void {
    if (Message.isResponse(message)) {
      if (message.id === RESTART) {
        this.#resume();
        return;
      }
      // It was answered already, when the thread was abandoned.
      if (!this.#pending.delete(message.id)) return;
    } else if (Message.isRequest(message)) this.#asked.add(message.id);
    void this.#writer.write(message);
  }

  #open(uri: string): void {
    const document = this.#documents.get(uri);
    if (!document) return;
    const { languageId, version } = document;
    const params = { textDocument: { uri, languageId, version, text: document.getText() } };
    const opened: NotificationMessage = { jsonrpc: '2.0', method: 'textDocument/didOpen', params };
    this.#post(opened);
  }

  /** @param reason why the document was set aside; absent where that is over */
  #publish(uri: string, reason?: string): void {
    const diagnostics = reason === undefined ? [] : [stoppedAt(reason)];
    this.#write({ method: 'textDocument/publishDiagnostics', params: { uri, diagnostics } });
  }

  #write(message: Omit<NotificationMessage, 'jsonrpc'> | Omit<ResponseMessage, 'jsonrpc'>): void {
    void this.#writer.write({ jsonrpc: '2.0', ...message });
  }
}

const DOCUMENT_CHANGES = ['textDocument/didOpen', 'textDocument/didChange', 'textDocument/didClose'];

/** Id of the request that initialises a replacement thread. */
const RESTART = 'thps: restart';

function stoppedAt(reason: string): object {
  const { code, message, hint } = analysisStopped(reason);
  return {
    range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } },
    severity: 1,
    code,
    source: 'thps',
    message: [message, hint].join('\n'),
  };
}

/** The document that a message is about. */
function uriOf({ params }: RequestMessage | NotificationMessage): string | undefined {
  return (params as { readonly textDocument?: { readonly uri?: string } } | undefined)?.textDocument?.uri;
}
