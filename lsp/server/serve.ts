import { setImmediate as eventLoop } from 'node:timers/promises';
import {
  type CancellationToken,
  CodeLensRefreshRequest,
  type Connection,
  DidChangeWatchedFilesNotification,
  DidChangeConfigurationNotification,
  ErrorCodes,
  type InitializeParams,
  type InitializeResult,
  type Position,
  ResponseError,
  TextDocuments,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { version } from '../../src/driver/version.ts';
import { createService, type Service } from '../../src/service/service.ts';
import {
  CHECK_RESULT,
  COUNTEREXAMPLE,
  type CounterexampleParams,
  type Options,
  RUN_CHECK,
  RUN_COMMAND,
  type RunCheckParams,
  type RunCheckResult,
  type Settings,
  UNLIMITED,
} from '../protocol.ts';
import { announcing } from './announce.ts';
import { Checks } from './checks.ts';
import * as convert from './convert.ts';
import { Feed } from './feed.ts';
import { nodeHost } from './host.ts';
import { CANCELLED } from './lifecycle.ts';
import { CheckProgress } from './progress.ts';
import { SpecFiles } from './spec-files.ts';
import { encoded, semanticTokensLegend, Tokens } from './tokens.ts';

/** What a server needs of the thread that it is in. */
export interface Surroundings {
  /** Called with the document that is worked on next. */
  readonly about: (uri: string) => void;
  /** Whether changes of documents wait to be handled. */
  readonly isBehind: () => boolean;
}

/** Answers a client on a connection: wiring only, the answers come from the service and from checks. */
export function serve(connection: Connection, surroundings: Surroundings): void {
  const server = new Server(connection, surroundings);
  server.listen();
}

/** Milliseconds that a question about many files may take until others are answered. */
const SLICE = 30;

class Server {
  readonly #connection: Connection;
  readonly #documents = new TextDocuments(TextDocument);
  readonly #service: Service;
  readonly #checks: Checks;
  readonly #feed: Feed;
  readonly #files = new SpecFiles();
  readonly #tokens = new Tokens();
  readonly #progress: CheckProgress;
  #folders: readonly string[] = [];
  #settings: Settings = {};
  #showsProgress = true;
  /** Documents whose checks are run again because something was saved that they import. */
  readonly #importers = new Set<string>();
  #client: InitializeParams['capabilities'] = {};

  constructor(connection: Connection, { about, isBehind }: Surroundings) {
    this.#connection = connection;
    this.#progress = new CheckProgress(connection);
    const host = nodeHost(
      () => this.#files.uris,
      () => this.#folders,
    );
    this.#service = announcing(createService(host), about);
    this.#checks = new Checks((message) => {
      void connection.sendNotification(CHECK_RESULT, message);
      this.#progress.told(message);
      this.#refreshLenses();
      if (message.state !== 'running') this.#feed.refresh(message.uri);
    });
    this.#feed = new Feed({
      service: this.#service,
      publish: (uri, version, diagnostics) => {
        void connection.sendDiagnostics({
          uri,
          ...(version === undefined ? {} : { version }),
          diagnostics: diagnostics.map(convert.toDiagnostic),
        });
      },
      fromChecks: (uri) => this.#checks.diagnostics(uri),
      outdated: (uri) => this.#checks.outdate(uri),
      isBehind,
    });
  }

  listen(): void {
    this.#lifecycle();
    this.#changes();
    this.#answers();
    this.#edits();
    this.#symbols();
    this.#checking();
    this.#documents.listen(this.#connection);
    this.#connection.listen();
  }

  #lifecycle(): void {
    this.#connection.onInitialize((params) => this.#initialize(params));
    this.#connection.onInitialized(async () => {
      const { workspace } = this.#client;
      if (workspace?.didChangeWatchedFiles?.dynamicRegistration)
        await this.#connection.client.register(DidChangeWatchedFilesNotification.type, {
          watchers: [{ globPattern: '**/*.thps' }],
        });
      if (workspace?.didChangeConfiguration?.dynamicRegistration)
        await this.#connection.client.register(DidChangeConfigurationNotification.type, { section: 'thps' });
      if (workspace?.workspaceFolders)
        this.#connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
          const gone = new Set(removed.map((f) => f.uri));
          this.#folders = [...this.#folders.filter((uri) => !gone.has(uri)), ...added.map((f) => f.uri)];
          this.#files.setFolders(this.#folders);
        });
      void this.#files.find();
      await this.#readSettings(undefined);
    });
    this.#connection.onDidChangeConfiguration(({ settings }) => this.#readSettings(settings));
    this.#connection.onShutdown(() => {
      this.#feed.close();
      this.#checks.close();
    });
  }

  #initialize(params: InitializeParams): InitializeResult {
    this.#client = params.capabilities;
    const root = params.workspaceFolders?.map((f) => f.uri);
    this.#folders = root ?? [];
    this.#files.setFolders(this.#folders);
    const options = params.initializationOptions as Options | null | undefined;
    this.#settings = options ?? {};
    this.#showsProgress = options?.showsChecks !== true;
    return {
      serverInfo: { name: 'thps', version },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        hoverProvider: true,
        completionProvider: { triggerCharacters: ['.', '"', '/'] },
        signatureHelpProvider: { triggerCharacters: ['(', ','] },
        definitionProvider: true,
        typeDefinitionProvider: true,
        referencesProvider: true,
        renameProvider: { prepareProvider: true },
        documentHighlightProvider: true,
        documentSymbolProvider: true,
        workspaceSymbolProvider: true,
        foldingRangeProvider: true,
        selectionRangeProvider: true,
        semanticTokensProvider: { legend: semanticTokensLegend, full: { delta: true }, range: true },
        inlayHintProvider: true,
        codeLensProvider: {},
        codeActionProvider: { codeActionKinds: ['quickfix'] },
        callHierarchyProvider: true,
        documentFormattingProvider: true,
        documentRangeFormattingProvider: true,
        documentOnTypeFormattingProvider: { firstTriggerCharacter: '}', moreTriggerCharacter: [';'] },
        documentLinkProvider: {},
        executeCommandProvider: { commands: [RUN_COMMAND] },
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
    };
  }

  async #readSettings(pushed: unknown): Promise<void> {
    let settings = (pushed as { thps?: Settings } | null | undefined)?.thps;
    if (this.#client.workspace?.configuration)
      settings = (await this.#connection.workspace.getConfiguration('thps')) as Settings | undefined;
    if (settings) this.#settings = settings;
  }

  #changes(): void {
    this.#documents.onDidChangeContent(({ document }) => {
      this.#service.set(document.uri, document.version, document.getText());
      this.#checks.outdate(document.uri);
      this.#feed.changed(document.uri);
    });
    this.#documents.onDidClose(({ document }) => {
      this.#service.close(document.uri);
      this.#checks.forget(document.uri);
      this.#tokens.forget(document.uri);
      this.#feed.closed(document.uri);
      this.#feed.changed(document.uri);
    });
    this.#documents.onDidSave(({ document }) => {
      if (this.#settings.check?.onSave !== false) void this.#saved(document.uri);
    });
    this.#connection.onDidChangeWatchedFiles(({ changes }) => {
      this.#files.changed();
      for (const { uri } of changes) {
        this.#service.fileChanged(uri);
        this.#feed.changed(uri);
      }
    });
  }

  #answers(): void {
    const connection = this.#connection;
    const service = this.#service;
    connection.onHover(({ textDocument, position }) => {
      const found = service.hover(textDocument.uri, position);
      return found && convert.toHover(found);
    });
    connection.onCompletion(({ textDocument, position }) => {
      const snippets = this.#client.textDocument?.completion?.completionItem?.snippetSupport === true;
      return service.completion(textDocument.uri, position, { snippets }).map(convert.toCompletion);
    });
    connection.onSignatureHelp(({ textDocument, position }) => {
      const found = service.signatureHelp(textDocument.uri, position);
      return found && convert.toSignatureHelp(found);
    });
    connection.onDefinition(({ textDocument, position }) => service.definition(textDocument.uri, position));
    connection.onTypeDefinition(({ textDocument, position }) => service.typeDefinition(textDocument.uri, position));
    connection.onReferences(async ({ textDocument, position, context }, token) => {
      await this.#read(token, { uri: textDocument.uri, position });
      return [...service.references(textDocument.uri, position, context)];
    });
    connection.onDocumentHighlight(({ textDocument, position }) =>
      service
        .highlights(textDocument.uri, position)
        .map(({ range, kind }) => ({ range, kind: kind === 'read' ? (2 as const) : (3 as const) })),
    );
    connection.onFoldingRanges(({ textDocument }) =>
      service.foldingRanges(textDocument.uri).map(convert.toFoldingRange),
    );
    connection.onSelectionRanges(({ textDocument, positions }) => {
      const found = service.selectionRanges(textDocument.uri, positions);
      return positions.map((at, i) => convert.toSelectionRange(found[i] ?? [], at));
    });
    const { semanticTokens } = connection.languages;
    semanticTokens.on(({ textDocument: { uri } }) => this.#tokens.full(uri, service.semanticTokens(uri)));
    semanticTokens.onDelta(({ textDocument: { uri }, previousResultId }) =>
      this.#tokens.delta(uri, previousResultId, service.semanticTokens(uri)),
    );
    semanticTokens.onRange(({ textDocument: { uri }, range }) => ({
      data: encoded(service.semanticTokens(uri, range)),
    }));
    connection.languages.inlayHint.on(({ textDocument, range }) =>
      service.inlayHints(textDocument.uri, range).map(convert.toInlayHint),
    );
  }

  /** Requests that change the text. */
  #edits(): void {
    const connection = this.#connection;
    const service = this.#service;
    connection.onPrepareRename(async ({ textDocument, position }) => {
      await this.#files.find();
      const found = service.prepareRename(textDocument.uri, position);
      if ('refused' in found) return refuse(found.refused);
      return { range: found.range, placeholder: found.name };
    });
    connection.onRenameRequest(async ({ textDocument, position, newName }, token) => {
      await this.#read(token, { uri: textDocument.uri, position });
      const found = service.rename(textDocument.uri, position, newName);
      if ('refused' in found) return refuse(found.refused);
      return { changes: convert.toChanges(found.edit) };
    });
    connection.onCodeAction(({ textDocument, range }) =>
      service.codeActions(textDocument.uri, range).map(convert.toCodeAction),
    );
    connection.onDocumentFormatting(({ textDocument }) => [...service.format(textDocument.uri)]);
    connection.onDocumentRangeFormatting(({ textDocument, range }) => [...service.format(textDocument.uri, range)]);
    // The line on which a statement or a block ends.
    connection.onDocumentOnTypeFormatting(({ textDocument, position: { line } }) => {
      const typed = { start: { line, character: 0 }, end: { line: line + 1, character: 0 } };
      return [...service.format(textDocument.uri, typed)];
    });
  }

  /**
   * Reads the specs of the workspace, those alone in which the name at a place is if it is about a name. Others are
   * answered in between.
   * @throws ResponseError where nobody wants the answer any more
   */
  async #read(token: CancellationToken, about?: { readonly uri: string; readonly position: Position }): Promise<void> {
    await this.#files.find();
    let turned = performance.now();
    for (const _ of this.#service.reading(about)) {
      if (performance.now() - turned < SLICE) continue;
      await eventLoop();
      if (token.isCancellationRequested) throw new ResponseError(CANCELLED.code, CANCELLED.message);
      turned = performance.now();
    }
  }

  #symbols(): void {
    const connection = this.#connection;
    const service = this.#service;
    connection.onDocumentSymbol(({ textDocument }) =>
      service.documentSymbols(textDocument.uri).map(convert.toDocumentSymbol),
    );
    connection.onWorkspaceSymbol(async ({ query }, token) => {
      await this.#read(token);
      return service.workspaceSymbols(query).map(convert.toWorkspaceSymbol);
    });
    connection.onDocumentLinks(({ textDocument }) => [...service.links(textDocument.uri)]);
    connection.languages.callHierarchy.onPrepare(({ textDocument, position }) => {
      const found = service.prepareCalls(textDocument.uri, position);
      return found ? [convert.toCallItem(found)] : null;
    });
    connection.languages.callHierarchy.onIncomingCalls(async ({ item }, token) => {
      await this.#read(token, { uri: item.uri, position: item.selectionRange.start });
      return service
        .incomingCalls(item.uri, item.selectionRange.start)
        .map((call) => ({ from: convert.toCallItem(call.item), fromRanges: [...call.ranges] }));
    });
    connection.languages.callHierarchy.onOutgoingCalls(({ item }) =>
      service
        .outgoingCalls(item.uri, item.selectionRange.start)
        .map((call) => ({ to: convert.toCallItem(call.item), fromRanges: [...call.ranges] })),
    );
  }

  #checking(): void {
    const connection = this.#connection;
    connection.onCodeLens(({ textDocument: { uri } }) =>
      this.#service.codeLenses(uri, this.#checks.summaries(uri)).map(convert.toCodeLens),
    );
    connection.onExecuteCommand(({ command, arguments: values }) => {
      const [uri, check, how] = (values ?? []) as unknown[];
      if (command !== RUN_COMMAND || typeof uri !== 'string') return refuse(`there is no command '${command}'`);
      void this.#run({ uri, ...(typeof check === 'string' ? { check } : {}), unlimited: how === UNLIMITED });
      return null;
    });
    connection.onRequest(RUN_CHECK, async (params: RunCheckParams, token: CancellationToken) => {
      const cancelled = new AbortController();
      token.onCancellationRequested(() => cancelled.abort());
      return this.#run(params, cancelled.signal);
    });
    connection.onRequest(COUNTEREXAMPLE, (params: CounterexampleParams) => this.#checks.counterexample(params) ?? null);
  }

  async #run(params: RunCheckParams, signal?: AbortSignal): Promise<RunCheckResult> {
    const texts = this.#documents.all().map((d) => [d.uri, d.getText()] as const);
    if (this.#client.window?.workDoneProgress === true && this.#showsProgress)
      void this.#progress.begin(params.uri, () => this.#checks.cancel(params.uri));
    const result = await this.#checks.run({ ...params, texts, folders: this.#folders }, this.#settings, signal);
    // One that was cancelled by another one for the same document leaves it to that.
    if (!this.#checks.isRunning(params.uri)) this.#progress.end(params.uri);
    return result;
  }

  /** Runs the checks of a document that was saved, and then those of the open ones that import it, one by one. */
  async #saved(uri: string): Promise<void> {
    if (!this.#service.isLibrary(uri)) void this.#run({ uri });
    const isIdle = this.#importers.size === 0;
    for (const open of this.#service.openUris())
      if (open !== uri && this.#service.dependsOn(open, uri) && !this.#service.isLibrary(open))
        this.#importers.add(open);
    if (!isIdle) return;
    for (const importer of this.#importers) {
      await this.#run({ uri: importer });
      this.#importers.delete(importer);
    }
  }

  #refreshLenses(): void {
    if (this.#client.workspace?.codeLens?.refreshSupport)
      void this.#connection.sendRequest(CodeLensRefreshRequest.type);
  }
}

function refuse(reason: string): ResponseError {
  return new ResponseError(ErrorCodes.InvalidRequest, reason);
}
