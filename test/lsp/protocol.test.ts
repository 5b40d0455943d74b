import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Message, type ResponseMessage, StreamMessageReader } from 'vscode-languageserver/node';
import { Feed } from '../../lsp/server/feed.ts';
import { Framing } from '../../lsp/server/framing.ts';
import { SpareRoom } from '../../lsp/server/memory.ts';
import { serviceFor } from '../service/support.ts';

const sources = resolve(import.meta.dirname, '../../src/main.ts');

/** A message as it goes through a pipe. */
function framed(message: unknown): string {
  const body = typeof message === 'string' ? message : JSON.stringify(message);
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

/** Someone who writes bytes to a server, and knows no protocol. */
class Raw {
  readonly #process: ChildProcess;
  readonly #answers = new Map<string, (answer: ResponseMessage) => void>();
  readonly exit: Promise<number | null>;

  constructor() {
    const server = spawn(process.execPath, [sources, 'lsp', '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#process = server;
    this.exit = new Promise((done) => server.once('exit', done));
    new StreamMessageReader(server.stdout).listen((message) => {
      if (Message.isResponse(message)) this.#answers.get(String(message.id))?.(message);
    });
  }

  write(...parts: readonly unknown[]): void {
    this.#process.stdin?.write(parts.map((part) => (typeof part === 'string' ? part : framed(part))).join(''));
  }

  /** The answer to a request, as the code of its error, or `answered`. */
  answer(id: number | null): Promise<number | 'answered'> {
    return new Promise((done) =>
      this.#answers.set(String(id), (message) => {
        done(message.error?.code ?? 'answered');
      }),
    );
  }

  async ask(
    id: number,
    method: string,
    params: unknown = {},
    ...more: readonly unknown[]
  ): Promise<number | 'answered'> {
    const answer = this.answer(id);
    this.write(request(id, method, params), ...more);
    return answer;
  }
}

const request = (id: number, method: string, params: unknown = {}) => ({ jsonrpc: '2.0', id, method, params });
const notification = (method: string, params: unknown = {}) => ({ jsonrpc: '2.0', method, params });
const initialize = { processId: null, rootUri: null, capabilities: {} };

const NOT_INITIALIZED = -32002;
const INVALID = -32600;
const NO_JSON = -32700;
const CANCELLED = -32800;

describe('a session', () => {
  it('begins with initialize, ends with shutdown, and survives whatever else comes', async () => {
    const raw = new Raw();
    const textDocument = { uri: 'file:///w/a.thps', languageId: 'thps', version: 1, text: 'spec a;\n' };
    expect(await raw.ask(1, 'textDocument/hover', { textDocument })).toBe(NOT_INITIALIZED);
    expect(await raw.ask(2, 'shutdown')).toBe(NOT_INITIALIZED);
    raw.write('warning: somebody wrote this: into the pipe\nContent-Length: many\r\n\r\n');
    expect(await raw.ask(3, 'initialize', initialize)).toBe('answered');
    expect(await raw.ask(4, 'initialize', initialize)).toBe(INVALID);
    const problem = raw.answer(null);
    raw.write(framed('{ this is no JSON'), notification('initialized'));
    expect(await problem).toBe(NO_JSON);
    raw.write(notification('textDocument/didOpen', { textDocument }));
    const symbols = { textDocument };
    expect(await raw.ask(5, 'textDocument/documentSymbol', symbols)).toBe('answered');
    const cancel = notification('$/cancelRequest', { id: 6 });
    expect(await raw.ask(6, 'textDocument/documentSymbol', symbols, cancel)).toBe(CANCELLED);
    raw.write(notification('$/cancelRequest', { id: 99 }), notification('$/cancelRequest'));
    expect(await raw.ask(7, 'textDocument/documentSymbol', symbols)).toBe('answered');
    expect(await raw.ask(8, 'shutdown')).toBe('answered');
    expect(await raw.ask(9, 'textDocument/documentSymbol', symbols)).toBe(INVALID);
    raw.write(notification('exit'));
    expect(await raw.exit).toBe(0);
  });
});

describe('the stream of messages', () => {
  /** What comes out when bytes go in, in chunks of some size. */
  async function through(bytes: string, size: number): Promise<string> {
    const framing = new Framing();
    let out = '';
    framing.on('data', (chunk: Buffer) => (out += chunk.toString()));
    const all = Buffer.from(bytes);
    for (let at = 0; at < all.length; at += size) framing.write(all.subarray(at, at + size));
    framing.end();
    await new Promise((done) => framing.once('end', done));
    return out;
  }

  const one = framed({ text: 'ünïcödé, Content-Length: 5\r\n\r\n' });
  const two = framed({ jsonrpc: '2.0', method: 'exit' });

  it.each([1, 2, 3, 7, 64, 1_000_000])('leaves out what stands between them, in chunks of %d bytes', async (size) => {
    expect(await through(one + two, size)).toBe(one + two);
    const between = [
      '\n',
      'junk\r\n\r\n',
      'Content-Length: x\r\n\r\n',
      'Content-',
      '\0\xff',
      'Content-Length: 99999999999\r\n\r\n',
    ];
    for (const junk of between) expect(await through(junk + one + junk + two + junk, size)).toBe(one + two);
  });

  it('goes on behind much junk, and keeps none of it', async () => {
    const junk = 'not a message at all\n'.repeat(20_000);
    expect(await through(junk + one, 1024)).toBe(one);
    expect(await through(`Content-Length: 12\n${junk}${one}`, 1024)).toBe(one);
  });

  it('passes on headers of other kinds', async () => {
    const body = '{}';
    const headers = 'content-length: 2\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n';
    expect(await through(headers + body, 5)).toBe(headers + body);
  });
});

describe('over time', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const [main, other] = ['file:///w/main.thps', 'file:///w/other.thps'];

  function feed() {
    const service = serviceFor({});
    const published: string[] = [];
    const outdated: string[] = [];
    const state = { isBehind: false };
    const made = new Feed({
      service,
      publish: (uri, version, found) => published.push(`${uri.slice(10)} ${version} ${found.length}`),
      fromChecks: () => [],
      outdated: (uri) => outdated.push(uri),
      isBehind: () => state.isBehind,
    });
    return { service, feed: made, published, outdated, state };
  }

  it('a text is looked at when no change of it waits any more', () => {
    const { service, feed: made, published, state } = feed();
    state.isBehind = true;
    for (let version = 1; version < 50; version++) {
      service.set(main, version, `spec s;\nvar x : 0..${version} = y;\n`);
      made.changed(main);
      vi.advanceTimersByTime(10);
    }
    expect(published).toEqual([]);
    state.isBehind = false;
    vi.advanceTimersByTime(10);
    expect(published).toEqual(['main.thps 49 1']);
    vi.advanceTimersByTime(1000);
    expect(published).toEqual(['main.thps 49 1', 'main.thps 49 1']);
  });

  it('what depends on a text is looked at with it, and its results are outdated', () => {
    const { service, feed: made, published, outdated } = feed();
    service.set(main, 1, 'spec s;\nimport "./other.thps";\nvar x : 0..N = 0;\n');
    service.set(other, 1, 'library other;\nconst M : 0..3 = 1;\n');
    made.changed(other);
    vi.advanceTimersByTime(100);
    expect(outdated).toEqual([main]);
    expect(published.toSorted()).toEqual(['main.thps 1 1', 'other.thps 1 0']);
  });

  it('memory is given back when nobody has typed for a while, and only after many changes', () => {
    const collect = vi.fn();
    const room = new SpareRoom(collect);
    for (let i = 0; i < 50; i++) room.changed();
    vi.advanceTimersByTime(60_000);
    expect(collect).not.toHaveBeenCalled();
    for (let i = 0; i < 200; i++) {
      room.changed();
      vi.advanceTimersByTime(1000);
    }
    expect(collect).not.toHaveBeenCalled();
    vi.advanceTimersByTime(60_000);
    expect(collect).toHaveBeenCalledTimes(1);
  });
});
