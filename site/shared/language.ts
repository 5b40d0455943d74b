import type * as data from '../../src/service/data.ts';

/** What the editor of the page asks about its one document; `data` as the language service has it. */
export interface Language {
  set(version: number, text: string): void;
  /** What is wrong in all runs; undefined where the text has changed meanwhile. */
  diagnostics(version: number): Promise<readonly data.EditorDiagnostic[] | undefined>;
  codeActions(range: data.Range): readonly data.CodeAction[];
  hover(at: data.Position): data.Hover | undefined;
  completion(at: data.Position): readonly data.Completion[];
  signatureHelp(at: data.Position): data.SignatureHelp | undefined;
  definition(at: data.Position): data.Place | undefined;
  references(at: data.Position): readonly data.Place[];
  rename(at: data.Position, name: string): data.RenameResult;
  highlights(at: data.Position): readonly data.DocumentHighlight[];
  symbols(): readonly data.DocumentSymbol[];
  foldingRanges(): readonly data.FoldingRange[];
  semanticTokens(): readonly data.SemanticToken[];
  inlayHints(range: data.Range): readonly data.InlayHint[];
  format(): readonly data.TextEdit[];
  /** The text of a module of the library. */
  library(uri: string): string | undefined;
}
