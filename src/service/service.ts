import type { Analysis } from './analysis.ts';
import type * as data from './data.ts';
import { completion, type CompletionOptions } from './features/completion.ts';
import { allDiagnostics, codeActions, fixableDiagnostics, quickDiagnostics } from './features/diagnostics.ts';
import { formatting } from './features/formatting.ts';
import { inlayHints } from './features/hints.ts';
import { hover } from './features/hover.ts';
import { foldingRanges, selectionRanges } from './features/layout.ts';
import { codeLenses, type RunSummary } from './features/lenses.ts';
import { definition, highlights, links, nameAt, references, typeDefinition } from './features/navigation.ts';
import { prepareRename, rename } from './features/rename.ts';
import { semanticTokens } from './features/semantic-tokens.ts';
import { signatureHelp } from './features/signature-help.ts';
import { documentSymbols, incomingCalls, outgoingCalls, prepareCalls, workspaceSymbols } from './features/symbols.ts';
import { toOffset } from './positions.ts';
import { type ServiceHost, Workspace } from './workspace.ts';

export type { ServiceHost };

/**
 * The language service: what an editor asks, answered from texts alone. It runs wherever JavaScript does; files come
 * in through its host. A question about a text that is not there has an empty answer.
 */
export interface Service {
  /** A document was opened or changed. */
  set(uri: string, version: number, text: string): void;
  close(uri: string): void;
  /** A file that is not open was written, made or deleted. */
  fileChanged(uri: string): void;
  /** The version of an open document. */
  version(uri: string): number | undefined;
  openUris(): readonly string[];
  /** Whether a document imports a file, directly or indirectly, or would if the file were there. */
  dependsOn(uri: string, file: string): boolean;
  /** Whether a text is a library, which has no checks of its own. */
  isLibrary(uri: string): boolean;

  /**
   * Does file by file what the next question about the whole workspace needs: one about the name at a place, or one
   * about all names. Something else may be asked after each of them. Yields how many names there are in each.
   */
  reading(about?: { readonly uri: string; readonly position: data.Position }): Generator<number, void>;

  /** What is wrong, with the constants of the first run. */
  diagnostics(uri: string): readonly data.EditorDiagnostic[];
  /** What is wrong in all runs. Each `next()` looks at one of them. */
  allDiagnostics(uri: string): Generator<undefined, readonly data.EditorDiagnostic[]>;
  codeActions(uri: string, range: data.Range): readonly data.CodeAction[];
  hover(uri: string, at: data.Position): data.Hover | undefined;
  completion(uri: string, at: data.Position, options?: CompletionOptions): readonly data.Completion[];
  signatureHelp(uri: string, at: data.Position): data.SignatureHelp | undefined;
  definition(uri: string, at: data.Position): data.Place | undefined;
  typeDefinition(uri: string, at: data.Position): data.Place | undefined;
  references(uri: string, at: data.Position, context: { readonly includeDeclaration: boolean }): readonly data.Place[];
  prepareRename(
    uri: string,
    at: data.Position,
  ): { readonly range: data.Range; readonly name: string } | { readonly refused: string };
  rename(uri: string, at: data.Position, name: string): data.RenameResult;
  highlights(uri: string, at: data.Position): readonly data.DocumentHighlight[];
  documentSymbols(uri: string): readonly data.DocumentSymbol[];
  workspaceSymbols(query: string): readonly data.WorkspaceSymbol[];
  foldingRanges(uri: string): readonly data.FoldingRange[];
  /** For each position the ranges around it, the smallest first. */
  selectionRanges(uri: string, at: readonly data.Position[]): readonly (readonly data.Range[])[];
  /** Of a document, or of the declarations in a range. */
  semanticTokens(uri: string, range?: data.Range): readonly data.SemanticToken[];
  inlayHints(uri: string, range: data.Range): readonly data.InlayHint[];
  codeLenses(uri: string, results: readonly RunSummary[]): readonly data.CodeLens[];
  prepareCalls(uri: string, at: data.Position): data.CallHierarchyItem | undefined;
  incomingCalls(uri: string, at: data.Position): readonly data.CallHierarchyCall[];
  outgoingCalls(uri: string, at: data.Position): readonly data.CallHierarchyCall[];
  links(uri: string): readonly data.DocumentLink[];
  /** Edits that format a document, or those that touch a range; none while it has syntax errors. */
  format(uri: string, range?: data.Range): readonly data.TextEdit[];
}

export function createService(host: ServiceHost): Service {
  const workspace = new Workspace(host);

  function on<T>(uri: string, otherwise: T, answer: (analysis: Analysis) => T): T {
    const analysis = workspace.analysis(uri);
    return analysis === undefined ? otherwise : answer(analysis);
  }
  function at<T>(uri: string, position: data.Position, otherwise: T, answer: (a: Analysis, offset: number) => T): T {
    return on(uri, otherwise, (analysis) => answer(analysis, toOffset(analysis.source, position)));
  }

  return {
    set: (uri, version, text) => workspace.set(uri, version, text),
    close: (uri) => workspace.close(uri),
    fileChanged: (uri) => workspace.fileChanged(uri),
    version: (uri) => workspace.document(uri)?.version,
    openUris: () => workspace.openDocuments().map((d) => d.uri),
    dependsOn: (uri, file) => workspace.dependsOn(uri, file),
    isLibrary: (uri) => on(uri, false, ({ module }) => module.role === 'library'),

    *reading(about) {
      const analysis = about && workspace.analysis(about.uri);
      const name = analysis && nameAt(analysis, toOffset(analysis.source, about.position));
      for (const uri of workspace.uris()) {
        if (about === undefined) yield workspace.analysis(uri)?.index.all.length ?? 0;
        else if (name !== undefined && workspace.source(uri)?.text.includes(name))
          yield workspace.analysis(uri)?.occurrences.length ?? 0;
      }
    },

    diagnostics: (uri) => on(uri, [], quickDiagnostics),
    *allDiagnostics(uri) {
      const analysis = workspace.analysis(uri);
      return analysis === undefined ? [] : yield* allDiagnostics(analysis);
    },
    codeActions: (uri, range) => on(uri, [], (a) => codeActions(fixableDiagnostics(a), range)),
    hover: (uri, position) => at(uri, position, undefined, hover),
    completion: (uri, position, options) =>
      at(uri, position, [], (a, offset) => completion(workspace, a, offset, options)),
    signatureHelp: (uri, position) => at(uri, position, undefined, signatureHelp),
    definition: (uri, position) => at(uri, position, undefined, definition),
    typeDefinition: (uri, position) => at(uri, position, undefined, typeDefinition),
    references: (uri, position, context) =>
      at(uri, position, [], (a, offset) => references(workspace, a, offset, context)),
    prepareRename: (uri, position) =>
      at(uri, position, { refused: 'there is no such document' }, (a, offset) => prepareRename(workspace, a, offset)),
    rename: (uri, position, name) =>
      at(uri, position, { refused: 'there is no such document' }, (a, offset) => rename(workspace, a, offset, name)),
    highlights: (uri, position) => at(uri, position, [], highlights),
    documentSymbols: (uri) => on(uri, [], documentSymbols),
    workspaceSymbols: (query) => workspaceSymbols(workspace, query),
    foldingRanges: (uri) => on(uri, [], foldingRanges),
    selectionRanges: (uri, positions) =>
      on(uri, [], (a) => positions.map((position) => selectionRanges(a, toOffset(a.source, position)))),
    semanticTokens: (uri, range) => on(uri, [], (a) => semanticTokens(a, range)),
    inlayHints: (uri, range) => on(uri, [], (a) => inlayHints(workspace, a, range)),
    codeLenses: (uri, results) => on(uri, [], (a) => codeLenses(a, results)),
    prepareCalls: (uri, position) => at(uri, position, undefined, prepareCalls),
    incomingCalls: (uri, position) => at(uri, position, [], (a, offset) => incomingCalls(workspace, a, offset)),
    outgoingCalls: (uri, position) => at(uri, position, [], outgoingCalls),
    links: (uri) => on(uri, [], (a) => links(workspace, a)),
    format(uri, range) {
      const source = workspace.source(uri);
      return source === undefined ? [] : formatting(workspace.parsed(source), range);
    },
  };
}
