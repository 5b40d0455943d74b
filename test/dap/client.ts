import { PassThrough } from 'node:stream';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { SpecDebugSession } from '../../src/dap/session.ts';

type Message = DebugProtocol.ProtocolMessage & Partial<DebugProtocol.Response> & Partial<DebugProtocol.Event>;

/** An editor that debugs: requests, and what comes of them. */
export class Client {
  readonly #input = new PassThrough();
  #buffer = Buffer.alloc(0);
  #last = 0;
  readonly #waiting = new Map<number, (response: DebugProtocol.Response) => void>();
  readonly #events: DebugProtocol.Event[] = [];
  #hears: () => void = () => undefined;
  /** What the session has told, as one text. */
  told = '';

  constructor(cwd: string) {
    const output = new PassThrough();
    output.on('data', (data: Buffer) => {
      this.#buffer = Buffer.concat([this.#buffer, data]);
      this.#read();
    });
    const session = new SpecDebugSession(cwd);
    session.setRunAsServer(true);
    session.start(this.#input, output);
  }

  #read(): void {
    for (;;) {
      const head = /^Content-Length: (\d+)\r\n\r\n/.exec(this.#buffer.toString('latin1'));
      if (head === null) return;
      const [from, length] = [head[0].length, Number(head[1])];
      if (this.#buffer.length < from + length) return;
      const message = JSON.parse(this.#buffer.toString('utf8', from, from + length)) as Message;
      this.#buffer = this.#buffer.subarray(from + length);
      if (message.type === 'response') this.#waiting.get(message.request_seq!)?.(message as DebugProtocol.Response);
      else if (message.event === 'output') this.told += (message.body as { output: string }).output;
      else this.#events.push(message as DebugProtocol.Event);
      this.#hears();
    }
  }

  /** The body of a response; throws what is wrong. */
  async ask<T>(command: string, args: object = {}): Promise<T> {
    const seq = ++this.#last;
    const text = JSON.stringify({ seq, type: 'request', command, arguments: args });
    const answered = new Promise<DebugProtocol.Response>((done) => this.#waiting.set(seq, done));
    this.#input.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
    const response = await answered;
    if (response.success) return response.body as T;
    const { error } = response.body as { error: DebugProtocol.Message };
    throw new Error(error.format);
  }

  async event(name: string): Promise<Record<string, unknown>> {
    for (;;) {
      const at = this.#events.findIndex(({ event }) => event === name);
      if (at >= 0) return (this.#events.splice(at, 1)[0]!.body ?? {}) as Record<string, unknown>;
      await new Promise<void>((done) => (this.#hears = done));
    }
  }

  /** Begins, and waits where the run begins. */
  async launch(args: object): Promise<void> {
    await this.ask('initialize', { adapterID: 'thps' });
    await this.ask('launch', args);
    await this.event('initialized');
    await this.ask('configurationDone');
    await this.event('stopped');
  }

  /** Moves, and tells where that ended: the reason, and where the thread is. */
  async move(command: string, args: object = {}): Promise<string> {
    await this.ask(command, { threadId: 1, ...args });
    const { reason, threadId, description } = (await this.event(
      'stopped',
    )) as unknown as DebugProtocol.StoppedEvent['body'];
    const { threads } = await this.ask<{ threads: DebugProtocol.Thread[] }>('threads');
    const thread = threads.find(({ id }) => id === threadId)?.name ?? '?';
    return `${reason}, ${thread}${description === undefined ? '' : `: ${description}`}`;
  }

  async stack(threadId: number): Promise<readonly string[]> {
    const { stackFrames } = await this.ask<{ stackFrames: DebugProtocol.StackFrame[] }>('stackTrace', { threadId });
    return stackFrames.map(({ name, line, source }) => `${name}${line > 0 ? `, ${source?.name ?? '?'}:${line}` : ''}`);
  }

  async variables(threadId: number, scope: string): Promise<Readonly<Record<string, string>>> {
    const { stackFrames } = await this.ask<{ stackFrames: DebugProtocol.StackFrame[] }>('stackTrace', { threadId });
    const { scopes } = await this.ask<{ scopes: DebugProtocol.Scope[] }>('scopes', { frameId: stackFrames[0]!.id });
    const found = scopes.find(({ name }) => name === scope);
    if (found === undefined) return {};
    return this.parts(found.variablesReference);
  }

  async parts(variablesReference: number): Promise<Readonly<Record<string, string>>> {
    const { variables } = await this.ask<{ variables: DebugProtocol.Variable[] }>('variables', { variablesReference });
    return Object.fromEntries(variables.map(({ name, value }) => [name, value]));
  }
}
