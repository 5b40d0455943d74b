import { Worker } from 'node:worker_threads';
import type { WorkerMessage, WorkerRequest, WorkerTask } from '../protocol.ts';

/** The worker is next to this file, in the bundle as well as in the sources. */
const workerFile = new URL(
  import.meta.url.endsWith('.ts') ? './check-worker.ts' : './thps-check-worker.mjs',
  import.meta.url,
);

/** How long a thread may take longer than it should before it is ended, in milliseconds. */
const PATIENCE = 2000;

/** What ends the waiting for a thread. */
export type ThreadEvent =
  | Exclude<WorkerMessage, { kind: 'progress' }>
  /** It was ended: it did not respond for longer than it had. */
  | { readonly kind: 'stuck' }
  /** It was ended: it takes more memory than there is. */
  | { readonly kind: 'memory' }
  | { readonly kind: 'cancelled' }
  /** By a fault of its own. */
  | { readonly kind: 'died'; readonly message: string };

type Progress = Extract<WorkerMessage, { kind: 'progress' }>;

/** A thread that runs checks of one document, one after the other. What does not respond is ended from outside. */
export class CheckThread {
  readonly #worker: Worker;
  /** Why it ended. */
  #end: ThreadEvent | undefined;
  /** Gets what the thread sends next. */
  #settle: ((event: ThreadEvent) => void) | undefined;
  readonly #arrived: ThreadEvent[] = [];

  constructor(task: WorkerTask, progress: (message: Progress) => void) {
    this.#worker = new Worker(workerFile, {
      workerData: task,
      resourceLimits: { maxOldGenerationSizeMb: task.maxMegabytes },
    });
    this.#worker.on('message', (message: WorkerMessage) => {
      if (message.kind === 'progress') progress(message);
      else this.#tell(message);
    });
    this.#worker.on('error', (error: Error & { readonly code?: string }) => {
      const isMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      this.#end ??= isMemory ? { kind: 'memory' } : { kind: 'died', message: error.message };
    });
    this.#worker.on('exit', () => {
      this.#end ??= { kind: 'died', message: 'the thread ended' };
      this.#tell(this.#end);
    });
  }

  /** The runs of the document. @param milliseconds that it may take; may be infinite */
  plan(milliseconds: number): Promise<ThreadEvent> {
    return this.#next(milliseconds);
  }

  run(run: string, milliseconds: number): Promise<ThreadEvent> {
    const request: WorkerRequest = { run, milliseconds };
    this.#worker.postMessage(request);
    return this.#next(milliseconds);
  }

  /** It ends at once, whatever it does. */
  end(): void {
    this.#end ??= { kind: 'cancelled' };
    void this.#worker.terminate();
  }

  async #next(milliseconds: number): Promise<ThreadEvent> {
    const known = this.#arrived.shift() ?? this.#end;
    if (known) return known;
    const waiting = new Promise<ThreadEvent>((settle) => (this.#settle = settle));
    const patience = Number.isFinite(milliseconds)
      ? setTimeout(() => {
          this.#end ??= { kind: 'stuck' };
          this.end();
        }, milliseconds + PATIENCE)
      : undefined;
    const event = await waiting;
    clearTimeout(patience);
    return event;
  }

  #tell(event: ThreadEvent): void {
    const settle = this.#settle;
    this.#settle = undefined;
    if (settle) settle(event);
    else this.#arrived.push(event);
  }
}
