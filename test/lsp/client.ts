import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  type ClientCapabilities,
  createProtocolConnection,
  DidChangeTextDocumentNotification,
  DidOpenTextDocumentNotification,
  type Diagnostic,
  ExitNotification,
  InitializedNotification,
  InitializeRequest,
  type InitializeResult,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { CHECK_RESULT, type CheckResultParams, type Settings } from '../../lsp/protocol.ts';

const sources = resolve(import.meta.dirname, '../../src/main.ts');

/** An editor without a screen: a real connection to a server that was started as a process. */
export class Client {
  readonly connection: ProtocolConnection;
  readonly server: InitializeResult;
  readonly folder: string;
  readonly checkResults: CheckResultParams[] = [];
  readonly #process: ChildProcess;
  readonly #diagnostics = new Map<string, readonly Diagnostic[]>();
  readonly #waiting: (() => void)[] = [];
  readonly #versions = new Map<string, number>();

  /** @param main the command line to start */
  static async start(
    files: Readonly<Record<string, string>>,
    settings: Settings = {},
    main = sources,
    capabilities: ClientCapabilities = {},
  ): Promise<Client> {
    const folder = mkdtempSync(join(tmpdir(), 'thps-lsp-'));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const process = spawn(globalThis.process.execPath, [main, 'lsp', '--stdio'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const connection = createProtocolConnection(
      new StreamMessageReader(process.stdout),
      new StreamMessageWriter(process.stdin),
    );
    connection.listen();
    const server = await connection.sendRequest(InitializeRequest.type, {
      processId: globalThis.process.pid,
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- the protocol still wants it
      rootUri: null,
      workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'w' }],
      capabilities,
      initializationOptions: settings,
    });
    await connection.sendNotification(InitializedNotification.type, {});
    return new Client(process, connection, server, folder);
  }

  private constructor(process: ChildProcess, connection: ProtocolConnection, server: InitializeResult, folder: string) {
    this.#process = process;
    this.connection = connection;
    this.server = server;
    this.folder = folder;
    connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, diagnostics }) => {
      this.#diagnostics.set(uri, diagnostics);
      for (const wake of this.#waiting.splice(0)) wake();
    });
    connection.onNotification(CHECK_RESULT, (message: CheckResultParams) => void this.checkResults.push(message));
  }

  uri(name: string): string {
    return pathToFileURL(join(this.folder, name)).href;
  }

  async open(name: string, text: string): Promise<void> {
    const uri = this.uri(name);
    this.#versions.set(uri, 1);
    await this.connection.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri, languageId: 'thps', version: 1, text },
    });
  }

  /** Replaces the whole text. */
  async change(name: string, text: string): Promise<void> {
    const uri = this.uri(name);
    const version = (this.#versions.get(uri) ?? 0) + 1;
    this.#versions.set(uri, version);
    await this.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version },
      contentChanges: [{ text }],
    });
  }

  /** Waits until the diagnostics of a document are as wanted. */
  async diagnostics(name: string, isWanted: (d: readonly Diagnostic[]) => boolean): Promise<readonly Diagnostic[]> {
    for (;;) {
      const known = this.#diagnostics.get(this.uri(name));
      if (known && isWanted(known)) return known;
      await new Promise<void>((wake) => this.#waiting.push(wake));
    }
  }

  /** Ends the session as an editor does; the exit code of the server. */
  async stop(): Promise<number | null> {
    const exited = new Promise<number | null>((done) => this.#process.once('exit', done));
    await this.connection.sendRequest(ShutdownRequest.type);
    await this.connection.sendNotification(ExitNotification.type);
    const code = await exited;
    this.connection.dispose();
    rmSync(this.folder, { recursive: true });
    return code;
  }
}
